"""What the register promises, on every database it runs on."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import delete
from sqlalchemy.exc import DBAPIError

from registry.arrivals import ArrivalState, Landed
from registry.deliveries import Delivery, DeliveryState
from registry.due import LEASE
from registry.errors import AlreadyStruck, NoSuchEntry, StaleClaim
from registry.migrate import migrate
from registry.model import Book, Origin, Problem, Role, State
from registry.numbering import CIRCULAR, Numbers
from registry.schema import events, letters, metadata
from registry.store import Registry, open_engine
from tests.support.entering import (
    START,
    Clock,
    die_while_entering,
    enter,
    enter_many,
    kept,
    land,
    queue,
    read,
    run_together,
    sha256,
    start_and_enter,
)

LAST_MOMENT = datetime(2026, 12, 31, 16, 59, 59, 999_000, tzinfo=UTC)  # 23:59:59.999 in Bangkok
NEW_YEAR = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)


def numbers(registry: Registry, year: int | None = None) -> list[str]:
    """The receipt numbers of the incoming book, as they stand in it."""
    with registry.begin() as tx:
        return [letter.label for letter in tx.entries.entries(Book.IN, year)]


def found(registry: Registry, text: str) -> list[str]:
    with registry.begin() as tx:
        return [letter.label for letter in tx.entries.entries(Book.IN, find=text)]


def claim(registry: Registry) -> Landed | None:
    with registry.begin() as tx:
        return next(iter(tx.arrivals.claim()), None)


class Broken(Exception):
    """What a test throws into a transaction."""


class TestNumbers:
    """1, 2, 3 … for each book and year, whatever happens."""

    def test_run_without_a_gap(self, registry: Registry) -> None:
        given = [enter(registry, read(f"ศธ 04999/{n}")).number for n in range(5)]
        assert given == [1, 2, 3, 4, 5]
        assert numbers(registry) == ["1", "2", "3", "4", "5"]

    def test_a_rollback_gives_the_number_back(self, registry: Registry) -> None:
        enter(registry)
        with suppress(Broken), registry.begin() as tx:
            tx.entries.hold(Book.IN)
            assert tx.entries.enter(read(), (), received_at=tx.now, source="").number == 2
            raise Broken
        assert enter(registry).number == 2
        assert numbers(registry) == ["1", "2"]

    def test_threads_at_once(self, registry: Registry) -> None:
        with ThreadPoolExecutor(max_workers=6) as pool:
            given = list(pool.map(lambda n: enter(registry, read(f"ศธ 04999/{n}")).number, range(30)))
        assert sorted(given) == list(range(1, 31))

    def test_processes_at_once(self, registry: Registry, database: str) -> None:
        run_together([(enter_many, (database, 15)) for _ in range(3)])
        assert numbers(registry) == [str(n) for n in range(1, 46)]

    def test_a_process_that_dies_gives_its_number_back(self, registry: Registry, database: str) -> None:
        enter(registry)
        assert run_together([(die_while_entering, (database,))]) == [9]
        assert enter(registry).number == 2

    def test_the_year_turns_at_midnight_in_bangkok(self, registry: Registry, clock: Clock) -> None:
        clock.now = LAST_MOMENT
        enter(registry)
        old = enter(registry)
        clock.now = NEW_YEAR
        new = enter(registry)
        assert (old.year, old.number) == (2569, 2)
        assert (new.year, new.number) == (2570, 1)
        assert (numbers(registry, 2569), numbers(registry, 2570)) == (["1", "2"], ["1"])

    def test_each_book_has_its_own(self, registry: Registry) -> None:
        enter(registry)
        with registry.begin() as tx:
            given = [tx.entries.reserve(book, "").number for book in (Book.OUT, Book.ORDERS, Book.CERTIFICATES)]
        assert given == [1, 1, 1]

    def test_start_numbers_hold_in_the_start_year_only(self, registry: Registry, clock: Clock) -> None:
        begun = Numbers(first_year=2569, first={(Book.IN, ""): 501, (Book.OUT, CIRCULAR): 31})
        office = replace(registry, numbers=begun)
        assert [enter(office).number, enter(office).number] == [501, 502]
        with office.begin() as tx:
            assert tx.entries.reserve(Book.OUT, "", circular=True).number == 31
            assert tx.entries.reserve(Book.OUT, "").number == 1
        clock.now = NEW_YEAR
        assert enter(office).number == 1

    def test_a_start_number_never_turns_a_running_book_back(self, registry: Registry) -> None:
        enter(registry)
        late = replace(registry, numbers=Numbers(first_year=2569, first={(Book.IN, ""): 1}))
        assert enter(late).number == 2

    @pytest.mark.parametrize(("own", "given"), [(True, [1, 1, 2, 2]), (False, [1, 2, 3, 4])])
    def test_circulars_have_their_own_series_or_not(self, registry: Registry, own: bool, given: list[int]) -> None:
        office = replace(registry, numbers=Numbers(own_circulars=own))
        with office.begin() as tx:
            taken = [tx.entries.reserve(Book.OUT, "", circular=circular) for circular in (False, True, False, True)]
        assert [letter.number for letter in taken] == given


class TestEntries:
    """Reserving, inserting, striking out; nothing is ever deleted and everything is written down."""

    def test_an_entry_keeps_three_times_apart(self, registry: Registry, clock: Clock) -> None:
        arrived = clock.now - timedelta(hours=2)
        with registry.begin() as tx:
            tx.entries.hold(Book.IN)
            made = tx.entries.enter(read(date="2026-06-10"), (), received_at=arrived, source="รับ/a.pdf", unit="บุคคล")
        with registry.begin() as tx:
            again = tx.entries.get(Book.IN, 2569, 1)
        assert again == made
        assert again.date is not None
        assert (again.received_at, again.registered_at) == (arrived, clock.now)
        assert (again.date.isoformat(), again.unit, again.source) == ("2026-06-10", "บุคคล", "รับ/a.pdf")

    def test_a_reading_that_is_not_sure_asks_for_a_look(self, registry: Registry) -> None:
        sure, unsure = enter(registry), enter(registry, read(subject=None))
        assert (sure.needs_review, sure.review) == (False, ())
        assert (unsure.needs_review, unsure.review) == (True, ("subject",))

    def test_reserving_takes_the_next_number_and_says_for_whom(self, registry: Registry) -> None:
        enter(registry)
        with registry.begin() as tx:
            reserved = tx.entries.reserve(Book.IN, "สำหรับกลุ่มบุคคล")
        assert (reserved.number, reserved.state, reserved.remark) == (2, State.RESERVED, "สำหรับกลุ่มบุคคล")
        assert reserved.received_at is None
        assert enter(registry).number == 3

    def test_late_letters_are_inserted_behind_their_number(self, registry: Registry, clock: Clock) -> None:
        enter(registry)
        enter(registry)
        clock.now = NEW_YEAR
        for content in ("late", "later"):
            with registry.begin() as tx:
                tx.entries.insert(1, [kept(content)], read(content), source="late.pdf", year=2569)
        assert numbers(registry, 2569) == ["1", "1/1", "1/2", "2"]
        assert numbers(registry, 2570) == []
        with registry.begin() as tx:
            assert tx.entries.get(Book.IN, 2569, 1, 2).letter_no == "later"
        assert enter(registry).label == "1"

    def test_nothing_is_inserted_behind_a_number_that_is_not_there(self, registry: Registry) -> None:
        enter(registry)
        with pytest.raises(NoSuchEntry), registry.begin() as tx:
            tx.entries.insert(2, [], read(), source="", year=2569)
        assert numbers(registry) == ["1"]

    def test_a_struck_entry_keeps_its_number_and_its_reason(self, registry: Registry) -> None:
        enter(registry)
        with registry.begin() as tx:
            struck = tx.entries.strike(tx.entries.get(Book.IN, 2569, 1), "ลงซ้ำ")
        assert (struck.number, struck.state, struck.remark, struck.needs_review) == (1, State.STRUCK, "ลงซ้ำ", False)
        assert enter(registry).number == 2
        assert numbers(registry) == ["1", "2"]

    def test_an_entry_is_struck_once(self, registry: Registry) -> None:
        enter(registry)
        with registry.begin() as tx:
            struck = tx.entries.strike(tx.entries.get(Book.IN, 2569, 1), "ลงซ้ำ")
        with pytest.raises(AlreadyStruck, match="ลงซ้ำ"), registry.begin() as tx:
            tx.entries.strike(struck, "อีกครั้ง")
        with registry.begin() as tx:
            assert tx.entries.by_id(struck.id).remark == "ลงซ้ำ"
            assert [event["what"] for event in tx.entries.events(struck)] == ["entered", "struck"]

    @pytest.mark.parametrize("table", [letters, events])
    def test_the_database_refuses_to_delete(self, registry: Registry, table: object) -> None:
        enter(registry)
        with pytest.raises(DBAPIError, match="nothing is ever deleted"), registry.begin() as tx:
            tx.connection.execute(delete(table))  # type: ignore[arg-type]
        assert numbers(registry) == ["1"]

    def test_every_change_is_an_event(self, registry: Registry, clock: Clock) -> None:
        enter(registry, read("ศธ 04999/7"), kept("a"), who="saraban")
        clock.move(timedelta(hours=1))
        with registry.begin("somsri") as tx:
            letter = tx.entries.get(Book.IN, 2569, 1)
            tx.entries.add_files(letter, [kept("b", Role.COPY)], None)
            tx.entries.mark_for_review(letter, "copy")
            tx.entries.strike(letter, "ลงซ้ำ")
            entered, added, review, struck = tx.entries.events(letter)
        assert (entered["who"], entered["what"], entered["at"]) == ("saraban", "entered", START)
        assert entered["before"] is None
        assert entered["after"]["letter_no"] == "ศธ 04999/7"
        assert entered["after"]["number"] == 1
        assert (added["what"], added["after"]) == ("files", {"added": ["b.pdf"]})
        assert (review["what"], review["before"]["review"], review["after"]["review"]) == ("review", [], ["copy"])
        assert (struck["who"], struck["at"]) == ("somsri", START + timedelta(hours=1))
        assert struck["before"] == {"state": "registered", "remark": None}
        assert (struck["after"]["state"], struck["after"]["remark"]) == ("struck", "ลงซ้ำ")

    def test_an_event_goes_with_its_change_or_not_at_all(self, registry: Registry) -> None:
        letter = enter(registry)
        with suppress(Broken), registry.begin() as tx:
            tx.entries.strike(letter, "x")
            raise Broken
        with registry.begin() as tx:
            assert tx.entries.by_id(letter.id).state is State.REGISTERED
            assert [event["what"] for event in tx.entries.events(letter)] == ["entered"]


class TestSameLetter:
    """One letter is one entry, however often and by whichever door it comes."""

    def test_the_same_file_is_known(self, registry: Registry) -> None:
        first = enter(registry, read(), kept("scan"), kept("table", Role.ENCLOSURE))
        with registry.begin() as tx:
            assert tx.entries.same_file(sha256("scan")) == first
            # The same annex may lie beside two letters: that makes them no copies of each other.
            assert tx.entries.same_file(sha256("table")) is None

    def test_by_mail_and_as_a_scan_is_one_entry_with_two_originals(self, registry: Registry) -> None:
        mailed = enter(registry, read("ศธ 04999/123"), kept("mailed"))
        with registry.begin() as tx:
            same = tx.entries.same_letter(read("ศธ  ๐๔๙๙๙/๑๒๓"))
            assert same == mailed
            tx.entries.add_files(same, [kept("scan", Role.COPY)], None)
            tx.entries.add_files(same, [kept("scan", Role.COPY)], None)  # as after a crash
        with registry.begin() as tx:
            assert tx.entries.files(mailed) == [kept("mailed"), kept("scan", Role.COPY)]
            assert tx.entries.same_file(sha256("scan")) == mailed
            assert tx.entries.by_id(mailed.id).sha256 == sha256("mailed")
        assert numbers(registry) == ["1"]

    def test_the_same_letter_by_two_doors_at_once_is_one_entry(self, registry: Registry) -> None:
        enter(registry, read("ศธ 04999/1"))

        def look_and_enter(number: int) -> None:
            reading = read(f"ศธ 04999/{100 + number % 5}")
            with registry.begin() as tx:
                tx.entries.hold(Book.IN)
                if tx.entries.same_letter(reading) is None:
                    tx.entries.enter(reading, (), received_at=tx.now, source="")

        with ThreadPoolExecutor(max_workers=6) as pool:
            list(pool.map(look_and_enter, (number // 6 for number in range(30))))
        assert numbers(registry) == ["1", "2", "3", "4", "5", "6"]

    def test_a_subject_with_a_misread_character_is_the_same(self, registry: Registry) -> None:
        first = enter(registry, read(subject="ขอเชิญประชุมผู้บริหารสถานศึกษา ครั้งที่ 3/2569"))
        with registry.begin() as tx:
            assert tx.entries.same_letter(read(subject="ขอเชิญประชุมผู้บรหารสถานศึกษา ครังที่ ๓/๒๕๖๙")) == first

    @pytest.mark.parametrize(
        "other",
        [
            read(subject="รายงานผลการตรวจสอบพัสดุประจำปี"),
            read("ศธ 04999/2"),
            read(date="2026-06-11"),
            read(sender="โรงเรียนวัดตัวอย่าง"),
            read(None),
            read(date=None),
            read(sender=None),
        ],
        ids=["subject", "number", "date", "sender", "no number", "no date", "no sender"],
    )
    def test_another_letter_is_not_merged(self, registry: Registry, other: object) -> None:
        enter(registry)
        with registry.begin() as tx:
            assert tx.entries.same_letter(other) is None  # type: ignore[arg-type]

    def test_a_struck_entry_does_not_swallow_the_letter(self, registry: Registry) -> None:
        struck = enter(registry, read(), kept("scan"))
        with registry.begin() as tx:
            tx.entries.strike(struck, "ผิดหน่วยงาน")
        with registry.begin() as tx:
            assert tx.entries.same_file(sha256("scan")) is None
            assert tx.entries.same_letter(read()) is None


class TestFind:
    """The search that `--find` does."""

    @pytest.fixture(autouse=True)
    def three_letters(self, registry: Registry) -> None:
        enter(registry, read("ศธ ๐๔๙๙๙/๑๒๓", subject="กําหนดการประชุม"))  # SARA AM as NIKHAHIT and SARA AA
        enter(registry, read("ศธ 04999/456", subject="ขอความอนุเคราะห์ข้อมูล 100%"))
        enter(registry, read("มท 0118/9", subject="Zoom Meeting_A", sender="อำเภอตัวอย่าง"))

    @pytest.mark.parametrize(
        ("text", "labels"),
        [
            ("04999/123", ["1"]),
            ("๐๔๙๙๙/๔๕๖", ["2"]),
            ("กำหนดการ", ["1"]),
            ("อําเภอ", ["3"]),
            ("โรงเรียนบ้านตัวอย่าง", ["1", "2"]),
            ("ข้อมูล ๐๔๙๙๙", ["2"]),
            ("ประชุม อำเภอ", []),
            ("zoom MEETING", ["3"]),
            ("%", ["2"]),
            ("_", ["3"]),
            ("ไม่มีคำนี้", []),
            ("", ["1", "2", "3"]),
            (" \u200b ", ["1", "2", "3"]),
        ],
    )
    def test_finds(self, registry: Registry, text: str, labels: list[str]) -> None:
        assert found(registry, text) == labels


class TestArrivals:
    """What landed is worked on once, although workers die, stall and come back."""

    def test_landing_twice_is_landing_once(self, registry: Registry) -> None:
        land(registry, "a")
        land(registry, "a", "other bytes under the same key")
        land(registry, "b")
        with registry.begin() as tx:
            assert tx.arrivals.waiting() == 2
            assert tx.arrivals.known(["a", "b", "c"]) == {"a", "b"}
        first = claim(registry)
        assert first is not None
        assert first.sha256 == sha256("a letter")

    def test_knows_its_keys_among_very_many(self, registry: Registry) -> None:
        land(registry, "key 1700")
        with registry.begin() as tx:
            assert tx.arrivals.known([f"key {n}" for n in range(2000)]) == {"key 1700"}

    def test_an_arrival_from_the_future_came_now(self, registry: Registry, clock: Clock) -> None:
        with registry.begin() as tx:
            tx.arrivals.land(
                key="a",
                origin=Origin.FOLDER,
                name="a.pdf",
                hint="บุคคล",
                sha256=sha256("a"),
                arrived_at=clock.now + timedelta(days=400),
                problem=None,
            )
            assert tx.arrivals.find(1).arrived_at == clock.now

    def test_what_is_claimed_is_not_claimed_again(self, registry: Registry) -> None:
        land(registry, "a")
        land(registry, "b")
        first, second = claim(registry), claim(registry)
        assert first is not None
        assert second is not None
        assert (first.key, second.key) == ("a", "b")
        assert claim(registry) is None

    def test_claims_at_once_never_share_a_row(self, registry: Registry) -> None:
        for n in range(24):
            land(registry, f"key {n}")
        with ThreadPoolExecutor(max_workers=6) as pool:
            claimed = [one.key for one in pool.map(lambda _: claim(registry), range(24)) if one]
        while late := claim(registry):  # a claim may find nothing while others hold the rows it saw
            claimed.append(late.key)
        assert sorted(claimed) == sorted(f"key {n}" for n in range(24))

    def test_a_lease_that_ran_out_gives_the_work_back(self, registry: Registry, clock: Clock) -> None:
        land(registry, "a")
        first = claim(registry)
        clock.move(LEASE - timedelta(seconds=1))
        assert claim(registry) is None
        clock.move(timedelta(seconds=1))
        second = claim(registry)
        assert first is not None
        assert second is not None
        assert (first.attempt, first.lost, second.attempt, second.lost) == (1, 1, 2, 2)

    def test_a_claim_taken_over_changes_nothing(self, registry: Registry, clock: Clock) -> None:
        land(registry, "a")
        slow = claim(registry)
        clock.move(LEASE)
        quick = claim(registry)
        assert slow is not None
        assert quick is not None
        with pytest.raises(StaleClaim), registry.begin() as tx:
            tx.arrivals.settle(slow)
        with pytest.raises(StaleClaim), registry.begin() as tx:
            tx.arrivals.defer(slow, tx.now)
        with pytest.raises(StaleClaim):
            decide_and_enter(registry, slow)
        assert numbers(registry) == []
        with registry.begin() as tx:
            tx.arrivals.settle(quick)
            assert tx.arrivals.waiting() == 0

    def test_deferring_waits_and_forgives_or_counts_the_loss(self, registry: Registry, clock: Clock) -> None:
        land(registry, "a")
        for lost in (0, 3):
            claimed = claim(registry)
            assert claimed is not None
            with registry.begin() as tx:
                tx.arrivals.defer(claimed, clock.now + timedelta(seconds=30), lost=lost)
            assert claim(registry) is None
            clock.move(timedelta(seconds=30))
        third = claim(registry)
        assert third is not None
        assert third.lost == 4

    def test_a_restart_takes_back_its_own_work_at_once(self, registry: Registry) -> None:
        land(registry, "a")
        land(registry, "b")
        theirs = replace(registry, worker="there")
        assert claim(theirs) is not None
        assert claim(registry) is not None
        with registry.begin() as tx:
            assert tx.arrivals.release() == 1
        again = claim(registry)
        assert again is not None
        assert (again.key, again.attempt, again.lost) == ("b", 2, 2)
        assert claim(registry) is None

    def test_what_kills_the_daemon_lets_others_go_first(self, registry: Registry, clock: Clock) -> None:
        land(registry, "poison")
        claim(registry)
        restart(registry)
        clock.move(timedelta(seconds=1))
        land(registry, "good")
        claim(registry)
        restart(registry)
        good = claim(registry)
        assert good is not None
        assert good.key == "good"

    def test_what_became_of_an_arrival_stands(self, registry: Registry) -> None:
        land(registry, "a", origin=Origin.MAIL)
        claimed = claim(registry)
        assert claimed is not None
        with registry.begin() as tx:
            tx.arrivals.decide(
                claimed,
                ArrivalState.LISTED,
                problem=Problem.NO_LETTER,
                detail="nothing in it",
                message_id="<1@area.example>",
                mail_from="a@area.example",
                name="สวัสดีปีใหม่",
            )
        with registry.begin() as tx:
            assert tx.arrivals.waiting() == 1  # still to be shown
            assert tx.arrivals.met("<1@area.example>")
            assert not tx.arrivals.met("<2@area.example>")
            (listed,) = tx.arrivals.unregistered([ArrivalState.LISTED, ArrivalState.PROBLEM])
        assert (listed.name, listed.problem, listed.detail) == ("สวัสดีปีใหม่", Problem.NO_LETTER, "nothing in it")
        assert (listed.mail_from, listed.origin, listed.attempt) == ("a@area.example", Origin.MAIL, 1)


class TestDeliveries:
    """The outbox: each message is handed over at most once."""

    def claim(self, registry: Registry) -> Delivery:
        with registry.begin() as tx:
            (claimed,) = tx.deliveries.claim(5)
        return claimed

    def test_queued_sent_and_ended(self, registry: Registry) -> None:
        letter = enter(registry)
        queue(registry)
        claimed = self.claim(registry)
        assert (claimed.state, claimed.recipient) == (DeliveryState.QUEUED, "a@area.example")
        with registry.begin() as tx:
            tx.deliveries.sending(claimed)
            assert [each.state for each in tx.deliveries.of(letter.id)] == [DeliveryState.SENDING]
            tx.deliveries.end(claimed, DeliveryState.ACCEPTED, "250 ok")
            (ended,) = tx.deliveries.of(letter.id)
            assert (ended.state, ended.reason, tx.deliveries.in_hand()) == (DeliveryState.ACCEPTED, "250 ok", 0)
            assert tx.deliveries.claim(5) == []

    def test_a_crash_while_sending_is_seen_at_the_next_claim(self, registry: Registry) -> None:
        enter(registry)
        queue(registry)
        claimed = self.claim(registry)
        with registry.begin() as tx:
            tx.deliveries.sending(claimed)
        with registry.begin() as tx:
            assert tx.deliveries.release() == 1
        again = self.claim(registry)
        assert (again.state, again.message_id) == (DeliveryState.SENDING, "<1@office.example>")
        with pytest.raises(StaleClaim), registry.begin() as tx:
            tx.deliveries.end(claimed, DeliveryState.ACCEPTED)

    def test_deferred_is_queued_for_later(self, registry: Registry, clock: Clock) -> None:
        letter = enter(registry)
        queue(registry)
        claimed = self.claim(registry)
        with registry.begin() as tx:
            tx.deliveries.defer(claimed, clock.now + timedelta(minutes=5), "451 try later")
            assert (tx.deliveries.claim(5), tx.deliveries.in_hand()) == ([], 0)
        clock.move(timedelta(minutes=5))
        with registry.begin() as tx:
            assert tx.deliveries.in_hand() == 1
            assert [each.reason for each in tx.deliveries.of(letter.id)] == ["451 try later"]
        assert self.claim(registry).attempt == 2

    def test_one_message_id_is_queued_once(self, registry: Registry) -> None:
        enter(registry)
        queue(registry)
        with pytest.raises(DBAPIError):
            queue(registry)

    def test_counts_what_an_address_was_sent(self, registry: Registry, clock: Clock) -> None:
        enter(registry)
        queue(registry, serial=1)
        clock.move(timedelta(days=1))
        queue(registry, serial=2)
        queue(registry, "b@area.example", serial=3)
        with registry.begin() as tx:
            assert tx.deliveries.queued_since("a@area.example", "confirmation", clock.now) == 1
            assert tx.deliveries.queued_since("a@area.example", "confirmation", START) == 2
            assert tx.deliveries.queued_since("a@area.example", "report", START) == 0


class TestMigrations:
    """The database is brought to the program's schema at start."""

    def test_they_make_the_schema_the_program_knows(self, registry: Registry) -> None:
        with registry.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, metadata) == []

    def test_migrating_again_changes_nothing(self, registry: Registry) -> None:
        enter(registry)
        migrate(registry.engine)
        assert numbers(registry) == ["1"]

    def test_daemons_that_start_at_once_migrate_once(self, postgres_or_file: str) -> None:
        assert run_together([(start_and_enter, (postgres_or_file,)) for _ in range(3)]) == [0, 0, 0]
        engine = open_engine(postgres_or_file)
        assert numbers(Registry(engine=engine)) == ["1", "2", "3"]
        engine.dispose()

    def test_a_newer_program_copies_an_older_file_first(self, tmp_path: Path) -> None:
        database = tmp_path / "saraban.db"
        start_and_enter(f"sqlite:///{database}")
        newer = tmp_path / "newer"
        shutil.copytree(Path(__file__).parents[2] / "registry", newer / "registry")
        versions = newer / "registry/migrations/versions"
        (versions / "m9999_a_later_column.py").write_text(LATER_VERSION.format(newest=newest()))
        program = "import sys; from registry import migrate, store; migrate.migrate(store.open_engine(sys.argv[1]))"
        subprocess.run([sys.executable, "-c", program, f"sqlite:///{database}"], cwd=newer, check=True)
        (copy,) = tmp_path.glob("*.backup")
        assert (columns(copy) & {"later"}, columns(database) & {"later"}) == (set(), {"later"})
        with closing(sqlite3.connect(copy)) as old:
            assert old.execute("SELECT number FROM letters").fetchall() == [(1,)]


LATER_VERSION = """
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{newest}"


def upgrade():
    op.add_column("letters", sa.Column("later", sa.Text()))
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def postgres_or_file(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database that nothing was done to yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'fresh.db'}"
    return str(request.getfixturevalue("postgres").url("fresh"))


def newest() -> str:
    config = Config()
    config.set_main_option("script_location", "registry:migrations")
    return str(ScriptDirectory.from_config(config).get_current_head())


def columns(database: Path) -> set[str]:
    with closing(sqlite3.connect(database)) as opened:
        return {row[1] for row in opened.execute("PRAGMA table_info(letters)")}


def decide_and_enter(registry: Registry, landed: Landed) -> None:
    with registry.begin() as tx:
        tx.entries.hold(Book.IN)
        made = tx.entries.enter(read(), [kept("a letter")], received_at=tx.now, source="")
        tx.arrivals.decide(landed, ArrivalState.REGISTERED, letter_id=made.id, name=landed.name)


def restart(registry: Registry) -> None:
    with registry.begin() as tx:
        tx.arrivals.release()
