"""Whom an order names, as an office's people call each other, and what is a note."""

from __future__ import annotations

import pytest

from intake.checks import Trouble
from intake.naming import resolve
from registry.people import Person
from tests.support.people import people

NAMESAKES = (
    "นางปิติมา ดีงาม,กลุ่มบริหารงานบุคคล,officer,pitima@office.example",
    "นายมานะ อื่นใด,กลุ่มบริหารงานบุคคล,officer,mana2@office.example",
)
OFFICE = people(*NAMESAKES)


def person(local: str) -> Person:
    found = OFFICE.by_address(f"{local}@office.example")
    assert found
    return found


@pytest.mark.parametrize(
    ("by", "text", "whom", "note"),
    [
        ("mana", "ปิติ", ["piti"], None),
        ("mana", "คุณปิติครับ", ["piti"], None),
        ("mana", "ปิติ และ มานี ดำเนินการด้วย", ["piti", "manee"], "ดำเนินการด้วย"),
        ("mana", "ว่าที่ ร.ต.ปิติ ยินดี ภายในวันศุกร์", ["piti"], "ภายในวันศุกร์"),
        ("mana", "ปิติดำเนินการ", ["piti"], "ดำเนินการ"),
        ("mana", "ปิติมา", ["pitima"], None),
        ("mana", "มานะ", ["mana"], None),
        ("somjai", "กลุ่มนโยบายและแผน และกลุ่มบุคคล เพื่อพิจารณา", ["manee", "choojai"], "เพื่อพิจารณา"),
        ("somjai", "ทุกกลุ่ม", ["manee", "choojai"], None),
        ("somjai", "รอง ผอ.", ["petch"], None),
        ("mana", "ท่าน ผอ.เขต โปรดพิจารณา", ["duang"], "โปรดพิจารณา"),
        ("mana", "ปิติ มานี วีระ", ["piti", "manee", "weera"], None),
        ("mana", "ปิติ\nมานี มีทรัพย์", ["piti"], "มานี มีทรัพย์"),
        ("mana", "ปิติ, โปรดดำเนินการ", ["piti"], "โปรดดำเนินการ"),
        ("mana", "ปิติ ยินดี / มานี", ["piti", "manee"], None),
        ("piti", "ผอ.กลุ่ม เพื่อพิจารณา", ["mana"], "เพื่อพิจารณา"),
        ("piti", "ธุรการ", ["manee"], None),
        ("mana", "ตัวเอง", ["mana"], None),
        ("somjai", "weera@office.example ด่วน", ["weera"], "ด่วน"),
        ("mana", "", [], None),
    ],
)
def test_names(by: str, text: str, whom: list[str], note: str | None) -> None:
    named = resolve(text, OFFICE, person(by))
    assert ([each.address.partition("@")[0] for each in named.people], named.note, named.faults) == (whom, note, ())


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("สมศรี", Trouble.WHO),
        ("ปิติ, สมศรี", Trouble.WHO),
        ("ปิติ และสมศรี", Trouble.WHO),
        ("ให้ดำเนินการ", Trouble.WHO),
        ("มานะ", Trouble.WHICH),
        ("ปิติ หรือ มานี", Trouble.WHICH),
    ],
)
def test_what_is_asked_about(text: str, trouble: Trouble) -> None:
    named = resolve(text, OFFICE, person("somjai"))
    assert (named.people, [fault.trouble for fault in named.faults]) == ((), [trouble])
