"""What came is checked, by the real daemon: what looks wrong is said and decided on, and references are linked."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.support import letters
from tests.support.letters import MadeLetter
from tests.system.office import Office

OURS = "สำนักงานเขตพื้นที่การศึกษาประถมศึกษาขอนแก่น เขต 1"
TO_US = f"ผู้อำนวยการ{OURS}"
TODAY = datetime.now(ZoneInfo("Asia/Bangkok")).date()
FIRST = MadeLetter(letter_no="ศธ 04001/ว 142", date=TODAY - timedelta(days=30), subject="แจ้งปฏิทิน", addressee=TO_US)


def test_what_looks_wrong_is_said_and_a_person_decides(office: Office) -> None:
    office.set("office", name=OURS)
    faulty = MadeLetter(
        letter_no="ศธ 04999/1",
        date=TODAY + timedelta(days=2),
        addressee="ผู้ว่าราชการจังหวัดขอนแก่น",
        enclosures="กำหนดการ จำนวน 1 ฉบับ",
    )
    office.drop("a.pdf", letters.pdf(faulty))
    office.settle()
    (row,) = office.register()
    assert row["review"] == ["future", "elsewhere", "fewer: 0/1"]
    (note,) = office.check_folder.glob("*.txt")
    said = note.read_text("utf-8-sig")
    for words in ("ลงวันที่หลังวันที่ได้รับ", "เรียนถึงหน่วยงานอื่น", "สิ่งที่ส่งมาด้วยอาจมาไม่ครบ (มา 0 ระบุไว้ 1 รายการ)"):
        assert words in said
    office.saraban("correct", "1", "แก้ ถึง", TO_US)
    assert office.register()[0]["review"] == ["future", "fewer: 0/1"]
    office.saraban("correct", "1", "ถูกต้อง")
    assert not office.register()[0]["needs_review"]
    office.settle()
    assert list(office.check_folder.glob("*.txt")) == []


def test_a_letter_as_it_should_be_is_not_asked_about(office: Office) -> None:
    office.set("office", name=OURS)
    office.drop("a.pdf", letters.pdf(FIRST))
    office.settle()
    assert office.register()[0]["review"] == []


def test_references_are_shown_from_both_sides(office: Office) -> None:
    office.set("office", code="ศธ 04777")
    office.saraban("reserve", "ตอบโรงเรียน", "--book", "out")
    cites = f"หนังสือสำนักงานคณะกรรมการการศึกษาขั้นพื้นฐาน ที่ ศธ 04001/ว 142 ลงวันที่ {FIRST.printed_date}"
    ours = f"หนังสือสำนักงาน ที่ ศธ 04777/1 ลงวันที่ {FIRST.printed_date}"
    second = MadeLetter(letter_no="ศธ 04999.1/7", date=TODAY - timedelta(days=2), references=cites)
    third = MadeLetter(letter_no="ศธ 04999.1/8", date=TODAY - timedelta(days=2), references=ours)
    for name, letter in (("a.pdf", second), ("b.pdf", third), ("c.pdf", FIRST)):
        office.drop(name, letters.pdf(letter))
        office.settle()
    (held,) = office.json("show", "1")["citations"]
    assert (held["letter_no"], held["held"]["number"], held["held"]["book"]) == ("ศธ 04001/ว 142", 3, "in")
    assert [one["letter_no"] for one in office.json("show", "3")["cited_by"]] == ["ศธ 04999.1/7"]
    (own,) = office.json("show", "2")["citations"]
    assert own["held"]["book"] == "out"
    assert [one["number"] for one in office.json("show", "1", "--book", "out")["cited_by"]] == [2]


def test_the_same_number_twice_in_a_year_is_said_and_a_copy_is_noted(office: Office) -> None:
    office.drop("a.pdf", letters.pdf(FIRST))
    office.settle()
    other = MadeLetter(
        letter_no=FIRST.letter_no, date=FIRST.date + timedelta(days=1), subject="การจัดสรรงบประมาณ", sender=FIRST.sender
    )
    office.drop("b.pdf", letters.pdf(other))
    office.settle()
    first, second = office.register()
    assert (first["review"], second["review"]) == ([], [f"same: 1/{first['year']}"])
    office.drop("c.pdf", letters.pdf(FIRST))
    office.settle()
    assert [event["what"] for event in office.json("show", "1")["events"]].count("again") == 1
