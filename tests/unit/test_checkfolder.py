"""The folder of checks over a real register: answers taken, names mended, files gone, and nothing she wrote lost."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from intake.checkfolder import CheckFolder
from intake.shelf import Shelf
from registry.corrections import Came
from registry.model import Book, Evidence, Found, Kind, Letter, Reading
from registry.originals import Originals
from registry.store import Registry
from tests.support.entering import Clock, enter, kept, read
from tests.support.mails import png

ZONE = ZoneInfo("Asia/Bangkok")
PLACE = Evidence(page=1, box=(85, 138, 227, 162), text="ที่ ศธ 04999/1", how="ocr")
DOUBTFUL = Reading(
    fields={
        "kind": Found(value=Kind.EXTERNAL, sure=True),
        "letter_no": Found(value="ศธ 04999/1", evidence=PLACE),
        "date": Found(value="2026-06-10", sure=True),
        "subject": Found(value="ขอเชิญประชุม", sure=True),
        "sender": Found(value="โรงเรียนบ้านตัวอย่าง", sure=True),
    }
)
NAME = "1 ขอเชิญประชุม"


class Desk:
    """A register with one letter in it, and the folders around it."""

    def __init__(self, folder: Path, registry: Registry) -> None:
        self.registry = registry
        self.originals = Originals(folder / "originals")
        (folder / "ตรวจ").mkdir()
        self.folder, self.taken = folder / "ตรวจ", folder / "รับแล้ว"
        self.shelf = Shelf(taken=self.taken, problems=folder / "มีปัญหา", inbox="รับ", zone=ZONE, originals=self.originals)
        self.checks = self.open()

    def open(self) -> CheckFolder:
        return CheckFolder(self.folder, self.registry, self.shelf, ZONE, settle=0.05)

    def receive(self, content: bytes = b"%PDF a scan", reading: Reading = DOUBTFUL) -> Letter:
        (sha256,) = self.originals.keep([content])
        letter = enter(self.registry, reading, replace(kept("a"), sha256=sha256))
        with self.registry.begin() as tx:
            self.shelf.show_letter(letter, tx.entries.files(letter))
        self.checks.show(letter, reading, png(8, 8))
        return letter

    @property
    def note(self) -> Path:
        (path,) = self.folder.glob("*.txt")
        return path

    def save(self, change: Callable[[str], str], encoding: str = "utf-8-sig") -> None:
        text = change(self.note.read_bytes().decode("utf-8-sig").replace("\r\n", "\n"))
        self.note.write_bytes(text.replace("\n", "\r\n").encode(encoding, "replace"))

    def answer(self, words: str, encoding: str = "utf-8-sig") -> None:
        """Typed behind the last line and saved."""
        self.save(lambda text: f"{text.rstrip()} {words}\n", encoding)

    def look(self) -> None:
        """As the daemon does: until nothing is unsettled."""
        late = time.monotonic() + 20
        self.checks.look()
        while self.checks.unsettled:
            assert time.monotonic() < late
            time.sleep(0.02)
            self.checks.look()

    def entry(self, number: int = 1) -> Letter:
        with self.registry.begin() as tx:
            return tx.entries.get(Book.IN, 2569, number)

    def files(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir())

    def shown(self) -> list[str]:
        return sorted(path.name for path in self.taken.rglob("*") if path.is_file())


@pytest.fixture
def desk(tmp_path: Path, sqlite_registry: Registry) -> Iterator[Desk]:
    made = Desk(tmp_path, sqlite_registry)
    yield made
    made.checks.close()
    made.originals.close()


def test_a_doubtful_letter_lies_here_as_picture_and_note(desk: Desk) -> None:
    desk.receive()
    assert desk.files() == [f"{NAME}.png", f"{NAME}.txt"]
    assert desk.note.read_bytes().startswith("\ufeffเลขทะเบียนรับ 1/2569\r\n".encode())
    desk.look()
    assert desk.files() == [f"{NAME}.png", f"{NAME}.txt"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "utf-16", "cp874"])
def test_a_correction_is_taken_and_the_files_go(desk: Desk, encoding: str) -> None:
    desk.receive()
    desk.answer("เลขที่ ศธ 04999/ว 142", encoding)
    desk.look()
    assert (desk.entry().letter_no, desk.entry().needs_review) == ("ศธ 04999/ว 142", False)
    assert desk.files() == []
    assert desk.shown() == ["1_ศธ 04999-ว 142_ขอเชิญประชุม.pdf"]
    entry = desk.entry()
    with desk.registry.begin() as tx:
        event = tx.entries.events(entry)[-1]
    assert (event["who"], event["before"]["letter_no"]) == ("โฟลเดอร์ ตรวจ", "ศธ 04999/1")


def test_right_is_taken(desk: Desk) -> None:
    desk.receive()
    desk.answer("ถูกต้อง")
    desk.look()
    assert (desk.entry().needs_review, desk.files()) == (False, [])


def test_a_value_changed_in_its_place_is_taken(desk: Desk) -> None:
    desk.receive()
    desk.save(lambda text: text.replace("ศธ 04999/1", "ศธ 04999/7"))
    desk.look()
    assert desk.entry().letter_no == "ศธ 04999/7"


def test_what_is_not_understood_stays_with_the_reason_until_it_is_mended(desk: Desk) -> None:
    desk.receive()
    desk.answer("เลขที่ 142")
    desk.look()
    text = desk.note.read_text("utf-8-sig")
    assert "แก้: เลขที่ 142" in text
    assert "ดูไม่เหมือนเลขที่หนังสือ" in text
    assert desk.entry().letter_no == "ศธ 04999/1"
    before = desk.note.stat().st_mtime_ns
    desk.look()
    assert desk.note.stat().st_mtime_ns == before
    desk.save(lambda text: text.replace("แก้: เลขที่ 142", "แก้: เลขที่ ศธ 04999/142"))
    desk.look()
    assert (desk.entry().letter_no, desk.files()) == ("ศธ 04999/142", [])


def test_what_is_left_to_look_at_stays_with_the_new_values(desk: Desk) -> None:
    doubts = {**DOUBTFUL.fields, "date": Found(value="2026-06-10")}
    desk.receive(reading=Reading(fields=doubts))
    desk.answer("เลขที่ ศธ 04999/7")
    desk.look()
    lines = desk.note.read_text("utf-8-sig").splitlines()
    assert "  เลขที่: ศธ 04999/7" in lines
    assert "? วันที่: 10 มิถุนายน 2569" in lines
    assert lines[-1] == "แก้: "
    desk.answer("ถูกต้อง")
    desk.look()
    assert (desk.entry().needs_review, desk.files()) == (False, [])


def test_a_number_that_is_another_entrys_is_said(desk: Desk) -> None:
    enter(desk.registry, read("ศธ 04999/7"))
    letter = desk.receive()
    desk.answer("เลขที่ ศธ 04999/7")
    desk.look()
    assert "อาจเป็นฉบับเดียวกับเลขรับ 1/2569" in desk.note.read_text("utf-8-sig")
    assert desk.entry(letter.number).needs_review
    desk.answer("ถูกต้อง")
    desk.look()
    assert (desk.entry(letter.number).needs_review, desk.files()) == (False, [])


def test_deleting_the_files_means_nothing(desk: Desk) -> None:
    desk.receive()
    for path in list(desk.folder.iterdir()):
        path.unlink()
    desk.look()
    assert (desk.entry().needs_review, desk.files()) == (True, [])


def test_what_was_settled_elsewhere_goes(desk: Desk) -> None:
    letter = desk.receive()
    desk.look()
    with desk.registry.begin() as tx:
        tx.corrections.correct(letter, {}, confirmed=True, came=Came.MAIL)
    desk.look()
    assert desk.files() == []


def test_a_picture_left_behind_goes_too(desk: Desk) -> None:
    letter = desk.receive()
    desk.note.unlink()
    desk.look()
    assert desk.files() == [f"{NAME}.png"]
    with desk.registry.begin() as tx:
        tx.corrections.correct(letter, {}, confirmed=True, came=Came.MAIL)
    desk.look()
    assert desk.files() == []


def test_a_half_saved_note_waits(desk: Desk) -> None:
    desk.receive()
    with desk.note.open("r+b") as editor:
        editor.seek(0, os.SEEK_END)
        editor.write(" เลขที่ ศธ 04999/7".encode())
        editor.flush()
        for _ in range(5):
            desk.checks.look()
            time.sleep(0.03)
        assert desk.entry().letter_no == "ศธ 04999/1"
        editor.write(b"7\n")
    desk.look()
    assert desk.entry().letter_no == "ศธ 04999/77"


def test_a_note_that_stays_open_keeps_nobody_waiting(desk: Desk) -> None:
    desk.receive()
    with desk.note.open("ab") as editor:
        editor.write(" ถูกต้อง".encode())
        editor.flush()
        desk.look()  # ends although the note is not taken
        assert desk.entry().needs_review
    desk.look()
    assert not desk.entry().needs_review


def test_a_crash_between_commit_and_removal_is_made_good(desk: Desk) -> None:
    letter = desk.receive()
    desk.answer("เลขที่ ศธ 04999/7")
    with desk.registry.begin("โฟลเดอร์ ตรวจ") as tx:
        tx.corrections.correct(letter, {"letter_no": "ศธ 04999/7"}, came=Came.FOLDER)
    desk.checks.close()
    desk.checks = desk.open()  # the daemon starts again
    desk.look()
    assert desk.files() == []
    assert desk.shown() == ["1_ศธ 04999-7_ขอเชิญประชุม.pdf"]
    with desk.registry.begin() as tx:
        assert [event["what"] for event in tx.entries.events(letter)] == ["entered", "corrected"]


def test_showing_again_after_a_crash_keeps_what_she_typed(desk: Desk) -> None:
    letter = desk.receive()
    desk.answer("เลขที่ ศธ 04999/7")
    desk.checks.show(letter, DOUBTFUL, png(8, 8))
    desk.look()
    assert desk.entry().letter_no == "ศธ 04999/7"


def test_a_note_without_its_first_line_is_known_by_its_name(desk: Desk) -> None:
    desk.receive()
    desk.note.write_text("ถูกต้อง", "utf-8")
    desk.look()
    assert (desk.entry().needs_review, desk.files()) == (False, [])


def test_files_that_are_not_ours_are_left_alone(desk: Desk) -> None:
    others = {"บันทึก.txt": b"\xff\xfe\x00", "99 อื่น.png": b"", "ว่าง.txt": b"", "~$a.txt": b"x"}
    for name, content in others.items():
        (desk.folder / name).write_bytes(content)
    (desk.folder / "ทางลัด.txt").symlink_to("/etc/hostname")
    desk.look()
    assert set(desk.files()) == {*others, "ทางลัด.txt"}


def test_a_struck_entry_says_that_it_cannot_be_corrected(desk: Desk) -> None:
    letter = desk.receive()
    with desk.registry.begin() as tx:
        tx.entries.strike(letter, "ซ้ำ")
    desk.answer("เลขที่ ศธ 04999/7")
    desk.look()
    assert "ขีดฆ่า" in desk.note.read_text("utf-8-sig")
    assert desk.entry().letter_no == "ศธ 04999/1"


def test_two_letters_of_one_name_in_two_years_lie_side_by_side(desk: Desk, clock: Clock) -> None:
    desk.receive()
    clock.now = clock.now.replace(year=2027)
    desk.receive(b"%PDF another", Reading(fields={**DOUBTFUL.fields, "letter_no": Found(value="ศธ 04999/2")}))
    names = [f"{NAME}.png", f"{NAME}.txt", f"{NAME} (2570).png", f"{NAME} (2570).txt"]
    assert sorted(desk.files()) == sorted(names)
    (desk.folder / f"{NAME} (2570).txt").write_text("เลขทะเบียนรับ 1/2570\nถูกต้อง", "utf-8")
    desk.look()
    assert desk.files() == [f"{NAME}.png", f"{NAME}.txt"]
