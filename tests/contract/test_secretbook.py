"""The secret book on both databases: its own numbers, outer facts only, and what came taken up again."""

from __future__ import annotations

import pytest

from registry.arrivals import ArrivalState
from registry.corrections import Came
from registry.doubts import Doubt
from registry.errors import AlreadyStruck, Classified
from registry.model import Book, Found, Letter, Reading, Role, Secrecy, State
from registry.store import Registry
from tests.support.entering import enter, enter_secret, kept, land, read, sha256

CONTENT = Reading(fields={**read(subject="สอบสวนวินัย").fields, "addressee": Found(value="ผู้อำนวยการ", sure=True)})


def stored(registry: Registry) -> str:
    """Every row of the tables that keep what was read."""
    with registry.engine.connect() as connection:
        tables = ("letters", "readings", "truths", "events", "citations", "files", "arrivals")
        return str([connection.exec_driver_sql(f"SELECT * FROM {table}").fetchall() for table in tables])


def again(registry: Registry, letter: Letter) -> Letter:
    with registry.begin() as tx:
        return tx.entries.by_id(letter.id)


def test_it_numbers_for_itself_and_keeps_the_outer_facts_only(registry: Registry) -> None:
    enter(registry, read("ศธ 04999/90"), kept("ordinary"))
    first, second = enter_secret(registry, CONTENT), enter_secret(registry, read("ศธ 04999/2"), kept("b"))
    assert [(each.book, each.number) for each in (first, second)] == [(Book.SECRET, 1), (Book.SECRET, 2)]
    assert (first.letter_no, first.sender, first.secrecy) == ("ศธ 04999/1", "โรงเรียนบ้านตัวอย่าง", "ลับ")
    assert (first.subject, first.addressee, first.needs_review) == (None, None, False)
    assert "สอบสวนวินัย" not in stored(registry)
    with registry.begin() as tx:
        assert tx.readings.of(first).fields == {}
        assert tx.entries.entries(Book.IN, find="04999/1") == []
        assert [each.id for each in tx.entries.entries(Book.SECRET, find="04999/1")] == [first.id]
        assert tx.routing.claim(10)[0].letter.book is Book.IN
        assert tx.routing.claim(10) == []  # nobody is given a secret letter


def test_what_was_not_read_surely_is_told(registry: Registry) -> None:
    letter = enter_secret(registry, read("ศธ 04999/1", date=None, sure=False))
    assert letter.review == ("letter_no", "date", "sender")


def test_the_same_letter_is_known_again_in_its_own_book_alone(registry: Registry) -> None:
    enter(registry, read("ศธ 04999/1"), kept("a"))
    letter = enter_secret(registry, read("ศธ 04999/2"), kept("b"))
    with registry.begin() as tx:
        assert tx.secret.same(sha256("a"), read("ศธ 04999/1")) is None
        assert tx.secret.same(sha256("b"), None) == letter
        assert tx.secret.same(sha256("c"), read("ศธ 04999/2", subject="อื่น")) == letter
        assert tx.entries.same_file(sha256("b")) is None
        assert tx.entries.same_letter(read("ศธ 04999/2")) is None
        assert tx.secret.uses(sha256("a"))


def test_no_word_of_the_content_can_be_said_to_it(registry: Registry) -> None:
    letter = enter_secret(registry, read("ศธ 04999/1"))
    with registry.begin() as tx, pytest.raises(Classified):
        tx.corrections.correct(letter, {"letter_no": "ศธ 04999/5", "subject": "สอบสวนวินัย"}, came=Came.COMMAND)
    with registry.begin() as tx:
        tx.entries.mark_for_review(letter, Doubt.CLASS)
    with registry.begin() as tx:
        tx.corrections.correct(
            tx.entries.by_id(letter.id), {"letter_no": "ศธ 04999/5"}, confirmed=True, came=Came.COMMAND
        )
    assert again(registry, letter).letter_no == "ศธ 04999/5"
    assert again(registry, letter).review == (Doubt.CLASS,)  # that is answered by its class alone
    assert "สอบสวนวินัย" not in stored(registry)
    with registry.begin() as tx:
        assert tx.corrections.truths() == []


def test_a_class_is_set_once_and_answers_the_doubt(registry: Registry) -> None:
    letter = enter_secret(registry)
    with registry.begin() as tx:
        tx.entries.mark_for_review(letter, Doubt.CLASS)
    for _ in range(2):
        with registry.begin("registrar@office.example") as tx:
            set_ = tx.secret.classify(tx.entries.by_id(letter.id), Secrecy.TOP_SECRET)
    assert (set_.secrecy, set_.review, set_.needs_review) == ("ลับที่สุด", (), False)
    with registry.begin() as tx:
        assert [each["what"] for each in tx.entries.events(letter)] == ["entered", "review", "classified"]
        tx.entries.strike(set_, "ไม่ลับ")
        with pytest.raises(AlreadyStruck):
            tx.secret.classify(tx.entries.by_id(letter.id), Secrecy.SECRET)


def test_what_came_can_be_taken_up_again(registry: Registry) -> None:
    land(registry, "folder:1")
    letter = enter_secret(registry)
    with registry.begin() as tx:
        (landed,) = tx.arrivals.claim()
        tx.arrivals.decide(landed, ArrivalState.REGISTERED, letter_id=letter.id, name="sealed:x")
        tx.arrivals.move(landed, sha256("sealed"))
        tx.arrivals.settle(landed)
    with registry.begin() as tx:
        (came,) = tx.arrivals.of_letter(letter.id)
        assert came.sha256 == sha256("sealed")
        tx.entries.strike(letter, "ไม่ลับ")
        tx.arrivals.reopen(came, None)
        (claimed,) = tx.arrivals.claim()
    assert (claimed.state, claimed.letter_id, claimed.name) == (ArrivalState.LANDED, letter.id, "sealed:x")
    assert again(registry, letter).state is State.STRUCK


def test_an_original_another_arrival_waits_for_is_known(registry: Registry) -> None:
    for key in ("folder:1", "folder:2"):
        land(registry, key, "one content")
    with registry.begin() as tx:
        first, second = tx.arrivals.claim(2)
        assert tx.arrivals.wanted(first)
        tx.arrivals.settle(second)
        assert not tx.arrivals.wanted(first)


def test_files_of_a_secret_entry_are_shown_to_nobody_by_its_arrival(registry: Registry) -> None:
    land(registry, "folder:1")
    with registry.begin() as tx:
        (landed,) = tx.arrivals.claim()
        tx.entries.hold(Book.SECRET)
        letter = tx.secret.enter(
            read(), Secrecy.SECRET, [kept("s")], received_at=tx.now, source="รับ", arrival_id=landed.id
        )
        assert tx.entries.of_arrival(landed.id, Role.LETTER) == []
        assert [each.sha256 for each in tx.entries.files(letter)] == [sha256("s")]


def test_the_ordinary_way_does_not_lead_into_it(registry: Registry) -> None:
    with registry.begin() as tx, pytest.raises(ValueError, match="secretbook"):
        tx.entries.enter(CONTENT, (), received_at=tx.now, source="", book=Book.SECRET)
