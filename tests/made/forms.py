"""A letter laid out in the forms of ระเบียบงานสารบรรณ พ.ศ. 2526 (forms 1 to 4, 7 and 10)."""

from __future__ import annotations

from tests.made import zones
from tests.made.blocks import (
    Align,
    Block,
    Centred,
    Emblem,
    Gap,
    Grid,
    NewPage,
    Para,
    Row,
    Rule,
    Run,
    Runs,
    Seal,
    Sheet,
    plain,
)
from tests.made.letter import Letter


def sheet(made: Letter, hand: tuple[str, ...] = ()) -> Sheet:
    """The letter's sheet; `hand`: marks that are left to the hand."""
    style = made.style
    return Sheet(
        name=made.name,
        font=style.font,
        points=style.points,
        leading=style.line * 16,
        left=style.left,
        right=style.right,
        top=style.top,
        bottom=style.bottom,
        blocks=tuple(_unsigned(block, hand) for block in (*_copy_mark(made), *_FORMS[made.kind](made))),
        thai_figures=made.digits == "thai",
        hand=hand,
    )


def _unsigned(block: Block, hand: tuple[str, ...]) -> Block:
    """The signature's place stays empty on a page that no hand signs."""
    if isinstance(block, Centred) and block.lines[0][0].mark == "signature" and "signature" not in hand:
        return Centred((plain(" "),), block.about)
    return block


def _copy_mark(made: Letter) -> list[Block]:
    return [Para(plain(made.copy_mark), align="center")] if made.copy_mark and made.kind != "other" else []


def _external(made: Letter) -> list[Block]:
    day = (
        Para(zones.day(made), align="center")
        if made.style.emblem
        else Row(((zones.width(made) * 0.42, zones.day(made)),))
    )
    return [
        *zones.head(made),
        Gap(made.style.gap + 4),
        day,
        Gap(made.style.gap + 4),
        *zones.fields(made),
        *zones.body(made),
        *zones.signature(made, made.closing),
        *zones.owner(made),
        *zones.secret(made),
    ]


def _stamped(made: Letter) -> list[Block]:
    about = zones.width(made) * 0.62
    return [
        *zones.head(made),
        Gap(made.style.gap + 4),
        *zones.fields(made),
        *zones.body(made),
        Gap(30),
        Seal(about),
        Centred((plain(made.sender), zones.day(made)), about),
        *zones.owner(made),
    ]


def _memo(made: Letter) -> list[Block]:
    bold, dotted = made.style.bold_labels, made.style.dotted
    emblem = Emblem(made.style.left, made.style.top, 1.5, made.style.emblem)
    title = Para(plain("บันทึกข้อความ", bold=True, scale=1.75), align="center")
    blank, middle = zones.blank(made), zones.width(made) * 0.5
    office = made.sender + (f"{blank}{made.phone_label} {made.phone}" if made.phone else "")
    number = tuple(Run(run.text, mark=run.mark, dotted=dotted) for run in zones.number(made))
    day = tuple(Run(run.text, mark=run.mark, dotted=dotted) for run in zones.day(made))
    above = made.urgency and made.style.urgency == "above"
    urgent: list[Block] = [Row(((2.2 if made.style.hanging else 0, zones.urgent(made)),))] if above else []
    before: Runs = (
        plain(made.urgency + " ", bold=True, red=True) if made.urgency and made.style.urgency == "before" else ()
    )
    return [
        *zones.secret(made),
        emblem,
        *(urgent if made.style.hanging else ()),
        Gap(max(1.5 * 28.35 - made.style.line * (58 if above and made.style.hanging else 20), 4)),
        title,
        *(() if made.style.hanging else urgent),
        Para((Run("ส่วนราชการ", bold=bold), Run(blank + office, dotted=dotted))),
        Row(
            (
                (0, (*before, Run("ที่", bold=bold), Run(blank), *number)),
                (middle, (Run("วันที่", bold=bold), Run(blank), *day)),
            )
        ),
        *zones.fields(made, bold=bold),
        *zones.body(made),
        *zones.signature(made, ""),
    ]


def _closing(made: Letter, verb: str) -> list[Block]:
    return [Para((Run(f"{verb} ณ วันที่ "), *zones.day(made)), first=3.5)]


def _proclaimed(made: Letter, word: str, verb: str, *, numbered: bool) -> list[Block]:
    bold = made.style.bold_labels
    emblem = Emblem(zones.PAGE / 2 - 1.5, made.style.top, 3.0, made.style.emblem)
    name = made.sender if not made.sender.startswith("ศาลากลาง") else made.sender.removeprefix("ศาลากลาง")
    titles: list[Block] = [Para(plain(f"{word}{name}", bold=bold), align="center")]
    if numbered:
        number, slash, year = (made.running or f"        /{made.received.year + 543}").partition("/")
        mark = "letter_no" if made.running else ""
        titles.append(
            Para(
                (Run("ที่ ", bold=bold), Run(number, bold=bold, mark=mark), Run(slash + year, bold=bold)), align="center"
            )
        )
    titles.append(Para(plain(f"เรื่อง {made.subject}", bold=bold), align="center"))
    listed: list[Block] = [_person(made, row) for row in made.rows]
    annex: list[Block] = []
    if made.annex:
        annex = [NewPage(), Para(plain(made.annex[0], bold=True), align="center"), Gap(12)]
        annex += [Para(plain(text), first=1.5) for text in made.annex[1:]]
    return [
        emblem,
        Gap(3.0 * 28.35 + 4),
        *titles,
        Rule(4.0),
        Gap(8),
        *zones.body(made),
        *listed,
        Gap(8),
        *_closing(made, verb),
        *zones.signature(made, ""),
        *annex,
    ]


def _person(made: Letter, row: tuple[str, ...]) -> Block:
    width = zones.width(made)
    return Row(tuple((at, plain(text)) for at, text in zip((0.6, 1.4, width * 0.5, width * 0.72), row, strict=True)))


def _order(made: Letter) -> list[Block]:
    return _proclaimed(made, "คำสั่ง", "สั่ง", numbered=True)


def _announcement(made: Letter) -> list[Block]:
    return _proclaimed(made, "ประกาศ", "ประกาศ", numbered=False)


def _certificate(made: Letter) -> list[Block]:
    emblem = Emblem(zones.PAGE / 2 - 1.5, made.style.top, 3.0, made.style.emblem)
    lines = [Row(((9.0, plain(line)),)) for line in made.sender_lines]
    number: Runs = (Run("เลขที่ "), *zones.number(made))
    return [
        emblem,
        Gap(2.2 * 28.35),
        Row(((0, number), *((9.0, run) for run in (plain(made.sender_lines[0]),)))),
        *lines[1:],
        Gap(30),
        *zones.body(made),
        Gap(10),
        *_closing(made, "ให้ไว้"),
        *zones.signature(made, ""),
    ]


def _minutes(made: Letter) -> list[Block]:
    align: Align = "justify" if made.style.justified else "left"
    return [
        Para(plain(made.subject, bold=True), align="center"),
        Para(plain(made.month_year, bold=True), align="center"),
        Rule(5.0),
        Gap(6),
        Para(plain("ผู้มาประชุม", bold=True)),
        *(_person(made, row) for row in made.rows),
        Para(plain("เริ่มประชุมเวลา ๐๙.๐๐ น." if made.digits == "thai" else "เริ่มประชุมเวลา 09.00 น.", bold=True)),
        Para(plain("ระเบียบวาระที่ ๑ เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ", bold=True)),
        *(Para(plain(text), first=2.0, align=align) for text in made.body),
    ]


def _other(made: Letter) -> list[Block]:
    width = zones.width(made)
    columns = len(made.rows[0])
    return [
        Para(plain(made.closing, bold=True, scale=1.6), align="center"),
        *(Para(plain(text), align="center") for text in made.body),
        Gap(14),
        Grid(made.rows, tuple(width / columns for _ in range(columns))),
    ]


_FORMS = {
    "external": _external,
    "circular": _external,
    "memo": _memo,
    "stamped": _stamped,
    "order": _order,
    "announcement": _announcement,
    "certificate": _certificate,
    "minutes": _minutes,
    "other": _other,
}
