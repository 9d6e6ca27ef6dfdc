"""What a document is by its bytes, and whether its end has come."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.sniff import DOC, DOCX, ENCRYPTED, JPEG, PDF, PNG, TIFF, UNKNOWN, ZIP, complete, picture_size, sniff
from tests.support import mails

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
SAMPLES = {
    "pdf": (mails.PDF, PDF),
    "pdf after junk": (b"\r\n" + b"x" * 1000 + mails.PDF, PDF),
    "pdf too far in": (b"x" * 1100 + mails.PDF, UNKNOWN),
    "tiff": (mails.tiff(3), TIFF),
    "tiff of the other byte order": (b"MM\0*" + bytes(20), TIFF),
    "jpeg": (mails.jpeg(1200, 1600), JPEG),
    "png": (mails.png(10, 10), PNG),
    "docx": (mails.docx(), DOCX),
    "xlsx": (mails.xlsx(), XLSX),
    "odt": (mails.zip_of(("mimetype", ODT.encode()), ("content.xml", b"<x/>"), method=0), ODT),
    "zip": (mails.zip_of(("a.pdf", mails.PDF)), ZIP),
    "zip with a folder called word": (mails.zip_of(("word/a.pdf", mails.PDF)), ZIP),
    "zip of a pdf not packed": (mails.zip_of(("a.pdf", mails.PDF), method=0), ZIP),
    "doc": (mails.DOC, DOC),
    "locked docx": (OLE + "EncryptedPackage".encode("utf-16-le"), ENCRYPTED),
    "other ole": (OLE, UNKNOWN),
    "winmail.dat": (mails.tnef((b"a", b"b")), "application/ms-tnef"),
    "text": ("หนังสือ".encode(), UNKNOWN),
    "nothing": (b"", UNKNOWN),
}


@pytest.mark.parametrize(("content", "media_type"), SAMPLES.values(), ids=SAMPLES.keys())
def test_a_document_is_known_by_its_bytes(content: bytes, media_type: str) -> None:
    assert sniff(content) == media_type


WHOLE = [
    mails.PDF,
    mails.tiff(3),
    mails.jpeg(1200, 1600),
    mails.png(200, 200),
    mails.docx(),
    mails.zip_of(("a.pdf", mails.PDF)),
]


@pytest.mark.parametrize("content", WHOLE, ids=sniff)
def test_a_file_is_complete_only_with_its_end(content: bytes) -> None:
    media_type = sniff(content)
    assert complete(content, media_type)
    assert not complete(content[: len(content) // 2], media_type)


@pytest.mark.parametrize("content", [content for content in WHOLE if sniff(content) != TIFF], ids=sniff)
def test_a_file_made_at_its_full_length_but_half_copied_is_not_complete(content: bytes) -> None:
    half = content[: len(content) // 2]
    assert not complete(half + bytes(len(content) - len(half)), sniff(content))


def test_a_few_bytes_after_the_end_do_no_harm() -> None:
    assert complete(mails.PDF + b"\r\n", PDF)
    assert complete(mails.jpeg(1200, 1600) + b"SEFH" * 2000, JPEG)
    assert complete(mails.png(9, 9) + b"\n", PNG)


def test_of_other_files_the_end_is_not_known() -> None:
    assert complete(mails.DOC, DOC)
    assert complete(b"abc", UNKNOWN)


def test_the_size_of_a_picture() -> None:
    assert picture_size(mails.png(30, 40)) == (30, 40)
    assert picture_size(mails.jpeg(1200, 1600)) == (1200, 1600)
    assert picture_size(b"GIF89a" + b"\x05\0\x07\0") == (5, 7)
    assert picture_size(mails.jpeg(1, 1)[:12]) is None
    assert picture_size(mails.PDF) is None


@given(st.sampled_from([*(content for content, _ in SAMPLES.values()), b"\xff\xd8"]), st.data())
def test_damaged_files_are_looked_at_without_harm(content: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(content)))
    damaged = content[:at] + data.draw(st.binary(max_size=12)) + content[at + data.draw(st.integers(0, 12)) :]
    picture_size(damaged)
    complete(damaged, sniff(content))
    complete(damaged, sniff(damaged))
