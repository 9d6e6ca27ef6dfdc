"""The mails to schools: one letter of ours, written once for all of them, with what is each school's own put in. Pure.

A mail is a head, which is each school's own, and a tail, the files, which is the same for all (`dispatcher.tails`).
What changes from school to school is only the name in the address and the salutation, the token, and the Message-ID; so
the words are rendered once, with marks where these go.
"""

from __future__ import annotations

import base64
import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from dispatcher.compose import Sender, token_of
from dispatcher.drafted import size
from dispatcher.notice import shortened
from dispatcher.offers import Offer, buttons
from dispatcher.page import Page, Part
from dispatcher.shown import Field
from dispatcher.tails import BOUNDARY
from registry.deliveries import Delivery, Purpose
from registry.model import Letter
from registry.outgoing import Recipient
from templates import render, schoolwords, short_moment, thai_date, words

_DIRECTOR, _TOKEN = "Mark-of-the-director", "Mark-of-the-token"
"""Where each school's own goes. Without a letter that HTML or a link writes differently."""
_LONGEST = 90  # letters of a letter's subject in a mail's
_INNER = "=_words"  # "=_" stands in no base64 (RFC 2045 6.7)


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a mail to schools is made of. `files`: the name and size in bytes of each that goes with this part.

    `answer_by`: when a school is late; `sent_at`: when the letter itself went out; `reason`: why it is called back.
    """

    purpose: Purpose
    letter: Letter
    summary: str = ""
    answer_by: datetime | None = None
    part: int = 1
    of: int = 1
    files: Sequence[tuple[str, int]] = ()
    sent_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Shared:
    """What the heads of all schools share: the header but for what is each one's own, the words with marks in them."""

    header: bytes
    text: str
    page: str


def share(sender: Sender, about: About) -> Shared:
    """Render what is the same for every school."""
    page = _page(sender, about)
    values = {name: getattr(page, name) for name in Page.__dataclass_fields__} | {"above": words.ABOVE}
    local, _, domain = sender.address.rpartition("@")
    fixed = {
        "From": str(Address(sender.name, local, domain)),
        "Auto-Submitted": "auto-generated",  # RFC 3834 5, as dispatcher.compose.addressed
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        "MIME-Version": "1.0",
        "Content-Type": f'multipart/mixed; boundary="{BOUNDARY}"',
        "Subject": _subject(about),  # the last: the token goes on in its next line
    }
    return Shared(
        header="".join(SMTP.header_factory(*each).fold(policy=SMTP) for each in fixed.items()).encode().rstrip(),
        text=render("sending.txt", office=sender.name, **values),
        page=render("sending.html", office=sender.name, **values).lstrip(),
    )


def head(
    sender: Sender, shared: Shared, delivery: Delivery, to: Recipient, now: datetime, thread: str | None = None
) -> bytes:
    """The head of one school's mail, on the wire (RFC 5321 4.5.2: no line of it begins with a dot), up to its files.

    `thread`: the Message-ID of the mail it goes with.
    """
    token, director = token_of(delivery), " ".join(to.to.director.split())
    own = f"To: {_named(director, delivery.recipient)}\r\n"
    own += f"Date: {format_datetime(now.astimezone(sender.zone))}\r\nMessage-ID: {delivery.message_id}\r\n"
    if thread and thread != delivery.message_id:
        own += f"References: {thread}\r\n"
    text = shared.text.replace(_DIRECTOR, director).replace(_TOKEN, token)
    page = shared.page.replace(_DIRECTOR, html.escape(director)).replace(_TOKEN, token)
    return b"".join(
        (
            own.encode(),
            shared.header,
            f"\r\n [{token}]\r\n\r\n--{BOUNDARY}\r\n".encode(),
            f'Content-Type: multipart/alternative; boundary="{_INNER}"\r\n\r\n'.encode(),
            _words("plain", text),
            _words("html", page),
            f"--{_INNER}--\r\n".encode(),
        )
    )


def _words(subtype: str, text: str) -> bytes:
    head = f'--{_INNER}\r\nContent-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    return head.encode() + base64.encodebytes(text.encode()).replace(b"\n", b"\r\n")


def _named(name: str, address: str) -> str:
    """An address with its name, in words of at most 75 letters (RFC 2047 2): 11 characters are 60 letters of base64."""
    if name.isascii():
        return formataddr((name, address))
    pieces = (name[start : start + 11].encode() for start in range(0, len(name), 11))
    words = (f"=?utf-8?b?{base64.b64encode(piece).decode()}?=\r\n " for piece in pieces)
    return f"{''.join(words)}<{address}>"


def _number(letter: Letter) -> str:
    return letter.letter_no or schoolwords.UNNUMBERED


def _subject(about: About) -> str:
    """Urgency first, the number, what it is about, which part; the token comes last, where a phone cuts it off."""
    number = schoolwords.TITLES[about.purpose].format(number=_number(about.letter))
    part = f"({about.part}/{about.of})" if about.of > 1 else ""
    said = shortened(about.letter.subject or "", _LONGEST)
    return " ".join(filter(None, (about.letter.urgency, number, said, part)))


def _page(sender: Sender, about: About) -> Page:
    recalled, letter = about.purpose is Purpose.RECALL, about.letter
    title = schoolwords.TITLES[about.purpose].format(number=_number(letter))
    told = [schoolwords.SUMMARY.format(summary=about.summary)] if about.summary and not recalled else []
    return Page(
        title=f"{title} ({schoolwords.PART.format(part=about.part, of=about.of)})" if about.of > 1 else title,
        lead=schoolwords.DEAR.format(director=_DIRECTOR),
        urgency=letter.urgency or "",
        faults=[schoolwords.RECALLED.format(reason=about.reason)] if recalled else (),
        told=[schoolwords.RECALLED_CURE] if recalled else told,
        doubts=[] if recalled else list(_asked(sender, about)),
        fields=list(_facts(sender, letter)),
        parts=_files(about),
        offers=[] if recalled else _offers(sender, about),
        ways=[] if recalled else [schoolwords.WAY],
        small=[] if recalled else list(_small(sender, about)),
    )


def _facts(sender: Sender, letter: Letter) -> Iterator[Field]:
    values = {
        "letter_no": letter.letter_no,
        "date": thai_date(letter.date) if letter.date else None,
        "subject": letter.subject,
        "sender": sender.name,
    }
    for key, value in values.items():
        if value:
            yield Field(key=key, name=schoolwords.NAMES[key], value=value)


def _asked(sender: Sender, about: About) -> Iterator[str]:
    if about.purpose is Purpose.OUTGOING_REMINDER:
        yield schoolwords.SILENT
    if about.answer_by:
        yield schoolwords.ANSWER_BY.format(moment=short_moment(about.answer_by, sender.zone))


def _files(about: About) -> list[Part]:
    if not about.files:
        return []
    named = schoolwords.FILES_PART.format(part=about.part, of=about.of) if about.of > 1 else schoolwords.FILES
    return [Part(head=named, lines=[f"{name} ({size(bytes_)})" for name, bytes_ in about.files])]


def _offers(sender: Sender, about: About) -> list[Offer]:
    subject = f"ตอบ {schoolwords.TITLES[Purpose.OUTGOING].format(number=_number(about.letter))} [{_TOKEN}]"
    given = [("acknowledge", schoolwords.ACKNOWLEDGE, schoolwords.ANSWER, False)]
    return buttons(sender.address, subject, given)


def _small(sender: Sender, about: About) -> Iterator[str]:
    if about.purpose is Purpose.OUTGOING_REMINDER and about.sent_at:
        yield schoolwords.BEFORE.format(moment=short_moment(about.sent_at, sender.zone))
    elif about.of > 1:
        yield schoolwords.ONE_LETTER.format(of=about.of)
    yield schoolwords.OWN_LETTER
