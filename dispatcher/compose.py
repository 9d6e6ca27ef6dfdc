"""A delivery to the bytes of its message. Same row, same message: the Message-ID was fixed when it was queued."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from zoneinfo import ZoneInfo

from registry.deliveries import Delivery
from registry.model import Letter
from templates import render


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """The office as its mails show it."""

    name: str
    address: str
    zone: ZoneInfo


def compose_confirmation(sender: Sender, delivery: Delivery, letters: Sequence[Letter], now: datetime) -> bytes:
    """The confirmation that a mail's letters were registered."""
    numbers = ", ".join(f"{letter.label}/{letter.year}" for letter in letters)
    message = addressed(sender, delivery, f"ยืนยันการรับหนังสือ เลขทะเบียนรับ {numbers}", now)
    text = render("confirmation.txt", office=sender.name, letters=letters, zone=sender.zone)
    message.set_content(text, cte="base64")
    return message.as_bytes()


def addressed(sender: Sender, delivery: Delivery, subject: str, now: datetime) -> EmailMessage:
    """A message with its header and no content yet."""
    message = EmailMessage(policy=SMTP)
    local, _, domain = sender.address.rpartition("@")
    message["From"] = Address(sender.name, local, domain)
    message["To"] = delivery.recipient
    message["Subject"] = subject
    message["Date"] = now.astimezone(sender.zone)
    message["Message-ID"] = delivery.message_id
    if delivery.in_reply_to:
        message["In-Reply-To"] = delivery.in_reply_to
        message["References"] = delivery.in_reply_to
    # RFC 3834 section 5: an automatic message says that it is one. Not "All": Exchange would hold back its reports too.
    message["Auto-Submitted"] = "auto-replied" if delivery.in_reply_to else "auto-generated"
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    return message
