"""What came to be sent, as a draft: its letter, what was read of it, to whom it would go, what stands against it. Pure.

The faults are those of `registry.outgoing.Draft`. Whether it may be sent with them is for who is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from intake.letterno import parts_of
from intake.readers import ReadPart
from intake.warnings import listed, spare_pages, things
from intake.wishes import Wish
from registry.fold import fold
from registry.model import FIELDS, Book, Kind, Letter, Problem, Reading, State
from registry.outgoing import Draft
from registry.places import Blanks
from registry.schools import Resolved
from registry.towhom import Why
from templates.schoolfaults import fault

_SENT = (Kind.EXTERNAL, Kind.MEMO, Kind.STAMPED)
"""The kinds that are sent to somebody. An order or announcement beside one of them is its enclosure."""

_BOOKS = {Kind.ORDER: Book.ORDERS, Kind.MEMO: Book.MEMOS}
_SHOWN = ("letter_no", "date", "subject", "urgency")
"""The fields that who is asked is to look at where they were not read surely."""

_CLOSED = (Problem.BROKEN, Problem.PASSWORD)
_NEAR = (timedelta(days=30), timedelta(days=7))
"""How long before and after today a letter that is sent today may be dated."""

_NOBODY = (Why.EMPTY, Why.NOBODY)
_CIRCULAR = "ว"

Fault = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What came to be sent. `letter`: the one of `parts` that is it, None where none is; `blanks`: of its page.

    `refused`: the names of what could not even be unpacked.
    """

    parts: tuple[ReadPart, ...]
    wish: Wish
    letter: ReadPart | None = None
    blanks: Blanks = field(default_factory=Blanks)
    refused: tuple[str, ...] = ()

    @property
    def enclosures(self) -> list[ReadPart]:
        return [part for part in self.parts if part is not self.letter]


def letter_among(parts: Sequence[ReadPart], code: str) -> ReadPart | None:
    """The letter: of several documents that read as one, the first of our own; None where none does.

    Offices send the letters of others on with a letter of theirs. `code` begins the numbers of our own.
    """
    letters = [part for part in parts if part.reading and part.reading.is_letter]
    sent = [part for part in letters if part.reading and part.reading.value("kind") in _SENT] or letters
    return max(sent, key=lambda part: _ours(part.reading or Reading(), code), default=None)


def number_of(came: Came) -> str | None:
    """The number printed on the letter; None where it is still to be written there."""
    printed = came.letter and came.letter.reading and came.letter.reading.value("letter_no")
    if not printed or came.blanks.number:
        return None
    parts = parts_of(printed)
    return printed if parts is None or parts.running else None


def date_of(came: Came) -> str | None:
    """The day printed on the letter; None where it is still to be written there."""
    reading = came.letter.reading if came.letter else None
    return reading.value("date") if reading and not came.blanks.date else None


def book_of(came: Came) -> Book:
    """The book it is entered in when it has its number."""
    kind = came.letter.reading.value("kind") if came.letter and came.letter.reading else None
    return _BOOKS.get(Kind(kind), Book.OUT) if kind else Book.OUT


def draft_of(came: Came, to: Resolved, bearing: Letter | None, today: date, largest: int) -> Draft:
    """The draft with all that stands against it. `to`: whom the wish names; `bearing`: the entry that has its number.

    `largest`: bytes of a file that one mail can take.
    """
    reading = (came.letter and came.letter.reading) or Reading()
    fields = {name: reading.value(name) for name in FIELDS}
    fields["letter_no"] = number_of(came)
    fields["date"] = date_of(came)
    fields["subject"] = fields["subject"] or came.wish.subject
    if came.wish.urgency:
        fields["urgency"] = came.wish.urgency[0]
    faults = [*_of_files(came, largest), *_of_letter(came, fields["subject"]), *of_recipients(to)]
    if number := fields["letter_no"]:
        faults += of_number(number, bearing)
    faults += _of_blanks(came, fields)
    faults += _of_page(came, reading, fields["date"], today)
    return Draft(
        book=book_of(came),
        circular=_is_circular(came, reading),
        fields=fields,
        to_text=came.wish.to_text,
        schools=() if to.faults else tuple(school.code for school in to.schools),
        outside=() if to.faults else to.outside,
        summary=came.wish.summary,
        answer_by=came.wish.answer_by,
        blanks=came.blanks,
        faults=tuple(faults),
    )


def refused_draft() -> Draft:
    """The draft of a letter with a class of secrecy: nothing of it but that."""
    return Draft(book=Book.OUT, circular=False, fields={}, to_text="", faults=(("secret", ""),))


def of_recipients(to: Resolved) -> Iterator[Fault]:
    """What is wrong with those a letter goes to, and how many of them have no mailbox."""
    for each in to.faults:
        what, cure = fault(each.why, each.text, ", ".join(each.candidates))
        yield ("nobody", "") if each.why in _NOBODY else ("recipients", f"{what} ({cure})")
    if not to.faults and (without := sum(not each.address for each in to.recipients)):
        yield "no_mailbox", str(without)


def of_number(number: str, bearing: Letter | None) -> Iterator[Fault]:
    """What is wrong with a printed number: only one that is reserved can be used."""
    if bearing is None:
        yield "number_unknown", number
    elif bearing.state is not State.RESERVED:
        yield "number_used", number


def _ours(reading: Reading, code: str) -> int:
    number = reading.value("letter_no") or ""
    if code and fold(number).startswith(fold(code)):
        return 2
    parts = parts_of(number) if number else None
    return int(parts is None or not parts.running)


def _is_circular(came: Came, reading: Reading) -> bool:
    if came.wish.circular is not None:
        return came.wish.circular
    printed = (came.blanks.number.before if came.blanks.number else "", reading.value("letter_no") or "")
    numbers = (parts_of(each) for each in printed if each)
    return book_of(came) is Book.OUT and any(each is not None and each.mark == _CIRCULAR for each in numbers)


def _of_files(came: Came, largest: int) -> Iterator[Fault]:
    for part in came.parts:
        name = part.document.name
        if part.problem is Problem.EMPTY:
            yield "empty", name
        elif part.problem in _CLOSED or (part.problem and came.letter is None):
            yield "unreadable", name
        if len(part.document.content) > largest:
            yield "too_large", name
    yield from (("unreadable", name) for name in came.refused)


def _of_letter(came: Came, subject: str | None) -> Iterator[Fault]:
    if came.letter is None:
        yield "no_letter", ""
    elif not subject:
        yield "no_subject", ""


def _of_blanks(came: Came, fields: Mapping[str, str | None]) -> Iterator[Fault]:
    """What neither stands on the page nor can be written there; ประกาศ have no number."""
    if came.letter is None:
        return
    if not (fields["letter_no"] or came.blanks.number or fields["kind"] == Kind.ANNOUNCEMENT):
        yield "no_place", ""
    if not (fields["date"] or came.blanks.date):
        yield "no_date", ""


def _of_page(came: Came, reading: Reading, day: str | None, today: date) -> Iterator[Fault]:
    """What looks wrong on the page and does not forbid anything."""
    unsure = [name for name in _SHOWN if reading.value(name) and not reading[name].sure and not _is_given(came, name)]
    if unsure:
        yield "unsure", ",".join(unsure)
    if came.letter and (counted := _counted(came, reading)):
        yield "enclosures", counted
    if day and not today - _NEAR[0] <= date.fromisoformat(day) <= today + _NEAR[1]:
        yield "date", day


def _is_given(came: Came, name: str) -> bool:
    """Whether what stands in a field is not what was read."""
    blank = {"letter_no": number_of(came) is None, "date": came.blanks.date is not None}
    return blank.get(name, False) or (name == "urgency" and bool(came.wish.urgency))


def _counted(came: Came, reading: Reading) -> str:
    """How many enclosures are listed and how many files came, "3/2"; "" where that may well agree."""
    count, files, spare = listed(reading), len(came.enclosures), spare_pages(reading)
    if not count:
        none = reading["enclosures"].sure and reading.value("enclosures") is None
        return f"0/{files}" if none and files else ""
    # The enclosures may also be further pages of the letter's own file.
    fewer = spare is not None and files + spare < count - things(reading)
    return f"{count}/{files}" if files > count or fewer else ""
