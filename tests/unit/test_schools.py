"""Whom a person's words name: the schools that were meant and no other, or a fault that says what they may mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.schools import Resolved, School
from registry.towhom import Why
from tests.support.schools import schools

OFFICE = schools()
NA, YAI, ANUBAN, WAENG, SAENG_1, SAENG_2, NUEA = EVERYONE = [each.code for each in OFFICE.everyone]


def codes(found: Resolved) -> list[str]:
    return [school.code for school in found.schools]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("99010001", NA),
        ("๙๙๐๑๐๐๐๑", NA),
        ("โรงเรียนบ้านนา", NA),
        ("โรงเรียน บ้านนา", NA),
        ("ร.ร.บ้านนา", NA),
        ("รร.บ้านนา", NA),
        ("ผู้อำนวยการโรงเรียนบ้านนา", NA),
        ("ผอ.ร.ร.บ้านนา", NA),
        ("«บ้านนา»", NA),
        ("บ้านนา", NA),
        ("บ้านนา อำเภอเมืองสมมุติ", None),  # with its district by the whole name only
        ("โรงเรียนบ้านนา อำเภอเมืองสมมุติ", NA),
        ("โรงเรียนบ้านนา (อ.เมืองสมมุติ)", NA),
        ("โรงเรียนบ้านนา อำเภอใต้", None),
        ("NA@school.example", NA),
        ("วัดใหญ่", YAI),
        ("ใหญ่", YAI),
        ("โรงเรียนบ้านหนองแวง", WAENG),
        ("หนองแวง", WAENG),
        ("โรงเรียนบ้านหนองแสง อ.เหนือ", SAENG_2),
        ("บ้านหนองแสง", None),  # two are called so
        ("ชุมชนบ้านเหนือ", NUEA),
        ("บ้านเหนือ", NUEA),
        ("อำเภอเหนือ", None),
        ("โรงเรียน", None),
        ("บ้าน", None),
        ("", None),
    ],
)
def test_which_school_is_named(text: str, code: str | None) -> None:
    found = OFFICE.find(text)
    assert (found.code if found else None) == code


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("ทุกโรงเรียน", EVERYONE),
        ("โรงเรียนในสังกัดทุกแห่ง", EVERYONE),
        ("อำเภอเมืองสมมุติ", [NA, YAI, ANUBAN]),
        ("อำเภอเมือง", [NA, YAI, ANUBAN]),
        ("อ.ใต้", [WAENG, SAENG_1]),
        ("ทุกโรงเรียนในอำเภอใต้", [WAENG, SAENG_1]),
        ("ทุกโรงเรียน อำเภอใต้", [WAENG, SAENG_1]),
        ("โรงเรียนในกลุ่มเครือข่ายบัว", [ANUBAN, WAENG]),
        ("กลุ่มเครือข่ายบัว", [ANUBAN, WAENG]),
        ("กลุ่มโรงเรียนบัว", [ANUBAN, WAENG]),
        ("เครือข่ายบัว", [ANUBAN, WAENG]),
        ("กลุ่มเครือข่ายที่ ๒", [SAENG_1, SAENG_2]),
        ("กลุ่มเครือข่าย 2", [SAENG_1, SAENG_2]),
        ("ขนาดเล็ก", [NA, WAENG, SAENG_2]),
        ("กลุ่มขนาดเล็ก", [NA, WAENG, SAENG_2]),
        ("วิชาการและกีฬา", [YAI, WAENG]),
        ("อำเภอใต้และกลุ่มวิชาการและกีฬาและโรงเรียนบ้านนา", [WAENG, SAENG_1, YAI, NA]),
        ("บ้านนา/วัดใหญ่", [NA, YAI]),
        ("บ้านนา; วัดใหญ่\nหนองแวง", [NA, YAI, WAENG]),
        ("1. บ้านนา\n๒) วัดใหญ่\n- หนองแวง", [NA, YAI, WAENG]),
        ("วัดใหญ่, อำเภอเมือง, บ้านนา", [YAI, NA, ANUBAN]),
        ("ทุกโรงเรียน ยกเว้น โรงเรียนบ้านนา, กลุ่มเครือข่ายเมือง", EVERYONE[2:]),
        ("ทุกโรงเรียนยกเว้นบ้านนาและวัดใหญ่", EVERYONE[2:]),
        ("ทุกโรงเรียน (ยกเว้น บ้านนา)", EVERYONE[1:]),
        ("ทุกโรงเรียน เว้น บ้านนา", EVERYONE[1:]),
        ("All schools EXCEPT บ้านนา", EVERYONE[1:]),
        ("ทุกโรงเรียน ยกเว้น:\nบ้านนา\nวัดใหญ่", EVERYONE[2:]),
        ("ทุกโรงเรียน ยกเว้น อำเภอใต้ ยกเว้น อำเภอเหนือ", [NA, YAI, ANUBAN]),
        ("อำเภอใต้ ยกเว้น ขนาดเล็ก", [SAENG_1]),
    ],
)
def test_whom_a_text_names(text: str, named: list[str]) -> None:
    found = OFFICE.resolve(text)
    assert (codes(found), found.faults) == (named, ())


@pytest.mark.parametrize(
    ("text", "why", "candidates"),
    [
        ("โรงเรียนบ้านนาา", Why.NEAR, "โรงเรียนบ้านนา"),
        ("หนองแวน", Why.NEAR, "โรงเรียนบ้านหนองแวง (ราษฎร์อุทิศ)"),
        ("ทุกโรงเรียนน", Why.NEAR, "ทุกโรงเรียน"),
        ("ทุกโรงเรียน บ้านนา", Why.NEAR, "โรงเรียนบ้านนา"),
        ("โรงเรียนบ้านนา โรงเรียนวัดใหญ่", Why.NEAR, "โรงเรียนวัดใหญ่"),
        ("โรงเรียนบ้านนา อำเภอใต้", Why.NEAR, "โรงเรียนบ้านนา"),
        ("สพป.ตัวอย่าง เขต 2", Why.UNKNOWN, ""),
        ("ศาลากลางจังหวัดตัวอย่าง", Why.UNKNOWN, ""),
        ("โรงเรียนบ้านหนองแสง", Why.AMBIGUOUS, "โรงเรียนบ้านหนองแสง (อำเภอเหนือ)"),
        ("เมือง", Why.AMBIGUOUS, ""),
        ("", Why.EMPTY, ""),
        (" ,\n", Why.NOBODY, ""),
        ("บ้านนา ยกเว้น ทุกโรงเรียน", Why.NOBODY, ""),
        ("อำเภอใต้ ยกเว้น บ้านนา", Why.NOT_IN, ""),
        ("ยกเว้น บ้านนา", Why.NOT_IN, ""),
        ("ทุกโรงเรียน ยกเว้น", Why.UNFINISHED, ""),
        ("ทุกโรงเรียน ยกเว้น อำเภอใต้ ยกเว้น", Why.UNFINISHED, ""),
        ("ภายนอก:", Why.OUTSIDE, ""),
        ("ภายนอก: <a@province.example>", Why.OUTSIDE, ""),
        ("ภายนอก: ศาลากลาง <saraban>", Why.OUTSIDE, ""),
    ],
)
def test_what_is_not_surely_meant_is_a_fault(text: str, why: Why, candidates: str) -> None:
    office = (
        schools("โรงเรียนบ้านกลาง,99010008,klang@school.example,,อำเภอเมือง,กลุ่มเครือข่ายเมือง,,")
        if text == "เมือง"
        else OFFICE
    )
    (fault,) = office.resolve(text).faults
    assert fault.why is why
    assert candidates in ", ".join(fault.candidates)


def test_every_fault_is_told_and_what_was_understood_stays() -> None:
    found = OFFICE.resolve("บ้านนา, โรงเรียนบ้านนาา, โรงเรียนบ้านหนองแสง, วัดใหญ่")
    assert [fault.text for fault in found.faults] == ["โรงเรียนบ้านนาา", "โรงเรียนบ้านหนองแสง"]
    assert codes(found) == [NA, YAI]


def test_what_cannot_be_left_out_yet_is_no_further_fault() -> None:
    (fault,) = OFFICE.resolve("ทุกโรงเรียนน ยกเว้น บ้านนา").faults
    assert fault.text == "ทุกโรงเรียนน"


def test_a_name_that_holds_a_word_for_leaving_out_is_a_name() -> None:
    office = schools("โรงเรียนบ้านเว้นน้อย,99010008,wen@school.example,,,,,")
    assert codes(office.resolve("บ้านนา, บ้านเว้นน้อย")) == [NA, "99010008"]


def test_a_group_written_in_two_ways_is_one() -> None:
    office = schools("บ้านก,99010008,,,,,รุ่น 1/รุ่น ๑,1", "บ้านข,99010009,,,,,รุ่น๑,1")
    assert [name for name in office.groups if name.startswith("รุ่น")] == ["รุ่น 1"]
    assert (
        codes(office.resolve("รุ่น ๑")) == [school.code for school in office.groups["รุ่น 1"]] == ["99010008", "99010009"]
    )


def test_a_district_and_a_school_of_one_name_are_not_taken_for_each_other() -> None:
    office = schools("โรงเรียนบ้านกลาง,,klang@school.example,,บ้านนา,,,")
    (fault,) = office.resolve("บ้านนา").faults
    assert set(fault.candidates) == {"โรงเรียนบ้านนา", "อำเภอบ้านนา"}
    assert codes(office.resolve("โรงเรียนบ้านนา")) == [NA]
    assert codes(office.resolve("อำเภอบ้านนา")) == ["โรงเรียนบ้านกลาง"]


def test_a_whole_name_is_not_another_schools_short_one() -> None:
    office = schools("โรงเรียนบ้านหนองแวง,99010008,w@school.example,,,,,")
    assert codes(office.resolve("โรงเรียนบ้านหนองแวง")) == ["99010008"]
    assert [fault.why for fault in office.resolve("หนองแวง").faults] == [Why.AMBIGUOUS]


def test_agencies_outside_are_taken_as_they_are_written() -> None:
    found = OFFICE.resolve(
        "อำเภอใต้ ยกเว้น หนองแวง\n"
        "ภายนอก: สำนักงานพัฒนาสังคมและความมั่นคง/สมมุติ, นอก: ศาลากลางจังหวัดสมมุติ <Saraban@province.example>\n"
        "ภายนอก: สำนักงานพัฒนาสังคมและความมั่นคง/สมมุติ"
    )
    assert found.faults == ()
    assert [(each.name, each.school, each.address) for each in found.recipients] == [
        ("โรงเรียนบ้านหนองแสง (อำเภอใต้)", SAENG_1, "saeng1@school.example"),
        ("สำนักงานพัฒนาสังคมและความมั่นคง/สมมุติ", None, ""),
        ("ศาลากลางจังหวัดสมมุติ", None, "saraban@province.example"),
    ]


def test_a_letter_is_addressed_to_the_director() -> None:
    found = OFFICE.resolve("บ้านนา, อนุบาลสมมุติ, ชุมชนบ้านเหนือ").recipients
    assert [each.director for each in found] == ["ผู้อำนวยการโรงเรียนบ้านนา", "นายก ข", "ผู้อำนวยการโรงเรียนชุมชนบ้านเหนือ"]
    assert found[2].postal.endswith("99120")


def test_the_groups_stand_in_order_each_with_its_schools() -> None:
    assert {name: [school.code for school in group] for name, group in OFFICE.groups.items()} == {
        "ทุกโรงเรียน": EVERYONE,
        "อำเภอเมืองสมมุติ": [NA, YAI, ANUBAN],
        "อำเภอใต้": [WAENG, SAENG_1],
        "อำเภอเหนือ": [SAENG_2, NUEA],
        "กลุ่มเครือข่ายเมือง": [NA, YAI],
        "กลุ่มเครือข่ายบัว": [ANUBAN, WAENG],
        "กลุ่มเครือข่ายที่ 2": [SAENG_1, SAENG_2],
        "ขนาดเล็ก": [NA, WAENG, SAENG_2],
        "วิชาการและกีฬา": [YAI, WAENG],
    }
    assert list(OFFICE.groups)[:2] == ["ทุกโรงเรียน", "อำเภอเมืองสมมุติ"]


def test_a_school_is_known_by_its_mailbox_and_code() -> None:
    assert OFFICE.by_address("Na@School.example ") == OFFICE.by_code("๙๙๐๑๐๐๐๑") == OFFICE.everyone[0]
    assert OFFICE.by_address("") is OFFICE.by_code("1") is None


def written(school: School) -> st.SearchStrategy[str]:
    bare = school.name.removeprefix("โรงเรียน")
    return st.sampled_from([school.name, bare, school.code, f"ร.ร. {bare}", f"«{school.name}»"])


SUBSETS = st.lists(st.sampled_from(OFFICE.everyone), min_size=1, max_size=7)
BETWEEN = st.sampled_from([", ", "; ", "/", "\n", " และ ", "และ", ",\n- "])


@given(data=st.data(), subset=SUBSETS)
def test_any_schools_written_out_are_just_those(data: st.DataObject, subset: list[School]) -> None:
    text = data.draw(written(subset[0]))
    for school in subset[1:]:
        text += data.draw(BETWEEN) + data.draw(written(school))
    assert OFFICE.resolve(text) == Resolved(tuple(dict.fromkeys(subset)))


@given(data=st.data(), subset=SUBSETS)
def test_any_schools_left_out_leave_the_others(data: st.DataObject, subset: list[School]) -> None:
    found = OFFICE.resolve("ทุกโรงเรียน ยกเว้น " + data.draw(BETWEEN).join(school.name for school in subset))
    assert found.schools == tuple(school for school in OFFICE.everyone if school not in subset)
    assert bool(found.faults) == (not found.schools)


@given(text=st.text(max_size=60) | st.text("ทุกโรงเรียนยกเว้นภายนอก:;,/ ()<>และ\n", max_size=60))
def test_any_text_names_somebody_or_has_a_fault(text: str) -> None:
    found = OFFICE.resolve(text)
    assert bool(found.recipients) or bool(found.faults)
