"""The drop folder with real files: what is taken, what waits, what is passed over, and what is never lost."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from intake import resting
from intake.arrival import Arrival
from intake.dropped import ignored, readable
from intake.folder import Folder
from intake.resting import PATIENCE
from registry.model import Origin, Problem, Secrecy
from tests.support import mails

PDF = mails.PDF
SETTLE = 1.0


class Seconds:
    """The monotonic clock that the folder looks at: it stands until a test moves it."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Shared:
    """A shared folder as the clerk has it, and the door that watches it."""

    def __init__(self, root: Path, seconds: Seconds, standing: Callable[[], frozenset[str]] = frozenset) -> None:
        self.inbox, self.problems = root / "รับ", root / "มีปัญหา"
        self.inbox.mkdir(exist_ok=True)
        self.problems.mkdir(exist_ok=True)
        self.seconds = seconds
        self.door = Folder(self.inbox, self.problems, settle=SETTLE, max_bytes=2000, standing=standing)

    def drop(self, name: str | bytes, content: bytes = PDF) -> Path:
        path = self.inbox / os.fsdecode(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def look(self, later: float = 0.0) -> list[Arrival]:
        """What the door offers, `later` seconds after its last look."""
        self.seconds.now += later
        return list(self.door.waiting())

    def offered(self) -> list[Arrival]:
        """What the door offers of files that have rested."""
        self.look()
        return self.look(SETTLE)

    def take_all(self) -> list[str]:
        """Let the door take what has rested; returns the names."""
        arrivals = self.offered()
        self.door.let_go(arrivals)
        return [arrival.name for arrival in arrivals]

    def left(self) -> set[str]:
        return {str(path.relative_to(self.inbox)) for path in self.inbox.rglob("*")}


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> Seconds:
    clock = Seconds()
    monkeypatch.setattr(resting, "time", SimpleNamespace(monotonic=clock))
    return clock


@pytest.fixture
def shared(tmp_path: Path, seconds: Seconds) -> Iterator[Shared]:
    made = Shared(tmp_path, seconds, lambda: frozenset({"กลุ่มบุคคล"}))
    yield made
    made.door.close()


def test_a_dropped_file_is_offered_whole_and_leaves_when_told(shared: Shared) -> None:
    path = shared.drop("หนังสือ 1.pdf")
    came = datetime.fromtimestamp(path.stat().st_ctime, UTC)
    (arrival,) = shared.offered()
    assert (arrival.name, arrival.content, arrival.origin) == ("หนังสือ 1.pdf", PDF, Origin.FOLDER)
    assert (arrival.arrived_at, arrival.hint, arrival.problem) == (came, None, None)
    assert path.exists()
    shared.door.let_go([arrival])
    assert not path.exists()
    assert shared.look(SETTLE) == []


def test_what_lay_there_before_the_daemon_came_is_taken(tmp_path: Path, seconds: Seconds) -> None:
    (tmp_path / "รับ" / "ลึก").mkdir(parents=True)
    (tmp_path / "รับ" / "ลึก" / "a.pdf").write_bytes(PDF)
    shared = Shared(tmp_path, seconds)
    assert shared.take_all() == ["ลึก/a.pdf"]
    shared.door.close()


def test_a_copy_keeps_its_old_time_but_arrives_now(shared: Shared) -> None:
    path = shared.drop("a.pdf")
    os.utime(path, (0, 0))
    (arrival,) = shared.offered()
    assert datetime.now(UTC) - arrival.arrived_at < timedelta(hours=1)


def test_a_file_must_rest_first(shared: Shared) -> None:
    shared.drop("a.pdf")
    assert shared.look() == []
    assert shared.door.unsettled
    assert shared.look(SETTLE - 0.1) == []
    assert len(shared.look(0.1)) == 1


def test_a_file_that_grows_or_changes_rests_anew(shared: Shared) -> None:
    path = shared.drop("a.pdf", PDF[:30])
    shared.look()
    path.write_bytes(PDF)
    assert shared.look(SETTLE) == []
    os.utime(path, (5, 5))
    assert shared.look(SETTLE) == []
    assert [arrival.content for arrival in shared.look(SETTLE)] == [PDF]


def test_a_file_that_a_scanner_still_holds_open_waits(shared: Shared) -> None:
    with (shared.inbox / "scan.pdf").open("wb") as writing:
        writing.write(PDF)
        writing.flush()
        assert shared.offered() == []
        assert shared.look(PATIENCE * SETTLE * 100) == []
    assert shared.take_all() == ["scan.pdf"]


def test_a_half_copied_file_waits_for_its_end(shared: Shared) -> None:
    path = shared.drop("a.pdf", PDF[:-10])
    assert shared.offered() == []
    assert shared.look(SETTLE * 5) == []
    path.write_bytes(PDF)
    assert [arrival.content for arrival in shared.offered()] == [PDF]


def test_a_copy_made_at_full_length_first_waits_too(shared: Shared) -> None:
    shared.drop("a.pdf", PDF + bytes(500))
    assert shared.offered() == []
    assert shared.look(SETTLE * 5) == []


@pytest.mark.parametrize("content", [PDF[:-10], b""], ids=["cut off", "empty"])
def test_a_file_without_its_end_is_taken_at_last(shared: Shared, content: bytes) -> None:
    """It is then found to be broken and said to be so: nothing stays in the folder for ever without a word."""
    shared.drop("a.pdf", content)
    assert shared.offered() == []
    assert [arrival.content for arrival in shared.look(PATIENCE * SETTLE)] == [content]


def test_names_that_machines_make_are_passed_over(shared: Shared) -> None:
    names = (
        *(".DS_Store", "._letter.pdf", ".hidden.pdf", "~$letter.docx", "~WRL0001.tmp", "Thumbs.db", "THUMBS.DB"),
        *("desktop.ini", "scan.pdf.part", "letter.pdf.crdownload", "scan.TMP", "a.filepart", ".~lock.a.docx#"),
        *("Icon\r", "$RECYCLE.BIN/a.pdf", ".Trash-1000/a.pdf", ".stfolder/a.pdf"),
    )
    for name in names:
        shared.drop(name)
    shared.drop("letter.pdf")
    assert shared.take_all() == ["letter.pdf"]
    assert all((shared.inbox / name).exists() for name in names)
    assert not shared.door.unsettled


@pytest.mark.parametrize("name", ["letter.pdf", "tmp.pdf", "a~.pdf", "part.pdf", "สแกน.tmp.pdf"])
def test_names_that_people_give_are_not(name: str) -> None:
    assert not ignored(name)


def test_any_other_file_is_offered_whatever_its_name(shared: Shared) -> None:
    names = ["a.exe", "b", "c.PDF", "d.xlsx", "e.pdf.pdf"]
    for name in names:
        shared.drop(name, b"MZ and more")
    assert shared.take_all() == names


def test_a_sub_folder_is_a_hint_who_it_is_for(shared: Shared) -> None:
    shared.drop("กลุ่มบุคคล/a.pdf")
    shared.drop("กลุ่มบุคคล/ลึก/b.pdf")
    arrivals = shared.offered()
    assert [(arrival.name, arrival.hint) for arrival in arrivals] == [
        ("กลุ่มบุคคล/a.pdf", "กลุ่มบุคคล"),
        ("กลุ่มบุคคล/ลึก/b.pdf", "กลุ่มบุคคล"),
    ]


def test_a_whole_folder_moved_in_is_taken_and_tidied_away(shared: Shared, tmp_path: Path) -> None:
    made = tmp_path / "from the desktop"
    for name in ("a.pdf", "b/c.pdf", "b/d/e.pdf"):
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).write_bytes(PDF + name.encode())
    shutil.move(made, shared.inbox / "เอกสาร")
    assert shared.take_all() == ["เอกสาร/a.pdf", "เอกสาร/b/c.pdf", "เอกสาร/b/d/e.pdf"]
    assert shared.left() == set()


def test_a_units_folder_stays_when_it_is_empty(shared: Shared) -> None:
    shared.drop("กลุ่มบุคคล/เดือนนี้/a.pdf")
    shared.drop("กลุ่มอื่น/b.pdf")
    shared.take_all()
    assert shared.left() == {"กลุ่มบุคคล"}


def test_a_folder_with_anything_left_in_it_stays(shared: Shared) -> None:
    shared.drop("ชุด/a.pdf")
    shared.drop("ชุด/b.pdf.part")
    shared.take_all()
    assert shared.left() == {"ชุด", "ชุด/b.pdf.part"}


LONG = "ก" * 83 + "xx.pdf"  # 255 bytes of UTF-8


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("หนังสือ ที่ ศธ ๐๔๐๐๑ (ด่วน).pdf", "หนังสือ ที่ ศธ ๐๔๐๐๑ (ด่วน).pdf"),
        ("two\nlines\t.pdf", "two lines .pdf"),
        ("a..pdf", "a..pdf"),
        ("-rf.pdf", "-rf.pdf"),
        ("--help", "--help"),
        (" leading and trailing ", " leading and trailing "),
        (LONG, LONG),
        (b"bad \xff\xfe.pdf", r"bad \xff\xfe.pdf"),
        ("nul-like\x01\x7f.pdf", "nul-like  .pdf"),
        ("\u202efdp.a", " fdp.a"),
        ("$(reboot);'\"`.pdf", "$(reboot);'\"`.pdf"),
    ],
    ids=lambda value: None,
)
def test_any_name_works(shared: Shared, name: str | bytes, shown: str) -> None:
    path = shared.drop(name)
    (arrival,) = shared.offered()
    assert (arrival.name, arrival.content) == (shown, PDF)
    arrival.name.encode()  # a database takes it
    arrival.key.encode()
    assert "\0" not in arrival.key
    shared.door.let_go([arrival])
    assert not path.exists()


def test_a_name_is_shown_without_what_a_terminal_or_database_trips_on() -> None:
    assert readable("a\x00b\x1b[31m\udcff") == r"a b [31m\xff"


@pytest.mark.parametrize("kind", ["link", "link to nothing", "link to a folder", "pipe", "socket"])
def test_what_is_no_file_is_moved_aside_and_said_to_be(shared: Shared, tmp_path: Path, kind: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.pdf").write_bytes(PDF)
    path = shared.inbox / "a.pdf"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(str(path))
    else:
        path.symlink_to({"link": outside / "secret.pdf", "link to a folder": outside}.get(kind, outside / "nothing"))
    (arrival,) = shared.offered()
    assert (arrival.problem, arrival.content) == (Problem.NOT_A_FILE, b"")
    shared.door.let_go([arrival])
    assert shared.left() == set()
    assert [each.name for each in shared.problems.iterdir()] == ["a.pdf"]
    assert (outside / "secret.pdf").read_bytes() == PDF


def test_a_file_that_is_too_large_is_moved_aside_unread(shared: Shared) -> None:
    shared.drop("large.pdf", bytes(2001))
    shared.drop("just.bin", bytes(2000))
    (just, large) = shared.offered()
    assert (large.problem, large.content, just.problem) == (Problem.TOO_LARGE, b"", None)
    shared.door.let_go([just, large])
    assert (shared.problems / "large.pdf").stat().st_size == 2001
    assert shared.left() == set()


@pytest.mark.parametrize("name", ["large.pdf", LONG, "pdf"], ids=["plain", "255 bytes", "no ending"])
def test_moving_aside_never_writes_over_what_lies_there(shared: Shared, name: str) -> None:
    for first in (b"1", b"2", b"3"):
        shared.drop(name, first + bytes(2000))
        shared.take_all()
    aside = [path.read_bytes()[:1] for path in shared.problems.iterdir()]
    assert sorted(aside) == [b"1", b"2", b"3"]
    assert shared.left() == set()


def test_a_file_replaced_after_it_was_read_is_not_removed(shared: Shared) -> None:
    path = shared.drop("a.pdf")
    old = shared.offered()
    path.unlink()
    shared.drop("a.pdf", PDF + b"%another")
    shared.door.let_go(old)
    assert path.read_bytes() == PDF + b"%another"
    (new,) = shared.offered()
    assert (new.content, new.key != old[0].key) == (PDF + b"%another", True)


def test_a_file_overwritten_in_place_after_it_was_read_is_not_removed(shared: Shared) -> None:
    path = shared.drop("a.pdf")
    old = shared.offered()
    other = PDF.replace(b"Catalog", b"Katalog")
    before = path.stat()
    path.write_bytes(other)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))  # same size, same time: a scanner's clock may stand
    shared.door.let_go(old)
    assert path.read_bytes() == other


def test_the_same_file_offered_again_has_the_same_key(shared: Shared, tmp_path: Path, seconds: Seconds) -> None:
    shared.drop("a.pdf")
    (first,) = shared.offered()
    again = Shared(tmp_path, seconds)  # the daemon died before it let go
    (second,) = again.offered()
    assert second.key == first.key
    again.door.close()


def test_files_of_one_content_have_each_a_key(shared: Shared) -> None:
    for name in ("a.pdf", "b.pdf", "sub/a.pdf"):
        shared.drop(name)
    assert len({arrival.key for arrival in shared.offered()}) == 3


def test_a_file_that_vanishes_is_no_trouble(shared: Shared) -> None:
    names = ["a.pdf", "b.pdf", "c.pdf"]
    paths = [shared.drop(name) for name in names]
    shared.look()
    paths[0].unlink()
    shared.seconds.now += SETTLE
    offered = shared.door.waiting()
    first = next(offered)
    paths[1].unlink(missing_ok=True)
    paths[2].unlink()
    assert [first.name, *(arrival.name for arrival in offered)] == ["b.pdf"]
    shared.door.let_go([first])
    assert shared.look(SETTLE) == []


def test_letting_go_of_a_file_that_is_gone_lets_go_of_the_rest(shared: Shared) -> None:
    for name in ("x/a.pdf", "b.pdf"):
        shared.drop(name)
    arrivals = shared.offered()
    shutil.rmtree(shared.inbox / "x")
    shared.door.let_go(arrivals)
    assert shared.left() == set()


def test_a_folder_that_is_away_is_an_error_and_then_is_found_again(shared: Shared, tmp_path: Path) -> None:
    shared.drop("a.pdf")
    shared.look()
    shared.inbox.rename(tmp_path / "unmounted")
    with pytest.raises(OSError, match="รับ"):
        shared.look()
    (tmp_path / "unmounted").rename(shared.inbox)
    assert shared.take_all() == ["a.pdf"]


@pytest.fixture
def not_root() -> Iterator[Path]:
    """A folder to work in as somebody who may not read everything."""
    folder = Path(tempfile.mkdtemp(prefix="folder-", dir="/tmp"))
    user = os.geteuid()
    os.chown(folder, user or 65534, -1)
    os.seteuid(user or 65534)
    yield folder
    os.seteuid(user)
    shutil.rmtree(folder)


def test_a_file_it_may_not_read_is_moved_aside_at_last(not_root: Path, seconds: Seconds) -> None:
    shared = Shared(not_root, seconds)
    shared.drop("a.pdf").chmod(0)
    assert shared.offered() == []
    (arrival,) = shared.look(PATIENCE * SETTLE)
    assert (arrival.problem, arrival.content) == (Problem.FORBIDDEN, b"")
    shared.door.let_go([arrival])
    assert [path.name for path in shared.problems.iterdir()] == ["a.pdf"]
    shared.door.close()


def test_a_dropped_file_ends_the_wait(shared: Shared) -> None:
    shared.look()
    done = threading.Thread(target=shared.door.wait, args=(60.0,))
    done.start()
    shared.drop("a.pdf")
    done.join(30)
    assert not done.is_alive()


def test_wake_ends_the_wait(shared: Shared) -> None:
    done = threading.Thread(target=shared.door.wait, args=(60.0,))
    done.start()
    shared.door.wake()
    done.join(30)
    assert not done.is_alive()


def test_a_wake_before_the_wait_is_not_lost(shared: Shared) -> None:
    shared.look()
    shared.door.wake()
    shared.door.wait(3600.0)


def test_an_unsettled_file_shortens_the_wait(shared: Shared) -> None:
    shared.drop("a.pdf")
    shared.look()
    shared.door.wait(3600.0)


def test_reading_the_folder_does_not_wake_it(shared: Shared) -> None:
    """Or the daemon would run in circles: its own look would be the news it waits for."""
    path = shared.drop("scan.pdf", PDF[:20])
    with path.open("ab"):
        shared.offered()
        shared.look(PATIENCE * SETTLE * 2)
        assert not shared.door.unsettled
        woken = shared.door._resting._waking._woken
        shared.look()
        assert not woken.wait(0.3)


@pytest.mark.parametrize(
    ("name", "secrecy"),
    [
        ("ลับ/a.pdf", Secrecy.CONFIDENTIAL),
        ("ลับ/ลับมาก/a.pdf", Secrecy.SECRET),
        ("ลับ/แฟ้ม/ลับที่สุด/ใน/a.pdf", Secrecy.TOP_SECRET),
        ("กลุ่มนโยบายและแผน/ลับ/a.pdf", Secrecy.CONFIDENTIAL),
        ("ลับ.pdf", None),  # the name itself is a doubt, for whoever reads it
        ("กลับ/a.pdf", None),
    ],
)
def test_the_folder_a_file_lies_in_stamps_it_secret(shared: Shared, name: str, secrecy: Secrecy | None) -> None:
    shared.drop(name)
    (arrival,) = shared.offered()
    assert arrival.secrecy is secrecy
    assert (arrival.hint is None) is (secrecy is not None or "/" not in name)


def test_the_folders_for_secret_letters_stay_and_those_within_go(shared: Shared) -> None:
    shared.drop("ลับ/ลับมาก/เรื่องของใคร/a.pdf")
    shared.take_all()
    assert shared.left() == {"ลับ", "ลับ/ลับมาก"}


def test_what_cannot_be_taken_of_a_secret_letter_is_moved_nowhere(shared: Shared) -> None:
    shared.drop("ลับ/a.pdf", PDF + bytes(3000))
    (arrival,) = shared.offered()
    assert (arrival.problem, arrival.secrecy) == (Problem.TOO_LARGE, Secrecy.CONFIDENTIAL)
    shared.door.let_go([arrival])
    assert shared.left() == {"ลับ", "ลับ/a.pdf"}
    assert list(shared.problems.iterdir()) == []
    assert shared.look(SETTLE) == []  # and is not offered again
    assert not shared.door.unsettled


def test_a_key_does_not_tell_the_name(shared: Shared) -> None:
    shared.drop("สอบสวน.pdf")
    (arrival,) = shared.offered()
    assert "สอบสวน" not in arrival.key
