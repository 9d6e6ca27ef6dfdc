"""Who is told of a mail that did not reach whom it was for, whether it was refused, is uncertain, or came back later.

The central clerk; of a mail about secret letters the registrar, for nobody else may know that there was one. At most
MOST_TOLD mails a day, for a server that refuses everything: the morning's digest has them all. Of a letter of ours to
schools, who had it sent: one mail a day, a little later, in which all stand that it has not reached by then; and one
of those whom word of its recall did not reach.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from registry.delivery import SECRET, TO_SCHOOLS, Delivery, DeliveryState, Purpose
from registry.people import plain_address
from registry.store import Tx

MOST_TOLD = 20
GATHERED = timedelta(minutes=2)
_DAY = timedelta(days=1)


def tell_undelivered(
    tx: Tx, failed: Delivery, state: DeliveryState, reason: str, *, clerk: str, registrar: str, message_id: str
) -> None:
    """Queue a mail to who must know ("": there is nobody); never one about a mail to themselves, or about such a mail.

    `message_id`: of the new mail; of one to the registrar it holds no token.
    """
    about = failed.outgoing_id if failed.purpose in TO_SCHOOLS else None
    told = registrar if failed.purpose in SECRET else clerk
    if about is not None:
        told = tx.sending.by_id(about).person
    if not told or failed.purpose is Purpose.UNDELIVERED or plain_address(told) == plain_address(failed.recipient):
        return
    since = tx.now - _DAY
    if about is not None and _told_before(tx, about, failed.purpose, since):
        return
    if tx.deliveries.queued_since(told, Purpose.UNDELIVERED, since) >= MOST_TOLD:
        return
    tx.deliveries.queue(
        letter_id=failed.letter_id,
        outgoing_id=about,
        due_at=None if about is None else tx.now + GATHERED,
        purpose=Purpose.UNDELIVERED,
        recipient=told,
        message_id=message_id,
        said={"recipient": failed.recipient, "purpose": failed.purpose, "state": state, "reason": reason},
    )


def _told_before(tx: Tx, outgoing_id: int, purpose: Purpose, since: datetime) -> bool:
    """Whether it was told that the letter, or word of its recall, has not reached some."""
    told = [each for each in tx.deliveries.told(outgoing_id) if each.purpose is Purpose.UNDELIVERED]
    recalls = [(each.said or {}).get("purpose") == Purpose.RECALL for each in told if each.queued_at >= since]
    return (purpose is Purpose.RECALL) in recalls
