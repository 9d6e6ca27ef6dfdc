"""An invented area office and the letters its people took: subjects, senders and numbers of `tests.made`, owners by
the customs below. As in life they are not rules: who is busy passes a letter on, some topics lie between two desks,
the reading drops a mark here and there, and in the second half of the time one person has taken over another's work.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from dispatcher.rules import Facts
from tests.made import numbers, offices
from tests.made.grammar import Known, phrase

ELSEWHERE = 0.06
"""Of the letters: taken by somebody whose work it is not."""
_MISREAD = 0.2
_MARKS = re.compile("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")
_FIRST_DAY = date(2024, 1, 5)


@dataclass(frozen=True, slots=True)
class Desk:
    """One person's work: words of subjects and of senders that are theirs, a word counting more the longer it is."""

    address: str
    subjects: str
    senders: str = ""


DESKS = (
    Desk(
        "central",
        "สารบรรณ|ประชาสัมพันธ์|กฐิน|ผ้าป่า|พิธี|ฌาปนกิจ|ประธานในพิธี|ข้อมูลข่าวสาร|งานวัน|พวงมาลา|บริจาคโลหิต|เวียนหนังสือ|การกุศล|เป็นเกียรติ",
    ),
    Desk(
        "finance",
        "เบิกจ่าย|เงินอุดหนุน|ค่าเช่าบ้าน|ค่าตอบแทน|หลักฐานการจ่าย|การโอนเงิน|บำเหน็จบำนาญ|เหลื่อมปี|หนี้สินครู|สหกรณ์",
        "กรมบัญชีกลาง|สรรพากร|คลังจังหวัด",
    ),
    Desk(
        "supply",
        "พัสดุ|จัดซื้อ|จ้าง|ครุภัณฑ์|ราชพัสดุ|ขายทอดตลาด|ประกวดราคา|ก่อสร้าง|ทะเบียนทรัพย์สิน|สัญญา",
        "ธนารักษ์",
    ),
    Desk(
        "plan",
        "แผนปฏิบัติการ|งบประมาณรายจ่าย|งบลงทุน|โรงเรียนขนาดเล็ก|รวมสถานศึกษา|ตรวจราชการ|ข้อมูลพื้นฐาน|ความก้าวหน้า|ITA|เศรษฐกิจพอเพียง",
        "สำนักงบประมาณ",
    ),
    Desk(
        "person",
        "วิทยฐานะ|ครูผู้ช่วย|ข้าราชการครู|ลูกจ้างชั่วคราว|พนักงานราชการ|ช่วยราชการ|สอบแข่งขัน|เลื่อนเงินเดือน|คณะอนุกรรมการ|แก้ไขคำสั่ง",
        "ก.ค.ศ.|สำนักงาน ก.พ.",
    ),
    Desk(
        "train",
        "อบรม|สัมมนา|วิทยากร|ศึกษาดูงาน|ข้อตกลงในการพัฒนางาน|ฝึกประสบการณ์|งานวิจัย|ฝีมือแรงงาน",
        "มหาวิทยาลัย|คณะครุศาสตร์|คณะศึกษาศาสตร์",
    ),
    Desk(
        "pupils",
        "ระบบดูแลช่วยเหลือ|ยาเสพติด|ลูกเสือ|สภานักเรียน|ทรงผม|เปราะบาง|เสมอภาค|ทุนการศึกษา|รับนักเรียน|ค่าย|รถรับส่ง|พาหนะนักเรียน",
        "ตำรวจ|คุมประพฤติ|กิจการเด็ก",
    ),
    Desk(
        "health",
        "อาหารกลางวัน|ไข้เลือดออก|วัคซีน|โรค|สุขภาพ|จมน้ำ|ปฐมพยาบาล|อุบัติเหตุ|ฝุ่น|ขยะ|อุทกภัย|ภัยแล้ง|พายุ|ไฟป่า|กีฬา",
        "สาธารณสุข|ควบคุมโรค|อนามัย|โรงพยาบาล|บรรเทาสาธารณภัย",
    ),
    Desk(
        "teach",
        "การเรียนรู้เชิงรุก|การอ่าน|หลักสูตร|นิเทศ|การศึกษาพิเศษ|สะเต็ม|ภาษาอังกฤษ|ปฐมวัย|ห้องสมุด|"
        "ทักษะวิชาการ|ประกวด|คณิตศาสตร์|วิทยาศาสตร์",
    ),
    Desk(
        "test",
        "ประกันคุณภาพ|O-NET|(RT)|(NT)|การทดสอบ|CEFR|ประเมินผล|ธนาคารหน่วยกิต|วัดผล",
    ),
    Desk(
        "it",
        "ดิจิทัล|ไซเบอร์|ปัญญาประดิษฐ์|PDPA|ผ่านระบบ|อิเล็กทรอนิกส์|ออนไลน์|Zoom|ทางไกล|คอมพิวเตอร์|การใช้ระบบ|หุ่นยนต์",
        "ดิจิทัลเพื่อเศรษฐกิจ",
    ),
    Desk(
        "law",
        "ทุจริต|ร้องเรียน|คดี|วินัย|ควบคุมภายใน|บริหารความเสี่ยง|ตรวจสอบความถูกต้อง|การเลือกตั้ง|มอบอำนาจ|ข้อตกลง|หารือ",
        "ตรวจเงินแผ่นดิน|เลือกตั้ง|คุมประพฤติ",
    ),
)
PEOPLE = tuple(desk.address for desk in DESKS)

_SHARED = {("plan", "finance"): 0.25, ("train", "person"): 0.2, ("test", "teach"): 0.25, ("health", "pupils"): 0.15}
"""How often the second takes what is the first's."""
_TAKEN_OVER = ("law", "plan")
"""In the second half of the time the second does what was half the first's."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A letter as the register has it, who took it, and whose it would have been by the office's custom."""

    facts: Facts
    owner: str
    custom: str


def letters(count: int, seed: int) -> list[Taken]:
    """The letters in the order they came; the same for the same seed."""
    dice = Random(f"routed-{seed}")
    return [_taken(dice, _letter(dice), late=2 * number >= count) for number in range(count)]


def _letter(dice: Random) -> Facts:
    sender = offices.office(dice)
    kind = dice.choices(("external", "memo", "stamped", "order", "announcement"), (62, 20, 6, 6, 6))[0]
    day = _FIRST_DAY + timedelta(days=dice.randrange(900))
    subject = phrase(dice, "letter" if kind in ("external", "stamped") else kind, _known(dice, sender, day))
    number, _ = numbers.number(dice, sender, circular=dice.random() < 0.25)
    # A stamped letter has no line for its subject.
    return Facts(sender=sender.name, number=number, kind=kind, subject="" if kind == "stamped" else subject)


def _known(dice: Random, sender: offices.Office, day: date) -> Known:
    year = day.year + 543
    return {
        "agency": sender.name,
        "year": str(year),
        "lastyear": str(year - 1),
        "oldyear": str(dice.randint(2540, year - 1)),
        "province": sender.province,
        "clock": "09.00",
        "money_sum": f"{dice.randint(2, 999)},{dice.randint(0, 9) * 100:03}",
        "person": f"นาย{phrase(dice, 'first', {})} {phrase(dice, 'surname', {})}",
        "phone": numbers.phone(dice, sender.phone),
        "other": lambda: offices.near(dice, sender).name,
        "otherno": lambda: numbers.number(dice, offices.near(dice, sender))[0],
        "day": lambda: f"{dice.randint(1, 28)} มกราคม {year}",
    }


def _taken(dice: Random, facts: Facts, late: bool) -> Taken:
    custom = _custom(dice, facts)
    if late and custom == _TAKEN_OVER[0] and dice.random() < 0.5:
        custom = _TAKEN_OVER[1]
    owner = dice.choice(PEOPLE) if dice.random() < ELSEWHERE else custom
    if dice.random() < _MISREAD:
        facts = replace(facts, subject=_misread(dice, facts.subject))
    return Taken(facts, owner, custom)


def _custom(dice: Random, facts: Facts) -> str:
    """Whose a letter is: most words of theirs in it; the central clerk's where nobody has any."""
    weights = {
        desk.address: _weight(desk.subjects, facts.subject) + 1.5 * _weight(desk.senders, facts.sender)
        for desk in DESKS
    }
    most = max(weights.values())
    if not most:
        return PEOPLE[0]
    whose = next(address for address, weight in weights.items() if weight == most)
    for (first, second), share in _SHARED.items():
        if whose == first and dice.random() < share:
            return second
    return whose


def _weight(words: str, text: str) -> int:
    return sum(len(word) for word in words.split("|") if word and word in text)


def _misread(dice: Random, text: str) -> str:
    marks: Sequence[int] = [match.start() for match in _MARKS.finditer(text)]
    lost = set(dice.sample(marks, min(len(marks), dice.randint(1, 3))))
    return "".join(letter for at, letter in enumerate(text) if at not in lost)
