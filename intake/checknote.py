"""The note by which a clerk checks an entry without mail: what it shows, and what she typed into it. Pure.

She may type anywhere and change a value in its place. What is not ours in the note is hers; ours is known by being
the same as, or nearly, what the note would say, so half a deleted line of help is no answer.
"""

from __future__ import annotations

import codecs
import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from intake.checks import Fault, date_in
from intake.mailtext import clean, decode
from intake.thai import normalise
from registry.corrections import shown_value
from registry.filing import fit
from registry.fold import fold
from registry.model import CORRECTABLE, REVIEWED, Found, Letter, Reading
from templates import render, words

_HEAD = re.compile(r"เลขทะเบียนรับ\s*(\d+)(?:/(\d+))?/(\d{4})")
_VALUE = re.compile(rf"[? ]*({'|'.join(words.FIELDS.values())})\s*:\s*(.*)")
_ANSWER = re.compile(r"แก้\s*:?\s*(.*)")
_FIELD = {name: field for field, name in words.FIELDS.items()}
_HIGH = b"\0\x0e"  # the high bytes of ASCII and Thai in UTF-16
_NAMED = re.compile("|".join(words.FIELDS.values()))
_REASONS = tuple(text.partition("{")[0].strip() for kind, text in words.REASONS.items() if kind not in words.FIELDS)
_NEARLY = 0.9  # alike: a line of help with a slip of the keyboard in it
_STEM = 40  # letters of the subject in the file's name


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An entry as its note shows it: how it stands, how it was read, and what people said of it before."""

    letter: Letter
    reading: Reading
    settled: Mapping[str, str | None]


def stem(letter: Letter, reading: Reading) -> str:
    """The name of note and picture, without ending; it stays the same when the entry is corrected."""
    subject = (reading.value("subject") or "ไม่มีเรื่อง")[:_STEM]
    return fit(f"{letter.label.replace('/', '-')} {subject}", "")


def number_of(text: str) -> tuple[int, int, int] | None:
    """Number, insert and year of the entry a note is about; None where its first line is gone."""
    match = _HEAD.search(text)
    return (int(match[1]), int(match[2] or 0), int(match[3])) if match else None


def note(shown: Shown, faults: Sequence[Fault] = (), typed: Sequence[str] = ()) -> str:
    """The text of the note; `typed` and `faults`: what she wrote and why it was not taken."""
    fields = [
        {"name": words.FIELDS[name], "value": _value(name, shown), "doubt": doubt}
        for name, doubt in _doubts(shown).items()
    ]
    return render(
        "check_note.txt",
        label=shown.letter.label,
        year=shown.letter.year,
        fields=fields,
        notes=[words.reason(each) for each in shown.letter.review if each not in words.FIELDS],
        faults=[words.trouble(fault.trouble, fault.field, fault.given) for fault in faults],
        typed=[line if line.startswith("แก้") else f"แก้: {line}" for line in typed],
    )


def typed_in(text: str, shown: Shown) -> list[str]:
    """The lines of a note that are hers, a value changed in its place as «แก้ NAME: VALUE»; empty: nothing typed."""
    ours = {_plain(line) for line in note(shown).splitlines()}
    hers = []
    for line in map(_plain, text.splitlines()):
        if not line or line in ours or line.startswith("!!") or _is_reason(line):
            continue
        if match := _VALUE.fullmatch(line):
            if match[2] and not _is_known(_FIELD[match[1]], match[2], shown):
                hers.append(f"แก้ {match[1]}: {match[2]}")
        elif answer := _ANSWER.match(line):
            hers += [line] if answer[1] else []
        elif _NAMED.match(line) or not _is_nearly(line, ours):
            hers.append(line)
    return hers


def text_of(content: bytes) -> str:
    """The note as text, whatever its editor saved it as: UTF-8, UTF-16, or Windows-874."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return clean(content.decode("utf-16", "replace"))
    if b"\0" in content[:400]:
        even, odd = (sum(byte in _HIGH for byte in content[start:400:2]) for start in (0, 1))
        return clean(content.decode("utf-16-be" if even > odd else "utf-16-le", "replace"))
    return decode(content)


def _doubts(shown: Shown) -> dict[str, bool]:
    """The fields in their order, and whether each is to be looked at."""
    return {
        name: name in shown.letter.review
        or (name not in REVIEWED and _is_unsure(shown.reading[name]) and name not in shown.settled)
        for name in CORRECTABLE
    }


def _value(field: str, shown: Shown) -> str:
    sure = shown.reading[field].sure or field in shown.settled
    return words.value(field, shown_value(shown.letter, field), sure=sure)


def _is_unsure(found: Found) -> bool:
    return found.value is not None and not found.sure


def _plain(line: str) -> str:
    return normalise(line).strip()


def _is_known(field: str, text: str, shown: Shown) -> bool:
    """Whether a value in its place is one that we showed: as read, as it stands, or as it stood in between.

    An editor that saves as Windows-874 turns what that cannot hold into question marks.
    """
    values = (shown.reading.value(field), shown_value(shown.letter, field), shown.settled.get(field))
    known = {fold(words.value(field, value, sure=sure)) for value in values for sure in (False, True)}
    known |= {fold(each.encode("cp874", "replace").decode("cp874")) for each in known}
    if fold(text) in known:
        return True
    day = date_in(text) if field == "date" else None
    return day is not None and day.isoformat() in values


def _is_reason(line: str) -> bool:
    """Whether a line is one of our reasons to look, which may have been answered since it was written."""
    return line.startswith("* ") and line[2:].startswith(_REASONS)


def _is_nearly(line: str, ours: set[str]) -> bool:
    lost = line.encode("cp874", "replace").decode("cp874")
    near = (one for one in ours if one and abs(len(one) - len(lost)) < len(one) / 2)
    return any(difflib.SequenceMatcher(None, lost, one, autojunk=False).ratio() > _NEARLY for one in near)
