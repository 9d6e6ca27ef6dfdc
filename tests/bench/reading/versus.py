"""Others beside ours on the same files, in the same run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from statistics import mean
from typing import Any

from rich.table import Table

from tests.bench.reading import peers, work
from tests.bench.reading.score import ALIKE, Mark, mark, marks
from tests.bench.reading.sets import Result

_READ = ("letter_no", "date", "subject")
_COLUMNS = {
    "number": ("letter_no", False),
    "date": ("date", False),
    "subject": ("subject", False),
    "≥95 %": ("subject", True),
}
Truth = dict[str, Any]
Marks = dict[str, Mark]
Runner = tuple[Callable[[Path, Truth], tuple[Any, ...]], Callable[[Any, Truth], Marks]]
"""What makes the call of a file, and what makes marks of its answer."""


class Versus:
    """`groups`: files by group, each group with its folder; `ours`: our results on some of them, by group."""

    def __init__(
        self, groups: Mapping[str, tuple[Path, list[Truth]]], ours: Mapping[str, list[Result]], workers: int
    ) -> None:
        self._groups, self._workers = groups, workers
        self.count = sum(len(truths) for _, truths in groups.values())
        self.marks: dict[str, dict[str, dict[str, dict[str, Any]]]] = {}
        self._rows: dict[str, list[tuple[str, Truth, Marks, float]]] = {}
        chosen = {name: {truth["file"] for truth in truths} for name, (_, truths) in groups.items()}
        rows = [
            (name, one.truth, one.marks, one.cpu)
            for name in groups
            for one in ours.get(name, ())
            if one.truth["file"] in chosen[name]
        ]
        if rows:
            self._rows["ours"] = rows

    def runners(self, folder: Path) -> dict[str, Runner]:
        """All that can be run here; `folder`: for the reference model under the name ours goes by."""
        found: dict[str, Runner] = {}
        for name, (models, model, mode) in peers.names().items():
            found[name] = (_call(peers.read, models, model, mode), _by_patterns)
        if reference := peers.reference():
            (folder / "tha.traineddata").symlink_to(reference / "tha_saraban.traineddata")
            found["our reader, reference int"] = (
                lambda path, truth: (work.read_with, path, truth.get("received"), folder),
                _by_reading,
            )
        return found

    def run(self, name: str, runner: Runner, told: Callable[[int], None]) -> None:
        call, marked = runner
        files = [(group, folder, truth) for group, (folder, truths) in self._groups.items() for truth in truths]
        timed = work.in_children(
            [call(folder / truth["file"], truth) for _, folder, truth in files], self._workers, told
        )
        rows = [
            (group, truth, marked(one.value, truth), one.cpu)
            for (group, _, truth), one in zip(files, timed, strict=True)
        ]
        self._rows[name] = rows
        self.marks[name] = {group: {} for group in self._groups}
        for group, truth, found, _ in rows:
            self.marks[name][group][truth["file"]] = {field: asdict(one) for field, one in found.items()}

    def table(self) -> Table:
        groups = " / ".join(f"{len(truths)} {name}" for name, (_, truths) in self._groups.items())
        table = Table(title=f"(d) The same files by others: typed fields right, % ({groups})")
        for name in ("", *_COLUMNS, "CPU s a file"):
            table.add_column(name, justify="left" if not name else "right")
        for name, rows in self._rows.items():
            cells = [" / ".join(self._shares(rows, field, alike)) for field, alike in _COLUMNS.values()]
            table.add_row(name, *cells, f"{mean(cpu for *_, cpu in rows):.2f}")
        return table

    def _shares(self, rows: Iterable[tuple[str, Truth, Marks, float]], field: str, alike: bool) -> Iterator[str]:
        for group in self._groups:
            among = [
                found[field] for one, _, found, _ in rows if one == group and field in found and not found[field].hand
            ]
            right = sum(one.alike >= ALIKE if alike else one.right for one in among)
            yield f"{100 * right / len(among):.0f}" if among else "-"


def _call(function: Callable[..., Any], *more: Any) -> Callable[[Path, Truth], tuple[Any, ...]]:
    return lambda path, _: (function, path, *more)


def _by_patterns(found: Any, truth: Truth) -> Marks:
    return {field: mark(field, (found or {}).get(field), truth) for field in _READ}


def _by_reading(reading: Any, truth: Truth) -> Marks:
    return marks(reading or work.nothing(), truth)
