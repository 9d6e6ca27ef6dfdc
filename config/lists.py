"""What is wrong in the lists an office keeps (people, rules, schools): for `check`, `route` and the clerk's digest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from config import people as people_file
from config import rules as rule_file
from config import schools as school_file
from config.people import BadPeople, load_people
from config.rules import BadRules, load_rules
from config.schools import BadSchools, load_schools, unreached
from registry.errors import SarabanError
from registry.people import People


@dataclass(frozen=True, slots=True)
class Trouble:
    """One fault: where ("rules.toml:12"), what is wrong, and the cure; in Thai."""

    where: str
    what: str
    cure: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what} → {self.cure}"


class BadLists(SarabanError):
    """people.csv or rules.toml cannot be used. The message has a line for each problem."""

    def __init__(self, troubles: Iterable[Trouble]) -> None:
        super().__init__("\n".join(map(str, troubles)))


def troubles(office: Path) -> tuple[Trouble, ...]:
    """Every fault of all lists as they stand now."""
    return (*_routing_troubles(office), *_school_troubles(office))


def check_routing(office: Path) -> None:
    """Raises BadLists where letters cannot be given to people by the lists as they stand now."""
    if found := _routing_troubles(office):
        raise BadLists(found)


def _routing_troubles(office: Path) -> list[Trouble]:
    """The faults of people and rules. Where the people are wrong, rules are not asked for their names."""
    found: list[Trouble] = []
    people: People | None = None
    try:
        people = load_people(office / people_file.FILE)
    except BadPeople as error:
        found += [Trouble(f"{people_file.FILE}:{line}", what, cure) for line, what, cure in error.problems]
    try:
        load_rules(office / rule_file.FILE, people)
    except BadRules as error:
        found += [Trouble(f"{rule_file.FILE}:{each.line}", each.what, each.cure) for each in error.problems]
    return found


def _school_troubles(office: Path) -> list[Trouble]:
    """The faults of the schools; those that no letter can get to are told although the list is used."""
    try:
        found = unreached(load_schools(office / school_file.FILE))
    except BadSchools as error:
        return [Trouble(f"{school_file.FILE}:{line}", what, cure) for line, what, cure in error.problems]
    return [Trouble(school_file.FILE, *found)] if found else []
