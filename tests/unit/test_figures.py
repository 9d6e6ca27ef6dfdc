"""The reader of figures on lines set in a font of offices; and the way back from a turned page."""

from __future__ import annotations

from statistics import median

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from intake import figures
from intake.borneout import bones
from intake.strokes import thicknesses
from intake.turn import Turn

FONT = "/usr/share/fonts/truetype/tlwg/Laksaman.ttf"


def line(text: str, size: int = 44, bold: str = "") -> Image.Image:
    """`text`, and `bold` behind it, in a pen's strokes."""
    font = ImageFont.truetype(FONT, size, layout_engine=ImageFont.Layout.RAQM)
    left, top, right, bottom = font.getbbox(text + bold)
    picture = Image.new("L", (int(right - left) + 20, int(bottom - top) + 12), 255)
    ImageDraw.Draw(picture).text((10 - left, 6 - top), text, font=font, fill=0)
    at = (10 - left + font.getlength(text), 6 - top)
    ImageDraw.Draw(picture).text(at, bold, font=font, fill=0, stroke_width=1)
    return picture


@pytest.mark.parametrize(
    "printed", ["ที่ ศธ ๐๔๖๗๘/ว ๙๓๑๒๕", "ที่ ศธ 04678.12/9351", "๑๔ กันยายน ๒๕๖๙", "วันที่ 28 พฤษภาคม 2567"]
)
def test_every_figure_is_read_in_thai_and_arabic(printed: str) -> None:
    seen = figures.read(line(printed))
    assert bones(seen.text) == bones(printed)
    assert min(seen.odds) > 0.9
    assert max(seen.hand) < 0.5
    assert list(seen.places) == sorted(seen.places)


def test_a_lighter_line_on_grey_paper_reads_the_same() -> None:
    pixels = np.asarray(line("ที่ ศธ ๐๔๖๗๘/๙๓๕๑"), dtype=np.float32) / 255
    faint = Image.fromarray((110 + 90 * pixels).astype(np.uint8))
    assert bones(figures.read(faint).text) == bones("ที่ ศธ ๐๔๖๗๘/๙๓๕๑")


def test_white_paper_holds_nothing() -> None:
    assert figures.read(Image.new("L", (300, 40), 255)).text == ""


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
@pytest.mark.parametrize("skew", [0.0, 2.5])
def test_a_box_on_the_straightened_page_is_found_on_the_page_as_shown(quarters: int, skew: float) -> None:
    page = Image.new("L", (200, 300), 0)
    page.paste(255, (40, 70, 44, 74))
    straight = page.rotate(90 * quarters, expand=True).rotate(skew, Image.Resampling.BILINEAR)
    rows, columns = np.nonzero(np.asarray(straight) > 128)
    turn = Turn(width=straight.width, height=straight.height, quarters=quarters, skew=skew)
    left, top, right, bottom = turn.shown((columns.min(), rows.min(), columns.max() + 1, rows.max() + 1))
    assert (left + right) / 2 == pytest.approx(42, abs=1)
    assert (top + bottom) / 2 == pytest.approx(72, abs=1)


def test_the_likeliest_of_a_few_days_is_the_one_under_a_seals_arc() -> None:
    covered = line("๑๒ พฤษภาคม ๒๕๖๙")
    ImageDraw.Draw(covered).arc((20, -120, 260, 120), 0, 180, fill=0, width=4)
    texts = ["๑๒พฤษภาคม๒๕๖๙", "๑๓พฤษภาคม๒๕๖๙", "๑๒พฤศจกายน๒๕๖๙", "๒พฤษภาคม๒๕๖๙"]
    odds = figures.spotted(figures.columns(covered), texts)
    assert max(range(len(texts)), key=odds.__getitem__) == 0
    assert all(one <= 0 for one in odds)


def test_the_strokes_of_figures_added_with_a_thicker_pen_are_thicker_than_those_of_print() -> None:
    printed, added = line("ศธ ๐๔๖๗๘/๙๓๕"), line("ศธ ๐๔๖๗๘/", bold="๙๓๕")
    thick = []
    for picture in (printed, added):
        seen = figures.read(picture)
        strokes = thicknesses(picture, seen.places)
        slash = seen.text.index("/")
        thick.append(median(strokes[slash + 1 :]) / median(strokes[2:slash]))
    assert thick[0] == pytest.approx(1, abs=0.15)
    assert thick[1] > 1.3
