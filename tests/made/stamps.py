"""The receiver's stamp (ตรารับหนังสือ, form 12): its own number, day, time and agency, in ink of a pad and a hand."""

from __future__ import annotations

from datetime import date
from random import Random

from PIL import Image, ImageDraw

from tests.made import dates, fonts, hand

_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_INKS = ((40, 60, 170), (40, 60, 170), (90, 60, 150), (70, 70, 80), (170, 40, 50))


def received(dice: Random, agency: str, day: date, scale: float) -> Image.Image:
    """A stamp for a page of `scale` pixels a point."""
    ink = dice.choice(_INKS)
    width, height = round(dice.uniform(128, 165) * scale), round(dice.uniform(62, 80) * scale)
    sheet = Image.new("RGBA", (width, height), (*ink, 0))
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((1, 1, width - 2, height - 2), outline=(*ink, 230), width=max(1, round(1.3 * scale)))
    size = round(height * dice.uniform(0.2, 0.23))
    font = fonts.drawn(dice.choice(("THSarabunNew.ttf", "Laksaman-Bold.ttf", "Garuda.ttf", "Loma-Bold.ttf")), size)
    name = agency if font.getlength(agency) < width * 0.95 else _short(agency)
    while font.getlength(name) > width * 0.95:
        name = name[:-1]
    draw.text((width / 2, height * 0.04), name, font=font, fill=(*ink, 240), anchor="ma")
    first = dice.choice(("เลขรับ", "เลขที่รับ", "รับที่"))
    values = _values(dice, day)
    writing = dice.choice((hand.BLUE, hand.BLUE, hand.BLACK))
    for number, (label, value) in enumerate(zip((first, "วันที่", "เวลา"), values, strict=True)):
        y, line = height * (0.23 + number * 0.235), height * 0.235
        draw.text((width * 0.05, y), label + "." * 26, font=font, fill=(*ink, 235))
        written = hand.words(dice, value, round(height * dice.uniform(0.13, 0.17)), writing)
        x, top = round(width * 0.3), max(0, round(y + line * 0.55 - written.height / 2))
        sheet.alpha_composite(written.crop((0, 0, width - x, min(written.height, height - top))), (x, top))
    draw.text((width * 0.86, y), "น.", font=font, fill=(*ink, 235))
    return sheet.rotate(dice.gauss(0, 2.5), Image.Resampling.BICUBIC, expand=True)


def urgent(dice: Random, word: str, scale: float) -> Image.Image:
    """A rubber stamp with the class of urgency."""
    ink = dice.choice(((200, 30, 40), (200, 30, 40), (60, 60, 60)))
    font = fonts.drawn(
        dice.choice(("Laksaman-Bold.ttf", "Garuda-Bold.ttf", "Norasi-Bold.ttf", "THSarabunNew.ttf")),
        round(dice.uniform(28, 36) * scale),
    )
    width, height = round(font.getlength(word) + 16 * scale), round(40 * scale)
    sheet = Image.new("RGBA", (width, height), (*ink, 0))
    draw = ImageDraw.Draw(sheet)
    draw.text(
        (width / 2, height * 0.76), word, font=font, fill=(*ink, 225), anchor="ms", stroke_width=round(0.4 * scale)
    )
    if dice.random() < 0.4:
        draw.rectangle((1, 1, width - 2, height - 2), outline=(*ink, 225), width=max(1, round(1.5 * scale)))
    return sheet.rotate(dice.gauss(0, 3), Image.Resampling.BICUBIC, expand=True)


def lines(dice: Random, agency: str, day: date) -> tuple[str, ...]:
    """The same as text, as a registry system prints it on a born-digital page."""
    number, shown, time = _values(dice, day)
    return (_short(agency), f"เลขรับ {number}", f"วันที่ {shown}", f"เวลา {time} น.")


def _values(dice: Random, day: date) -> tuple[str, str, str]:
    number = str(int(10 ** dice.uniform(1.5, 4.2)))
    shown = dice.choice(
        (
            f"{day.day} {dates.SHORT[day.month - 1]} {day.year + 543}",
            f"{day.day} {dates.SHORT[day.month - 1]} {(day.year + 543) % 100}",
            f"{day.day}/{day.month}/{(day.year + 543) % 100}",
        )
    )
    time = f"{dice.randint(8, 16):02}.{dice.randint(0, 59):02}"
    if dice.random() < 0.4:
        number, shown, time = (text.translate(_THAI) for text in (number, shown, time))
    return number, shown, time


def _short(agency: str) -> str:
    for long, short in (
        ("สำนักงานเขตพื้นที่การศึกษาประถมศึกษา", "สพป."),
        ("สำนักงานเขตพื้นที่การศึกษามัธยมศึกษา", "สพม."),
        ("โรงเรียน", "ร.ร."),
        ("สำนักงาน", "สนง."),
    ):
        if agency.startswith(long):
            return short + agency.removeprefix(long)
    return agency[:26]
