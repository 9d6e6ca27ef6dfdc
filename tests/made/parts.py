"""The parts of a letter, each added to what is there: number, date, signer, owner, addressee, class, references."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.made import dates, numbers, offices
from tests.made.desk import Desk, person
from tests.made.grammar import phrase
from tests.made.letter import Cited, Letter


def numbered(desk: Desk, base: Letter, *, circular: bool = False) -> Letter:
    head, running = numbers.parts(desk.dice, desk.office, circular=circular)
    head, running = desk.show(head), desk.show(running)
    return replace(base, head=head, running="" if desk.dice.random() < 0.025 else running)


def dated(desk: Desk, base: Letter, pattern: str) -> Letter:
    day, rest = dates.parts(desk.dice, desk.day, pattern, blanks=base.style.latin_blank)
    printed_day, printed_rest = desk.show(f"{day}\0{rest}").split("\0")
    if desk.dice.random() < 0.02:  # left for the signer
        return replace(base, month_year=printed_rest)
    return replace(base, day=printed_day, month_year=printed_rest, date=desk.day)


def signed(desk: Desk, base: Letter) -> Letter:
    dice, head = desk.dice, desk.show(desk.office.head)
    position: tuple[str, ...] = (head,)
    if dice.random() < 0.25:
        deputy = dice.choice(("รองผู้อำนวยการ", f"รอง{head}", "หัวหน้ากลุ่มงาน"))
        how = dice.choice(("รักษาราชการแทน", "ปฏิบัติราชการแทน"))
        position = dice.choice(
            ((f"{deputy} {how}", head), (deputy, how, head) if len(deputy) < 30 else (deputy, f"{how}{head}"))
        )
    return replace(base, signer=person(dice), position=position)


def owned(desk: Desk, base: Letter) -> Letter:
    unit = desk.dice.choice(desk.office.units)
    lines: tuple[str, ...] = (unit,)
    if " " in unit and desk.dice.random() < 0.6:
        lines = tuple(unit.split(" ", 1))
    phone = desk.show(numbers.phone(desk.dice, desk.office.phone)) if desk.dice.random() < 0.93 else ""
    label = desk.dice.choice(("โทร.", "โทร.", "โทร", "โทรศัพท์", "โทร. "))
    return replace(base, unit=lines, phone=phone, phone_label=label, below=_below(desk, phone))


def _below(desk: Desk, phone: str) -> tuple[str, ...]:
    dice, lines = desk.dice, []
    if dice.random() < 0.35 and phone:
        lines.append(f"{dice.choice(('โทรสาร', 'โทรสาร.'))} {desk.show(numbers.phone(dice, desk.office.phone))}")
    if dice.random() < 0.25:
        lines.append(f"ไปรษณีย์อิเล็กทรอนิกส์ : saraban@{phrase(dice, 'site', {})}.example")
    if dice.random() < 0.12:
        lines.append(f"ผู้ประสานงาน {person(dice)} {desk.show(numbers.phone(dice, '2'))}")
    if dice.random() < 0.06:
        lines.append(f"สำเนาส่ง {offices.near(dice, desk.office).name}")
    return tuple(lines)


def addressed(desk: Desk, base: Letter) -> Letter:
    dice = desk.dice
    other = offices.near(dice, desk.office)
    crowd = dice.choice(
        (
            "ผู้อำนวยการโรงเรียนในสังกัดทุกโรงเรียน",
            "หัวหน้าส่วนราชการประจำจังหวัด",
            f"ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษาประถมศึกษา{other.province} ทุกเขต",
            "ผู้อำนวยการสถานศึกษาในสังกัด ทุกแห่ง",
            f"นายอำเภอทุกอำเภอ และนายกเทศมนตรีเมือง{other.province}",
            "อธิการบดีมหาวิทยาลัยทุกแห่ง",
            "ผู้ว่าราชการจังหวัด ทุกจังหวัด",
            "คณบดีคณะต่าง ๆ / ผู้อำนวยการสำนัก / สถาบัน",
        )
    )
    to = crowd if base.kind == "circular" or dice.random() < 0.2 else other.head
    how = "เรียน"
    if dice.random() < 0.03:
        how, to = "กราบเรียน", dice.choice(("นายกรัฐมนตรี", "ประธานองคมนตรี", "ประธานสภาผู้แทนราษฎร"))
    elif dice.random() < 0.03:
        how, to = "นมัสการ", f"เจ้าอาวาสวัด{phrase(dice, 'village', {})}"
    return replace(base, salutation=how, addressee=desk.show(to))


def classed(desk: Desk, base: Letter) -> Letter:
    dice = desk.dice
    urgency = dice.choices(("", "ด่วนที่สุด", "ด่วนมาก", "ด่วน"), (68, 19, 7, 6))[0]
    secrecy = dice.choices(("", "ลับ", "ลับมาก", "ลับที่สุด"), (95, 3, 1.5, 0.5))[0]
    return replace(base, urgency=urgency, secrecy=secrecy)


def citing(desk: Desk, base: Letter) -> Letter:
    dice = desk.dice
    cited = tuple(_cited(desk) for _ in range(dice.choices((0, 1, 2, 3), (55, 32, 9, 4))[0]))
    count = dice.choices((0, 1, 2, 3, 4, 5), (40, 34, 12, 7, 4, 3))[0]
    enclosures = tuple(f"{desk.say('enclosure')} {desk.say('amount')}".strip() for _ in range(count))
    return replace(base, references=cited, enclosures=enclosures)


def _cited(desk: Desk) -> Cited:
    dice = desk.dice
    other = desk.office if dice.random() < 0.4 else offices.near(dice, desk.office)
    day = desk.day - timedelta(days=dice.randint(2, 200))
    no = desk.show(numbers.number(dice, other, circular=dice.random() < 0.3)[0])
    urgent = dice.choice(("", "", "", "ด่วนที่สุด ", "ด่วนมาก "))
    shown = desk.show(dates.long(day))
    text = f"{dice.choice(('หนังสือ', 'หนังสือ', 'บันทึกข้อความ'))}{desk.show(other.name)} {urgent}ที่ {no} ลงวันที่ {shown}"
    return Cited(text=text, letter_no=no, date=day)
