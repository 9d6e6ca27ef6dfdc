"""What a kind of mail is, and the writing habits of mail programs that the kinds are made of."""

from __future__ import annotations

import base64
import quopri
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from registry.model import Problem
from tests.support.mails import mail, multipart, part

SUBJECT = "ขอเชิญประชุม ที่ ศธ 04999/ว 123"
BODY = "เรียน ผู้อำนวยการโรงเรียนบ้านตัวอย่าง"
NAME = "หนังสือ “ด่วน” ที่ 04999.pdf"  # its quotes are in cp874, not in strict TIS-620
LETTER = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailKind:
    """One kind of mail: how it is made, and what must be read from it.

    `problem`: it is refused as a whole, with this word. `refused`: attachments that are told of and not opened.
    """

    name: str
    raw: Callable[[], bytes]
    subject: str = SUBJECT
    names: tuple[str, ...] = ()
    body: str = BODY
    refused: tuple[Problem, ...] = ()
    problem: Problem | None = None


def word(text: str | bytes, label: str, codec: str = "cp874", coding: str = "B") -> bytes:
    """An encoded word (RFC 2047) of a text, or of bytes that may be cut inside a character."""
    raw = text if isinstance(text, bytes) else text.encode(codec)
    if coding in "bB":
        coded = base64.b64encode(raw)
    else:
        coded = quopri.encodestring(raw, header=True).replace(b"=\n", b"").replace(b"?", b"=3F")
    return b"=?" + label.encode() + b"?" + coding.encode() + b"?" + coded + b"?="


def percent(text: str, codec: str = "utf-8") -> bytes:
    """Percent-encoded, as RFC 2231 values are."""
    return quote(text.encode(codec), safe="").encode()


def text_part(text: str = BODY) -> bytes:
    return part(text.encode(), "text/plain; charset=utf-8")


def with_subject(value: bytes | str) -> bytes:
    """A plain mail with this raw value behind «Subject:»."""
    raw = value.encode() if isinstance(value, str) else value
    return mail(text_part(), b"Subject: " + raw)


def letter_mail(tail: bytes, *headers: bytes | str) -> bytes:
    """A mail with the usual subject."""
    return mail(tail, b"Subject: " + word(SUBJECT, "UTF-8", "utf-8"), *headers)


def attached(disposition: bytes = b"", content_type: bytes = b"application/pdf") -> bytes:
    """A mail with one PDF, named in either header."""
    shown = b"attachment" + (b"; " + disposition if disposition else b"")
    return letter_mail(multipart([text_part(), part(LETTER, content_type, shown)]))
