"""What all mails share: header, text beside HTML, the picture in it, attachments. The Message-ID is the delivery's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from zoneinfo import ZoneInfo

from registry.deliveries import Delivery
from registry.model import Letter
from templates import render

_TYPE = re.compile(r"(application|image)/[\w.+-]{1,80}")
_BINARY = "application/octet-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """The office as its mails show it."""

    name: str
    address: str
    zone: ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One file as it goes with a mail."""

    name: str
    media_type: str
    content: bytes


def compose_confirmation(sender: Sender, delivery: Delivery, letters: Sequence[Letter], now: datetime) -> bytes:
    """The confirmation that a mail's letters were registered."""
    numbers = ", ".join(f"{letter.label}/{letter.year}" for letter in letters)
    message = addressed(sender, delivery, f"ยืนยันการรับหนังสือ เลขทะเบียนรับ {numbers}", now)
    text = render("confirmation.txt", office=sender.name, letters=letters, zone=sender.zone)
    message.set_content(text, cte="base64")
    return message.as_bytes()


def token_of(delivery: Delivery) -> str:
    """The token of a mail about an entry, which is its Message-ID's own part."""
    return delivery.message_id.strip("<>").partition("@")[0]


def addressed(
    sender: Sender, delivery: Delivery, subject: str, now: datetime, *, thread: str | None = None
) -> EmailMessage:
    """A message with its header and no content yet; `thread`: the Message-ID of a mail of ours it goes with."""
    message = EmailMessage(policy=SMTP)
    _set(message, "From", sender.name, sender.address)
    message["To"] = delivery.recipient
    _set(message, "Subject", subject)
    message["Date"] = now.astimezone(sender.zone)
    message["Message-ID"] = delivery.message_id
    if delivery.in_reply_to:
        message["In-Reply-To"] = delivery.in_reply_to
        message["References"] = delivery.in_reply_to
    elif thread:
        message["References"] = thread
    # RFC 3834 section 5: an automatic message says that it is one. Not "All": Exchange would hold back its reports too.
    message["Auto-Submitted"] = "auto-replied" if delivery.in_reply_to else "auto-generated"
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    return message


def media_type(known: str) -> str:
    """What a file is declared as: its type, if mail programs know that kind."""
    return known if _TYPE.fullmatch(known) else _BINARY


def _set(message: EmailMessage, name: str, text: str, address: str = "") -> None:
    """A header of this text, or of this name and address.

    Thai is encoded here, blanks and all (RFC 2047): Python's own folding loses the blank between two encoded words.
    """
    text = " ".join(text.split())
    if text.isascii():
        message[name] = Address(text, addr_spec=address) if address else text
    else:
        coded = Header(text, "utf-8", header_name=name).encode(linesep="\r\n")
        message.set_raw(name, f"{coded}\r\n <{address}>" if address else coded)


def filled(
    message: EmailMessage,
    template: str,
    values: dict[str, object],
    *,
    picture: bytes | None = None,
    attached: Sequence[Attachment] = (),
) -> bytes:
    """The message with what `template` says, as text and as HTML; `picture` is a PNG that stands in the page."""
    cid = str(message["Message-ID"]).strip("<>").replace("@", ".picture@") if picture else None
    message.set_content(render(f"{template}.txt", picture=cid is not None, **values), cte="base64")
    page = render(f"{template}.html", cid=cid, **values)
    message.add_alternative(page.lstrip(), subtype="html", cte="base64")
    if picture:
        related = message.get_payload(1)
        assert isinstance(related, EmailMessage)
        related.add_related(picture, "image", "png", cid=f"<{cid}>", filename="ตรวจ.png", disposition="inline")
    for file in attached:
        maintype, _, subtype = media_type(file.media_type).partition("/")
        message.add_attachment(file.content, maintype, subtype, filename=file.name)
    return message.as_bytes()
