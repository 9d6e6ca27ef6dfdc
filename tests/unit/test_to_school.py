"""The mails to schools, as their mail programs have them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest

from dispatcher.compose import Sender
from dispatcher.parts import Limits
from dispatcher.schoolmails import SchoolMails
from dispatcher.tails import Tails
from intake.mailtext import html_text
from intake.quoting import own_words
from intake.schoolwords import Heard, heard
from registry.assignments import Arrangements
from registry.deliveries import Delivery, Purpose
from registry.originals import Originals
from registry.ours import OurMails
from registry.outgoing import Outgoing
from registry.schools import School, Schools
from registry.store import Registry
from registry.tokens import Tokens, message_id
from tests.support.entering import kept
from tests.support.schoolpost import FIELDS, OFFICE, issue, submit

SENDER = Sender(name=OFFICE, address="saraban@office.example", zone=ZoneInfo("Asia/Bangkok"))
TOKENS = Tokens(b"only for tests")
COMMAND = re.compile(
    r"[-*•>\s\d.)]*(?:ขอ|โปรด)?(?:ไม่)?(?:รับทราบ|ทราบ|ส่ง|แก้|ยกเลิก|เห็น(?:ชอบ|ควร)|อนุมัติ|เรียกคืน|มอบ|เสนอ|เลขรับ|ถึง\s*:)"
)
"""Begins like an order, or like an acknowledgement."""
LONG = "ผู้อำนวยการโรงเรียนอนุบาลสมมุติ (ราษฎร์อุทิศ) <สาขา> & เพื่อน"
SCHOOLS = Schools(
    (
        School(code="1", name="โรงเรียนบ้านนา", address="na@school.example"),
        School(code="2", name="โรงเรียนวัดใหญ่", address="yai@school.example", director=LONG),
    )
)
CONTENTS = (b"%PDF the letter\n.\n", b".\r\n..", bytes(range(256)) * 999)


@pytest.fixture
def post(tmp_path: Path, sqlite_registry: Registry) -> Iterator[tuple[Registry, Originals]]:
    made = Arrangements(message_id=lambda letter_id: message_id(TOKENS.make(letter_id), SENDER.address))
    originals = Originals(tmp_path / "originals")
    yield replace(sqlite_registry, arrangements=made), originals
    originals.close()


def send(registry: Registry, originals: Originals, files: int = 2) -> Outgoing:
    fields = FIELDS | {"subject": "แจ้งปฏิทินการปฏิบัติงาน " * 6}
    sent = submit(registry, originals, SCHOOLS, CONTENTS, fields=fields, summary="รายงานภายในสิ้นเดือน")
    issue(registry, originals, SCHOOLS, Limits(files=files))
    return sent


def mails(registry: Registry, originals: Originals) -> dict[tuple[str, Purpose, int], tuple[Delivery, EmailMessage]]:
    """What is due now, as it would go, by whom it is for, what it is for and which part it is."""
    composer = SchoolMails(sender=SENDER, size=lambda sha256: originals.path(sha256).stat().st_size)
    tails = Tails(originals.read)
    found = {}
    with registry.begin() as tx:
        for ready in composer.compose(tx, tx.deliveries.claim_to_schools(99)):
            raw = ready.head + tails.of(ready.files)
            assert b"\n." not in raw
            assert raw.count(b"\r\n") == raw.count(b"\n") == raw.count(b"\r")
            assert max(map(len, raw.split(b"\r\n"))) <= 998
            message = message_from_bytes(raw, policy=default)
            assert isinstance(message, EmailMessage)
            assert not any(part.defects for part in message.walk())
            one = ready.delivery
            found[one.recipient, one.purpose, (one.said or {}).get("part", 1)] = one, message
    return found


def texts(message: EmailMessage) -> tuple[str, str]:
    """The text and the page of a mail."""
    plain, page = message.get_body(("plain",)), message.get_body(("html",))
    assert plain
    assert page
    return plain.get_content(), page.get_content()


def subject(message: EmailMessage) -> str:
    return str(make_header(decode_header(str(message["Subject"]))))


def test_each_school_gets_every_file_once_and_unharmed(post: tuple[Registry, Originals]) -> None:
    send(*post)
    made = mails(*post)
    for school in SCHOOLS.everyone:
        one, two = (made[school.address, Purpose.OUTGOING, part][1] for part in (1, 2))
        attached = [part for message in (one, two) for part in message.iter_attachments()]
        assert [part.get_payload(decode=True) for part in attached] == list(CONTENTS)
        assert [part.get_filename() for part in attached] == ["เอกสาร 0.pdf", "เอกสาร 1.pdf", "เอกสาร 2.pdf"]
        assert "(1/2)" in subject(one)
        assert "(2/2)" in subject(two)
        assert two["References"] == one["Message-ID"]
        assert one["References"] is None


def test_the_mail_is_the_schools_own(post: tuple[Registry, Originals]) -> None:
    send(*post, files=5)
    made = mails(*post)
    delivery, message = made["yai@school.example", Purpose.OUTGOING, 1]
    text, page = texts(message)
    assert f"เรียน {LONG}" in text
    assert f"เรียน {LONG}" in html_text(page)
    assert message["Message-ID"] == delivery.message_id
    assert message["To"].addresses[0].addr_spec == "yai@school.example"
    token = delivery.message_id.strip("<>").partition("@")[0]
    assert subject(message).startswith("ด่วนมาก")
    assert subject(message).endswith(f"[{token}]")
    link = re.search(r'href="mailto:([^"]+)"', page)
    assert link
    address, _, rest = unquote(link[1]).replace("&amp;", "&").partition("?subject=")
    reply_subject, _, body = rest.partition("&body=")
    assert (address, TOKENS.token_in(reply_subject)) == (SENDER.address, token)
    assert heard(body, []) == Heard(acknowledged=True)
    assert heard(f"{body}๔๕/2569", []) == Heard(acknowledged=True, receipt_no="45/2569")
    other = texts(made["na@school.example", Purpose.OUTGOING, 1][1])[0]
    assert "เรียน ผู้อำนวยการโรงเรียนบ้านนา" in other
    assert token not in other


@pytest.mark.parametrize("purpose", [Purpose.OUTGOING, Purpose.OUTGOING_REMINDER, Purpose.RECALL])
def test_what_a_mail_program_sends_back_is_no_answer(post: tuple[Registry, Originals], purpose: Purpose) -> None:
    registry, originals = post
    sent = send(registry, originals)
    follow(registry, sent, purpose)
    for (_, which, _), (_, message) in mails(*post).items():
        if which is purpose:
            text, page = texts(message)
            for said in (text, html_text(page)):
                assert own_words(said) == ""
                assert [line for line in said.splitlines() if COMMAND.match(line)] == []


def test_a_reminder_and_a_recall_go_in_the_letters_thread(post: tuple[Registry, Originals]) -> None:
    registry, originals = post
    sent = send(registry, originals)
    for purpose in (Purpose.OUTGOING_REMINDER, Purpose.RECALL):
        follow(registry, sent, purpose)
    made = mails(registry, originals)
    letter = made["na@school.example", Purpose.OUTGOING, 1][1]["Message-ID"]
    reminder = made["na@school.example", Purpose.OUTGOING_REMINDER, 1][1]
    recall = made["na@school.example", Purpose.RECALL, 1][1]
    assert letter == reminder["References"] == recall["References"]
    assert [*reminder.iter_attachments(), *recall.iter_attachments()] == []
    assert "ไม่มีไฟล์แนบ" in texts(reminder)[0]
    assert "แนบไฟล์ผิดฉบับ" in texts(recall)[0]


def follow(registry: Registry, sent: Outgoing, purpose: Purpose) -> None:
    """Queue what follows the letter itself."""
    if purpose is Purpose.OUTGOING:
        return
    said = {"reason": "แนบไฟล์ผิดฉบับ"} if purpose is Purpose.RECALL else None
    with registry.begin() as tx:
        letter = tx.entries.by_id(tx.sending.by_id(sent.id).letter_id or 0)
        for recipient in tx.recipients.of(sent.id):
            OurMails(registry.arrangements).to_school(tx, sent, letter, recipient, purpose, said)


def test_few_tails_are_kept() -> None:
    read: list[str] = []

    def original(sha256: str) -> bytes:
        read.append(sha256)
        return b"x" * 57_000

    tails = Tails(original, most=200_000)

    one, two, three = ((kept(name),) for name in "abc")
    for files in (one, two, one, three, one, two):
        tails.of(files)
    assert len(read) == 4
