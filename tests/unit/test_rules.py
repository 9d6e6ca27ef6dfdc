"""Rules matched against letters: what a clerk means by each condition, and why a rule did not take a letter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.rules import Condition, Facts, Rule, facts_of, loose, match
from registry.store import Registry
from templates.rulewords import miss
from tests.support import entering

FACTS = Facts(
    sender="สำนักงานคณะกรรมการการศึกษาขั้นพื้นฐาน",
    number="ศธ ๐๔๐๐๑/ว ๑๔๒",
    addressee="ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษาประถมศึกษาสมมุติ เขต 1",
    subject="การย้ายข้าราชการครูและบุคลากรทางการศึกษา ปี ๒๕๖๙",
    kind="external",
    urgency="ด่วนมาก",
    folder="กลุ่มบริหารงานบุคคล",
    mail="saraban@area.obec.example",
)


def rule(name: str = "กฎ", **when: str | tuple[str, ...]) -> Rule:
    texts = {Condition(each): (text,) if isinstance(text, str) else text for each, text in when.items()}
    return Rule(name=name, line=1, owner="a@office.example", when=texts)


def takes(facts: Facts = FACTS, **when: str | tuple[str, ...]) -> bool:
    return match([rule(**when)], facts).rule is not None


@pytest.mark.parametrize(
    ("condition", "wanted", "holds"),
    [
        ("sender", "การศึกษาขั้นพื้นฐาน", True),
        ("sender", "การศึกษาขั้น พื้นฐาน", True),
        ("sender", "กรมบัญชีกลาง", False),
        ("number", "ศธ 04001", True),
        ("number", "ศธ.04001", True),
        ("number", "ที่ ศธ ๐๔๐๐๑/ว", True),
        ("number", "ศธ", True),
        ("number", "ศธ 0400", False),  # another office's number
        ("number", "ศธ 0400*", True),
        ("number", "04001", False),
        ("addressee", "เขต ๑", True),
        ("subject", "ย้าย", True),
        ("subject", "ปี 2569", True),
        ("subject", "ย้าย + ครู", True),
        ("subject", "ย้าย + ลูกจ้าง", False),
        ("subject", ("ลูกจ้าง", "บุคลากร"), True),
        ("subject", "งบประมาณ", False),
        ("kind", "external", True),
        ("kind", ("order", "memo"), False),
        ("urgency", "ด่วนมาก", True),
        ("urgency", "ด่วน", False),
        ("urgency", "", False),
        ("secrecy", "", True),
        ("secrecy", "ลับ", False),
        ("folder", "กลุ่มบริหารงานบุคคล", True),
        ("folder", "กลุ่ม", False),
        ("mail", "SARABAN@area.obec.example", True),
        ("mail", "@obec.example", True),
        ("mail", "@area.obec.example", True),
        ("mail", "@bec.example", False),
    ],
)
def test_a_condition_means_what_a_clerk_means(condition: str, wanted: str | tuple[str, ...], holds: bool) -> None:
    assert takes(**{condition: wanted}) is holds


@pytest.mark.parametrize(
    "typed",
    ["ป\u0e23ะช\u0e38ม\u0e19\u0e49\u0e4d\u0e32", "ประชุมนํ้า", "ประชุม\u200bน้ำ", "ประชุมน้้ำ", "ประชุม นำ้", "เเผน", "ก่ี"],
)
def test_slips_of_typing_that_nobody_sees_make_no_difference(typed: str) -> None:
    right = {"เเผน": "แผน", "ก่ี": "กี่"}.get(typed, "ประชุมน้ำ")
    assert takes(Facts(subject=f"เรื่อง{right}ใหม่"), subject=typed)
    assert takes(Facts(subject=f"เรื่อง{typed}ใหม่"), subject=right)


def test_words_that_differ_in_a_mark_are_different() -> None:
    assert not takes(Facts(subject="จังหวัดนครพนม"), subject="ครู")
    assert not takes(Facts(subject="ยายข้าวใหม่"), subject="ย้าย")


@pytest.mark.parametrize("urgency", ["ด่วนภายใน 15 มิถุนายน 2569 เวลา 12.00 น.", "ด่วนภายใน"])
def test_urgent_until_a_moment_is_its_own_class(urgency: str) -> None:
    assert takes(Facts(urgency=urgency), urgency="ด่วนภายใน")
    assert not takes(Facts(urgency=urgency), urgency="ด่วน")


def test_what_the_letter_does_not_have_holds_no_condition() -> None:
    for condition in Condition:
        assert not takes(Facts(), **{condition: "ศธ"})


def test_the_first_rule_takes_it_and_each_before_tells_all_that_kept_it() -> None:
    rules = [
        rule("ก", sender="กรมบัญชีกลาง", subject="ย้าย", urgency="ด่วน"),
        rule("ข", subject="งบประมาณ"),
        rule("ค", subject="ย้าย"),
        rule("ง"),
    ]
    found = match(rules, FACTS)
    assert found.rule is rules[2]
    assert [each.rule.name for each in found.why_not] == ["ก", "ข"]
    assert [one.condition for one in found.why_not[0].misses] == [Condition.SENDER, Condition.URGENCY]
    words = [miss(one.condition, one.wanted, one.found) for each in found.why_not for one in each.misses]
    assert words[0] == "ผู้ส่งคือ «สำนักงานคณะกรรมการการศึกษาขั้นพื้นฐาน» ไม่มีคำว่า «กรมบัญชีกลาง»"
    assert words[1] == "ชั้นความเร็วคือ «ด่วนมาก» ไม่ใช่ «ด่วน»"


def test_no_rule_takes_it() -> None:
    found = match([rule(subject="งบประมาณ")], FACTS)
    assert (found.rule, len(found.why_not)) == (None, 1)
    assert match([], FACTS).rule is None


def test_facts_of_an_entry(registry: Registry) -> None:
    letter = entering.enter(registry)
    facts = facts_of(letter)
    assert (facts.sender, facts.number, facts.kind) == ("โรงเรียนบ้านตัวอย่าง", "ศธ 04999/1", "external")
    assert (facts.folder, facts.mail) == ("", "")
    assert facts_of(letter, "กลุ่มแผน").folder == "กลุ่มแผน"


@pytest.mark.parametrize(
    ("source", "mail"),
    [
        ("ธุรการ <Office@School.example>", "office@school.example"),
        ("office@school.example", "office@school.example"),
        ("กลุ่ม/ก.pdf", ""),
        ("กลุ่ม@แผน/ก.pdf", ""),
    ],
)
def test_the_address_a_letter_was_mailed_from(registry: Registry, source: str, mail: str) -> None:
    with registry.begin() as tx:
        tx.entries.hold("in")
        letter = tx.entries.enter(entering.read(), (), received_at=tx.now, source=source)
    assert facts_of(letter).mail == mail


@given(st.text())
def test_loose_is_done_once(text: str) -> None:
    assert loose(loose(text)) == loose(text)
