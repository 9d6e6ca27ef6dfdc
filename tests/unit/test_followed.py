"""How far a letter of ours is with a school, by what became of its mails and what was heard."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from registry.delivery import Delivery, DeliveryState, Purpose
from registry.followed import Followed, Reach, count, follow
from registry.outgoing import Addressee, Recipient
from tests.support.entering import START

SCHOOL = Recipient(
    id=1,
    outgoing_id=1,
    to=Addressee(name="โรงเรียนบ้านหนึ่ง", director="ผู้อำนวยการ", address="one@school.example", school="1001"),
    answer_by=START + timedelta(days=3),
    acknowledged_at=None,
    acknowledged_by=None,
    receipt_no=None,
    answered_id=None,
    tracking=None,
)
BY_POST = replace(SCHOOL, to=replace(SCHOOL.to, address="", postal="ตู้ ปณ. 3"), answer_by=None)
SENT = DeliveryState.ACCEPTED


def mail(state: DeliveryState, part: int = 1, purpose: Purpose = Purpose.OUTGOING, **more: Any) -> Delivery:
    known: dict[str, Any] = dict.fromkeys(Delivery.__dataclass_fields__)
    said = {"part": part} if purpose is Purpose.OUTGOING else None
    return Delivery(**{**known, "state": state, "purpose": purpose, "said": said, **more})


@pytest.mark.parametrize(
    ("states", "reach"),
    [
        ([], Reach.QUEUED),
        ([DeliveryState.QUEUED], Reach.QUEUED),
        ([DeliveryState.DOT_SENT], Reach.QUEUED),
        ([SENT], Reach.SENT),
        ([SENT, SENT, DeliveryState.SENDING], Reach.QUEUED),
        ([SENT, DeliveryState.BOUNCED, DeliveryState.QUEUED], Reach.BOUNCED),
        ([DeliveryState.UNCERTAIN, SENT], Reach.UNCERTAIN),
        ([SENT, DeliveryState.REFUSED], Reach.REFUSED),
        ([SENT, DeliveryState.WITHDRAWN], Reach.WITHDRAWN),
    ],
)
def test_a_letter_in_parts_is_as_far_as_its_last_part(states: list[DeliveryState], reach: Reach) -> None:
    mails = [mail(state, part) for part, state in enumerate(states, 1)]
    assert follow(SCHOOL, mails, START).reach is reach


def test_a_part_that_was_sent_again_counts_as_it_is_now() -> None:
    first = mail(DeliveryState.BOUNCED, reason="550 no such user", ended_at=START)
    assert follow(SCHOOL, [first], START).reason == "550 no such user"
    later = START + timedelta(hours=1)
    again = follow(SCHOOL, [first, mail(SENT, ended_at=later, reason="250 2.0.0 queued")], START)
    assert (again.reach, again.reason, again.sent_at) == (Reach.SENT, None, later)


def test_of_what_is_said_to_be_late_on_its_way_the_reason_stays() -> None:
    late = follow(SCHOOL, [mail(SENT, reason="4.4.1 no answer from host")], START)
    assert (late.reach, late.reason) == (Reach.SENT, "4.4.1 no answer from host")


def test_a_reminder_or_a_recall_that_failed_does_not_unsend_the_letter() -> None:
    reminder = mail(DeliveryState.BOUNCED, purpose=Purpose.OUTGOING_REMINDER)
    recall = mail(DeliveryState.QUEUED, purpose=Purpose.RECALL)
    found = follow(SCHOOL, [mail(SENT, ended_at=START), reminder, recall], START)
    assert (found.reach, found.recall) == (Reach.SENT, Reach.QUEUED)


def test_what_was_heard_of_them_outweighs_what_the_server_said() -> None:
    bounced = [mail(DeliveryState.BOUNCED, reason="550")]
    heard = replace(SCHOOL, acknowledged_at=START)
    assert (follow(heard, bounced, START).reach, follow(heard, bounced, START).reason) == (Reach.ACKNOWLEDGED, None)
    assert follow(replace(heard, answered_id=9), bounced, START).reach is Reach.ANSWERED


def test_who_has_no_mailbox_is_posted_to_and_never_late() -> None:
    never = START + timedelta(days=365)
    assert (follow(BY_POST, [], never).reach, follow(BY_POST, [], never).late) == (Reach.TO_POST, False)
    assert follow(replace(BY_POST, tracking="EX 1234 5678 9 TH"), [], never).reach is Reach.POSTED


def test_late_is_who_has_not_acknowledged_by_the_moment_it_was_due() -> None:
    due = START + timedelta(days=3)
    assert not follow(SCHOOL, [mail(SENT)], due - timedelta(seconds=1)).late
    assert follow(SCHOOL, [mail(SENT)], due).late
    assert not follow(replace(SCHOOL, acknowledged_at=due), [mail(SENT)], due).late


def test_a_letter_in_figures() -> None:
    heard = replace(SCHOOL, acknowledged_at=START)
    every: list[Followed] = [
        follow(SCHOOL, [mail(DeliveryState.QUEUED)], START),
        follow(SCHOOL, [mail(DeliveryState.BOUNCED)], START + timedelta(days=9)),
        follow(heard, [mail(SENT)], START),
        follow(replace(heard, answered_id=9), [mail(SENT)], START),
        follow(BY_POST, [], START),
    ]
    counted = count(every)
    assert (counted.total, counted.mail, counted.post) == (5, 4, 1)
    assert (counted.queued, counted.failed, counted.late) == (1, 1, 1)
    assert (counted.acknowledged, counted.answered) == (2, 1)
