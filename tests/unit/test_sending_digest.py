"""What each morning's digest says of letters that the office sends, as its readers have it."""

from __future__ import annotations

import email
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default
from zoneinfo import ZoneInfo

import pytest

from dispatcher.compose import Sender
from dispatcher.digest import Digests
from dispatcher.messages import Messages
from intake.mailtext import html_text
from registry.assignments import Arrangements
from registry.deliveries import DeliveryState, Purpose
from registry.model import Book
from registry.numbering import Numbers
from registry.store import Registry
from tests.contract.test_sending import MANA, propose
from tests.support.entering import START, Clock
from tests.support.people import acts, away, people
from tests.support.sending import PITI, SUBJECT, area, drafted, sent_out
from tests.unit.test_checking import texts

SOMJAI, DUANG = "somjai@office.example", "duang@office.example"
MONDAY = START + timedelta(days=1)
SCHOOLS = area(14)


@pytest.fixture
def office(sqlite_registry: Registry, clock: Clock) -> Registry:
    clock.now = MONDAY
    arrangements = Arrangements(people=people)
    return replace(sqlite_registry, numbers=Numbers(code="ศธ 04999"), arrangements=arrangements)


def digest(office: Registry, to: str) -> EmailMessage | None:
    """The message of the morning to this person; None where there is none."""
    Digests(registry=office, domain="office.example").queue_due()
    sender = Sender(name="สำนักงานสมมุติ", address="saraban@office.example", zone=ZoneInfo("Asia/Bangkok"))
    messages = Messages(sender=sender, original=lambda _sha256: b"")
    with office.begin() as tx:
        due = tx.deliveries.claim(99)
        theirs = [each for each in due if each.purpose is Purpose.DIGEST and each.recipient == to]
        content = messages.compose(tx, theirs[-1]) if theirs else None
        for each in due:
            tx.deliveries.end(each, DeliveryState.ACCEPTED)
    message = email.message_from_bytes(content, policy=default) if content else None
    assert message is None or isinstance(message, EmailMessage)
    return message


def says(message: EmailMessage | None, *wanted: str) -> None:
    assert message
    plain, page = texts(message)
    for whole in (plain, html_text(page)):
        assert [word for word in wanted if word not in whole] == []


def test_who_wants_a_letter_sent_is_reminded_of_its_draft(office: Registry) -> None:
    drafted(office)
    message = digest(office, PITI)
    says(message, "หนังสือที่จะส่ง รอคำตอบของท่าน (1)", SUBJECT, "รอท่านตอบว่าให้ส่งหรือไม่ ตั้งแต่ 15 มิ.ย. 69")
    assert message
    assert "รอท่าน 1 เรื่อง" in message["Subject"]


def test_who_is_asked_to_approve_is_reminded_and_nobody_else(office: Registry) -> None:
    propose(office, drafted(office))
    says(digest(office, MANA), SUBJECT, "ปิติ ยินดี รอท่านพิจารณาในฐานะผอ.กลุ่ม")
    assert digest(office, PITI) is None
    assert digest(office, DUANG) is None


def test_what_waits_for_who_is_away_is_told_to_who_stands_in(office: Registry) -> None:
    rows = [away("มานะ", MONDAY.date(), MONDAY.date()), acts("มานี", "นายมานะ ขยันยิ่ง")]
    office = replace(office, arrangements=Arrangements(people=lambda: people(*rows)))
    propose(office, drafted(office))
    says(digest(office, "manee@office.example"), "รอท่านพิจารณาในฐานะผอ.กลุ่ม")
    assert digest(office, MANA) is None


def test_a_reserved_number_is_asked_for_when_it_stays_unused(office: Registry, clock: Clock) -> None:
    with office.begin(PITI) as tx:
        tx.entries.reserve(Book.OUT, "แจ้งปฏิทิน", owner=PITI)
    assert digest(office, PITI) is None
    clock.move(timedelta(days=4))
    says(digest(office, PITI), "1 แจ้งปฏิทิน", "จองไว้ตั้งแต่ 15 มิ.ย. 69")
    clock.move(timedelta(days=3))
    says(digest(office, SOMJAI), "เลขที่จองไว้ยังไม่ได้ใช้ (1)", "ว่าที่ร้อยตรีปิติ ยินดี")


def test_the_central_clerk_is_told_the_worst_of_the_schools_that_are_late(office: Registry, clock: Clock) -> None:
    sent_out(office, SCHOOLS)
    _, _ = sent_out(office, area(2), "b")
    clock.move(timedelta(days=7))
    says(
        digest(office, SOMJAI),
        "โรงเรียนที่เลยกำหนดตอบรับ มากที่สุดก่อน (11)",
        "โรงเรียนบ้านสมมุติ 2",
        "2 เรื่อง เลยกำหนดตั้งแต่ 18 มิ.ย. 69",
        "และอีก 4 โรงเรียน",
    )


def test_what_did_not_reach_schools_is_told_by_letter_and_once(office: Registry, clock: Clock) -> None:
    sent, _ = sent_out(office, SCHOOLS)
    with office.begin() as tx:
        for one in tx.recipients.of(sent.id)[:7]:
            mail = tx.deliveries.with_message_id(f"<{one.id}@office.example>")
            assert mail
            tx.deliveries.bounced(mail, "550 5.1.1 no such user", given_up=True)
            assert mail.state is DeliveryState.ACCEPTED
    clock.move(timedelta(minutes=1))
    message = digest(office, SOMJAI)
    says(message, "ศธ 04999/1 แจ้งปฏิทินวิชาการ", "ไม่ถึง 7 แห่ง: โรงเรียนบ้านสมมุติ 1", "และอีก 2 แห่ง", "550 5.1.1 no such user")
    assert message
    assert texts(message)[0].count("550 5.1.1") == 1
    clock.move(timedelta(days=1))
    assert digest(office, SOMJAI) is None
