"""The folder of letters to be sent, with real files: what is one letter, when it is taken, and that nothing is lost."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from intake import resting
from intake.arrival import Arrival
from intake.resting import PATIENCE
from intake.sendfolder import FOLDER_RESTS, LINGERS, MOST_FILES, SendFolder
from intake.takenlist import LIST
from intake.zipped import unpacked
from registry.model import Origin, Problem
from tests.support import mails

PDF = mails.PDF
SETTLE = 1.0
GROUPS = frozenset({"ทุกโรงเรียน", "อำเภอเหนือ"})


class Seconds:
    """The monotonic clock that the folder looks at: it stands until a test moves it."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Shared:
    """The folder as people have it, and the door that watches it."""

    def __init__(self, root: Path, seconds: Seconds) -> None:
        self.top, self.problems = root / "ส่ง", root / "มีปัญหา"
        self.top.mkdir()
        self.problems.mkdir()
        self.seconds = seconds
        self.groups = GROUPS
        self.door = self.opened()

    def opened(self) -> SendFolder:
        """The door anew, as after a start."""
        return SendFolder(self.top, self.problems, settle=SETTLE, max_bytes=2000, standing=lambda: self.groups)

    def drop(self, name: str, content: bytes = PDF) -> Path:
        path = self.top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def look(self, settle_times: float = 0.0) -> list[Arrival]:
        """What the door offers, this much later than its last look."""
        self.seconds.now += settle_times * SETTLE
        return list(self.door.waiting())

    def offered(self, settle_times: float = FOLDER_RESTS) -> list[Arrival]:
        """What the door offers of what has rested."""
        self.look()
        return self.look(settle_times)

    def left(self) -> set[str]:
        """What lies there, but for the folders of groups."""
        return {str(path.relative_to(self.top)) for path in self.top.rglob("*")} - self.groups


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shared]:
    seconds = Seconds()
    monkeypatch.setattr(resting, "time", SimpleNamespace(monotonic=seconds))
    made = Shared(tmp_path, seconds)
    yield made
    made.door.close()


def inside(arrival: Arrival) -> dict[str, bytes]:
    return dict(unpacked(arrival.content))


def test_a_dropped_file_is_a_letter_to_whom_its_folder_names(shared: Shared) -> None:
    shared.drop("โรงเรียนบ้านนา/หนังสือ.pdf")
    (arrival,) = shared.offered(1)
    assert (arrival.origin, arrival.name, arrival.hint) == (Origin.SEND, "โรงเรียนบ้านนา/หนังสือ.pdf", "โรงเรียนบ้านนา")
    assert inside(arrival) == {"หนังสือ.pdf": PDF}
    assert shared.left() == {"โรงเรียนบ้านนา", "โรงเรียนบ้านนา/หนังสือ.pdf"}
    shared.door.let_go([arrival])
    assert shared.left() == set()


def test_files_beside_each_other_are_letters_of_their_own(shared: Shared) -> None:
    shared.drop("ทุกโรงเรียน/a.pdf")
    shared.drop("ทุกโรงเรียน/b.pdf", PDF + b"\n")
    first, second = shared.offered(1)
    assert [list(inside(each)) for each in (first, second)] == [["a.pdf"], ["b.pdf"]]
    assert first.key != second.key


def test_a_folder_is_one_letter_in_the_order_people_see(shared: Shared) -> None:
    for name in ("10.pdf", "2.pdf", "ภาพ/แผนที่.pdf", "letter.toml", "~$2.docx", "3.tmp", "Thumbs.db"):
        shared.drop(f"ทุกโรงเรียน/ปฏิทิน/{name}")
    (arrival,) = shared.offered()
    assert list(inside(arrival)) == ["2.pdf", "10.pdf", "ภาพ/แผนที่.pdf", "letter.toml"]
    shared.door.let_go([arrival])
    litter = {f"ทุกโรงเรียน/ปฏิทิน/{name}" for name in ("~$2.docx", "3.tmp", "Thumbs.db")}
    assert shared.left() == {"ทุกโรงเรียน/ปฏิทิน", *litter}
    assert shared.look(LINGERS + 1) == [], "what systems made for themselves is no empty folder"


def test_a_folder_waits_until_all_its_files_have_come(shared: Shared) -> None:
    shared.drop("ทุกโรงเรียน/ปฏิทิน/1.pdf")
    shared.look()
    for number in range(2, 6):
        assert shared.look(4) == [], "people copy one after another"
        shared.drop(f"ทุกโรงเรียน/ปฏิทิน/{number}.pdf", PDF[:20])
        assert shared.look() == []
        shared.drop(f"ทุกโรงเรียน/ปฏิทิน/{number}.pdf")
        shared.look()
    assert shared.door.unsettled
    (arrival,) = shared.look(FOLDER_RESTS)
    assert len(inside(arrival)) == 5


def test_one_unfinished_or_open_file_holds_the_whole_letter(shared: Shared) -> None:
    shared.drop("ทุกโรงเรียน/ก/1.pdf")
    shared.drop("ทุกโรงเรียน/ก/2.pdf", PDF[:20])
    shared.drop("ทุกโรงเรียน/ข/1.pdf")
    with shared.drop("ทุกโรงเรียน/ข/2.pdf").open("ab"):
        assert shared.offered() == []
        (cut,) = shared.look(PATIENCE)
        assert cut.name == "ทุกโรงเรียน/ก", "what stays unfinished is taken as it is; what is open never is"


@pytest.mark.parametrize("note", ["หนังสือ.pdf.toml", "หนังสือ.toml", "letter.toml", "Letter.TOML"])
def test_a_note_beside_a_single_file_goes_with_it(shared: Shared, note: str) -> None:
    shared.drop(f"ทุกโรงเรียน/{note}", b'summary = "x"')
    shared.drop("ทุกโรงเรียน/หนังสือ.pdf")
    (arrival,) = shared.offered(1)
    assert inside(arrival) == {"หนังสือ.pdf": PDF, "letter.toml": b'summary = "x"'}
    shared.door.let_go([arrival])
    assert shared.left() == set()


def test_a_note_that_may_be_of_two_letters_goes_with_none(shared: Shared) -> None:
    for name in ("a.pdf", "b.pdf", "letter.toml"):
        shared.drop(f"ทุกโรงเรียน/{name}")
    taken = shared.offered(1)
    assert [list(inside(each)) for each in taken] == [["a.pdf"], ["b.pdf"]]
    shared.door.let_go(taken)
    (note,) = shared.offered(LINGERS)
    assert (note.name, note.problem) == ("ทุกโรงเรียน/letter.toml", Problem.NO_FILES)


def test_a_file_for_nobody_is_put_before_the_clerk_after_a_while(shared: Shared) -> None:
    shared.drop("หนังสือ.pdf")
    assert shared.offered(LINGERS - 1) == []
    (arrival,) = shared.look(1)
    assert (arrival.problem, arrival.content, arrival.hint) == (Problem.NO_RECIPIENTS, b"", None)
    shared.door.let_go([arrival])
    assert (shared.problems / "หนังสือ.pdf").read_bytes() == PDF
    assert shared.left() == set()


def test_an_empty_folder_is_put_before_the_clerk_and_those_of_groups_stay(shared: Shared) -> None:
    (shared.top / "ทุกโรงเรียน" / "ว่าง").mkdir(parents=True)
    (shared.top / "โรงเรียนบ้านนา").mkdir()
    shared.drop("อำเภอเหนือ/มีแต่บันทึก/letter.toml")
    assert shared.offered(LINGERS - 1) == []
    arrivals = shared.look(1)
    assert {each.name for each in arrivals} == {"ทุกโรงเรียน/ว่าง", "โรงเรียนบ้านนา", "อำเภอเหนือ/มีแต่บันทึก"}
    assert {each.problem for each in arrivals} == {Problem.NO_FILES}
    shared.door.let_go(arrivals)
    assert {path.name for path in shared.problems.iterdir()} == {"ว่าง", "โรงเรียนบ้านนา", "มีแต่บันทึก"}
    assert all((shared.top / name).is_dir() for name in GROUPS)


def test_an_empty_folder_that_gets_its_letter_in_time_is_no_problem(shared: Shared) -> None:
    (shared.top / "ทุกโรงเรียน" / "ก").mkdir(parents=True)
    shared.offered(LINGERS - 1)
    shared.drop("ทุกโรงเรียน/ก/1.pdf")
    (arrival,) = shared.offered()
    assert arrival.problem is None


def test_while_the_schools_are_not_known_no_recipients_folder_is_empty(shared: Shared) -> None:
    shared.look()
    shared.groups = frozenset()
    assert shared.offered(LINGERS + 1) == []


def test_too_many_files_and_too_many_bytes_are_said(shared: Shared) -> None:
    for number in range(MOST_FILES + 1):
        shared.drop(f"ทุกโรงเรียน/มาก/{number}.txt", b"x")
    for number in range(3):
        shared.drop(f"ทุกโรงเรียน/ใหญ่/{number}.txt", bytes(700))
    arrivals = shared.offered()
    assert {(each.name, each.problem) for each in arrivals} == {
        ("ทุกโรงเรียน/มาก", Problem.TOO_MANY),
        ("ทุกโรงเรียน/ใหญ่", Problem.TOO_LARGE),
    }
    shared.door.let_go(arrivals)
    assert len(list((shared.problems / "มาก").iterdir())) == MOST_FILES + 1


def test_a_link_is_no_letter(shared: Shared) -> None:
    shared.drop("ทุกโรงเรียน/ก/1.pdf")
    (shared.top / "ทุกโรงเรียน/ก/2.pdf").symlink_to("1.pdf")
    (arrival,) = shared.offered()
    assert arrival.problem is Problem.NOT_A_FILE


def test_the_same_parcel_offered_again_has_the_same_key(shared: Shared) -> None:
    shared.drop("ทุกโรงเรียน/ก/1.pdf")
    shared.drop("ทุกโรงเรียน/ก/2.pdf")
    (before,) = shared.offered()
    shared.door.close()
    shared.door = shared.opened()
    (after,) = shared.offered()
    assert (before.key, before.content) == (after.key, after.content)
    os.utime(shared.top / "ทุกโรงเรียน/ก/2.pdf", (5, 5))
    (changed,) = shared.offered()
    assert changed.key != before.key


def test_what_came_or_changed_after_the_taking_stays(shared: Shared) -> None:
    for name in ("1.pdf", "2.pdf"):
        shared.drop(f"ทุกโรงเรียน/ก/{name}")
    (arrival,) = shared.offered()
    shared.drop("ทุกโรงเรียน/ก/2.pdf", PDF + b"\nanother")
    shared.drop("ทุกโรงเรียน/ก/3.pdf")
    shared.door.let_go([arrival])
    assert shared.left() == {"ทุกโรงเรียน/ก", "ทุกโรงเรียน/ก/2.pdf", "ทุกโรงเรียน/ก/3.pdf"}


def test_what_changes_between_the_look_and_the_taking_waits(shared: Shared) -> None:
    for name in ("ก", "ข", "ค"):
        shared.drop(f"ทุกโรงเรียน/{name}/1.pdf")
    shared.look()
    shared.seconds.now += FOLDER_RESTS
    door = shared.door.waiting()
    assert next(door).name == "ทุกโรงเรียน/ก"
    shared.drop("ทุกโรงเรียน/ข/1.pdf", PDF + b"\nanother")
    shared.drop("ทุกโรงเรียน/ค/2.pdf")
    assert list(door) == []


def test_a_removal_that_was_cut_off_goes_on_and_makes_no_second_letter(
    shared: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("1.pdf", "2.pdf", "3.pdf"):
        shared.drop(f"ทุกโรงเรียน/ก/{name}")
    (arrival,) = shared.offered()
    unlink, gone = Path.unlink, []

    def dies_after_two(path: Path, missing_ok: bool = False) -> None:
        if len(gone) == 2:
            raise KeyboardInterrupt
        gone.append(path.name)
        unlink(path, missing_ok)

    with monkeypatch.context() as killed:
        killed.setattr(Path, "unlink", dies_after_two)
        with pytest.raises(KeyboardInterrupt):
            shared.door.let_go([arrival])
    assert shared.left() == {"ทุกโรงเรียน/ก", "ทุกโรงเรียน/ก/3.pdf", f"ทุกโรงเรียน/ก/{LIST}"}
    shared.door.close()
    shared.door = shared.opened()
    assert shared.offered(LINGERS + 1) == []
    assert shared.left() == set()


def test_what_cannot_be_removed_is_offered_once(shared: Shared, monkeypatch: pytest.MonkeyPatch) -> None:
    shared.drop("ทุกโรงเรียน/a.pdf")
    (arrival,) = shared.offered(1)

    def refuses(path: Path, missing_ok: bool = False) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as forbidden:
        forbidden.setattr(Path, "unlink", refuses)
        shared.door.let_go([arrival])
        assert shared.offered(1) == []


def test_the_folders_of_groups_keep_step_with_the_schools(shared: Shared) -> None:
    shared.look()
    assert {path.name for path in shared.top.iterdir()} == GROUPS
    shared.groups = frozenset({"ทุกโรงเรียน", "อำเภอใต้"})
    shared.look()
    assert {path.name for path in shared.top.iterdir()} == {"ทุกโรงเรียน", "อำเภอใต้"}
