"""Who approves a letter: places to people, whoever sends it, whoever is away."""

from __future__ import annotations

from datetime import date

import pytest

from config.lines import parse_line, parse_lines
from registry.approval import USUAL, Lines, Missing, line_of
from registry.people import People
from tests.support.people import acts, away, people

DAY = date(2026, 6, 15)
OFFICE = people()


def asked(sender: str, *rows: str, places: tuple[str, ...] = USUAL, day: date = DAY) -> list[str] | str:
    """The local parts of who is asked, in order; or the place that nobody holds."""
    office = people(*rows)
    person = office.by_address(f"{sender}@office.example")
    assert person
    line = line_of(places, person, office, day)
    return line.place if isinstance(line, Missing) else [each.address.partition("@")[0] for each, _ in line]


@pytest.mark.parametrize(
    ("sender", "expected"),
    [
        ("piti", ["mana", "petch", "duang"]),
        ("manee", ["mana", "petch", "duang"]),
        ("weera", ["choojai", "petch", "duang"]),
        ("mana", ["petch", "duang"]),
        ("petch", ["duang"]),
        ("duang", []),
    ],
)
def test_the_line_begins_above_the_sender(sender: str, expected: list[str]) -> None:
    assert asked(sender) == expected


def test_a_place_that_nobody_holds_is_named() -> None:
    assert asked("somjai") == "ผอ.กลุ่ม", "the unit of the central clerk has no head"
    assert asked("piti", places=("ผอ.กลุ่ม", "นิติกร")) == "นิติกร"
    assert asked("somjai", places=("ผอ.เขต",)) == ["duang"]


def test_two_deputies_of_whom_none_is_over_the_unit_are_not_guessed_between() -> None:
    second = "นางสาวสอง รองผอ,,deputy,song@office.example"
    assert asked("piti", second) == "รอง ผอ."
    over = "นางสาวสอง รองผอ,กลุ่มนโยบายและแผน,deputy,song@office.example"
    assert asked("piti", over) == ["mana", "song", "duang"]


def test_who_is_away_is_stood_in_for() -> None:
    gone = away("มานะ", DAY, DAY)
    assert asked("piti", gone, acts("ชูใจ", "มานะ")) == ["choojai", "petch", "duang"]
    assert asked("piti", gone, acts("ชูใจ", "มานะ"), day=date(2026, 6, 16)) == ["mana", "petch", "duang"]
    assert asked("piti", gone) == ["mana", "petch", "duang"], "nobody acts for them: they are asked"


def test_who_would_be_asked_twice_is_asked_once_for_the_higher_place() -> None:
    rows = (away("ดวง", DAY, DAY), acts("เพชร", "ดวง"))
    office = people(*rows)
    piti = office.by_address("piti@office.example")
    assert piti
    line = line_of(USUAL, piti, office, DAY)
    assert not isinstance(line, Missing)
    assert [(each.address, place) for each, place in line] == [
        ("mana@office.example", "ผอ.กลุ่ม"),
        ("petch@office.example", "ผอ.เขต"),
    ]


def test_who_acts_for_a_place_of_the_line_does_not_ask_themselves_nor_those_below() -> None:
    assert asked("piti", away("มานะ", DAY, DAY), acts("ปิติ", "มานะ")) == ["petch", "duang"]


def test_a_place_may_be_a_person() -> None:
    assert asked("piti", places=("นางชูใจ เลิศล้ำ", "ผอ.เขต")) == ["choojai", "duang"]


@pytest.mark.parametrize("place", ["ผอ.กลุ่ม", "ผู้อำนวยการกลุ่ม", "หัวหน้ากลุ่ม", "ผอ. กลุ่ม"])
def test_places_have_several_words(place: str) -> None:
    assert asked("piti", places=(place,)) == ["mana"]


def test_a_unit_may_have_a_line_of_its_own() -> None:
    lines = Lines(USUAL, parse_lines("บุคคล: ผอ.กลุ่ม, ผอ.เขต; กลุ่มนโยบายและแผน: ผอ.เขต"))
    assert lines.places("กลุ่มบริหารงานบุคคล", OFFICE) == ("ผอ.กลุ่ม", "ผอ.เขต")
    assert lines.places("กลุ่มนโยบายและแผน", OFFICE) == ("ผอ.เขต",)
    assert lines.places("กลุ่มอำนวยการ", OFFICE) == USUAL
    assert lines.places("", People()) == USUAL


@pytest.mark.parametrize("text", ["ผอ.กลุ่ม,, ผอ.เขต", ",", "ผอ.เขต,"])
def test_a_line_with_a_hole_is_a_fault(text: str) -> None:
    with pytest.raises(ValueError, match="comma"):
        parse_line(text)


@pytest.mark.parametrize("text", ["ผอ.กลุ่ม, ผอ.เขต", ": ผอ.เขต", "ก: ผอ.เขต; ก: ผอ."])
def test_lines_of_units_name_each_unit_once(text: str) -> None:
    with pytest.raises(ValueError, match=r"unit|two"):
        parse_lines(text)
