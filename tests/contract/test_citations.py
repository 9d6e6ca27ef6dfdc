"""What the register promises of letters that refer to others (อ้างถึง), on every database it runs on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from registry.corrections import Came
from registry.model import Book, Letter, Reference
from registry.numbering import Numbers
from registry.store import Registry
from tests.support.entering import Clock, enter, kept, read

CITED, DAY = "ศธ 04001/ว 142", "2026-05-20"


def citing(
    *cited: tuple[str | None, str | None], letter_no: str = "ศธ 04998/7", sure: bool = True
) -> tuple[str, tuple[Reference, ...]]:
    return letter_no, tuple(Reference(letter_no=number, date=day, sure=sure) for number, day in cited)


def enter_citing(registry: Registry, letter_no: str, references: tuple[Reference, ...]) -> Letter:
    return enter(registry, replace(read(letter_no), references=references))


def held(registry: Registry, letter: Letter) -> list[str | None]:
    """The receipt numbers of what a letter refers to; None: not held."""
    with registry.begin() as tx:
        return [one.cited.label if one.cited else None for one in tx.citations.of(letter)]


def cited_by(registry: Registry, letter: Letter) -> list[str]:
    with registry.begin() as tx:
        return [one.label for one in tx.citations.citing(letter)]


class TestCitations:
    """Linked to the letters the office holds, whichever came first."""

    def test_a_letter_we_hold_is_linked(self, registry: Registry) -> None:
        first = enter(registry, read(CITED, date=DAY))
        second = enter_citing(registry, *citing(("ศธ ๐๔๐๐๑ / ว๑๔๒", DAY)))
        assert held(registry, second) == ["1"]
        assert cited_by(registry, first) == ["2"]

    def test_a_letter_that_comes_later_is_linked(self, registry: Registry) -> None:
        first = enter_citing(registry, *citing((CITED, DAY)))
        assert held(registry, first) == [None]
        second = enter(registry, read(CITED, date=DAY))
        assert held(registry, first) == ["2"]
        assert cited_by(registry, second) == ["1"]

    def test_they_are_kept_in_order_as_printed(self, registry: Registry) -> None:
        letter = enter_citing(registry, *citing((CITED, DAY), ("12/2568", None), (None, "2026-01-05")))
        with registry.begin() as tx:
            found = [(one.letter_no, one.date) for one in tx.citations.of(letter)]
        assert found == [(CITED, date(2026, 5, 20)), ("12/2568", None), (None, date(2026, 1, 5))]

    def test_the_same_number_of_another_year_is_another_letter(self, registry: Registry) -> None:
        enter(registry, read(CITED, date="2025-05-20"))
        letter = enter_citing(registry, *citing((CITED, DAY)))
        assert held(registry, letter) == [None]

    def test_a_day_misprinted_within_the_year_is_no_hindrance(self, registry: Registry) -> None:
        enter(registry, read(CITED, date="2026-05-21"))
        letter = enter_citing(registry, *citing((CITED, DAY)))
        assert held(registry, letter) == ["1"]

    def test_a_number_that_names_no_office_needs_the_day(self, registry: Registry) -> None:
        enter(registry, read("12/2569", date="2026-05-21"))
        letter = enter_citing(registry, *citing(("12/2569", DAY), ("12/2569", "2026-05-21")))
        assert held(registry, letter) == [None, "1"]

    def test_what_was_not_read_surely_needs_the_day(self, registry: Registry) -> None:
        enter(registry, read(CITED, date=DAY))
        letter = enter_citing(registry, *citing((CITED, "2026-05-29"), (CITED, DAY), sure=False))
        assert held(registry, letter) == [None, "1"]

    def test_without_a_day_it_is_of_this_year_or_the_last(self, registry: Registry) -> None:
        enter(registry, read(CITED, date="2024-05-20"))
        enter(registry, read(CITED, date="2025-11-20"))
        letter = enter_citing(registry, *citing((CITED, None)))
        assert held(registry, letter) == ["2"]

    def test_a_letter_does_not_refer_to_itself(self, registry: Registry) -> None:
        letter = enter_citing(registry, *citing(("ศธ 04998/7", "2026-06-10")))
        assert held(registry, letter) == [None]

    def test_a_corrected_number_links_and_unlinks(self, registry: Registry) -> None:
        first = enter(registry, read("ศธ 04001/ว 147", date=DAY))
        second = enter_citing(registry, *citing((CITED, DAY)))
        assert held(registry, second) == [None]
        _correct(registry, first, letter_no=CITED)
        assert held(registry, second) == ["1"]
        _correct(registry, first, letter_no="ศธ 04001/ว 144")
        assert held(registry, second) == [None]

    def test_a_struck_entry_gives_its_links_to_the_one_that_stands(self, registry: Registry) -> None:
        enter(registry, read(CITED, date=DAY, subject="หนึ่ง"), kept("one"))
        double = enter(registry, read(CITED, date=DAY, subject="สอง"), kept("two"))
        letter = enter_citing(registry, *citing((CITED, DAY)))
        assert held(registry, letter) == ["2"]
        with registry.begin() as tx:
            tx.entries.strike(double, "ซ้ำ")
        assert held(registry, letter) == ["1"]

    def test_our_own_outgoing_letter_is_linked_by_its_reserved_number(self, registry: Registry) -> None:
        ours = replace(registry, numbers=Numbers(code="ศธ 04999"))
        with ours.begin() as tx:
            plain = tx.entries.reserve(Book.OUT, "ตอบโรงเรียน")
            circular = tx.entries.reserve(Book.OUT, "เวียนโรงเรียน", circular=True)
        letter = enter_citing(ours, *citing(("ศธ ๐๔๙๙๙/๑", DAY), ("ศธ 04999/ว 1", DAY), ("ศธ 04999/2", DAY)))
        with ours.begin() as tx:
            found = [one.cited for one in tx.citations.of(letter)]
        assert [one.id if one else None for one in found] == [plain.id, circular.id, None]

    def test_a_number_reserved_later_is_linked_too(self, registry: Registry) -> None:
        ours = replace(registry, numbers=Numbers(code="ศธ 04999"))
        letter = enter_citing(ours, *citing(("ศธ 04999/1", DAY)))
        with ours.begin() as tx:
            tx.entries.reserve(Book.OUT, "ตอบโรงเรียน")
        assert held(ours, letter) == ["1"]

    def test_last_years_outgoing_number_is_another_letter(self, registry: Registry, clock: Clock) -> None:
        ours = replace(registry, numbers=Numbers(code="ศธ 04999"))
        with ours.begin() as tx:
            tx.entries.reserve(Book.OUT, "ตอบโรงเรียน")
        clock.move(timedelta(days=365))
        letter = enter_citing(ours, *citing(("ศธ 04999/1", "2027-05-20")))
        assert held(ours, letter) == [None]


def _correct(registry: Registry, letter: Letter, **values: str | None) -> None:
    with registry.begin("somying@office.example") as tx:
        tx.entries.hold(Book.IN)
        tx.corrections.correct(letter, values, came=Came.MAIL)
