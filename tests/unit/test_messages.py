"""The mails to people about letters, as their mail programs have them."""

from __future__ import annotations

import email
import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dispatcher.attached import MB
from dispatcher.compose import Sender, addressed
from dispatcher.messages import Messages
from dispatcher.notice import shortened
from intake.commands import Acknowledge, Close, Give, Return, understand
from intake.mail import parse_mail
from intake.mailtext import html_text
from intake.naming import resolve
from intake.quoting import own_words
from registry.assignments import Arrangements, Task
from registry.deliveries import Delivery, Purpose
from registry.model import Book, Found, KeptFile, Letter, Reading, Role
from registry.store import Registry
from registry.tokens import Tokens
from templates import words
from tests.support.entering import START, Clock, enter, kept, read, sha256
from tests.support.mails import png
from tests.support.people import people
from tests.unit.test_checking import link_of, texts

OFFICE = people("นายก้าน แก่นแท้,กลุ่มนโยบายและแผน,officer,kan@office.example")
CLERK, HEAD, OFFICER = "somjai@office.example", "mana@office.example", "piti@office.example"
DIRECTOR, UNIT_CLERK = "duang@office.example", "manee@office.example"
TOKENS = Tokens(b"only for tests")
PDF, PICTURE = b"%PDF-1.7 a letter", png(20, 10)
SUBJECT = "ขอเชิญประชุม"
NOTHING: dict[str, Any] = {
    **{"done": [], "faults": [], "before": {}, "stands": {}, "review": [], "attached": [], "search": None}
}
LINE = {"number": "1/2569", "secret": False, "letter_no": "ศธ 04999/1", "subject": SUBJECT, "sender": "อำเภอสมมุติ"}
WAITING = {**LINE, "urgency": "ด่วน", "task": "act", "answer_by": START.isoformat(), "acknowledged": False, "late": True}


@pytest.fixture
def office(sqlite_registry: Registry) -> Registry:
    arrangements = Arrangements(
        people=lambda: OFFICE, message_id=lambda letter: f"<{TOKENS.make(letter)}@office.example>"
    )
    return replace(sqlite_registry, arrangements=arrangements)


@pytest.fixture
def letter(office: Registry) -> Letter:
    return enter(office, read(subject=SUBJECT), *FILES)


FILES = (
    KeptFile(sha256=sha256("letter"), name="รับ/หนังสือ.pdf", media_type="application/pdf", role=Role.LETTER),
    KeptFile(sha256=sha256("list"), name="บัญชี.xlsx", media_type="no type at all", role=Role.ENCLOSURE),
    kept("mail", Role.MAIL),
    kept("picture", Role.PICTURE),
)


def composed(office: Registry, delivery: Delivery, *, most: int = 10 * MB) -> EmailMessage | None:
    sender = Sender(name="สำนักงานสมมุติ", address="saraban@office.example", zone=ZoneInfo("Asia/Bangkok"))
    contents = {sha256("picture"): PICTURE}
    messages = Messages(
        sender=sender,
        original=lambda name: contents.get(name, PDF),
        size=lambda name: len(contents.get(name, PDF)),
        people=lambda: OFFICE,
        most=most,
    )
    with office.begin() as tx:
        content = messages.compose(tx, delivery)
    if content is None:
        return None
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 998
    message = email.message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)
    assert message["Auto-Submitted"].startswith("auto-")
    return message


def mail(office: Registry, letter: Letter | None, purpose: Purpose, to: str = "", **how: Any) -> EmailMessage:
    """The message of this purpose, to `to` where there are several."""
    delivery = next(each for each in queued(office, letter) if each.purpose is purpose and to in each.recipient)
    message = composed(office, delivery, **how)
    assert message is not None
    return message


def queued(office: Registry, letter: Letter | None) -> list[Delivery]:
    with office.begin() as tx:
        return tx.deliveries.of(letter.id) if letter else tx.deliveries.claim(9)


def give(office: Registry, letter: Letter, to: str, task: Task = Task.ACT, by: str = "saraban", **more: Any) -> None:
    person = OFFICE.by_address(to)
    assert person
    with office.begin(by) as tx:
        tx.assignments.give(tx.entries.by_id(letter.id), person, task, **more)


def put(office: Registry, letter: Letter | None, purpose: Purpose, to: str, said: dict[str, Any]) -> None:
    token = TOKENS.make(letter.id) if letter else "search"
    with office.begin() as tx:
        tx.deliveries.queue(
            letter_id=letter.id if letter else None,
            purpose=purpose,
            recipient=to,
            message_id=f"<{token}@office.example>",
            said=said,
        )


def answers(message: EmailMessage) -> list[str]:
    """The bodies of the ready-made answers."""
    return [link_of(link)[1] for link in re.findall(r'href="([^"]+)"', texts(message)[1])]


def test_the_owner_reads_all_that_is_to_be_known(office: Registry, clock: Clock) -> None:
    urgent = Reading(fields={**read(subject=SUBJECT).fields, "urgency": Found(value="ด่วนที่สุด", sure=True)})
    clock.now = START + timedelta(days=1)  # a Monday, 10:00
    letter = enter(office, urgent, *FILES)
    give(office, letter, OFFICER, by=HEAD, note="ไปประชุมแทนด้วย")
    message = mail(office, letter, Purpose.NOTICE)
    assert message["To"] == OFFICER
    assert message["Subject"].startswith(f"ด่วนที่สุด หนังสือรับ 1/2569 {SUBJECT} [")
    assert TOKENS.letter_of(message["Subject"]) == letter.id
    plain, page = texts(message)
    for text in (plain, html_text(page)):
        for word in ("1/2569", "ศธ 04999/1", "10 มิถุนายน 2569", SUBJECT, "โรงเรียนบ้านตัวอย่าง", "ด่วนที่สุด"):
            assert word in text
        for word in ("เรื่องนี้เป็นของท่าน", "15 มิ.ย. 69 เวลา 10.30", "นายมานะ ขยันยิ่ง", "ไปประชุมแทนด้วย"):
            assert word in text


def test_letter_and_enclosures_are_attached_and_the_picture_stands_in_the_page(
    office: Registry, letter: Letter
) -> None:
    give(office, letter, OFFICER)
    message = mail(office, letter, Purpose.NOTICE)
    files = {part.get_filename(): part for part in message.iter_attachments()}
    assert list(files) == ["1-2569 หนังสือ.pdf", "1-2569 บัญชี.xlsx"]
    assert files["1-2569 หนังสือ.pdf"].get_content() == PDF
    assert files["1-2569 บัญชี.xlsx"].get_content_type() == "application/octet-stream"
    (picture,) = [part for part in message.walk() if part.get_content_type() == "image/png"]
    assert picture.get_content() == PICTURE
    assert f'src="cid:{picture["Content-ID"].strip("<>")}"' in texts(message)[1]


def test_of_what_is_too_large_it_says_where_it_lies(office: Registry, letter: Letter) -> None:
    give(office, letter, OFFICER)
    message = mail(office, letter, Purpose.NOTICE, most=len(PDF))
    assert [part.get_filename() for part in message.iter_attachments()] == ["1-2569 หนังสือ.pdf"]
    for text in texts(message):
        assert "1-2569 บัญชี.xlsx" in text
        assert "ไฟล์ที่ชื่อขึ้นต้นด้วย 1_ ในโฟลเดอร์ รับแล้ว" in text


@pytest.mark.parametrize(
    ("to", "task", "wanted"),
    [
        (OFFICER, Task.ACT, ["รับทราบ", "เสนอ นายมานะ ขยันยิ่ง", "ส่งคืน ", "ดำเนินการแล้ว"]),
        (
            HEAD,
            Task.ACT,
            [
                "รับทราบ",
                *("มอบ ว่าที่ร้อยตรีปิติ ยินดี", "มอบ นายก้าน แก่นแท้", "มอบ "),
                *("เสนอ ดร.เพชร แข็งแรง", "ส่งคืน ", "ดำเนินการแล้ว"),
            ],
        ),
        (DIRECTOR, Task.PROPOSE, ["รับทราบ", "มอบ ", "ส่งคืน ", "ดำเนินการแล้ว", "ความเห็น "]),
        (OFFICER, Task.KNOW, ["รับทราบ"]),
    ],
)
def test_the_ready_made_answers_are_those_the_post_allows(
    office: Registry, letter: Letter, to: str, task: Task, wanted: list[str]
) -> None:
    give(office, letter, to, task)
    assert answers(mail(office, letter, Purpose.NOTICE)) == wanted


def test_every_ready_made_answer_is_understood(office: Registry, letter: Letter) -> None:
    give(office, letter, HEAD)
    head = OFFICE.by_address(HEAD)
    kinds = []
    for answer in answers(mail(office, letter, Purpose.NOTICE)):
        (command,) = understand(answer, START.date()).commands
        kinds.append(type(command))
        if isinstance(command, Give) and command.text:
            assert head
            assert len(resolve(command.text, OFFICE, head).people) == 1
    assert kinds == [Acknowledge, Give, Give, Give, Give, Return, Close]


def test_the_clerk_to_whom_it_fell_is_shown_who_may_be_the_one(office: Registry, letter: Letter) -> None:
    suggested = [{"name": "นายวีระ ประเสริฐ", "unit": "กลุ่มบริหารงานบุคคล", "confidence": 0.8}]
    give(office, letter, CLERK, said={"suggested": suggested})
    message = mail(office, letter, Purpose.NOTICE)
    assert answers(message)[:2] == ["มอบ นายวีระ ประเสริฐ", "มอบ "]
    for text in texts(message):
        assert "ยังไม่มีกฎข้อใดรับหนังสือนี้" in text
        assert "นายวีระ ประเสริฐ" in text


def test_what_is_not_sure_is_asked_of_who_has_the_letter(office: Registry) -> None:
    letter = enter(office, read(sure=False), *FILES)
    give(office, letter, OFFICER)
    give(office, letter, "weera@office.example", Task.KNOW)
    message = mail(office, letter, Purpose.NOTICE, OFFICER)
    assert "? เลขที่: ศธ 04999/1" in texts(message)[0].splitlines()
    assert "ช่องที่ไม่แน่ใจ โปรดเทียบกับหนังสือ: เลขที่, วันที่, เรื่อง, จาก" in texts(message)[0]
    assert answers(message)[-4:] == [
        *("แก้ เลขที่ ศธ 04999/1", "แก้ วันที่ 10 มิถุนายน 2569", f"แก้ เรื่อง {SUBJECT}", "แก้ จาก โรงเรียนบ้านตัวอย่าง")
    ]
    assert answers(mail(office, letter, Purpose.NOTICE, "weera")) == ["รับทราบ"]


def test_the_clerk_who_has_the_letter_is_not_asked_about_it_apart(office: Registry) -> None:
    letter = enter(office, read(sure=False), *FILES)
    for clerk in ("Somjai@office.example", "other@office.example"):
        put(office, letter, Purpose.CHECK, clerk, {})
    give(office, letter, CLERK)
    checks = [each for each in queued(office, letter) if each.purpose is Purpose.CHECK]
    assert [composed(office, each) is None for each in checks] == [True, False]
    assert "ถูกต้อง" in answers(mail(office, letter, Purpose.NOTICE))


def test_a_reminder_goes_with_its_notice_and_says_when_it_was_due(
    office: Registry, letter: Letter, clock: Clock
) -> None:
    give(office, letter, OFFICER)
    notice, *_ = queued(office, letter)
    clock.move(timedelta(days=30))
    message = mail(office, letter, Purpose.REMINDER)
    assert message["Subject"].startswith("เตือน: หนังสือรับ 1/2569")
    assert message["References"] == notice.message_id
    assert message["Auto-Submitted"] == "auto-generated"
    assert list(message.iter_attachments()) == []
    assert "ครบกำหนดตอบรับเมื่อ" in texts(message)[0]
    assert answers(message)[0] == "รับทราบ"


def test_the_head_reads_who_has_not_answered_and_may_give_it_to_another(
    office: Registry, letter: Letter, clock: Clock
) -> None:
    give(office, letter, OFFICER, by=UNIT_CLERK, note="ช่วยดูด้วย")
    clock.move(timedelta(days=30))
    message = mail(office, letter, Purpose.ESCALATION, HEAD)
    assert "ยังไม่ตอบรับ" in message["Subject"]
    assert answers(message) == ["มอบ นายก้าน แก่นแท้", "มอบ ", "ความเห็น "]
    for text in texts(message):
        assert "ว่าที่ร้อยตรีปิติ ยินดี ยังไม่ตอบรับ" in text
        assert "ข้อความถึง ว่าที่ร้อยตรีปิติ ยินดี: ช่วยดูด้วย" in text
    assert list(message.iter_attachments())


def test_of_a_secret_letter_nothing_but_its_outer_facts_is_said(office: Registry) -> None:
    marker = "ลึกลับ"
    fields = {**read(subject=marker).fields, "secrecy": Found(value="ลับ", sure=True)}
    letter = enter(office, Reading(fields=fields), *FILES)
    give(office, letter, OFFICER)
    message = mail(office, letter, Purpose.NOTICE)
    assert marker not in message["Subject"]
    assert [part.get_content_type() for part in message.walk() if not part.is_multipart()] == [
        "text/plain",
        "text/html",
    ]
    for text in texts(message):
        assert marker not in text
        assert "ศธ 04999/1" in text
    assert answers(message) == ["รับทราบ", "ส่งคืน ", "ดำเนินการแล้ว"]


def test_the_reply_tells_each_step_that_was_done(office: Registry, letter: Letter) -> None:
    done = [
        {"what": "acknowledged"},
        {"what": "assigned", "names": ["นายก้าน แก่นแท้", "นางมานี มีทรัพย์"], "note": "ช่วยดูด้วย"},
        {"what": "returned", "to": None, "reason": "ไม่ใช่ของเรา"},
        {"what": "closed", "by": "ศธ 04999/9"},
    ]
    put(office, letter, Purpose.REPLY, OFFICER, {**NOTHING, "done": done})
    for text in texts(mail(office, letter, Purpose.REPLY)):
        for word in ("ทราบเรื่องนี้", "นายก้าน แก่นแท้, นางมานี มีทรัพย์", "ช่วยดูด้วย", "ไม่ใช่ของเรา", "ศธ 04999/9"):
            assert word in text
        assert "วิธี" not in text


def test_who_is_not_understood_is_told_what_can_be_said(office: Registry, letter: Letter) -> None:
    give(office, letter, OFFICER)
    put(office, letter, Purpose.REPLY, OFFICER, {**NOTHING, "done": [{"what": "remark", "text": "ฝากไว้ก่อน"}]})
    for text in texts(mail(office, letter, Purpose.REPLY)):
        for word in ("ไม่พบคำสั่งในข้อความ", "เสนอ", "ส่งคืน"):
            assert word in text
        assert "มอบ" not in text  # an officer gives it to nobody


def test_a_search_is_answered_with_what_was_found(office: Registry) -> None:
    found = {
        "label": "7",
        "year": 2569,
        "letter_no": "ศธ 04999/7",
        "date": "2026-06-10",
        "subject": None,
        "sender": None,
    }
    put(office, None, Purpose.REPLY, OFFICER, {**NOTHING, "search": {"words": "อบรม", "total": 30, "found": [found]}})
    message = mail(office, None, Purpose.REPLY)
    assert message["Subject"] == "ตอบ: ผลการค้นหา «อบรม»"
    for text in texts(message):
        for word in ("พบ 30 ฉบับ", "7/2569", "ศธ 04999/7", "10 มิถุนายน 2569"):
            assert word in text


def test_the_sender_is_told_why_a_letter_comes_back(office: Registry, letter: Letter) -> None:
    put(office, letter, Purpose.RETURNED, "school@school.example", {"reason": "เรียนถึงสำนักงานอื่น"})
    message = mail(office, letter, Purpose.RETURNED)
    assert message["Subject"] == "ขอส่งคืนหนังสือ ที่ ศธ 04999/1"
    for text in texts(message):
        assert "เรียนถึงสำนักงานอื่น" in text
        assert "หรือสอบถามมาที่อีเมลนี้" in text


@pytest.mark.parametrize("why", ["forged", "another", "gone"])
def test_the_clerk_reads_an_answer_that_was_not_accepted(office: Registry, letter: Letter, why: str) -> None:
    put(office, letter, Purpose.REFUSED_ANSWER, CLERK, refused(why))
    message = mail(office, letter, Purpose.REFUSED_ANSWER)
    assert answers(message) == ["ถูกต้อง"]
    for text in texts(message):
        for word in ("someone@elsewhere.example", "ปิติ", "| รับทราบ"):
            assert word in text


def refused(why: str = "another") -> dict[str, Any]:
    return {
        **{"from": "someone@elsewhere.example", "from_name": "<ปิติ>", "person": "ว่าที่ร้อยตรีปิติ ยินดี", "why": why},
        **{"address": OFFICER, "text": "รับทราบ\n\nมอบ นายก้าน", "attached": []},
    }


def test_a_digest_lists_what_is_late_before_what_waits(office: Registry) -> None:
    unsure = {**LINE, "urgency": None, "review": ["date", "fewer: 1/3"]}
    whole = {
        **{"unsure": [unsure], "unrouted": [], "late": [{**WAITING, "name": "นายก้าน"}], "lists": ["rules.toml:4: …"]},
        "dead": [{"address": "old@school.example", "since": START.isoformat(), "reason": "550 5.1.1"}],
    }
    waiting = [WAITING, {**WAITING, "late": False, "number": "2/2569"}]
    put(office, None, Purpose.DIGEST, CLERK, {"day": "2026-06-14", "waiting": waiting, "office": whole})
    message = mail(office, None, Purpose.DIGEST)
    assert message["Subject"] == "งานสารบรรณประจำวัน 14 มิถุนายน 2569: รอท่าน 2 เรื่อง เลยกำหนด 1"
    for text in texts(message):
        order = [text.index(word) for word in ("เลยกำหนดตอบรับ (1)", "รอท่านอยู่ (1)", "ทั้งสำนักงาน", "old@school.example")]
        assert order == sorted(order)
        assert "ที่ต้องดู: วันที่, สิ่งที่ส่งมาด้วยอาจมาไม่ครบ (มา 1 ระบุไว้ 3 รายการ)" in text


def test_a_digest_with_nothing_that_waits_says_so(office: Registry) -> None:
    said = {"day": "2026-06-14", "waiting": [], "office": {"unrouted": [{**LINE, "urgency": None}]}}
    put(office, None, Purpose.DIGEST, CLERK, said)
    message = mail(office, None, Purpose.DIGEST)
    assert "ไม่มีเรื่องรอท่าน" in message["Subject"]


def _all(office: Registry, letter: Letter) -> Iterator[EmailMessage]:
    """One of every kind that may be answered."""
    for to, task in ((OFFICER, Task.ACT), (HEAD, Task.ACT), (CLERK, Task.ACT), (DIRECTOR, Task.PROPOSE)):
        give(office, letter, to, task)
    give(office, letter, "weera@office.example", Task.KNOW)
    put(office, letter, Purpose.REPLY, OFFICER, {**NOTHING, "faults": [["unclear", "", "มอบใครดี"]]})
    steps = [{"what": "acknowledged"}, {"what": "closed", "by": None}, {"what": "comment", "text": "เห็นชอบ"}]
    put(office, letter, Purpose.REPLY, OFFICER, {**NOTHING, "done": steps})
    put(office, letter, Purpose.REFUSED_ANSWER, CLERK, refused())
    for delivery in queued(office, letter):
        message = composed(office, delivery)
        assert message is not None
        yield message


@pytest.mark.parametrize(
    "broken",
    [
        lambda text: text,
        lambda text: "\n".join(f"> {line}" for line in text.splitlines()),
        *(lambda text, width=width: wrapped(text, width) for width in (50, 60, 72, 76)),
    ],
    ids=["whole", "marked", "50", "60", "72", "76"],
)
def test_nothing_of_ours_orders_anything_when_it_comes_back(office: Registry, broken: Callable[[str], str]) -> None:
    """However a mail program quotes it, and though it drops our first line and every mark."""
    letter = enter(office, read(sure=False), *FILES)
    for message in _all(office, letter):
        plain, page = texts(message)
        for text in (plain, html_text(page), html_text(page.replace("</a>", "</a><br>"))):
            assert own_words(broken(text)) == ""
            without = broken("\n".join(text.splitlines()[1:]))
            assert words.ABOVE not in without
            for quoted in (without, without.replace("> ", "")):
                assert understand(quoted, START.date(), checking=True).commands == ()
                for line in quoted.splitlines():
                    assert understand(line, START.date()).commands == (), line


def wrapped(text: str, width: int) -> str:
    """As a mail program breaks lines, at blanks."""
    return "\n".join("\n".join(textwrap.wrap(line, width)) for line in text.splitlines())


def test_a_long_subject_is_cut_between_whole_letters() -> None:
    long = "กี่" * 60
    assert shortened("กี่", 90) == "กี่"
    assert all(shortened(long, most).rstrip("…") == "กี่" * ((most - 1) // 3) for most in range(20, 40))
    assert shortened("กาเ" + "ก" * 90, 4) == "กา…"


def test_the_secret_book_has_a_name_of_its_own(office: Registry) -> None:
    with office.begin() as tx:
        tx.entries.hold(Book.SECRET)
        letter = tx.entries.reserve(Book.SECRET, "-")
    give(office, letter, OFFICER, Task.KNOW)
    assert mail(office, letter, Purpose.NOTICE)["Subject"].startswith("เพื่อทราบ: หนังสือลับ 1/2569 [")


@pytest.mark.parametrize("length", range(1, 40))
def test_no_blank_is_lost_where_a_header_is_folded(letter: Letter, office: Registry, length: int) -> None:
    said = f"{'ก' * length} {'ข' * 12} 12/2569 {'ค' * 30} [1-0]"
    with office.begin() as tx:
        tx.deliveries.queue(letter_id=letter.id, purpose=Purpose.NOTICE, recipient=OFFICER, message_id="<1@o.example>")
        (delivery,) = tx.deliveries.of(letter.id)
    sender = Sender(
        name=f"สำนักงาน{'ก' * length} เขต 2", address="saraban@office.example", zone=ZoneInfo("Asia/Bangkok")
    )
    message = addressed(sender, delivery, f"{said}\r\nBcc: {HEAD}", START)
    message.set_content("x")
    raw = message.as_bytes()
    came = parse_mail(raw)
    assert (came.subject, came.sender_name, came.sender_address) == (f"{said} Bcc: {HEAD}", sender.name, sender.address)
    assert max(map(len, raw.splitlines())) <= 78
