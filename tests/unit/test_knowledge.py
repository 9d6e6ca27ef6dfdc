"""What is known of the office's correspondents goes with every letter, and is not asked for anew each time."""

from __future__ import annotations

import pickle
from datetime import date

from intake.hints import Hints
from intake.knowledge import Knowledge
from registry.model import Correspondent
from registry.store import Registry
from tests.support.entering import enter, read

KNOWN = (Correspondent(prefix="ศธ 04999", senders=(("โรงเรียนบ้านตัวอย่าง", 1),), last=(1, date(2026, 6, 10))),)


def test_it_is_what_the_register_says_and_at_most_a_minute_old(sqlite_registry: Registry) -> None:
    enter(sqlite_registry, read("ศธ 04999/1"))
    knowledge = Knowledge(sqlite_registry)
    assert knowledge.correspondents() == KNOWN
    enter(sqlite_registry, read("ศธ 04998/1"))
    assert knowledge.correspondents() == KNOWN
    assert len(Knowledge(sqlite_registry).correspondents()) == 2


def test_hints_go_into_the_child_as_plain_values() -> None:
    hints = Hints(received=date(2026, 6, 14), file_name="ศธ 04999-1.pdf", mail_subject="ส่ง", correspondents=KNOWN)
    assert pickle.loads(pickle.dumps(hints)) == hints
