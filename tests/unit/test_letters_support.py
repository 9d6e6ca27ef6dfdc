"""The made letters hold what they are said to hold: a test that reads one may trust them."""

import io

import pikepdf
import pypdfium2 as pdfium
import pytest

from tests.support import letters
from tests.support.letters import MadeLetter


def _text(made: bytes) -> str:
    with pdfium.PdfDocument(made) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def _folded(text: str) -> str:
    """Without blanks and line ends, SARA AM as its two parts and their tone mark behind the ring."""
    plain = "".join(text.split())
    for tone in ("", "่", "้"):
        plain = plain.replace(f"{tone}ำ", f"\u0e4d{tone}า")
    return plain


@pytest.mark.parametrize("make", [letters.pdf, letters.pdf_by_glyph])
def test_text_layer_holds_number_date_and_subject(make):
    for letter in letters.many(20, seed=5):
        text = _folded(_text(make(letter)))
        for said in (letter.printed_number, letter.printed_date, letter.printed_subject):
            assert _folded(said) in text


def test_many_are_different_one_page_letters_and_the_same_each_time():
    made = letters.many(60, seed=1)
    assert len({letter.letter_no for letter in made}) == 60
    assert made == letters.many(60, seed=1)
    assert {len(pdfium.PdfDocument(letters.pdf(letter))) for letter in made[:10]} == {1}
    assert letters.pdf(made[0]) == letters.pdf(made[0])


def test_scan_is_a_picture_without_text():
    scan = letters.scan(letters.pdf(MadeLetter()), dpi=100)
    assert _text(scan) == ""
    assert scan == letters.scan(letters.pdf(MadeLetter()), dpi=100)


def test_locked_and_broken_do_not_open():
    made = letters.pdf(MadeLetter())
    for spoilt in (letters.locked(made), letters.broken(made)):
        with pytest.raises(pdfium.PdfiumError):
            pdfium.PdfDocument(spoilt)
    with pikepdf.open(io.BytesIO(letters.locked(made)), password="1234") as opened:
        assert len(opened.pages) == 1
