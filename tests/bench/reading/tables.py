"""The bench's tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from statistics import mean, median

from rich.console import Console
from rich.table import Table

from tests.bench.reading.score import ALIKE, SCORED, Mark
from tests.bench.reading.sets import Result

_SHORT = {
    "letter_no": "number",
    "addressee": "to",
    "sender": "from",
    "enclosures": "encl.",
    "references": "refs",
    "subject": "subj.",
}
_BINS = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 1.0001)
_WIDTH = 170
_FIRST = ("all", "light and medium", "light", "medium", "heavy")


def show(table: Table) -> None:
    Console(width=_WIDTH).print(table)


def by_group(title: str, results: Sequence[Result], group: Callable[[Result], Iterable[str]]) -> Table:
    """Typed fields right, in percent of those scored, by group; the subject also as ≥ 95 % alike."""
    table = Table(title=title)
    table.add_column("")
    for name in (
        "n",
        *(_SHORT.get(one, one) for one in SCORED[:4]),
        "≥95 %",
        *(_SHORT.get(one, one) for one in SCORED[4:]),
    ):
        table.add_column(name, justify="right")
    groups: dict[str, list[Result]] = {}
    for result in results:
        for name in group(result):
            groups.setdefault(name, []).append(result)
    for name, members in sorted(
        groups.items(), key=lambda one: (_FIRST.index(one[0]) if one[0] in _FIRST else 99, one[0])
    ):
        cells = [_percent(_typed(members, field), lambda mark: mark.right) for field in SCORED]
        alike = _percent(_typed(members, "subject"), lambda mark: mark.alike >= ALIKE)
        table.add_row(name, str(len(members)), *cells[:4], alike, *cells[4:])
    return table


def certainty(title: str, results: Sequence[Result]) -> Table:
    """For each field: typed right, sure, sure and wrong; handwritten right, and sure (which none should be)."""
    table = Table(title=title)
    columns = (
        "field",
        "typed",
        "right",
        "wrong",
        "sure",
        "sure %",
        "sure wrong",
        "per 1,000",
        "by hand",
        "right",
        "sure",
    )
    for name in columns:
        table.add_column(name, justify="left" if name == "field" else "right")
    for field in SCORED:
        typed = _typed(results, field)
        hand = [result.marks[field] for result in results if field in result.marks and result.marks[field].hand]
        if typed or hand:
            sure = [mark for mark in typed if mark.sure]
            wrong = sum(not mark.right for mark in sure)
            share = (f"{len(sure) / max(len(typed), 1):.1%}", f"{1000 * wrong / len(sure):.1f}" if sure else "")
            right = sum(mark.right for mark in typed)
            by_hand = (
                (str(len(hand)), str(sum(mark.right for mark in hand)), str(sum(mark.sure for mark in hand)))
                if hand
                else ("", "", "")
            )
            table.add_row(
                field,
                str(len(typed)),
                str(right),
                str(len(typed) - right),
                str(len(sure)),
                share[0],
                str(wrong),
                share[1],
                *by_hand,
            )
    return table


def sure_and_wrong(results: Iterable[Result]) -> Iterable[str]:
    """Each broken promise, and each sure value that a hand wrote."""
    for result in results:
        for field, mark in result.marks.items():
            if mark.sure and (not mark.right or mark.hand):
                why = "by hand" if mark.hand else "wrong"
                yield f"{result.truth['file']} {field} ({why}): read «{mark.value}», is «{mark.truth}»"


def failures(results: Iterable[Result], fields: Sequence[str]) -> Iterable[str]:
    for result in results:
        if result.error:
            yield f"{result.truth['file']}: {result.error}"
        for field in fields:
            mark = result.marks.get(field)
            if mark and not mark.right and not mark.hand:
                yield f"{result.truth['file']} {field}: read «{mark.value}», is «{mark.truth}»"


def calibration(results: Sequence[Result], fields: Sequence[str]) -> Table:
    """Confidence against how often the value was right, typed fields that were found."""
    table = Table(title="Confidence, and how often it was right (values found on typed fields)")
    table.add_column("confidence")
    for field in fields:
        table.add_column(field, justify="right")
    for low, high in pairwise(_BINS):
        cells = []
        for field in fields:
            inside = [
                mark for mark in _typed(results, field) if mark.value is not None and low <= mark.confidence < high
            ]
            cells.append(f"{sum(mark.right for mark in inside) / len(inside):.1%} of {len(inside)}" if inside else "")
        if any(cells):
            table.add_row(f"{low:.3g} to {min(high, 1):.3g}", *cells)
    return table


def costs(title: str, rows: Iterable[tuple[str, Sequence[Result]]]) -> Table:
    table = Table(title=title)
    for name in ("", "n", "CPU s, mean", "median", "slowest", "highest memory of a worker, MB"):
        table.add_column(name, justify="left" if not name else "right")
    for name, results in rows:
        cpu = [result.cpu for result in results]
        if cpu:
            peak = max(result.peak for result in results) / 1e6
            table.add_row(
                name, str(len(cpu)), f"{mean(cpu):.3f}", f"{median(cpu):.3f}", f"{max(cpu):.2f}", f"{peak:.0f}"
            )
    return table


def _typed(results: Iterable[Result], field: str) -> list[Mark]:
    return [result.marks[field] for result in results if field in result.marks and not result.marks[field].hand]


def _percent(among: Sequence[Mark], holds: Callable[[Mark], bool]) -> str:
    return f"{100 * sum(map(holds, among)) / len(among):.1f}" if among else ""
