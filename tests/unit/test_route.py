"""A letter to its owner by the rules, and each morning's digests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dispatcher.digest import Digests
from dispatcher.route import Router
from dispatcher.rules import Condition, Rule
from registry.assignments import Arrangements, Task
from registry.deadlines import Span
from registry.deliveries import DeliveryState, Purpose
from registry.due import LEASE
from registry.model import Letter
from registry.people import People
from registry.store import Registry
from tests.support.entering import Clock, enter, read
from tests.support.people import acts, away, people

MONDAY = datetime(2026, 6, 15, 10, 0, tzinfo=ZoneInfo("Asia/Bangkok"))
PITI, MANA, SOMJAI, WEERA = (f"{name}@office.example" for name in ("piti", "mana", "somjai", "weera"))
BUDGET = Rule(
    name="งบประมาณ",
    line=1,
    owner=PITI,
    when={Condition.SUBJECT: ("งบประมาณ",)},
    information=(MANA, PITI),
    within=Span(days=1),
)


@pytest.fixture
def office(sqlite_registry: Registry, clock: Clock) -> Registry:
    clock.now = MONDAY
    return staffed(sqlite_registry, people())


def staffed(registry: Registry, everyone: People) -> Registry:
    serial = count()
    made = Arrangements(people=lambda: everyone, message_id=lambda letter: f"<{letter}-{next(serial)}@office.example>")
    return replace(registry, arrangements=made)


def route(office: Registry, *rules: Rule) -> bool:
    return Router(registry=office, rules=lambda: rules).route_due()


def given(office: Registry, letter: Letter) -> list[tuple[str, Task]]:
    with office.begin() as tx:
        return [(each.person, each.task) for each in tx.assignments.of(letter)]


class TestRoute:
    def test_a_rule_names_owner_information_and_time(self, office: Registry) -> None:
        letter = enter(office, read(subject="การจัดสรรงบประมาณ"))
        assert route(office, BUDGET)
        assert given(office, letter) == [(PITI, Task.ACT), (MANA, Task.KNOW)]
        with office.begin() as tx:
            act, know = tx.assignments.of(letter)
            shown = tx.entries.by_id(letter.id)
        assert (act.answer_by, know.answer_by) == (MONDAY + timedelta(days=1), None)
        assert act.given_by == "rule: งบประมาณ"
        assert (shown.owner, shown.unit) == ("ว่าที่ร้อยตรีปิติ ยินดี", "กลุ่มนโยบายและแผน")

    def test_what_no_rule_takes_goes_to_the_central_clerk(self, office: Registry) -> None:
        letter = enter(office, read(subject="ขอเชิญประชุม"))
        route(office, BUDGET)
        assert given(office, letter) == [(SOMJAI, Task.ACT)]

    def test_so_does_what_a_rule_gives_to_one_who_has_left(self, office: Registry) -> None:
        letter = enter(office, read(subject="งบประมาณ"))
        route(office, replace(BUDGET, owner="gone@office.example"))
        assert given(office, letter)[0] == (SOMJAI, Task.ACT)

    def test_who_acts_for_someone_away_gets_it(self, office: Registry) -> None:
        day = MONDAY.date()
        letter = enter(office, read(subject="งบประมาณ"))
        route(staffed(office, people(away("ปิติ", day, day), acts("วีระ", "ปิติ"))), BUDGET)
        assert given(office, letter)[0] == (WEERA, Task.ACT)

    def test_it_is_done_once(self, office: Registry) -> None:
        letter = enter(office)
        assert [route(office), route(office)] == [True, False]
        assert given(office, letter) == [(SOMJAI, Task.ACT)]

    def test_without_people_the_letters_wait(self, office: Registry) -> None:
        letter = enter(office)
        nobody = staffed(office, People())
        assert not route(nobody)
        assert not Router(registry=nobody, rules=tuple).waits()
        assert Router(registry=office, rules=tuple).waits()
        assert route(office)
        assert given(office, letter) == [(SOMJAI, Task.ACT)]

    def test_what_a_person_gave_meanwhile_stands(self, office: Registry) -> None:
        letter = enter(office)
        weera = office.arrangements.people().by_address(WEERA)
        assert weera is not None
        with office.begin(SOMJAI) as tx:
            tx.assignments.give(letter, weera, Task.ACT)
        route(office)
        assert given(office, letter) == [(WEERA, Task.ACT)]

    def test_a_struck_entry_goes_to_nobody(self, office: Registry) -> None:
        letter = enter(office)
        with office.begin() as tx:
            tx.entries.strike(letter, "ลงซ้ำ")
        route(office)
        assert given(office, letter) == []

    def test_one_that_fails_keeps_no_other_waiting_and_is_tried_again(
        self, office: Registry, clock: Clock, caplog: pytest.LogCaptureFixture
    ) -> None:
        broken, sound = enter(office, read(subject="งบประมาณ")), enter(office, read("ศธ 04999/2", subject="อื่น"))
        wrong = replace(BUDGET, within=Span(days=10_000_000))  # longer than any calendar
        route(office, wrong)
        assert (given(office, broken), given(office, sound)) == ([], [(SOMJAI, Task.ACT)])
        assert "waits for its owner" in caplog.text
        clock.move(LEASE)
        route(office, BUDGET)
        assert given(office, broken)[0] == (PITI, Task.ACT)


class TestDigests:
    """One a person on each working morning, once, of what stands then."""

    def queue(self, office: Registry) -> bool:
        return Digests(registry=office, domain="office.example").queue_due()

    def said(self, office: Registry, to: str) -> list[Any]:
        with office.begin() as tx:
            digests = [each for each in tx.deliveries.claim(50) if each.purpose is Purpose.DIGEST]
        assert all(each.letter_id is None for each in digests)
        return [each.said for each in digests if each.recipient == to]

    def test_it_tells_what_waits_and_what_is_late_first(self, office: Registry, clock: Clock) -> None:
        late = self.give(office, "งบประมาณ", BUDGET)
        clock.move(timedelta(days=2))
        fresh = self.give(office, "งบประมาณเพิ่มเติม", BUDGET)
        clock.now = MONDAY.replace(hour=8, minute=30) + timedelta(days=3)
        assert self.queue(office)
        (said,) = self.said(office, PITI)
        assert said["day"] == "2026-06-18"
        assert [(line["number"], line["late"], line["subject"]) for line in said["waiting"]] == [
            (f"{late.number}/2569", True, "งบประมาณ"),
            (f"{fresh.number}/2569", False, "งบประมาณเพิ่มเติม"),
        ]
        assert said["office"] is None

    def test_the_central_clerk_is_told_of_the_whole_office(self, office: Registry, clock: Clock) -> None:
        self.give(office, "งบประมาณ", BUDGET)
        unsure = enter(office, read("ศธ 04999/2", subject=None))
        with office.begin() as tx:
            tx.addresses.mark_dead(WEERA, "550 no such user")
        clock.now = MONDAY + timedelta(days=2)
        self.queue(office)
        (said,) = self.said(office, SOMJAI)
        told = said["office"]
        assert [(line["number"], line["review"]) for line in told["unsure"]] == [(f"{unsure.number}/2569", ["subject"])]
        assert [line["number"] for line in told["unrouted"]] == [f"{unsure.number}/2569"]
        assert [(line["name"], line["late"]) for line in told["late"]] == [("ว่าที่ร้อยตรีปิติ ยินดี", True)]
        assert [(dead["address"], dead["reason"]) for dead in told["dead"]] == [(WEERA, "550 no such user")]

    def test_a_dead_address_of_nobody_in_the_list_is_told_for_a_week(self, office: Registry, clock: Clock) -> None:
        with office.begin() as tx:
            tx.addresses.mark_dead("gone@area.example", "550 no such user")
            tx.addresses.mark_dead(WEERA, "550 no such user")
        for days, told in ((1, {"gone@area.example", WEERA}), (7, {WEERA})):
            clock.now = MONDAY + timedelta(days=days, hours=1)
            self.queue(office)
            newest = self.said(office, SOMJAI)[-1]
            assert {dead["address"] for dead in newest["office"]["dead"]} == told

    def test_the_central_clerk_is_told_once_what_was_not_delivered(self, office: Registry, clock: Clock) -> None:
        letter = self.give(office, "งบประมาณ", BUDGET)
        with office.begin() as tx:
            (notice,) = [each for each in tx.deliveries.claim(5) if each.recipient == PITI]
            tx.deliveries.end(notice, DeliveryState.REFUSED, "550 5.1.1 No such user")
        clock.move(timedelta(days=1))
        self.queue(office)
        (said,) = self.said(office, SOMJAI)
        (line,) = said["office"]["undelivered"]
        assert (line["number"], line["recipient"]) == (f"{letter.number}/2569", PITI)
        assert (line["purpose"], line["reason"]) == (Purpose.NOTICE, "550 5.1.1 No such user")
        clock.move(timedelta(days=1))
        self.queue(office)
        again = next(each for each in self.said(office, SOMJAI) if each["day"] != said["day"])
        assert again["office"]["undelivered"] == []

    def test_once_a_day(self, office: Registry, clock: Clock) -> None:
        self.give(office, "งบประมาณ", BUDGET)
        assert [self.queue(office), self.queue(office)] == [True, False]
        clock.move(timedelta(hours=3))
        self.give(office, "งบประมาณ", replace(BUDGET, owner=WEERA))
        assert not self.queue(office)  # whoever got their first letter at noon has had its notice
        assert len(self.said(office, PITI)) == 1
        clock.move(timedelta(days=1))
        assert self.queue(office)
        assert len(self.said(office, WEERA)) == 1

    def test_a_quiet_morning_is_quiet_but_remembered(self, office: Registry) -> None:
        assert [self.queue(office), self.queue(office)] == [True, False]
        assert self.said(office, SOMJAI) == []
        with office.begin() as tx:
            row = tx.connection.exec_driver_sql("SELECT state, due_at FROM deliveries").one()
        assert tuple(row) == (DeliveryState.WITHDRAWN, None)

    @pytest.mark.parametrize("moment", ["2026-06-15 08:29", "2026-06-13 10:00", "2026-06-03 10:00"])
    def test_none_before_the_office_opens_nor_on_days_of_rest(
        self, office: Registry, clock: Clock, moment: str
    ) -> None:
        clock.now = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo("Asia/Bangkok"))
        assert not self.queue(office)

    def test_none_to_a_dead_address(self, office: Registry) -> None:
        self.give(office, "งบประมาณ", BUDGET)
        with office.begin() as tx:
            tx.addresses.mark_dead(PITI, "550 no such user")
        self.queue(office)
        assert self.said(office, PITI) == []

    def give(self, office: Registry, subject: str, *rules: Rule) -> Letter:
        letter = enter(office, read(f"ศธ 04999/{subject}", subject=subject))
        route(office, *rules)
        return letter


def test_the_rules_are_asked_anew_in_every_round(office: Registry) -> None:
    rules: list[Rule] = []

    def standing() -> Sequence[Rule]:
        return tuple(rules)

    router = Router(registry=office, rules=standing)
    first = enter(office, read(subject="งบประมาณ"))
    router.route_due()
    rules.append(BUDGET)
    second = enter(office, read("ศธ 04999/2", subject="งบประมาณ"))
    router.route_due()
    assert [given(office, each)[0][0] for each in (first, second)] == [SOMJAI, PITI]
