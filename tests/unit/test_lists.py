"""What is wrong in the clerk's lists is told to her in the morning, too."""

from __future__ import annotations

from pathlib import Path

from config.lists import troubles
from dispatcher.digest import Digests
from registry.assignments import Arrangements
from registry.store import Registry
from tests.support.entering import Clock
from tests.support.people import LIST, people


def office(folder: Path, rules: str, names: str = LIST) -> Path:
    (folder / "rules.toml").write_text(rules, "utf-8")
    (folder / "people.csv").write_text(names, "utf-8")
    return folder


def test_good_lists_have_no_trouble(tmp_path: Path) -> None:
    assert troubles(tmp_path) == ()
    assert troubles(office(tmp_path, '[[กฎ]]\nมอบ = "ปิติ"\n')) == ()


def test_the_faults_of_both_lists_are_told_together(tmp_path: Path) -> None:
    bad = office(tmp_path, '[[กฎ]]\nเรือง = "ก"\nมอบ = "ปิติ"\n', LIST.replace("unit_clerk", "เสมียน"))
    assert [each.where for each in troubles(bad)] == ["people.csv:4", "rules.toml:2"]


def test_the_central_clerks_digest_tells_them(sqlite_registry: Registry, clock: Clock, tmp_path: Path) -> None:
    object.__setattr__(sqlite_registry, "arrangements", Arrangements(people=people))
    clock.now = clock.now.replace(day=15)  # a Monday
    bad = office(tmp_path, '[[กฎ]]\nเรือง = "ก"\nมอบ = "ปิติ"\n')
    digests = Digests(
        registry=sqlite_registry, domain="office.example", troubles=lambda: [str(each) for each in troubles(bad)]
    )
    assert digests.queue_due()
    with sqlite_registry.begin() as tx:
        said = {each.recipient: each.said for each in tx.deliveries.claim(50)}
    (told,) = said["somjai@office.example"]["office"]["lists"]
    assert told.startswith("rules.toml:2: ไม่รู้จักคำว่า เรือง → หมายถึง เรื่อง")
    assert set(said) == {"somjai@office.example"}
