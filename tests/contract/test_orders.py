"""Answers about letters that we send, on every database: a draft ordered, a proposal decided, once, by whoever may."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from intake.checks import Trouble
from intake.desk import Desk
from intake.wrote import MOST_ANSWERS
from registry.approval import Lines
from registry.arrivals import ArrivalState, Landed
from registry.deliveries import Delivery, Purpose
from registry.model import Book, Kind, Problem, Role
from registry.numbering import Numbers
from registry.ours import OurMails
from registry.outgoing import Draft, Outgoing, SentFile, Stage, Verdict
from registry.people import People
from registry.schools import School, Schools
from registry.store import Registry
from tests.support import mails
from tests.support.answering import FAIL, open_desk, raw, serial, take
from tests.support.entering import Clock, kept, land
from tests.support.people import acts, away, people

OFFICE = people()
SOMJAI, MANA, MANEE, PITI, CHOOJAI, WEERA, PETCH, DUANG = (person.address for person in OFFICE.everyone)
SCHOOLS = Schools(
    (
        School(code="1001", name="โรงเรียนบ้านหนึ่ง", address="one@school.example"),
        School(code="1002", name="โรงเรียนบ้านสอง", address="two@school.example"),
        School(code="1003", name="โรงเรียนบ้านสาม", postal="1 หมู่ 3 ตำบลตัวอย่าง 99000"),
    )
)
PAGE = mails.PDF + b"letter"
FIELDS = {"kind": Kind.EXTERNAL, "letter_no": None, "date": None, "subject": "แจ้งปฏิทินวิชาการ", "urgency": "ด่วน"}


@dataclass
class Way:
    """An office, and one letter of it on its way."""

    desk: Desk
    sent: Outgoing

    @property
    def now(self) -> Outgoing:
        with self.desk.registry.begin() as tx:
            return tx.sending.by_id(self.sent.id)

    @property
    def draft(self) -> Draft:
        return self.now.draft

    def mails(self, purpose: Purpose, to: str = "") -> list[Delivery]:
        with self.desk.registry.begin() as tx:
            told = tx.deliveries.told(self.sent.id)
        return [each for each in told if each.purpose is purpose and to in ("", each.recipient)]

    def last(self, to: str, *purposes: Purpose) -> Delivery:
        with self.desk.registry.begin() as tx:
            told = tx.deliveries.told(self.sent.id)
        return [each for each in told if each.recipient == to and (not purposes or each.purpose in purposes)][-1]

    def answer(self, by: str, text: str, *headers: str, about: Delivery | None = None, **how: int) -> Landed | None:
        """They answer the last message they got about it, or `about`."""
        about = about or self.last(by)
        return take(self.desk, raw(text, by, f"In-Reply-To: {about.message_id}", *headers, **how))

    def answer_with(self, content: bytes, by: str, text: str) -> None:
        """The same with a PDF."""
        words = b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + text.encode()
        tail = mails.multipart([words, mails.part(content, "application/pdf", mails.ATTACHED)])
        mail = mails.mail(tail, f"In-Reply-To: {self.last(by).message_id}", sender=by)
        take(self.desk, mail.replace(b"<1@area.example>", b"<%d@phone.example>" % next(serial)))

    def said(self, to: str, *purposes: Purpose) -> Any:
        return self.last(to, *purposes).said

    def faults(self, to: str) -> list[str]:
        return [fault[0] for fault in self.said(to)["faults"]]

    def progress(self, to: str = PITI) -> list[str]:
        return [(each.said or {})["what"] for each in self.mails(Purpose.PROGRESS, to)]

    def verdicts(self) -> list[tuple[str, Verdict | None]]:
        with self.desk.registry.begin() as tx:
            return [(step.person, step.verdict) for step in tx.sending.line(self.sent)]


@pytest.fixture
def desk(tmp_path: Path, registry: Registry) -> Iterator[Desk]:
    numbered = replace(registry, numbers=Numbers(code="ศธ 04999"))
    with open_desk(tmp_path, numbered, OFFICE, SOMJAI, schools=lambda: SCHOOLS) as opened:
        yield opened


@pytest.fixture
def way(desk: Desk) -> Way:
    return begin(desk)


def arranged(desk: Desk, office: People = OFFICE, line: str = "") -> Desk:
    """The same desk with other people, or another line."""
    arrangements = replace(desk.registry.arrangements, people=lambda: office)
    if line:
        arrangements = replace(arrangements, approval=Lines(tuple(line.split(", "))))
    return replace(desk, registry=replace(desk.registry, arrangements=arrangements))


def begin(desk: Desk, person: str = PITI, unit: str | None = "กลุ่มนโยบายและแผน", **draft: Any) -> Way:
    """A letter that somebody wants sent, with the question whether it was read rightly."""
    land(desk.registry, f"folder:{next(serial)}")
    known = OFFICE.by_address(person)
    assert known
    wanted = Draft(
        **{
            "book": Book.OUT,
            "circular": False,
            "fields": FIELDS,
            "to_text": "ทุกโรงเรียน",
            "schools": ("1001", "1002"),
            **draft,
        }
    )
    with desk.registry.begin(person) as tx:
        (landed,) = tx.arrivals.claim()
        page = replace(kept("letter"), sha256=hashlib.sha256(PAGE).hexdigest())
        files = [SentFile(kept=page, size=len(PAGE)), SentFile(kept=kept("map", Role.ENCLOSURE), size=5)]
        sent = tx.sending.submit(landed.id, wanted, files, person=person, name=known.name, unit=unit)
        tx.arrivals.settle(landed)
        OurMails(desk.registry.arrangements).to_person(tx, sent, Purpose.DRAFT, person)
    return Way(desk, sent)


class TestDraft:
    """Who wants it sent says what becomes of it."""

    def test_it_goes_up_the_line_and_the_first_is_asked(self, way: Way) -> None:
        done = way.answer(PITI, "ส่งได้เลยครับ")
        assert done
        assert (done.state, done.mail_from) == (ArrivalState.ANSWER, PITI)
        assert way.now.state is Stage.APPROVING
        assert way.verdicts() == [(MANA, None), (PETCH, None), (DUANG, None)]
        assert [each.recipient for each in way.mails(Purpose.APPROVAL)] == [MANA]
        (step,) = way.said(PITI, Purpose.REPLY)["done"]
        assert (step["what"], len(step["names"])) == ("sent_up", 3)

    def test_the_same_mail_again_changes_nothing(self, way: Way) -> None:
        first = way.last(PITI)
        way.answer(PITI, "ส่ง", about=first, number=7)
        again = way.answer(PITI, "ส่ง", about=first, number=7)
        assert again
        assert (again.state, again.problem) == (ArrivalState.LISTED, Problem.SAME_MAIL)
        assert (len(way.verdicts()), len(way.mails(Purpose.APPROVAL))) == (3, 1)

    def test_ordered_twice_it_is_told_where_it_is(self, way: Way) -> None:
        first = way.last(PITI)
        way.answer(PITI, "ส่ง", about=first)
        way.answer(PITI, "ส่ง", about=first)
        assert way.faults(PITI) == [Trouble.PROPOSED]
        assert (len(way.verdicts()), len(way.mails(Purpose.APPROVAL))) == (3, 1)

    def test_with_something_against_it_it_stays_a_draft(self, desk: Desk) -> None:
        way = begin(desk, faults=(("recipients", "บ้านสี่"), ("no_mailbox", "1")))
        way.answer(PITI, "ส่ง")
        assert (way.now.state, way.faults(PITI)) == (Stage.DRAFT, [Trouble.STANDS])
        assert (way.last(PITI).purpose, way.mails(Purpose.APPROVAL)) == (Purpose.DRAFT, [])
        way.answer(PITI, "แก้ ถึง ทุกโรงเรียน")
        assert way.draft.faults == (("no_mailbox", "1"),)
        way.answer(PITI, "ส่ง")
        assert way.now.state is Stage.APPROVING, "a warning forbids nothing"

    def test_it_is_changed_and_shown_again(self, way: Way) -> None:
        way.answer(PITI, "แก้ ถึง ทุกโรงเรียน ยกเว้น บ้านสอง\nเรื่อง แจ้งกำหนดการ\nตอบภายใน 30 มิ.ย. 2569\nชั้นความเร็ว ด่วนที่สุด")
        assert (way.draft.to_text, way.draft.schools) == ("ทุกโรงเรียน ยกเว้น บ้านสอง", ("1001", "1003"))
        assert (way.draft.fields["subject"], way.draft.fields["urgency"]) == ("แจ้งกำหนดการ", "ด่วนที่สุด")
        assert str(way.draft.answer_by) == "2026-06-30"
        assert way.draft.fields["kind"] == Kind.EXTERNAL
        shown = way.last(PITI)
        assert (shown.purpose, shown.said and shown.said["faults"]) == (Purpose.DRAFT, [])
        assert {"what": "changed", "field": "to_text", "value": "ทุกโรงเรียน ยกเว้น บ้านสอง"} in shown.said["done"]
        way.answer(PITI, "ไม่ต้องตอบ")
        assert way.draft.answer_by is None

    def test_a_name_that_nobody_has_stands_against_it(self, way: Way) -> None:
        way.answer(PITI, "แก้ ถึง โรงเรียนบ้านสี่")
        assert [what for what, _ in way.draft.faults] == ["recipients"]
        way.answer(PITI, "ส่ง")
        assert way.faults(PITI) == [Trouble.STANDS]

    def test_a_number_must_be_reserved(self, desk: Desk) -> None:
        way = begin(desk)
        way.answer(PITI, "แก้ เลขที่ ศธ 04999/ว1")
        assert (way.draft.faults, way.draft.circular) == ((("number_unknown", "ศธ 04999/ว1"),), True)
        with desk.registry.begin() as tx:
            tx.entries.reserve(Book.OUT, "x", circular=True, owner=PITI)
        way.answer(PITI, "แก้ เลขที่ ศธ 04999/ว 1")
        assert way.draft.faults == ()

    def test_of_a_letter_dated_in_december_in_the_book_of_that_year(self, desk: Desk, clock: Clock) -> None:
        with desk.registry.begin() as tx:
            tx.entries.reserve(Book.OUT, "x", owner=PITI)
        clock.move(timedelta(days=210))
        way = begin(desk, fields={**FIELDS, "date": "2026-12-30"})
        way.answer(PITI, "แก้ เลขที่ ศธ 04999/1")
        assert way.draft.faults == ()

    def test_vouched_for_it_counts_for_the_draft_it_answered(self, way: Way) -> None:
        first = way.last(PITI)
        way.answer(PITI, "แก้ ถึง โรงเรียนบ้านหนึ่ง")
        way.answer("piti@mail.example", "ส่ง", about=first)
        way.answer(SOMJAI, "ถูกต้อง")
        assert (way.now.state, way.faults(SOMJAI)) == (Stage.DRAFT, [Trouble.OLDER])

    def test_with_another_file_it_is_asked_which_is_to_go(self, way: Way) -> None:
        way.answer_with(mails.PDF + b"another", PITI, "ส่ง")
        assert (way.now.state, way.faults(PITI)) == (Stage.DRAFT, [Trouble.NEW_FILES])
        way.answer_with(PAGE, PITI, "ส่ง")
        assert way.now.state is Stage.APPROVING
        way.answer_with(mails.PDF + b"signed", MANA, "ลงนามแล้ว")
        assert (way.verdicts()[0], way.faults(MANA)) == ((MANA, None), [Trouble.NEW_FILES])
        way.answer(MANA, "ลงนามแล้ว")
        assert way.verdicts()[0] == (MANA, Verdict.APPROVED)

    def test_a_change_and_an_order_to_send_is_looked_at_first(self, way: Way) -> None:
        way.answer(PITI, "แก้ เรื่อง แจ้งกำหนดการ\nส่ง")
        assert (way.now.state, way.draft.fields["subject"]) == (Stage.DRAFT, "แจ้งกำหนดการ")

    def test_an_order_to_an_older_draft_is_asked_again(self, way: Way) -> None:
        first = way.last(PITI)
        way.answer(PITI, "แก้ เรื่อง แจ้งกำหนดการ")
        way.answer(PITI, "ส่ง", about=first)
        assert (way.now.state, way.faults(PITI)) == (Stage.DRAFT, [Trouble.OLDER])
        way.answer(PITI, "ส่ง")
        assert way.now.state is Stage.APPROVING

    def test_it_is_taken_back(self, way: Way) -> None:
        way.answer(PITI, "ยกเลิก แนบไฟล์ผิด")
        assert (way.now.state, way.now.reason, way.progress()) == (Stage.CANCELLED, "แนบไฟล์ผิด", ["cancelled"])
        way.answer(PITI, "ส่ง")
        assert (way.now.state, way.faults(PITI)) == (Stage.CANCELLED, [Trouble.OVER])

    def test_taken_back_while_it_is_proposed_no_approval_counts(self, way: Way) -> None:
        way.answer(PITI, "ส่ง")
        way.answer(PITI, "ยกเลิก")
        assert way.now.state is Stage.CANCELLED
        way.answer(MANA, "เห็นชอบ")
        assert (way.now.state, way.faults(MANA)) == (Stage.CANCELLED, [Trouble.OVER])

    @pytest.mark.parametrize("text", ["ยังไม่ส่ง", "อย่าเพิ่งส่ง", "ส่งไหม", "ส่ง\nพรุ่งนี้", "รับทราบ", "", "เห็นชอบ"])
    def test_in_doubt_nothing_is_done_and_it_is_shown_again(self, way: Way, text: str) -> None:
        way.answer(PITI, text)
        assert (way.now, len(way.mails(Purpose.DRAFT, PITI))) == (way.sent, 2)
        assert way.faults(PITI) != []

    def test_a_missing_approver_is_told_and_nothing_is_lost(self, desk: Desk) -> None:
        way = begin(arranged(desk, line="ผอ.กลุ่ม, นิติกร"))
        way.answer(PITI, "ส่ง")
        assert (way.now.state, way.verdicts(), way.progress()) == (Stage.DRAFT, [], ["no_approver"])
        assert way.said(PITI)["detail"] == "นิติกร"
        mended = Way(desk, way.sent)
        mended.answer(PITI, "ส่ง")
        assert mended.now.state is Stage.APPROVING

    def test_a_director_needs_nobody(self, desk: Desk) -> None:
        way = begin(desk, DUANG, unit=None)
        way.answer(DUANG, "ส่ง")
        assert (way.now.state, way.mails(Purpose.APPROVAL)) == (Stage.APPROVED, [])

    def test_the_central_clerk_may_order_it_and_no_other(self, way: Way) -> None:
        asked = way.last(PITI)
        done = way.answer(MANEE, "ส่ง", about=asked)
        assert done
        assert (done.problem, way.now.state) == (Problem.NOT_ACCEPTED, Stage.DRAFT)
        way.answer(SOMJAI, "แก้ เรื่อง แจ้งกำหนดการ", about=asked)
        assert way.said(PITI)["done"], "who wants it sent sees what was changed"
        way.answer(SOMJAI, "ส่ง", about=way.last(SOMJAI, Purpose.DRAFT))
        assert way.now.state is Stage.APPROVING

    def test_a_forged_order_is_asked_about_and_may_be_vouched_for(self, way: Way) -> None:
        done = way.answer(PITI, "ส่ง", FAIL)
        assert done
        assert (done.problem, way.now.state) == (Problem.NOT_ACCEPTED, Stage.DRAFT)
        asked = way.last(SOMJAI, Purpose.REFUSED_ANSWER)
        assert asked.said
        assert (asked.said["why"], asked.said["text"]) == ("forged", "ส่ง")
        way.answer(SOMJAI, "ไม่ใช่ค่ะ", about=asked)
        assert way.now.state is Stage.DRAFT
        way.answer(SOMJAI, "ถูกต้องค่ะ", about=asked)
        assert way.now.state is Stage.APPROVING

    @pytest.mark.parametrize(
        "header", ["Auto-Submitted: auto-replied", "Precedence: bulk", "Subject: Automatic reply: x"]
    )
    def test_a_program_orders_nothing_and_is_not_answered(self, way: Way, header: str) -> None:
        done = way.answer(PITI, "ส่ง", header)
        assert done
        assert (done.problem, way.now.state, len(way.mails(Purpose.DRAFT))) == (Problem.AUTO_REPLY, Stage.DRAFT, 1)

    def test_a_responder_that_hides_what_it_is_does_not_keep_us_writing(self, way: Way) -> None:
        for _ in range(MOST_ANSWERS + 3):
            way.answer(PITI, "ขณะนี้ข้าพเจ้าลาพักผ่อน")
        assert len(way.mails(Purpose.DRAFT)) == MOST_ANSWERS
        way.answer(PITI, "แก้ เรื่อง แจ้งกำหนดการ")
        assert len(way.mails(Purpose.DRAFT)) == MOST_ANSWERS + 1, "an order is answered all the same"


@pytest.fixture
def proposed(way: Way) -> Way:
    way.answer(PITI, "ส่ง")
    return way


class TestApproval:
    """Each of the line says their word, in order."""

    def test_it_is_approved_with_the_last_word(self, proposed: Way) -> None:
        proposed.answer(MANA, "เห็นชอบ ให้เร่งดำเนินการ")
        assert (proposed.now.state, proposed.last(PETCH).purpose) == (Stage.APPROVING, Purpose.APPROVAL)
        assert proposed.said(PITI)["note"] == "ให้เร่งดำเนินการ"
        proposed.answer(PETCH, "ทราบ เห็นชอบ")
        assert proposed.now.state is Stage.APPROVING
        done = proposed.answer(DUANG, "อนุมัติ")
        assert done
        assert (done.state, proposed.now.state) == (ArrivalState.ANSWER, Stage.APPROVED)
        assert {verdict for _, verdict in proposed.verdicts()} == {Verdict.APPROVED}
        assert proposed.progress() == ["approved"] * 3
        assert proposed.said(DUANG, Purpose.REPLY)["done"] == [{"what": "approved", "note": None}]
        with proposed.desk.registry.begin() as tx:
            assert [each.id for each in tx.sending.claim()] == [proposed.sent.id], "it wants its number"

    def test_approved_twice_it_is_approved_once(self, proposed: Way) -> None:
        asked = proposed.last(MANA)
        for _ in range(2):
            proposed.answer(MANA, "เห็นชอบ", about=asked)
        assert proposed.faults(MANA) == [Trouble.NOT_ASKED]
        assert len(proposed.mails(Purpose.APPROVAL)) == 2
        proposed.answer(MANA, "เห็นชอบ", about=asked, number=9)
        proposed.answer(MANA, "เห็นชอบ", about=asked, number=9)
        assert [verdict for _, verdict in proposed.verdicts()] == [Verdict.APPROVED, None, None]

    def test_sent_back_it_is_a_draft_with_the_words(self, proposed: Way) -> None:
        first = proposed.last(MANA)
        proposed.answer(MANA, "แก้ เรื่อง ให้ตรงกับปฏิทิน\nและเพิ่มวันหยุด")
        assert proposed.now.state is Stage.DRAFT
        assert proposed.draft.fields["subject"] == FIELDS["subject"], "an approver corrects no field"
        assert proposed.said(PITI)["note"] == "เรื่อง ให้ตรงกับปฏิทิน\nและเพิ่มวันหยุด"
        assert len(proposed.mails(Purpose.DRAFT, PITI)) == 2
        proposed.answer(PITI, "ส่ง")
        proposed.answer(MANA, "เห็นชอบ", about=first)
        assert proposed.faults(MANA) == [Trouble.OLDER], "that was said of another letter"
        proposed.answer(MANA, "เห็นชอบ")
        assert [each for each in proposed.verdicts() if each[1] is Verdict.APPROVED] == [(MANA, Verdict.APPROVED)]

    def test_refused_it_ends(self, proposed: Way) -> None:
        proposed.answer(MANA, "ไม่อนุมัติ ซ้ำกับฉบับก่อน")
        assert (proposed.now.state, proposed.now.reason) == (Stage.REFUSED, "ซ้ำกับฉบับก่อน")
        assert proposed.progress() == ["refused"]
        assert proposed.said(PITI)["name"] == "นายมานะ ขยันยิ่ง"

    @pytest.mark.parametrize("text", ["ยังไม่เห็นชอบ", "เห็นชอบหรือไม่?", "เห็นชอบ แต่แก้วันที่", "ทราบ", "ไม่เห็นชอบ", "ส่ง", ""])
    def test_in_doubt_nothing_is_decided_and_they_are_asked(self, proposed: Way, text: str) -> None:
        proposed.answer(MANA, text)
        assert proposed.verdicts()[0] == (MANA, None)
        assert (proposed.last(MANA).purpose, proposed.faults(MANA) != []) == (Purpose.REPLY, True)
        proposed.answer(MANA, "เห็นชอบ")
        assert proposed.verdicts()[0] == (MANA, Verdict.APPROVED), "the reply may be answered as well"

    @pytest.mark.parametrize("by", [PETCH, PITI, MANEE, SOMJAI])
    def test_by_nobody_else(self, proposed: Way, by: str) -> None:
        proposed.answer(by, "เห็นชอบ", about=proposed.last(MANA))
        assert (proposed.now.state, proposed.verdicts()[0]) == (Stage.APPROVING, (MANA, None))

    def test_nobody_vouches_for_an_approval(self, proposed: Way) -> None:
        proposed.answer(MANA, "เห็นชอบ", FAIL)
        proposed.answer(SOMJAI, "ถูกต้อง", about=proposed.last(SOMJAI, Purpose.REFUSED_ANSWER))
        assert (proposed.verdicts()[0], proposed.faults(SOMJAI)) == ((MANA, None), [Trouble.NOT_ALLOWED])

    def test_who_stands_in_that_day_decides_in_their_own_name(self, proposed: Way, clock: Clock) -> None:
        day = (clock.now + timedelta(days=1)).date()
        office = people(away("มานะ", day, day), acts("ชูใจ", "มานะ"), acts("วีระ", "เพชร", str(day), str(day)))
        later = Way(arranged(proposed.desk, office), proposed.sent)
        asked = proposed.last(MANA)
        later.answer(CHOOJAI, "เห็นชอบ", about=asked)
        assert later.verdicts()[0] == (MANA, None), "not yet"
        clock.move(timedelta(days=1))
        later.answer(CHOOJAI, "เห็นชอบ", about=asked)
        assert later.verdicts()[0] == (CHOOJAI, Verdict.APPROVED)
        assert later.said(PITI)["name"] == "นางชูใจ เลิศล้ำ"
        assert later.mails(Purpose.APPROVAL)[-1].recipient == WEERA, "who stands in for the next"
        later.answer(WEERA, "เห็นชอบ")
        assert later.verdicts()[1] == (WEERA, Verdict.APPROVED)
