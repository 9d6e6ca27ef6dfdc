"""A letter acted on by answering mails alone, through the real daemon; and what of the answers is refused."""

from __future__ import annotations

from collections.abc import Sequence
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from itertools import count

import pytest

from tests.contract.test_replies import bounce
from tests.support import letters, replies
from tests.support.dovecot import Dovecot
from tests.support.letters import MadeLetter
from tests.support.people import LIST
from tests.support.smtp import SmtpSink
from tests.system.office import ADDRESS, Office

SOMJAI, MANEE, PITI = (f"{name}@office.example" for name in ("somjai", "manee", "piti"))
SERVER = "mx.office.example"
FAIL = f"{SERVER}; dmarc=fail header.from=office.example"
_serial = count(1)


@pytest.fixture
def staffed(office: Office, dovecot: Dovecot, sink: SmtpSink) -> Office:
    """An office with its people, a mailbox and a server to send by; one letter is with its central clerk."""
    office.use_mail(dovecot, sink)
    office.set("imap", authserv_id=SERVER)
    (office.folder / "people.csv").write_text(LIST, "utf-8-sig")
    office.drop("งบ.pdf", letters.pdf(MadeLetter(letter_no="ศธ 04999/21", subject="การจัดสรรงบประมาณ")))
    office.settle()
    return office


def mailed(sink: SmtpSink, address: str) -> list[EmailMessage]:
    """What a person was mailed; the morning's digests aside."""
    found = [message_from_bytes(sunk.content, policy=default) for sunk in sink.messages if address in sunk.recipients]
    return [each for each in found if isinstance(each, EmailMessage) and "<digest-" not in each["Message-ID"]]


def answer(to: EmailMessage, style: replies.Style, words: str, sender: str, *headers: tuple[str, str]) -> bytes:
    """A person answers a mail of ours with the program `style`."""
    message = message_from_bytes(style(words), policy=default)
    given = {"From": sender, "Message-ID": f"<{next(_serial)}@phone.example>", "In-Reply-To": to["Message-ID"]}
    for name, value in (*given.items(), *headers):
        del message[name]
        message[name] = value
    return message.as_bytes()


def text(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def events(office: Office) -> Sequence[str]:
    return [event["what"] for event in office.json("show", "1")["events"]]


def test_a_letter_is_passed_on_corrected_and_known_by_mail_alone(
    staffed: Office, dovecot: Dovecot, sink: SmtpSink
) -> None:
    (notice,) = mailed(sink, SOMJAI)
    dovecot.append(answer(notice, replies.gmail_web, "มอบ ปิติ ดำเนินการด้วยค่ะ", SOMJAI))
    staffed.settle()
    (theirs,) = mailed(sink, PITI)
    dovecot.append(answer(theirs, replies.outlook_html, "แก้ เลขที่ ศธ 04999/ว 21\nรับทราบครับ", PITI))
    staffed.settle()
    (row,) = staffed.register()
    assert (row["owner"], row["letter_no"]) == ("ว่าที่ร้อยตรีปิติ ยินดี", "ศธ 04999/ว 21")
    assert events(staffed)[-4:] == ["passed", "assigned", "acknowledged", "corrected"]
    assert "ศธ 04999/ว 21" in text(mailed(sink, PITI)[-1])
    staffed.let_hours_pass()
    staffed.settle()
    assert [len(mailed(sink, each)) for each in (SOMJAI, PITI)] == [2, 2], "nobody is reminded of what is known"


def test_a_forged_acknowledgement_and_one_in_other_hands_are_refused_and_shown(
    staffed: Office, dovecot: Dovecot, sink: SmtpSink
) -> None:
    (notice,) = mailed(sink, SOMJAI)
    dovecot.append(answer(notice, replies.bare, "มอบ ปิติ", SOMJAI))
    staffed.settle()
    (theirs,) = mailed(sink, PITI)
    dovecot.append(answer(theirs, replies.iphone, "รับทราบ", PITI, ("Authentication-Results", FAIL)))
    dovecot.append(answer(theirs, replies.forwarded, "รับทราบ", MANEE))
    dovecot.append(answer(theirs, replies.gmail_phone, "รับทราบ", PITI, ("Auto-Submitted", "auto-replied")))
    staffed.settle()
    assert events(staffed).count("answer_refused") == 2
    assert "acknowledged" not in events(staffed)
    assert [each["problem"] for each in staffed.problems()] == ["not_accepted", "not_accepted", "auto_reply"]
    asked = mailed(sink, SOMJAI)[-2:]  # several readers: in either order
    (forged,) = (each for each in asked if "อีเมลปลอม" in text(each))
    (handed,) = (each for each in asked if MANEE in text(each))
    assert forged is not handed
    assert len(mailed(sink, PITI)) == 1, "who may not have written is not answered"
    dovecot.append(answer(forged, replies.gmail_phone, "ถูกต้อง", SOMJAI))
    staffed.settle()
    assert "acknowledged" in events(staffed), "the clerk vouched for it"


def test_a_bounce_marks_the_address_and_tells_the_clerk(staffed: Office, dovecot: Dovecot, sink: SmtpSink) -> None:
    (notice,) = mailed(sink, SOMJAI)
    dovecot.append(answer(notice, replies.bare, "มอบ ปิติ", SOMJAI))
    staffed.settle()
    (theirs,) = mailed(sink, PITI)
    dovecot.append(bounce(theirs["Message-ID"], PITI))
    staffed.settle()
    assert staffed.ask("SELECT address FROM dead_addresses") == [(PITI,)]
    assert staffed.ask(f"SELECT state FROM deliveries WHERE recipient = '{PITI}' AND purpose = 'notice'") == [
        ("bounced",)
    ]
    assert PITI in text(mailed(sink, SOMJAI)[-1])
    assert len(mailed(sink, PITI)) == 1


def test_a_search_by_mail_is_answered(staffed: Office, dovecot: Dovecot, sink: SmtpSink) -> None:
    (notice,) = mailed(sink, SOMJAI)
    asked = answer(notice, replies.bare, "ค้นหา งบประมาณ", SOMJAI, ("In-Reply-To", "<1@elsewhere.example>"))
    dovecot.append(asked)
    dovecot.append(asked.replace(SOMJAI.encode(), b"stranger@elsewhere.example").replace(b"@phone", b"@other"))
    staffed.settle()
    found = mailed(sink, SOMJAI)[-1]
    assert "การจัดสรรงบประมาณ" in text(found)
    assert found["To"] == SOMJAI
    assert not mailed(sink, "stranger@elsewhere.example")
    assert not mailed(sink, ADDRESS)
