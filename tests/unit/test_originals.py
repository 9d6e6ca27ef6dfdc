"""Originals are kept unaltered, whole, once."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.originals import Originals


@pytest.fixture
def originals(tmp_path: Path) -> Iterator[Originals]:
    store = Originals(tmp_path / "deep" / "originals")
    yield store
    store.close()


def everything(store: Originals) -> set[str]:
    return {path.name for path in store.root.rglob("*") if path.is_file()}


def test_a_file_is_kept_as_it_came_under_its_sha256(originals: Originals) -> None:
    content = bytes(range(256)) * 1000
    (name,) = originals.keep([content])
    assert name == hashlib.sha256(content).hexdigest()
    assert originals.read(name) == originals.path(name).read_bytes() == content
    assert stat.S_IMODE(originals.path(name).stat().st_mode) == 0o440  # nobody writes into it by mistake


def test_many_at_once_are_named_in_their_order(originals: Originals) -> None:
    contents = [b"%d" % n for n in range(100)]
    names = originals.keep(contents)
    assert [originals.read(name) for name in names] == contents
    assert everything(originals) == set(names)


def test_the_same_bytes_are_kept_once(originals: Originals) -> None:
    first, second, _ = originals.keep([b"a", b"a", b"b"])
    before = originals.path(first).stat()
    (third,) = originals.keep([b"a"])
    after = originals.path(third).stat()
    assert first == second == third
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert len(everything(originals)) == 2


def test_an_empty_file_is_kept_too(originals: Originals) -> None:
    (name,) = originals.keep([b""])
    assert originals.read(name) == b""


def test_nothing_to_keep_is_nothing_kept(originals: Originals) -> None:
    assert originals.keep([]) == []
    assert everything(originals) == set()


def test_what_a_crash_left_half_written_is_swept(originals: Originals) -> None:
    (name,) = originals.keep([b"whole"])
    half = originals.path(name).with_name(".new-1-2-abc")
    half.write_bytes(b"who")
    os.utime(half, (0, 0))
    originals.sweep()
    assert everything(originals) == {name}


def test_what_another_machine_is_writing_is_not_swept(originals: Originals) -> None:
    (name,) = originals.keep([b"whole"])
    originals.path(name).with_name(".new-1-2-abc").write_bytes(b"who")
    originals.sweep()
    assert everything(originals) == {name, ".new-1-2-abc"}


def test_a_disk_that_refuses_is_an_error_and_nothing_is_named(originals: Originals) -> None:
    name = hashlib.sha256(b"a").hexdigest()
    originals.path(name).parent.write_bytes(b"a file where the folder should be")
    with pytest.raises(OSError, match=name[:2]):
        originals.keep([b"a"])


def test_the_bytes_reach_the_disk_before_the_name_does(originals: Originals, monkeypatch: pytest.MonkeyPatch) -> None:
    """A power cut may come at any moment: content, then rename, then the folder's own entry."""
    steps: list[str] = []
    real_sync, real_rename = os.fsync, Path.rename

    def sync(descriptor: int) -> None:
        steps.append("sync folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "sync file")
        real_sync(descriptor)

    def rename(path: Path, target: Path) -> Path:
        steps.append("rename")
        return real_rename(path, target)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(Path, "rename", rename)
    originals.keep([b"a"])
    assert steps == ["sync file", "rename", "sync folder", "sync folder"]  # the new folder, and the one it stands in
    steps.clear()
    originals.keep([b"a"])
    assert steps == ["sync folder"]  # whoever wrote it may have died before this
