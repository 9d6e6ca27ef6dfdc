"""Reports of mail that did not arrive, as servers write them, in English and Thai: whom, for good or not, which."""

from __future__ import annotations

import pytest

from intake.bounces import Failure, Report
from intake.mail import parse_mail
from tests.support import mails

OURS = "<7-0a0b0c0d-abcdefgh234567aa@office.example>"
WHOM = "piti@office.example"


def report(tail: bytes, *headers: str, sender: str = "MAILER-DAEMON@mx.example") -> Report:
    mail = parse_mail(mails.mail(tail, *headers, sender=sender))
    assert mail.bounce
    assert mail.report is not None
    return mail.report


def plain(text: str) -> bytes:
    return b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + text.encode()


def status(*groups: str, returned: str = f"Message-ID: {OURS}\r\nSubject: x\r\n\r\nbody") -> bytes:
    machine = "Reporting-MTA: dns; mx.example\r\n\r\n" + "\r\n\r\n".join(groups)
    parts = [
        plain("Undelivered"),
        b"Content-Type: message/delivery-status\r\n\r\n" + machine.encode(),
        b"Content-Type: text/rfc822-headers\r\n\r\n" + returned.encode(),
    ]
    return mails.multipart(parts, "report", rest="; report-type=delivery-status")


def group(code: str, action: str = "failed", whom: str = WHOM, said: str = "550 User unknown") -> str:
    return (
        f"Final-Recipient: rfc822; <{whom}>\r\nAction: {action}\r\nStatus: {code}\r\nDiagnostic-Code: smtp;\r\n {said}"
    )


@pytest.mark.parametrize(
    ("code", "action", "said", "given_up", "dead"),
    [
        ("5.1.1", "failed", "550 5.1.1 User unknown", True, True),
        ("5.1.10", "failed", "550 5.1.10 RESOLVER.ADR.RecipientNotFound", True, True),
        ("5.2.1", "failed", "550 mailbox disabled", True, True),
        ("5.4.4", "failed", "Host not found", True, True),
        ("5.2.2", "failed", "552 mailbox full", True, False),
        ("5.7.1", "failed", "550 looks like spam", True, False),
        ("5.0.0", "failed", "mailbox over quota", True, False),
        ("4.4.7", "failed", "delivery time expired", True, False),
        ("4.4.1", "delayed", "connection timed out", False, False),
    ],
)
def test_a_delivery_status(code: str, action: str, said: str, given_up: bool, dead: bool) -> None:
    found = report(status(group(code, action, said=said)))
    assert found.failures == (Failure(address=WHOM, given_up=given_up, dead=dead, reason=said),)
    assert OURS in found.message_ids


def test_several_recipients_and_one_that_was_reached() -> None:
    groups = (group("5.1.1", whom="a@x.example"), group("2.0.0", "delivered", "b@x.example"), group("4.2.0", "delayed"))
    assert [(each.address, each.dead) for each in report(status(*groups)).failures] == [
        ("a@x.example", True),
        (WHOM, False),
    ]


def test_where_it_was_first_sent_to_counts() -> None:
    found = report(status(f"Original-Recipient: rfc822; {WHOM}\r\n" + group("5.1.1", whom="on@elsewhere.example")))
    assert [each.address for each in found.failures] == [WHOM]


IN_WORDS = {
    "Exchange in Thai": (
        f"ไม่สามารถส่งข้อความของคุณถึง {WHOM}\n\nไม่พบที่อยู่อีเมลนี้ที่ office.example\n\nข้อมูลการวินิจฉัยสำหรับผู้ดูแลระบบ:\n"
        "Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found'",
        (WHOM, True, True),
    ),
    "in Thai without a code": (f"ส่งจดหมายไม่สำเร็จ\nไม่พบผู้ใช้ {WHOM}", (WHOM, True, True)),
    "in Thai, full": (f"ไม่สามารถส่งถึง {WHOM} เนื่องจากกล่องจดหมายเต็ม", (WHOM, False, False)),
    "in Thai, later": (f"ยังส่งถึง {WHOM} ไม่ได้ชั่วคราว ระบบจะพยายามส่งใหม่อีก", (WHOM, False, False)),
    "qmail": (
        f"Hi. I'm afraid I wasn't able to deliver your message.\n\n<{WHOM}>:\n550 5.1.1 no such user",
        (WHOM, True, True),
    ),
    "Exim": (f"A message that you sent could not be delivered.\n\n  {WHOM}\n    Unknown user", (WHOM, True, True)),
    "delayed": (f"{WHOM}\n 451 4.7.1 Greylisted. The message will be retried for 5 days.", (WHOM, False, False)),
    "a filter": (f"{WHOM}: 550 5.7.1 rejected by policy", (WHOM, True, False)),
}


@pytest.mark.parametrize(("text", "expected"), IN_WORDS.values(), ids=IN_WORDS)
def test_in_words_alone(text: str, expected: tuple[str, bool, bool]) -> None:
    found = report(
        plain(f"{text}\n\n------ This is a copy of the message ------\nFrom: x@y.example\n"), f"In-Reply-To: {OURS}"
    )
    assert [(each.address, each.given_up, each.dead) for each in found.failures] == [expected]
    assert OURS in found.message_ids


def test_words_that_say_nothing_of_a_failure() -> None:
    assert report(plain("Your message is being looked at."), f"References: {OURS}").failures == ()


def test_an_answer_is_no_report() -> None:
    assert parse_mail(mails.mail(plain("รับทราบ"), f"In-Reply-To: {OURS}")).report is None


def test_a_report_of_many_parts_is_read_within_limits() -> None:
    parts = [b"Content-Type: message/delivery-status\r\n\r\n" + group("5.1.1").encode() for _ in range(400)]
    assert len(report(mails.multipart(parts)).failures) <= 50
