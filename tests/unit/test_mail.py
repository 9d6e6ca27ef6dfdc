"""Raw mails as values: what they say, what kind they are, who may be answered."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest

from intake.mail import Mail, confirmable, parse_mail
from tests.support.mails import ATTACHED, PDF, TEXT, mail, multipart, part

OWN = frozenset({"saraban@office.example"})


def of(*parts: bytes, kind: str = "mixed") -> Mail:
    return parse_mail(mail(multipart([TEXT, *parts], kind)))


def html(source: str) -> bytes:
    return part(source.encode(), "text/html; charset=utf-8")


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
        tagged=("saraban+k7@office.example",),
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
    found = parse_mail(mail(multipart([multipart([body], "alternative", "b"), part(PDF, "", ATTACHED)])))
    assert found.body == text.replace("\r\n", "\n")
    assert [document.name for document in found.documents] == ["letter.pdf"]


def test_the_text_of_a_mail_within_is_not_the_mails_text() -> None:
    assert of(part(mail(part(b"inner", "text/plain")), "message/rfc822")).body == "เรียน ผู้อำนวยการ"


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
