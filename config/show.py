"""Entries, readings and problems as a person sees them in a terminal, and as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table

from config.secret import SEALED
from registry.accuracy import Accuracy, Truth
from registry.arrivals import Landed
from registry.citations import Citation
from registry.model import FIELDS, Book, Evidence, KeptFile, Letter, Reading, Reference, State
from registry.originals import Originals
from registry.sealing import is_sealed
from templates import short_date, words
from templates.problems import PROBLEMS

_STATES = {State.REGISTERED: "", State.RESERVED: "จองเลข", State.STRUCK: "ขีดฆ่า"}
_COUNTS = ("ตรวจแล้ว", "อ่านถูก", "แน่ใจและถูก", "แน่ใจแต่ผิด")


def console(stream: TextIO = sys.stdout) -> Console:
    """As wide as the terminal; wide enough for a table in a log or a pipe."""
    return Console(file=stream, width=None if stream.isatty() else 180, highlight=False)


def as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def row(letter: Letter, zone: ZoneInfo, originals: Originals) -> dict[str, Any]:
    """One entry as JSON. `number` is a whole number, or the text "n/m" for an inserted entry."""
    sealed = letter.book is Book.SECRET
    original = _path(originals, letter.sha256, sealed=sealed) if letter.sha256 else None
    return {
        "number": letter.label if letter.insert else letter.number,
        "year": letter.year,
        "received_at": moment(letter.received_at, zone),
        "registered_at": moment(letter.registered_at, zone),
        "letter_no": letter.letter_no,
        "date": letter.date.isoformat() if letter.date else None,
        "subject": letter.subject,
        "sender": letter.sender,
        "addressee": letter.addressee,
        "urgency": letter.urgency,
        "secrecy": letter.secrecy,
        "unit": letter.unit,
        "owner": letter.owner,
        "state": letter.state,
        "source": letter.source,
        "original": original,
        "sha256": letter.sha256,
        "needs_review": letter.needs_review,
        "kind": letter.kind,
        "review": list(letter.review),
        "remark": letter.remark,
        "closed_at": moment(letter.closed_at, zone),
        "closed_by": letter.closed_by,
    }


def file(one: KeptFile, originals: Originals) -> dict[str, Any]:
    """One original as JSON. What is sealed is not called by its name."""
    sealed = is_sealed(one.name)
    path = _path(originals, one.sha256, sealed=sealed)
    return {"role": one.role, "name": None if sealed else one.name, "sha256": one.sha256, "path": path}


def _path(originals: Originals, sha256: str, *, sealed: bool) -> str:
    """Where an original lies: sealed, in the folder of those beside the others."""
    return str((originals.root.with_name(SEALED) if sealed else originals.root) / sha256[:2] / sha256)


def reading(file: str, read: Reading) -> dict[str, Any]:
    """One reading as JSON."""
    found = {name: read[name] for name in FIELDS}
    return {
        "file": file,
        **{name: each.value for name, each in found.items()},
        "references": [_reference(one) for one in read.references],
        "sure": {name: each.sure for name, each in found.items()},
        "confidence": {name: round(each.confidence, 3) for name, each in found.items()},
        "evidence": {name: _evidence(each.evidence) for name, each in found.items() if each.evidence},
    }


def _reference(one: Reference) -> dict[str, Any]:
    return {
        "letter_no": one.letter_no,
        "date": one.date,
        "sure": one.sure,
        "confidence": round(one.confidence, 3),
        "evidence": _evidence(one.evidence) if one.evidence else None,
    }


def _evidence(seen: Evidence) -> dict[str, Any]:
    return {
        "page": seen.page,
        "box": [round(edge, 1) for edge in seen.box],
        "text": seen.text,
        "original": seen.original or seen.text,
        "how": seen.how,
    }


def citation(one: Citation) -> dict[str, Any]:
    """One letter under อ้างถึง as JSON; `held`: its entry, null where the office does not hold it."""
    return {
        "letter_no": one.letter_no,
        "date": one.date.isoformat() if one.date else None,
        "held": held(one.cited) if one.cited else None,
    }


def held(letter: Letter) -> dict[str, Any]:
    """An entry as JSON, by what it is found with."""
    return {
        "book": letter.book,
        "number": letter.label if letter.insert else letter.number,
        "year": letter.year,
        "letter_no": letter.letter_no,
        "subject": letter.subject,
    }


def register_table(letters: Sequence[Letter], zone: ZoneInfo, title: str) -> Table:
    """The book as a table, in the columns of form 13."""
    table = Table(title=title, expand=False)
    for name, justify in (("เลขรับ", "right"), ("รับเมื่อ", "left"), ("ที่", "left"), ("ลงวันที่", "left")):
        table.add_column(name, justify=justify, no_wrap=name != "ที่", overflow="fold")  # type: ignore[arg-type]
    for name in ("จาก", "เรื่อง", "หมายเหตุ"):
        table.add_column(name, overflow="fold")
    for letter in letters:
        struck = "strike" if letter.state is State.STRUCK else ""
        table.add_row(*_cells(letter, zone), style=struck)
    return table


def _cells(letter: Letter, zone: ZoneInfo) -> tuple[str, ...]:
    doubts = [words.reason(each) for each in letter.review] if letter.needs_review else []
    registered = letter.registered_at.astimezone(zone)
    remarks = [
        letter.secrecy or "",
        letter.urgency or "",
        _STATES[letter.state],
        letter.remark or "",
        f"เสร็จ {letter.closed_by or ''}".rstrip() if letter.closed_at else "",
        f"ตรวจ: {', '.join(doubts)}" if doubts else "",
    ]
    return (
        letter.label,
        f"{short_date(registered.date())} {registered:%H:%M}",
        letter.letter_no or "–",
        short_date(letter.date) if letter.date else "–",
        letter.sender or "–",
        letter.subject or "–",
        " ".join(filter(None, remarks)),
    )


def fields_table(title: str, values: Mapping[str, object]) -> Table:
    table = Table(title=title, show_header=False)
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    for name, value in values.items():
        table.add_row(name, "–" if value in (None, "") else str(value))
    return table


def problem(landed: Landed, zone: ZoneInfo, originals: Originals) -> dict[str, Any]:
    """One thing that was not registered, as JSON."""
    return {
        "name": None if is_sealed(landed.name) else landed.name,
        "origin": landed.origin,
        "from": landed.mail_from,
        "state": landed.state,
        "problem": landed.problem,
        "detail": landed.detail,
        "arrived_at": moment(landed.arrived_at, zone),
        "original": str(originals.path(landed.sha256)),
        "sha256": landed.sha256,
    }


def problems_table(listed: Sequence[Landed], zone: ZoneInfo) -> Table:
    table = Table(title="สิ่งที่ไม่ได้ลงทะเบียน")
    for name in ("มาถึงเมื่อ", "ทาง", "ชื่อ / เรื่อง", "จาก", "เหตุผล"):
        table.add_column(name, overflow="fold")
    for landed in listed:
        when = f"{landed.arrived_at.astimezone(zone):%d/%m %H:%M}"
        table.add_row(
            when,
            landed.origin,
            "–" if is_sealed(landed.name) else landed.name,
            landed.mail_from or "",
            PROBLEMS[landed.problem][0] if landed.problem else "",
        )
    return table


def accuracy(one: Accuracy) -> dict[str, Any]:
    """One count as JSON; `sender` null: of all senders."""
    names = ("field", "sender", "checked", "right", "sure_right", "sure_wrong")
    return {name: getattr(one, name) for name in names}


def accuracy_table(counted: Sequence[Accuracy]) -> Table:
    table = Table(title="ความถูกต้องของการอ่าน")
    for name in ("จาก", "ช่อง"):
        table.add_column(name, overflow="fold")
    for name in _COUNTS:
        table.add_column(name, justify="right")
    for one in counted:
        numbers = (one.checked, one.right, one.sure_right, one.sure_wrong)
        sender = "ทุกหน่วยงาน" if one.sender is None else one.sender or "–"
        table.add_row(sender, words.FIELDS[one.field], *map(str, numbers))
    return table


def truth(one: Truth, zone: ZoneInfo, originals: Originals) -> dict[str, Any]:
    """What a person said of one field, with where it stands in its original, as JSON."""
    letter, seen = one.letter, one.read.evidence
    return {
        "number": letter.label if letter.insert else letter.number,
        "year": letter.year,
        "field": one.field,
        "read": one.read.value,
        "right": one.value,
        "sure": one.read.sure,
        "confidence": round(one.read.confidence, 3),
        "how": seen.how if seen else None,
        "text": seen.text if seen else None,
        "page": seen.page if seen else None,
        "box": list(seen.box) if seen else None,
        "original": str(originals.path(letter.sha256)) if letter.sha256 else None,
        "sha256": letter.sha256,
        "media_type": letter.media_type,
        "who": one.who,
        "at": moment(one.at, zone),
        "came": one.came,
    }


def moment(moment: datetime | None, zone: ZoneInfo) -> str | None:
    """A moment as JSON has it, on the office's clock."""
    return moment.astimezone(zone).isoformat(timespec="milliseconds") if moment else None
