"""What the clerk finds in the shared folders: names that fit, and notes that say what, why and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.shelf import Shelf
from intake.sniff import JPEG, PDF
from registry.arrivals import ArrivalState, Landed
from registry.filing import fit
from registry.model import Book, KeptFile, Kind, Letter, Origin, Problem, Role, State
from registry.originals import Originals

NIGHT = datetime(2026, 12, 31, 17, 30, tzinfo=UTC)  # half past midnight on New Year's Day in Bangkok
FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]|^\.\.?$|[ .]$')  # to Windows


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    originals = Originals(tmp_path / "originals")
    for name in ("รับแล้ว", "มีปัญหา"):
        (tmp_path / name).mkdir()
    yield Shelf(
        taken=tmp_path / "รับแล้ว",
        problems=tmp_path / "มีปัญหา",
        inbox="รับ",
        zone=ZoneInfo("Asia/Bangkok"),
        originals=originals,
    )
    originals.close()


def letter(
    *,
    number: int = 7,
    insert: int = 0,
    letter_no: str | None = "ศธ 04999/123",
    subject: str | None = "ขอเชิญประชุม",
    sha256: str | None = None,
) -> Letter:
    return Letter(
        id=1,
        book=Book.IN,
        year=2570,
        number=number,
        insert=insert,
        state=State.REGISTERED,
        received_at=NIGHT,
        registered_at=NIGHT,
        kind=Kind.EXTERNAL,
        letter_no=letter_no,
        date=None,
        subject=subject,
        sender=None,
        addressee=None,
        urgency=None,
        secrecy=None,
        unit=None,
        owner=None,
        source="",
        needs_review=False,
        review=(),
        remark=None,
        closed_at=None,
        closed_by=None,
        sha256=sha256,
        media_type=PDF,
    )


def landed(
    sha256: str, *, name: str = "สแกน 1.pdf", origin: Origin = Origin.FOLDER, problem: Problem | None = None
) -> Landed:
    return Landed(
        id=4,
        key="key",
        origin=origin,
        name=name,
        hint=None,
        sha256=sha256,
        arrived_at=NIGHT,
        state=ArrivalState.PROBLEM if problem else ArrivalState.DUPLICATE,
        problem=problem,
        detail="Data format error" if problem else None,
        letter_id=None,
        message_id=None,
        mail_from="a@area.example" if origin is Origin.MAIL else None,
        attempt=1,
        lost=0,
    )


def keep(shelf: Shelf, content: bytes, role: Role, name: str = "a.pdf", media_type: str = PDF) -> KeptFile:
    (sha256,) = shelf.originals.keep([content])
    return KeptFile(sha256=sha256, name=name, media_type=media_type, role=role)


def shown(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, also hidden ones."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def note(content: bytes) -> str:
    return content.decode("utf-8-sig").replace("\r\n", "\n")


def test_a_letter_comes_back_by_number_under_its_month(shelf: Shelf) -> None:
    shelf.show_letter(letter(), [keep(shelf, b"%PDF 1", Role.LETTER)])
    assert shown(shelf.taken) == {"2570-01/7_ศธ 04999-123_ขอเชิญประชุม.pdf": b"%PDF 1"}


def test_enclosures_lie_beside_it_and_the_mail_and_copies_do_not(shelf: Shelf) -> None:
    files = [
        keep(shelf, b"1", Role.LETTER),
        keep(shelf, b"2", Role.ENCLOSURE, "กำหนดการ.xlsx", "application/x"),
        keep(shelf, b"3", Role.ENCLOSURE, "ภาพ", JPEG),
        keep(shelf, b"4", Role.MAIL, "mail", "message/rfc822"),
        keep(shelf, b"5", Role.COPY),
    ]
    shelf.show_letter(letter(insert=1), files)
    assert shown(shelf.taken) == {
        "2570-01/7-1_ศธ 04999-123_ขอเชิญประชุม.pdf": b"1",
        "2570-01/7-1_สิ่งที่ส่งมาด้วย-1_กำหนดการ.xlsx": b"2",
        "2570-01/7-1_สิ่งที่ส่งมาด้วย-2_ภาพ.jpg": b"3",
    }


def test_a_letter_of_which_nothing_was_read_has_a_name_too(shelf: Shelf) -> None:
    shelf.show_letter(letter(letter_no=None, subject=None), [keep(shelf, b"1", Role.LETTER)])
    assert list(shown(shelf.taken)) == ["2570-01/7_ไม่มีเลขที่_ไม่มีเรื่อง.pdf"]


def test_showing_again_after_a_crash_leaves_the_same_files(shelf: Shelf) -> None:
    (shelf.taken / "2570-01").mkdir()
    kept = [keep(shelf, b"1", Role.LETTER), keep(shelf, b"2", Role.ENCLOSURE, "b.pdf")]
    (bad,) = shelf.originals.keep([b"bad"])
    before: dict[str, bytes] = {}
    for _ in range(3):
        shelf.show_letter(letter(), kept)
        shelf.show_copy(letter(), kept[0].sha256, PDF, landed(kept[0].sha256))
        shelf.show_problem(landed(bad, problem=Problem.BROKEN))
        now = shown(shelf.taken.parent)
        assert before in ({}, now)
        before = now
    assert not [name for name in before if "/.saraban" in name]


def test_a_copy_lies_beside_the_first_with_a_note(shelf: Shelf) -> None:
    kept = keep(shelf, b"1", Role.LETTER)
    shelf.show_letter(letter(), [kept])
    shelf.show_copy(letter(), kept.sha256, PDF, landed(kept.sha256, name="สแกนซ้ำ.pdf"))
    found = shown(shelf.taken)
    copy = "2570-01/7_ซ้ำ-4_ศธ 04999-123_ขอเชิญประชุม.pdf"
    assert set(found) == {"2570-01/7_ศธ 04999-123_ขอเชิญประชุม.pdf", copy, f"{copy}.txt"}
    text = note(found[f"{copy}.txt"])
    for words in ("สแกนซ้ำ.pdf", "เลขทะเบียนรับเดิม: 7/2570", "1 มกราคม 2570 เวลา 00.30 น.", "ศธ 04999/123"):
        assert words in text


@pytest.mark.parametrize("problem", list(Problem))
@pytest.mark.parametrize("origin", list(Origin))
def test_every_problem_is_explained(shelf: Shelf, problem: Problem, origin: Origin) -> None:
    (sha256,) = shelf.originals.keep([b"what came"])
    shelf.show_problem(landed(sha256, problem=problem, origin=origin))
    notes = [note(content) for name, content in shown(shelf.problems).items() if name.endswith(".txt")]
    (text,) = notes
    why = re.search(r"^เหตุผล: (.+)$", text, re.MULTILINE)
    cure = re.search(r"^สิ่งที่ต้องทำ: (.+)$", text, re.MULTILINE)
    assert why is not None
    assert cure is not None
    for words in (why[1], cure[1]):
        assert re.search("[ก-๛]{6}", words)
        assert "{" not in words
    assert "สแกน 1.pdf" in text
    assert "1 มกราคม 2570 เวลา 00.30 น." in text
    assert ("a@area.example" in text) is (origin is Origin.MAIL)


def test_no_two_problems_are_explained_alike(shelf: Shelf) -> None:
    (sha256,) = shelf.originals.keep([b"what came"])
    reasons = set()
    for problem in Problem:
        shelf.show_problem(landed(sha256, problem=problem))
        reasons |= set(note((shelf.problems / "สแกน 1.pdf.txt").read_bytes()).splitlines()[2:3])
    assert len(reasons) == len(Problem)


def test_a_problem_keeps_its_name_and_the_file_beside_the_note(shelf: Shelf) -> None:
    (sha256,) = shelf.originals.keep([b"%PDF broken"])
    shelf.show_problem(landed(sha256, name="กลุ่มบุคคล/สแกน 1.pdf", problem=Problem.BROKEN))
    assert set(shown(shelf.problems)) == {"สแกน 1.pdf", "สแกน 1.pdf.txt"}
    assert (shelf.problems / "สแกน 1.pdf").read_bytes() == b"%PDF broken"


def test_two_problems_of_one_name_lie_side_by_side(shelf: Shelf) -> None:
    for content in (b"one", b"two", b"one"):
        (sha256,) = shelf.originals.keep([content])
        shelf.show_problem(landed(sha256, problem=Problem.BROKEN))
    assert set(shown(shelf.problems)) == {
        *("สแกน 1.pdf", "สแกน 1.pdf.txt"),
        *("สแกน 1 (2).pdf", "สแกน 1 (2).pdf.txt"),
    }


def test_a_mail_that_could_not_be_taken_is_an_eml(shelf: Shelf) -> None:
    (sha256,) = shelf.originals.keep([b"From: a@area.example"])
    shelf.show_problem(landed(sha256, name="Re: ด่วน / ขอข้อมูล v1.2", origin=Origin.MAIL, problem=Problem.PASSWORD))
    assert "Re- ด่วน - ขอข้อมูล v1.2.eml" in shown(shelf.problems)


@pytest.mark.parametrize(
    ("stem", "ending", "name"),
    [
        ("7_ศธ 04999/123_เรื่อง: “ด่วน”?", ".pdf", "7_ศธ 04999-123_เรื่อง- “ด่วน”-.pdf"),
        ("a\\b|c<d>e*f", ".pdf", "a-b-c-d-e-f.pdf"),
        ("two\nlines", ".pdf", "two-lines.pdf"),
        ("many   blanks ", ".pdf", "many blanks.pdf"),
        ("end.", "", "end"),
        ("...", ".pdf", "ไม่มีชื่อ.pdf"),
        ("", "", "ไม่มีชื่อ"),
        ("../../etc/passwd", "", "-..-etc-passwd"),
        ("sum\u202efdp.exe", ".pdf", "sum-fdp.exe.pdf"),
        ("a", ".p/d\nf", "a.pdf"),
    ],
)
def test_a_name_is_made_to_fit(stem: str, ending: str, name: str) -> None:
    assert fit(stem, ending) == name


def test_a_long_subject_is_cut_between_characters() -> None:
    name = fit("7_" + "ก" * 300, ".pdf")
    assert name == "7_" + "ก" * 74 + ".pdf"
    assert len(name.encode()) <= 230


@given(st.text(), st.text(max_size=20).map(lambda text: f".{text}"))
def test_any_name_fits_windows_and_linux(stem: str, ending: str) -> None:
    name = fit(stem, ending)
    assert not FORBIDDEN.search(name)
    assert 0 < len(name.encode()) <= 250


def test_a_very_long_subject_is_shown(shelf: Shelf) -> None:
    shelf.show_letter(letter(subject="ข" * 5000), [keep(shelf, b"1", Role.LETTER)])
    shelf.show_copy(letter(subject="ข" * 5000), keep(shelf, b"1", Role.COPY).sha256, PDF, landed("x", name="ค" * 900))
    (sha256,) = shelf.originals.keep([b"2"])
    shelf.show_problem(landed(sha256, name="ง" * 4000 + ".pdf", problem=Problem.BROKEN))
    assert len(shown(shelf.taken)) == 3
    assert len(shown(shelf.problems)) == 2
