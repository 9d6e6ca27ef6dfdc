"""What each command does; every function takes the parsed options and returns the exit code."""

from __future__ import annotations

import getpass
import sys
from argparse import Namespace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from rich.progress import Progress

from config import daemon, wiring
from config import show as shown
from config.checks import check_office
from config.office import make_office
from config.settings import Settings, load
from intake.child import Child, ChildDied
from intake.readers import read_file
from registry.arrivals import ArrivalState
from registry.entries import KeptFile, Role
from registry.errors import SarabanError, Unreadable
from registry.fold import fold
from registry.model import FIELDS, Letter, Problem, Reading
from registry.originals import Originals
from registry.store import Registry, Tx


class BadNumber(SarabanError):
    """A number on the command line that is none."""


def init(options: Namespace) -> int:
    make_office(options.directory)
    print(f"{options.directory}: an office is made. Fill in office.toml, then: saraban -C {options.directory} check")
    return 0


def check(options: Namespace) -> int:
    good = True
    for part, word, cure in check_office(load(options.office)):
        print(f"{'PROBLEM' if cure else 'ok':8}{part}: {word}" + (f"\n        → {cure}" if cure else ""))
        good = good and not cure
    return 0 if good else 1


def run(options: Namespace) -> int:
    daemon.run(load(options.office), options.until_idle)
    return 0


def read(options: Namespace) -> int:
    answers = []
    child = Child()
    today = datetime.now(UTC).astimezone().date()
    try:
        with Progress(transient=True, disable=not sys.stderr.isatty(), console=shown.console(sys.stderr)) as progress:
            for path in progress.track(options.files, description="อ่าน"):
                answers.append(_read_one(child, path, today))
    finally:
        child.close()
    if options.json:
        print(shown.as_json(answers))
    else:
        for answer in answers:
            values = {name: answer[name] for name in FIELDS}
            doubt = {name: f"{value or '–'}  (?)" for name, value in values.items() if not answer["sure"][name]}
            problem = {"problem": answer["problem"]} if "problem" in answer else {}
            shown.console().print(shown.fields_table(answer["file"], {**values, **doubt, **problem}))
    return 1 if any("problem" in answer for answer in answers) else 0


def register(options: Namespace) -> int:
    settings, registry, originals = _open(options)
    with registry.begin() as tx:
        letters = tx.entries.entries(options.book, options.year, options.find)
    if options.json:
        print(shown.as_json([shown.row(letter, settings.zone, originals) for letter in letters]))
    else:
        title = f"{settings['office', 'name']}: {options.book} {options.year or ''}"
        shown.console().print(shown.register_table(letters, settings.zone, title))
    return 0


def show(options: Namespace) -> int:
    settings, registry, originals = _open(options)
    with registry.begin() as tx:
        letter = _entry(tx, options)
        files, events = tx.entries.files(letter), tx.entries.events(letter)
        deliveries = tx.deliveries.of(letter.id)
    answer = shown.row(letter, settings.zone, originals)
    answer["files"] = [
        {"role": file.role, "name": file.name, "sha256": file.sha256, "path": str(originals.path(file.sha256))}
        for file in files
    ]
    answer["events"] = [{**event, "at": event["at"].astimezone(settings.zone).isoformat()} for event in events]
    answer["deliveries"] = [
        {"to": each.recipient, "purpose": each.purpose, "state": each.state, "reason": each.reason}
        for each in deliveries
    ]
    if options.json:
        print(shown.as_json(answer))
        return 0
    lists = {name: "\n".join(map(str, answer.pop(name))) for name in ("files", "events", "deliveries")}
    shown.console().print(shown.fields_table(f"{letter.label}/{letter.year}", {**answer, **lists}))
    return 0


def problems(options: Namespace) -> int:
    settings, registry, originals = _open(options)
    with registry.begin() as tx:
        listed = tx.arrivals.unregistered([ArrivalState.PROBLEM, ArrivalState.LISTED])
    if options.json:
        print(shown.as_json([shown.problem(landed, settings.zone, originals) for landed in listed]))
    else:
        shown.console().print(shown.problems_table(listed, settings.zone))
    return 0


def strike(options: Namespace) -> int:
    _, registry, _ = _open(options)
    with registry.begin(_who()) as tx:
        letter = tx.entries.strike(_entry(tx, options), options.reason)
    print(f"{letter.label}/{letter.year} ขีดฆ่าแล้ว: {letter.remark}")
    return 0


def reserve(options: Namespace) -> int:
    _, registry, _ = _open(options)
    with registry.begin(_who()) as tx:
        letter = tx.entries.reserve(options.book, options.purpose, circular=options.circular)
    print(f"{letter.label}/{letter.year}")
    return 0


def insert(options: Namespace) -> int:
    settings, registry, originals = _open(options)
    child = Child()
    try:
        content = options.file.read_bytes()
        media_type, reading = child.call(read_file, options.file, datetime.now(UTC).astimezone().date())
    finally:
        child.close()
    (sha256,) = originals.keep([content])
    kept = KeptFile(sha256=sha256, name=options.file.name, media_type=media_type, role=Role.LETTER)
    with registry.begin(_who()) as tx:
        after = _entry(tx, options)
        letter = tx.entries.insert(after.number, [kept], reading, source=str(options.file), year=after.year)
    wiring.desk(settings, registry, originals).shelf.show_letter(letter, [kept])
    print(f"{letter.label}/{letter.year}")
    return 0


def _open(options: Namespace) -> tuple[Settings, Registry, Originals]:
    settings = load(options.office)
    return settings, wiring.registry(settings), wiring.originals(settings)


def _entry(tx: Tx, options: Namespace) -> Letter:
    """The entry of "12", "๑๒" or "12/1" in the asked book and year; this year's by default."""
    number, _, step = fold(options.number).partition("/")
    if not (number.isdecimal() and (step.isdecimal() or not step)) or len(number) > 9 or len(step) > 9:
        raise BadNumber(f"{options.number} is no receipt number; write it as 12 or 12/1")
    year = options.year or tx.entries.year
    return tx.entries.get(options.book, year, int(number), int(step or 0))


def _read_one(child: Child, path: Path, today: date) -> dict[str, Any]:
    try:
        _, reading = child.call(read_file, path, today)
    except Unreadable as error:
        return {**shown.reading(str(path), Reading()), "problem": error.problem, "detail": error.detail}
    except OSError as error:
        return {**shown.reading(str(path), Reading()), "problem": Problem.FORBIDDEN, "detail": str(error)}
    except ChildDied:
        return {**shown.reading(str(path), Reading()), "problem": Problem.POISONOUS, "detail": ""}
    return shown.reading(str(path), reading)


def _who() -> str:
    return getpass.getuser()
