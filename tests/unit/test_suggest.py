"""Suggested owners: learned from who took past letters, with a confidence that is what it says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from dispatcher.learned import learn
from dispatcher.route import Router
from dispatcher.rules import Facts
from dispatcher.suggest import LEAST, Suggester, bag_of, learn_owners, suggest
from registry.assignments import Arrangements, Outcome, Task
from registry.model import Letter
from registry.people import Person
from registry.store import Registry
from tests.bench.routed import PEOPLE, letters
from tests.support import entering
from tests.support.people import people

SUBJECTS = {
    "piti@office.example": (
        "การจัดสรรงบประมาณ ไตรมาสที่ {n}",
        "แผนปฏิบัติการประจำปี {n}",
        "รายงานผลการใช้จ่ายงบประมาณ ครั้งที่ {n}",
    ),
    "weera@office.example": ("การย้ายข้าราชการครู รอบที่ {n}", "การเลื่อนเงินเดือน ครั้งที่ {n}", "ขอส่งลูกจ้างไปช่วยราชการ {n}"),
}
TAKEN = [
    (Facts(subject=text.format(n=n), sender="โรงเรียนบ้านตัวอย่าง"), address)
    for n in range(15)
    for address, texts in SUBJECTS.items()
    for text in texts
]
BUDGET = Facts(subject="การจัดสรรงบประมาณเพิ่มเติม", sender="โรงเรียนบ้านตัวอย่าง")
MOVE = Facts(subject="การย้ายข้าราชการครูผู้ช่วย", sender="โรงเรียนบ้านตัวอย่าง")


def test_the_likeliest_comes_first_and_is_sure() -> None:
    learned = learn_owners(TAKEN)
    assert learned
    for facts, address in ((BUDGET, "piti@office.example"), (MOVE, "weera@office.example")):
        first, second = suggest(learned, facts, people())
        assert first.person.address == address
        assert 0.8 < first.confidence < 1
        assert second.confidence == 0


def test_who_has_left_is_not_suggested() -> None:
    learned = learn_owners(TAKEN)
    assert learned
    left = people()
    here = type(left)(tuple(each for each in left.everyone if each.address != "piti@office.example"))
    assert [each.person.address for each in suggest(learned, BUDGET, here)] == ["weera@office.example"]
    assert suggest(learned, BUDGET, type(left)()) == ()


def test_too_few_letters_or_one_person_alone_teach_nothing() -> None:
    assert learn_owners(TAKEN[: LEAST - 1]) is None
    assert learn_owners([(facts, "piti@office.example") for facts, _ in TAKEN]) is None
    assert learn_owners([]) is None


def test_what_was_never_seen_is_not_sure() -> None:
    learned = learn_owners(TAKEN)
    assert learned
    first, _ = suggest(learned, Facts(subject="xyz", number="อบ 0017/5"), people())
    assert first.confidence < 0.8


def test_confidence_is_how_often_it_is_right() -> None:
    """On letters not learned from, of an office where every sixteenth letter goes to somebody by chance."""
    taken = letters(900, seed=5)
    learned = learn_owners([(each.facts, each.owner) for each in taken[:600]])
    assert learned
    guesses = [(learned.guess(bag_of(each.facts), frozenset(PEOPLE))[0], each.owner) for each in taken[600:]]
    sure = [guess.name == owner for guess, owner in guesses if guess.confidence >= 0.8]
    assert len(sure) > 50
    assert sum(sure) / len(sure) > 0.8
    said = sum(guess.confidence for guess, _ in guesses) / len(guesses)
    right = sum(guess.name == owner for guess, owner in guesses) / len(guesses)
    assert said == pytest.approx(right, abs=0.08)


def test_texts_of_nothing_known_are_learned_from_without_harm() -> None:
    learned = learn([{"a": 1}, {"b": 1}, {}, {"a": 1, "c": 2}], ["x", "y", "y", "x"], dict)
    assert learned.guess({"zzz": 1}, frozenset("xy"))
    assert learned.guess({"a": 1}, frozenset("xy"))[0].name == "x"


@pytest.fixture
def staffed(registry: Registry) -> Registry:
    object.__setattr__(registry, "arrangements", Arrangements(people=people))
    return registry


def entered(registry: Registry, subject: str, number: int) -> Letter:
    return entering.enter(registry, entering.read(f"ศธ 04999/{number}", subject=subject))


def person(address: str) -> Person:
    found = people().by_address(address)
    assert found
    return found


def taken_by(registry: Registry, letter: Letter, *addresses: str) -> None:
    """The letter goes from hand to hand, and the last acknowledges it."""
    for number, address in enumerate(addresses, 1):
        with registry.begin() as tx:
            given = tx.assignments.give(letter, person(address), Task.ACT)
            if number < len(addresses):
                tx.assignments.end(given, Outcome.PASSED)
            else:
                tx.assignments.acknowledge(given)


def test_the_register_tells_who_really_took_a_letter(staffed: Registry) -> None:
    passed, returned, waiting = (entered(staffed, "ขอเชิญประชุม", n) for n in range(3))
    taken_by(staffed, passed, "manee@office.example", "piti@office.example")
    with staffed.begin() as tx:
        tx.assignments.end(tx.assignments.give(returned, person("weera@office.example"), Task.ACT), Outcome.RETURNED)
        tx.assignments.acknowledge(tx.assignments.give(returned, person("duang@office.example"), Task.KNOW))
        tx.assignments.give(waiting, person("weera@office.example"), Task.ACT)
    with staffed.begin() as tx:
        assert [(each.letter.id, each.taker, each.folder) for each in tx.routing.taken(10)] == [
            (passed.id, "piti@office.example", "")
        ]
        tx.entries.strike(passed, "ซ้ำ")
        assert tx.routing.taken(10) == []


def test_it_is_learned_from_the_newest_and_the_folder_is_that_of_the_drop(staffed: Registry) -> None:
    with staffed.begin() as tx:
        tx.entries.hold("in")
        old, new = (
            tx.entries.enter(entering.read(f"ศธ 1/{n}"), (), received_at=tx.now, source="ก.pdf", unit="กลุ่มนโยบายและแผน")
            for n in range(2)
        )
    for letter in (old, new):
        taken_by(staffed, letter, "weera@office.example")
    with staffed.begin() as tx:
        (only,) = tx.routing.taken(1)
    assert (only.letter.id, only.letter.unit, only.folder) == (new.id, "กลุ่มบริหารงานบุคคล", "กลุ่มนโยบายและแผน")


def known(registry: Registry) -> Registry:
    """A register in which letters were taken."""
    for n, (facts, address) in enumerate(TAKEN):
        taken_by(registry, entered(registry, facts.subject, n), address)
    return registry


def routed(registry: Registry, apply_from: float | None) -> tuple[Letter, list[str]]:
    """A letter no rule takes, routed; and the owners that its central clerk's notice would name."""
    with registry.begin() as tx:
        for waiting in tx.routing.claim(1000):
            tx.routing.settle(waiting)
    letter = entered(registry, BUDGET.subject, 999)
    router = Router(registry=registry, rules=tuple, suggester=Suggester(registry), apply_from=apply_from)
    assert router.route_due()
    with registry.begin() as tx:
        said = [
            each["name"]
            for delivery in tx.deliveries.of(letter.id)
            if delivery.said
            for each in delivery.said["suggested"]
        ]
        return tx.entries.by_id(letter.id), said


def test_a_suggestion_is_told_to_the_central_clerk_and_not_applied(staffed: Registry) -> None:
    object.__setattr__(staffed, "arrangements", Arrangements(people=people, message_id=_message_ids()))
    letter, said = routed(known(staffed), None)
    assert letter.owner == "นางสาวสมใจ ใจดี"
    assert said[0] == "ว่าที่ร้อยตรีปิติ ยินดี"


@pytest.mark.parametrize(("apply_from", "owner"), [(0.8, "ว่าที่ร้อยตรีปิติ ยินดี"), (0.999, "นางสาวสมใจ ใจดี")])
def test_it_is_applied_where_the_office_wants_it_and_it_is_sure(
    staffed: Registry, apply_from: float, owner: str
) -> None:
    letter, _ = routed(known(staffed), apply_from)
    assert letter.owner == owner


def test_it_learns_again_as_the_day_goes(staffed: Registry, clock: entering.Clock) -> None:
    suggester = Suggester(staffed)
    assert suggester.suggest(BUDGET) == ()
    known(staffed)
    assert suggester.suggest(BUDGET) == ()
    clock.move(timedelta(hours=13))
    assert suggester.suggest(BUDGET)[0].person.address == "piti@office.example"


def _message_ids() -> Callable[[int], str]:
    numbers = iter(range(10_000))
    return lambda letter_id: f"<{letter_id}-{next(numbers)}@office.example>"
