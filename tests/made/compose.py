"""A letter from a die: who writes to whom, under which number, on which day, about what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from tests.made import bodies, numbers, offices, parts, style
from tests.made.desk import Desk, known_words
from tests.made.letter import Kind, Letter

_KINDS: dict[Kind, int] = {
    "external": 34,
    "circular": 14,
    "memo": 22,
    "stamped": 7,
    "order": 9,
    "announcement": 8,
    "certificate": 2,
    "minutes": 2,
    "other": 2,
}
_FIRST_DAY = date(2024, 1, 5)
_DAYS = 900


def letter(name: str, seed: str, kind: Kind | None = None) -> Letter:
    """The letter of this seed; the same for the same seed."""
    dice = Random(seed)
    kind = kind or dice.choices(list(_KINDS), list(_KINDS.values()))[0]
    figures = style.digits(dice)
    desk = Desk(
        dice, offices.office(dice), _FIRST_DAY + timedelta(days=dice.randrange(_DAYS)), style.Figures(figures, dice)
    )
    desk.known = known_words(desk)
    base = Letter(
        name=name,
        kind=kind,
        style=style.style(dice),
        digits=figures,
        head="",
        running="",
        day="",
        month_year="",
        date=None,
        subject="",
        sender=desk.show(desk.office.name),
        sender_lines=tuple(desk.show(line) for line in desk.office.lines if line),
        senders=tuple(desk.show(other) for other in desk.office.others),
        salutation="",
        addressee="",
        copy_mark=dice.choices(("", "(สำเนา)", "- สำเนา -", "สำเนาคู่ฉบับ"), (95, 2, 2, 1))[0],
        received=desk.day + timedelta(days=dice.choice((0, 0, 1, 1, 2, 3, 4, 5, 7, 9, 12, 16, 20))),
    )
    return _FORMS[kind](desk, base)


def _letter(desk: Desk, base: Letter) -> Letter:
    made = parts.dated(desk, parts.numbered(desk, base, circular=base.kind == "circular"), "letter")
    made = replace(
        made, subject=desk.say("letter"), closing=desk.dice.choice(("ขอแสดงความนับถือ",) * 9 + ("ขอแสดงความนับถืออย่างยิ่ง",))
    )
    made = parts.citing(desk, parts.classed(desk, parts.owned(desk, parts.signed(desk, parts.addressed(desk, made)))))
    return replace(made, body=bodies.letter(desk, made))


def _memo(desk: Desk, base: Letter) -> Letter:
    dice = desk.dice
    made = parts.dated(desk, parts.numbered(desk, base, circular=dice.random() < 0.12), "memo")
    if dice.random() < 0.06 and "/" in made.head and made.running:  # university memos: «วท 2.1017»
        made = replace(
            made,
            head=f"{desk.show('วท')} {desk.show(str(dice.randint(1, 9)))}.",
            running=made.running.removeprefix("ว").strip(),
        )
    unit = dice.choice(desk.office.units)
    sender = dice.choice((f"{unit} {desk.office.name}", unit, desk.office.name, f"{desk.office.name} {unit}"))
    to = dice.choice(
        (desk.office.head, desk.office.head, "หัวหน้าส่วนราชการในสังกัด", "ผู้อำนวยการกลุ่มทุกกลุ่ม", "รองอธิการบดีฝ่ายบริหาร")
    )
    made = replace(
        parts.signed(desk, made), sender=desk.show(sender), senders=(), salutation="เรียน", addressee=desk.show(to)
    )
    made = replace(
        made,
        subject=desk.say("memo"),
        position=(dice.choice(("ครู", "เจ้าพนักงานธุรการชำนาญงาน", f"หัวหน้า{unit}", desk.office.head)),),
    )
    made = parts.classed(desk, made)
    if dice.random() < 0.5:
        phone = numbers.extension(dice) if dice.random() < 0.5 else numbers.phone(dice, desk.office.phone)
        made = replace(made, phone=desk.show(phone), phone_label=dice.choice(("โทร.", "โทร")))
    if dice.random() < 0.3:
        made = parts.citing(desk, made)
    return replace(made, body=bodies.letter(desk, made))


def _stamped(desk: Desk, base: Letter) -> Letter:
    made = parts.dated(desk, parts.numbered(desk, base, circular=desk.dice.random() < 0.3), "letter")
    other = offices.near(desk.dice, desk.office)
    to = desk.dice.choice(
        (other.name, "สถานศึกษาในสังกัดทุกแห่ง", "โรงเรียนในสังกัด", f"องค์กรปกครองส่วนท้องถิ่นในจังหวัด{other.province}")
    )
    made = parts.classed(desk, parts.owned(desk, replace(made, salutation="ถึง", addressee=desk.show(to))))
    return replace(made, body=bodies.stamped(desk))


def _order(desk: Desk, base: Letter) -> Letter:
    head, running = numbers.order(desk.dice, desk.day)
    made = parts.signed(desk, parts.dated(desk, replace(base, head="", running=desk.show(head + running)), "closing"))
    if desk.dice.random() < 0.03:
        made = replace(made, running="")
    made = replace(made, subject=desk.say("order"))
    return bodies.order(desk, made)


def _announcement(desk: Desk, base: Letter) -> Letter:
    made = parts.signed(desk, parts.dated(desk, base, "closing"))
    return bodies.announcement(desk, replace(made, subject=desk.say("announcement")))


def _certificate(desk: Desk, base: Letter) -> Letter:
    made = parts.signed(desk, parts.dated(desk, parts.numbered(desk, base), "closing"))
    return replace(bodies.certificate(desk, made), accept={"subject": [None, "หนังสือรับรอง", "*"]})


def _minutes(desk: Desk, base: Letter) -> Letter:
    open_to = ("subject", "from", "signer", "position", "to")
    accept: dict[str, list[str | None]] = {"date": [desk.day.isoformat()], **{name: ["*"] for name in open_to}}
    return bodies.minutes(desk, replace(base, accept=accept))


def _other(desk: Desk, base: Letter) -> Letter:
    open_to = ("date", "subject", "from", "to", "phone", "signer", "position", "enclosures")
    return bodies.other(desk, replace(base, accept={name: ["*"] for name in open_to}))


_FORMS: dict[Kind, Callable[[Desk, Letter], Letter]] = {
    "external": _letter,
    "circular": _letter,
    "memo": _memo,
    "stamped": _stamped,
    "order": _order,
    "announcement": _announcement,
    "certificate": _certificate,
    "minutes": _minutes,
    "other": _other,
}
