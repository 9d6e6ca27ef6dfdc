"""The messages by which a clerk checks what was read, as her mail program has them."""

from __future__ import annotations

import asyncio
import email
import re
from dataclasses import replace
from email.message import EmailMessage
from email.policy import default
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from intake.checks import Trouble
from intake.commands import Correct, understand
from intake.mail import parse_mail
from intake.mailtext import html_text
from intake.quoting import own_words
from registry.corrections import Came
from registry.deliveries import Delivery, DeliveryState, Purpose
from registry.model import CORRECTABLE, Evidence, Found, Kind, Letter, Reading, Role
from registry.store import Registry
from registry.tokens import Tokens
from tests.support.entering import START, enter, kept
from tests.support.mails import png
from tests.support.smtp import SmtpSink
from tests.unit.test_outbox import OFFICE, outbox, send

CLERK = "clerk@office.example"
TOKENS = Tokens(b"only for tests")
PICTURE = png(20, 10)
BY_HAND = Evidence(page=1, box=(85, 138, 227, 162), text="ที่ ศธ 04999/", how="handwritten")
DOUBTFUL = Reading(
    fields={
        "kind": Found(value=Kind.EXTERNAL, sure=True),
        "letter_no": Found(value="ศธ 04999/", evidence=BY_HAND),
        "date": Found(value="2026-06-10"),
        "subject": Found(value='ขอเชิญประชุม <ด่วน> & "อบรม"', sure=True),
        "sender": Found(value="โรงเรียนบ้านตัวอย่าง", sure=True),
    }
)


def queue(registry: Registry, letter: Letter, purpose: Purpose = Purpose.CHECK, **more: object) -> str:
    """A message to the clerk, due now; returns its token."""
    token = TOKENS.make(letter.id)
    with registry.begin() as tx:
        tx.deliveries.queue(
            letter_id=letter.id,
            arrival_id=None,
            purpose=purpose,
            recipient=CLERK,
            message_id=f"<{token}@office.example>",
            **more,  # type: ignore[arg-type]
        )
    return token


def sent(registry: Registry) -> EmailMessage:
    with SmtpSink() as server:
        send(outbox(registry, server.port, picture=PICTURE))
    (sunk,) = server.messages
    assert sunk.content.isascii()
    assert max(map(len, sunk.content.split(b"\r\n"))) <= 998
    message = email.message_from_bytes(sunk.content, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def link_of(link: str) -> tuple[str, str]:
    """The subject and the body of the mail that a ready-made answer begins."""
    parts = urlsplit(link.replace("&amp;", "&"))
    assert (parts.scheme, unquote(parts.path)) == ("mailto", "saraban@office.example")
    assert len(link) < 1000  # Outlook takes no more than 2,083 characters
    query = parse_qs(parts.query)
    return query["subject"][0], query["body"][0]


def deliveries(registry: Registry, letter: Letter) -> list[Delivery]:
    with registry.begin() as tx:
        return tx.deliveries.of(letter.id)


def texts(message: EmailMessage) -> tuple[str, str]:
    """The plain text and the HTML."""
    plain, page = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert page is not None
    return plain.get_content(), page.get_content()


@pytest.fixture
def letter(sqlite_registry: Registry) -> Letter:
    return enter(sqlite_registry, DOUBTFUL, kept("a"), kept("its picture", Role.PICTURE))


def test_the_question_names_the_entry_and_what_is_not_sure(sqlite_registry: Registry, letter: Letter) -> None:
    token = queue(sqlite_registry, letter)
    message = sent(sqlite_registry)
    assert message["Subject"] == f"ตรวจหนังสือรับ 1/2569 [{token}]"
    assert (message["To"], message["Auto-Submitted"]) == (CLERK, "auto-generated")
    plain, page = texts(message)
    for text in (plain, html_text(page)):
        for words in ("1/2569", "เขียนด้วยมือ", "10 มิถุนายน 2569", "โรงเรียนบ้านตัวอย่าง", '<ด่วน> & "อบรม"', OFFICE):
            assert words in text
    assert "? เลขที่: ศธ 04999/ (เขียนด้วยมือ)" in plain.splitlines()
    assert "- จาก: โรงเรียนบ้านตัวอย่าง" in plain.splitlines()


def test_the_picture_stands_in_the_page(sqlite_registry: Registry, letter: Letter) -> None:
    queue(sqlite_registry, letter)
    message = sent(sqlite_registry)
    _, page = texts(message)
    (picture,) = [part for part in message.walk() if part.get_content_type() == "image/png"]
    assert picture.get_content() == PICTURE
    assert f'src="cid:{picture["Content-ID"].strip("<>")}"' in page
    assert picture.get_content_disposition() == "inline"


def test_a_letter_without_a_picture_is_asked_about_too(sqlite_registry: Registry) -> None:
    queue(sqlite_registry, enter(sqlite_registry, DOUBTFUL, kept("a")))
    message = sent(sqlite_registry)
    assert "<img" not in texts(message)[1]


def test_the_ready_made_answers_are_understood(sqlite_registry: Registry, letter: Letter) -> None:
    token = queue(sqlite_registry, letter)
    links = re.findall(r'href="([^"]+)"', texts(sent(sqlite_registry))[1])
    answers = [answer for subject, answer in map(link_of, links) if token in subject]
    assert answers == ["ถูกต้อง", "แก้ เลขที่ ศธ 04999/", "แก้ วันที่ 10 มิถุนายน 2569"]
    for answer, values in (
        (answers[0], {}),
        (answers[1] + "123", {"letter_no": "ศธ 04999/123"}),
        (answers[2], {"date": "2026-06-10"}),
    ):
        (command,) = understand(answer, START.date()).commands
        assert command == Correct(values, not values)


@pytest.mark.parametrize("faults", [[], [[Trouble.NUMBER, "letter_no", "142"]]], ids=["changed", "not understood"])
def test_nothing_of_ours_reads_as_an_answer_when_it_comes_back(
    sqlite_registry: Registry, letter: Letter, faults: list[object]
) -> None:
    """However badly a mail program quotes it: whole, without marks, without our first line, or as text of the HTML."""
    queue(sqlite_registry, letter)
    question = texts(sent(sqlite_registry))
    queue(sqlite_registry, letter, Purpose.REPLY, said=outcome(faults=faults))
    plain, page = texts(sent(sqlite_registry))
    buttons_apart = question[1].replace("</a>", "</a><br>")  # a block each, as mail programs show them
    for text in (question[0], html_text(question[1]), html_text(buttons_apart), plain, html_text(page)):
        assert own_words(text) == ""
        without = "\n".join(text.splitlines()[1:])
        assert understand(without, START.date(), checking=True).commands == ()


def test_what_was_settled_before_it_was_sent_is_not_asked(sqlite_registry: Registry, letter: Letter) -> None:
    queue(sqlite_registry, letter)
    with sqlite_registry.begin() as tx:
        tx.corrections.correct(letter, {}, confirmed=True, came=Came.FOLDER)
    with SmtpSink() as server:
        assert asyncio.run(outbox(sqlite_registry, server.port).send_due())
    assert server.messages == []
    assert [each.state for each in deliveries(sqlite_registry, letter)] == [DeliveryState.WITHDRAWN]


def test_the_reply_says_what_was_changed_and_what_stands(sqlite_registry: Registry, letter: Letter) -> None:
    token = queue(sqlite_registry, letter, Purpose.REPLY, in_reply_to="<9@office.example>", said=outcome())
    message = sent(sqlite_registry)
    assert (message["In-Reply-To"], message["Auto-Submitted"]) == ("<9@office.example>", "auto-replied")
    assert TOKENS.letter_of(message["Subject"]) == letter.id
    assert token in message["Message-ID"]
    lines = texts(message)[0].splitlines()
    assert "- เลขที่: ศธ 04999/ -> ศธ 04999/123" in lines
    assert "- วันที่: 10 มิถุนายน 2569" in lines
    assert "ยังต้องตรวจ: วันที่, อาจเป็นฉบับเดียวกับเลขรับ 3/2569" in lines
    assert "สแกนใหม่.pdf" in texts(message)[1]


def test_the_reply_says_what_was_not_understood(sqlite_registry: Registry, letter: Letter) -> None:
    faults = [[Trouble.NUMBER, "letter_no", "142"], [Trouble.FIELD, "", "เลขรับ 3"]]
    queue(sqlite_registry, letter, Purpose.REPLY, said={**outcome(faults=faults), "before": {}})
    text = texts(sent(sqlite_registry))[0]
    for words in ("ยังไม่ได้ทำตามที่เขียนมา", "«142» ดูไม่เหมือนเลขที่หนังสือ", "เลขรับ 3"):
        assert words in text


def test_what_was_settled_meanwhile_is_not_asked_again(sqlite_registry: Registry, letter: Letter) -> None:
    queue(sqlite_registry, letter)
    with SmtpSink(refuse="451 4.3.0 Try later") as server:
        send(outbox(sqlite_registry, server.port, picture=PICTURE))
    with sqlite_registry.begin() as tx:
        tx.corrections.correct(letter, {"letter_no": "ศธ 04999/7"}, came=Came.FOLDER)
    later = replace(sqlite_registry, clock=lambda: START.replace(hour=9))
    with SmtpSink() as server:
        send(outbox(later, server.port, picture=PICTURE))
    lines = parse_mail(server.messages[0].content).body.splitlines()
    assert "- เลขที่: ศธ 04999/7" in lines
    assert "? วันที่: 10 มิถุนายน 2569" in lines


def outcome(faults: list[object] | None = None) -> dict[str, object]:
    """What an answer came to, as it is kept with its reply."""
    stands = dict.fromkeys(CORRECTABLE) | {"letter_no": "ศธ 04999/123", "date": "2026-06-10"}
    return {
        "faults": faults or [],
        "before": {"letter_no": "ศธ 04999/"},
        "stands": stands,
        "review": ["date", "same: 3/2569"],
        "attached": ["สแกนใหม่.pdf"],
    }
