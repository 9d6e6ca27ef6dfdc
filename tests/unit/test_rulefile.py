"""`rules.toml` as clerks write it: what is taken, and of every slip its line and its cure, all at once."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.rules import CONDITION_KEYS, TAKER_KEYS, BadRules, load_rules, read_rules, within
from dispatcher.rules import Condition
from registry.deadlines import Span
from registry.people import People
from tests.support.people import people

DOCS = Path(__file__).parents[2] / "docs"


def complaints(text: str, known: People | None = None) -> list[str]:
    with pytest.raises(BadRules) as caught:
        read_rules(text, known or people())
    return str(caught.value).splitlines()


def complaint(line: str) -> str:
    """The one complaint about a rule with this line, which is its second."""
    taker = "" if re.match("กลุ่ม|มอบ", line) else 'มอบ = "ปิติ"\n'
    (said,) = complaints(f"[[กฎ]]\n{line}\n{taker}")
    where, _, words = said.partition(": ")
    assert where == "rules.toml:2"
    what, arrow, cure = words.partition(" → ")
    assert what
    assert arrow
    assert cure
    return words


def test_a_rule_in_thai() -> None:
    (rule,) = read_rules(
        """\
# กฎของเรา
[[กฎ]]
ชื่อ = "งบประมาณ"   # จากส่วนกลาง
เลขที่ = ["ศธ ๐๔๐๐๒", "กค 04*"]
เรื่อง = [
    "งบประมาณ",  # คำแรก
    "ย้าย + ครู",
]
ชั้นความเร็ว = ["ด่วน ที่สุด", "ปกติ"]
ชนิด = "หนังสือภายนอก"
กลุ่ม = "แผน"
มอบ = "ปิติ ยินดี"
เพื่อทราบ = ["ผอ.กลุ่มบุคคล", "มานะ"]
ภายใน = "๒ ชั่วโมง"
""",
        people(),
    )
    assert (rule.name, rule.line) == ("งบประมาณ", 2)
    assert rule.when == {
        Condition.NUMBER: ("ศธ ๐๔๐๐๒", "กค 04*"),
        Condition.SUBJECT: ("งบประมาณ", "ย้าย + ครู"),
        Condition.KIND: ("external",),
        Condition.URGENCY: ("ด่วนที่สุด", ""),
    }
    assert (rule.unit, rule.owner) == ("กลุ่มนโยบายและแผน", "piti@office.example")
    assert rule.information == ("choojai@office.example", "mana@office.example")
    assert rule.within == Span(timedelta(hours=2))


def test_the_same_rule_in_english_and_with_quoted_keys() -> None:
    thai = read_rules('[[กฎ]]\nจาก = "ก"\nชนิด = "คำสั่ง"\nกลุ่ม = "แผน"\nภายใน = "3 วัน"\n', people())
    english = '[[rule]]\nsender = "ก"\nkind = "order"\nunit = "แผน"\nwithin = "3 days"\n'
    assert read_rules(english, people()) == thai
    assert read_rules('[["กฎ"]]\n"จาก" = "ก"\n \'ชนิด\'="คำสั่ง"\nกลุ่ม = "แผน"\nภายใน = "3 วัน"\n', people()) == thai


@pytest.mark.parametrize(
    "key", [key for keys in (CONDITION_KEYS, TAKER_KEYS) for each in keys.values() for key in each]
)
def test_every_key_is_understood(key: str) -> None:
    values = {"ชนิด": "คำสั่ง", "kind": "order", "อีเมล": "@obec.example", "mail": "@obec.example"}
    values |= dict.fromkeys(("ชั้นความเร็ว", "ความเร็ว", "urgency"), "ด่วน")
    values |= dict.fromkeys(("ชั้นความลับ", "ความลับ", "secrecy"), "ลับ")
    values |= dict.fromkeys(("ภายใน", "within"), "30 นาที") | dict.fromkeys(("กลุ่ม", "unit"), "แผน")
    owner = "" if key in TAKER_KEYS["owner"] else 'มอบ = "ปิติ"\n'
    assert read_rules(f'[[กฎ]]\n{key} = "{values.get(key, "ปิติ")}"\n{owner}', people())


def test_every_key_is_in_the_clerks_page() -> None:
    page = (DOCS / "clerk.md").read_text("utf-8")
    assert [
        each[0] for keys in (CONDITION_KEYS, TAKER_KEYS) for each in keys.values() if f"`{each[0]}`" not in page
    ] == []


def test_a_rule_that_names_a_unit_goes_to_its_clerk_else_to_its_head() -> None:
    plan, person = read_rules('[[กฎ]]\nเรื่อง="ก"\nกลุ่ม="แผน"\n[[กฎ]]\nเรื่อง="ข"\nกลุ่ม="บุคคล"\n', people())
    assert (plan.owner, plan.unit) == ("manee@office.example", "กลุ่มนโยบายและแผน")
    assert (person.owner, person.unit) == ("choojai@office.example", "กลุ่มบริหารงานบุคคล")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("เรื่อง = งบประมาณ", 'เรื่อง = "ข้อความ"'),
        ('เรื่อง = "งบประมาณ', "ไม่ครบคู่"),
        ("เรื่อง = “งบประมาณ”", "แบบโค้ง"),
        ('เรื่อง = ["ก" "ข"]', "จุลภาค"),
        ('เรื่อง = ["ก", "ข"', "ปิดด้วย ]"),
        ('เรื่อง = ["ก",\n  "ข"', "ปิดด้วย ]"),
        ('เรื่อง "ก"', 'อ่านบรรทัดนี้ไม่ออก: เรื่อง "ก"'),
        ("เรื่อง = 5", "ไม่ใช่ข้อความ"),
        ("เรื่อง = []", "ว่างเปล่า"),
        ('เรื่อง = ["ก", ""]', "ว่างเปล่า"),
        ('เรื่อง = "ก +"', "ว่างเปล่า"),
        ('เรือง = "ก"', "หมายถึง เรื่อง ใช่หรือไม่"),
        ('colour = "red"', "ไม่รู้จักคำว่า colour"),
        ('ชนิด = "ใบปลิว"', "บันทึกข้อความ"),
        ('ชั้นความเร็ว = "เร็ว ๆ"', "ด่วนที่สุด"),
        ('ชั้นความลับ = "ลับสุดยอด"', "ลับที่สุด"),
        ('อีเมล = "โรงเรียน"', "@office.example"),
        ('ภายใน = "เร็ว ๆ"', "30 นาที"),
        ('ภายใน = "0 วัน"', "30 นาที"),
        ('ภายใน = ["1 วัน", "2 วัน"]', "มีได้ค่าเดียว"),
        ('เพื่อทราบ = "สมศรี"', "เพิ่มชื่อนี้ใน people.csv"),
        ('มอบ = "ปีติ ยินดี"', "หมายถึง"),
        ('กลุ่ม = "พัสดุ"', "กลุ่มนโยบายและแผน"),
        ('กลุ่ม = ""', "ว่างเปล่า"),
    ],
)
def test_each_slip_has_its_line_and_cure(line: str, words: str) -> None:
    assert words in complaint(line)


def test_all_slips_are_told_at_once_in_the_order_of_their_lines() -> None:
    text = """\
มอบ = "ปิติ"
[กฎ]
มอบ = "ปิติ"
[[กฎ]]
เรื่อง = ["ก",
มอบ = "ปิติ"
[[กฎ]]
เรื่อง = "ก"
[[กฎ]]
subject = "ก"
เรื่อง = "ข"
มอบ = "นายไม่มี ตัวตน"
"""
    assert [said.partition(": ")[0] for said in complaints(text)] == [f"rules.toml:{n}" for n in (1, 2, 5, 7, 11, 12)]


def test_one_key_written_twice() -> None:
    (said,) = complaints('[[กฎ]]\nเรื่อง = "ก"\nเรื่อง = "ข"\nมอบ = "ปิติ"\n')
    assert said.startswith("rules.toml:3: เรื่อง มีสองบรรทัด")


def test_a_name_of_several_people_is_asked_for_in_full() -> None:
    more = people("นายปิติ แสงทอง,กลุ่มบริหารงานบุคคล,officer,piti2@office.example")
    (said,) = complaints('[[กฎ]]\nมอบ = "ปิติ"\n', more)
    assert "ปิติ ยินดี" in said
    assert "ปิติ แสงทอง" in said


def test_one_person_of_two_places_is_one_person() -> None:
    more = people("ว่าที่ร้อยตรีปิติ ยินดี,กลุ่มบริหารงานบุคคล,officer,piti@office.example")
    (rule,) = read_rules('[[กฎ]]\nมอบ = "ปิติ"\n', more)
    assert rule.owner == "piti@office.example"


def test_a_rule_that_takes_all_stands_last() -> None:
    assert len(read_rules('[[กฎ]]\nเรื่อง="ก"\nมอบ="ปิติ"\n[[กฎ]]\nมอบ="มานะ"\n', people())) == 2
    (said,) = complaints('[[กฎ]]\nชื่อ="ที่เหลือ"\nมอบ="ปิติ"\n[[กฎ]]\nเรื่อง="ก"\nมอบ="มานะ"\n')
    assert said.startswith("rules.toml:4:")
    assert "ที่เหลือ" in said


def test_without_known_people_only_their_names_are_not_asked_for() -> None:
    with pytest.raises(BadRules) as caught:
        read_rules('[[กฎ]]\nเรือง = "ก"\nมอบ = "ใครก็ได้"\n[[กฎ]]\nเรื่อง = "ก"\n', None)
    assert [each.line for each in caught.value.problems] == [2, 4]


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("30 นาที", Span(timedelta(minutes=30))),
        ("1 ชม.", Span(timedelta(hours=1))),
        ("ครึ่งวัน", Span(timedelta(hours=3, minutes=30))),
        ("๓ วันทำการ", Span(days=3)),
        ("2 days", Span(days=2)),
        ("วันนี้", None),
        ("-1 วัน", None),
    ],
)
def test_times(text: str, span: Span | None) -> None:
    assert within(text) == span


def _write(path: Path, content: bytes) -> Callable[[], object]:
    path.write_bytes(content)
    return lambda: load_rules(path, people())


def test_the_file_as_windows_saves_it(tmp_path: Path) -> None:
    text = '[[กฎ]]\r\nเรื่อง = "ก"\r\nมอบ = "ปิติ"\r\n'
    assert len(_write(tmp_path / "r", b"\xef\xbb\xbf" + text.encode())()) == 1  # type: ignore[arg-type]
    with pytest.raises(BadRules, match="UTF-8"):
        _write(tmp_path / "r", text.encode("cp874"))()


def test_no_file_an_empty_file_and_one_of_comments_are_no_rules(tmp_path: Path) -> None:
    assert load_rules(tmp_path / "none", people()) == ()
    for content in (b"", b"\n\n", "# กฎ\n".encode()):
        assert _write(tmp_path / "r", content)() == ()


@given(
    st.lists(
        st.sampled_from(
            ["[[กฎ]]", "[กฎ]", "[[", 'เรื่อง = "ก"', 'มอบ = "ปิติ"', '"', "[", "]", "=", "#", "'''", "ก", "เรื่อง = [", " "]
        )
    )
)
def test_whatever_is_written_is_taken_or_told(parts: list[str]) -> None:
    for joint in ("\n", ""):
        text = joint.join(parts)
        lines = max(1, len(text.splitlines()))
        with contextlib.suppress(BadRules):
            assert all(1 <= rule.line <= lines for rule in read_rules(text, people()))
            continue
        assert all(1 <= int(said.split(":")[1]) <= lines for said in complaints(text))
