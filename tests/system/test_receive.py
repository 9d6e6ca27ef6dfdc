"""From the drop folder to the register, by the real daemon: what a clerk sees of it."""

from __future__ import annotations

import hashlib
import os
import signal
from datetime import date
from pathlib import Path

from tests.support import letters, mails
from tests.support.letters import MadeLetter
from tests.system.office import Office, tree_of, wait_for

LETTER = MadeLetter(letter_no="ศธ 04999/1234", date=date(2026, 6, 14))


def test_files_there_before_the_start_dropped_and_moved_in_as_a_folder_are_all_taken(
    office: Office, tmp_path: Path
) -> None:
    first, second, third = made = [letters.pdf(letter) for letter in letters.many(3, seed=1)]
    office.drop("ก่อนเริ่ม.pdf", first)
    with office.running() as daemon:
        wait_for(lambda: office.count("letters") == 1, daemon.log)
        office.drop("ระหว่างทำงาน.pdf", second)
        wait_for(lambda: office.count("letters") == 2, daemon.log)
        folder = tmp_path / "ทั้งโฟลเดอร์"
        (folder / "ข้างใน").mkdir(parents=True)
        (folder / "ข้างใน" / "สาม.pdf").write_bytes(third)
        folder.rename(office.inbox / folder.name)
        wait_for(lambda: office.count("arrivals", "due_at IS NULL") == 3, daemon.log)
    rows = office.register()
    assert [row["number"] for row in rows] == [1, 2, 3]
    assert [row["sha256"] for row in rows] == [hashlib.sha256(each).hexdigest() for each in made]
    assert [path.name for path in office.inbox.iterdir()] == ["ลับ"]


def test_a_taken_letter_comes_back_under_its_number(office: Office) -> None:
    office.drop("scan0001.pdf", letters.pdf(LETTER))
    office.settle()
    (row,) = office.register()
    (shown,) = [path for path in office.taken.rglob("*") if path.is_file()]
    assert shown.name == "1_ศธ 04999-1234_ขอเชิญประชุมผู้บริหารสถานศึกษา ครั้งที่ 3-2569.pdf"
    assert shown.parent.name == f"{row['year']}-{row['registered_at'][5:7]}"
    assert shown.read_bytes() == letters.pdf(LETTER)


def test_the_same_file_twice_is_one_entry_with_the_copy_beside_it(office: Office) -> None:
    for name in ("หนึ่ง.pdf", "หนึ่ง - สำเนา.pdf"):
        office.drop(name, letters.pdf(LETTER))
        office.settle()
    assert [row["number"] for row in office.register()] == [1]
    shown = sorted(path.name for path in office.taken.rglob("*") if path.is_file())
    assert len(shown) == 3
    (note,) = list(office.taken.rglob("*.txt"))
    assert "เลขทะเบียนรับเดิม: 1/" in note.read_text("utf-8-sig")
    assert note.with_suffix("").read_bytes() == letters.pdf(LETTER)


def test_a_reader_that_dies_costs_no_letter(office: Office) -> None:
    office.set("daemon", readers=1)
    office.drop("สแกน.pdf", letters.scan(letters.pdf(LETTER), dpi=200))
    with office.running() as daemon:
        wait_for(lambda: office.count("arrivals", "claimed_by IS NOT NULL"), daemon.log)
        for child in tree_of(daemon.process.pid):
            if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
                os.kill(child, signal.SIGKILL)
        wait_for(lambda: office.count("arrivals", "claimed_by IS NULL"), daemon.log)
        office.let_hours_pass()
        wait_for(lambda: office.count("letters"), daemon.log)
    assert [row["number"] for row in office.register()] == [1]
    assert office.noted() == {}


def test_every_bad_file_goes_to_the_problem_folder_with_its_reason(office: Office) -> None:
    whole = letters.pdf(LETTER)
    bad = {
        "เสีย.pdf": (letters.broken(whole), "เสียหาย"),
        "มีรหัส.pdf": (letters.locked(whole), "รหัสผ่าน"),
        "ว่าง.pdf": (b"", "ว่างเปล่า"),
        "ตาราง.xlsx": (mails.xlsx(), "ไม่ใช่ไฟล์ชนิดที่รับได้"),
        "บันทึก.txt": ("ข้อความ".encode(), "ไม่ใช่ไฟล์ชนิดที่รับได้"),
        "ปลอม.pdf": (b"MZ\x90\0" + bytes(500), "ไม่ใช่ไฟล์ชนิดที่รับได้"),
    }
    for name, (content, _) in bad.items():
        office.drop(name, content)
    (office.inbox / "ทางลัด.pdf").symlink_to("/etc/hostname")
    office.drop("ดี.pdf", whole)
    office.settle()
    assert [row["number"] for row in office.register()] == [1]
    noted = office.noted()
    assert set(noted) == {*bad, "ทางลัด.pdf"}
    for name, (content, reason) in bad.items():
        assert reason in noted[name], name
        assert (office.problem_folder / name).read_bytes() == content
    assert "ทางลัด" in noted["ทางลัด.pdf"]
    assert {each["name"] for each in office.problems()} == set(noted)
    assert office.dropped() == []


def test_a_file_too_large_is_moved_aside_unread(office: Office) -> None:
    office.set("folders", max_mb=1)
    content = b"%PDF-1.7\n" + bytes(1_100_000)
    office.drop("ใหญ่.pdf", content)
    office.settle()
    assert (office.problem_folder / "ใหญ่.pdf").read_bytes() == content
    assert "ใหญ่เกินกำหนด" in office.noted()["ใหญ่.pdf"]


def test_names_of_every_sort_are_taken(office: Office) -> None:
    made = [letters.pdf(letter) for letter in letters.many(6, seed=3)]
    names = [
        "หนังสือ เชิญ ประชุม.pdf",
        "..pdf..PDF",
        "บรรทัด\nใหม่.pdf",
        "ก" * 83 + "12.pdf",  # 255 bytes
        "ไม่มีนามสกุล",
        os.fsdecode("เก่า".encode("cp874") + b".pdf"),
    ]
    for name, content in zip(names, made, strict=True):
        office.drop(f"ด/{name}" if name.startswith(".") else name, content)
    ignored = [".~lock.a.pdf#", "~$หนังสือ.docx", "Thumbs.db", "scan.pdf.part", "._หนังสือ.pdf"]
    for name in ignored:
        office.drop(name, b"not ours")
    with office.running() as daemon:
        wait_for(lambda: office.count("letters") == len(names), daemon.log)
        wait_for(lambda: office.count("arrivals", "due_at IS NOT NULL") == 0, daemon.log)
    assert sorted(path.name for path in office.dropped()) == sorted(ignored)
    assert len([path for path in office.taken.rglob("*") if path.is_file()]) == len(names)
    assert office.noted() == {}


def test_a_half_copied_file_waits_until_it_is_whole(office: Office) -> None:
    whole = letters.pdf(LETTER)
    other = letters.pdf(MadeLetter(letter_no="ศธ 04999/9"))
    with office.running() as daemon, (office.inbox / "ช้า.pdf").open("wb") as slow:
        slow.write(whole[:2000])
        slow.flush()
        office.drop("เร็ว.pdf", other)
        wait_for(lambda: office.count("letters") == 1, daemon.log)
        slow.write(whole[2000:])
        slow.close()
        wait_for(lambda: office.count("arrivals", "due_at IS NULL") == 2, daemon.log)
    assert [row["letter_no"] for row in office.register()] == ["ศธ 04999/9", "ศธ 04999/1234"]
    assert office.noted() == {}
