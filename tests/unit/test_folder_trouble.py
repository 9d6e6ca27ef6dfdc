"""A file or folder that gives trouble does not keep the others waiting."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from intake.folder import Folder


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    (tmp_path / "problems").mkdir()
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def opened(inbox: Path) -> Folder:
    return Folder(inbox, inbox.parent / "problems", settle=0.0, max_bytes=10_000)


def test_folders_deeper_than_the_stack_and_longer_than_a_path_are_passed_over(inbox: Path) -> None:
    (inbox / "good.png").write_bytes(b"text")
    here = os.open(inbox, os.O_RDONLY)
    for _ in range(1200):
        os.mkdir("deep" * 20, dir_fd=here)
        below = os.open("deep" * 20, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    folder = opened(inbox)
    try:
        assert [arrival.name for arrival in folder.waiting()] == ["good.png"]
    finally:
        folder.close()
        subprocess.run(["rm", "-rf", inbox], check=True)


def test_a_file_that_was_opened_again_is_not_removed(inbox: Path) -> None:
    file = inbox / "good.txt"
    file.write_bytes(b"text")
    folder = opened(inbox)
    try:
        arrivals = list(folder.waiting())
        with file.open("r+b") as again:
            folder.let_go(arrivals)
            again.write(b"more")
        assert file.read_bytes() == b"more"
    finally:
        folder.close()


def test_a_file_that_cannot_be_removed_stays_alone(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.txt", "b.txt"):
        (inbox / name).write_bytes(name.encode())
    folder = opened(inbox)
    unlink = Path.unlink

    def refuse(path: Path, missing_ok: bool = False) -> None:
        if path.name == "a.txt":
            raise PermissionError(13, "Permission denied")
        unlink(path, missing_ok)

    try:
        # The system refuses here: a test may run as root, whom no permission stops.
        monkeypatch.setattr(Path, "unlink", refuse)
        folder.let_go(list(folder.waiting()))
        assert sorted(path.name for path in inbox.iterdir()) == ["a.txt"]
        assert list(folder.waiting()) == [], "it is ours already and is not taken again"
        assert not folder.unsettled
    finally:
        folder.close()
