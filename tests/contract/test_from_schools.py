"""What schools answer to a letter of ours, on every database: counted once, from their own address, and kept whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest

from dispatcher.compose import Sender
from dispatcher.messages import Messages
from intake.checks import Trouble
from intake.desk import Desk
from intake.enter import enter_mail
from intake.fromschools import MOST_HANDED_ON, MOST_OF_ONE
from intake.mail import parse_mail
from intake.readers import ReadMail, ReadPart
from registry.arrivals import ArrivalState, Landed
from registry.corrections import Came
from registry.deliveries import Delivery, DeliveryState, Purpose
from registry.followed import Reach
from registry.model import Book, Letter, Origin, Problem, Reading, Reference, State
from registry.numbering import Numbers
from registry.outgoing import Outgoing, Recipient, Stage
from registry.schools import School, Schools
from registry.store import Registry
from tests.contract.test_replies import bounce
from tests.support import mails
from tests.support.answering import FAIL, ZONE, open_desk, raw, serial, take
from tests.support.entering import Clock, enter, kept, land, read
from tests.support.people import people
from tests.support.sending import FIELDS, sent_out

OFFICE = people()
SOMJAI, MANA, MANEE, PITI, CHOOJAI, WEERA, PETCH, DUANG = (person.address for person in OFFICE.everyone)
ONE, TWO = "one@school.example", "two@school.example"
SCHOOLS = Schools(
    (
        School(code="1001", name="โรงเรียนบ้านหนึ่ง", address=ONE),
        School(code="1002", name="โรงเรียนบ้านหนึ่งวิทยา", address=TWO),
        School(code="1003", name="โรงเรียนบ้านแก้ง", postal="1 หมู่ 3 ตำบลตัวอย่าง 99000"),
        School(code="1004", name="โรงเรียนบ้านสี่", postal="1 หมู่ 4 ตำบลตัวอย่าง 99000"),
    )
)
NUMBER = "ศธ 04999/1"


@dataclass
class Out:
    """A letter of ours that has gone out."""

    desk: Desk
    sent: Outgoing
    letter: Letter

    def to(self, address: str, purpose: Purpose = Purpose.OUTGOING) -> Delivery:
        with self.desk.registry.begin() as tx:
            mails = tx.deliveries.to_recipients(self.sent.id)
        return [each for each in mails if (each.recipient, each.purpose) == (address, purpose)][-1]

    def told(self, purpose: Purpose, to: str = "") -> list[Any]:
        with self.desk.registry.begin() as tx:
            told = tx.deliveries.told(self.sent.id)
        return [each.said for each in told if each.purpose is purpose and to in ("", each.recipient)]

    def last(self, to: str) -> Delivery:
        with self.desk.registry.begin() as tx:
            return [each for each in tx.deliveries.told(self.sent.id) if each.recipient == to][-1]

    def answer(self, by: str, text: str, *headers: str, about: str = "", **how: int) -> Landed | None:
        about = about or self.to(by).message_id
        return take(self.desk, raw(text, by, f"In-Reply-To: {about}", *headers, **how))

    def school(self, name: str = "โรงเรียนบ้านหนึ่ง") -> Recipient:
        with self.desk.registry.begin() as tx:
            return next(each for each in tx.recipients.of(self.sent.id) if each.to.name == name)

    @property
    def events(self) -> list[str]:
        with self.desk.registry.begin() as tx:
            return [event["what"] for event in tx.entries.events(self.letter)]

    def enters(self, by: str, text: str, *readings: tuple[str, Reading], answers: str = "", found: str = "") -> Landed:
        """A mail with documents that read so comes in, and is entered; `found`: what our server says of its sender."""
        parts = [b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + text.encode()]
        disposition = 'attachment; filename="{}.pdf"'
        parts += [
            mails.part(mails.PDF + name.encode(), "application/pdf", disposition.format(name)) for name, _ in readings
        ]
        header = [*([f"In-Reply-To: {answers}"] if answers else []), *([found] if found else [])]
        mail = mails.mail(mails.multipart(parts), *header, sender=f"โรงเรียน <{by}>")
        mail = mail.replace(b"<1@area.example>", b"<%d@phone.example>" % next(serial))
        assert take(self.desk, mail) is None, "its documents are read first"
        land(self.desk.registry, f"mail:{next(serial)}", origin=Origin.MAIL)
        with self.desk.registry.begin() as tx:
            (landed,) = tx.arrivals.claim()
        parsed = parse_mail(mail)
        read_parts = tuple(
            ReadPart(document=each, reading=was) for each, (_, was) in zip(parsed.documents, readings, strict=True)
        )
        done = enter_mail(self.desk, landed, ReadMail(mail=parsed, parts=read_parts), lambda *_: None)
        with self.desk.registry.begin() as tx:
            tx.arrivals.settle(landed)
        return done


@pytest.fixture
def desk(tmp_path: Path, registry: Registry) -> Iterator[Desk]:
    numbered = replace(registry, numbers=Numbers(code="ศธ 04999"))
    with open_desk(tmp_path, numbered, OFFICE, SOMJAI, schools=lambda: SCHOOLS) as opened:
        yield opened


@pytest.fixture
def out(desk: Desk) -> Out:
    return Out(desk, *sent_out(desk.registry, SCHOOLS))


class TestWords:
    """A school says that it has the letter, or something else."""

    def test_it_acknowledges_with_its_number(self, out: Out) -> None:
        done = out.answer(ONE, "ได้รับหนังสือเรียบร้อยแล้วค่ะ เลขรับ ๔๕/๒๕๖๙")
        assert done
        assert (done.state, done.mail_from) == (ArrivalState.ANSWER, ONE)
        heard = out.school()
        assert (heard.acknowledged_by, heard.receipt_no) == (ONE, "45/2569")
        assert out.school("โรงเรียนบ้านหนึ่งวิทยา").acknowledged_at is None
        assert out.events[-1] == "school_acknowledged"
        assert out.told(Purpose.FROM_SCHOOL) == []

    def test_twice_it_is_counted_once_and_nobody_is_answered(self, out: Out) -> None:
        out.answer(ONE, "รับทราบ 45", number=8)
        again = out.answer(ONE, "รับทราบ 45", number=8)
        assert again
        assert again.problem is Problem.SAME_MAIL
        out.answer(ONE, "รับทราบ 45")
        assert out.events.count("school_acknowledged") == 1
        with out.desk.registry.begin() as tx:
            assert [each for each in tx.deliveries.of(out.letter.id) if each.purpose is not Purpose.OUTGOING] == []

    def test_by_the_subject_of_a_ready_made_answer(self, out: Out) -> None:
        school, token = out.school(), f"<{out.desk.tokens.make(out.letter.id)}@office.example>"
        with out.desk.registry.begin() as tx:
            tx.deliveries.queue(
                letter_id=out.letter.id,
                outgoing_id=out.sent.id,
                recipient_id=school.id,
                purpose=Purpose.OUTGOING_REMINDER,
                recipient=ONE,
                message_id=token,
            )
        assert take(out.desk, raw("รับทราบ", ONE, f"Subject: x [{token.strip('<>').partition('@')[0].upper()}]"))
        assert out.school().acknowledged_at is not None
        assert out.to(ONE, Purpose.OUTGOING_REMINDER).state is DeliveryState.WITHDRAWN

    @pytest.mark.parametrize(
        "text", ["ยังไม่ได้รับหนังสือ", "เปิดไฟล์ไม่ได้ค่ะ", "รับทราบ แต่ไฟล์ที่ 2 เปิดไม่ออก", "ต้องตอบภายในวันไหนคะ"]
    )
    def test_other_words_go_to_who_had_it_sent(self, out: Out, text: str) -> None:
        out.answer(ONE, text)
        assert out.school().acknowledged_at is None
        (told,) = out.told(Purpose.FROM_SCHOOL, PITI)
        assert (told["school"], told["from"], told["text"]) == ("โรงเรียนบ้านหนึ่ง", ONE, text)
        assert out.events[-1] == "school_said"

    def test_words_beside_an_acknowledgement_are_handed_on_too(self, out: Out) -> None:
        out.answer(ONE, "รับทราบค่ะ จะส่งข้อมูลภายในวันศุกร์")
        assert out.school().acknowledged_at is not None
        assert len(out.told(Purpose.FROM_SCHOOL, PITI)) == 1

    def test_no_more_than_so_many_a_day_and_all_are_kept(self, out: Out) -> None:
        for _ in range(MOST_OF_ONE + 2):
            out.answer(ONE, "ไฟล์เสียค่ะ เปิดไม่ได้")
        assert len(out.told(Purpose.FROM_SCHOOL)) == MOST_OF_ONE < MOST_HANDED_ON
        assert out.events.count("school_said") == MOST_OF_ONE + 2

    @pytest.mark.parametrize(
        ("text", "header"),
        [
            ("รับทราบ", "Auto-Submitted: auto-replied"),
            ("รับทราบ", "X-Autoreply: yes"),
            ("ข้อความตอบกลับอัตโนมัติ\nได้รับแล้ว", "X-Any: x"),
            ("ได้รับอีเมลของท่านเรียบร้อยแล้ว", "X-Any: x"),
        ],
    )
    def test_a_program_acknowledges_nothing(self, out: Out, text: str, header: str) -> None:
        done = out.answer(ONE, text, header)
        assert done
        assert done.problem is Problem.AUTO_REPLY
        assert (out.school().acknowledged_at, out.told(Purpose.FROM_SCHOOL)) == (None, [])

    def test_a_bare_quotation_says_nothing(self, out: Out) -> None:
        done = out.answer(ONE, "On 14/6/2569 <saraban@office.example> wrote:\n> รับทราบ")
        assert done
        assert (done.state, out.school().acknowledged_at) == (ArrivalState.LISTED, None)


class TestAddress:
    """From another address than the school's it is asked about."""

    @pytest.mark.parametrize(
        ("by", "header", "why"), [("new@home.example", "X-Any: x", "another"), (ONE, FAIL, "forged")]
    )
    def test_it_is_asked_about_and_vouched_for(self, out: Out, by: str, header: str, why: str) -> None:
        done = out.answer(by, "รับทราบ 45", header, about=out.to(ONE).message_id)
        assert done
        assert (done.problem, out.school().acknowledged_at) == (Problem.NOT_ACCEPTED, None)
        (asked,) = out.told(Purpose.REFUSED_ANSWER, SOMJAI)
        assert (asked["why"], asked["person"], asked["text"]) == (why, "โรงเรียนบ้านหนึ่ง", "รับทราบ 45")
        out.answer(SOMJAI, "ไม่ใช่ค่ะ", about=out.last(SOMJAI).message_id)
        assert out.school().acknowledged_at is None
        out.answer(SOMJAI, "ถูกต้อง", about=self.question(out).message_id)
        assert (out.school().acknowledged_by, out.school().receipt_no) == (by, "45")
        assert out.school().to.address == ONE, "no address is learnt"

    def question(self, out: Out) -> Delivery:
        with out.desk.registry.begin() as tx:
            return next(each for each in tx.deliveries.told(out.sent.id) if each.purpose is Purpose.REFUSED_ANSWER)

    def test_one_school_cannot_speak_for_another(self, out: Out) -> None:
        out.answer(TWO, "รับทราบ", about=out.to(ONE).message_id)
        assert out.school().acknowledged_at is None
        assert len(out.told(Purpose.REFUSED_ANSWER, SOMJAI)) == 1


class TestParts:
    """A letter in several mails."""

    def test_one_answer_to_any_of_them_acknowledges_the_letter(self, out: Out) -> None:
        first, school = out.to(ONE), out.school()
        second = out.desk.message_id(out.desk.tokens.make(out.letter.id))
        with out.desk.registry.begin() as tx:
            tx.deliveries.queue(
                letter_id=out.letter.id,
                outgoing_id=out.sent.id,
                recipient_id=school.id,
                purpose=Purpose.OUTGOING,
                recipient=ONE,
                message_id=second,
                said={**(first.said or {}), "part": 2, "of": 2},
            )
        out.answer(ONE, "รับทราบ เลขรับ 45", about=second)
        assert (out.school().acknowledged_by, out.school().receipt_no) == (ONE, "45")
        with out.desk.registry.begin() as tx:
            (reach,) = [each.reach for each in tx.recipients.followed(out.sent.id) if each.recipient.id == school.id]
        assert reach is Reach.ACKNOWLEDGED


class TestLetters:
    """A letter in answer is entered, linked, and acknowledges ours."""

    def reply(self, number: str = "ศธ 04999.21/7", sender: str = "โรงเรียนบ้านหนึ่ง", cites: str = "") -> Reading:
        references = (Reference(letter_no=cites, date=None, sure=True),) if cites else ()
        return replace(read(number, sender=sender, subject="ส่งแบบรายงาน"), references=references)

    def test_it_comes_with_the_answer(self, out: Out) -> None:
        done = out.enters(ONE, "รับทราบ เลขรับ 45", ("answer", self.reply()), answers=out.to(ONE).message_id)
        assert done.state is ArrivalState.REGISTERED
        heard = out.school()
        assert (heard.answered_id, heard.receipt_no, heard.acknowledged_by) == (done.letter_id, "45", ONE)
        assert out.told(Purpose.FROM_SCHOOL) == []

    def test_a_picture_of_the_trouble_is_no_letter(self, out: Out) -> None:
        shot = Reading(fields={}, references=())
        done = out.enters(ONE, "เปิดไฟล์ไม่ได้ค่ะ", ("screen", shot), answers=out.to(ONE).message_id)
        assert (done.state, out.school().acknowledged_at) == (ArrivalState.ANSWER, None)
        (told,) = out.told(Purpose.FROM_SCHOOL, PITI)
        assert told["attached"] == ["screen.pdf"]

    def test_our_own_letter_come_back_is_not_entered(self, out: Out) -> None:
        done = out.enters(ONE, "ลงรับแล้ว เลขที่ 45", ("ours", self.reply(NUMBER)), answers=out.to(ONE).message_id)
        heard = out.school()
        assert (done.state, heard.receipt_no, heard.answered_id) == (ArrivalState.ANSWER, "45", None)

    def test_one_that_refers_to_ours_answers_it(self, out: Out) -> None:
        letter = enter(out.desk.registry, self.reply(cites=NUMBER), kept("a"))
        assert (out.school().answered_id, out.events[-1]) == (letter.id, "school_answered")
        assert out.school("โรงเรียนบ้านหนึ่งวิทยา").answered_id is None

    def test_of_two_names_the_longer_is_meant(self, out: Out) -> None:
        letter = enter(out.desk.registry, self.reply(sender="โรงเรียนบ้านหนึ่งวิทยา อำเภอเมือง", cites=NUMBER), kept("a"))
        assert (out.school().answered_id, out.school("โรงเรียนบ้านหนึ่งวิทยา").answered_id) == (None, letter.id)

    def test_by_the_address_its_mail_came_from(self, out: Out) -> None:
        done = out.enters(TWO, "เรียน ผอ.", ("a", self.reply(sender="กลุ่มบริหารงาน", cites=NUMBER)))
        assert out.school("โรงเรียนบ้านหนึ่งวิทยา").answered_id == done.letter_id

    @pytest.mark.parametrize("by_reply", [True, False], ids=["in reply", "by what it refers to"])
    def test_from_another_address_the_clerk_is_asked_whose_it_is(self, out: Out, by_reply: bool) -> None:
        cites, answers = ("", out.to(ONE).message_id) if by_reply else (NUMBER, "")
        done = out.enters("new@mail.example", "ส่งรายงานค่ะ", ("a", self.reply(cites=cites)), answers=answers)
        assert (done.state, out.school().answered_id, out.school().acknowledged_at) == (
            ArrivalState.REGISTERED,
            None,
            None,
        )
        (asked,) = out.told(Purpose.REFUSED_ANSWER, SOMJAI)
        assert (asked["person"], asked["from"], asked["why"]) == ("โรงเรียนบ้านหนึ่ง", "new@mail.example", "another")
        out.answer(SOMJAI, "ถูกต้อง", about=out.last(SOMJAI).message_id)
        assert (out.school().answered_id, out.school().acknowledged_by) == (done.letter_id, "new@mail.example")

    def test_a_forged_one_is_not_taken_for_the_schools(self, out: Out) -> None:
        forged = FAIL.replace("from=office", "from=school")
        done = out.enters(ONE, "ส่งรายงานค่ะ", ("a", self.reply(cites=NUMBER)), found=forged)
        assert (done.state, out.school().answered_id) == (ArrivalState.REGISTERED, None)
        (asked,) = out.told(Purpose.REFUSED_ANSWER, SOMJAI)
        assert (asked["from"], asked["why"]) == (ONE, "forged")

    def test_of_a_stranger_it_answers_nothing(self, out: Out) -> None:
        enter(out.desk.registry, self.reply(sender="ศาลากลางจังหวัด", cites=NUMBER), kept("a"))
        with out.desk.registry.begin() as tx:
            assert not any(each.answered_id for each in tx.recipients.of(out.sent.id))

    def test_though_it_came_before_ours_was_entered(self, desk: Desk) -> None:
        with desk.registry.begin() as tx:
            tx.entries.reserve(Book.OUT, "พิมพ์เลขไว้ก่อน", owner=PITI)
        letter = enter(desk.registry, self.reply(cites=NUMBER), kept("a"))
        out = Out(desk, *sent_out(desk.registry, SCHOOLS, fields={**FIELDS, "letter_no": NUMBER}))
        assert out.school().answered_id == letter.id

    def test_corrected_it_is_linked_after_all(self, out: Out) -> None:
        letter = enter(out.desk.registry, self.reply(sender="โรงเรยนบานหนง", cites=NUMBER), kept("a"))
        assert out.school().answered_id is None
        with out.desk.registry.begin() as tx:
            tx.entries.hold(letter.book)
            tx.corrections.correct(letter, {"sender": "โรงเรียนบ้านหนึ่ง"}, came=Came.COMMAND)
        assert out.school().answered_id == letter.id


class TestBounces:
    """What came back is told once to who had the letter sent."""

    def test_once_for_a_letter(self, out: Out) -> None:
        for address in (ONE, TWO):
            done = take(out.desk, bounce(out.to(address).message_id, address))
            assert done
            assert done.problem is Problem.BOUNCE
        assert {out.to(each).state for each in (ONE, TWO)} == {DeliveryState.BOUNCED}
        (told,) = out.told(Purpose.UNDELIVERED, PITI)
        assert told["recipient"] == ONE
        assert out.school().acknowledged_at is None
        with out.desk.registry.begin() as tx:
            assert tx.deliveries.queued_since(SOMJAI, Purpose.UNDELIVERED, out.letter.registered_at) == 0

    def test_of_a_recall_beside_that_of_the_letter(self, out: Out) -> None:
        take(out.desk, bounce(out.to(ONE).message_id, ONE))
        take(out.desk, raw("เรียกคืน 1 แนบไฟล์ผิด", PITI))
        take(out.desk, bounce(out.to(TWO, Purpose.RECALL).message_id, TWO))
        told = out.told(Purpose.UNDELIVERED, PITI)
        assert [(each["recipient"], each["purpose"]) for each in told] == [
            (ONE, Purpose.OUTGOING),
            (TWO, Purpose.RECALL),
        ]
        sender = Sender(name="สพป.ตัวอย่าง เขต 1", address="saraban@office.example", zone=ZONE)
        with out.desk.registry.begin() as tx:
            last = [each for each in tx.deliveries.told(out.sent.id) if each.purpose is Purpose.UNDELIVERED][-1]
            made = Messages(sender=sender, original=lambda _sha256: b"").compose(tx, last)
        text = message_from_bytes(made or b"", policy=SMTP).get_content()
        assert (ONE in text, TWO in text) == (False, True)


class TestRecall:
    """เรียกคืน, by who may, of a letter that has gone out."""

    def recalled(self, out: Out) -> tuple[Stage, list[str]]:
        with out.desk.registry.begin() as tx:
            mails = tx.deliveries.to_recipients(out.sent.id)
            stage = tx.sending.by_id(out.sent.id).state
        return stage, [each.recipient for each in mails if each.purpose is Purpose.RECALL]

    @pytest.mark.parametrize("by", [PITI, MANA, SOMJAI])
    def test_every_school_that_may_have_it_is_told(self, out: Out, by: str) -> None:
        done = take(out.desk, raw("เรียกคืน ศธ ๐๔๙๙๙/๑ แนบไฟล์ผิด", by))
        assert done
        assert done.state is ArrivalState.ANSWER
        assert self.recalled(out) == (Stage.RECALLED, [ONE, TWO])
        assert out.to(ONE, Purpose.RECALL).said == {"reason": "แนบไฟล์ผิด"}
        (told,) = out.told(Purpose.PROGRESS, PITI)
        assert (told["what"], told["note"]) == ("recalled", "แนบไฟล์ผิด")

    def test_who_never_got_it_is_not_told(self, out: Out) -> None:
        take(out.desk, bounce(out.to(ONE).message_id, ONE))
        take(out.desk, raw("เรียกคืน 1 แนบไฟล์ผิด", PITI))
        assert self.recalled(out) == (Stage.RECALLED, [TWO])

    def test_who_acknowledged_what_came_back_is_told(self, out: Out) -> None:
        take(out.desk, bounce(out.to(ONE).message_id, ONE))
        out.answer(ONE, "รับทราบ")
        take(out.desk, raw("เรียกคืน 1 แนบไฟล์ผิด", PITI))
        assert self.recalled(out) == (Stage.RECALLED, [ONE, TWO])

    def test_a_number_of_this_year_is_never_taken_for_the_last_one(self, out: Out, clock: Clock) -> None:
        clock.move(timedelta(days=300))
        with out.desk.registry.begin() as tx:
            assert tx.entries.reserve(Book.OUT, "ปีใหม่", owner=PITI).year > out.letter.year
        take(out.desk, raw("เรียกคืน 1 แนบไฟล์ผิด", PITI))
        assert self.recalled(out) == (Stage.SENT, [])
        assert self.faults(out.desk, PITI) == [Trouble.NO_SUCH]

    def test_twice_is_once(self, out: Out) -> None:
        take(out.desk, raw("เรียกคืน 1 แนบไฟล์ผิด", PITI, number=5))
        take(out.desk, raw("เรียกคืน 1 แนบไฟล์ผิด", PITI, number=5))
        take(out.desk, raw("เรียกคืน 1 แนบไฟล์ผิด", PITI))
        assert self.recalled(out) == (Stage.RECALLED, [ONE, TWO])
        assert self.faults(out.desk, PITI) == [Trouble.OVER]

    def test_in_answer_to_a_mail_about_it_no_number_is_needed(self, out: Out) -> None:
        out.answer(ONE, "เปิดไฟล์ไม่ได้")
        out.answer(PITI, "เรียกคืน แนบไฟล์ผิด", about=out.last(PITI).message_id)
        assert self.recalled(out)[0] is Stage.RECALLED

    @pytest.mark.parametrize(
        ("by", "text", "trouble"),
        [
            (PITI, "เรียกคืน ศธ 04999/9 แนบไฟล์ผิด", Trouble.NO_SUCH),
            (PITI, "เรียกคืน แนบไฟล์ผิด", Trouble.NO_SUCH),
            (PITI, "เรียกคืน ศธ 04999/1", Trouble.REASON),
            (PITI, "เรียกคืน ศธ 04999/1 แนบไฟล์ผิด ได้ไหม", Trouble.UNCLEAR),
            (WEERA, "เรียกคืน ศธ 04999/1 แนบไฟล์ผิด", Trouble.NOT_YOURS),
            (CHOOJAI, "เรียกคืน ศธ 04999/1 แนบไฟล์ผิด", Trouble.NOT_YOURS),
        ],
    )
    def test_else_nothing_is_recalled_and_they_are_told(self, out: Out, by: str, text: str, trouble: Trouble) -> None:
        done = take(out.desk, raw(text, by))
        assert done
        assert done.state is ArrivalState.ANSWER
        assert (self.recalled(out), self.faults(out.desk, by)) == ((Stage.SENT, []), [trouble])

    @pytest.mark.parametrize(
        ("by", "headers"),
        [("stranger@elsewhere.example", ()), (PITI, (FAIL,)), (PITI, ("Auto-Submitted: auto-replied",))],
    )
    def test_by_no_stranger_forger_or_program(self, out: Out, by: str, headers: tuple[str, ...]) -> None:
        assert take(out.desk, raw("เรียกคืน ศธ 04999/1 แนบไฟล์ผิด", by, *headers)) is None
        assert self.recalled(out) == (Stage.SENT, [])

    def faults(self, desk: Desk, to: str) -> list[str]:
        with desk.registry.begin() as tx:
            said = [
                each.said for each in tx.deliveries.claim(99) if (each.recipient, each.purpose) == (to, Purpose.REPLY)
            ]
        return [fault[0] for fault in (said[-1] or {})["faults"]]


class TestReserve:
    """ขอเลข, once for a mail."""

    @pytest.mark.parametrize(
        ("subject", "number"),
        [
            ("ขอเลข: แจ้งปฏิทิน", "ศธ 04999/1"),
            ("ขอเลข ว: แจ้งปฏิทิน", "ศธ 04999/ว1"),
            ("ขอเลขคำสั่ง: แจ้งปฏิทิน", "1/2569"),
            ("ขอเลขบันทึก: แจ้งปฏิทิน", "1/2569"),
        ],
    )
    def test_a_number_is_kept_for_who_asks(self, desk: Desk, subject: str, number: str) -> None:
        for _ in range(2):
            done = take(desk, raw("ขอบคุณค่ะ", PITI, f"Subject: {subject}", number=6))
        assert done
        assert done.problem is Problem.SAME_MAIL
        with desk.registry.begin() as tx:
            (told,) = (each for each in tx.deliveries.claim(9) if each.purpose is Purpose.PROGRESS)
            ((letter, owner),) = tx.sending.unused(tx.now + timedelta(days=1))
        assert told.said
        assert (told.recipient, told.said["what"], told.said["letter_no"]) == (PITI, "reserved", number)
        assert (letter.state, letter.remark, owner) == (State.RESERVED, "แจ้งปฏิทิน", PITI)
        assert told.letter_id == letter.id

    @pytest.mark.parametrize("text", ["ขอเลขโทรศัพท์: x", "ขอเลข แจ้งปฏิทิน", "Re: ขอเลข: x"])
    def test_what_only_looks_so_takes_none(self, desk: Desk, text: str) -> None:
        assert take(desk, raw("", PITI, f"Subject: {text}")) is None

    def test_a_stranger_takes_none(self, desk: Desk) -> None:
        assert take(desk, raw("", ONE, "Subject: ขอเลข: x")) is None
        assert take(desk, raw("", PITI, "Subject: ขอเลข: x", FAIL)) is None

    def test_without_a_subject_they_are_asked(self, desk: Desk) -> None:
        assert take(desk, raw("", PITI, "Subject: ขอเลข:"))
        with desk.registry.begin() as tx:
            (told,) = tx.deliveries.claim(9)
            assert tx.sending.unused(tx.now + timedelta(days=1)) == []
        assert told.said
        assert told.said["faults"] == [[Trouble.EMPTY, "subject", ""]]


class TestPost:
    """The central clerk answers with the numbers of the post."""

    @pytest.fixture
    def listed(self, out: Out) -> Out:
        with out.desk.registry.begin() as tx:
            tx.deliveries.queue(
                letter_id=out.letter.id,
                outgoing_id=out.sent.id,
                purpose=Purpose.POSTAL,
                recipient=SOMJAI,
                message_id=f"<{out.desk.tokens.make(out.letter.id)}@office.example>",
            )
        return out

    def test_each_line_is_of_one_recipient(self, listed: Out, clock: Clock) -> None:
        text = "โรงเรียนบ้านแก้ง EA123456785TH\n2 ea 1234 5679 9 th\nบ้านห้า EA123456785TH\nบ้านสี่ EA123456789TH"
        listed.answer(SOMJAI, text, about=listed.last(SOMJAI).message_id)
        assert listed.school("โรงเรียนบ้านแก้ง").tracking == "EA123456785TH"
        assert listed.school("โรงเรียนบ้านสี่").tracking == "EA123456799TH"
        (told,) = listed.told(Purpose.REPLY, SOMJAI)
        assert [fault[0] for fault in told["faults"]] == [Trouble.TRACKING] * 2
        assert len(told["done"][0]["names"]) == 2
