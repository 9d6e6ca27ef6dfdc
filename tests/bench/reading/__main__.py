"""`make bench-reading`, or `python -m tests.bench.reading [PART…]`: what is read right, what is sure, what it costs.

Real letters (where they are at hand), made ones by several engines, and made scans; stock Tesseract and paperless-ngx's
way beside ours on the same files, and a reference model where $SARABAN_REFERENCE_MODEL names its folder.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any

from tests.bench.reading import peers, sets, speed, tables
from tests.bench.reading.sets import Result
from tests.bench.reading.versus import Versus
from tests.made import made

PARTS = ("real", "born", "scans", "peers", "speed")
_READ = ("letter_no", "date", "subject")
Told = Callable[[int], None]


class Bench:
    """One run: the folder of made letters, and every result for the tables at the end."""

    def __init__(self, wished: argparse.Namespace, folder: Path) -> None:
        self._wished, self._folder = wished, folder
        self.results: dict[str, list[Result]] = {}
        self.by_peer: dict[str, dict[str, dict[str, Any]]] = {}

    def run(self, parts: list[str]) -> None:
        for part in parts:
            getattr(self, part)()
        made_ones = [result for name in ("born", "scans") for result in self.results.get(name, ())]
        if made_ones:
            tables.show(tables.calibration(made_ones, ("letter_no", "date", "subject", "sender", "addressee")))

    def real(self) -> None:
        """(a) The real letters."""
        folder = sets.real()
        if not folder:
            print("real letters: skipped, $SARABAN_LETTERS names no folder and ../shared/letters is not there")
            return
        results = self._read("real", folder, sets.truths(folder))
        tables.show(tables.certainty(f"(a) {len(results)} real letters", results))
        self._told(results)

    def born(self) -> None:
        """(b) Made letters, born digital."""
        results = self._read("born", self._folder, [one for one in self._truths() if not one["level"]])
        tables.show(tables.by_group("(b) Made letters, born digital: typed fields right, %", results, _by_engine))
        tables.show(tables.certainty("(b) Made letters, born digital: what was sure", results))
        self._told(results)

    def scans(self) -> None:
        """(c) Made letters, scanned."""
        results = self._read("scans", self._folder, [one for one in self._truths() if one["level"]])
        tables.show(tables.by_group("(c) Made scans: typed fields right, %", results, _by_level))
        tables.show(tables.certainty("(c) Made scans: what was sure", results))
        self._told(results)

    def peers(self) -> None:
        """(d) Others on the same files."""
        versus = Versus(self._groups(), self.results, self._wished.workers)
        with tempfile.TemporaryDirectory(prefix="saraban-models-") as folder:
            for name, runner in versus.runners(Path(folder)).items():
                with _progress(name, versus.count) as told:
                    versus.run(name, runner, told)
        tables.show(versus.table())
        self.by_peer = versus.marks
        if not peers.reference():
            print("reference model: skipped, $SARABAN_REFERENCE_MODEL names no folder")

    def speed(self) -> None:
        """(f) What reading costs."""
        groups = {name: self.results.get(name, []) for name in ("born", "scans")}
        tables.show(
            tables.costs(
                "(f) What a letter costs (all pages that were read; limits: born digital 0.06 s, scan 2 s, 250 MB)",
                groups.items(),
            )
        )
        tables.show(speed.table(self._folder, self._truths()))

    def _read(self, name: str, folder: Path, wanted: list[dict[str, Any]]) -> list[Result]:
        with _progress(name, len(wanted)) as told:
            self.results[name] = sets.read(folder, wanted, self._wished.workers, told)
        return self.results[name]

    def _told(self, results: list[Result]) -> None:
        for line in tables.sure_and_wrong(results):
            print("SURE:", line)
        if self._wished.verbose:
            for line in tables.failures(results, _READ if self._wished.verbose == 1 else [*results[0].marks]):
                print(line)

    def _truths(self) -> list[dict[str, Any]]:
        return sets.truths(self._folder)

    def _groups(self) -> dict[str, tuple[Path, list[dict[str, Any]]]]:
        """The real letters, and so many files of each half as `--peers` allows; no Word files."""
        found = [one for one in self._truths() if one["format"] != "docx" and one["kind"] != "other"]
        halves = {"born": [one for one in found if not one["level"]], "scans": [one for one in found if one["level"]]}
        count = self._wished.peers
        groups = {
            name: (self._folder, Random(1).sample(half, min(count, len(half)))) for name, half in halves.items() if half
        }
        if real := sets.real():
            groups = {"real": (real, sets.truths(real)), **groups}
        return groups


def _by_engine(result: Result) -> Iterator[str]:
    yield "all"
    yield result.truth["engine"]


def _by_level(result: Result) -> Iterator[str]:
    level = result.truth["level"]
    yield "all"
    if level != "heavy":
        yield "light and medium"
    yield level
    yield f"{result.truth['digits']} digits"
    if result.truth["handwritten"]:
        yield "partly by hand"


@contextmanager
def _progress(name: str, count: int) -> Iterator[Told]:
    def told(done: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{name}: {done} of {count} ", end="", file=sys.stderr, flush=True)

    yield told
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _json(bench: Bench) -> dict[str, Any]:
    return {
        "results": {
            name: [
                {
                    "truth": one.truth,
                    "marks": {field: asdict(mark) for field, mark in one.marks.items()},
                    "error": one.error,
                    "cpu": one.cpu,
                    "peak": one.peak,
                }
                for one in results
            ]
            for name, results in bench.results.items()
        },
        "peers": bench.by_peer,
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.reading")
    parser.add_argument("parts", nargs="*", help=f"which of {', '.join(PARTS)} (default: all)")
    parser.add_argument("--seed", type=int, default=2026, help="of the made letters")
    parser.add_argument("--born", type=int, default=200, help="how many born-digital letters")
    parser.add_argument("--scans", type=int, default=200, help="how many scans")
    parser.add_argument("--set", type=Path, help="a folder that `python -m tests.made` wrote, instead of a new set")
    parser.add_argument("--peers", type=int, default=40, help="files of each half the others read")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--json", type=Path, help="where to keep every letter's result")
    parser.add_argument("-v", "--verbose", action="count", default=0, help="show wrong values; twice: of every field")
    wished = parser.parse_args()
    parts = wished.parts or list(PARTS)
    with tempfile.TemporaryDirectory(prefix="saraban-bench-") as folder:
        if not wished.set and parts != ["real"]:
            print(f"making {wished.born} + {wished.scans} letters of seed {wished.seed}", file=sys.stderr)
            made.write(Path(folder), chain(made.born(wished.seed, wished.born), made.scans(wished.seed, wished.scans)))
        bench = Bench(wished, wished.set or Path(folder))
        bench.run(parts)
        if wished.json:
            wished.json.write_text(json.dumps(_json(bench), ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
