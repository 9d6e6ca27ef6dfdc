"""An answer by mail: carried out once and answered once, if it is surely the clerk's; else it is any other mail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from intake.answer import MOST_ANSWERS, take_answer
from intake.checkfolder import CheckFolder
from intake.checks import Trouble
from intake.desk import Desk
from intake.hints import Hints
from intake.knowledge import Knowledge
from intake.mail import Mail, parse_mail
from intake.readers import read_mail
from intake.shelf import Shelf
from registry.arrivals import ArrivalState, Landed
from registry.deliveries import Delivery, Purpose
from registry.model import Found, Letter, Origin, Problem, Reading
from registry.originals import Originals
from registry.store import Registry
from registry.tokens import Tokens
from tests.support import mails
from tests.support.entering import enter, kept, land, read

CLERK = "clerk@office.example"
ZONE = ZoneInfo("Asia/Bangkok")
DOUBTFUL = Reading(fields={**read().fields, "letter_no": Found(value="ศธ 04999/1")})


@pytest.fixture
def desk(tmp_path: Path, sqlite_registry: Registry) -> Iterator[Desk]:
    originals = Originals(tmp_path / "originals")
    shelf = Shelf(taken=tmp_path / "รับแล้ว", problems=tmp_path, inbox="รับ", zone=ZONE, originals=originals)
    yield Desk(
        registry=sqlite_registry,
        originals=originals,
        shelf=shelf,
        checks=CheckFolder(tmp_path / "ตรวจ", sqlite_registry, shelf, ZONE, settle=0),
        knowledge=Knowledge(sqlite_registry),
        tokens=Tokens(b"only for tests"),
        zone=ZONE,
        address="saraban@office.example",
        clerk=CLERK,
    )
    originals.close()


@pytest.fixture
def letter(desk: Desk) -> Letter:
    return enter(desk.registry, DOUBTFUL, kept("a"))


def raw(text: str, *headers: str, sender: str = f"สมหญิง <{CLERK}>", number: int = 5) -> bytes:
    """A mail by the clerk's program; `number` makes its Message-ID."""
    tail = b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + text.encode()
    made = mails.mail(tail, *headers, sender=sender.encode())
    return made.replace(b"<1@area.example>", b"<%d@phone.example>" % number)


def referring(desk: Desk, letter: Letter) -> str:
    return f"References: <9@x.example> <{desk.tokens.make(letter.id)}@office.example>"


def claimed(desk: Desk, key: str) -> Landed:
    land(desk.registry, key, origin=Origin.MAIL)
    with desk.registry.begin() as tx:
        (landed,) = tx.arrivals.claim()
        return landed


def take(desk: Desk, mail: Mail | bytes, key: str = "mail:1") -> Landed | None:
    return take_answer(desk, claimed(desk, key), mail if isinstance(mail, Mail) else parse_mail(mail))


def entry(desk: Desk, letter: Letter) -> Letter:
    with desk.registry.begin() as tx:
        return tx.entries.by_id(letter.id)


def replies(desk: Desk, letter: Letter) -> list[Delivery]:
    with desk.registry.begin() as tx:
        return [each for each in tx.deliveries.of(letter.id) if each.purpose is Purpose.ANSWER]


def said(desk: Desk, letter: Letter) -> Any:
    (reply,) = replies(desk, letter)
    return reply.said


def test_a_correction_is_carried_out_and_answered(desk: Desk, letter: Letter) -> None:
    done = take(desk, raw("แก้ เลขที่ ศธ 04999/ว 142\r\n\r\n> ถูกต้อง", referring(desk, letter)))
    assert done is not None
    assert (done.state, done.letter_id, done.mail_from) == (ArrivalState.ANSWER, letter.id, CLERK)
    assert (entry(desk, letter).letter_no, entry(desk, letter).needs_review) == ("ศธ 04999/ว 142", False)
    (reply,) = replies(desk, letter)
    assert (reply.recipient, reply.in_reply_to) == (CLERK, "<5@phone.example>")
    assert desk.tokens.letter_of(reply.message_id) == letter.id
    assert said(desk, letter)["before"] == {"letter_no": "ศธ 04999/1"}
    assert said(desk, letter)["stands"]["letter_no"] == "ศธ 04999/ว 142"
    with desk.registry.begin() as tx:
        assert tx.entries.events(letter)[-1]["who"] == CLERK


def test_an_answer_begun_by_a_link_is_known_by_its_subject(desk: Desk, letter: Letter) -> None:
    subject = f"Subject: Re: 1/2569 [{desk.tokens.make(letter.id)}]"
    assert take(desk, raw("ถูกต้อง", subject)) is not None
    assert not entry(desk, letter).needs_review


def test_what_is_not_understood_changes_nothing_and_is_said(desk: Desk, letter: Letter) -> None:
    assert take(desk, raw("แก้ เลขที่ 142", referring(desk, letter))) is not None
    assert entry(desk, letter) == letter
    assert said(desk, letter)["faults"] == [[Trouble.NUMBER, "letter_no", "142"]]


def test_a_bare_quotation_counts_for_nothing(desk: Desk, letter: Letter) -> None:
    quoted = "ในวันที่ 14 มิ.ย. 2569 สำนักงาน <s@office.example> เขียนว่า:\r\n> ถูกต้อง\r\n> แก้ เลขที่ ศธ 1/2"
    take(desk, raw(quoted, referring(desk, letter)))
    assert entry(desk, letter) == letter
    assert said(desk, letter)["faults"] == [[Trouble.NOTHING, "", ""]]


@pytest.mark.parametrize(
    ("headers", "sender"),
    [
        (["References: <1-0a0a0a0a-aaaaaaaaaaaaaaaa@office.example>"], f"<{CLERK}>"),
        (["{token}"], "<other@office.example>"),
        (["{token}"], f"<{CLERK}.example>"),
        (["{token}", "Auto-Submitted: auto-replied"], f"<{CLERK}>"),
        (["{token}", "X-Autoreply: yes"], f"<{CLERK}>"),
        (["{token}", "Precedence: auto_reply"], f"<{CLERK}>"),
        (["Subject: ตอบ ตรวจหนังสือรับ 1/2569"], f"<{CLERK}>"),
    ],
    ids=["forged", "another sender", "a longer name", "auto-reply", "X-Autoreply", "Precedence", "no token"],
)
def test_what_is_not_surely_hers_is_no_answer(desk: Desk, letter: Letter, headers: list[str], sender: str) -> None:
    token = referring(desk, letter)
    given = [header.replace("{token}", token) for header in headers]
    assert take(desk, raw("แก้ เลขที่ ศธ 04999/7", *given, sender=sender)) is None
    assert (entry(desk, letter), replies(desk, letter)) == (letter, [])


def test_another_offices_token_is_no_answer(desk: Desk, letter: Letter) -> None:
    header = f"References: <{Tokens(b'another').make(letter.id)}@office.example>"
    assert take(desk, raw("ถูกต้อง", header)) is None


def test_a_token_of_an_entry_that_is_not_there_is_no_answer(desk: Desk) -> None:
    header = f"References: <{desk.tokens.make(99)}@office.example>"
    assert take(desk, raw("ถูกต้อง", header)) is None


def test_the_same_mail_again_is_listed(desk: Desk, letter: Letter) -> None:
    answer = raw("แก้ เลขที่ ศธ 04999/7", referring(desk, letter))
    first = take(desk, answer, "mail:1")
    assert first is not None
    with desk.registry.begin() as tx:
        tx.arrivals.settle(first)
    again = take(desk, answer, "mail:2")
    assert again is not None
    assert (again.state, again.problem) == (ArrivalState.LISTED, Problem.SAME_MAIL)
    assert len(replies(desk, letter)) == 1


def test_a_responder_that_hides_what_it_is_does_not_keep_us_writing(desk: Desk, letter: Letter) -> None:
    for number in range(MOST_ANSWERS + 3):
        done = take(desk, raw("ขณะนี้ลาพักผ่อน", referring(desk, letter), number=number), f"mail:{number}")
        assert done is not None
        with desk.registry.begin() as tx:
            tx.arrivals.settle(done)
    assert len(replies(desk, letter)) == MOST_ANSWERS
    assert entry(desk, letter) == letter


def test_a_struck_entry_is_said_to_be_struck(desk: Desk, letter: Letter) -> None:
    with desk.registry.begin() as tx:
        tx.entries.strike(letter, "ซ้ำ")
    take(desk, raw("ถูกต้อง", referring(desk, letter)))
    assert said(desk, letter)["faults"] == [[Trouble.STRUCK, "", ""]]


def test_a_letter_attached_to_an_answer_is_not_passed_over_in_silence(desk: Desk, letter: Letter) -> None:
    parts = [b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + "ถูกต้อง".encode()]
    parts.append(mails.part(mails.PDF, "application/pdf", 'attachment; filename="new.pdf"'))
    mail = mails.mail(mails.multipart(parts), referring(desk, letter), sender=CLERK.encode())
    take(desk, mail)
    assert said(desk, letter)["attached"] == ["new.pdf"]


def test_an_answer_is_known_before_its_documents_are_read(desk: Desk, letter: Letter, tmp_path: Path) -> None:
    """So that the picture that comes back with it, in whatever form, is never read as a letter."""
    parts = [b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + "ถูกต้อง".encode()]
    parts.append(mails.part(mails.PDF, "application/pdf", 'attachment; filename="a.pdf"'))
    path = tmp_path / "mail"
    path.write_bytes(mails.mail(mails.multipart(parts), referring(desk, letter), sender=CLERK.encode()))
    assert read_mail(path, Hints(), CLERK).answer
    other = read_mail(path, Hints(), "other@office.example")
    assert not other.answer
    assert len(other.parts) == 1
