"""The documents of a mail, wherever they are, and what is told of those that cannot be had."""

from __future__ import annotations

import base64

import pytest

from intake.mail import Mail, parse_mail
from intake.sniff import DOCX, JPEG, PDF, PNG, TIFF
from registry.model import Problem
from tests.support import mails
from tests.support.mails import (
    ATTACHED,
    PLACES,
    TEXT,
    jpeg,
    locked_zip,
    mail,
    multipart,
    part,
    png,
    tnef,
    zip_named,
    zip_of,
    zips,
)

LETTER = mails.PDF
NAME = "หนังสือ “ด่วน”.pdf"


def of(*parts: bytes, kind: str = "mixed") -> Mail:
    return parse_mail(mail(multipart([TEXT, *parts], kind)))


def named(found: Mail) -> list[str]:
    return [document.name for document in found.documents]


@pytest.mark.parametrize("tail", PLACES.values(), ids=PLACES.keys())
def test_a_letter_is_found_wherever_it_is(tail: bytes) -> None:
    found = parse_mail(mail(tail))
    (document,) = found.documents
    assert (document.name, document.media_type, document.inline) == ("letter.pdf", PDF, False)
    assert document.content.rstrip() == LETTER.rstrip()
    assert found.refused == ()


def test_an_encoded_multipart_is_decoded() -> None:
    inner = multipart([TEXT, part(LETTER, "application/pdf", ATTACHED)])
    head, _, body = inner.partition(b"\r\n\r\n")
    tail = head + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(body)
    assert named(parse_mail(mail(tail))) == ["letter.pdf"]


@pytest.mark.parametrize(
    ("content", "media_type", "name"),
    [
        (mails.tiff(2), TIFF, "a.tif"),
        (jpeg(1200, 1700), JPEG, "a.jpg"),
        (png(1200, 1700), PNG, "a.png"),
        (mails.docx(), DOCX, "a.docx"),
        (mails.DOC, "application/msword", "a.doc"),
        (mails.xlsx(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "a.xlsx"),
    ],
)
def test_other_documents_are_known_by_their_bytes(content: bytes, media_type: str, name: str) -> None:
    (document,) = of(part(content, f'application/octet-stream; name="{name}"')).documents
    assert (document.name, document.media_type, document.content) == (name, media_type, content)


def test_enclosures_of_other_kinds_are_kept() -> None:
    found = of(
        part(b"a,b\n1,2\n", 'text/csv; name="a.csv"', "attachment"),
        part(b"heic", 'image/heic; name="a.heic"'),
        part("หมายเหตุ".encode(), 'text/plain; name="note.txt"', "attachment"),
    )
    assert [(document.name, document.media_type) for document in found.documents] == [
        ("a.csv", "text/csv"), ("a.heic", "image/heic"), ("note.txt", "text/plain"),
    ]  # fmt: skip
    assert found.documents[0].content == b"a,b\n1,2\n"
    assert found.body == "เรียน ผู้อำนวยการ"


def test_calendars_signatures_and_cards_are_no_documents() -> None:
    found = of(
        part(b"BEGIN:VCALENDAR", "text/calendar; method=REQUEST"),
        part(b"BEGIN:VCALENDAR", 'application/octet-stream; name="invite.ics"', "attachment"),
        part(b"\x30\x80", 'application/pkcs7-signature; name="smime.p7s"', "attachment"),
        part(b"BEGIN:VCARD", 'text/vcard; name="me.vcf"', "attachment"),
        part(b"\0\5\x16\7", "application/applefile; name=letter.pdf"),
    )
    assert found.documents == ()
    assert found.refused == ()


def test_thai_names_survive_every_wrapping() -> None:
    cp874 = NAME.encode("cp874")
    found = of(
        part(LETTER, "application/pdf", b'attachment; filename="' + cp874 + b'"'),
        part(zip_of((NAME, LETTER))),
        part(zip_named(cp874, LETTER)),
        part(zip_named(NAME.encode(), LETTER)),
        part(tnef((cp874, LETTER), codepage=874)),
        part(tnef((NAME.encode(), LETTER), codepage=65001)),
    )
    assert named(found) == [NAME] * 6


def test_a_document_without_a_name_is_called_by_the_subject() -> None:
    tail = multipart([TEXT, part(LETTER, "application/pdf"), part(png(1000, 1400), "image/png", "inline")])
    assert named(parse_mail(mail(tail, "Subject: ขอเชิญ ที่ ศธ 1/2"))) == ["ขอเชิญ ที่ ศธ 1-2.pdf", "ขอเชิญ ที่ ศธ 1-2.png"]
    assert named(parse_mail(mail(tail))) == ["ไม่มีชื่อ.pdf", "ไม่มีชื่อ.png"]
    assert named(of(part(LETTER, 'application/octet-stream; name="หนังสือ"'))) == ["หนังสือ.pdf"]


@pytest.mark.parametrize("name", ["../../a/หนังสือ.pdf", "a\u202efdp.หนังสือ.pdf", "หนังสือ" * 60 + ".pdf"])
def test_a_hostile_name_becomes_a_harmless_one(name: str) -> None:
    (safe,) = named(of(part(LETTER, "application/pdf", f'attachment; filename="{name}"')))
    assert "หนังสือ" in safe
    assert safe.endswith(".pdf")
    assert len(safe.encode()) <= 200
    assert not set(safe) & set("/\\\u202e\0")


def test_a_line_end_in_a_name_does_not_cut_it() -> None:
    (name,) = named(of(part(LETTER, "application/pdf", 'attachment; filename="หนังสือ\r\nที่ 1.pdf"')))
    assert name == "หนังสือ ที่ 1.pdf"


def html(source: str) -> bytes:
    return part(source.encode(), "text/html; charset=utf-8")


def test_a_logo_is_inline_a_pasted_letter_is_not() -> None:
    found = of(
        multipart(
            [
                html('<p>เรียน</p><img src="cid:logo@x"><img src="cid:scan@x">'),
                part(png(300, 120), "image/png; name=logo.png", "", "Content-ID: <logo@x>"),
                part(jpeg(1200, 1600), "image/jpeg; name=scan.jpg", "", "Content-ID: <scan@x>"),
                part(LETTER, "application/pdf; name=letter.pdf", "", "Content-ID: <letter@x>"),
            ],
            "related",
            "rel",
        )
    )
    assert [(document.name, document.inline) for document in found.documents] == [
        ("logo.png", True), ("scan.jpg", False), ("letter.pdf", False),
    ]  # fmt: skip


def test_a_picture_is_inline_only_where_the_mail_shows_it() -> None:
    found = of(
        html('<img src="cid:shown%40x">'),
        part(png(300, 300), "image/png; name=qr.png", "attachment", "Content-ID: <f_1>"),
        part(png(300, 300), "image/png; name=shown.png", "attachment", "Content-ID: <shown@x>"),
        part(png(32, 32), "image/png; name=icon.png", "attachment"),
    )
    assert {document.name: document.inline for document in found.documents} == {
        "qr.png": False, "shown.png": True, "icon.png": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("content", "name", "problem"),
    [
        (locked_zip("letter.pdf", LETTER), "a.zip", Problem.PASSWORD),
        (zip_of(*((f"{n}.txt", b"x") for n in range(600))), "a.zip", Problem.TOO_LARGE),
        (zip_of(("zeros.pdf", bytes(30_000_000))), "a.zip", Problem.TOO_LARGE),
        (zip_of(("letter.pdf", LETTER))[:-30], "a.zip", Problem.BROKEN),
        (zip_of(("letter.pdf", LETTER), method=14), "a.zip", Problem.UNSUPPORTED),
        (tnef((b"letter.pdf", LETTER))[:-60], "winmail.dat", Problem.BROKEN),
        (b"", "empty.pdf", Problem.EMPTY),
    ],
)
def test_what_cannot_be_opened_is_told_with_its_reason(content: bytes, name: str, problem: Problem) -> None:
    found = of(part(content, f'application/octet-stream; name="{name}"'), part(LETTER, "", ATTACHED))
    assert found.refused == ((name, problem),)
    assert named(found)[-1] == "letter.pdf"


def test_a_damaged_file_in_a_zip_does_not_hide_the_others() -> None:
    content = zip_of(("a.pdf", b"first " + LETTER), ("b.pdf", LETTER), method=0).replace(b"first", b"worst")
    found = of(part(content, "application/zip; name=a.zip"))
    assert named(found) == ["b.pdf"]
    assert found.refused == (("a.zip", Problem.BROKEN),)


def test_a_file_without_a_name_in_a_zip_is_found() -> None:
    assert named(of(part(zip_named(b"\0bc.pdf", LETTER)))) == ["bc.pdf"]
    assert named(of(part(zip_named(b"\0", LETTER)))) == ["ไม่มีชื่อ.pdf"]


def test_zips_are_opened_two_deep() -> None:
    assert named(of(part(zips(2)))) == ["letter.pdf"]
    assert of(part(zips(3))).refused == (("1.zip", Problem.TOO_LARGE),)


def test_a_sealed_mail_is_told() -> None:
    found = parse_mail(mail(part(b"\x30\x80", "application/pkcs7-mime; name=smime.p7m", "attachment")))
    assert found.refused == (("smime.p7m", Problem.UNSUPPORTED),)
