"""The zones that the forms share: emblem, number and agency, fields, body, signature, owner."""

from __future__ import annotations

from tests.made import fonts
from tests.made.blocks import Align, Block, Centred, Emblem, Gap, Para, Row, Run, Runs, plain
from tests.made.letter import Letter

PAGE = 21.0
"""Width of the paper in cm."""


def width(made: Letter) -> float:
    return PAGE - made.style.left - made.style.right


def number(made: Letter) -> Runs:
    head = Run(made.head)
    return (head, Run(made.running, mark="letter_no")) if made.running else (head,)


def day(made: Letter) -> Runs:
    return Run(made.day or "      ", mark="date" if made.day else ""), Run(made.month_year)


def blank(made: Letter) -> str:
    return "   " if made.style.latin_blank else "  "


def _field(made: Letter, label: str, text: str, *, bold: bool = False) -> Block:
    start = _label_width(made, label)
    left = start if made.style.hanging else 0.0
    runs: Runs = (Run(label, bold=bold), Run(blank(made) + text))
    size = made.style.points
    if made.style.hanging or fonts.width(label + text, made.style.font, size) < width(made) - 1.5:
        return Para((Run(label, bold=bold), Run("\t"), Run(text)), left=left or start, first=0.0)
    return Para(runs)


def _label_width(made: Letter, label: str) -> float:
    bare = fonts.width(label, made.style.font, made.style.points)
    return round(bare + (0.55 if made.style.latin_blank else 0.35), 2)


def _emblem_row(made: Letter) -> list[Block]:
    height = 3.0 if made.style.points > 11.5 else 2.8
    top = made.style.top
    down = height * 28.35 - made.style.line * 16 * (1.6 if len(made.sender_lines) > 2 else 1.2)
    return [Emblem(PAGE / 2 - height / 2, top, height, made.style.emblem), Gap(down)]


def urgent(made: Letter) -> Runs:
    return plain(made.urgency, bold=True, scale=2.0, red=True)


def secret(made: Letter) -> list[Block]:
    return [Para(plain(made.secrecy, bold=True, scale=1.6, red=True), align="center")] if made.secrecy else []


def head(made: Letter) -> list[Block]:
    """Emblem, urgency, number and agency of forms 1 and 3 (which has no agency above)."""
    blocks = secret(made) + _emblem_row(made)
    lines = made.sender_lines if made.kind != "stamped" else ()
    whole = width(made)
    longest = max((fonts.width(line, made.style.font, made.style.points) for line in lines), default=0)
    past_emblem = PAGE / 2 + 1.7 - made.style.left
    at = max(min(made.style.right_block, whole - longest - 0.4), past_emblem)
    lines = tuple(part for line in lines for part in _wrapped(made, line, whole - at))
    label: Runs = (Run("ที่" + (" " if not made.style.latin_blank else "  ")), *number(made))
    if made.urgency and made.style.urgency == "above":
        blocks = [
            *blocks[:-1],
            Gap(blocks[-1].points - 36 if isinstance(blocks[-1], Gap) else 0),
            Row(((0, urgent(made)),)),
        ]
    elif made.urgency and made.style.urgency == "before":
        label = (Run(made.urgency + " ", bold=True, red=True, scale=1.15), *label)
    first = ((0.0, label), (at, plain(lines[0]))) if lines else ((0.0, label),)
    return [*blocks, Row(first), *(Row(((at, plain(line)),)) for line in lines[1:])]


def _wrapped(made: Letter, line: str, room: float) -> list[str]:
    """A line too long for its place, parted at a blank or before a place's name."""
    if fonts.width(line, made.style.font, made.style.points) <= room:
        return [line]
    for cut in ("ประถมศึกษา", "มัธยมศึกษา", "จังหวัด", "ความมั่นคงของ", "การศึกษา", "ราชมงคล", "ราชภัฏ", " "):
        where = line.find(cut, 12)
        if where > 0:
            where += len(cut) if cut.endswith("ศึกษา") else 0
            if fonts.width(line[:where], made.style.font, made.style.points) <= room:
                return [line[:where].strip(), *_wrapped(made, line[where:].strip(), room)]
    return [line]


def _listed(made: Letter, label: str, items: tuple[str, ...]) -> list[Block]:
    """อ้างถึง and สิ่งที่ส่งมาด้วย: one item after its label, several numbered and hanging."""
    if not items:
        return []
    start = _label_width(made, label)
    if len(items) == 1:
        return [Para((Run(label), Run("\t"), Run(items[0])), left=start)]
    thai = made.digits == "thai"
    names = [f"{chr(0x0E50 + number) if thai else number}. " for number in range(1, len(items) + 1)]
    first = Para((Run(label), Run("\t"), Run(names[0] + items[0])), left=start)
    return [
        first,
        *(
            Para(plain(name + item), left=start + 0.5, first=start)
            for name, item in zip(names[1:], items[1:], strict=True)
        ),
    ]


def _spaced(made: Letter, blocks: list[Block]) -> list[Block]:
    return [one for block in blocks for one in (block, Gap(made.style.gap))]


def fields(made: Letter, *, bold: bool = False) -> list[Block]:
    fields: list[Block] = []
    if made.subject:
        fields.append(_field(made, "เรื่อง", made.subject, bold=bold))
    fields.append(_field(made, made.salutation, made.addressee, bold=bold and made.style.emblem == 1))
    fields += _listed(made, "อ้างถึง", tuple(one.text for one in made.references))
    fields += _listed(made, "สิ่งที่ส่งมาด้วย", made.enclosures)
    return _spaced(made, fields)


def body(made: Letter) -> list[Block]:
    align: Align = "justify" if made.style.justified else "left"
    return _spaced(made, [Para(plain(text), first=2.5, align=align) for text in made.body])


def signature(made: Letter, closing: str) -> list[Block]:
    about = width(made) * 0.62
    lines = [plain(f"({made.signer})"), *(plain(line) for line in made.position)]
    above: list[Block] = [Centred((plain(closing),), about)] if closing else [Gap(10)]
    return [
        Gap(10),
        *above,
        Gap(14),
        Centred((plain("ลงนาม", mark="signature"),), about),
        Gap(10),
        Centred(tuple(lines), about),
    ]


def owner(made: Letter) -> list[Block]:
    lines = [*made.unit, *((f"{made.phone_label} {made.phone}",) if made.phone else ()), *made.below]
    return [Gap(24), *(Row(((0, plain(line)),)) for line in lines)]
