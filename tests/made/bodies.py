"""What stands below a letter's head: paragraphs, lists of persons, annexes."""

from __future__ import annotations

from dataclasses import replace

from tests.made import dates
from tests.made.desk import Desk
from tests.made.grammar import phrase
from tests.made.letter import Letter


def letter(desk: Desk, made: Letter) -> tuple[str, ...]:
    """Cause, wish, end; one in eight is long."""
    middle = 1 + (desk.dice.random() < 0.5) + (desk.dice.random() < 0.12) * desk.dice.randint(3, 7)
    known, desk.known = desk.known, desk.known | {"letter": made.subject}
    paragraphs = (desk.say("cause"), *(desk.say("middle") for _ in range(middle)), desk.say("end"))
    desk.known = known
    return paragraphs


def stamped(desk: Desk) -> tuple[str, ...]:
    return desk.say("cause"), *(desk.say("middle") for _ in range(desk.dice.randint(0, 2))), desk.say("end_stamped")


def order(desk: Desk, made: Letter) -> Letter:
    dice = desk.dice
    body = [desk.say("preamble"), desk.say("power") + made.subject.removeprefix("การ") + " ดังต่อไปนี้"]
    rows = persons(desk, dice.choice((3, 4, 5, 6, 8, 12, 20)))
    annex: tuple[str, ...] = ()
    if dice.random() < 0.25:
        no = made.letter_no or ""
        annex = (
            f"บัญชีรายละเอียดแนบท้ายคำสั่ง{made.sender} ที่ {no} ลงวันที่ {desk.show(dates.long(desk.day))}",
            *(desk.say("duty") for _ in range(4)),
        )
    return replace(made, body=(*body, desk.say("duty")), rows=rows, annex=annex)


def announcement(desk: Desk, made: Letter) -> Letter:
    dice = desk.dice
    clauses = [desk.say("clause") for _ in range(dice.choice((1, 2, 3, 5, 8, 12)))]
    body = (desk.say("preamble"), *(desk.show(f"{number}. ") + text for number, text in enumerate(clauses, 1)))
    annex: tuple[str, ...] = ()
    rows = persons(desk, dice.choice((4, 9))) if dice.random() < 0.2 else ()
    if dice.random() < 0.25:
        annex = (f"กำหนดการแนบท้ายประกาศ{made.sender} ลงวันที่ {desk.some_day()}", *(desk.say("clause") for _ in range(3)))
    return replace(made, body=body, rows=rows, annex=annex)


def certificate(desk: Desk, made: Letter) -> Letter:
    who = f"{phrase(desk.dice, 'title', {})}{phrase(desk.dice, 'first', {})} {phrase(desk.dice, 'surname', {})}"
    body = (
        f"หนังสือฉบับนี้ให้ไว้เพื่อรับรองว่า {who} ตำแหน่ง{desk.say('job')} สังกัด{made.sender} {desk.say('scope')}"
        f" ได้ปฏิบัติหน้าที่ด้วยความเรียบร้อยตั้งแต่วันที่ {desk.show(desk.some_day())} จนถึงปัจจุบัน",
    )
    return replace(made, body=body)


def minutes(desk: Desk, made: Letter) -> Letter:
    count = f"{desk.show(str(desk.dice.randint(1, 12)))}/{desk.show(desk.known['year'])}"
    subject = f"รายงานการประชุม{desk.say('meeting')} ครั้งที่ {count}"
    held = f"วันที่ {desk.show(dates.long(desk.day))} เวลา {desk.show(desk.known['clock'])} น. ณ {desk.say('room')}"
    body = tuple(text for _ in range(desk.dice.randint(3, 6)) for text in (desk.say("minute"), desk.say("resolve")))
    return replace(made, subject=subject, month_year=held, rows=persons(desk, desk.dice.randint(5, 9)), body=body)


def other(desk: Desk, made: Letter) -> Letter:
    """Papers that are no letters: a price list, a timetable, a blank form, a leaflet."""
    dice = desk.dice
    title, columns = dice.choice(
        (
            ("ใบเสนอราคา", ("รายการ", "จำนวน", "ราคา (บาท)")),
            ("ตารางสอน", ("วัน", "เวลา", "วิชา")),
            ("แบบฟอร์มสมัครสมาชิกห้องสมุด", ("ข้อมูล", "รายละเอียด", "")),
            ("รายการอาหารกลางวัน", ("วัน", "อาหาร", "ผลไม้")),
            ("ใบเสร็จรับเงิน", ("รายการ", "จำนวน", "จำนวนเงิน")),
        )
    )
    rows = tuple(
        (
            desk.say("goods"),
            desk.show(str(dice.randint(1, 90))),
            desk.show(f"{dice.randint(1, 99)},{dice.randint(100, 999)}.00"),
        )
        for _ in range(dice.randint(5, 14))
    )
    return replace(made, closing=title, rows=(columns, *rows), body=(desk.say("company"), desk.say("fair")))


def persons(desk: Desk, count: int) -> tuple[tuple[str, ...], ...]:
    """A committee: number, name, position, task."""
    rows = []
    for number in range(1, count + 1):
        name = f"{phrase(desk.dice, 'title', {})}{phrase(desk.dice, 'first', {})} {phrase(desk.dice, 'surname', {})}"
        task = "ประธานกรรมการ" if number == 1 else "กรรมการและเลขานุการ" if number == count else "กรรมการ"
        rows.append(
            (
                desk.show(f"{number}."),
                name,
                desk.dice.choice(("ครู", "ผู้อำนวยการ", "นักวิชาการศึกษา", "เจ้าพนักงานธุรการ")),
                task,
            )
        )
    return tuple(rows)
