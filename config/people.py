"""`people.csv` to people. Whatever is wrong in it is told all at once, each with its line and its cure, in Thai.

One row a person and place; more rows of the same address add further places, periods of acting and days away.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from config.listfile import BadList, load
from intake.thaidate import dates_in
from registry.fold import fold
from registry.people import Acting, People, Period, Person, Post, is_address, named, plain_address
from templates.peoplefaults import fault

FILE = "people.csv"

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": ("ชื่อ", "ชื่อ-นามสกุล", "ชื่อและนามสกุล"),
    "unit": ("กลุ่ม", "กลุ่มงาน"),
    "role": ("ตำแหน่ง", "บทบาท"),
    "email": ("อีเมล", "e-mail", "mail"),
    "acting_for": ("รักษาการแทน",),
    "acting_from": ("รักษาการตั้งแต่",),
    "acting_to": ("รักษาการถึง",),
    "away_from": ("ลาตั้งแต่", "ไม่อยู่ตั้งแต่"),
    "away_to": ("ลาถึง", "ไม่อยู่ถึง"),
}
"""The columns, with what they may be called beside; only the first four must be there."""

ROLES: Mapping[Post, tuple[str, ...]] = {
    Post.CENTRAL_CLERK: ("central clerk", "ธุรการกลาง", "สารบรรณกลาง"),
    Post.UNIT_CLERK: ("unit clerk", "ธุรการกลุ่ม", "ธุรการ"),
    Post.HEAD: ("head of unit", "ผู้อำนวยการกลุ่ม", "ผอ.กลุ่ม", "หัวหน้ากลุ่ม", "หัวหน้า"),
    Post.OFFICER: ("เจ้าหน้าที่", "ผู้รับผิดชอบ"),
    Post.DEPUTY: ("deputy director", "รองผู้อำนวยการ", "รอง ผอ.", "รองผู้อำนวยการเขต", "รอง ผอ.เขต"),
    Post.DIRECTOR: ("ผู้อำนวยการ", "ผอ.", "ผู้อำนวยการเขต", "ผอ.เขต"),
}
"""The words for each place, beside its own name."""

_NAMES = {fold(word): name for name, words in COLUMNS.items() for word in (name, *words)}
_POSTS = {fold(word): post for post, words in ROLES.items() for word in (post, post.replace("_", "-"), *words)}
_NEEDED = ("name", "unit", "role", "email")
_IN_UNITS = (Post.HEAD, Post.UNIT_CLERK, Post.OFFICER)
_NUMERIC = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})")


class BadPeople(BadList):
    """`people.csv` cannot be used. The message has a line for each problem: where, what, → cure."""

    file = FILE


def load_people(path: Path) -> People:
    """The people of a file; nobody where there is no file. Raises BadPeople with all problems at once."""
    return load(path, read_people, People(), BadPeople, fault)


def units_in(path: Path) -> frozenset[str]:
    """The units that a file names, also in rows that name nobody, and whatever is wrong elsewhere in it."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):  # which `load_people` tells
        return frozenset()
    named_ = (row.get("unit", "") for _, row in _rows(text, []))
    return frozenset(each.strip() for units in named_ for each in units.split("/") if each.strip())


def read_people(text: str) -> People:
    """The people of a text. Raises BadPeople with all problems at once."""
    problems: list[tuple[int, str, str]] = []
    says = ((line, row) for line, row in _rows(text, problems) if any(row[name] for name in row if name != "unit"))
    rows = [_Row(line, values, problems) for line, values in says]
    people = People(_merged([row for row in rows if row.person], problems))
    for row in rows:
        row.find_acting(people)
    everyone = tuple(_with_periods(each, rows) for each in people.everyone)
    if everyone and not any(each.post is Post.CENTRAL_CLERK for each in everyone):
        problems.append((1, *fault("no_central")))
    if problems:
        raise BadPeople(problems)
    return People(everyone)


def _rows(text: str, problems: list[tuple[int, str, str]]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows, each with its line; one of a unit alone names nobody."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in text.partition("\n")[0] else ",")
    try:
        header = next(reader, list(_NEEDED))
        names = [_NAMES.get(fold(cell)) for cell in header]
        for cell, name in zip(header, names, strict=True):
            if name is None and cell.strip():
                problems.append((1, *fault("column", cell.strip(), ", ".join(COLUMNS))))
        if missing := [name for name in _NEEDED if name not in names]:
            problems.append((1, *fault("columns", ", ".join(missing), ",".join(COLUMNS))))
            return
        for cells in reader:
            yield reader.line_num, {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name}
    except csv.Error as error:
        problems.append((reader.line_num, *fault("format", str(error))))


@dataclass
class _Row:
    """One row as it is read; what is wrong goes to `problems`, and the list is then not used."""

    line: int
    values: Mapping[str, str]
    problems: list[tuple[int, str, str]]
    person: Person | None = None
    away: Period | None = None
    acting: Acting | None = None
    _acting_in: Period | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        name, unit, address = (self.values.get(each, "") for each in ("name", "unit", "email"))
        post = _POSTS.get(fold(self.values.get("role", "")))
        if not name:
            self._tell("name")
        if not is_address(address):
            self._tell("email", name or address)
        if post is None:
            self._tell("role", self.values.get("role", ""), ", ".join(Post))
        elif post in _IN_UNITS and not unit:
            self._tell("unit", name)
        if name and address and post:
            self.person = Person(name=name, unit=unit, post=post, address=plain_address(address))
        self.away = self._period("away_from", "away_to")
        self._acting_in = self._period("acting_from", "acting_to")

    def find_acting(self, people: People) -> None:
        """Whom this person acts for, among all."""
        text = self.values.get("acting_for", "")
        if not text or self.person is None:
            if self._acting_in:
                self._tell("stray")
            return
        found = {each.address: each for each in people.find(text)}
        if not found:
            self._tell("acting", text)
        elif len(found) > 1:
            self._tell("several", text, named(found.values()))
        elif self.person.address in found:
            self._tell("oneself", self.person.name)
        else:
            self.acting = Acting(next(iter(found)), self._acting_in)

    def _period(self, first: str, last: str) -> Period | None:
        """The days of two columns; None where both are empty."""
        days = [self._day(self.values.get(name, "")) for name in (first, last)]
        if days[0] and days[1] and days[1] < days[0]:
            self._tell("backwards", self.values[first], self.values[last])
        return Period(*days) if any(days) else None

    def _day(self, text: str) -> date | None:
        day = parse_day(text)
        if text and day is None:
            self._tell("date", text)
        return day

    def _tell(self, kind: str, given: str = "", choices: str = "") -> None:
        self.problems.append((self.line, *fault(kind, given, choices)))


def parse_day(text: str) -> date | None:
    """A day as people write it: 15/6/2569, 15/6/69, 15 มิ.ย. 2569, 2026-06-15, 2569-06-15; None: none."""
    text = "".join(str(int(each)) if each.isdecimal() else each for each in text.strip())
    match = _NUMERIC.fullmatch(text)
    if match is None:
        found = dates_in(text)
        return found[0].day if len(found) == 1 else None
    year, month, day = (match[1], match[2], match[3]) if match[1] else (match[6], match[5], match[4])
    number = int(year) + (2500 if len(year) == 2 else 0)
    try:
        return date(number - 543 if number > 2400 else number, int(month), int(day))
    except ValueError:
        return None


def _merged(rows: list[_Row], problems: list[tuple[int, str, str]]) -> tuple[Person, ...]:
    """Each person and place once, in order; what two rows gainsay is told."""
    kept: list[Person] = []
    for row in rows:
        person = row.person
        assert person is not None
        other = next((each for each in kept if each.address == person.address), None)
        if other and fold(other.name) != fold(person.name):
            problems.append((row.line, *fault("two_names", choices=other.name)))
        if person in kept:
            continue
        for post, kind, unit in ((Post.HEAD, "two_heads", person.unit), (Post.DIRECTOR, "two_directors", None)):
            same = (each for each in kept if each.post is post and (unit is None or fold(each.unit) == fold(unit)))
            if person.post is post and (first := next(same, None)):
                problems.append((row.line, *fault(kind, person.unit, first.name)))
        kept.append(person)
    return tuple(kept)


def _with_periods(person: Person, rows: list[_Row]) -> Person:
    """The person with what all their rows say of acting and being away."""
    own = [row for row in rows if row.person and row.person.address == person.address]
    return replace(
        person,
        acting=tuple(row.acting for row in own if row.acting),
        away=tuple(row.away for row in own if row.away),
    )
