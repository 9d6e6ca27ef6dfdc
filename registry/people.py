"""The people of an office and who stands in for whom. Pure: where the list comes from, this room does not ask."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from registry.fold import fold


class Post(StrEnum):
    """The places in the line of command of an area office."""

    CENTRAL_CLERK = "central_clerk"  # ธุรการกลาง: whatever has no other way comes to them
    UNIT_CLERK = "unit_clerk"  # ธุรการกลุ่ม
    HEAD = "head"  # ผู้อำนวยการกลุ่ม
    OFFICER = "officer"  # เจ้าหน้าที่ผู้รับผิดชอบ
    DEPUTY = "deputy"  # รองผู้อำนวยการเขต
    DIRECTOR = "director"  # ผู้อำนวยการเขต


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both within; None: without that end."""

    first: date | None = None
    last: date | None = None

    def __contains__(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Acting:
    """Acting for someone (รักษาการแทน): by their address, in a period; None: whenever they are away."""

    whom: str
    period: Period | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person. `address` is folded and names them everywhere; `unit` is "" for who belongs to none."""

    name: str
    unit: str
    post: Post
    address: str
    acting: tuple[Acting, ...] = ()
    away: tuple[Period, ...] = ()

    def is_away(self, day: date) -> bool:
        return any(day in period for period in self.away)


def plain_address(address: str) -> str:
    """An address as it is compared: no blanks around it, no case."""
    return address.strip().casefold()


_ADDRESS = re.compile(r"[^\s@<>\",;]+@[^\s@<>\",;]+\.[^\s@<>\",;]+")


def is_address(text: str) -> bool:
    """Whether it is one plain address, as lists and people name them."""
    return text.isascii() and _ADDRESS.fullmatch(text) is not None


_TITLES = re.compile(
    r"(?:นางสาว|น\.ส\.|นาง|นาย|คุณ|ผอ\.|ครู|ดร\.|ผศ\.|รศ\.|ศ\."
    r"|(?:ว่าที่\s*)?(?:ร้อย|พัน)(?:ตรี|โท|เอก)(?:หญิง)?|(?:ว่าที่\s*)?[รพ]\.?\s?[ตทอ]\.(?:หญิง)?|ว่าที่)\s*"
)
_GROUPS = ("กลุ่มงาน", "กลุ่ม", "หน่วย", "งาน", "ศูนย์", "ฝ่าย")
_PLACES = {
    Post.DEPUTY: ("รองผู้อำนวยการ", "รองผอ.", "รองผอ", "รองเขต"),
    Post.CENTRAL_CLERK: ("ธุรการกลาง", "สารบรรณกลาง", "งานสารบรรณ"),
    Post.DIRECTOR: ("ผู้อำนวยการเขต", "ผอ.เขต", "ผอเขต", "ผู้อำนวยการ", "ผอ.", "ผอ", "ผอ.สพป", "ผอ.สพม"),
}
_IN_UNITS = (
    *((word, Post.HEAD) for word in ("ผู้อำนวยการ", "ผอ.", "ผอ", "หัวหน้า", "หน.")),
    *((word, Post.UNIT_CLERK) for word in ("ธุรการ", "สารบรรณ")),
)
_LEAST = 3
"""Letters that a part of a unit's name needs to stand for it."""


@dataclass(frozen=True, slots=True)
class People:
    """All people of an office, in the order of their list; who has several places stands in it with each."""

    everyone: tuple[Person, ...] = ()
    _addresses: dict[str, Person] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_addresses", {person.address: person for person in reversed(self.everyone)})

    def by_address(self, address: str) -> Person | None:
        """Who has this address, in whatever case it is written."""
        return self._addresses.get(plain_address(address))

    @property
    def units(self) -> tuple[str, ...]:
        """The units, in the order of the list; a deputy's row may name several, and makes none."""
        theirs = (person.unit for person in self.everyone if person.unit and person.post is not Post.DEPUTY)
        return tuple(dict.fromkeys(theirs))

    def unit(self, text: str) -> str | None:
        """The unit that `text` names in full or in short ("แผน" for "กลุ่มนโยบายและแผน"); None: none, or several."""
        found = self._units(text)
        return found[0] if len(found) == 1 else None

    def find(self, text: str) -> tuple[Person, ...]:
        """Who `text` names: several where it is ambiguous, () where it names nobody.

        A full name with or without its title, a first name, an address; the name of a unit or its short form
        (its clerk, else its head); a place ("ผอ.กลุ่มบุคคล", "ธุรการกลาง", "ผอ.เขต", "รอง ผอ.").
        """
        if person := self.by_address(text):
            return (person,)
        bare = fold(_bare(text))
        for name in (_full, _first_name):
            if found := [each for each in self.everyone if bare and name(each) == bare]:
                return _once(found)
        return _once(self._by_place(fold(text)) or self._by_unit(text))

    def head_of(self, unit: str) -> Person | None:
        """The head of a unit given by its full name."""
        return self._first(Post.HEAD, unit)

    def clerk_of(self, unit: str) -> Person | None:
        """The clerk of a unit given by its full name."""
        return self._first(Post.UNIT_CLERK, unit)

    def central(self) -> Person | None:
        """The central clerk; the first of the list where there are several."""
        return self._first(Post.CENTRAL_CLERK)

    def director(self) -> Person | None:
        return self._first(Post.DIRECTOR)

    def deputy_over(self, unit: str) -> Person | None:
        """The deputy whose line names the unit (several stand with "/" between them), else the only one there is."""
        deputies = [each for each in self.everyone if each.post is Post.DEPUTY]
        over = [each for each in deputies if fold(unit) in map(fold, each.unit.split("/"))]
        return next(iter(over), deputies[0] if len(deputies) == 1 else None)

    def superior(self, person: Person) -> Person | None:
        """Who is next up the line: officer or clerk → head of the unit → deputy over the unit → director → None."""
        line = (Post.HEAD, Post.DEPUTY, Post.DIRECTOR)
        rank = line.index(person.post) + 1 if person.post in line else 0
        steps = (self.head_of(person.unit) if person.unit else None, self.deputy_over(person.unit), self.director())
        return next((each for each in steps[rank:] if each and each != person), None)

    def standing_in(self, person: Person, day: date) -> Person:
        """Who does the work of `person` on that day: themselves, or who acts for them, and for those in turn.

        Where everyone in the chain is away, or it leads back to where it began, it stays with `person`.
        """
        seen = {person.address}
        now = person
        while True:
            substitute = next((each for each in self.everyone if _acts(each, now, day)), None)
            if substitute is None:
                return person if now.is_away(day) else now
            if substitute.address in seen:
                return person
            seen.add(substitute.address)
            now = substitute

    def _first(self, post: Post, unit: str | None = None) -> Person | None:
        wanted = fold(unit) if unit is not None else None
        return next(
            (each for each in self.everyone if each.post is post and wanted in (None, fold(each.unit))),
            None,
        )

    def _units(self, text: str) -> list[str]:
        wanted = fold(text)
        exact = [unit for unit in self.units if wanted in (fold(unit), _short(unit))]
        if exact or len(_short(text)) < _LEAST:
            return exact
        return [unit for unit in self.units if _short(text) in fold(unit)]

    def _by_unit(self, text: str) -> tuple[Person, ...]:
        found = (self.clerk_of(unit) or self.head_of(unit) for unit in self._units(text))
        return tuple(person for person in found if person)

    def _by_place(self, wanted: str) -> tuple[Person, ...]:
        """Who holds the place that a folded text names."""
        post = next((post for post, words in _PLACES.items() if wanted in map(fold, words)), None)
        if post is None and wanted.startswith("ผู้อำนวยการสำนักงาน"):
            post = Post.DIRECTOR
        if post:
            return tuple(each for each in self.everyone if each.post is post)
        for word, of_unit in _IN_UNITS:
            if wanted.startswith(word):
                units = self._units(wanted.removeprefix(word))
                return tuple(each for unit in units if (each := self._first(of_unit, unit)))
        return ()


def _once(found: Iterable[Person]) -> tuple[Person, ...]:
    """Who was found with several places, once."""
    return tuple({person.address: person for person in reversed(list(found))}.values())[::-1]


def _acts(person: Person, whom: Person, day: date) -> bool:
    """Whether `person` acts for `whom` on that day: in the given period, or, without one, while they are away."""
    return not person.is_away(day) and any(
        acting.whom == whom.address and (whom.is_away(day) if acting.period is None else day in acting.period)
        for acting in person.acting
    )


def _bare(name: str) -> str:
    """A name without the titles before it."""
    left = name.strip()
    while match := _TITLES.match(left):
        left = left[match.end() :]
    return left


def _full(person: Person) -> str:
    return fold(_bare(person.name))


def _first_name(person: Person) -> str:
    return fold(next(iter(_bare(person.name).split()), ""))


def _short(unit: str) -> str:
    """A unit's folded name without the word for what it is."""
    folded = fold(unit)
    return next((folded.removeprefix(word) for word in map(fold, _GROUPS) if folded.startswith(word)), folded)


def named(people: Iterable[Person]) -> str:
    """Several people in one line, by name."""
    return ", ".join(person.name for person in people)
