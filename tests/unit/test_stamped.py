"""Texts laid over the pages of a PDF: in their place however the page is turned, and nothing else changed."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import pikepdf
import pytest

from dispatcher.stamped import Mark, Unstampable, stamp
from intake.ink import Glyph
from intake.pdf import Pdf
from registry.places import Align
from tests.support import letters
from tests.support.letters import MadeLetter

LETTER = letters.pdf(MadeLetter(thai_digits=True))
MARK = Mark(page=1, x=40, baseline=60, points=16, text="๑๔ มิถุนายน ๒๕๖๙")


def stamped(made: bytes, *marks: Mark) -> bytes:
    done = stamp(made, marks)
    assert isinstance(done, bytes), done
    return done


def glyphs(made: bytes, folder: Path, number: int = 1) -> list[Glyph]:
    path = folder / "one.pdf"
    path.write_bytes(made)
    with Pdf(path) as pdf:
        return pdf.glyphs(number)


def changed(made: bytes, rotate: int = 0, crop: tuple[int, int, int, int] | None = None, **how: object) -> bytes:
    with pikepdf.open(io.BytesIO(made)) as opened:
        opened.pages[0].rotate(rotate, relative=False)
        if crop:
            opened.pages[0].cropbox = pikepdf.Array(crop)
        out = io.BytesIO()
        opened.save(out, **how)  # type: ignore[arg-type]
    return out.getvalue()


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [None, (20, 30, 500, 700)])
def test_a_text_stands_in_its_place_on_the_page_as_shown(
    tmp_path: Path, rotate: int, crop: tuple[int, int, int, int] | None
) -> None:
    empty = pikepdf.new()
    empty.add_blank_page(page_size=(595, 842))
    out = io.BytesIO()
    empty.save(out)

    drawn = glyphs(stamped(changed(out.getvalue(), rotate, crop), MARK), tmp_path)

    first = drawn[0]
    assert (first.text, round(first.x, 1), round(first.baseline, 1)) == ("๑", 40, 60)
    assert drawn[1].x > first.x + 5
    assert first.baseline - first.top == pytest.approx(0.294 * 16, abs=0.3)


def test_texts_end_or_lie_centred_at_their_place(tmp_path: Path) -> None:
    empty = letters.pdf(MadeLetter())
    before = len(glyphs(empty, tmp_path))
    for align, part in ((Align.CENTRE, 0.5), (Align.RIGHT, 1.0)):
        mark = Mark(page=1, x=300, baseline=60, points=16, text="๑๒๓", align=align)
        first, *_, last = glyphs(stamped(empty, mark), tmp_path)[before:]
        assert first.x == pytest.approx(300 - part * 3 * 0.449 * 16, abs=0.3)
        assert last.right <= 300 + (1 - part) * 3 * 0.449 * 16


def test_all_else_of_the_page_stays_where_it_was(tmp_path: Path) -> None:
    before, after = glyphs(LETTER, tmp_path), glyphs(stamped(LETTER, MARK), tmp_path)

    assert after[: len(before)] == before
    assert "".join(glyph.text for glyph in after[len(before) :]).split() == ["๑๔", "มิถุนายน", "๒๕๖๙"]


def test_each_page_gets_its_own_texts_and_the_file_grows_by_little(tmp_path: Path) -> None:
    two = letters.joined(LETTER, LETTER)
    done = stamped(two, MARK, Mark(page=2, x=40, baseline=60, points=20, text="ว ๑๒๓"))

    assert [glyph.text for glyph in glyphs(done, tmp_path, 2)][-3:] == ["๑", "๒", "๓"]
    assert [glyph.text for glyph in glyphs(done, tmp_path)][-4:] == ["๒", "๕", "๖", "๙"]
    assert len(done) < len(two) + 20_000


def test_a_page_that_has_its_fonts_from_its_parent_keeps_them(tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(LETTER)) as opened:
        page = opened.pages[0].obj
        page.Parent.Resources = opened.make_indirect(page.Resources)
        del page.Resources
        out = io.BytesIO()
        opened.save(out)
    before = glyphs(out.getvalue(), tmp_path)

    once = stamped(out.getvalue(), MARK)
    twice = stamped(once, Mark(page=1, x=40, baseline=90, points=16, text="๑๒๓"))

    drawn = glyphs(twice, tmp_path)
    assert drawn[: len(before)] == before
    assert "".join(glyph.text for glyph in drawn[len(before) :]) == "๑๔ มิถุนายน ๒๕๖๙๑๒๓"


def test_the_same_stamp_gives_the_same_bytes() -> None:
    assert stamped(LETTER, MARK) == stamped(LETTER, MARK)


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler-utils is not installed")
def test_other_readers_read_it_too(tmp_path: Path) -> None:
    path = tmp_path / "stamped.pdf"
    path.write_bytes(stamped(LETTER, MARK))

    read = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True, text=True).stdout

    assert "๑๔ มิถุนายน ๒๕๖๙" in read


def test_dots_make_way_and_what_stands_around_them_does_not_move(tmp_path: Path) -> None:
    made = letters.pdf(MadeLetter(letter_no="ศธ 04999/..........", thai_digits=True))
    before = glyphs(made, tmp_path)
    dots = [glyph for glyph in before if glyph.text == "." and abs(glyph.baseline - before[3].baseline) < 400][:10]
    baseline = dots[0].baseline
    box = (dots[0].x - 0.2, baseline - 1, dots[-1].x + 0.2, baseline + 1)
    mark = Mark(page=1, x=dots[0].x, baseline=baseline, points=16, text="๑๒๓", dots=box)

    after = glyphs(stamped(made, mark), tmp_path)

    left = [(one.text, round(one.x, 1), round(one.baseline, 1)) for one in after]
    kept = [(one.text, round(one.x, 1), round(one.baseline, 1)) for one in before if one not in dots]
    assert left[:-3] == kept


def by_hand(content: bytes) -> bytes:
    """A page of this content; F1 is a simple font, all of its letters half as wide as high."""
    page = pikepdf.new()
    page.add_blank_page(page_size=(595, 842))
    widths = pikepdf.Array([500] * 224)
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
        FirstChar=32,
        LastChar=255,
        Widths=widths,
    )
    page.pages[0].resources.Font = pikepdf.Dictionary(F1=font)
    page.pages[0].Contents = page.make_stream(content)
    out = io.BytesIO()
    page.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"BT /F1 10 Tf 50 700 Td (ab..c.d) Tj ET",
        b"q 2 0 0 2 10 20 cm BT /F1 10 Tf 1 0 0 1 50 300 Tm [(a) -120 (b..) 30 (.c)] TJ ET Q BT /F1 9 Tf (z) Tj ET",
        b"BT /F1 10 Tf 12 TL 50 700 Td (a) Tj (b..c) ' 3 1 (d. .e f) \" (g) Tj T* (h) Tj ET",
        b"BT /F1 10 Tf 80 Tz 1 Tc 2 Tw 3 Ts 50 700 TD (a . b) Tj 5 -14 TD (c.) Tj T* (d) Tj ET",
    ],
)
def test_dots_are_found_by_where_the_content_puts_them(tmp_path: Path, content: bytes) -> None:
    made = by_hand(content)
    before = glyphs(made, tmp_path)
    dots = [glyph for glyph in before if glyph.text == "."]
    marks = [
        Mark(
            page=1,
            x=1,
            baseline=9,
            points=4,
            text="๑",
            dots=(one.x - 0.2, one.baseline - 1, one.x + 0.2, one.baseline + 1),
        )
        for one in dots
    ]

    after = glyphs(stamped(made, *marks), tmp_path)

    def placed(drawn: list[Glyph]) -> list[tuple[str, float, float]]:
        return [(g.text, round(g.x, 1), round(g.baseline, 1)) for g in drawn if g.text not in (".", " ", "๑")]

    assert dots
    assert not [glyph for glyph in after if glyph.text == "."]
    assert placed(after) == placed(before)


def test_dots_make_way_on_a_page_stored_sideways(tmp_path: Path) -> None:
    made = letters.sideways(by_hand(b"BT /F1 10 Tf 50 700 Td (ab..c) Tj ET"))
    dots = [glyph for glyph in glyphs(made, tmp_path) if glyph.text == "."]
    box = (dots[0].x - 0.2, dots[0].baseline - 1, dots[1].x + 0.2, dots[0].baseline + 1)

    drawn = glyphs(stamped(made, Mark(page=1, x=60, baseline=142, points=10, text="๑", dots=box)), tmp_path)

    assert [(glyph.text, round(glyph.x), round(glyph.baseline)) for glyph in drawn] == [
        *(("a", 50, 142), ("b", 55, 142), ("c", 70, 142)),
        ("๑", 60, 142),
    ]


def test_bold_is_drawn_bold(tmp_path: Path) -> None:
    path = tmp_path / "one.pdf"
    for bold in (True, False):
        path.write_bytes(stamped(LETTER, Mark(page=1, x=40, baseline=60, points=16, text="๑๒๓", bold=bold)))
        with Pdf(path) as pdf:
            assert pdf.is_bold(1, (39, 45, 70, 65)) is bold


def test_dots_that_are_not_there_leave_the_file_alone() -> None:
    mark = Mark(page=1, x=40, baseline=60, points=16, text="๑", dots=(1, 1, 2, 2))

    assert stamp(LETTER, [mark]) is Unstampable.DOTS


def test_a_signed_letter_is_left_alone() -> None:
    with pikepdf.open(io.BytesIO(LETTER)) as opened:
        field = opened.make_indirect(pikepdf.Dictionary(FT=pikepdf.Name.Sig, T="sign", V=pikepdf.Dictionary()))
        opened.Root.AcroForm = pikepdf.Dictionary(Fields=[field], SigFlags=1)
        out = io.BytesIO()
        opened.save(out)

    assert stamp(out.getvalue(), [MARK]) is Unstampable.SIGNED


def test_what_opens_without_a_password_is_stamped_and_what_does_not_is_left_alone(tmp_path: Path) -> None:
    open_to_all = changed(LETTER, encryption=pikepdf.Encryption(user="", owner="owner"))

    assert glyphs(stamped(open_to_all, MARK), tmp_path)[-1].text == "๙"
    assert stamp(letters.locked(LETTER), [MARK]) is Unstampable.LOCKED


def test_what_is_no_whole_pdf_is_left_alone() -> None:
    assert stamp(b"not a PDF", [MARK]) is Unstampable.BROKEN
    assert stamp(LETTER, [Mark(page=2, x=1, baseline=1, points=16, text="๑")]) is Unstampable.BROKEN
