"""Answers by mail, on every database: carried out once and answered once, by whoever may; nothing by anybody else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from intake.checks import Trouble
from intake.desk import Desk, Trusted
from intake.hints import Hints
from intake.readers import read_mail
from intake.wrote import MOST_ANSWERS
from registry.arrivals import ArrivalState, Landed
from registry.assignments import Arrangements, Assignment, Outcome, Task
from registry.deliveries import Delivery, DeliveryState, Purpose
from registry.model import Book, Found, KeptFile, Letter, Origin, Problem, Reading, Role
from registry.people import People
from registry.store import Registry
from registry.tokens import Tokens
from registry.undelivered import MOST_TOLD
from tests.support import mails
from tests.support.answering import FAIL, SERVER, TOKENS, open_desk, raw, serial, take
from tests.support.entering import Clock, enter, enter_secret, kept, land, read, sha256
from tests.support.people import people

OFFICE = people()
SOMJAI, MANA, MANEE, PITI, CHOOJAI, WEERA, PETCH, DUANG = (person.address for person in OFFICE.everyone)
SENDER = "school@area.example"


@pytest.fixture
def desk(tmp_path: Path, registry: Registry) -> Iterator[Desk]:
    with open_desk(tmp_path, registry, OFFICE, SOMJAI) as opened:
        yield opened


@pytest.fixture
def letter(desk: Desk) -> Letter:
    return enter(desk.registry, read(), kept("a"))


def give(desk: Desk, letter: Letter, address: str, task: Task = Task.ACT, by: str = "saraban") -> Assignment:
    person = OFFICE.by_address(address)
    assert person
    with desk.registry.begin(by) as tx:
        return tx.assignments.give(letter, person, task)


def mailed(desk: Desk, letter: Letter, address: str = "", purpose: Purpose | None = None) -> list[Delivery]:
    """What was queued about an entry: to an address, for a purpose."""
    with desk.registry.begin() as tx:
        return [
            each
            for each in tx.deliveries.of(letter.id)
            if address in ("", each.recipient) and purpose in (None, each.purpose)
        ]


def notice(desk: Desk, letter: Letter, address: str) -> str:
    """The Message-ID of the last notice to a person."""
    return mailed(desk, letter, address, Purpose.NOTICE)[-1].message_id


def answer(desk: Desk, letter: Letter, by: str, text: str, *headers: str, about: str = "", **how: int) -> Landed | None:
    """A person answers the last notice they got, or the message `about`."""
    about = about or notice(desk, letter, by)
    return take(desk, raw(text, by, f"In-Reply-To: {about}", *headers, **how))


def said(desk: Desk, letter: Letter, address: str) -> Any:
    """What the last reply to a person says."""
    return mailed(desk, letter, address, Purpose.REPLY)[-1].said


def faults(desk: Desk, letter: Letter, address: str) -> list[str]:
    return [fault[0] for fault in said(desk, letter, address)["faults"]]


def held(desk: Desk, letter: Letter) -> dict[str, Task]:
    """Who has the letter, and what for."""
    with desk.registry.begin() as tx:
        return {each.person: each.task for each in tx.assignments.open_for(letter)}


def of(desk: Desk, letter: Letter, address: str) -> Assignment:
    with desk.registry.begin() as tx:
        return next(each for each in reversed(tx.assignments.of(letter)) if each.person == address)


def entry(desk: Desk, letter: Letter) -> Letter:
    with desk.registry.begin() as tx:
        return tx.entries.by_id(letter.id)


def events(desk: Desk, letter: Letter) -> list[dict[str, Any]]:
    with desk.registry.begin() as tx:
        return tx.entries.events(letter)


def waiting(desk: Desk, letter: Letter) -> set[Purpose]:
    """What is still to be sent about an entry, replies aside."""
    found = {each.purpose for each in mailed(desk, letter) if each.state is DeliveryState.QUEUED}
    return found - {Purpose.REPLY}


class TestOrders:
    """What each order does, with everything that follows from it."""

    def test_an_acknowledgement_takes_the_reminders_away(self, desk: Desk, letter: Letter) -> None:
        give(desk, letter, PITI)
        assert waiting(desk, letter) == {Purpose.NOTICE, Purpose.REMINDER, Purpose.ESCALATION}
        done = answer(desk, letter, PITI, "รับทราบครับ")
        assert done
        assert (done.state, done.letter_id, done.mail_from) == (ArrivalState.ANSWER, letter.id, PITI)
        assert of(desk, letter, PITI).acknowledged_at is not None
        assert waiting(desk, letter) == {Purpose.NOTICE}
        (reply,) = mailed(desk, letter, PITI, Purpose.REPLY)
        assert reply.said
        assert reply.said["done"] == [{"what": "acknowledged"}]
        assert reply.in_reply_to == f"<{next(serial) - 2}@phone.example>"
        assert (events(desk, letter)[-1]["what"], events(desk, letter)[-1]["who"]) == ("acknowledged", PITI)

    def test_it_is_passed_down_and_proposed_up(self, desk: Desk, letter: Letter) -> None:
        give(desk, letter, SOMJAI)
        answer(desk, letter, SOMJAI, "มอบ กลุ่มนโยบายและแผน และกลุ่มบุคคล พิจารณา\nเพื่อทราบ ผอ.เขต")
        assert held(desk, letter) == {MANEE: Task.ACT, CHOOJAI: Task.ACT, DUANG: Task.KNOW}
        assert of(desk, letter, SOMJAI).outcome is Outcome.PASSED
        assert of(desk, letter, MANEE).note == "พิจารณา"
        assert entry(desk, letter).owner == "นางมานี มีทรัพย์, นางชูใจ เลิศล้ำ"
        answer(desk, letter, MANEE, "รับทราบค่ะ\nมอบ ปิติ ดำเนินการภายในวันศุกร์")
        answer(desk, letter, PITI, "เสนอ ผอ.กลุ่ม เพื่อพิจารณา")
        assert held(desk, letter) == {CHOOJAI: Task.ACT, DUANG: Task.KNOW, MANA: Task.PROPOSE}
        assert of(desk, letter, PITI).outcome is Outcome.PROPOSED
        answer(desk, letter, MANA, "เสนอ ผอ.")
        answer(desk, letter, DUANG, "- ทราบ\n- อนุมัติ")
        assert [event["after"] for event in events(desk, letter) if event["what"] == "comment"] == [{"text": "อนุมัติ"}]

    def test_it_goes_back_down_the_line_and_to_its_sender(self, desk: Desk) -> None:
        land(desk.registry, "mail:first", content="a letter", origin=Origin.MAIL)
        with desk.registry.begin() as tx:
            (landed,) = tx.arrivals.claim()
            tx.entries.hold(Book.IN)
            whole = KeptFile(sha256=sha256("m"), name="m", media_type="message/rfc822", role=Role.MAIL)
            files = (kept("a"), whole)
            letter = tx.entries.enter(read(), files, received_at=tx.now, source="s", arrival_id=landed.id)
            tx.arrivals.decide(landed, ArrivalState.REGISTERED, mail_from=SENDER, name="x", letter_id=letter.id)
            tx.arrivals.settle(landed)
        give(desk, letter, PITI)
        answer(desk, letter, PITI, "ส่งคืน ไม่ใช่งานของกลุ่ม")
        assert held(desk, letter) == {MANEE: Task.ACT}
        assert of(desk, letter, MANEE).note == "ไม่ใช่งานของกลุ่ม"
        answer(desk, letter, MANEE, "ส่งคืน เป็นของโรงเรียนอื่น")
        assert held(desk, letter) == {SOMJAI: Task.ACT}
        answer(desk, letter, SOMJAI, "ส่งคืน ส่งผิดเขต")
        assert held(desk, letter) == {}
        (back,) = mailed(desk, letter, SENDER)
        assert (back.purpose, back.said) == (Purpose.RETURNED, {"reason": "ส่งผิดเขต"})
        assert entry(desk, letter).state == letter.state, "the entry is kept"
        assert waiting(desk, letter) == {Purpose.RETURNED}
        assert entry(desk, letter).closed_at is not None
        with desk.registry.begin() as tx:
            tx.assignments.came_again(letter)
        assert held(desk, letter) == {SOMJAI: Task.ACT}, "mended and sent again"
        assert entry(desk, letter).closed_at is None
        answer(desk, letter, SOMJAI, "มอบ ปิติ")
        with desk.registry.begin() as tx:
            tx.assignments.came_again(letter)
        assert held(desk, letter) == {PITI: Task.ACT}

    def test_what_came_on_paper_cannot_be_mailed_back(self, desk: Desk, letter: Letter) -> None:
        give(desk, letter, SOMJAI)
        answer(desk, letter, SOMJAI, "ส่งคืน ส่งผิดเขต")
        assert faults(desk, letter, SOMJAI) == [Trouble.NO_WAY_BACK]
        assert held(desk, letter) == {SOMJAI: Task.ACT}

    def test_it_is_closed_by_a_letter(self, desk: Desk, letter: Letter) -> None:
        give(desk, letter, PITI)
        answer(desk, letter, PITI, "ดำเนินการแล้ว ตามหนังสือ ศธ 04999/77 ลงวันที่ 13 มิ.ย. 2569")
        assert (entry(desk, letter).closed_by, held(desk, letter)) == ("ศธ 04999/77", {})
        assert waiting(desk, letter) == set()

    def test_fields_are_corrected(self, desk: Desk) -> None:
        doubtful = Reading(fields={**read().fields, "letter_no": Found(value="ศธ 04999/1")})
        letter = enter(desk.registry, doubtful, kept("a"))
        give(desk, letter, PITI)
        answer(desk, letter, PITI, "แก้ เลขที่ ศธ 04999/ว 142\nรับทราบ\n\n> ถูกต้อง")
        assert (entry(desk, letter).letter_no, entry(desk, letter).needs_review) == ("ศธ 04999/ว 142", False)
        told = said(desk, letter, PITI)
        assert [step["what"] for step in told["done"]] == ["acknowledged", "corrected"]
        assert told["before"] == {"letter_no": "ศธ 04999/1"}
        assert told["stands"]["letter_no"] == "ศธ 04999/ว 142"

    def test_anything_else_is_a_note_and_answered_once(self, desk: Desk, letter: Letter) -> None:
        give(desk, letter, PITI)
        answer(desk, letter, PITI, "ยังไม่รับทราบครับ ขอดูต้นฉบับ")
        assert of(desk, letter, PITI).acknowledged_at is None
        assert said(desk, letter, PITI)["done"] == [{"what": "remark", "text": "ยังไม่รับทราบครับ ขอดูต้นฉบับ"}]
        assert events(desk, letter)[-1]["what"] == "remark"
        assert Purpose.REMINDER in waiting(desk, letter)

    def test_a_bare_quotation_says_nothing(self, desk: Desk, letter: Letter) -> None:
        give(desk, letter, PITI)
        answer(desk, letter, PITI, "ในวันที่ 14 มิ.ย. 2569 สำนักงาน <s@office.example> เขียนว่า:\r\n> รับทราบ")
        assert (faults(desk, letter, PITI), held(desk, letter)) == ([Trouble.NOTHING], {PITI: Task.ACT})
        assert of(desk, letter, PITI).acknowledged_at is None

    def test_with_one_order_unclear_none_is_carried_out(self, desk: Desk, letter: Letter) -> None:
        give(desk, letter, MANA)
        answer(desk, letter, MANA, "รับทราบ\nมอบ สมศรี")
        assert faults(desk, letter, MANA) == [Trouble.WHO]
        assert of(desk, letter, MANA).acknowledged_at is None
        assert said(desk, letter, MANA)["done"] == []

    def test_a_struck_entry_is_said_to_be_struck(self, desk: Desk, letter: Letter) -> None:
        give(desk, letter, PITI)
        with desk.registry.begin() as tx:
            tx.entries.strike(letter, "ซ้ำ")
        answer(desk, letter, PITI, "รับทราบ")
        assert faults(desk, letter, PITI) == [Trouble.STRUCK]

    def test_the_next_owner_of_two_orders_is_one_chain(self, desk: Desk, letter: Letter) -> None:
        give(desk, letter, PITI)
        answer(desk, letter, PITI, "ส่งคืน ไม่ใช่งานของกลุ่ม")
        answer(desk, letter, PITI, "รับทราบ")
        assert faults(desk, letter, PITI) == [Trouble.NOT_HELD]


class TestRights:
    """Each may do what their post allows."""

    @pytest.mark.parametrize(
        ("by", "text", "trouble"),
        [
            (PITI, "มอบ มานี", Trouble.NOT_ALLOWED),
            (PITI, "เสนอ ผอ.เขต", Trouble.NOT_UP),
            (PITI, "เพื่อทราบ วีระ", Trouble.NOT_ALLOWED),
            (MANA, "มอบ วีระ", Trouble.NOT_ALLOWED),
            (MANEE, "มอบ กลุ่มบุคคล", Trouble.NOT_ALLOWED),
            (MANA, "เสนอ ปิติ", Trouble.NOT_UP),
            (DUANG, "เสนอ", Trouble.WHO),
            (PITI, "ส่งคืน", Trouble.WHY),
            (SOMJAI, "มอบ ปิติ หรือ มานี", Trouble.WHICH),
        ],
    )
    def test_beyond_it_nothing_is_done(self, desk: Desk, letter: Letter, by: str, text: str, trouble: Trouble) -> None:
        give(desk, letter, by)
        answer(desk, letter, by, text)
        assert (faults(desk, letter, by), held(desk, letter)) == ([trouble], {by: Task.ACT})

    def test_for_information_is_to_know_and_no_more(self, desk: Desk, letter: Letter) -> None:
        give(desk, letter, PITI)
        give(desk, letter, WEERA, Task.KNOW)
        for text in ("ดำเนินการแล้ว", "แก้ เรื่อง อื่น ๆ", "ส่งคืน ไม่เกี่ยว"):
            answer(desk, letter, WEERA, text)
            assert faults(desk, letter, WEERA) == [Trouble.NOT_ALLOWED]
        answer(desk, letter, WEERA, "รับทราบ")
        assert held(desk, letter) == {PITI: Task.ACT}
        assert of(desk, letter, PITI).acknowledged_at is None, "one acknowledges for oneself alone"

    def test_a_head_told_of_a_late_officer_may_take_it_over(self, desk: Desk, letter: Letter) -> None:
        give(desk, letter, PITI)
        (told,) = mailed(desk, letter, MANA, Purpose.ESCALATION)
        answer(desk, letter, MANA, "รับทราบ", about=told.message_id)
        assert of(desk, letter, PITI).acknowledged_at is None
        answer(desk, letter, MANA, "มอบ มานี", about=told.message_id)
        assert held(desk, letter) == {MANEE: Task.ACT}
        assert of(desk, letter, PITI).outcome is Outcome.WITHDRAWN

    def test_a_clerk_of_a_unit_does_not_relieve_its_head(self, desk: Desk, letter: Letter) -> None:
        give(desk, letter, MANEE, Task.KNOW)
        give(desk, letter, MANA)
        answer(desk, letter, MANEE, "มอบ ปิติ")
        assert held(desk, letter)[MANA] is Task.ACT

    def test_what_was_proposed_goes_back_to_who_proposed_it(self, desk: Desk, letter: Letter) -> None:
        give(desk, letter, PITI)
        answer(desk, letter, PITI, "เสนอ ผอ.กลุ่ม")
        answer(desk, letter, MANA, "ส่งคืน ขอข้อมูลเพิ่ม")
        assert held(desk, letter) == {PITI: Task.ACT}

    def test_of_a_secret_entry_only_the_plain_orders(self, desk: Desk) -> None:
        letter = enter_secret(desk.registry)
        give(desk, letter, MANA)
        for text in ("มอบ ปิติ", "ความเห็น ลับมาก", "เพื่อทราบ มานี"):
            answer(desk, letter, MANA, text)
            assert faults(desk, letter, MANA) == [Trouble.CLASSIFIED]
        answer(desk, letter, MANA, "ข้อความลับ")
        answer(desk, letter, MANA, "รับทราบ แต่ข้อความลับ")
        answer(desk, letter, MANA, "ข้อความลับ", FAIL)
        assert "ข้อความลับ" not in str(events(desk, letter))
        assert "ข้อความลับ" not in str([each.said for each in mailed(desk, letter)])
        answer(desk, letter, MANA, "รับทราบ")
        assert of(desk, letter, MANA).acknowledged_at is not None


class TestAccepted:
    """An answer counts by itself only where it is surely theirs."""

    def refused(self, desk: Desk, letter: Letter, done: Landed | None, why: str) -> Delivery:
        """Nothing was changed, nobody answered, and the central clerk was asked with the words."""
        assert done
        assert (done.state, done.problem) == (ArrivalState.LISTED, Problem.NOT_ACCEPTED)
        assert of(desk, letter, PITI).acknowledged_at is None
        assert mailed(desk, letter, purpose=Purpose.REPLY) == []
        (asked,) = mailed(desk, letter, SOMJAI, Purpose.REFUSED_ANSWER)
        assert asked.said
        assert (asked.said["why"], asked.said["text"], asked.said["address"]) == (why, "รับทราบ", PITI)
        (event,) = (each for each in events(desk, letter) if each["what"] == "answer_refused")
        assert event["after"]["why"] == why
        return asked

    def test_a_forged_sender_is_refused_and_shown(self, desk: Desk, letter: Letter) -> None:
        give(desk, letter, PITI)
        self.refused(desk, letter, answer(desk, letter, PITI, "รับทราบ", FAIL), "forged")

    def test_a_header_below_our_servers_own_is_the_forgers(self, desk: Desk, letter: Letter) -> None:
        give(desk, letter, PITI)
        forged = f"Authentication-Results: {SERVER}; dmarc=pass header.from=office.example"
        self.refused(desk, letter, answer(desk, letter, PITI, "รับทราบ", FAIL, forged), "forged")

    def test_a_word_about_another_sender_vouches_for_nobody(self, desk: Desk, letter: Letter) -> None:
        give(desk, letter, PITI)
        passed = f"Authentication-Results: {SERVER}; dmarc=pass header.from=elsewhere.example"
        self.refused(desk, letter, answer(desk, letter, PITI, "รับทราบ", passed), "forged")

    @pytest.mark.parametrize(
        "further", ["From: x@elsewhere.example", "From: ปิติ <piti@office.example>, x@elsewhere.example"]
    )
    def test_of_two_senders_neither_is_taken(self, desk: Desk, letter: Letter, further: str) -> None:
        give(desk, letter, PITI)
        self.refused(desk, letter, answer(desk, letter, PITI, "รับทราบ", further), "another")

    def test_another_servers_word_counts_for_nothing(self, desk: Desk, letter: Letter) -> None:
        give(desk, letter, PITI)
        answer(desk, letter, PITI, "รับทราบ", FAIL.replace(SERVER, "mx.elsewhere.example"))
        assert of(desk, letter, PITI).acknowledged_at is not None

    @pytest.mark.parametrize("sender", [MANEE, "piti@home.example", f"{PITI}.example", SENDER])
    def test_a_token_in_other_hands_is_refused(self, desk: Desk, letter: Letter, sender: str) -> None:
        give(desk, letter, PITI)
        done = answer(desk, letter, sender, "รับทราบ", about=notice(desk, letter, PITI))
        self.refused(desk, letter, done, "another")

    def test_whoever_else_has_it_answers_by_their_own_token(self, desk: Desk, letter: Letter) -> None:
        give(desk, letter, PITI)
        give(desk, letter, MANEE, Task.KNOW)
        self.refused(desk, letter, answer(desk, letter, MANEE, "รับทราบ", about=notice(desk, letter, PITI)), "another")
        answer(desk, letter, MANEE, "รับทราบ", f"References: {notice(desk, letter, PITI)}")
        assert of(desk, letter, MANEE).acknowledged_at is not None

    def test_the_central_clerk_vouches_for_it(self, desk: Desk, letter: Letter) -> None:
        give(desk, letter, PITI)
        done = answer(desk, letter, "piti@home.example", "รับทราบ", about=notice(desk, letter, PITI))
        asked = self.refused(desk, letter, done, "another")
        answer(desk, letter, SOMJAI, "ถูกต้องค่ะ", about=asked.message_id)
        assert of(desk, letter, PITI).acknowledged_at is not None
        assert events(desk, letter)[-1]["who"] == SOMJAI
        assert said(desk, letter, SOMJAI)["done"] == [{"what": "acknowledged"}]

    def test_to_vouch_says_nothing_of_the_fields(self, desk: Desk) -> None:
        doubtful = Reading(fields={**read().fields, "letter_no": Found(value="ศธ 04999/1")})
        letter = enter(desk.registry, doubtful, kept("a"))
        give(desk, letter, PITI)
        done = answer(desk, letter, "piti@home.example", "รับทราบ", about=notice(desk, letter, PITI))
        asked = self.refused(desk, letter, done, "another")
        office = People(tuple(each for each in OFFICE.everyone if each.address != PITI))
        left = replace(desk, registry=replace(desk.registry, arrangements=Arrangements(people=lambda: office)))
        answer(left, letter, SOMJAI, "ถูกต้อง", about=asked.message_id)
        assert faults(desk, letter, SOMJAI) == [Trouble.WHO]
        answer(desk, letter, SOMJAI, "ถูกต้อง\nเพื่อทราบ มานะ", about=asked.message_id)
        assert faults(desk, letter, SOMJAI) == [Trouble.UNCLEAR]
        assert entry(desk, letter).review == ("letter_no",)
        assert held(desk, letter) == {PITI: Task.ACT}

    def test_another_cannot_vouch(self, desk: Desk, letter: Letter) -> None:
        give(desk, letter, PITI)
        done = answer(desk, letter, PITI, "รับทราบ", FAIL)
        asked = self.refused(desk, letter, done, "forged")
        answer(desk, letter, PITI, "ถูกต้อง", about=asked.message_id)
        assert of(desk, letter, PITI).acknowledged_at is None

    @pytest.mark.parametrize(
        "about",
        [
            "<1-0a0a0a0a-aaaaaaaaaaaaaaaa@office.example>",
            f"<{Tokens(b'another').make(1)}@office.example>",
            f"<{TOKENS.make(1)}@office.example>",
            f"<{TOKENS.make(99)}@office.example>",
            "<9@area.example>",
        ],
        ids=["made up", "another office's", "signed but never sent", "no such entry", "no token"],
    )
    def test_without_a_message_of_ours_it_is_no_answer(self, desk: Desk, letter: Letter, about: str) -> None:
        give(desk, letter, PITI)
        assert answer(desk, letter, PITI, "รับทราบ", about=about) is None
        assert of(desk, letter, PITI).acknowledged_at is None

    def test_an_answer_begun_by_a_link_is_known_by_its_subject(self, desk: Desk, letter: Letter) -> None:
        give(desk, letter, PITI)
        token = notice(desk, letter, PITI).strip("<>").partition("@")[0].upper()
        assert take(desk, raw("รับทราบ", PITI, f"Subject: หนังสือรับ 1/2569 [{token}]"))
        assert of(desk, letter, PITI).acknowledged_at is not None

    def test_by_a_subject_without_token_nothing_is_known(self, desk: Desk, letter: Letter) -> None:
        give(desk, letter, PITI)
        assert take(desk, raw("รับทราบ", PITI, "Subject: Re: หนังสือรับ 1/2569")) is None

    def test_a_letter_in_other_hands_mail_is_a_letter(self, desk: Desk, letter: Letter) -> None:
        give(desk, letter, PITI)
        parts = [b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + "เรียน ผอ.".encode()]
        parts.append(mails.part(mails.PDF, "application/pdf", 'attachment; filename="new.pdf"'))
        header = f"In-Reply-To: {notice(desk, letter, PITI)}"
        assert take(desk, mails.mail(mails.multipart(parts), header, sender=SENDER)) is None

    def test_what_a_sender_answers_to_a_returned_letter_is_mail_like_any(self, desk: Desk, letter: Letter) -> None:
        with desk.registry.begin() as tx:
            local = f"<{TOKENS.make(letter.id)}@office.example>"
            tx.deliveries.queue(letter_id=letter.id, purpose=Purpose.RETURNED, recipient=SENDER, message_id=local)
        assert take(desk, raw("รับทราบ", SENDER, f"In-Reply-To: {local}")) is None


class TestOnce:
    """Carried out once, answered once; no program is answered, and nobody without end."""

    def test_the_same_mail_again_is_listed(self, desk: Desk, letter: Letter) -> None:
        give(desk, letter, MANA)
        answer(desk, letter, MANA, "มอบ ปิติ", number=5)
        again = answer(desk, letter, MANA, "มอบ ปิติ", number=5)
        assert again
        assert (again.state, again.problem) == (ArrivalState.LISTED, Problem.SAME_MAIL)
        assert len(mailed(desk, letter, MANA, Purpose.REPLY)) == 1
        assert len(mailed(desk, letter, PITI, Purpose.NOTICE)) == 1

    @pytest.mark.parametrize(
        "header",
        ["Auto-Submitted: auto-replied", "X-Autoreply: yes", "Precedence: auto_reply", "Subject: Automatic reply: x"],
    )
    def test_a_program_orders_nothing(self, desk: Desk, letter: Letter, header: str) -> None:
        give(desk, letter, PITI)
        before = events(desk, letter)
        done = answer(desk, letter, PITI, "รับทราบ", header)
        assert done
        assert (done.state, done.problem) == (ArrivalState.LISTED, Problem.AUTO_REPLY)
        assert (events(desk, letter), mailed(desk, letter, purpose=Purpose.REPLY)) == (before, [])

    def test_an_automatic_answer_without_its_mark_is_known_by_its_words(self, desk: Desk, letter: Letter) -> None:
        give(desk, letter, PITI)
        before = events(desk, letter)
        done = answer(desk, letter, PITI, "ข้อความตอบกลับอัตโนมัติ\nได้รับอีเมลของท่านแล้ว\nรับทราบ")
        assert done
        assert done.problem is Problem.AUTO_REPLY
        assert (events(desk, letter), mailed(desk, letter, purpose=Purpose.REPLY)) == (before, [])

    def test_a_responder_that_hides_what_it_is_does_not_keep_us_writing(self, desk: Desk, letter: Letter) -> None:
        give(desk, letter, PITI)
        about = notice(desk, letter, PITI)
        for _ in range(MOST_ANSWERS + 3):
            answer(desk, letter, PITI, "ขณะนี้ข้าพเจ้าลาพักผ่อน", about=about)
            about = mailed(desk, letter, PITI, Purpose.REPLY)[-1].message_id
        assert len(mailed(desk, letter, PITI, Purpose.REPLY)) == MOST_ANSWERS

    def test_a_flood_of_forgeries_does_not_flood_the_clerk(self, desk: Desk, letter: Letter) -> None:
        give(desk, letter, PITI)
        for _ in range(MOST_ANSWERS + 3):
            answer(desk, letter, PITI, "รับทราบ", FAIL)
        assert len(mailed(desk, letter, SOMJAI, Purpose.REFUSED_ANSWER)) == MOST_ANSWERS

    def test_a_letter_attached_to_an_answer_is_not_passed_over_in_silence(self, desk: Desk, letter: Letter) -> None:
        give(desk, letter, PITI)
        parts = [b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + "รับทราบ".encode()]
        parts.append(mails.part(mails.PDF, "application/pdf", 'attachment; filename="new.pdf"'))
        take(desk, mails.mail(mails.multipart(parts), f"In-Reply-To: {notice(desk, letter, PITI)}", sender=PITI))
        assert said(desk, letter, PITI)["attached"] == ["new.pdf"]

    def test_an_answer_is_known_before_its_documents_are_read(self, desk: Desk, letter: Letter, tmp_path: Path) -> None:
        give(desk, letter, PITI)
        path = tmp_path / "mail"
        path.write_bytes(raw("รับทราบ", PITI, f"In-Reply-To: {notice(desk, letter, PITI)}"))
        assert read_mail(path, Hints(), "saraban@office.example").answer
        assert not read_mail(path, Hints()).answer


def bounce(message_id: str, whom: str, status: str = "5.1.1", action: str = "failed") -> bytes:
    """A delivery report as Postfix makes it (RFC 3464)."""
    text = b"Content-Type: text/plain\r\n\r\nI'm sorry to have to inform you that your message could not be delivered."
    code = f"{status[0]}50 {status} User unknown"
    groups = f"Reporting-MTA: dns; mx.office.example\r\n\r\nFinal-Recipient: rfc822; {whom}\r\nAction: {action}\r\n"
    groups += f"Status: {status}\r\nDiagnostic-Code: smtp; {code}\r\n"
    returned = f"Message-ID: {message_id}\r\nSubject: x\r\n\r\nbody"
    parts = [
        text,
        b"Content-Type: message/delivery-status\r\n\r\n" + groups.encode(),
        b"Content-Type: message/rfc822\r\n\r\n" + returned.encode(),
    ]
    tail = mails.multipart(parts, "report", rest="; report-type=delivery-status")
    return mails.mail(tail, "Auto-Submitted: auto-replied", sender="MAILER-DAEMON@mx.office.example")


def sent(desk: Desk, letter: Letter, address: str) -> Delivery:
    """The notice to a person, taken by the server."""
    with desk.registry.begin() as tx:
        claimed = {each.message_id: each for each in tx.deliveries.claim(20)}
        delivery = claimed[mailed_id(tx.deliveries.of(letter.id), address)]
        tx.deliveries.end(delivery, DeliveryState.ACCEPTED)
        return delivery


def mailed_id(found: list[Delivery], address: str) -> str:
    return next(each.message_id for each in found if each.recipient == address and each.purpose is Purpose.NOTICE)


class TestBounces:
    """A bounce changes the delivery's state, and may mark an address dead; nothing else."""

    def dead(self, desk: Desk) -> list[str]:
        with desk.registry.begin() as tx:
            return [each.address for each in tx.addresses.dead()]

    def test_for_good(self, desk: Desk, letter: Letter) -> None:
        give(desk, letter, PITI)
        delivery = sent(desk, letter, PITI)
        before = events(desk, letter)
        done = take(desk, bounce(delivery.message_id, PITI))
        assert done
        assert (done.state, done.problem) == (ArrivalState.LISTED, Problem.BOUNCE)
        (now,) = mailed(desk, letter, PITI, Purpose.NOTICE)
        assert (now.state, "User unknown" in (now.reason or "")) == (DeliveryState.BOUNCED, True)
        assert self.dead(desk) == [PITI]
        (told,) = mailed(desk, letter, SOMJAI, Purpose.UNDELIVERED)
        assert told.said
        assert told.said["recipient"] == PITI
        assert (events(desk, letter), held(desk, letter)) == (before, {PITI: Task.ACT})
        take(desk, bounce(delivery.message_id, PITI))
        assert len(mailed(desk, letter, SOMJAI, Purpose.UNDELIVERED)) == 1, "told once"

    def test_a_bounce_that_is_here_before_the_server_has_said_that_it_took_the_mail(
        self, desk: Desk, letter: Letter
    ) -> None:
        give(desk, letter, PITI)
        with desk.registry.begin() as tx:
            (delivery,) = tx.deliveries.claim(1)
            tx.deliveries.sending(delivery)
            tx.deliveries.dot_sent(delivery, journaled=True)
        take(desk, bounce(delivery.message_id, PITI))
        with desk.registry.begin() as tx:
            tx.deliveries.end(delivery, DeliveryState.ACCEPTED, "250 ok")
            tx.deliveries.doubt(delivery, tx.now, "the line broke")
        (now,) = mailed(desk, letter, PITI, Purpose.NOTICE)
        assert (now.state, "User unknown" in (now.reason or "")) == (DeliveryState.BOUNCED, True)

    def test_the_clerk_is_told_of_twenty_a_day(self, desk: Desk, letter: Letter) -> None:
        for _ in range(MOST_TOLD + 2):
            with desk.registry.begin() as tx:
                give_up = f"<{TOKENS.make(letter.id)}@office.example>"
                tx.deliveries.queue(letter_id=letter.id, purpose=Purpose.NOTICE, recipient=PITI, message_id=give_up)
                delivery = next(each for each in tx.deliveries.claim(99) if each.message_id == give_up)
                tx.deliveries.end(delivery, DeliveryState.ACCEPTED)
            take(desk, bounce(give_up, PITI))
        assert len(mailed(desk, letter, SOMJAI, Purpose.UNDELIVERED)) == MOST_TOLD

    def test_of_a_mail_about_a_secret_letter_the_registrar_alone_is_told(self, desk: Desk) -> None:
        desk = replace(desk, trusted=Trusted(registrar="registrar@office.example"))
        letter = enter_secret(desk.registry)
        local = "<waits@office.example>"
        with desk.registry.begin() as tx:
            tx.deliveries.queue(letter_id=letter.id, purpose=Purpose.SECRET_WAITS, recipient=PETCH, message_id=local)
            (delivery,) = tx.deliveries.claim(1)
            tx.deliveries.end(delivery, DeliveryState.ACCEPTED)
            start = tx.now
        take(desk, bounce(local, PETCH))
        (told,) = mailed(desk, letter, purpose=Purpose.UNDELIVERED)
        assert told.recipient == "registrar@office.example"
        assert TOKENS.token_in(told.message_id) is None, "an answer to it goes to nobody else"
        with desk.registry.begin() as tx:
            assert tx.deliveries.failed_since(start) == [], "nor does the digest of the central clerk tell of it"

    def test_for_now(self, desk: Desk, letter: Letter) -> None:
        give(desk, letter, PITI)
        delivery = sent(desk, letter, PITI)
        take(desk, bounce(delivery.message_id, PITI, "4.4.1", "delayed"))
        (now,) = mailed(desk, letter, PITI, Purpose.NOTICE)
        assert (now.state, self.dead(desk)) == (DeliveryState.ACCEPTED, [])

    @pytest.mark.parametrize("status", ["5.2.2", "5.7.1"])
    def test_a_full_mailbox_or_a_filter_is_no_death(self, desk: Desk, letter: Letter, status: str) -> None:
        give(desk, letter, PITI)
        take(desk, bounce(sent(desk, letter, PITI).message_id, PITI, status))
        (now,) = mailed(desk, letter, PITI, Purpose.NOTICE)
        assert (now.state, self.dead(desk)) == (DeliveryState.BOUNCED, [])

    def test_where_it_was_sent_on_to_is_not_ours(self, desk: Desk, letter: Letter) -> None:
        give(desk, letter, PITI)
        take(desk, bounce(sent(desk, letter, PITI).message_id, "piti@home.example"))
        assert self.dead(desk) == []

    def test_a_bounce_of_no_mail_of_ours_kills_nobody(self, desk: Desk, letter: Letter) -> None:
        give(desk, letter, PITI)
        sent(desk, letter, PITI)
        assert take(desk, bounce("<9@elsewhere.example>", PITI)) is None
        assert take(desk, bounce(f"<{TOKENS.make(letter.id)}@office.example>", PITI)) is None
        assert self.dead(desk) == []

    def test_a_postmaster_who_is_a_person_sends_a_letter(self, desk: Desk, letter: Letter) -> None:
        with desk.registry.begin() as tx:
            local = f"<{TOKENS.make(letter.id)}@office.example>"
            tx.deliveries.queue(letter_id=letter.id, purpose=Purpose.RETURNED, recipient=SENDER, message_id=local)
        parts = [b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + "ส่งใหม่ เพราะไม่พบผู้รับ".encode()]
        parts.append(mails.part(mails.PDF, "application/pdf", 'attachment; filename="new.pdf"'))
        again = mails.mail(mails.multipart(parts), f"In-Reply-To: {local}", sender="postmaster@area.example")
        assert take(desk, again) is None

    def test_an_answer_brings_an_address_back_to_life(self, desk: Desk, letter: Letter) -> None:
        give(desk, letter, PITI)
        take(desk, bounce(sent(desk, letter, PITI).message_id, PITI))
        answer(desk, letter, PITI, "รับทราบ")
        assert self.dead(desk) == []

    def test_and_so_does_any_other_mail(self, desk: Desk, letter: Letter) -> None:
        give(desk, letter, PITI)
        take(desk, bounce(sent(desk, letter, PITI).message_id, PITI))
        answer(desk, letter, PITI, "ลาพักผ่อน", "Auto-Submitted: auto-replied")
        assert self.dead(desk) == []


class TestDigestAnswered:
    """A digest is about no one letter: who answers it is told so, and nothing is taken for acknowledged."""

    DIGEST = "<digest-2026-06-15-0123456789abcdef@office.example>"

    @pytest.fixture
    def digest(self, desk: Desk, letter: Letter) -> str:
        give(desk, letter, PITI)
        with desk.registry.begin() as tx:
            said_ = {"day": "2026-06-15", "waiting": [], "office": None}
            tx.deliveries.queue_once(purpose=Purpose.DIGEST, recipient=PITI, message_id=self.DIGEST, said=said_)
        return self.DIGEST

    def answered(self, desk: Desk) -> list[Delivery]:
        with desk.registry.begin() as tx:
            return [each for each in tx.deliveries.claim(50) if each.purpose is Purpose.REPLY]

    def test_they_are_told_to_answer_the_letters_own_mail(self, desk: Desk, letter: Letter, digest: str) -> None:
        done = answer(desk, letter, PITI, "รับทราบทุกเรื่องค่ะ", about=digest)
        assert done
        assert (done.state, of(desk, letter, PITI).acknowledged_at) == (ArrivalState.ANSWER, None)
        (reply,) = self.answered(desk)
        assert reply.recipient == PITI
        assert reply.said
        assert [fault[0] for fault in reply.said["faults"]] == [Trouble.DIGEST]

    @pytest.mark.parametrize(
        ("by", "text", "header"),
        [
            (WEERA, "รับทราบ", "X-Mailer: phone"),
            ("stranger@elsewhere.example", "รับทราบ", "X-Mailer: phone"),
            (PITI, "รับทราบ", "Auto-Submitted: auto-replied"),
            (PITI, "ข้อความตอบกลับอัตโนมัติ: ลาพักผ่อน", "X-Mailer: phone"),
        ],
    )
    def test_nobody_else_and_no_program_is_answered(
        self, desk: Desk, letter: Letter, digest: str, by: str, text: str, header: str
    ) -> None:
        assert answer(desk, letter, by, text, header, about=digest) is None
        assert self.answered(desk) == []


class TestSearch:
    """`ค้นหา` by mail: what the asker may see, and nothing of what is secret."""

    @pytest.fixture
    def entries(self, desk: Desk) -> dict[str, Letter]:
        found = {}
        for number, name in enumerate(("theirs", "others"), 1):
            found[name] = enter(desk.registry, read(f"ศธ 04999/{number}", subject="ขอเชิญประชุมผู้บริหาร"), kept(name))
        secrecy = {"secrecy": Found(value="ลับ", sure=True)}
        classified = Reading(fields={**read("ศธ 04999/9", subject="ขอเชิญประชุมลับ").fields, **secrecy})
        found["classified"] = enter(desk.registry, classified, kept("c"))
        enter_secret(desk.registry, read("ศธ 04999/8", subject="ประชุม"))
        give(desk, found["theirs"], PITI)
        give(desk, found["others"], WEERA)
        return found

    def found(self, desk: Desk, mail: bytes) -> list[str]:
        done = take(desk, mail)
        assert done
        assert (done.state, done.letter_id) == (ArrivalState.ANSWER, None)
        with desk.registry.begin() as tx:
            (reply,) = (each for each in tx.deliveries.claim(50) if each.purpose is Purpose.REPLY)
        assert reply.said
        return [each["letter_no"] for each in reply.said["search"]["found"]]

    @pytest.mark.parametrize(
        ("by", "numbers"),
        [(SOMJAI, ["ศธ 04999/2", "ศธ 04999/1"]), (DUANG, ["ศธ 04999/2", "ศธ 04999/1"]), (PITI, ["ศธ 04999/1"]),
         (MANA, ["ศธ 04999/1"]), (WEERA, ["ศธ 04999/2"])],
    )  # fmt: skip
    def test_what_they_may_see(self, desk: Desk, entries: dict[str, Letter], by: str, numbers: list[str]) -> None:
        assert self.found(desk, raw("ค้นหา ประชุม", by)) == numbers

    def test_a_struck_entry_is_not_found(self, desk: Desk, entries: dict[str, Letter]) -> None:
        with desk.registry.begin() as tx:
            tx.entries.strike(entries["others"], "ซ้ำ")
        assert self.found(desk, raw("ค้นหา ประชุม", SOMJAI)) == ["ศธ 04999/1"]

    def test_by_the_subject_and_in_thai_digits(self, desk: Desk, entries: dict[str, Letter]) -> None:
        assert self.found(desk, raw("", SOMJAI, "Subject: ค้นหา ศธ ๐๔๙๙๙/๒")) == ["ศธ 04999/2"]

    def test_a_stranger_or_a_forger_is_told_nothing(self, desk: Desk, entries: dict[str, Letter]) -> None:
        assert take(desk, raw("ค้นหา ประชุม", "stranger@elsewhere.example")) is None
        assert take(desk, raw("ค้นหา ประชุม", SOMJAI, FAIL)) is None
        assert take(desk, raw("ค้นหา ประชุม", SOMJAI, "Auto-Submitted: auto-replied")) is None

    def test_it_looks_like_one_to_the_reader(self, tmp_path: Path) -> None:
        path = tmp_path / "mail"
        path.write_bytes(raw("ค้นหา ประชุม", SOMJAI))
        assert read_mail(path, Hints(), "saraban@office.example").answer


def test_the_clerk_of_the_settings_is_a_central_clerk(desk: Desk, letter: Letter, clock: Clock) -> None:
    """Though no list of people names her."""
    lone = replace(desk, clerk="clerk@office.example", registry=replace(desk.registry, arrangements=Arrangements()))
    with desk.registry.begin() as tx:
        local = f"<{TOKENS.make(letter.id)}@office.example>"
        tx.deliveries.queue(letter_id=letter.id, purpose=Purpose.CHECK, recipient=lone.clerk, message_id=local)
    assert lone.people() == People((lone.people().everyone[0],))
    clock.move(timedelta(minutes=1))
    answer(lone, letter, lone.clerk, "OK", about=local)
    assert said(lone, letter, lone.clerk)["done"] == [{"what": "confirmed"}]
