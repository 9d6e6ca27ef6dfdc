"""The morning's digest as a message: what waits for one person, and for the central clerk the office's troubles."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from dispatcher.audience import named
from dispatcher.compose import Sender, addressed, filled
from registry.deliveries import Delivery
from templates import mailwords, short_moment, thai_date, words
from templates.undelivered import PURPOSES

Said = Mapping[str, Any]

_MOST_NAMED = 5  # schools that a letter did not reach


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One thing: in bold what it is, then what there is to say of it."""

    head: str
    texts: Sequence[str]
    urgency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    head: str
    lines: Sequence[_Line]
    late: bool = False


def compose_digest(sender: Sender, delivery: Delivery, now: datetime) -> bytes:
    """The message of a digest; `Delivery.said` is `dispatcher.digest`'s."""
    said: Said = delivery.said or {}
    waiting, sending = said["waiting"], said.get("sending", ())
    late = sum(1 for line in waiting if line["late"])
    day = thai_date(date.fromisoformat(said["day"]))
    open_ = len(waiting) + len(sending)
    count = mailwords.COUNTED.format(waiting=open_) if open_ else mailwords.NOTHING_WAITS
    title = f"{mailwords.MORNING} {day}"
    subject = f"{title}: {count}{mailwords.COUNTED_LATE.format(late=late) if late else ''}"
    values: dict[str, object] = {
        "office": sender.name,
        "title": title,
        "parts": [part for part in _parts(said, sender.zone) if part.lines],
        "foot": mailwords.FOOT,
    }
    return filled(addressed(sender, delivery, subject, now), "digest", values)


def _parts(said: Said, zone: ZoneInfo) -> Iterator[_Part]:
    heads = mailwords.PARTS
    waiting: Sequence[Said] = said["waiting"]
    yield _Part(head=heads["late"], late=True, lines=[_waiting(line, zone) for line in waiting if line["late"]])
    yield _Part(head=heads["waiting"], lines=[_waiting(line, zone) for line in waiting if not line["late"]])
    yield _Part(head=heads["sending"], lines=[_sending(line, zone) for line in said.get("sending", ())])
    office: Said = said["office"] or {}
    shapes: dict[str, Callable[[Any], _Line]] = {
        "late": lambda line: _waiting(line, zone, line["name"]),
        "unrouted": _entry,
        "unsure": lambda line: _entry(line, mailwords.UNSURE.format(what=", ".join(map(words.reason, line["review"])))),
        "undelivered": _undelivered,
        "unreached": _unreached,
        "unused": lambda line: _sending({**line, "what": "unused"}, zone, line["name"] or ""),
        "dead": lambda line: _Line(head=line["address"], texts=[_since(line, zone), line["reason"]]),
        "lists": lambda line: _Line(head=mailwords.LIST, texts=[line]),
    }
    for name, shape in shapes.items():
        yield _Part(
            head=heads[f"office_{name}"], late=name == "late", lines=[shape(line) for line in office.get(name, ())]
        )
    yield _Part(head=heads["office_silent"], late=True, lines=list(_silent(office, zone)))


def _waiting(line: Said, zone: ZoneInfo, who: str = "") -> _Line:
    moment = short_moment(datetime.fromisoformat(line["answer_by"]), zone) if line["answer_by"] else ""
    if line["late"]:
        state = mailwords.IS_LATE.format(moment=moment)
    elif line["acknowledged"]:
        state = mailwords.IS_KNOWN
    else:
        state = mailwords.BY.format(moment=moment) if moment else mailwords.LEADS[line["task"]]
    return _entry(line, *([who] if who else []), state)


def _entry(line: Said, *more: str) -> _Line:
    secret = mailwords.CLASSIFIED if line.get("secret") else ""
    texts = [secret or line["subject"] or "", line["sender"] or "", *more]
    head = " ".join(filter(None, (line["number"], line["letter_no"])))
    return _Line(head=head, texts=[text for text in texts if text], urgency=line["urgency"] or "")


def _undelivered(line: Said) -> _Line:
    what = PURPOSES.get(line["purpose"], line["purpose"])
    return _Line(head=line["recipient"], texts=[" ".join(filter(None, (what, line["number"]))), line["reason"] or ""])


def _sending(line: Said, zone: ZoneInfo, who: str = "") -> _Line:
    """A letter of ours, or a number reserved for one, that waits for a word."""
    since = short_moment(datetime.fromisoformat(line["since"]), zone)
    waits = mailwords.SENDING[line["what"]].format(name=line["name"] or who, place=line.get("place"), since=since)
    return _Line(
        head=" ".join(filter(None, (line["number"], line["subject"]))),
        texts=[*filter(None, [who]), waits],
        urgency=line["urgency"] or "",
    )


def _about(line: Said) -> str:
    return " ".join(filter(None, (line["number"], line["subject"]))) or words.NOT_FOUND


def _unreached(line: Said) -> _Line:
    names = mailwords.UNREACHED.format(count=len(line["names"]), names=named(line["names"], _MOST_NAMED))
    return _Line(head=_about(line), texts=[names, *filter(None, [line["reason"]])], urgency=line["urgency"] or "")


def _silent(office: Said, zone: ZoneInfo) -> Iterator[_Line]:
    """The schools that are late with most letters, and how many more there are."""
    worst: Sequence[Said] = office.get("silent", ())
    for line in worst:
        since = short_moment(datetime.fromisoformat(line["since"]), zone)
        yield _Line(head=line["name"], texts=[mailwords.SILENT.format(letters=line["letters"], since=since)])
    if more := office.get("silent_schools", 0) - len(worst):
        yield _Line(head=mailwords.MORE_SILENT.format(count=more), texts=[])


def _since(line: Said, zone: ZoneInfo) -> str:
    return mailwords.DEAD.format(moment=short_moment(datetime.fromisoformat(line["since"]), zone))
