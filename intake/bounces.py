"""Reports that a mail of ours could not be delivered: to whom, for good or for now, and which mail it was. Pure.

A delivery status (RFC 3464) is read where there is one; else the text, where it is plain what is meant. What it says is
believed only of a mail of ours that it names by its Message-ID, which nobody else can know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from intake.mailaddress import valid
from intake.mailparts import Limits, Part, children, read_part
from intake.mailtext import decode, header_text
from registry.errors import Unreadable


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One address that was not reached; `address` "" where the report names none.

    `given_up`: this mail will not come; else it is only late. `dead`: nothing sent there will.
    """

    address: str
    given_up: bool
    dead: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a bounce says. `message_ids`: those in it that may be of the mail it is about, in angle brackets."""

    failures: tuple[Failure, ...]
    message_ids: tuple[str, ...]


_MOST = 50  # failures and Message-IDs kept
_REASON = 300  # characters
_LOOKED_AT = 60_000  # bytes of each part
_ID = re.compile(
    rb"(?:Message-ID|In-Reply-To|References)\s*:[^<]{0,20}<([^<>\s]{3,500})>|<([^<>\s]{3,300}@[^<>\s]{1,200})>",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?<![\d.])[45]\.\d{1,3}\.\d{1,3}(?![\d.])")
_PLAIN_CODE = re.compile(r"(?<![\d.])[45][0-7]\d(?=[\s-])")
_DEAD = re.compile(r"5\.(?:0\.0|1\.\d+|2\.1|4\.[14])(?!\d)|5[05][0-4](?!\d)")
_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,250}")
_GONE = re.compile(
    r"(?:user|mailbox|account|address|recipient)[^.\n]{0,40}(?:unknown|not\s+found|does\s*n[o']t\s+exist|disabled|unavailable|rejected)"
    r"|(?:unknown|no\s+such|invalid)\s+(?:user|mailbox|recipient|address)|could\s*n[o']t\s+be\s+found|permanent(?:ly)?\s+(?:error|fail)"
    r"|ไม่พบ(?:ที่อยู่|ผู้รับ|บัญชี|กล่อง|ผู้ใช้)|ไม่มี(?:ที่อยู่|ผู้รับ|บัญชี|ผู้ใช้)|ที่อยู่(?:อีเมล)?\S{0,20}(?:ไม่ถูกต้อง|ไม่มีอยู่)|(?:ถูก)?ระงับการใช้งาน"
    r"|(?:ไม่สามารถส่ง|ส่ง\S{0,30}ไม่(?:ได้|สำเร็จ))",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"(?:still\s+being\s+retried|will\s+(?:be\s+)?(?:retr|keep\s+trying|continue)|delay(?:ed)?|temporar|over\s*quota|mailbox\s+(?:is\s+)?full"
    r"|กล่อง(?:จดหมาย)?\S{0,20}เต็ม|ชั่วคราว|ล่าช้า|จะ(?:พยายาม|ลอง)\S{0,20}(?:อีก|ใหม่|ต่อไป))",
    re.IGNORECASE,
)


def read_report(mail: Part, body: str, limits: Limits) -> Report:
    """What the bounce `mail` reports; `body` is its text."""
    parts = list(_parts(mail, limits))
    failures = [failure for part in parts for failure in _statuses(part)]
    named = b"\n".join(name.title().encode() + b": " + value for name, value in mail.headers if name in _ABOUT)
    sources = [named, *(bytes(part.content[:_LOOKED_AT]) for part in parts)]
    ids = (header_text(match[1] or match[2]) for source in sources for match in _ID.finditer(source))
    if not failures:
        failures = _in_words(mail, body)
    found = dict.fromkeys(f"<{each}>" for each in ids)
    return Report(failures=tuple(failures[:_MOST]), message_ids=tuple(found)[:_MOST])


_ABOUT = ("in-reply-to", "references")


def _parts(part: Part, limits: Limits, depth: int = 0) -> Iterator[Part]:
    """The parts that hold no others; a returned mail is one of them."""
    inside = list(children(part))[: limits.parts] if depth < 4 else []
    if not inside:
        yield part
    for raw in inside:
        with suppress(Unreadable):
            yield from _parts(read_part(raw, limits), limits, depth + 1)


def _statuses(part: Part) -> Iterator[Failure]:
    """The failures of a message/delivery-status: groups of fields, one for each recipient (RFC 3464, 2)."""
    if part.media_type not in ("message/delivery-status", "message/global-delivery-status"):
        return
    text = decode(bytes(part.content[:_LOOKED_AT]))
    for group in re.split(r"\n\s*\n", re.sub(r"\n[ \t]+", " ", text)):
        fields = {
            name.strip().lower(): value.strip()
            for name, _, value in (line.partition(":") for line in group.splitlines())
        }
        action, status = fields.get("action", "").lower(), fields.get("status", "")
        whom = fields.get("original-recipient") or fields.get("final-recipient")
        if not whom or action not in ("failed", "delayed"):
            continue
        reason = fields.get("diagnostic-code", "").rpartition(";")[2].strip() or status
        failed = action == "failed"
        yield Failure(
            address=_address(whom), given_up=failed, dead=failed and _is_dead(status, reason), reason=reason[:_REASON]
        )


def _is_dead(status: str, reason: str) -> bool:
    """Whether the address is at fault (RFC 3463): not the message, a full mailbox, or a server that was away."""
    return _DEAD.match(status) is not None and _LATER.search(reason) is None


def _in_words(mail: Part, body: str) -> list[Failure]:
    """What a report without a delivery status says of one or more addresses."""
    text = body[:_LOOKED_AT]
    above = re.split(
        r"\n-{3,}.{0,60}(?:original|copy|ต้นฉบับ|below this line).{0,60}\n", text, maxsplit=1, flags=re.IGNORECASE
    )[0]
    code = next((match[0] for pattern in (_CODE, _PLAIN_CODE) for match in pattern.finditer(above)), "")
    late, gone = _LATER.search(above) is not None, _GONE.search(above) is not None
    given_up = not late and (code.startswith("5") or (not code and gone))
    if not given_up and not late and not code.startswith("4"):
        return []
    dead = given_up and (not code.startswith("5.") or _DEAD.match(code) is not None)
    said = header_text(mail.header("x-failed-recipients"))
    addresses = dict.fromkeys(found.rstrip(".").lower() for found in _ADDRESS.findall(said or above))
    reason = next(
        (
            line.strip()
            for line in above.splitlines()
            if _PLAIN_CODE.search(line) or _CODE.search(line) or _GONE.search(line)
        ),
        "",
    )
    return [
        Failure(address=address, given_up=given_up, dead=dead, reason=reason[:_REASON])
        for address in ([each for each in addresses if valid(each)] or [""])
    ]


def _address(value: str) -> str:
    """`rfc822; a@b.example`, with or without angle brackets, in lower case."""
    found = _ADDRESS.search(value.rpartition(";")[2])
    return found[0].lower() if found else ""
