"""A letter of ours from its draft to its number, its mails and its recall, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from registry.deliveries import DeliveryState, Purpose
from registry.errors import NumberTaken
from registry.model import Book, Kind, Letter, Role, State
from registry.numbering import Numbers
from registry.outgoing import Addressee, Draft, Outgoing, Recipient, SentFile, Stage, Verdict
from registry.store import Registry
from tests.support.entering import Clock, kept, land
from tests.support.people import people

OFFICE = people()
PITI, MANA, DUANG = "piti@office.example", "mana@office.example", "duang@office.example"
LINE = ((MANA, "ผอ.กลุ่ม"), (DUANG, "ผอ.เขต"))
FIELDS = {"kind": Kind.EXTERNAL, "letter_no": None, "date": None, "subject": "แจ้งปฏิทินวิชาการ", "urgency": "ด่วน"}
SCHOOLS = (
    Addressee(name="โรงเรียนบ้านหนึ่ง", director="ผู้อำนวยการโรงเรียนบ้านหนึ่ง", address="one@school.example", school="1001"),
    Addressee(name="โรงเรียนบ้านสอง", director="ผู้อำนวยการโรงเรียนบ้านสอง", address="two@school.example", school="1002"),
    Addressee(name="โรงเรียนบ้านสาม", director="ผู้อำนวยการโรงเรียนบ้านสาม", postal="ตู้ ปณ. 3", school="1003"),
)


@pytest.fixture
def office(registry: Registry) -> Registry:
    return replace(registry, numbers=Numbers(code="ศธ 04999"))


def submit(office: Registry, name: str = "a", **draft: Any) -> Outgoing:
    land(office, name)
    with office.begin(PITI) as tx:
        (landed,) = tx.arrivals.claim()
        wanted = Draft(**{"book": Book.OUT, "circular": False, "fields": FIELDS, "to_text": "ทุกโรงเรียน", **draft})
        files = [SentFile(kept=kept(f"{name} letter"), size=9), SentFile(kept=kept("map", Role.ENCLOSURE), size=5)]
        return tx.sending.submit(landed.id, wanted, files, person=PITI, name="ปิติ ยินดี", unit="กลุ่มนโยบายและแผน")


def propose(office: Registry, sent: Outgoing, line: tuple[tuple[str, str], ...] = LINE) -> Outgoing:
    named = [(OFFICE.by_address(address), place) for address, place in line]
    with office.begin(PITI) as tx:
        return tx.sending.propose(tx.sending.hold(sent.id), [(who, place) for who, place in named if who])


def decide(office: Registry, sent: Outgoing, verdict: Verdict, note: str | None = None) -> Outgoing:
    with office.begin() as tx:
        held = tx.sending.hold(sent.id)
        step = tx.sending.asked(held)
        assert step is not None
        return tx.sending.decide(held, step, verdict, note)


def number(office: Registry) -> Letter:
    with office.begin() as tx:
        due = tx.sending.claim(9)
    with office.begin() as tx:
        return tx.sending.number(due[-1], "สพป.ตัวอย่าง เขต 1")


def queue(office: Registry) -> tuple[Outgoing, list[Recipient]]:
    """Queue the letter that has its number, and a reminder, to every school with a mailbox."""
    with office.begin() as tx:
        due = tx.sending.claim(9)[-1]
        found = tx.recipients.add(due.id, SCHOOLS, tx.now + timedelta(days=3))
        for one in found:
            for purpose in (Purpose.OUTGOING, Purpose.OUTGOING_REMINDER) if one.to.address else ():
                tx.deliveries.queue(
                    letter_id=due.letter_id,
                    outgoing_id=due.id,
                    recipient_id=one.id,
                    purpose=purpose,
                    recipient=one.to.address,
                    message_id=f"<{one.id}-{purpose}@office.example>",
                )
        tx.sending.defer(due, None, state=Stage.SENT, sent_at=tx.now)
        return tx.sending.by_id(due.id), found


def test_the_number_comes_with_the_last_approval_and_not_before(office: Registry) -> None:
    sent = propose(office, submit(office))
    for _ in LINE:
        with office.begin() as tx:
            assert tx.sending.claim() == []
            assert tx.entries.entries(Book.OUT) == []
        sent = decide(office, sent, Verdict.APPROVED)
    letter = number(office)
    assert (letter.letter_no, letter.subject, letter.owner) == ("ศธ 04999/1", "แจ้งปฏิทินวิชาการ", "ปิติ ยินดี")
    assert letter.date == date(2026, 6, 14)
    with office.begin() as tx:
        (event,) = tx.entries.events(letter)
        assert [each["place"] for each in event["after"]["approved"]] == ["ผอ.กลุ่ม", "ผอ.เขต"]
        assert [file.role for file in tx.entries.files(letter)] == [Role.LETTER, Role.ENCLOSURE]


def test_sent_back_it_is_a_draft_again_and_a_new_round_begins_at_the_bottom(office: Registry) -> None:
    sent = decide(office, propose(office, submit(office)), Verdict.SENT_BACK, "แก้วันที่")
    assert sent.state is Stage.DRAFT
    sent = propose(office, sent)
    with office.begin() as tx:
        asked = tx.sending.asked(sent)
        assert asked is not None
        assert (asked.person, len(tx.sending.line(sent))) == (MANA, 4)


def test_refused_it_ends_without_a_number(office: Registry) -> None:
    sent = decide(office, propose(office, submit(office)), Verdict.REFUSED, "ซ้ำกับฉบับก่อน")
    assert (sent.state, sent.reason) == (Stage.REFUSED, "ซ้ำกับฉบับก่อน")
    with office.begin() as tx:
        assert tx.sending.claim() == []


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        ({"circular": True}, "ศธ 04999/ว1"),
        ({"book": Book.ORDERS}, "1/2569"),
        ({"book": Book.MEMOS}, "1/2569"),
    ],
)
def test_each_book_has_its_own_numbers(office: Registry, draft: dict[str, Any], expected: str) -> None:
    propose(office, submit(office), ())
    assert number(office).letter_no == "ศธ 04999/1"
    propose(office, submit(office, "b", **draft), ())
    assert number(office).letter_no == expected


def test_a_reserved_number_is_used_once(office: Registry) -> None:
    with office.begin(PITI) as tx:
        tx.entries.reserve(Book.OUT, "แจ้งปฏิทิน", owner=PITI)
    printed = {**FIELDS, "letter_no": "ศธ ๐๔๙๙๙/๑"}
    propose(office, submit(office, fields=printed), ())
    assert (number(office).number, number_of(office)) == (1, [State.REGISTERED])
    propose(office, submit(office, "b", fields=printed), ())
    with pytest.raises(NumberTaken):
        number(office)
    assert number_of(office) == [State.REGISTERED]


def number_of(office: Registry) -> list[State]:
    with office.begin() as tx:
        return [each.state for each in tx.entries.entries(Book.OUT)]


def test_an_acknowledgement_takes_the_reminder_back_and_not_the_letter(office: Registry) -> None:
    propose(office, submit(office), ())
    number(office)
    sent, (one, two, post) = queue(office)
    with office.begin(one.to.address) as tx:
        heard = tx.recipients.acknowledge(one, "one@school.example", "45")
        states = {(each.recipient_id, each.purpose): each.state for each in tx.deliveries.of(sent.letter_id or 0)}
    assert (heard.receipt_no, heard.acknowledged_by) == ("45", "one@school.example")
    assert states[one.id, Purpose.OUTGOING_REMINDER] is DeliveryState.WITHDRAWN
    assert states[one.id, Purpose.OUTGOING] is DeliveryState.QUEUED
    assert states[two.id, Purpose.OUTGOING_REMINDER] is DeliveryState.QUEUED
    assert post.answer_by is None


def test_who_is_late_is_told_by_school(office: Registry, clock: Clock) -> None:
    for name in "ab":
        propose(office, submit(office, name), ())
        number(office)
        _, (one, _, _) = queue(office)
    with office.begin() as tx:
        tx.recipients.acknowledge(one, "one@school.example")
        assert tx.recipients.late() == []
    clock.move(timedelta(days=4))
    with office.begin() as tx:
        late = tx.recipients.late()
        assert [(each.school, each.letters) for each in late] == [("1002", 2), ("1001", 1)]
        assert late[0].since == clock.now - timedelta(days=1)
        assert [each.school for each in tx.recipients.late(["1001"])] == ["1001"]


def test_agencies_outside_are_late_each_by_itself(office: Registry, clock: Clock) -> None:
    propose(office, submit(office), ())
    number(office)
    agencies = [Addressee(name=name, director=name, address=f"{name}@a.example") for name in ("ศาลากลาง", "ที่ว่าการ")]
    with office.begin() as tx:
        (due,) = tx.sending.claim()
        tx.recipients.add(due.id, [*SCHOOLS, *agencies], tx.now)
    clock.move(timedelta(days=1))
    with office.begin() as tx:
        late = {(each.school, each.name): each.letters for each in tx.recipients.late()}
    outside = {(None, "ที่ว่าการ"): 1, (None, "ศาลากลาง"): 1}
    assert late == {("1001", "โรงเรียนบ้านหนึ่ง"): 1, ("1002", "โรงเรียนบ้านสอง"): 1} | outside


def test_recalled_nothing_more_goes_out_and_the_entry_stays(office: Registry, clock: Clock) -> None:
    propose(office, submit(office), ())
    letter = number(office)
    sent, _ = queue(office)
    with office.begin(PITI) as tx:
        (claimed, *_) = tx.deliveries.claim_to_schools(1)
        assert tx.sending.recall(tx.sending.hold(sent.id), "แนบไฟล์ผิด").state is Stage.RECALLED
        assert {each.state for each in tx.deliveries.of(letter.id)} == {DeliveryState.WITHDRAWN}
        assert claimed.recipient == "one@school.example"
        assert tx.entries.by_id(letter.id).state is State.REGISTERED
        assert tx.entries.events(letter)[-1]["what"] == "recalled"
        assert tx.deliveries.claim_to_schools(9) == []
    clock.move(timedelta(days=30))
    with office.begin() as tx:
        assert tx.recipients.late() == []


def test_mails_to_people_do_not_wait_for_those_to_schools(office: Registry) -> None:
    propose(office, submit(office), ())
    number(office)
    queue(office)
    with office.begin() as tx:
        tx.deliveries.queue(letter_id=None, purpose=Purpose.DRAFT, recipient=PITI, message_id="<p@office.example>")
        assert [each.purpose for each in tx.deliveries.claim(9)] == [Purpose.DRAFT]
        assert len(tx.deliveries.claim_to_schools(9)) == 4
