"""What who wants a letter sent says of it beside its page: the first lines of their mail, or `letter.toml`. Pure.

Nothing of it is guessed at: what is not understood is a fault, told in the mail that asks before anything is sent.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from intake.checks import Fault, Given, check
from intake.corrections import plain_lines
from intake.mail import Mail
from intake.mailaddress import plain
from intake.quoting import own_words
from intake.thai import normalise
from registry.fold import fold

_TAGS = frozenset({fold("ส่ง"), "send"})
_SUBJECT = re.compile(r"\s*(?:ส่ง|send)\s*[:：]", re.IGNORECASE)
_LINES = {
    "to": r"(?:ส่ง)?ถึง|ผู้รับ|to",
    "information": r"เพื่อ(?:โปรด)?ทราบ|สำเนา(?:ถึง|เรียน)?|information|cc",
    "subject": r"เรื่อง|subject",
    "summary": r"สรุป(?:ความ)?|สาระ(?:สำคัญ)?|summary",
    "answer_by": r"(?:ให้)?ตอบ(?:กลับ)?ภายใน(?:วันที่)?|กำหนดตอบ(?:กลับ)?|answer[ _]by",
    "urgency": r"ชั้นความเร็ว|ความเร่งด่วน|urgency",
}
_LINE = re.compile(
    "(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _LINES.items()) + r")\s*[:：]\s*(?P<value>.*)",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"(?:[,;/]|และ|ยกเว้น)$")
_WIDTH = 60  # letters after which a mail program may have broken a line
_LONGEST = 20_000  # characters: no note is that long


class Unfit(StrEnum):
    """What is wrong in `letter.toml`; the words for it stand in `templates.words.TROUBLES`."""

    FORM = "note_form"  # not TOML from this line on
    KEY = "note_key"  # a key it does not have
    TEXT = "note_text"  # no text
    DATE = "note_date"  # no date to come
    URGENCY = "note_urgency"  # no class of urgency
    YES = "note_yes"  # neither true nor false
    WHO = "note_who"  # names nobody of the office, or several


@dataclass(frozen=True, slots=True)
class NoteFault:
    """One fault of `letter.toml`; `given` says the line and what stands there."""

    trouble: Unfit
    given: str
    field: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is said of a letter beside its page.

    `to`, `information`: for whom, and for whom to know, as it is written. `subject`: for a page without one. `urgency`:
    (None,) where it is to have none, () where nothing is said. `circular` None: as the page says. `sender`: who wants
    it sent, as it is written, with the line that says so; ("", 0): nobody is named.
    """

    to: str = ""
    information: str = ""
    subject: str | None = None
    summary: str | None = None
    urgency: tuple[str | None, ...] = ()
    answer_by: date | None = None
    circular: bool | None = None
    sender: tuple[str, int] = ("", 0)
    faults: tuple[Fault | NoteFault, ...] = field(default=())

    @property
    def to_text(self) -> str:
        """All whom it goes to, as `registry.schools.Schools.resolve` takes it."""
        return "; ".join(filter(None, [self.to, self.information and f"เพื่อทราบ: {self.information}"]))


def wants_sending(mail: Mail, address: str) -> bool:
    """Whether a mail to the office's `address` asks to have a letter sent: by a tag behind its +, or by its subject."""
    if mail.automatic or mail.bounce:
        return False
    tags = (tagged.rpartition("@")[0].partition("+")[2] for tagged in mail.tagged if plain(tagged) == plain(address))
    return any(fold(tag) in _TAGS for tag in tags) or _SUBJECT.match(normalise(mail.subject)) is not None


def wish_in(body: str, today: date) -> Wish:
    """The wish in the first lines of a mail."""
    said: dict[str, str] = {}
    open_, above = "", ""  # what the last line said something of, and that line
    for line in filter(None, _own_lines(body)):
        if found := _LINE.fullmatch(line):
            name = next(each for each in _LINES if found[each])
            open_ = "" if name in said else name
            said.setdefault(name, found["value"])
        elif open_ and (not said[open_] or _GOES_ON.search(above) or len(above) >= _WIDTH):
            said[open_] = f"{said[open_]} {line}".strip()
        elif said:
            break
        above = line
    texts = {name: said.pop(name, "").strip() for name in ("to", "information", "subject", "summary")}
    wish = Wish(
        to=texts["to"],
        information=texts["information"],
        subject=texts["subject"] or None,
        summary=texts["summary"] or None,
    )
    return _checked(wish, said, today)


def _own_lines(body: str) -> list[str]:
    """The lines of who wrote; ถึง as the first begins no quotation, although it may head one."""
    lines = plain_lines(body.strip())
    return lines if lines and _LINE.fullmatch(lines[0]) else plain_lines(own_words(body))


def _checked(wish: Wish, said: Mapping[str, str], today: date) -> Wish:
    """With what must be one of some values, or a fault."""
    for name, text in said.items():
        value = check(name, Given(text), today)
        if isinstance(value, Fault):
            wish = replace(wish, faults=(*wish.faults, value))
        elif name == "urgency":
            wish = replace(wish, urgency=(value,))
        elif value:
            wish = replace(wish, answer_by=date.fromisoformat(value))
    return wish


def noted(text: str, to: str, today: date) -> Wish:
    """The wish in a `letter.toml` for a letter to `to`; where one value is wrong the others count."""
    try:
        said = tomllib.loads(text[:_LONGEST])
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        at = re.search(r"line (\d+)", str(error))
        return Wish(to=to, faults=(NoteFault(Unfit.FORM, at[1] if at else str(len(text.splitlines()))),))
    values: dict[str, Any] = {}
    faults = []
    for name, value in said.items():
        taken = _KEYS[name](value, today) if name in _KEYS else Unfit.KEY
        if isinstance(taken, Unfit):
            faults.append(NoteFault(taken, f"{_line(text, name)} ({name})"))
        else:
            values[name] = taken
    sender = values.pop("from", "")
    values.pop("secrecy", None)  # one that names a class is known by that, and goes nowhere
    return Wish(to=to, sender=(sender, _line(text, "from")), faults=tuple(faults), **values)


def _text(value: Any, _today: date) -> str | Unfit:
    return " ".join(value.split()) if isinstance(value, str) else Unfit.TEXT


def _urgency(value: Any, today: date) -> tuple[str | None, ...] | Unfit:
    if not isinstance(value, str):
        return Unfit.TEXT
    known = check("urgency", Given(value), today) if value.strip() else None
    return Unfit.URGENCY if isinstance(known, Fault) else (known,)


def _answer_by(value: Any, today: date) -> date | Unfit | None:
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        value = f"{value.day}/{value.month}/{value.year}"
    if not isinstance(value, str):
        return Unfit.DATE
    day = check("answer_by", Given(value), today)
    if isinstance(day, Fault):
        return Unfit.DATE
    return date.fromisoformat(day) if day else None


def _yes(value: Any, _today: date) -> bool | Unfit:
    return value if isinstance(value, bool) else Unfit.YES


_KEYS: dict[str, Any] = {
    "summary": _text,
    "information": _text,
    "from": _text,
    "secrecy": _text,
    "urgency": _urgency,
    "answer_by": _answer_by,
    "circular": _yes,
}
"""What may stand in the note, and how each is taken."""


def _line(text: str, name: str) -> int:
    """The line a key stands in; 0 where it stands in none."""
    lines = enumerate(text.splitlines(), 1)
    return next((number for number, line in lines if re.match(rf"\s*[\"']?{re.escape(name)}[\"']?\s*=", line)), 0)


def told(wish: Wish) -> list[list[str]]:
    """Its faults as a delivery keeps them."""
    return [[str(each.trouble), each.field, each.given] for each in wish.faults]
