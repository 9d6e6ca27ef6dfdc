"""Scans read as a whole: every way a page may lie, what is sure, and where the fields were found."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont

from intake.hints import Hints
from intake.reading import read_document
from intake.sniff import PDF, sniff
from intake.thai import fold
from registry.model import Kind, Reading
from tests.support import letters
from tests.support.letters import MadeLetter

LETTER = MadeLetter(
    letter_no="ศธ 04678/ว 9642", urgency="ด่วนที่สุด", thai_digits=True, subject="ขอเชิญประชุมผู้บริหารสถานศึกษา ครั้งที่ 8/2569"
)
PAGE = letters.png(letters.pdf(LETTER))


def read(content: bytes, folder: Path) -> Reading:
    path = folder / "letter"
    path.write_bytes(content)
    return read_document(path, sniff(content))


def picture(image: Image.Image, dpi: int = 200) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", dpi=(dpi, dpi))
    return out.getvalue()


def page() -> Image.Image:
    return Image.open(io.BytesIO(PAGE)).convert("L")


def is_the_letter(reading: Reading) -> bool:
    return (
        reading.value("kind") == Kind.EXTERNAL
        and fold(reading.value("letter_no") or "") == fold(LETTER.letter_no)
        and reading.value("date") == LETTER.date.isoformat()
        and fold(reading.value("subject") or "") == fold(LETTER.subject)
        and reading.value("urgency") == LETTER.urgency
    )


@pytest.mark.parametrize(
    "make", [letters.tiff, letters.png, letters.jpeg, letters.scan], ids=["tiff", "png", "jpeg", "scan"]
)
def test_a_picture_of_a_letter_in_thai_digits_is_read(make: object, tmp_path: Path) -> None:
    assert callable(make)
    assert is_the_letter(read(make(letters.pdf(LETTER)), tmp_path))


def test_what_a_clean_scan_says_plainly_is_sure(tmp_path: Path) -> None:
    reading = read(letters.scan(letters.pdf(LETTER)), tmp_path)
    assert [name for name in ("letter_no", "date", "kind") if not reading[name].sure] == []


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_page_scanned_sideways_or_upside_down_is_read_and_its_places_are_those_of_the_page_as_it_lies(
    quarters: int, tmp_path: Path
) -> None:
    turned = page().rotate(90 * quarters, expand=True)
    reading = read(picture(turned), tmp_path)
    assert is_the_letter(reading)
    found = reading["letter_no"].evidence
    assert found is not None
    left, top, right, bottom = (edge * 200 / 72 for edge in found.box)
    inside = np.asarray(turned)[round(top) : round(bottom), round(left) : round(right)]
    across, down = right - left, bottom - top
    assert (across > down) == (quarters == 2)  # a line of text, lying as the page lies
    assert (inside < 128).mean() > 0.03  # and the ink is in it


def test_a_page_scanned_sideways_is_read_though_a_streak_of_the_scanner_crosses_it(tmp_path: Path) -> None:
    sheet = page()
    ImageDraw.Draw(sheet).line((700, 0, 702, sheet.height), fill=60, width=3)
    sheet.paste(255, (0, 1400, 690, sheet.height))  # a short letter
    sheet.paste(255, (710, 1400, sheet.width, sheet.height))
    assert read(picture(sheet.rotate(90, expand=True)), tmp_path).value("date") == LETTER.date.isoformat()


def test_a_photo_with_a_dark_table_around_it_is_read(tmp_path: Path) -> None:
    letter = page()
    photo = Image.new("L", (letter.width + 400, letter.height + 300), 40)
    photo.paste(letter, (250, 120))
    assert is_the_letter(read(picture(photo.rotate(1.5, Image.Resampling.BICUBIC, fillcolor=40)), tmp_path))


def test_a_photo_is_read_the_way_its_file_says_it_was_held(tmp_path: Path) -> None:
    held, out = Image.Exif(), io.BytesIO()
    held[0x0112] = 6  # orientation (EXIF 2.3): turned a quarter to the left
    page().rotate(90, expand=True).save(out, "JPEG", exif=held, dpi=(200, 200))
    reading = read(out.getvalue(), tmp_path)
    assert is_the_letter(reading)
    found = reading["letter_no"].evidence
    assert found is not None
    assert found.box[2] - found.box[0] > found.box[3] - found.box[1]


def test_a_shadow_across_the_page_does_not_hide_the_letter(tmp_path: Path) -> None:
    letter = np.asarray(page(), dtype=np.float32)
    shade = np.linspace(0.45, 1.0, letter.shape[1], dtype=np.float32)[None, :]
    assert is_the_letter(read(picture(Image.fromarray((letter * shade).astype(np.uint8))), tmp_path))


def test_a_number_written_with_a_blue_pen_is_given_as_far_as_it_is_printed_and_is_never_sure(tmp_path: Path) -> None:
    made = letters.pdf(MadeLetter(letter_no="ศธ 04678/", thai_digits=True))
    sheet = pdfium.PdfDocument(made)[0].render(scale=200 / 72).to_pil().convert("RGB")
    box = read(picture(sheet), tmp_path)["letter_no"].evidence
    assert box is not None
    font = ImageFont.truetype("/usr/share/fonts/truetype/tlwg/Laksaman-Italic.ttf", 64)
    at = (box.box[2] * 200 / 72 + 8, box.box[1] * 200 / 72 - 22)
    ImageDraw.Draw(sheet).text(at, "๓๘๕", font=font, fill=(30, 50, 190), stroke_width=1, stroke_fill=(30, 50, 190))
    found = read(picture(sheet), tmp_path)["letter_no"]
    assert fold(found.value or "") == fold("ศธ 04678/")
    assert not found.sure
    assert found.evidence is not None
    assert found.evidence.how == "handwritten"


def test_a_stamp_of_the_receiver_is_not_taken_for_the_letters_own_number_and_date(tmp_path: Path) -> None:
    sheet = page().convert("RGB")
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.truetype("/usr/share/fonts/truetype/tlwg/Laksaman.ttf", 34)
    for row, text in enumerate(("สพป.สมมุติ เขต ๒", "เลขรับ ๔๕๖๑", "วันที่ ๒๐ มิ.ย. ๒๕๖๙", "เวลา ๐๙.๓๐ น.")):
        pen.text((1180, 40 + 44 * row), text, font=font, fill=(40, 40, 160))
    pen.rectangle((1165, 35, 1560, 225), outline=(40, 40, 160), width=3)
    assert is_the_letter(read(picture(sheet), tmp_path))


def sealed(folder: Path, ink: int | tuple[int, int, int]) -> Image.Image:
    """A stamped letter of 14 June 2569, a seal over its date."""
    stamped = MadeLetter(kind="stamped", thai_digits=True, date=date(2026, 6, 14))
    sheet = Image.open(io.BytesIO(letters.png(letters.pdf(stamped)))).convert("L" if isinstance(ink, int) else "RGB")
    clear = read(picture(sheet), folder)["date"]
    assert clear.evidence is not None
    left, top, right, bottom = (edge * 200 / 72 for edge in clear.evidence.box)
    x, y, radius = (left + right) / 2 - 20, (top + bottom) / 2 - 40, 165
    layer = Image.new(sheet.mode, sheet.size, "white")
    pen = ImageDraw.Draw(layer)
    for share in (1.0, 0.63):
        pen.ellipse(
            (x - share * radius, y - share * radius, x + share * radius, y + share * radius), outline=ink, width=4
        )
    for angle in np.linspace(0, 2 * np.pi, 28, endpoint=False):
        ends = [(x + share * radius * np.cos(angle), y + share * radius * np.sin(angle)) for share in (0.7, 0.9)]
        pen.line([tuple(map(float, end)) for end in ends], fill=ink, width=4)
    pen.line((left + 70, top, right, bottom), fill=ink, width=4)
    return ImageChops.multiply(sheet, layer)  # as ink on print: both are seen


@pytest.mark.parametrize("dpi", [200, 64], ids=["A4", "a page three times as large"])
@pytest.mark.parametrize("ink", [0, 90], ids=["as dark as print", "lighter"])
def test_a_date_under_a_seal_is_the_likeliest_day_before_the_receipt_and_never_sure(
    ink: int, dpi: int, tmp_path: Path
) -> None:
    path = tmp_path / "letter"
    path.write_bytes(picture(sealed(tmp_path, ink), dpi))
    found = read_document(path, sniff(path.read_bytes()), Hints(received=date(2026, 6, 18)))["date"]
    assert (found.value, found.sure) == ("2026-06-14", False)


def test_a_date_under_a_red_seal_is_read_through_it_but_not_sure(tmp_path: Path) -> None:
    found = read(picture(sealed(tmp_path, (205, 60, 70))), tmp_path)["date"]
    assert (found.value, found.sure) == ("2026-06-14", False)


def test_what_a_red_pen_struck_out_is_never_sure(tmp_path: Path) -> None:
    sheet = page().convert("RGB")
    clear = read(picture(sheet), tmp_path)
    for name in ("letter_no", "date"):
        box = clear[name].evidence
        assert box is not None
        assert clear[name].sure
        left, top, right, bottom = (edge * 200 / 72 for edge in box.box)
        middle = (top + bottom) / 2
        ImageDraw.Draw(sheet).line((left + 0.1 * (right - left), middle, right, middle), fill=(200, 40, 50), width=4)
    struck = read(picture(sheet), tmp_path)
    assert [struck[name].sure for name in ("letter_no", "date")] == [False, False]


@pytest.mark.parametrize("ink", [(30, 40, 80), (80, 30, 20), (20, 30, 120)], ids=["navy", "brown", "blue"])
def test_a_letter_printed_in_colour_is_read(ink: tuple[int, int, int], tmp_path: Path) -> None:
    grey = page()
    coloured = Image.merge(
        "RGB", [grey.point([level + (255 - level) * part // 255 for level in range(256)]) for part in ink]
    )
    assert is_the_letter(read(picture(coloured), tmp_path))


def test_a_subject_that_begins_with_the_letter_of_a_circular_keeps_it(tmp_path: Path) -> None:
    made = MadeLetter(subject="ว 9/2564 หลักเกณฑ์และวิธีการประเมินตำแหน่ง")
    found = read(letters.scan(letters.pdf(made)), tmp_path).value("subject")
    assert fold(found or "") == fold(made.subject)


def test_a_page_that_is_said_to_be_three_times_as_large_is_read_and_its_places_are_those_of_that_page(
    tmp_path: Path,
) -> None:
    usual, large = read(picture(page()), tmp_path), read(picture(page(), 64), tmp_path)
    assert is_the_letter(large)
    for name in ("letter_no", "date", "subject"):
        one, other = usual[name].evidence, large[name].evidence
        assert one is not None
        assert other is not None
        assert other.box == pytest.approx([edge * 200 / 64 for edge in one.box], abs=3)


def test_a_subjects_last_line_of_a_year_alone_is_read_and_specks_at_the_edge_are_not(tmp_path: Path) -> None:
    made = MadeLetter(subject="ขอความร่วมมือตอบแบบสอบถามการใช้เทคโนโลยีในชั้นเรียน ปี 2569", thai_digits=True)
    sheet = Image.open(io.BytesIO(letters.png(letters.pdf(made)))).convert("L")
    box = read(picture(sheet), tmp_path)["subject"].evidence
    assert box is not None
    top = box.box[1] * 200 / 72
    font = ImageFont.truetype("/usr/share/fonts/truetype/tlwg/Laksaman.ttf", 40)
    ImageDraw.Draw(sheet).text((sheet.width - 60, top), "ว", font=font, fill=0)
    assert read(picture(sheet), tmp_path).value("subject") == made.subject.replace("2569", "๒๕๖๙")


@pytest.mark.parametrize("size", [(1, 1), (2, 2000), (2000, 2), (9, 9)], ids=str)
def test_a_picture_that_is_no_page_has_nothing_to_read(size: tuple[int, int], tmp_path: Path) -> None:
    found = read(picture(Image.new("L", size, 255)), tmp_path)
    assert {found.value(name) for name in ("letter_no", "date", "subject")} == {None}


def test_the_media_type_of_a_scan_is_a_pdf() -> None:
    assert sniff(letters.scan(letters.pdf(LETTER))) == PDF
