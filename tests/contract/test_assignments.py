"""Who has which letter: given, reminded, acknowledged, ended, each in one transaction, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest

from registry.assignments import Arrangements, Assignment, Outcome, Task
from registry.corrections import Came
from registry.deadlines import Span
from registry.deliveries import Delivery, DeliveryState, Purpose
from registry.due import LEASE
from registry.errors import StaleClaim, Withdrawn
from registry.model import Letter
from registry.people import People
from registry.store import Registry, Tx
from tests.support.entering import Clock, enter
from tests.support.people import acts, away, people

MONDAY = datetime(2026, 6, 15, 10, 0, tzinfo=ZoneInfo("Asia/Bangkok"))
PITI, MANA, SOMJAI = (f"{name}@office.example" for name in ("piti", "mana", "somjai"))
_serial = count()


@pytest.fixture
def office(registry: Registry, clock: Clock) -> Registry:
    clock.now = MONDAY
    return staffed(registry, people())


def staffed(registry: Registry, everyone: People) -> Registry:
    return replace(
        registry,
        arrangements=Arrangements(
            people=lambda: everyone,
            message_id=lambda letter_id: f"<{letter_id}-{next(_serial)}@office.example>",
        ),
    )


def give(
    office: Registry, letter: Letter, to: str = PITI, task: Task = Task.ACT, who: str = "saraban", **how: object
) -> Assignment:
    with office.begin(who) as tx:
        person = office.arrangements.people().by_address(to)
        assert person is not None
        return tx.assignments.give(letter, person, task, **how)  # type: ignore[arg-type]


def mails(office: Registry, letter: Letter) -> list[tuple[str, str, str, datetime | None]]:
    """What is queued or was: purpose, to whom, state, and when it is due."""
    with office.begin() as tx:
        rows = tx.connection.exec_driver_sql("SELECT id, due_at FROM deliveries").all()
        due = {row[0]: row[1] for row in rows}
        return [(each.purpose, each.recipient, each.state, due[each.id]) for each in tx.deliveries.of(letter.id)]


def waiting(office: Registry, letter: Letter) -> list[tuple[str, str]]:
    return [(purpose, to) for purpose, to, state, due in mails(office, letter) if state == "queued" and due]


def due_by(office: Registry, clock: Clock, moment: datetime) -> list[Delivery]:
    """What is claimed to be sent by then, none of it sent."""
    clock.now = moment
    with office.begin() as tx:
        return tx.deliveries.claim(50)


def events(office: Registry, letter: Letter) -> list[tuple[str, str]]:
    with office.begin() as tx:
        return [(event["what"], event["who"]) for event in tx.entries.events(letter)]


class TestMeanwhile:
    """What changes while a letter waits to be acknowledged is followed by who is chased, when, and who is told."""

    def correct(self, office: Registry, letter: Letter, urgency: str | None) -> None:
        with office.begin(SOMJAI) as tx:
            tx.entries.hold(letter.book)
            tx.corrections.correct(letter, {"urgency": urgency}, came=Came.MAIL)

    def chased(self, office: Registry, letter: Letter) -> list[tuple[str, str]]:
        return [each for each in waiting(office, letter) if each[0] != "notice"]

    def test_a_letter_that_is_urgent_after_all_is_chased_sooner(self, office: Registry, clock: Clock) -> None:
        letter = enter(office)
        give(office, letter)
        give(office, letter, "weera@office.example", Task.KNOW)
        before = self.chased(office, letter)
        clock.now = MONDAY + timedelta(minutes=60)
        self.correct(office, letter, "ด่วนที่สุด")
        with office.begin() as tx:
            (given, informed) = tx.assignments.open_for(letter)
        assert (given.answer_by, informed.answer_by) == (MONDAY + timedelta(minutes=90), None)
        assert self.chased(office, letter) == before, "each once, as it was"
        purposes = [each.purpose for each in due_by(office, clock, MONDAY + timedelta(minutes=90))]
        assert purposes == [Purpose.NOTICE, Purpose.NOTICE, Purpose.REMINDER]
        self.correct(office, letter, None)
        with office.begin() as tx:
            assert tx.assignments.by_id(given.id).answer_by == MONDAY + timedelta(days=3, minutes=90)

    def test_but_not_where_a_rule_gave_the_time_nor_what_is_known(self, office: Registry) -> None:
        letter = enter(office)
        ruled = give(office, letter, within=Span(days=5))
        known = give(office, letter, MANA)
        with office.begin() as tx:
            tx.assignments.acknowledge(known)
        before = self.chased(office, letter)
        self.correct(office, letter, "ด่วนที่สุด")
        with office.begin() as tx:
            now = [each.answer_by for each in tx.assignments.open_for(letter)]
        assert (now, self.chased(office, letter)) == ([ruled.answer_by, known.answer_by], before)

    def test_word_to_a_superior_goes_to_who_is_that_today(self, office: Registry, clock: Clock) -> None:
        letter = enter(office)
        given = give(office, letter)
        assert self.chased(office, letter)[1:] == [("escalation", MANA), ("escalation", SOMJAI)]
        leave = away("นายมานะ", MONDAY.date(), MONDAY.date() + timedelta(days=30))
        later = staffed(office, people(leave, acts("นางมานี", "นายมานะ ขยันยิ่ง")))
        clock.now = MONDAY + timedelta(days=20)
        with later.begin() as tx:
            sent = [tx.assignments.readdressed(each) for each in tx.deliveries.claim(50)]
        told = [each.recipient for each in sent if each.purpose is Purpose.ESCALATION]
        assert told == ["manee@office.example", SOMJAI]
        assert [each.recipient for each in sent if each.purpose is Purpose.REMINDER] == [given.person]
        assert [each[1] for each in mails(office, letter) if each[0] == "escalation"] == told


class TestGiving:
    """An assignment, its notice and its timetable are one act."""

    def test_the_notice_goes_at_once_and_the_rest_in_its_time(self, office: Registry, clock: Clock) -> None:
        letter = enter(office)
        given = give(office, letter, note="โปรดตรวจ")
        assert (given.person, given.name, given.note) == (PITI, "ว่าที่ร้อยตรีปิติ ยินดี", "โปรดตรวจ")
        assert given.answer_by == MONDAY + timedelta(days=3)
        assert waiting(office, letter) == [
            ("notice", PITI),
            ("reminder", PITI),
            ("escalation", MANA),
            ("escalation", SOMJAI),
        ]
        assert [each.purpose for each in due_by(office, clock, MONDAY)] == [Purpose.NOTICE]
        assert (
            due_by(office, clock, MONDAY + timedelta(days=3) - timedelta(seconds=1)) != []
        )  # the notice's lease is over
        steps = (MONDAY + timedelta(days=3), MONDAY + timedelta(days=8), MONDAY + timedelta(days=11))
        seen = [{each.purpose for each in due_by(office, clock, step)} for step in steps]
        assert [Purpose.REMINDER in each for each in seen] == [True, True, True]
        assert [Purpose.ESCALATION in each for each in seen] == [False, True, True]

    def test_nothing_is_left_of_what_fails(self, office: Registry) -> None:
        letter = enter(office)
        with pytest.raises(Crash):
            crash(office, lambda tx: give_piti(tx, office, letter))
        assert mails(office, letter) == []
        assert events(office, letter) == [("entered", "saraban")]
        with office.begin() as tx:
            assert tx.assignments.of(letter) == []
            assert tx.entries.by_id(letter.id).owner is None

    def test_the_entry_shows_its_owner(self, office: Registry) -> None:
        letter = enter(office)
        give(office, letter, who=SOMJAI)
        give(office, letter, "weera@office.example")
        with office.begin() as tx:
            shown = tx.entries.by_id(letter.id)
            assert tx.entries.entries(shown.book, find="แผน") == [shown]
        assert shown.owner == "ว่าที่ร้อยตรีปิติ ยินดี, นายวีระ ประเสริฐ"
        assert shown.unit == "กลุ่มนโยบายและแผน"
        assert events(office, letter)[1] == ("assigned", SOMJAI)

    def test_for_information_nobody_is_chased(self, office: Registry) -> None:
        letter = enter(office)
        given = give(office, letter, task=Task.KNOW)
        assert given.answer_by is None
        assert waiting(office, letter) == [("notice", PITI)]
        with office.begin() as tx:
            assert tx.entries.by_id(letter.id).owner is None

    def test_nobody_is_told_of_themselves(self, office: Registry) -> None:
        letter = enter(office)
        give(office, letter, MANA)
        assert waiting(office, letter) == [("notice", MANA), ("reminder", MANA), ("escalation", SOMJAI)]
        own = enter(office)
        give(office, own, SOMJAI)
        assert waiting(office, own) == [("notice", SOMJAI), ("reminder", SOMJAI)]

    def test_given_again_it_is_not_announced_again(self, office: Registry) -> None:
        letter = enter(office)
        assert give(office, letter) == give(office, letter)
        assert len(mails(office, letter)) == 4

    def test_two_who_give_at_once_give_once(self, office: Registry) -> None:
        letter = enter(office)
        with ThreadPoolExecutor(6) as pool:
            given = set(pool.map(lambda _: give(office, letter).id, range(12)))
        assert len(given) == 1
        assert len(mails(office, letter)) == 4

    def test_a_rule_may_give_another_time(self, office: Registry) -> None:
        given = give(office, enter(office), within=Span(timedelta(minutes=45)))
        assert given.answer_by == MONDAY + timedelta(minutes=45)

    def test_who_stands_in_is_given_it(self, registry: Registry, clock: Clock) -> None:
        clock.now = MONDAY
        day = MONDAY.date()
        office = staffed(registry, people(acts("ปิติ", "มานะ"), away("มานะ", day, day)))
        letter = enter(office)
        assert give(office, letter, MANA).person == PITI
        with office.begin() as tx:
            after = tx.entries.events(letter)[-1]["after"]
        assert after["instead_of"] == "นายมานะ ขยันยิ่ง"
        # The head is back by the time this is told.
        assert ("escalation", MANA) in waiting(office, letter)

    def test_an_office_that_sends_no_mail_gives_all_the_same(self, office: Registry) -> None:
        mute = replace(office, arrangements=replace(office.arrangements, message_id=None))
        letter = enter(mute)
        assert give(mute, letter).answer_by is not None
        assert mails(mute, letter) == []

    def test_what_a_notice_says_beside_is_kept(self, office: Registry) -> None:
        letter = enter(office)
        give(office, letter, said={"suggested": "ชูใจ"})
        with office.begin() as tx:
            said = [each.said for each in tx.deliveries.of(letter.id)]
        assert said == [{"suggested": "ชูใจ"}, None, {"above": "head"}, {"above": "central"}]


class TestAcknowledging:
    """No reminder after an acknowledgement, whatever was under way."""

    def test_it_takes_back_all_that_chases(self, office: Registry, clock: Clock) -> None:
        letter = enter(office)
        given = give(office, letter)
        acknowledge(office, given)
        assert waiting(office, letter) == [("notice", PITI)]
        assert {each.purpose for each in due_by(office, clock, MONDAY + timedelta(days=365))} == {Purpose.NOTICE}

    def test_it_is_written_down_once(self, office: Registry, clock: Clock) -> None:
        letter = enter(office)
        given = give(office, letter)
        first = acknowledge(office, given)
        clock.move(timedelta(hours=1))
        assert acknowledge(office, given) == first
        assert first.acknowledged_at == MONDAY
        assert first.is_open
        assert [what for what, _ in events(office, letter)] == ["entered", "assigned", "acknowledged"]

    def test_what_was_for_information_is_done_with(self, office: Registry) -> None:
        known = acknowledge(office, give(office, enter(office), task=Task.KNOW))
        assert (known.is_open, known.outcome) == (False, Outcome.ACKNOWLEDGED)

    def test_a_reminder_that_was_claimed_is_not_sent(self, office: Registry, clock: Clock) -> None:
        letter = enter(office)
        given = give(office, letter)
        claimed = due_by(office, clock, MONDAY + timedelta(days=3))
        (reminder,) = [each for each in claimed if each.purpose is Purpose.REMINDER]
        acknowledge(office, given)
        with pytest.raises(Withdrawn), office.begin() as tx:
            tx.deliveries.sending(reminder)
        with office.begin() as tx:
            states = {each.purpose: each.state for each in tx.deliveries.of(letter.id)}
        assert states[Purpose.REMINDER] is DeliveryState.WITHDRAWN

    def test_a_reminder_that_was_put_off_is_not_sent_either(self, office: Registry, clock: Clock) -> None:
        letter = enter(office)
        given = give(office, letter)
        claimed = due_by(office, clock, MONDAY + timedelta(days=3))
        with office.begin() as tx:
            for each in claimed:
                tx.deliveries.defer(each, tx.now + timedelta(minutes=1), "451 try later")
        acknowledge(office, given)
        assert {each.purpose for each in due_by(office, clock, MONDAY + timedelta(days=4))} == {Purpose.NOTICE}

    @pytest.mark.parametrize("begun", [False, True])
    def test_a_reminder_the_server_did_not_take_is_not_tried_again(
        self, office: Registry, clock: Clock, begun: bool
    ) -> None:
        letter = enter(office)
        given = give(office, letter)
        claimed = due_by(office, clock, MONDAY + timedelta(days=3))
        (reminder,) = [each for each in claimed if each.purpose is Purpose.REMINDER]
        if begun:
            with office.begin() as tx:
                tx.deliveries.sending(reminder)
        acknowledge(office, given)
        with office.begin() as tx:
            tx.deliveries.defer(reminder, tx.now + timedelta(minutes=1), "451 try later")
        due = due_by(office, clock, MONDAY + timedelta(days=30))
        assert {each.purpose for each in due} == {Purpose.NOTICE}

    def test_what_is_being_handed_over_ends_as_it_will(self, office: Registry, clock: Clock) -> None:
        letter = enter(office)
        given = give(office, letter)
        claimed = due_by(office, clock, MONDAY + timedelta(days=3))
        (reminder,) = [each for each in claimed if each.purpose is Purpose.REMINDER]
        with office.begin() as tx:
            tx.deliveries.sending(reminder)
        acknowledge(office, given)
        with office.begin() as tx:
            tx.deliveries.end(reminder, DeliveryState.ACCEPTED)
        assert ("reminder", PITI, "accepted") in [row[:3] for row in mails(office, letter)]

    def test_an_acknowledgement_and_a_sending_at_once_have_one_winner(self, office: Registry, clock: Clock) -> None:
        for _ in range(10):
            clock.now = MONDAY
            letter = enter(office)
            given = give(office, letter)
            claimed = due_by(office, clock, MONDAY + timedelta(days=3))
            (reminder,) = [each for each in claimed if each.purpose is Purpose.REMINDER]

            with ThreadPoolExecutor(2) as pool:
                sends = pool.submit(begin_to_send, office, reminder)
                pool.submit(acknowledge, office, given).result()
            states = {each.purpose: each.state for each in deliveries(office, letter)}
            sent = DeliveryState.SENDING if sends.result() else DeliveryState.WITHDRAWN
            assert states[Purpose.REMINDER] is sent
            assert states[Purpose.ESCALATION] is DeliveryState.WITHDRAWN

    def test_it_is_undone_with_its_transaction(self, office: Registry) -> None:
        letter = enter(office)
        given = give(office, letter)
        with pytest.raises(Crash):
            crash(office, lambda tx: tx.assignments.acknowledge(given))
        assert len(waiting(office, letter)) == 4

    def test_others_who_have_it_too_are_still_reminded(self, office: Registry) -> None:
        letter = enter(office)
        acknowledge(office, give(office, letter))
        give(office, letter, "weera@office.example")
        assert ("reminder", "weera@office.example") in waiting(office, letter)
        assert ("reminder", PITI) not in waiting(office, letter)


class TestEnding:
    """Passed on, returned, done: what waited of it goes."""

    def test_what_was_passed_on_asks_nobody_any_more(self, office: Registry) -> None:
        letter = enter(office)
        given = give(office, letter)
        with office.begin(PITI) as tx:
            ended = tx.assignments.end(given, Outcome.PASSED)
            again = tx.assignments.end(given, Outcome.RETURNED, reason="ไม่ใช่งานของกลุ่ม")
        assert (ended.outcome, again.outcome) == (Outcome.PASSED, Outcome.PASSED)
        assert waiting(office, letter) == []
        assert events(office, letter)[-1] == ("passed", PITI)

    def test_what_has_ended_is_not_acknowledged(self, office: Registry) -> None:
        letter = enter(office)
        given = give(office, letter)
        with office.begin() as tx:
            tx.assignments.end(given, Outcome.RETURNED, reason="ไม่ใช่งานของกลุ่ม")
        assert acknowledge(office, given).acknowledged_at is None
        with office.begin() as tx:
            assert tx.entries.events(letter)[-1]["after"]["reason"] == "ไม่ใช่งานของกลุ่ม"

    def test_it_can_be_given_again(self, office: Registry) -> None:
        letter = enter(office)
        given = give(office, letter)
        with office.begin() as tx:
            tx.assignments.end(given, Outcome.PASSED)
        assert give(office, letter).id != given.id
        assert len(waiting(office, letter)) == 4

    def test_closing_ends_all_that_acts(self, office: Registry) -> None:
        letter = enter(office)
        give(office, letter)
        give(office, letter, SOMJAI, Task.KNOW)
        give(office, letter, MANA, Task.PROPOSE)
        with office.begin(PITI) as tx:
            closed = tx.assignments.close(letter, by="ศธ 04999/77")
            left = tx.assignments.open_for(letter)
        assert (closed.closed_at, closed.closed_by) == (MONDAY, "ศธ 04999/77")
        assert [each.task for each in left] == [Task.KNOW]
        assert waiting(office, letter) == [("notice", SOMJAI)]
        assert events(office, letter)[-3:] == [("done", PITI), ("done", PITI), ("closed", PITI)]

    def test_closed_twice_it_is_written_once(self, office: Registry, clock: Clock) -> None:
        letter = enter(office)
        for _ in range(2):
            with office.begin() as tx:
                closed = tx.assignments.close(letter, by="ศธ 04999/77")
            clock.move(timedelta(days=1))
        assert closed.closed_at == MONDAY
        assert [what for what, _ in events(office, letter)] == ["entered", "closed"]

    def test_striking_an_entry_takes_everything_back(self, office: Registry) -> None:
        letter = enter(office)
        given = give(office, letter)
        with office.begin() as tx:
            tx.entries.strike(tx.entries.by_id(letter.id), "ลงซ้ำ")
            assert tx.assignments.by_id(given.id).outcome is Outcome.WITHDRAWN
            assert tx.routing.claim() == []
        assert waiting(office, letter) == []

    def test_what_a_person_has(self, office: Registry) -> None:
        first, second = enter(office), enter(office)
        give(office, first)
        passed = give(office, second)
        with office.begin() as tx:
            tx.assignments.end(passed, Outcome.PASSED)
            assert [each.letter_id for each in tx.assignments.of_person(" PITI@Office.example ")] == [first.id]
            assert [each.letter_id for each in tx.assignments.all_open()] == [first.id]

    def test_it_is_late_when_its_time_has_come(self, office: Registry) -> None:
        given = give(office, enter(office))
        assert given.answer_by is not None
        moment = timedelta(seconds=1)
        assert [given.is_late(given.answer_by - moment), given.is_late(given.answer_by)] == [False, True]
        assert not acknowledge(office, given).is_late(given.answer_by)


class TestRouting:
    """Whatever is entered wants an owner, until it was seen to."""

    def test_an_entry_is_claimed_once(self, office: Registry) -> None:
        letter = enter(office)
        with office.begin() as tx:
            (claimed,) = tx.routing.claim()
            assert tx.routing.claim() == []
            assert tx.routing.waiting() == 1
        with office.begin() as tx:
            tx.routing.settle(claimed)
        with office.begin() as tx:
            assert tx.routing.waiting() == 0
            assert tx.routing.unrouted(tx.now + LEASE) == []
        assert claimed.letter == letter

    def test_a_claim_taken_over_gives_nothing(self, office: Registry, clock: Clock) -> None:
        letter = enter(office)
        with office.begin() as tx:
            (mine,) = tx.routing.claim()
        clock.move(LEASE)
        with office.begin() as tx:
            (theirs,) = tx.routing.claim()
            tx.routing.settle(theirs)
            give_piti(tx, office, theirs.letter)
        with pytest.raises(StaleClaim), office.begin() as tx:
            tx.routing.settle(mine)
        assert len(mails(office, letter)) == 4

    def test_a_crash_gives_it_back(self, office: Registry) -> None:
        enter(office)
        with office.begin() as tx:
            tx.routing.claim()
        with office.begin() as tx:
            assert tx.routing.release() == 1
            assert len(tx.routing.claim()) == 1

    def test_what_waits_too_long_is_told(self, office: Registry, clock: Clock) -> None:
        letter = enter(office)
        clock.move(timedelta(minutes=11))
        with office.begin() as tx:
            assert tx.routing.unrouted(tx.now - timedelta(minutes=10)) == [letter]
            assert tx.routing.unrouted(tx.now - timedelta(minutes=12)) == []


class TestAddresses:
    def test_dead_until_something_comes_from_it(self, office: Registry, clock: Clock) -> None:
        with office.begin() as tx:
            tx.addresses.mark_dead("Piti@office.example", "550 5.1.1 no such user")
        clock.move(timedelta(days=1))
        with office.begin() as tx:
            tx.addresses.mark_dead(PITI, "550 again")
            (dead,) = tx.addresses.dead()
            tx.addresses.alive(PITI)
            assert tx.addresses.dead() == []
        assert (dead.address, dead.since, dead.reason) == (PITI, MONDAY, "550 5.1.1 no such user")


class Crash(Exception):
    """The process ends before the commit."""


def crash(office: Registry, work: Callable[[Tx], object]) -> None:
    with office.begin() as tx:
        work(tx)
        raise Crash


def acknowledge(office: Registry, given: Assignment) -> Assignment:
    with office.begin(given.person) as tx:
        return tx.assignments.acknowledge(given)


def begin_to_send(office: Registry, delivery: Delivery) -> bool:
    try:
        with office.begin() as tx:
            tx.deliveries.sending(delivery)
    except Withdrawn:
        return False
    return True


def deliveries(office: Registry, letter: Letter) -> list[Delivery]:
    with office.begin() as tx:
        return tx.deliveries.of(letter.id)


def give_piti(tx: Tx, office: Registry, letter: Letter) -> None:
    person = office.arrangements.people().by_address(PITI)
    assert person is not None
    tx.assignments.give(letter, person, Task.ACT)
