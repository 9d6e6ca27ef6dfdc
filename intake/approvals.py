"""What an approver says of a letter of ours: the next is asked, or it goes back to who wants it sent, or it ends."""

from __future__ import annotations

from intake.checks import Trouble
from intake.order import Order, Outcome, fault
from intake.waywords import Approve, Refuse, SendBack, of_proposal
from registry.deliveries import Purpose
from registry.outgoing import Approval, Stage, Verdict


def decide_proposal(order: Order) -> Outcome:
    """Carry out เห็นชอบ, แก้ไข or ไม่อนุมัติ, by the one who is asked or stands in for them today."""
    step = order.tx.sending.asked(order.sent)
    if order.sent.state in (Stage.CANCELLED, Stage.REFUSED, Stage.RECALLED):
        return fault(Trouble.OVER)
    if step is None or not _is_asked(order, step):
        return fault(Trouble.NOT_ASKED)
    if order.is_older_than(Purpose.APPROVAL):
        return fault(Trouble.OLDER)
    said = of_proposal(order.text, order.names)
    if isinstance(said, Approve) and order.new_files:
        return fault(Trouble.NEW_FILES, order.new_files)
    if isinstance(said, Approve):
        return _decided(order, step, Verdict.APPROVED, said.note)
    if isinstance(said, SendBack):
        return _decided(order, step, Verdict.SENT_BACK, said.words)
    if isinstance(said, Refuse):
        return _decided(order, step, Verdict.REFUSED, said.reason)
    return Outcome(faults=said if isinstance(said, tuple) else ())


def _is_asked(order: Order, step: Approval) -> bool:
    known = order.people.by_address(step.person)
    today = order.desk.day(order.tx.now)
    stands_in = known is not None and order.people.standing_in(known, today).address == order.person.address
    return order.person.address == step.person or stands_in


def _decided(order: Order, step: Approval, verdict: Verdict, note: str | None) -> Outcome:
    by = order.person if order.person.address != step.person else None
    sent = order.tx.sending.decide(order.sent, step, verdict, note, by)
    if verdict is Verdict.APPROVED:
        order.ask_approver(sent)
    elif verdict is Verdict.SENT_BACK:  # before word of it: who wants it sent may answer either message
        order.mails.to_person(order.tx, sent, Purpose.DRAFT, sent.person)
    order.mails.progress(order.tx, sent, verdict, name=order.person.name, note=note)
    return Outcome(steps=[{"what": verdict, "note": note}])
