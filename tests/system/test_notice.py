"""What the owner of a letter gets, from the real daemon: the letter, and a picture of what was read of it."""

from __future__ import annotations

from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from intake.quoting import is_own_picture
from tests.support import letters
from tests.support.letters import MadeLetter
from tests.support.people import LIST
from tests.support.smtp import SmtpSink
from tests.system.office import ADDRESS, Office

CLERK = "somjai@office.example"
SURE = MadeLetter(letter_no="ศธ 04999/21", date=date(2026, 6, 14), subject="การจัดสรรงบประมาณ")


@pytest.fixture
def staffed(office: Office, sink: SmtpSink) -> Office:
    """An office with its people and a server to send by; its central clerk checks what was read."""
    office.set("smtp", host=sink.host, port=sink.port, tls="none", sender=ADDRESS)
    office.set("office", clerk=CLERK)
    (office.folder / "people.csv").write_text(LIST, "utf-8-sig")
    return office


def told(sink: SmtpSink) -> list[EmailMessage]:
    """The mails about a letter."""
    found = [message_from_bytes(sunk.content, policy=default) for sunk in sink.messages]
    return [mail for mail in found if isinstance(mail, EmailMessage) and "<digest-" not in mail["Message-ID"]]


def test_a_letter_that_is_sure_comes_with_its_picture_too(staffed: Office, sink: SmtpSink) -> None:
    letter = letters.pdf(SURE)
    staffed.drop("งบ.pdf", letter)
    staffed.settle()
    (mail,) = told(sink)
    (attached,) = mail.iter_attachments()
    assert attached.get_content() == letter
    (picture,) = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    assert is_own_picture(picture.get_content())
    assert [file["role"] for file in staffed.json("show", "1")["files"]].count("picture") == 1
    assert not list(staffed.check_folder.iterdir())


def test_the_same_letter_again_draws_no_second_picture(staffed: Office) -> None:
    letter = letters.pdf(SURE)
    staffed.drop("งบ.pdf", letter)
    staffed.settle()
    kept = len([path for path in (staffed.folder / "originals").rglob("*") if path.is_file()])
    staffed.drop("อีกครั้ง.pdf", letter)
    staffed.settle()
    assert len([path for path in (staffed.folder / "originals").rglob("*") if path.is_file()]) == kept


def test_the_clerk_who_has_an_unsure_letter_gets_one_mail(staffed: Office, sink: SmtpSink) -> None:
    staffed.drop("ไม่มีเลข.pdf", letters.pdf(MadeLetter(letter_no="", date=date(2026, 6, 14))))
    staffed.settle()
    (mail,) = told(sink)
    assert mail["To"] == CLERK
    page = mail.get_body(("html",))
    assert page is not None
    for word in ("ตอบว่าถูกต้องทุกช่อง", "แจ้งมอบ", "ไม่พบเลขที่หนังสือ"):
        assert word in page.get_content()
    assert len(list(staffed.check_folder.iterdir())) == 2  # her folder of checks has the note and the picture as well
