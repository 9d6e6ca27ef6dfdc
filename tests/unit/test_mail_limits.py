"""Mails that mean harm or came damaged: bounded work, and nothing raised but Unreadable."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.mail import Limits, Mail, confirmable, parse_mail
from registry.errors import Unreadable
from registry.model import Problem
from tests.support.mails import PDF, PLACES, TEXT, locked_zip, mail, multipart, part, tnef, zip_named, zip_of, zips

OWN = frozenset({"saraban@office.example"})
NAME = "หนังสือ “ด่วน”.pdf"


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


HARD = [
    *map(mail, PLACES.values()),
    mail(multipart([TEXT, part(locked_zip("a", b"b")), part(zip_named(NAME.encode("cp874"), PDF))])),
    mail(TEXT, "Subject: =?tis-620?Q?=A1?= =?utf-8?B?4LiB?=", "Reply-To: (x) <a@b.example>, c"),
    mail(part(PDF, "application/pdf", "attachment; filename*0*=utf-8''%E0; filename*1*=%B8%81")),
]
PIECES = [
    b"\r\n", b"\r\n\r\n", b"--=_part\r\n", b"--=_part--", b"\0", b"\xff", b";", b'"', b"=?utf-7?B?2AA=?=", b"*0*=",
    b"Content-Type: multipart/mixed; boundary=\r\n", b"Content-Transfer-Encoding: base64\r\n", b"charset=a\0b",
    b"Content-Type: message/rfc822\r\n", b"Date: 1\r\n", b"From: <\r\n", b"&#xD800;", b"%00", b"PK\5\6", b"x" * 300,
]  # fmt: skip


def sound(found: Mail) -> bool:
    """Whether a database takes every text in it."""
    texts = [getattr(found, each.name) for each in fields(found)]
    texts += [*found.recipients, *found.references, *(name for name, _ in found.refused)]
    texts += [text for document in found.documents for text in (document.name, document.media_type)]
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
@given(st.sampled_from([zip_of(("a.pdf", PDF), ("b/c.pdf", PDF)), tnef((b"a.pdf", PDF)), zips(2)]), st.data())
def test_a_damaged_container_is_opened_or_told(content: bytes, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(4, len(content)))
        content = content[:at] + data.draw(st.binary(max_size=6)) + content[at + data.draw(st.integers(0, 6)) :]
    assert sound(parse_mail(mail(multipart([TEXT, part(content, "application/octet-stream; name=a.bin")]))))
