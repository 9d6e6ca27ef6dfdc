"""Raw mails, from the plain to the hard, to values."""

from __future__ import annotations

import base64
import binascii
from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.mail import Limits, Mail, confirmable, parse_mail
from intake.sniff import DOCX, JPEG, PDF, PNG, TIFF
from registry.errors import Unreadable
from registry.model import Problem
from tests.support import mails
from tests.support.mails import TEXT, jpeg, locked_zip, mail, multipart, part, png, tnef, zip_named, zip_of

LETTER = mails.PDF
ATTACHED = 'attachment; filename="letter.pdf"'
NAME = "หนังสือ “ด่วน”.pdf"
OWN = frozenset({"saraban@office.example"})


def of(*parts: bytes, kind: str = "mixed") -> Mail:
    return parse_mail(mail(multipart([TEXT, *parts], kind)))


def named(found: Mail) -> list[str]:
    return [document.name for document in found.documents]


def test_a_plain_mail() -> None:
    found = parse_mail(
        mail(
            TEXT,
            b"Subject: =?windows-874?B?" + base64.b64encode("ขอเชิญประชุม".encode("cp874")) + b"?=",
            "Cc: Somchai <C@area.example>, saraban@office.example",
            "Delivered-To: saraban+k7@office.example",
            "Reply-To: office@area.example",
            "In-Reply-To: Your mail <9@office.example> of\r\n today",
            "References: <8@office.example>\r\n\t<9@office.example>",
            sender="สมชาย <a@area.example>".encode("cp874"),
        )
    )
    assert found == Mail(
        message_id="<1@area.example>",
        subject="ขอเชิญประชุม",
        sender_name="สมชาย",
        sender_address="a@area.example",
        reply_to="office@area.example",
        recipients=("saraban+k7@office.example", "saraban@office.example", "C@area.example"),
        date=datetime(2026, 11, 26, 2, 30, tzinfo=UTC),
        references=("<9@office.example>", "<8@office.example>"),
        body="เรียน ผู้อำนวยการ",
        automatic=False,
        bounce=False,
        documents=(),
        refused=(),
    )


@pytest.mark.parametrize(
    ("header", "date"),
    [
        ("Thu, 26 Nov 2569 09:30:00 +0700", datetime(2026, 11, 26, 2, 30, tzinfo=UTC)),
        ("26 Nov 2026 09:30 GMT", datetime(2026, 11, 26, 9, 30, tzinfo=UTC)),
        ("Thu, 26 Nov 2026 09:30:00 +0700 (ICT)", datetime(2026, 11, 26, 2, 30, tzinfo=UTC)),
        ("26 พ.ย. 2569 09:30", None),
        ("Thu, 99 Nov 2026 99:30:00 +0700", None),
        ("", None),
    ],
)
def test_the_date_is_utc_and_gregorian(header: str, date: datetime | None) -> None:
    assert parse_mail(f"Subject: x\r\nDate: {header}\r\n\r\nx".encode()).date == date


def test_an_exchange_message_id_in_brackets_is_kept() -> None:
    assert parse_mail(b"Message-ID: <[1a2b@area.example]>\r\n\r\nx").message_id == "<[1a2b@area.example]>"
    assert parse_mail(b"Subject: x\r\n\r\nx").message_id is None


# --- where a letter may be ------------------------------------------------------------------------------------


def uuencoded(content: bytes, name: str) -> bytes:
    lines = [binascii.b2a_uu(content[at : at + 45]) for at in range(0, len(content), 45)]
    head = f"Content-Type: application/pdf; name={name}\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\n"
    return head.encode() + b"begin 644 letter.pdf\n" + b"".join(lines) + b"`\nend\n"


PLACES = {
    "attached": multipart([TEXT, part(LETTER, "application/pdf", ATTACHED)]),
    "the only part": part(LETTER, "application/pdf", ATTACHED),
    "inline": multipart([TEXT, part(LETTER, "application/pdf", 'inline; filename="letter.pdf"')]),
    "labelled as something else": multipart([TEXT, part(LETTER, "text/plain; name=letter.pdf", "")]),
    "named in Content-Type": multipart([TEXT, part(LETTER, 'application/octet-stream; name="letter.pdf"')]),
    "not encoded": multipart([TEXT, part(LETTER, "application/pdf", ATTACHED, encode=False)]),
    "in related and alternative": multipart(
        [multipart([TEXT, multipart([part(LETTER, "application/pdf", ATTACHED)], "related", "c")], "alternative", "b")]
    ),
    "forwarded as attachment": multipart(
        [TEXT, part(mail(multipart([TEXT, part(LETTER, "application/pdf", ATTACHED)], boundary="b")), "message/rfc822",
                    encode=False)]
    ),
    "forwarded, in base64": multipart(
        [TEXT, part(mail(multipart([TEXT, part(LETTER, "application/pdf", ATTACHED)])), "message/rfc822")]
    ),
    "forwarded as .eml": multipart(
        [TEXT, part(mail(part(LETTER, "application/pdf", ATTACHED)), "application/octet-stream; name=fw.eml")]
    ),
    "zipped": multipart([TEXT, part(zip_of(("ส่ง/letter.pdf", LETTER)), "application/zip; name=a.zip")]),
    "zipped twice": multipart([TEXT, part(zip_of(("b.zip", zip_of(("letter.pdf", LETTER)))))]),
    "in a winmail.dat": multipart([TEXT, part(tnef((b"letter.pdf", LETTER)), "application/ms-tnef; name=winmail.dat")]),
    "in a winmail.dat without long names": multipart([TEXT, part(tnef((b"letter.pdf", LETTER), long_names=False))]),
    "a winmail.dat in a winmail.dat": multipart([TEXT, part(tnef((b"a", tnef((b"letter.pdf", LETTER)))))]),
    "multipart marked base64": b"Content-Transfer-Encoding: base64\r\n"
    + multipart([TEXT, part(LETTER, "application/pdf", ATTACHED)]),
    "no end of the multipart": multipart([TEXT, part(LETTER, "application/pdf", ATTACHED)])[:-12],
    "bare line feeds": multipart([TEXT, part(LETTER, "application/pdf", ATTACHED)]).replace(b"\r\n", b"\n"),
    "uuencoded": multipart([TEXT, uuencoded(LETTER, "letter.pdf")]),
}  # fmt: skip


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


# --- names ----------------------------------------------------------------------------------------------------


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


# --- pictures -------------------------------------------------------------------------------------------------


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


# --- bodies ---------------------------------------------------------------------------------------------------


def test_the_plain_text_is_preferred_and_html_read_where_there_is_none() -> None:
    page = "<style>p{}</style><p>ขอเชิญ</p><p>ประชุม</p>"
    assert of(html(page), kind="alternative").body == "เรียน ผู้อำนวยการ"
    assert parse_mail(mail(html(page))).body == "ขอเชิญ\nประชุม"
    blank = part(b" \r\n", "text/plain")
    assert parse_mail(mail(multipart([blank, html(page)], "alternative"))).body == "ขอเชิญ\nประชุม"


@pytest.mark.parametrize("charset", ["windows-874", "tis-620", "iso-8859-11", "utf-8", "x-unknown", "us-ascii"])
def test_an_outlook_body_in_cp874_is_read(charset: str) -> None:
    text = "เรียน “ผู้อำนวยการ” – ด่วน…"
    assert parse_mail(mail(part(text.encode("cp874"), f"text/plain; charset={charset}"))).body == text
    page = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">{text}'
    assert parse_mail(mail(part(page.encode("cp874"), "text/html"))).body == text


def test_a_mail_forwarded_in_the_text_keeps_it_and_its_attachment() -> None:
    text = "---------- Forwarded message ---------\r\nจาก: สพฐ. <x@a.example>\r\nเรื่อง: ขอเชิญ\r\n\r\nเรียน"
    body = part(text.encode(), "text/plain; charset=UTF-8")
    found = parse_mail(mail(multipart([multipart([body], "alternative", "b"), part(LETTER, "", ATTACHED)])))
    assert found.body == text.replace("\r\n", "\n")
    assert named(found) == ["letter.pdf"]


def test_the_text_of_a_mail_within_is_not_the_mails_text() -> None:
    assert of(part(mail(part(b"inner", "text/plain")), "message/rfc822")).body == "เรียน ผู้อำนวยการ"


# --- what cannot be opened ------------------------------------------------------------------------------------


def zips(levels: int) -> bytes:
    content = LETTER
    for level in range(levels):
        content = zip_of((f"{level}.zip" if level else "letter.pdf", content))
    return content


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


def test_zips_are_opened_two_deep() -> None:
    assert named(of(part(zips(2)))) == ["letter.pdf"]
    assert of(part(zips(3))).refused == (("1.zip", Problem.TOO_LARGE),)


def test_a_sealed_mail_is_told() -> None:
    found = parse_mail(mail(part(b"\x30\x80", "application/pkcs7-mime; name=smime.p7m", "attachment")))
    assert found.refused == (("smime.p7m", Problem.UNSUPPORTED),)


# --- limits ---------------------------------------------------------------------------------------------------


def nested(levels: int) -> bytes:
    heads = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(levels))
    return mail(heads + TEXT)


@pytest.mark.parametrize(
    "raw",
    [
        nested(1000),
        mail(multipart([TEXT] * 1000)),
        b"Subject: x\r\n" + b"X-Long: y\r\n" * 200_000 + b"\r\nx",
        mail(TEXT + b"x" * 70_000_000),
    ],
    ids=["deep", "parts", "header", "size"],
)
def test_a_mail_over_a_limit_is_refused(raw: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        parse_mail(raw)
    assert refused.value.problem == Problem.TOO_LARGE


def test_deep_mails_within_limits_are_read() -> None:
    assert parse_mail(nested(15)).body == "เรียน ผู้อำนวยการ"


def test_nothing_is_refused_as_empty() -> None:
    with pytest.raises(Unreadable) as refused:
        parse_mail(b" \r\n")
    assert refused.value.problem == Problem.EMPTY


WORD = b"=?utf-8?B?4LiB?= "


@pytest.mark.parametrize(
    "subject",
    [WORD * 25_000, WORD.strip() * 25_000, b"=?utf-8?Q?=41?=" * 27_000, b"=?" * 200_000, b"=?a?b?" * 70_000],
)
def test_a_subject_of_400_kb_is_cut_and_read(subject: bytes) -> None:
    found = parse_mail(mail(TEXT, b"Subject: " + subject))
    assert 0 < len(found.subject) <= 1000
    assert found.subject.startswith(("ก", "A", "=?"))
    assert found.body == "เรียน ผู้อำนวยการ"


@pytest.mark.parametrize(
    "line",
    [
        b"Content-Type: multipart/mixed; boundary=" + b";a=" * 30_000,
        b'Content-Type: multipart/mixed; a="' + b";" * 400_000,
        b"Content-Disposition: attachment" + b"; filename*0*=a" * 30_000,
        b'From: "' + b"\\" * 400_000,
        b"To: " + b"(" * 400_000,
        b"Cc: " + b"<" * 400_000,
        b"Reply-To: " + b"a." * 200_000 + b"@b",
        b"Date: " + b"1:" * 200_000,
        b"Message-ID: <" + b"[" * 400_000,
        b"References: " + b"<a@b.example> " * 30_000,
    ],
)
def test_a_long_header_of_any_kind_is_survived(line: bytes) -> None:
    assert parse_mail(line + b"\r\nSubject: yes\r\n\r\nx").subject == "yes"


def test_limits_can_be_set() -> None:
    with pytest.raises(Unreadable):
        parse_mail(mail(multipart([TEXT] * 5)), Limits(parts=3))


# --- kinds of mail and who may be answered ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated; owner=x",
        "Precedence: bulk",
        "Precedence: LIST",
        "Precedence: junk",
        "X-Autoreply: yes",
        "List-Id: News <news.area.example>",
        "X-Auto-Response-Suppress: All",
        "X-Auto-Response-Suppress: DR, OOF, AutoReply",
        "Subject: Automatic reply: x",
        "Subject: ตอบกลับอัตโนมัติ: ขอเชิญ",
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=b",
    ],
)
def test_automatic_mail_is_known_and_not_answered(header: str) -> None:
    raw = f"Return-Path: <>\r\nFrom: a@area.example\r\nMessage-ID: <1@a.example>\r\n{header}\r\n\r\nx".encode()
    found = parse_mail(raw)
    assert found.automatic
    assert not found.bounce
    assert confirmable(found, OWN) is None


@pytest.mark.parametrize(
    "raw",
    [
        b"Return-Path: <>\r\nFrom: a@area.example\r\nSubject: Undelivered\r\n\r\nx",
        b"From: MAILER-DAEMON@area.example\r\n\r\nx",
        b"From: Mail Delivery System <MAILER-DAEMON>\r\n\r\nx",
        b"From: postmaster@area.example\r\nAuto-Submitted: auto-replied\r\n\r\nx",
        b"From: a@area.example\r\nX-Failed-Recipients: b@area.example\r\n\r\nx",
        mail(multipart([TEXT, part(b"Action: failed", "message/delivery-status", encode=False)], "report",
                       rest="; report-type=delivery-status")),
    ],
)  # fmt: skip
def test_a_bounce_is_known_and_not_answered(raw: bytes) -> None:
    found = parse_mail(raw)
    assert found.bounce
    assert found.documents == ()
    assert confirmable(found, OWN) is None


@pytest.mark.parametrize("header", ["Auto-Submitted: no", "X-Auto-Response-Suppress: DR, NDR", "Precedence: normal"])
def test_what_a_person_wrote_is_answered(header: str) -> None:
    found = parse_mail(mail(TEXT, header))
    assert not found.automatic
    assert confirmable(found, OWN) == "a@area.example"


@pytest.mark.parametrize(
    ("sender", "reply_to", "answer"),
    [
        ("a@area.example", None, "a@area.example"),
        ("a@area.example", "office@AREA.example", "office@AREA.example"),
        ("a@area.example", "victim@elsewhere.example", "a@area.example"),
        ("no-reply@area.example", "office@area.example", "office@area.example"),
        ("no-reply@area.example", None, None),
        ("no-reply@area.example", "office@elsewhere.example", None),
        ("Saraban+x@office.example", None, None),
        ("a@office.example", "saraban@office.example", None),
        ("saraban@office.example", "other@office.example", None),
        ("list-request@area.example", None, None),
        ("a@localhost", None, None),
        ("<>", None, None),
        ("a@x)b@area.example", None, None),
    ],
)
def test_who_gets_the_confirmation(sender: str, reply_to: str | None, answer: str | None) -> None:
    headers = (f"Reply-To: {reply_to}",) if reply_to else ()
    assert confirmable(parse_mail(mail(TEXT, *headers, sender=sender)), OWN) == answer


# --- any bytes whatsoever -------------------------------------------------------------------------------------

HARD = [
    *map(mail, PLACES.values()),
    mail(multipart([TEXT, part(locked_zip("a", b"b")), part(zip_named(NAME.encode("cp874"), LETTER))])),
    mail(TEXT, "Subject: =?tis-620?Q?=A1?= =?utf-8?B?4LiB?=", "Reply-To: (x) <a@b.example>, c"),
    mail(part(LETTER, "application/pdf", "attachment; filename*0*=utf-8''%E0; filename*1*=%B8%81")),
]
PIECES = [
    b"\r\n", b"\r\n\r\n", b"--=_part\r\n", b"--=_part--", b"\0", b"\xff", b";", b'"', b"=?utf-7?B?2AA=?=", b"*0*=",
    b"Content-Type: multipart/mixed; boundary=\r\n", b"Content-Transfer-Encoding: base64\r\n", b"charset=a\0b",
    b"Content-Type: message/rfc822\r\n", b"Date: 1\r\n", b"From: <\r\n", b"&#xD800;", b"%00", b"PK\5\6", b"x" * 300,
]  # fmt: skip


def sound(found: Mail) -> bool:
    """Whether a database takes every text in it."""
    texts = [getattr(found, each.name) for each in fields(found)]
    texts += [*found.recipients, *found.references, *(name for name, _ in found.refused), *named(found)]
    texts += [document.media_type for document in found.documents]
    strings = [text for text in texts if isinstance(text, str)]
    return not any("\0" in text or text.encode("utf-8", "replace").decode() != text for text in strings)


@settings(max_examples=150)
@given(st.binary(max_size=2000))
def test_any_bytes_are_a_mail_or_unreadable(raw: bytes) -> None:
    if raw.strip():
        assert sound(parse_mail(raw))


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example])
@given(st.sampled_from(HARD), st.data())
def test_a_mail_damaged_anywhere_is_still_read(raw: bytes, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw)))
        piece = data.draw(st.one_of(st.sampled_from(PIECES), st.binary(max_size=8)))
        raw = raw[:at] + piece + raw[at + data.draw(st.integers(0, 40)) :]
    found = parse_mail(raw)
    assert sound(found)
    confirmable(replace(found, automatic=False, bounce=False), OWN)


@settings(max_examples=200)
@given(st.sampled_from([zip_of(("a.pdf", LETTER), ("b/c.pdf", LETTER)), tnef((b"a.pdf", LETTER)), zips(2)]), st.data())
def test_a_damaged_container_is_opened_or_told(content: bytes, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(4, len(content)))
        content = content[:at] + data.draw(st.binary(max_size=6)) + content[at + data.draw(st.integers(0, 6)) :]
    assert sound(of(part(content, "application/octet-stream; name=a.bin")))
