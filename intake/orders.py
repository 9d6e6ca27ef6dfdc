"""An answer about a letter of ours on its way: carried out and answered in one transaction.

Which order it may hold depends on the message it answers: a draft (`drafts`), a proposal (`approvals`), the postal list
(`posted`); a recall may stand in any. When in doubt nothing is done, and who wrote is asked.
"""

from __future__ import annotations

from dataclasses import replace

from intake.approvals import decide_proposal
from intake.checks import Fault, Trouble
from intake.commands import Correct, understand
from intake.desk import Desk, decide
from intake.drafts import change_draft, draft_again
from intake.fromschools import Voice, hear
from intake.order import Order, Outcome, fault
from intake.phrases import SOUNDS_AUTOMATIC
from intake.posted import track
from intake.recalls import call_back, is_of, may_recall
from intake.requested import Recall, recall_in
from intake.wrote import MOST_ANSWERS, Wrote, attached, listed, reply, taken_before
from registry.arrivals import ArrivalState, Landed
from registry.deliveries import Purpose
from registry.model import Problem
from registry.outgoing import Stage
from registry.store import Tx

_NO_WORD = {Trouble.NO_ORDER, Trouble.NOTHING}
_BACK = (Purpose.DRAFT, Purpose.PROGRESS, Purpose.REPLY)
"""What an answer is answered with."""


def take_order(desk: Desk, tx: Tx, wrote: Wrote) -> Landed:
    """Do what an answer orders, or say what is not clear in it. Raises StaleClaim."""
    sent = tx.sending.hold(wrote.asked.outgoing_id or 0)
    if again := taken_before(tx, wrote.came, wrote.mail):
        return again
    order = Order(
        desk=desk, tx=tx, wrote=wrote, sent=sent, person=wrote.person, text=wrote.text, purpose=_answered(wrote)
    )
    outcome = _carried(order)
    if outcome.faults and {each.trouble for each in outcome.faults} <= _NO_WORD:
        if SOUNDS_AUTOMATIC.search(f"{wrote.mail.subject}\n{wrote.mail.body}"):
            return listed(tx, wrote.came, Problem.AUTO_REPLY)
        outcome = replace(outcome, written=outcome.written or _told_enough(order))
    if not outcome.written:
        _write_back(order, outcome)
    return decide(tx, replace(wrote.came, state=ArrivalState.ANSWER))


def _answered(wrote: Wrote) -> Purpose:
    """What the message was for that is answered, be it by way of a reply to an earlier answer."""
    return Purpose((wrote.asked.said or {}).get("purpose", wrote.asked.purpose))


def _carried(order: Order) -> Outcome:
    if order.wrote.asked.purpose is Purpose.REFUSED_ANSWER:
        return _vouched(order)
    if recalled := recall_in(order.text, order.names):
        return _recall(order, recalled)
    if order.purpose is Purpose.APPROVAL:
        return decide_proposal(order)
    return track(order) if order.purpose is Purpose.POSTAL else change_draft(order)


def _recall(order: Order, wanted: Recall | tuple[Fault, ...]) -> Outcome:
    """Of the letter that the answered message is about, and of no other."""
    if isinstance(wanted, tuple):
        return Outcome(faults=wanted)
    if wanted.number and not is_of(order.desk, order.tx, order.sent, wanted.number):
        return fault(Trouble.NO_SUCH, wanted.number)
    if not may_recall(order.sent, order.person, order.people, order.desk, order.tx):
        return fault(Trouble.NOT_ALLOWED, "เรียกคืน")
    against = call_back(order.desk, order.tx, order.sent, order.person, wanted.reason)
    if against:
        return Outcome(faults=(against,))
    return Outcome(steps=[{"what": "recalled"}], written=order.person.address == order.sent.person)


def _vouched(order: Order) -> Outcome:
    """What another wrote is theirs, says the central clerk: their order about a draft, the words of a school. An
    approval is not given by anybody's word for it."""
    said = order.wrote.asked.said or {}
    if understand(order.text, order.desk.day(order.tx.now), checking=True).commands != (Correct({}, True),):
        return fault(Trouble.NO_ORDER, " ".join(order.text.split())[:200])
    if said.get("recipient_id") is not None:
        voice = Voice(
            recipient=order.tx.recipients.by_id(said["recipient_id"]), address=said["from"], text=said["text"]
        )
        if said.get("answer_id") is not None:
            order.tx.recipients.answered(voice.recipient, said["answer_id"], voice.address)
        hear(order.desk, order.tx, order.sent, voice, order.wrote.came.id)
        return Outcome(steps=[{"what": "school_heard", "names": [voice.recipient.to.name]}])
    meant = order.people.by_address(said["address"])
    if order.purpose is Purpose.APPROVAL or meant is None:
        return fault(Trouble.NOT_ALLOWED, "เห็นชอบแทนผู้อื่น")
    return change_draft(replace(order, person=meant, text=said["text"]))


def _told_enough(order: Order) -> bool:
    """Whether who wrote was asked often enough today; what they order is answered however often."""
    midnight = order.desk.midnight(order.tx.now)
    told = [
        each
        for each in order.tx.deliveries.told(order.sent.id)
        if each.purpose in _BACK and each.recipient == order.wrote.person.address and each.queued_at >= midnight
    ]
    return len(told) >= MOST_ANSWERS


def _write_back(order: Order, outcome: Outcome) -> None:
    """Ask again with the draft as it stands; about anything else say what was done, or why not."""
    sent = order.tx.sending.by_id(order.sent.id)
    about_draft = order.purpose is not Purpose.APPROVAL and order.wrote.asked.purpose is not Purpose.REFUSED_ANSWER
    if outcome.faults and sent.state is Stage.DRAFT and about_draft:
        draft_again(order, sent, outcome)
        return
    wrote = order.wrote
    answer = {
        "done": list(outcome.steps),
        "faults": [[each.trouble, each.field, each.given] for each in outcome.faults],
        "attached": attached(wrote.mail),
        "purpose": order.purpose,
    }
    reply(order.desk, order.tx, wrote.came, wrote.mail, wrote.person, answer, sent=sent)
