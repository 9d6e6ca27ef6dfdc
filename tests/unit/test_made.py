"""The maker of test letters: the same seed gives the same letters, and their truth is what the page says."""

from __future__ import annotations

import io
from random import Random

import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image

pytest.importorskip("fontTools", reason="make bench-reading installs what the maker needs")

from tests.bench.reading.score import mark, normal
from tests.made import compose, fonts, forms, hand, hostile, paper, scan, typeset

pytestmark = pytest.mark.skipif(not fonts.NATIONAL.is_dir(), reason="make bench-reading installs the fonts")

_KINDS = ("external", "circular", "memo", "stamped", "order", "announcement", "certificate")
_EACH = pytest.mark.parametrize("kind", _KINDS)


def _letter(kind: str, seed: int) -> compose.Letter:
    """A letter in a font whose text Typst writes plainly."""
    for number in range(1000):
        letter = compose.letter("t", f"{seed}-{number}", kind)  # type: ignore[arg-type]
        if letter.style.font == "Laksaman" and letter.date and (letter.running or kind == "announcement"):
            return letter
    raise AssertionError


def _text(made: bytes) -> str:
    with pdfium.PdfDocument(made) as document:
        return normal("".join(page.get_textpage().get_text_range() for page in document)) or ""


@_EACH
def test_the_same_seed_gives_the_same_letter_and_bytes(kind: str) -> None:
    one, other = (compose.letter("t", "7", kind) for _ in range(2))  # type: ignore[arg-type]
    assert one == other
    assert typeset.pdf(forms.sheet(one)) == typeset.pdf(forms.sheet(other))


def test_two_hundred_letters_have_two_hundred_subjects_and_every_kind() -> None:
    made = [compose.letter("t", f"11-{number}") for number in range(200)]
    assert {letter.kind for letter in made} == {*_KINDS, "minutes", "other"}
    subjects = [letter.subject for letter in made if letter.subject]
    assert len(set(subjects)) > 0.97 * len(subjects)
    assert {letter.digits for letter in made} == {"thai", "arabic", "mixed"}


@_EACH
def test_the_truth_stands_on_the_page(kind: str) -> None:
    letter = _letter(kind, 3)
    text, truth = _text(typeset.pdf(forms.sheet(letter))), letter.truth()
    for name in ("letter_no", "subject", "to", "phone"):
        if truth[name]:
            assert normal(truth[name]) in text, name
    assert normal(f"{letter.day}{letter.month_year}") in text
    for cited in letter.references:
        assert normal(cited.letter_no) in text


def test_what_a_hand_writes_is_no_longer_printed() -> None:
    letter = _letter("external", 5)
    with pdfium.PdfDocument(typeset.pdf(forms.sheet(letter, ("letter_no", "date")))) as document:
        page = np.array(document[0].render(scale=2).to_pil().convert("RGB"))
    for colour in ("magenta", "cyan"):
        assert hand.marked(page, colour)
        assert hand.marked(page, colour) is None


def test_a_heavier_scan_is_a_worse_picture_of_the_same_size() -> None:
    made = typeset.pdf(forms.sheet(_letter("memo", 8)))
    with pdfium.PdfDocument(made) as document:
        page = document[0].render(scale=100 / 72).to_pil().convert("L")
    errors = []
    for level in ("light", "medium", "heavy"):
        differences = []
        for seed in range(6):
            worn = paper.worn(page, paper.wear(Random(seed), level), seed).convert("L")  # type: ignore[arg-type]
            assert worn.size == page.size
            differences.append(np.abs(np.asarray(worn, dtype=np.int16) - np.asarray(page)).mean())
        errors.append(sum(differences))
    assert errors == sorted(errors)


@pytest.mark.parametrize("form", ["pdf", "tiff", "jpg", "png"])
def test_a_scan_is_a_file_of_pictures_without_the_letters_text(form: str) -> None:
    letter = _letter("certificate", 9)
    made = typeset.pdf(forms.sheet(letter))
    job = scan.job(Random(4), "light")
    how = scan.Job(**{name: getattr(job, name) for name in job.__slots__} | {"form": form, "layer": "", "turn": 0})
    content, given = scan.scan(made, letter, how, seed=1)
    assert given == form
    if form == "pdf":
        assert not _text(content)
    else:
        with Image.open(io.BytesIO(content)) as picture:
            assert picture.width > 1000


def test_scores_fold_figures_and_blanks_but_nothing_else() -> None:
    truth = {"letter_no": "ศธ ๐๔๐๒๒ /๓๔๓๘", "subject": "สํารวจ “ก” ๑", "handwritten": [], "accept": {"subject": ["อื่น"]}}
    assert mark("letter_no", "ศธ 04022/3438", truth).right
    assert mark("letter_no", "ศธ. 04022/3438", truth).right
    assert not mark("letter_no", "ศธ 0402.2/3438", truth).right
    assert mark("subject", 'สำรวจ "ก" 1', truth).right
    assert mark("subject", "อื่น", truth).right
    assert not mark("subject", "สำรวจ ก 1", truth).right


def test_a_raw_file_is_a_pdf_that_opens() -> None:
    made = hostile.raw([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>"])
    assert made.startswith(b"%PDF-")
    with pdfium.PdfDocument(hostile.saved(hostile.page(b""))) as document:
        assert len(document) == 1
