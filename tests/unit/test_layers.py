"""Text layers against what the page shows: clusters, marks, hidden and added text, and when none is to be trusted."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from intake.clusters import undoubled
from intake.drawn import Style, seen
from intake.ink import Glyph, mend
from intake.lines import lines_of
from intake.pages import open_document
from intake.pdf import Pdf
from intake.reading import read_document
from intake.sniff import PDF
from intake.textlayer import TRUSTED
from intake.thai import quality
from tests.support import letters
from tests.support.letters import MadeLetter

_UNIT = 7.0
LETTER = MadeLetter(letter_no="ศธ 04999/55")


def cluster(
    text: str, left: float, width: float, *, top: float = 93.0, bottom: float = 100.0, x: float = 0.0
) -> list[Glyph]:
    """Letters given as one: the same origin, the ink parted among them."""
    share = width / len(text)
    at = [left + share * number for number in range(len(text) + 1)]
    return [Glyph(one, x or left, 100.0, at[n], top, at[n + 1], bottom) for n, one in enumerate(text)]


def line(*parts: list[Glyph]) -> str:
    drawn = [glyph for part in parts for glyph in part]
    return lines_of(mend(undoubled(drawn, _UNIT), _UNIT), 1)[0].text


def test_a_cluster_that_comes_again_over_its_raised_mark_is_read_once() -> None:
    raised = cluster("ที่", 59.0, 1.0, top=84.0, bottom=87.0, x=57.5)
    assert line(cluster("ที่", 50.0, 6.0), cluster("ก", 57.0, 5.0), raised) == "ที่ก"


def test_marks_above_and_below_a_letter_drawn_after_the_next_are_its_own() -> None:
    marks = cluster("ผู้", 51.5, 4.5, top=88.0, bottom=103.0, x=57.5)
    assert line(cluster("ผู้", 50.0, 5.0), cluster("อำ", 56.0, 5.0), marks, cluster("อำ", 62.0, 3.5)) == "ผู้อำ"


def test_the_second_half_of_sara_am_is_no_blank_and_no_second_word() -> None:
    assert line(cluster("สำ", 50.0, 6.0), cluster("น", 61.5, 6.0)) == "สำน"
    assert line(cluster("ดำ", 50.0, 6.0), cluster("ดำ", 57.0, 3.5), cluster("น", 61.5, 6.0)) == "ดำน"


def single(text: str, *, high: float = 7.0) -> list[Glyph]:
    """Letters drawn one by one on the line, `high` from it."""
    return [
        Glyph(one, 50.0 + 6 * n, 100.0, 50.0 + 6 * n, 100.0 - high, 55.0 + 6 * n, 100.0) for n, one in enumerate(text)
    ]


def test_sara_am_without_a_ring_is_sara_aa_where_a_page_has_no_other() -> None:
    assert line(single("กรมพลศกษำปมำ")).endswith("กษาปมา")


def test_sara_am_of_a_large_print_is_told_by_its_own_letters() -> None:
    low = single("กำรงำนปำหำตำ")
    large = [glyph._replace(baseline=140.0, top=glyph.top + 40 - 5, bottom=140.0) for glyph in single("ดวนมำก")]
    lines = [one.text for one in lines_of(mend([*low, *large], _UNIT), 1)]
    assert lines == ["การงานปาหาตา", "ดวนมาก"]


def test_a_mark_of_a_wide_cluster_stays_with_its_letter() -> None:
    assert line(cluster("นี้", 50.0, 7.5), cluster("ไ", 55.5, 4.0), cluster("ด้", 61.0, 7.0)) == "นี้ได้"


def test_a_word_printed_twice_for_bold_is_read_once() -> None:
    word = [cluster(letter, 50.0 + 6 * n, 5.5) for n, letter in enumerate("กาง")]
    again = [[glyph._replace(left=glyph.left + 0.4, right=glyph.right + 0.4) for glyph in part] for part in word]
    assert line(*word, *again) == "กาง"


def test_the_narrow_ink_of_a_one_is_no_blank() -> None:
    def figures(text: str, *, blank: float = 0.0) -> list[Glyph]:
        """Figures 6.2 points wide, the ink of a 1 in the middle of its place; `blank` after the second."""
        ink = [(1.3, 2.9) if figure == "1" else (0.2, 6.0) for figure in text]
        left = [50.0 + 6.2 * n + (blank if n > 1 else 0.0) for n in range(len(text))]
        return [Glyph(f, x, 100.0, x + a, 93.0, x + b, 100.0) for f, x, (a, b) in zip(text, left, ink, strict=True)]

    assert lines_of(figures("112568"), 1)[0].text == "112568"
    assert lines_of(figures("112568", blank=5.0), 1)[0].text == "11 2568"


def test_two_marks_named_as_each_other_are_told_by_their_places() -> None:
    over, under = Glyph("ู", 56.0, 100.0, 52.0, 86.0, 55.0, 89.0), Glyph("้", 56.0, 100.0, 51.0, 101.0, 54.6, 104.3)
    assert line(cluster("ผ", 50.0, 5.5), [over, under], cluster("จ", 56.5, 5.0)) == "ผู้จ"


def test_a_mark_without_a_name_is_known_by_its_size() -> None:
    known = Glyph("้", 56.0, 100.0, 52.0, 86.0, 56.2, 89.2)
    unknown = Glyph("\ufffd", 70.0, 100.0, 66.0, 86.0, 70.2, 89.2)
    assert line(cluster("ข", 50.0, 5.5), [known], cluster("ร", 64.0, 5.5), [unknown]) == "ข้ร้"


@pytest.mark.parametrize(("code", "mark"), [("É", "่"), ("Ê", "้")])
def test_the_marks_of_microsofts_printer_driver(code: str, mark: str) -> None:
    sara = Glyph("ี", 56.0, 100.0, 51.0, 88.0, 55.5, 91.5)
    tone = Glyph(code, 56.0, 100.0, 54.0, 83.0, 55.5, 86.5)
    assert line(cluster("ท", 50.0, 5.5), [sara, tone]) == f"ที{mark}"


@pytest.mark.parametrize(("width", "vowel"), [(1.9, "ุ"), (3.7, "ู")])
def test_a_tone_mark_under_its_letter_is_the_vowel_its_ink_is(width: float, vowel: str) -> None:
    under = Glyph("่", 56.0, 100.0, 52.0, 100.5, 52.0 + width, 103.6)
    assert line(cluster("ส", 50.0, 5.5), [under]) == f"ส{vowel}"


def shown(*letters_: tuple[str, Style]) -> str:
    at = iter(range(50, 1000, 6))
    drawn = ((cluster(letter, float(next(at)), 5.5)[0], style) for text, style in letters_ for letter in text)
    return "".join(glyph.text for glyph in seen(drawn))


def test_what_a_reader_of_the_page_does_not_see_is_left_out() -> None:
    plain = Style()
    assert shown(("ที่ ศธ", plain), ("2117", Style(white=True))) == "ที่ ศธ"
    assert shown(("ที่ ศธ", plain), ("OCR", Style(hidden=True))) == "ที่ ศธ"
    assert shown(("ประกาศ", plain), ("สำเนา", Style(turn=45))) == "ประกาศ"
    assert shown(("ประกาศ", plain), ("เรื่อง", Style(turn=359))) == "ประกาศเรื่อง"
    assert shown(("ประกาศ", Style(white=True))) == "ประกาศ", "on a dark ground all text is white"


def test_figures_of_a_font_that_draws_them_thai_are_thai() -> None:
    assert shown(("7 ", Style(font="ABCDEE+THSarabunIT๙")), ("2569", Style(font="THSarabunNew"))) == "๗ 2569"


def test_thai_in_the_codes_of_tis_620_is_thai() -> None:
    text = "สำนักงานเขตพื้นที่การศึกษา"
    assert shown((text.encode("tis-620").decode("latin-1"), Style())) == text
    assert shown(("Café de Genève", Style())) == "Café de Genève"


def test_the_file_keeps_its_say_beside_what_was_mended() -> None:
    drawn = seen(
        (glyph, Style()) for glyph in cluster("ผ", 50.0, 5.5) + cluster("\uf70b", 51.0, 4.0, top=86.0, bottom=89.0)
    )
    (span,) = lines_of(drawn, 1)[0].spans
    assert (span.text, span.raw) == ("ผ้", "ผ\uf70b")


def changed(made: bytes, content: str = "", before: str = "") -> bytes:
    """The PDF with more drawn on its first page, in Helvetica as /Hv."""
    with pikepdf.open(io.BytesIO(made)) as document:
        page = document.pages[0]
        page.Resources.Font.Hv = helvetica(document)
        if before:
            page.contents_add(before.encode(), prepend=True)
        page.contents_add(content.encode())
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


def helvetica(document: pikepdf.Pdf) -> pikepdf.Object:
    return document.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    )


def text_of(folder: Path, made: bytes) -> str:
    path = folder / "made.pdf"
    path.write_bytes(made)
    with Pdf(path) as opened:
        return "".join(glyph.text for glyph in opened.glyphs(1))


@pytest.mark.parametrize(
    ("drawn", "read"),
    [
        ("BT /Hv 12 Tf 200 700 Td (2117) Tj ET", True),
        ("1 g BT /Hv 12 Tf 200 700 Td (2117) Tj ET", False),
        ("BT 3 Tr /Hv 12 Tf 200 700 Td (2117) Tj ET", False),
        ("BT /Hv 12 Tf 0.7 0.7 -0.7 0.7 200 400 Tm (2117) Tj ET", False),
    ],
    ids=["black", "white", "invisible", "askew"],
)
def test_only_text_that_shows_is_read(drawn: str, read: bool, tmp_path: Path) -> None:
    assert ("2117" in text_of(tmp_path, changed(letters.pdf(LETTER), drawn))) is read


def test_a_number_filled_in_on_the_screen_is_part_of_the_page(tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(letters.pdf(LETTER))) as document:
        shape = document.make_stream(b"BT /Hv 12 Tf 2 4 Td (777) Tj ET")
        shape.Type, shape.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        shape.BBox = pikepdf.Array([0, 0, 60, 20])
        shape.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(Hv=helvetica(document)))
        box = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.FreeText,
            Rect=pikepdf.Array([300, 600, 360, 620]),
            DA=pikepdf.String("/Hv 12 Tf"),
            Contents=pikepdf.String("777"),
            AP=pikepdf.Dictionary(N=shape),
            F=4,
        )
        document.pages[0].Annots = document.make_indirect(pikepdf.Array([box]))
        out = io.BytesIO()
        document.save(out)
    assert "777" in text_of(tmp_path, out.getvalue())


def over_picture(made: bytes, *, above: bool) -> bytes:
    """The page with a picture as large as itself, under the text or over it."""
    with pikepdf.open(io.BytesIO(made)) as document:
        page = document.pages[0]
        picture = pikepdf.Stream(
            document,
            Image.new("L", (8, 8), 250).tobytes(),
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=8,
            Height=8,
            ColorSpace=pikepdf.Name.DeviceGray,
            BitsPerComponent=8,
        )
        if "/XObject" not in page.Resources:
            page.Resources.XObject = pikepdf.Dictionary()
        page.Resources.XObject.Paper = picture
        draw = b"q 595 0 0 842 0 0 cm /Paper Do Q"
        page.contents_add(draw, prepend=not above)
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


def test_text_on_a_letterheads_background_is_the_letters_own(tmp_path: Path) -> None:
    path = tmp_path / "background.pdf"
    path.write_bytes(over_picture(letters.pdf(LETTER), above=False))
    with open_document(path, PDF) as document:
        first = document.read(1)
    assert (first.how, first.quality >= TRUSTED) == ("text", True)
    assert read_document(path, PDF).value("letter_no") == LETTER.letter_no


def test_text_under_a_picture_is_someones_ocr_and_is_not_read(tmp_path: Path) -> None:
    assert text_of(tmp_path, over_picture(letters.pdf(LETTER), above=True)) == ""


_SOUND = "ตามที่สำนักงานเขตพื้นที่การศึกษาได้แจ้งให้โรงเรียนดำเนินการจัดประชุมคณะกรรมการสถานศึกษาตามกำหนดการที่ส่งมาด้วยนั้น " * 2


def test_whole_pages_of_wrong_but_legal_thai_are_not_trusted() -> None:
    exchanged = _SOUND.translate(str.maketrans("กรนทสมอดงคลวยพจช", "คลวยพจชกรนทสมอดง"))
    lost = "".join(_SOUND.replace("ำ", "า") for _ in range(3))
    mixed = _SOUND.translate(str.maketrans("สมตบอคดพช", "SMTBO#D;C"))
    assert quality(_SOUND) == 1.0
    assert quality(exchanged) <= 0.3
    assert quality(mixed) <= 0.3
    assert quality(lost) < TRUSTED


def test_latin_words_in_sound_text_are_no_fault() -> None:
    assert quality(_SOUND + " ระบบ e-Office และ Google Workspace for Education (ฉบับปรับปรุง)") == 1.0
