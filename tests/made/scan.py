"""A letter on paper, scanned: the hand's parts written, stamps set, the page worn, and the file a scanner gives."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Literal

import numpy as np
import pypdfium2 as pdfium
from PIL import Image

from tests.made import hand, overlay, paper, scanfile, stamps
from tests.made.letter import Letter
from tests.made.photo import photographed

Form = Literal["pdf", "tiff", "jpg", "png"]
Laid = tuple[Image.Image, tuple[int, int]]
_COLOURS = {"letter_no": "magenta", "date": "cyan"}
_RECEIVERS = ("สำนักงานเขตพื้นที่การศึกษา", "โรงเรียนบ้านสมมุติ", "กองกลาง", "สำนักงานอธิการบดี", "งานสารบรรณ")
_LAYERS = ("", "", "", "", "", "", "", "", "garbage", "stamp")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """How one letter goes through the scanner."""

    level: paper.Level
    form: Form
    wear: paper.Wear
    mode: Literal["L", "RGB"]
    stamped: bool
    noted: bool
    turn: int  # degrees the paper lay turned by
    rotate: bool  # whether the file says so (/Rotate)
    photo: bool
    points: float  # the page's size in the file, against A4
    layer: str


def job(dice: Random, level: paper.Level) -> Job:
    photo = level != "light" and dice.random() < 0.07
    form: Form = "jpg" if photo else dice.choices(("pdf", "tiff", "jpg", "png"), (88, 7, 3, 2))[0]
    turn = dice.choices((0, 90, 180, 270), (90, 4, 2, 4))[0]
    layer = dice.choice(_LAYERS) if form == "pdf" else ""
    return Job(
        level=level,
        form=form,
        wear=paper.wear(dice, level),
        mode="RGB" if photo or dice.random() < 0.35 else "L",
        stamped=layer != "stamp" and dice.random() < 0.4,
        noted=dice.random() < 0.15,
        turn=0 if photo else turn,
        rotate=form == "pdf" and turn in (90, 270) and dice.random() < 0.5,
        photo=photo,
        points=dice.choice((1, 1, 1, 1, 1, 1, 1, 1, 1.03, 3.125)),
        layer=layer,
    )


def scan(made: bytes, letter: Letter, how: Job, seed: int) -> tuple[bytes, Form]:
    """The file, and its form: `made` is the letter's PDF, the hand's parts set in colours of their own."""
    dice = Random(seed)
    pages = []
    with pdfium.PdfDocument(made) as document:
        for number, page in enumerate(document):
            sheet = page.render(scale=how.wear.dpi / 72).to_pil().convert("RGB")
            sheet = _written(sheet, letter, how, dice, first=number == 0)
            worn = paper.worn(sheet if how.mode == "RGB" else sheet.convert("L"), how.wear, dice.getrandbits(32))
            if how.photo:
                worn = photographed(worn.convert("RGB"), dice)
            pages.append(worn.rotate(how.turn, expand=True) if how.turn else worn)
    if how.form == "tiff" or (how.form in ("jpg", "png") and len(pages) == 1):
        return scanfile.picture(pages, how.form, how.wear.dpi, how.wear.jpeg), how.form
    rotate = how.turn if how.rotate else 0
    content = scanfile.pdf(pages, how.wear.dpi / how.points, how.wear.jpeg, rotate=rotate)
    if how.layer == "garbage":
        content = scanfile.with_garbage(content, dice)
    elif how.layer == "stamp":  # the only text, as registry systems lay it over a scan
        content = overlay.stamped(content, stamps.lines(dice, _receiver(letter, dice), letter.received))
    return content, "pdf"


def _written(sheet: Image.Image, letter: Letter, how: Job, dice: Random, *, first: bool) -> Image.Image:
    """The page with what hands and stamps put on it."""
    scale = how.wear.dpi / 72
    pixels = np.array(sheet)
    height = 5.9 * scale  # of printed figures at 16 points
    ink = dice.choice((hand.BLUE, hand.BLUE, hand.BLACK))
    laid: list[Laid] = []
    texts = {"letter_no": letter.running.partition("/")[0], "date": letter.day}
    for name in letter.hand:
        if box := hand.marked(pixels, _COLOURS[name]):
            picture = hand.words(dice, texts[name], round(height * dice.uniform(1.15, 1.8)), ink)
            middle = (box[1] + box[3]) / 2 - picture.height * dice.uniform(0.45, 0.62)
            laid.append((picture, (box[0] - round(scale), round(middle))))
    if box := hand.marked(pixels, "yellow"):
        sign = hand.signature(dice, round(dice.uniform(70, 120) * scale), ink)
        laid.append((sign, (round((box[0] + box[2]) / 2 - sign.width / 2), round(box[1] - sign.height * 0.35))))
    sheet = Image.fromarray(pixels)
    if first:
        laid += _laid_on_first(sheet, letter, how, dice, scale)
    for picture, (x, y) in laid:
        sheet.paste(picture, (x, max(y, 0)), picture)
    return sheet


def _laid_on_first(sheet: Image.Image, letter: Letter, how: Job, dice: Random, scale: float) -> list[Laid]:
    laid: list[Laid] = []
    if how.stamped:
        stamp = stamps.received(dice, _receiver(letter, dice), letter.received, scale)
        down = dice.choice((8, 14, 20, 30, 45, 60, 75))  # points from the top: at times on the agency's lines
        laid.append((stamp, (sheet.width - stamp.width - round(dice.uniform(6, 60) * scale), round(down * scale))))
    if letter.urgency and letter.style.urgency == "stamp":
        word = stamps.urgent(dice, letter.urgency, scale)
        laid.append((word, (round(dice.uniform(50, 110) * scale), round(dice.uniform(18, 44) * scale))))
    if how.noted:
        note = hand.note(dice, round(dice.uniform(7, 10) * scale), dice.choice((hand.BLUE, hand.BLACK)))
        place = dice.choice(((0.08, 0.78), (0.06, 0.68), (0.35, 0.005), (0.6, 0.9)))
        laid.append((note, (round(sheet.width * place[0]), round(sheet.height * place[1]))))
    return laid


def _receiver(letter: Letter, dice: Random) -> str:
    to = letter.addressee.removeprefix("ผู้อำนวยการ")
    return to if to.startswith(("สำนักงาน", "โรงเรียน", "วิทยาลัย")) else dice.choice(_RECEIVERS)
