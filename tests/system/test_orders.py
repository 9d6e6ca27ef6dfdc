"""A letter of ours from its draft to its schools by answering mails alone, through the real daemon."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from tests.support import letters, mails, replies
from tests.support.dovecot import Dovecot
from tests.support.letters import MadeLetter
from tests.support.people import LIST
from tests.support.smtp import SmtpSink
from tests.system.office import Office
from tests.system.test_replies import FAIL, SERVER, answer, mailed, text

SOMJAI, MANA, PITI, DUANG = (f"{name}@office.example" for name in ("somjai", "mana", "piti", "duang"))
ONE, TWO = "one@school.example", "two@school.example"
SCHOOLS = f"""code,name,email,director,district,network,groups,postal
1001,บ้านหนึ่ง,{ONE},,,,,
1002,บ้านสอง,{TWO},,,,,
"""
SUBJECT = "แจ้งปฏิทินวิชาการ"


@pytest.fixture
def staffed(office: Office, dovecot: Dovecot, sink: SmtpSink) -> Office:
    """An office with its people, its schools, a mailbox and a server to send by."""
    office.use_mail(dovecot, sink)
    office.set("imap", authserv_id=SERVER)
    office.set("office", code="ศธ 04999", name="สำนักงานเขตพื้นที่การศึกษาสมมุติ")
    office.set("send", approval="ผอ.กลุ่ม, ผอ.เขต")
    (office.folder / "people.csv").write_text(LIST, "utf-8-sig")
    (office.folder / "schools.csv").write_text(SCHOOLS, "utf-8-sig")
    return office


def submitted() -> bytes:
    """Somebody of the office mails a letter without a number to be sent."""
    page = letters.pdf(MadeLetter(letter_no="ศธ 04999/", subject=SUBJECT, thai_digits=True))
    parts = [b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + "ถึง: ทุกโรงเรียน".encode()]
    parts.append(mails.part(page, "application/pdf", 'attachment; filename="letter.pdf"'))
    subject = "Subject: =?utf-8?b?4Liq4LmI4LiHOiBh?="  # ส่ง: a
    return mails.mail(mails.multipart(parts), subject, sender=f"ปิติ <{PITI}>")


def last(sink: SmtpSink, address: str) -> EmailMessage:
    return mailed(sink, address)[-1]


def with_letter(to: EmailMessage, sender: str) -> bytes:
    """A school answers with a letter of its own."""
    message = message_from_bytes(answer(to, replies.bare, "ขอส่งแบบรายงานตามไฟล์แนบ", sender), policy=default)
    assert isinstance(message, EmailMessage)
    made = MadeLetter(letter_no="ศธ 04999.21/7", subject="ส่งแบบรายงาน", sender="โรงเรียนบ้านสอง")
    message.add_attachment(letters.pdf(made), "application", "pdf", filename="answer.pdf")
    return message.as_bytes()


def test_from_a_draft_to_a_letter_in_answer(staffed: Office, dovecot: Dovecot, sink: SmtpSink) -> None:
    dovecot.append(submitted())
    staffed.settle()
    dovecot.append(answer(last(sink, PITI), replies.outlook, "ยังไม่ส่งครับ", PITI))
    dovecot.append(answer(last(sink, PITI), replies.gmail_phone, "ส่งได้เลยครับ", PITI, ("Authentication-Results", FAIL)))
    staffed.settle()
    assert staffed.ask("SELECT state FROM outgoing") == [("draft",)]
    dovecot.append(answer(last(sink, PITI), replies.gmail_web, "ส่งได้เลยครับ", PITI))
    staffed.settle()
    assert "รอพิจารณาตามลำดับ" in text(last(sink, PITI))
    asked = last(sink, MANA)
    dovecot.append(answer(asked, replies.iphone, "ยังไม่เห็นชอบครับ", MANA))
    staffed.settle()
    assert not mailed(sink, DUANG)
    assert "เห็นชอบ" in text(last(sink, MANA)), "they are told how to answer"
    for approver in (MANA, DUANG):
        dovecot.append(answer(last(sink, approver), replies.outlook_html, "เห็นชอบ", approver))
        staffed.settle()
    assert [name for (name,) in staffed.ask("SELECT person FROM approvals WHERE verdict = 'approved'")] == [MANA, DUANG]
    ((state, letter_id),) = staffed.ask("SELECT state, letter_id FROM outgoing")
    assert (state, letter_id is not None) == ("sent", True)
    theirs = {address: last(sink, address) for address in (ONE, TWO)}
    dovecot.append(answer(theirs[ONE], replies.gmail_phone, "รับทราบ 45", ONE))
    dovecot.append(answer(theirs[ONE], replies.gmail_phone, "ได้รับหนังสือแล้ว", ONE, ("Auto-Submitted", "auto-replied")))
    dovecot.append(with_letter(theirs[TWO], TWO))
    staffed.settle()
    rows = staffed.ask("SELECT address, receipt_no, answered_id IS NOT NULL FROM recipients ORDER BY id")
    assert rows == [(ONE, "45", 0), (TWO, None, 1)]
    assert len(mailed(sink, ONE)) == 1, "a school is not answered"
    assert [row["letter_no"] for row in staffed.register()] == ["ศธ 04999.21/7"]
    before = len(mailed(sink, PITI))
    dovecot.append(answer(last(sink, PITI), replies.bare, "เรียกคืน แนบไฟล์ผิด", PITI))
    staffed.settle()
    assert staffed.ask("SELECT state, reason FROM outgoing") == [("recalled", "แนบไฟล์ผิด")]
    assert [len(mailed(sink, each)) for each in (ONE, TWO, PITI)] == [2, 3, before + 1], "one had its letter confirmed"
