"""Many steps in one transaction: each mail ends as it would alone, whatever becomes of the others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from registry.assignments import Arrangements
from registry.deliveries import Delivery, DeliveryState, Purpose
from registry.due import LEASE
from registry.errors import StaleClaim, Withdrawn
from registry.originals import Originals
from registry.ours import OurMails
from registry.store import Registry
from registry.tokens import Tokens, message_id
from tests.support.entering import Clock
from tests.support.schoolpost import issue, many_schools, submit

SCHOOLS = many_schools(4)
TOKENS = Tokens(b"only for tests")


@pytest.fixture
def office(tmp_path: Path, registry: Registry) -> Registry:
    """With a letter queued to four schools."""
    made = Arrangements(message_id=lambda letter_id: message_id(TOKENS.make(letter_id), "saraban@office.example"))
    opened, originals = replace(registry, arrangements=made), Originals(tmp_path / "originals")
    submit(opened, originals, SCHOOLS, [b"%PDF a letter"])
    issue(opened, originals, SCHOOLS)
    originals.close()
    return opened


def claim(office: Registry) -> list[Delivery]:
    with office.begin() as tx:
        claimed = tx.deliveries.claim_to_schools(99)
        tx.bulk.sending(claimed)
        return claimed


def states(office: Registry, mails: list[Delivery]) -> list[DeliveryState]:
    with office.begin() as tx:
        return [each.state for one in mails if (each := tx.deliveries.with_message_id(one.message_id))]


def dot(office: Registry, mails: list[Delivery], *, journaled: bool = False) -> dict[int, type[Exception]]:
    with office.begin() as tx:
        return {held: type(why) for held, why in tx.bulk.dot_sent([(each, journaled) for each in mails]).items()}


def test_all_go_their_way_together(office: Registry, clock: Clock) -> None:
    mails = claim(office)
    assert states(office, mails) == [DeliveryState.SENDING] * 4
    assert dot(office, mails[:3]) == {}
    assert states(office, mails) == [DeliveryState.DOT_SENT] * 3 + [DeliveryState.SENDING]
    clock.move(LEASE / 2)
    with office.begin() as tx:
        (letter,) = [tx.sending.by_id(mails[0].outgoing_id or 0)]
        tx.sending.shown(letter)
    with office.begin() as tx:
        assert tx.bulk.accepted([(each, "250 taken") for each in mails[:3]]) == {}
    with office.begin() as tx:
        ended = tx.deliveries.with_message_id(mails[0].message_id)
        assert ended
        assert (ended.state, ended.reason, ended.ended_at) == (DeliveryState.ACCEPTED, "250 taken", clock.now)
        assert tx.sending.by_id(letter.id).changed_at == clock.now, "its sheet is to be written anew"
        assert tx.deliveries.in_hand() == 2  # the fourth, and the mail to who wanted it sent


def test_whoever_took_a_mail_over_keeps_it(office: Registry, clock: Clock) -> None:
    slow = claim(office)
    clock.move(LEASE * 2)
    mails = claim(office)
    assert [each.attempt for each in mails] == [2] * 4
    assert dot(office, slow) == {each.id: StaleClaim for each in mails}
    assert dot(office, mails) == {}
    with office.begin() as tx:
        held = tx.bulk.accepted([(each, "250") for each in slow[:2]])
        assert {each: type(why) for each, why in held.items()} == {each.id: StaleClaim for each in mails[:2]}
    assert states(office, mails) == [DeliveryState.DOT_SENT] * 4


def test_a_recall_stops_what_has_no_dot_yet(office: Registry) -> None:
    mails = claim(office)
    assert dot(office, mails[:1]) == {}
    with office.begin("piti@office.example") as tx:
        tx.sending.recall(tx.sending.by_id(mails[0].outgoing_id or 0), "ผิดฉบับ")
    assert dot(office, mails[1:]) == {each.id: Withdrawn for each in mails[1:]}


def test_a_reminder_stops_where_the_school_was_heard_of_and_no_other(office: Registry) -> None:
    with office.begin() as tx:
        letter = tx.deliveries.claim_to_schools(99)
        sent = tx.sending.by_id(letter[0].outgoing_id or 0)
        for to in tx.recipients.of(sent.id):
            entry = tx.entries.by_id(sent.letter_id or 0)
            OurMails(office.arrangements).to_school(tx, sent, entry, to, Purpose.OUTGOING_REMINDER)
    mails = claim(office)
    with office.begin() as tx:
        first = tx.recipients.of(sent.id)[0]
        tx.recipients.acknowledge(first, first.to.address)
    assert dot(office, mails) == {mails[0].id: Withdrawn}
    assert dot(office, letter) == {each.id: StaleClaim for each in letter}, "they were never marked as being sent"


def test_what_came_back_before_the_server_said_that_it_took_it_stays_so(office: Registry) -> None:
    mails = claim(office)
    dot(office, mails, journaled=True)
    with office.begin() as tx:
        known = tx.deliveries.with_message_id(mails[1].message_id)
        assert known
        assert known.journaled_at == tx.now
        tx.deliveries.bounced(known, "550 no such user", given_up=True)
    with office.begin() as tx:
        assert tx.bulk.accepted([(each, "250") for each in mails]) == {}
    expected = [DeliveryState.ACCEPTED, DeliveryState.BOUNCED, DeliveryState.ACCEPTED, DeliveryState.ACCEPTED]
    assert states(office, mails) == expected


def test_what_is_given_back_is_due_at_once(office: Registry) -> None:
    mails = claim(office)
    with office.begin() as tx:
        tx.bulk.give_back(mails)
    assert states(office, mails) == [DeliveryState.QUEUED] * 4
    again = claim(office)
    assert [(each.id, each.lost) for each in again] == [(each.id, 1) for each in mails]
