"""Who is told of a mail that did not reach whom it was for, whether it was refused, is uncertain, or came back later.

The central clerk; of a mail about secret letters the registrar, for nobody else may know that there was one; of a
letter of ours to a school who had it sent, once for each letter: how far it is with every school they see in its sheet.
At most MOST_TOLD mails a day, for a server that refuses everything: the morning's digest has them all.
"""

from __future__ import annotations

from datetime import timedelta

from registry.delivery import SECRET, Delivery, DeliveryState, Purpose
from registry.people import plain_address
from registry.store import Tx

MOST_TOLD = 20
_DAY = timedelta(days=1)


def tell_undelivered(
    tx: Tx, failed: Delivery, state: DeliveryState, reason: str, *, clerk: str, registrar: str, message_id: str
) -> None:
    """Queue a mail to who must know ("": there is nobody); never one about a mail to themselves, or about such a mail.

    `message_id`: of the new mail; of one to the registrar it holds no token.
    """
    told = registrar if failed.purpose in SECRET else clerk
    if failed.recipient_id is not None and failed.outgoing_id is not None:
        told = tx.sending.by_id(failed.outgoing_id).person
        if any(each.purpose is Purpose.UNDELIVERED for each in tx.deliveries.told(failed.outgoing_id)):
            return
    if not told or failed.purpose is Purpose.UNDELIVERED or plain_address(told) == plain_address(failed.recipient):
        return
    if tx.deliveries.queued_since(told, Purpose.UNDELIVERED, tx.now - _DAY) >= MOST_TOLD:
        return
    tx.deliveries.queue(
        letter_id=failed.letter_id,
        outgoing_id=failed.outgoing_id,
        purpose=Purpose.UNDELIVERED,
        recipient=told,
        message_id=message_id,
        said={"recipient": failed.recipient, "purpose": failed.purpose, "state": state, "reason": reason},
    )
