"""What the register promises of readings and of what people say of them, on every database it runs on."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import date, timedelta

import pytest
from sqlalchemy import delete
from sqlalchemy.exc import DBAPIError

from registry.accuracy import Accuracy, count_accuracy
from registry.corrections import Came, Corrected
from registry.errors import AlreadyStruck
from registry.model import Book, Correspondent, Evidence, Found, Kind, Letter, Reading
from registry.schema import readings, truths
from registry.store import Registry, open_engine
from tests.support.entering import Clock, enter, kept, read, run_together

BOX = (85.25, 138.0, 227.5, 162.0)
SEEN = Found(value="ศธ ๐๔๙๙๙/๑", confidence=0.35, evidence=Evidence(page=1, box=BOX, text="ที่ ศธ ๐๔๙๙๙/๑", how="ocr"))
DOUBTFUL = Reading(
    fields={
        "kind": Found(value=Kind.EXTERNAL, sure=True),
        "letter_no": SEEN,
        "date": Found(value="2026-06-10", confidence=0.6),
        "subject": Found(value="ขอเชิญประชุม", sure=True, confidence=0.99),
        "sender": Found(value="โรงเรียนบ้านตัวอย่าง", sure=True, confidence=0.99),
    }
)


def correct(
    registry: Registry,
    letter: Letter,
    confirmed: bool = False,
    who: str = "somying@office.example",
    **values: str | None,
) -> Corrected:
    with registry.begin(who) as tx:
        tx.entries.hold(letter.book)
        return tx.corrections.correct(letter, values, confirmed=confirmed, came=Came.MAIL)


def events(registry: Registry, letter: Letter) -> list[str]:
    with registry.begin() as tx:
        return [event["what"] for event in tx.entries.events(letter)]


def reading_of(registry: Registry, letter: Letter) -> Reading:
    with registry.begin() as tx:
        return tx.readings.of(letter)


class TestReadings:
    """Kept as they were read, whatever is said later."""

    def test_every_field_is_kept_with_its_place(self, registry: Registry) -> None:
        letter = enter(registry, DOUBTFUL)
        found = reading_of(registry, letter)
        assert found["letter_no"] == SEEN
        assert found["subject"] == DOUBTFUL["subject"]
        assert found["urgency"] == Found()

    def test_a_correction_leaves_the_reading_alone(self, registry: Registry) -> None:
        letter = enter(registry, DOUBTFUL)
        before = reading_of(registry, letter)
        correct(registry, letter, letter_no="ศธ 04999/7")
        assert reading_of(registry, letter) == before

    def test_a_reserved_number_has_none(self, registry: Registry) -> None:
        with registry.begin() as tx:
            letter = tx.entries.reserve(Book.IN, "จอง")
            assert dict(tx.readings.of(letter).fields) == {}

    @pytest.mark.parametrize("table", [readings, truths], ids=str)
    def test_the_database_refuses_to_delete(self, registry: Registry, table: object) -> None:
        letter = enter(registry, DOUBTFUL)
        correct(registry, letter, confirmed=True)
        with pytest.raises(DBAPIError, match="nothing is ever deleted"), registry.begin() as tx:
            tx.connection.execute(delete(table))  # type: ignore[arg-type]


class TestCorrecting:
    """One transaction: the entry, its event, the truth, and what is left to look at."""

    def test_a_corrected_field_stands_and_is_found_and_the_rest_waits(self, registry: Registry) -> None:
        letter = enter(registry, DOUBTFUL)
        done = correct(registry, letter, letter_no="ศธ 04999/ว 142")
        assert done.changed == ("letter_no",)
        assert (done.letter.letter_no, done.letter.needs_review, done.letter.review) == (
            "ศธ 04999/ว 142",
            True,
            ("date",),
        )
        with registry.begin() as tx:
            assert [one.id for one in tx.entries.entries(Book.IN, find="๐๔๙๙๙/ว๑๔๒")] == [letter.id]
            assert tx.entries.entries(Book.IN, find="๐๔๙๙๙/๑") == []

    def test_when_nothing_is_left_the_entry_needs_no_look(self, registry: Registry) -> None:
        letter = enter(registry, DOUBTFUL)
        correct(registry, letter, letter_no="ศธ 04999/7")
        assert correct(registry, letter, date="2026-06-11").letter.needs_review is False

    def test_right_clears_everything_and_settles_every_field_shown(self, registry: Registry) -> None:
        letter = enter(registry, DOUBTFUL)
        done = correct(registry, letter, confirmed=True)
        assert (done.changed, done.letter.needs_review, done.letter.review) == ((), False, ())
        with registry.begin() as tx:
            settled = tx.corrections.settled(letter)
        assert settled == {
            "letter_no": "ศธ ๐๔๙๙๙/๑",
            "date": "2026-06-10",
            "subject": "ขอเชิญประชุม",
            "sender": "โรงเรียนบ้านตัวอย่าง",
            "addressee": None,
            "urgency": None,
        }

    def test_none_says_that_the_letter_has_none(self, registry: Registry) -> None:
        letter = enter(registry, DOUBTFUL)
        done = correct(registry, letter, letter_no=None, date=None)
        assert (done.letter.letter_no, done.letter.date, done.letter.needs_review) == (None, None, False)

    def test_the_event_says_who_when_before_and_after(self, registry: Registry, clock: Clock) -> None:
        letter = enter(registry, DOUBTFUL)
        clock.move(timedelta(hours=1))
        correct(registry, letter, date="2026-06-09")
        with registry.begin() as tx:
            event = tx.entries.events(letter)[-1]
        assert (event["who"], event["what"], event["at"]) == ("somying@office.example", "corrected", clock.now)
        assert event["before"] == {"date": "2026-06-10", "review": ["letter_no", "date"]}
        assert event["after"] == {"date": "2026-06-09", "review": ["letter_no"], "settled": ["date"]}

    def test_said_twice_it_is_done_once(self, registry: Registry) -> None:
        letter = enter(registry, DOUBTFUL)
        for _ in range(2):
            correct(registry, letter, confirmed=True, letter_no="ศธ 04999/7")
        assert events(registry, letter) == ["entered", "corrected"]

    def test_a_struck_entry_is_not_corrected(self, registry: Registry) -> None:
        letter = enter(registry, DOUBTFUL)
        with registry.begin() as tx:
            tx.entries.strike(letter, "ซ้ำ")
        with pytest.raises(AlreadyStruck):
            correct(registry, letter, letter_no="ศธ 04999/7")

    def test_a_number_that_is_another_entrys_is_said_and_not_merged(self, registry: Registry) -> None:
        first = enter(registry, read("ศธ 04999/7"))
        second = enter(registry, DOUBTFUL)
        done = correct(registry, second, letter_no="ศธ ๐๔๙๙๙/๗")
        assert done.same == first
        assert (done.letter.needs_review, done.letter.review) == (True, ("date", "same: 1/2569"))
        settled = correct(registry, second, confirmed=True)  # she has seen it, and it is another letter
        assert (settled.same, settled.letter.needs_review) == (None, False)

    def test_right_beside_a_number_that_is_another_entrys_leaves_that_to_look_at(self, registry: Registry) -> None:
        enter(registry, read("ศธ 04999/7"))
        done = correct(registry, enter(registry, DOUBTFUL), confirmed=True, letter_no="ศธ 04999/7")
        assert done.letter.review == ("same: 1/2569",)

    def test_a_corrected_number_knows_its_letter_when_it_comes_again(self, registry: Registry) -> None:
        letter = enter(registry, DOUBTFUL)
        correct(registry, letter, letter_no="ศธ 04999/7")
        with registry.begin() as tx:
            again = tx.entries.same_letter(read("ศธ 04999/7"))
            assert again is not None
            assert again.id == letter.id
            assert tx.entries.same_letter(DOUBTFUL) is None

    def test_a_correction_broken_off_changes_nothing(self, registry: Registry, database: str) -> None:
        letter = enter(registry, DOUBTFUL)
        assert run_together([(die_while_correcting, (database, letter.id))]) == [9]
        with registry.begin() as tx:
            assert tx.entries.by_id(letter.id) == letter
            assert tx.corrections.settled(letter) == {}
        assert events(registry, letter) == ["entered"]

    def test_two_corrections_at_once_are_both_kept(self, registry: Registry, database: str) -> None:
        letter = enter(registry, DOUBTFUL)
        work = [
            (correct_in_process, (database, letter.id, field, value))
            for field, value in (("letter_no", "ศธ 04999/7"), ("date", "2026-06-11"))
        ]
        assert run_together(work) == [0, 0]
        with registry.begin() as tx:
            now = tx.entries.by_id(letter.id)
        assert (now.letter_no, now.date, now.needs_review) == ("ศธ 04999/7", date(2026, 6, 11), False)


class TestAccuracy:
    """Counted from what people said, against what was read."""

    def test_counts_by_field_and_by_sender(self, registry: Registry) -> None:
        right, wrong = enter(registry, DOUBTFUL), enter(registry, DOUBTFUL, kept("b"))
        enter(registry, DOUBTFUL, kept("c"))  # nobody has looked at it: it counts nowhere
        correct(registry, right, letter_no="ศธ 04999/1", subject="ขอเชิญประชุม")  # the same in other digits is right
        correct(registry, wrong, letter_no="ศธ 04999/2", subject="ขอเชิญอบรม", sender="โรงเรียนวัดตัวอย่าง")
        with registry.begin() as tx:
            counted = {(one.field, one.sender): one for one in count_accuracy(tx.corrections.truths())}
        assert counted["letter_no", None] == Accuracy(
            field="letter_no", sender=None, checked=2, right=1, sure_right=0, sure_wrong=0
        )
        assert counted["subject", None] == Accuracy(
            field="subject", sender=None, checked=2, right=1, sure_right=1, sure_wrong=1
        )
        assert counted["letter_no", "โรงเรียนวัดตัวอย่าง"].right == 0
        assert counted["letter_no", "โรงเรียนบ้านตัวอย่าง"].right == 1
        assert ("date", None) not in counted

    def test_the_last_word_counts(self, registry: Registry) -> None:
        letter = enter(registry, DOUBTFUL)
        correct(registry, letter, date="2026-06-01")
        correct(registry, letter, date="2026-06-10")
        with registry.begin() as tx:
            (truth,) = tx.corrections.truths()
        assert (truth.value, truth.read.value, truth.right) == ("2026-06-10", "2026-06-10", True)

    def test_none_read_and_none_there_is_right(self, registry: Registry) -> None:
        letter = enter(registry, read(None, sure=False))
        correct(registry, letter, confirmed=True)
        with registry.begin() as tx:
            assert all(truth.right for truth in tx.corrections.truths())

    def test_a_truth_says_where_to_learn_from(self, registry: Registry) -> None:
        letter = enter(registry, DOUBTFUL, kept("a"))
        correct(registry, letter, letter_no="ศธ 04999/7")
        with registry.begin() as tx:
            (truth,) = tx.corrections.truths()
        assert truth.letter.sha256 == kept("a").sha256
        assert truth.read == SEEN
        assert (truth.who, truth.came) == ("somying@office.example", "mail")


class TestCorrespondents:
    """Who writes under which prefix; only what is known counts."""

    def test_the_senders_of_each_prefix_with_their_last_number(self, registry: Registry) -> None:
        for number, day in (
            ("ศธ 04999.5/12", "2026-06-02"),
            ("ศธ ๐๔๙๙๙.๕/๑๕", "2026-06-09"),
            ("ศธ 04999.5/ว 3", "2026-05-01"),
        ):
            enter(registry, read(number, date=day))
        enter(registry, read("ศธ 04001/ว 142", sender="สำนักงานคณะกรรมการตัวอย่าง"))
        with registry.begin() as tx:
            known = tx.entries.correspondents()
        assert known == (
            Correspondent(
                prefix="ศธ 04999.5",
                senders=(("โรงเรียนบ้านตัวอย่าง", 3),),
                last=(15, date(2026, 6, 9)),
                last_circular=(3, date(2026, 5, 1)),
            ),
            Correspondent(
                prefix="ศธ 04001",
                senders=(("สำนักงานคณะกรรมการตัวอย่าง", 1),),
                last_circular=(142, date(2026, 6, 10)),
            ),
        )

    def test_what_was_not_sure_counts_once_a_person_settled_it(self, registry: Registry) -> None:
        letter = enter(registry, DOUBTFUL)
        with registry.begin() as tx:
            assert tx.entries.correspondents() == ()
        correct(registry, letter, letter_no="ศธ 04999/7")
        with registry.begin() as tx:
            (known,) = tx.entries.correspondents()
        assert (known.prefix, known.last) == ("ศธ 04999", (7, date(2026, 6, 10)))

    def test_an_orders_number_and_a_struck_entry_say_nothing(self, registry: Registry) -> None:
        enter(registry, read("12/2569"))
        struck = enter(registry, read("ศธ 04999/7"))
        with registry.begin() as tx:
            tx.entries.strike(struck, "ซ้ำ")
            assert tx.entries.correspondents() == ()


def die_while_correcting(database: str, letter_id: int) -> None:
    """End without a word, exit code 9, with everything written and nothing committed."""
    registry = Registry(engine=open_engine(database))
    with suppress(DBAPIError), registry.begin() as tx:
        letter = tx.entries.by_id(letter_id)
        tx.entries.hold(letter.book)
        tx.corrections.correct(letter, {"letter_no": "ศธ 04999/7"}, confirmed=True, came=Came.COMMAND)
        os._exit(9)


def correct_in_process(database: str, letter_id: int, field: str, value: str) -> None:
    registry = Registry(engine=open_engine(database))
    with registry.begin() as tx:
        letter = tx.entries.by_id(letter_id)
        tx.entries.hold(letter.book)
        tx.corrections.correct(letter, {field: value}, came=Came.COMMAND)
    registry.close()
