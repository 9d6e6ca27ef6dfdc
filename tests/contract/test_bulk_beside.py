"""The steps of mails to schools, many in one transaction, beside what others do to the same letter meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from dispatcher.outcome import Outcome
from dispatcher.settle import Settler
from dispatcher.steps import Dot, Ended, Step, write_steps
from registry.deliveries import Delivery, DeliveryState, Purpose
from registry.errors import Withdrawn
from registry.outgoing import Stage
from registry.store import Registry, Tx
from tests.support.sending import PITI, area, codes, drafted

SCHOOLS = area(2)
TAKEN = Outcome(state=DeliveryState.ACCEPTED, why="250 OK")
NEVER = Outcome(state=DeliveryState.REFUSED, why="550 5.7.1 No")
_A_MOMENT = 0.5  # seconds: until the other transaction surely waits for this one


def claimed(office: Registry, purpose: Purpose = Purpose.OUTGOING) -> list[Delivery]:
    """The mails of a letter to two schools, about to be handed over."""
    asked = drafted(office, schools=codes(SCHOOLS.everyone))
    with office.begin(PITI) as tx:
        tx.sending.propose(asked, ())
    with office.begin() as tx:
        letter = tx.sending.number(tx.sending.claim()[-1], "สพป.ตัวอย่าง เขต 1")
    with office.begin() as tx:
        (due,) = tx.sending.claim()
        for one in tx.recipients.add(due.id, [each.addressee for each in SCHOOLS.everyone], tx.now + timedelta(days=3)):
            tx.deliveries.queue(
                letter_id=letter.id,
                outgoing_id=due.id,
                recipient_id=one.id,
                purpose=purpose,
                recipient=one.to.address,
                message_id=f"<{one.id}@office.example>",
            )
        tx.sending.defer(due, None, state=Stage.SENT, sent_at=tx.now)
        mails = tx.deliveries.claim_to_schools(9)
        tx.bulk.sending(mails)
        return mails


def dot(mail: Delivery) -> Dot:
    return Dot(mail, journaled=False)


def settler(office: Registry) -> Settler:
    return Settler(registry=office, address="saraban@office.example")


def meanwhile(office: Registry, other: Callable[[Tx], object], steps: list[Step]) -> list[Exception | None]:
    """Write the steps while another transaction holds the first of what it changes, and has yet to take the rest."""
    written: list[Future[list[Exception | None]]] = []

    def begin(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if not written and (statement.startswith("UPDATE") or "FOR UPDATE" in statement):
            written.append(pool.submit(write_steps, settler(office), steps))
            time.sleep(_A_MOMENT)

    with ThreadPoolExecutor(1) as pool, office.begin() as tx:
        event.listen(tx.connection, "after_cursor_execute", begin)
        other(tx)
    return written[0].result()


def states(office: Registry, mails: list[Delivery]) -> list[DeliveryState]:
    with office.begin() as tx:
        return [each.state for each in tx.deliveries.of(mails[0].letter_id or 0) if each.recipient_id is not None]


def acknowledge(mail: Delivery) -> Callable[[Tx], object]:
    return lambda tx: tx.recipients.acknowledge(tx.recipients.by_id(mail.recipient_id or 0), mail.recipient)


@pytest.mark.parametrize("outcome", [TAKEN, NEVER])
def test_a_school_that_acknowledges_now_keeps_no_other_mail_from_its_end(registry: Registry, outcome: Outcome) -> None:
    one, two = claimed(registry)
    assert meanwhile(registry, acknowledge(two), [Ended(one, outcome), dot(two)]) == [None, None]
    assert states(registry, [one]) == [outcome.state, DeliveryState.DOT_SENT]


def test_no_reminder_overlooks_an_acknowledgement_that_comes_now(registry: Registry) -> None:
    one, two = claimed(registry, Purpose.OUTGOING_REMINDER)
    goes, stays = meanwhile(registry, acknowledge(two), [dot(one), dot(two)])
    assert goes is None
    assert isinstance(stays, Withdrawn)


@pytest.mark.parametrize("outcome", [TAKEN, NEVER])
def test_a_letter_that_is_called_back_now_keeps_no_other_mail_from_its_end(
    registry: Registry, outcome: Outcome
) -> None:
    one, two = claimed(registry)

    def recall(tx: Tx) -> None:
        tx.sending.recall(tx.sending.hold(one.outgoing_id or 0), "แนบไฟล์ผิดฉบับ")

    ended, stays = meanwhile(registry, recall, [Ended(one, outcome), dot(two)])
    assert ended is None
    assert isinstance(stays, Withdrawn)
    assert states(registry, [one]) == [outcome.state, DeliveryState.SENDING]


def test_a_bounce_that_comes_before_the_server_has_said_so_stays(registry: Registry) -> None:
    one, two = claimed(registry)
    write_steps(settler(registry), [dot(one), dot(two)])

    def bounce(tx: Tx) -> None:
        tx.deliveries.bounced(two, "550 5.1.1 No such user", given_up=True)

    assert meanwhile(registry, bounce, [Ended(one, TAKEN), Ended(two, TAKEN)]) == [None, None]
    assert states(registry, [one]) == [DeliveryState.ACCEPTED, DeliveryState.BOUNCED]


def test_what_the_outbox_gives_back_is_not_what_goes_to_schools(registry: Registry) -> None:
    one, two = claimed(registry)
    with registry.begin() as tx:
        tx.deliveries.queue(letter_id=None, purpose=Purpose.DRAFT, recipient=PITI, message_id="<p@office.example>")
        assert len(tx.deliveries.claim(9)) == 1
    with registry.begin() as tx:
        assert tx.deliveries.release(to_schools=False) == 1
        assert tx.deliveries.claim_to_schools(9) == []
        assert [each.purpose for each in tx.deliveries.claim(9)] == [Purpose.DRAFT]
    assert write_steps(settler(registry), [dot(one), dot(two)]) == [None, None]
    with registry.begin() as tx:
        assert tx.deliveries.release(to_schools=True) == 2
        assert tx.deliveries.release() == 1
