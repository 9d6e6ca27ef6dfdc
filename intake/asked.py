"""Which message of ours a mail answers: known by the token we signed, in its Message-ID or in a subject."""

from __future__ import annotations

from intake.desk import Desk
from intake.mail import Mail
from intake.mailaddress import plain
from registry.deliveries import TO_SCHOOLS, Delivery, Purpose
from registry.store import Tx

_OF_BOTH = (Purpose.REPLY, Purpose.REFUSED_ANSWER, Purpose.UNDELIVERED)
_OF_RECEIVED = (*_OF_BOTH, Purpose.CHECK, Purpose.ANSWER, Purpose.NOTICE, Purpose.REMINDER, Purpose.ESCALATION)
_OF_OURS = (
    *(*_OF_BOTH, *TO_SCHOOLS, Purpose.DRAFT, Purpose.APPROVAL, Purpose.PROGRESS),
    *(Purpose.UNANSWERED, Purpose.POSTAL, Purpose.FROM_SCHOOL),
)
"""The messages that are answered, about letters that came in and about letters of ours. What is answered to others, as
to a letter returned, is a mail like any."""


def asked_by(desk: Desk, tx: Tx, mail: Mail) -> Delivery | None:
    """The message that a mail answers: that to its sender, else the first it refers to, else by its subject."""
    first, *older = (*mail.references, mail.subject)
    found = []
    for text in (first, *reversed(older)):
        token = desk.tokens.token_in(text)
        delivery = tx.deliveries.with_message_id(desk.message_id(token)) if token else None
        if token and delivery is None:  # the office's domain was another one then
            delivery = tx.deliveries.with_message_id(text)
        if delivery and delivery.purpose in (_OF_OURS if delivery.outgoing_id is not None else _OF_RECEIVED):
            found.append(delivery)
    theirs = (each for each in found if plain(each.recipient) == plain(mail.sender_address))
    return next(theirs, found[0] if found else None)
