"""Files of every kind to pages: opening, refusing with the right reason, text layers and OCR."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from intake import textlayer
from intake.lines import lines_of
from intake.pages import open_document
from intake.reading import read_document
from intake.sniff import DOCX, ENCRYPTED, PDF, sniff
from intake.thai import fold, normalise, skeleton
from registry.errors import Unreadable
from registry.model import FIELDS, Kind, Problem
from tests.support import letters
from tests.support.letters import MadeLetter

LETTER = MadeLetter(urgency="ด่วนที่สุด")


def kept(folder: Path, content: bytes, name: str = "letter") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def encrypted(made: bytes, *, user: str) -> bytes:
    with pikepdf.open(io.BytesIO(made)) as opened:
        out = io.BytesIO()
        opened.save(out, encryption=pikepdf.Encryption(user=user, owner="owner"))
    return out.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it is this large; almost no bytes of it are there."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">L", len(content)) + name + content + struct.pack(">L", zlib.crc32(name + content))

    header = struct.pack(">LLBBBBB", width, height, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", Problem.EMPTY),
        (b"%PDF-1.7\n", Problem.BROKEN),
        (letters.broken(letters.pdf(LETTER)), Problem.BROKEN),
        (letters.locked(letters.pdf(LETTER)), Problem.PASSWORD),
        (letters.png(letters.pdf(LETTER))[:5000], Problem.BROKEN),
        (png_of(60_000, 60_000), Problem.TOO_LARGE),
        (b"GIF89a", Problem.UNSUPPORTED),
        (b"just a note", Problem.UNSUPPORTED),
    ],
    ids=["empty", "header only", "cut off", "password", "cut-off PNG", "huge PNG", "GIF", "text"],
)
def test_what_cannot_be_read_says_why(content: bytes, problem: Problem, tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as raised:
        read_document(kept(tmp_path, content), sniff(content) if content else PDF)
    assert raised.value.problem is problem


def test_a_huge_picture_inside_a_pdf_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    with pikepdf.new() as document:
        page = document.add_blank_page(page_size=(595, 842))
        dots = zlib.compress(bytes(10))
        picture = pikepdf.Stream(
            document,
            dots,
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=40_000,
            Height=40_000,
            ColorSpace=pikepdf.Name.DeviceGray,
            BitsPerComponent=8,
            Filter=pikepdf.Name.FlateDecode,
        )
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=picture))
        page.contents_add(b"q 595 0 0 842 0 0 cm /Im0 Do Q")
        document.save(tmp_path / "huge.pdf")
    with pytest.raises(Unreadable) as raised:
        read_document(tmp_path / "huge.pdf", PDF)
    assert raised.value.problem is Problem.TOO_LARGE


def test_a_pdf_locked_only_against_changes_opens(tmp_path: Path) -> None:
    reading = read_document(kept(tmp_path, encrypted(letters.pdf(LETTER), user="")), PDF)
    assert reading.value("letter_no") == LETTER.letter_no


def test_a_page_stored_sideways_reads_as_it_is_shown(tmp_path: Path) -> None:
    upright = read_document(kept(tmp_path, letters.pdf(LETTER), "upright"), PDF)
    turned = read_document(kept(tmp_path, letters.sideways(letters.pdf(LETTER)), "turned"), PDF)
    assert {name: turned.value(name) for name in FIELDS} == {name: upright.value(name) for name in FIELDS}
    assert turned["subject"].evidence
    assert upright["subject"].evidence
    assert turned["subject"].evidence.box == pytest.approx(upright["subject"].evidence.box, abs=1)


def test_an_office_file_with_a_password_is_told_from_a_broken_one(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as raised:
        read_document(kept(tmp_path, b"\xd0\xcf\x11\xe0"), ENCRYPTED)
    assert raised.value.problem is Problem.PASSWORD


def test_a_word_file_without_libreoffice_is_refused_with_the_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unreadable, match="libreoffice") as raised:
        read_document(kept(tmp_path, b"PK\x03\x04"), DOCX)
    assert raised.value.problem is Problem.UNSUPPORTED


def test_only_the_pages_asked_for_are_read(tmp_path: Path) -> None:
    path = kept(tmp_path, letters.joined(letters.pdf(LETTER), *[letters.not_a_letter()] * 60))
    with open_document(path, PDF) as document:
        assert len(document) == 61
        assert document.read(61).number == 61
    assert read_document(path, PDF).value("letter_no") == LETTER.letter_no


def test_pdfplumber_gives_the_same_lines_where_no_actual_text_is_needed(tmp_path: Path) -> None:
    path = kept(tmp_path, letters.pdf_by_glyph(LETTER))
    with open_document(path, PDF) as document:
        first = document.read(1)
    second = lines_of(textlayer.glyphs(path, 1), 1)
    assert first.quality >= textlayer.TRUSTED
    assert fold(normalise(second[1].text)) in fold(first.text)
    assert fold(LETTER.subject) in fold("\n".join(line.text for line in second))


def test_pdfplumber_failing_on_a_file_is_no_text(tmp_path: Path) -> None:
    assert textlayer.glyphs(kept(tmp_path, b"%PDF-1.7 nonsense"), 1) == []


def test_boxes_of_a_skewed_scan_lie_where_the_text_layer_has_them(tmp_path: Path) -> None:
    upright = read_document(kept(tmp_path, letters.pdf(LETTER)), PDF)["subject"].evidence
    content = letters.scan(letters.pdf(LETTER), seed=4)
    seen = read_document(kept(tmp_path, content, "scan"), PDF)["subject"].evidence
    assert upright
    assert seen
    assert seen.how == "ocr"
    assert seen.box == pytest.approx(upright.box, abs=14)


def test_every_page_of_a_tiff_can_be_read(tmp_path: Path) -> None:
    content = letters.tiff(letters.not_a_letter(), letters.pdf(LETTER))
    path = kept(tmp_path, content)
    with open_document(path, sniff(content)) as document:
        assert len(document) == 2
        assert skeleton("ด่วนที่สุด") in skeleton(document.read(2).text)


def test_a_blank_page_gives_a_reading_in_which_nothing_is_found(tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("L", (1654, 2339), 255).save(out, "PNG")
    reading = read_document(kept(tmp_path, out.getvalue()), "image/png")
    assert not reading.is_letter
    assert [name for name in FIELDS if reading.value(name) not in (None, Kind.OTHER)] == []
