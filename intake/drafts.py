"""Orders to the draft of a letter of ours: it is sent up its line of approval, changed, or taken back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from intake.checks import Trouble
from intake.order import Order, Outcome, fault
from intake.redraft import changed
from intake.waywords import Cancel, Change, Send, of_draft
from registry.approval import Missing, line_of, sender_of
from registry.deliveries import Purpose
from registry.outgoing import Draft, Outgoing, Stage

_ENDED = (Stage.CANCELLED, Stage.REFUSED, Stage.RECALLED)
_IN_WORDS = {"addressee": "to_text"}
"""The fields that the draft calls otherwise than people do."""


def change_draft(order: Order) -> Outcome:
    """Carry out ส่ง, แก้ or ยกเลิก, by who wants the letter sent or the central clerk."""
    if order.person.address != order.sent.person and not order.is_central:
        return fault(Trouble.NOT_ALLOWED, "สั่งเรื่องที่ผู้อื่นส่ง")
    said = of_draft(order.text, order.desk.day(order.tx.now), order.names)
    if isinstance(said, tuple):
        return Outcome(faults=said)
    state = order.sent.state
    if state in _ENDED:
        return fault(Trouble.OVER)
    if isinstance(said, Cancel) and state in (Stage.DRAFT, Stage.APPROVING):
        return _cancel(order, said)
    if state is not Stage.DRAFT:
        return fault(Trouble.PROPOSED if state is Stage.APPROVING else Trouble.TOO_LATE)
    if isinstance(said, Change):
        return _change(order, said)
    return _send(order) if isinstance(said, Send) else fault(Trouble.NO_ORDER)


def draft_again(order: Order, sent: Outgoing, outcome: Outcome) -> None:
    """Ask who wrote once more, with the draft as it stands; of a change also who wants it sent, if that is another."""
    said: dict[str, Any] = {
        "faults": [[each.trouble, each.field, each.given] for each in outcome.faults],
        "done": list(outcome.steps),
    }
    wrote = order.wrote
    about = {"in_reply_to": wrote.mail.message_id, "arrival_id": wrote.came.id}
    order.mails.to_person(order.tx, sent, Purpose.DRAFT, wrote.person.address, said, **about)
    if outcome.steps and wrote.person.address != sent.person:
        order.mails.to_person(order.tx, sent, Purpose.DRAFT, sent.person, {**said, "faults": []})


def _send(order: Order) -> Outcome:
    if order.is_older_than(Purpose.DRAFT, order.person.address, order.wrote.asked.recipient):
        return fault(Trouble.OLDER)
    if not order.sent.draft.may_go:
        return fault(Trouble.STANDS)
    if order.new_files:
        return fault(Trouble.NEW_FILES, order.new_files)
    sent, unit = order.sent, order.sent.unit or ""
    # For who has left the office, whoever sends it in their place does it for that unit.
    sender = sender_of(sent.person, sent.unit, order.people) or replace(order.person, unit=unit)
    places = order.desk.registry.arrangements.approval.places(sender.unit, order.people)
    line = line_of(places, sender, order.people, order.desk.day(order.tx.now))
    if isinstance(line, Missing):
        order.mails.progress(order.tx, sent, "no_approver", detail=line.place)
        return Outcome(written=order.wrote.person.address == sent.person)
    order.ask_approver(order.tx.sending.propose(sent, line))
    names = [f"{person.name} ({place})" for person, place in line]
    return Outcome(steps=[{"what": "sent_up", "names": names} if names else {"what": "at_once"}])


def _change(order: Order, said: Change) -> Outcome:
    before = order.sent.draft
    bearing = order.tx.sending.printed(before.book, {**before.fields, **said.values})
    draft = changed(before, said.values, order.desk.schools(), bearing)
    sent = order.tx.sending.revise(order.sent, draft)
    outcome = Outcome(steps=[_shown(name, draft) for name in said.values], written=True)
    draft_again(order, sent, outcome)
    return outcome


def _shown(name: str, draft: Draft) -> dict[str, Any]:
    field = _IN_WORDS.get(name, name)
    value = draft.fields[field] if field in draft.fields else getattr(draft, field)
    return {"what": "changed", "field": field, "value": str(value) if value is not None else None}


def _cancel(order: Order, said: Cancel) -> Outcome:
    sent = order.tx.sending.cancel(order.sent, said.reason)
    order.mails.progress(order.tx, sent, "cancelled", name=order.person.name, note=said.reason)
    own = order.wrote.person.address == sent.person
    return Outcome(steps=[{"what": "cancelled", "note": said.reason}], written=own)
