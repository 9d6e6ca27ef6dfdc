"""Readers in a child process: whatever a letter does to its reader, the daemon hears of it and goes on."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from intake import child as child_module
from intake.child import Child, ChildDied
from registry.errors import Unreadable
from registry.model import Problem


@pytest.fixture(scope="module")
def shared_child() -> Iterator[Child]:
    """One child for the tests that leave it alive."""
    child = Child(seconds=60.0)
    yield child
    child.close()


@pytest.fixture
def child() -> Iterator[Child]:
    made = Child(seconds=60.0)
    yield made
    made.close()


def add(one: int, other: int) -> int:
    return one + other


def locked() -> None:
    raise Unreadable(Problem.PASSWORD, "needs a password")


def library_fault(length: int) -> None:
    raise KeyError("x" * length)


def take_memory(size: int) -> int:
    return len(bytearray(size))


def die() -> None:
    os._exit(11)


def sleep() -> None:
    time.sleep(600)


def huge() -> bytes:
    return bytes(20_000_000)


def threads_for_a_product() -> int:
    import numpy as np

    assert (np.ones((900, 900)) @ np.ones((900, 900))).all()
    return len(list(Path("/proc/self/task").iterdir()))


def unsendable() -> object:
    return threading.Lock()


def test_answers_come_back_from_one_child(shared_child: Child) -> None:
    assert shared_child.call(add, 2, 3) == 5
    first = shared_child.call(os.getpid)
    assert first == shared_child.call(os.getpid)
    assert first != os.getpid()


def test_what_cannot_be_read_says_so_in_its_own_words(shared_child: Child) -> None:
    with pytest.raises(Unreadable) as caught:
        shared_child.call(locked)
    assert (caught.value.problem, caught.value.detail) == (Problem.PASSWORD, "needs a password")
    assert shared_child.call(add, 1, 1) == 2


def test_a_fault_in_a_library_is_a_broken_letter_with_its_word(shared_child: Child) -> None:
    with pytest.raises(Unreadable) as caught:
        shared_child.call(library_fault, 5000)
    assert caught.value.problem is Problem.BROKEN
    assert caught.value.detail.startswith("KeyError: 'xxx")
    assert len(caught.value.detail) <= 500


def test_memory_has_a_limit_and_the_child_lives_on(shared_child: Child) -> None:
    with pytest.raises(Unreadable) as caught:
        shared_child.call(take_memory, child_module.MEMORY)
    assert caught.value.problem is Problem.TOO_LARGE
    assert shared_child.call(take_memory, 1_000_000) == 1_000_000


def test_a_child_works_on_one_core_and_leaves_the_other_to_the_next(shared_child: Child) -> None:
    assert shared_child.call(threads_for_a_product) == 1


def test_a_large_answer_comes_whole(shared_child: Child) -> None:
    assert len(shared_child.call(huge)) == 20_000_000


def test_a_child_that_dies_is_told_and_replaced(child: Child) -> None:
    before = child.call(os.getpid)
    with pytest.raises(ChildDied):
        child.call(die)
    assert child.call(os.getpid) != before


def test_a_child_that_died_between_two_letters_is_replaced(child: Child) -> None:
    before = child.call(os.getpid)
    child.kill()
    child._process.join()
    assert child.call(os.getpid) != before


def test_time_has_a_limit() -> None:
    child = Child(seconds=0.2)
    child.start()
    with pytest.raises(Unreadable) as caught:
        child.call(sleep)
    assert caught.value.problem is Problem.TOO_LONG
    assert child._process is None  # the slow one is gone, not left to run
    child.close()


def test_the_answer_to_a_letter_that_took_too_long_is_not_the_next_ones() -> None:
    child = Child(seconds=0.2)
    with pytest.raises(Unreadable):
        child.call(sleep)
    patient = Child(seconds=60.0)
    child._seconds = patient._seconds
    assert child.call(add, 20, 3) == 23
    child.close()


def test_an_end_from_outside_ends_the_call_in_progress(child: Child) -> None:
    child.call(add, 1, 1)
    threading.Timer(0.2, child.kill).start()
    with pytest.raises(ChildDied):
        child.call(sleep)


def test_an_answer_that_cannot_be_sent_is_told_too(child: Child) -> None:
    with pytest.raises((ChildDied, Unreadable)):
        child.call(unsendable)


def test_closing_twice_does_no_harm(child: Child) -> None:
    child.call(add, 1, 1)
    child.close()
    child.close()
    assert child.call(add, 1, 1) == 2
