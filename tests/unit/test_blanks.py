"""The blanks of a draft are found where a person would write, filled, and read again as the letter's own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dispatcher.filled import Misfit, fill
from dispatcher.stamped import stamp
from intake.blanks import find_blanks
from intake.hints import Hints
from intake.lines import Page
from intake.pages import open_document
from intake.reading import read_document
from intake.sniff import PDF
from registry.model import Reading
from registry.places import Align, Blanks, Place
from tests.support import letters
from tests.support.letters import Form, MadeLetter

DAY = date(2026, 6, 14)
MONTH = "มิถุนายน 2569"
DRAFT = MadeLetter(letter_no="ศธ 04999/", dated=MONTH, thai_digits=True)
GAP = "\u00a0" * 8  # hard blanks, so that no engine draws them together


def kept(folder: Path, made: bytes) -> Path:
    path = folder / "draft.pdf"
    path.write_bytes(made)
    return path


def draft(form: Form, letter_no: str, dated: str) -> MadeLetter:
    return MadeLetter(kind=form, letter_no=letter_no, dated=dated, thai_digits=True)


def page_of(path: Path) -> Page:
    with open_document(path, PDF) as document:
        return document.read(1)


def issued(folder: Path, made: bytes, number: str, day: date = DAY) -> tuple[Page, Page, Reading]:
    """The first page of a draft and of the letter it became, and what is read of that."""
    path = kept(folder, made)
    marks = fill(find_blanks(path), number, day)
    assert not isinstance(marks, Misfit), marks
    stamped = stamp(made, marks)
    assert isinstance(stamped, bytes), stamped
    before = page_of(path)
    path.write_bytes(stamped)
    return before, page_of(path), read_document(path, PDF, Hints(received=date(2026, 6, 16)))


@pytest.mark.parametrize(
    ("made", "number", "printed"),
    [
        (draft("external", "ศธ 04999/", MONTH), "ศธ 04999/123", "ศธ ๐๔๙๙๙/๑๒๓"),
        (draft("external", "ศธ 04999/", GAP + MONTH), "ศธ 04999/ว 7", "ศธ ๐๔๙๙๙/ว ๗"),
        (draft("circular", "ศธ 04999/ว", MONTH), "ศธ 04999/ว 123", "ศธ ๐๔๙๙๙/ว ๑๒๓"),
        (draft("external", "ศธ 04999/..............", ".............. " + MONTH), "ศธ 04999/123", "ศธ ๐๔๙๙๙/๑๒๓"),
        (draft("circular", "ศธ 04999/ว………", "." * 60), "ศธ 04999/ว 123", "ศธ ๐๔๙๙๙/ว ๑๒๓"),
        (draft("external", "", MONTH), "ศธ 04999/123", "ศธ ๐๔๙๙๙/๑๒๓"),
        (draft("external", "ศธ 04999/", GAP), "ศธ 04999/123", "ศธ ๐๔๙๙๙/๑๒๓"),
        (draft("memo", "ศธ 04999/", GAP + MONTH), "ศธ 04999/123", "ศธ ๐๔๙๙๙/๑๒๓"),
        (draft("memo", "ศธ 04999/..........", "." * 70), "ศธ 04999/123", "ศธ ๐๔๙๙๙/๑๒๓"),
        (draft("stamped", "ศธ 04999/ว", GAP + MONTH), "ศธ 04999/ว 123", "ศธ ๐๔๙๙๙/ว ๑๒๓"),
        (draft("order", GAP + "/2569", GAP + "มิถุนายน พ.ศ. 2569"), "123/2569", "๑๒๓/๒๕๖๙"),
        (draft("order", "............/2569", "." * 70), "123/2569", "๑๒๓/๒๕๖๙"),
    ],
)
def test_a_draft_becomes_a_letter_that_reads_as_one(
    tmp_path: Path, made: MadeLetter, number: str, printed: str
) -> None:
    before, after, reading = issued(tmp_path, letters.pdf(made), number)

    assert reading.value("letter_no") == printed
    assert reading.value("date") == DAY.isoformat()
    assert reading["letter_no"].sure
    assert reading["date"].sure
    untouched = [line.text for line in after.lines if line.text in before.text]
    assert len(untouched) >= len(before.lines) - 2


def test_an_announcement_is_dated_and_gets_no_number(tmp_path: Path) -> None:
    _, after, reading = issued(tmp_path, letters.pdf(draft("announcement", "", GAP + "มิถุนายน พ.ศ. 2569")), "")

    assert reading.value("date") == DAY.isoformat()
    assert "ประกาศ ณ วันที่ ๑๔ มิถุนายน พ.ศ. ๒๕๖๙" in after.text


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_is_written_so_that_it_can_be_read(tmp_path: Path, month: int) -> None:
    day = date(2026, month, 5)

    _, after, _ = issued(tmp_path, letters.pdf(draft("memo", "ศธ 04999/", "." * 70)), "ศธ 04999/1", day)

    made = MadeLetter(date=day, thai_digits=True)
    assert made.printed_date.replace(" ", "") in after.text.replace(" ", "")


def test_what_is_written_stands_on_the_line_and_is_as_large_as_the_print_beside_it(tmp_path: Path) -> None:
    path = kept(tmp_path, letters.pdf(DRAFT))
    blanks = find_blanks(path)
    lines = page_of(path).lines
    number = next(line for line in lines if line.text.startswith("ที่ ศธ"))
    day = next(line for line in lines if line.text == "มิถุนายน ๒๕๖๙")

    assert blanks.number
    assert blanks.number.before == "ศธ ๐๔๙๙๙/"
    assert number.spans[0].box[2] - 1 < blanks.number.x < number.spans[0].box[2] + 1
    assert number.box[1] < blanks.number.baseline < number.box[3]
    assert blanks.date
    assert (blanks.date.align, blanks.date.after) == (Align.RIGHT, "มิถุนายน ๒๕๖๙")
    assert day.box[0] - 10 < blanks.date.x < day.box[0]
    # Laksaman is drawn half as large again as TH Sarabun.
    assert (blanks.number.points, blanks.date.points) == (24.5, 24.5)


def test_nothing_is_blank_in_an_issued_letter(tmp_path: Path) -> None:
    for form in ("external", "circular", "memo", "stamped"):
        made = MadeLetter(kind=form, letter_no="ศธ 04999/ว 12" if form == "circular" else "ศธ 04999/12")
        assert find_blanks(kept(tmp_path, letters.pdf(made))) == Blanks()
    assert find_blanks(kept(tmp_path, letters.pdf(MadeLetter(kind="order", letter_no="12/2569")))) == Blanks()


def test_no_place_is_told_on_a_scan_or_on_another_paper(tmp_path: Path) -> None:
    assert find_blanks(kept(tmp_path, letters.scan(letters.pdf(DRAFT)))) == Blanks()
    assert find_blanks(kept(tmp_path, letters.not_a_letter())) == Blanks()


def test_blanks_are_kept_as_json(tmp_path: Path) -> None:
    for made in (DRAFT, draft("memo", "ศธ 04999/......", "." * 60), MadeLetter()):
        blanks = find_blanks(kept(tmp_path, letters.pdf(made)))
        assert Blanks.from_plain(blanks.to_plain()) == blanks


def place(before: str = "", after: str = "", room: float = 200.0) -> Place:
    return Place(page=1, x=100, baseline=100, points=16, room=room, before=before, after=after)


@pytest.mark.parametrize(
    ("where", "number", "written"),
    [
        (place("ศธ ๐๔๑๘๒/"), "ศธ 04182/123", "๑๒๓"),
        (place("ศธ 04182 /"), "ศธ 04182/ว 123", "ว 123"),
        (place("ศธ ๐๔๑๘๒/ว"), "ศธ 04182/ว 123", "๑๒๓"),
        (place(), "ศธ 04182/ว 123", "ศธ ๐๔๑๘๒/ว ๑๒๓"),
        (place(after="/๒๕๖๙"), "123/2569", "๑๒๓"),
        (place("ศธ ๐๔๑๘๒/ว"), "ศธ 04182/123", Misfit.OTHER_NUMBER),
        (place("ศธ ๐๔๑๘๓/"), "ศธ 04182/123", Misfit.OTHER_NUMBER),
        (place(after="/๒๕๖๘"), "123/2569", Misfit.OTHER_NUMBER),
        (place("ศธ ๐๔๑๘๒/", room=20), "ศธ 04182/123", Misfit.NARROW),
    ],
)
def test_only_what_is_missing_of_a_number_is_written(where: Place, number: str, written: str | Misfit) -> None:
    marks = fill(Blanks(number=where), number, DAY)

    assert (marks if isinstance(marks, Misfit) else marks[0].text) == written


@pytest.mark.parametrize(
    ("where", "written"),
    [
        (place(after="มิถุนายน ๒๕๖๙"), "๑๔"),
        (place(), "๑๔ มิถุนายน ๒๕๖๙"),
        (place("ณ วันที่"), "๑๔ มิถุนายน พ.ศ. ๒๕๖๙"),
        (place(after="พฤษภาคม ๒๕๖๙"), Misfit.OTHER_MONTH),
        (place(after="มิถุนายน ๒๕๖๙", room=10), Misfit.NARROW),
    ],
)
def test_only_what_is_missing_of_a_date_is_written(where: Place, written: str | Misfit) -> None:
    marks = fill(Blanks(date=where), "ศธ 04182/123", DAY)

    assert (marks if isinstance(marks, Misfit) else marks[0].text) == written
