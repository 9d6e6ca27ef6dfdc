"""What each command does; every function takes the parsed options and returns the exit code."""

from __future__ import annotations

import sys
from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.progress import Progress

from config import daemon, to_whom, wiring
from config import show as shown
from config.checks import check_office
from config.lists import check_routing
from config.office import make_office
from config.opened import entry, opened, who
from config.routed import facts_read, in_words, routed, sub_folder
from config.secretbook import in_words as class_in_words
from config.secretbook import open_originals, settle_class
from config.sent import as_sent
from config.sent import in_words as sent_in_words
from config.settings import Settings, load
from dispatcher.rules import Facts, facts_of
from intake.ask import ask
from intake.child import Child, ChildDied
from intake.corrections import understand
from intake.hints import Hints
from intake.readers import read_file
from intake.secret import in_file
from intake.warnings import spare_pages, warnings
from registry.accuracy import count_accuracy
from registry.arrivals import ArrivalState
from registry.corrections import Came, shown_value
from registry.errors import Classified, SarabanError, Unreadable
from registry.model import FIELDS, OUTER, Book, KeptFile, Problem, Reading, Role
from registry.store import Registry
from templates import words

_LISTS = ("files", "citations", "cited_by", "events", "deliveries")
"""What `show` tells of an entry beside its fields, a line each."""


class NotUnderstood(SarabanError):
    """A correction that was not understood; nothing was changed."""


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
    try:
        with Progress(transient=True, disable=not sys.stderr.isatty(), console=shown.console(sys.stderr)) as progress:
            for path in progress.track(options.files, description="อ่าน"):
                answers.append(_read_one(child, path))
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
    settings, registry, originals = opened(options)
    with registry.begin() as tx:
        letters = tx.entries.entries(options.book, options.year, options.find)
    if options.json:
        print(shown.as_json([shown.row(letter, settings.zone, originals) for letter in letters]))
    else:
        title = f"{settings['office', 'name']}: {options.book} {options.year or ''}"
        shown.console().print(shown.register_table(letters, settings.zone, title))
    return 0


def show(options: Namespace) -> int:
    settings, registry, originals = opened(options)
    with registry.begin() as tx:
        letter = entry(tx, options)
        files, events = tx.entries.files(letter), tx.entries.events(letter)
        # Those to recipients are many, and `saraban deliveries` tells of them.
        deliveries = [each for each in tx.deliveries.of(letter.id) if each.recipient_id is None]
        sent = as_sent(tx, letter, settings.zone)
        cited, citing = tx.citations.of(letter), tx.citations.citing(letter)
    answer = shown.row(letter, settings.zone, originals)
    answer["files"] = [shown.file(file, originals) for file in files]
    answer["citations"] = [shown.citation(one) for one in cited]
    answer["cited_by"] = [shown.held(one) for one in citing]
    answer["events"] = [{**event, "at": event["at"].astimezone(settings.zone).isoformat()} for event in events]
    answer["deliveries"] = [
        {"to": each.recipient, "purpose": each.purpose, "state": each.state, "reason": each.reason}
        for each in deliveries
    ]
    answer["sending"] = sent
    if options.json:
        print(shown.as_json(answer))
        return 0
    answer["sending"] = sent_in_words(sent) if sent else None
    lists = {name: "\n".join(map(str, answer.pop(name))) for name in _LISTS}
    shown.console().print(shown.fields_table(f"{letter.label}/{letter.year}", {**answer, **lists}))
    return 0


def problems(options: Namespace) -> int:
    settings, registry, originals = opened(options)
    with registry.begin() as tx:
        listed = tx.arrivals.unregistered([ArrivalState.PROBLEM, ArrivalState.LISTED])
    if options.json:
        print(shown.as_json([shown.problem(landed, settings.zone, originals) for landed in listed]))
    else:
        shown.console().print(shown.problems_table(listed, settings.zone))
    return 0


def route(options: Namespace) -> int:
    settings, registry, _ = opened(options)
    check_routing(settings.office)
    what, facts = _asked(options, settings, registry)
    answer = routed(wiring.router(settings, registry), facts)
    print(shown.as_json({"letter": what, **answer}) if options.json else in_words(what, answer))
    return 0


def recipients(options: Namespace) -> int:
    answer = to_whom.resolved(options.office, options.text)
    print(shown.as_json(answer) if options.json else to_whom.in_words(answer))
    return 1 if answer["faults"] else 0


def strike(options: Namespace) -> int:
    _, registry, _ = opened(options)
    with registry.begin(who()) as tx:
        letter = tx.entries.strike(entry(tx, options), options.reason)
    print(f"{letter.label}/{letter.year} ขีดฆ่าแล้ว: {letter.remark}")
    return 0


def reserve(options: Namespace) -> int:
    _, registry, _ = opened(options)
    with registry.begin(who()) as tx:
        letter = tx.entries.reserve(options.book, options.purpose, circular=options.circular)
    print(f"{letter.label}/{letter.year}")
    return 0


def insert(options: Namespace) -> int:
    settings, registry, originals = opened(options)
    desk = wiring.desk(settings, registry, originals)
    child = Child()
    try:
        content = options.file.read_bytes()
        media_type, reading = child.call(read_file, options.file, _hints(options.file))
        if in_file(reading, options.file.name):
            raise Classified(f"{options.file}: อาจเป็นหนังสือลับ จึงไม่แทรกในทะเบียนรับ วางในโฟลเดอร์ ลับ แทน")
        (sha256,) = originals.keep([content])
        kept = KeptFile(sha256=sha256, name=options.file.name, media_type=media_type, role=Role.LETTER)
        with registry.begin(who()) as tx:
            after = entry(tx, options)
            doubts = warnings(reading, desk.day(tx.now), desk.office, spare_pages(reading))
            source = str(options.file)
            letter = tx.entries.insert(after.number, [kept], reading, source=source, year=after.year, doubts=doubts)
        desk.shelf.show_letter(letter, [kept])
        ask(desk, child, letter)
    finally:
        child.close()
    print(f"{letter.label}/{letter.year}")
    return 0


def correct(options: Namespace) -> int:
    settings, registry, originals = opened(options)
    with registry.begin(who()) as tx:
        letter = entry(tx, options)
        tx.entries.hold(letter.book)
        received = (letter.received_at or letter.registered_at).astimezone(settings.zone).date()
        said = understand(" ".join(options.answer), received, asked=True)
        if said.faults:
            raise NotUnderstood("\n".join(words.trouble(one.trouble, one.field, one.given) for one in said.faults))
        if letter.book is Book.SECRET and (beyond := [words.FIELDS[name] for name in said.values if name not in OUTER]):
            raise Classified(f"ทะเบียนลับมีเพียง เลขที่ วันที่ จาก ไม่บันทึก {', '.join(beyond)}")
        done = tx.corrections.correct(letter, said.values, confirmed=said.confirmed, came=Came.COMMAND)
        kept = tx.entries.files(done.letter)
    if letter.book is not Book.SECRET:
        wiring.shelf(settings, originals).rename_letter(done.letter, kept)
    changed = [f"{words.FIELDS[name]}: {words.value(name, shown_value(done.letter, name))}" for name in done.changed]
    print(f"{letter.label}/{letter.year} {'; '.join(changed) or 'ตรงกับหนังสือ'}")
    if done.letter.needs_review:
        print(f"ยังต้องตรวจ: {', '.join(map(words.reason, done.letter.review))}")
    return 0


def open_(options: Namespace) -> int:
    settings, registry, _ = opened(options)
    with registry.begin() as tx:
        letter = entry(tx, options)
    for path in open_originals(registry, wiring.vault(settings), letter, options.folder, who()):
        print(path)
    return 0


def classify(options: Namespace) -> int:
    settings, registry, originals = opened(options)
    with registry.begin() as tx:
        letter = entry(tx, options)
    after = settle_class(wiring.desk(settings, registry, originals), letter, options.secrecy, who())
    print(class_in_words(after))
    return 0


def accuracy(options: Namespace) -> int:
    _, registry, _ = opened(options)
    with registry.begin() as tx:
        counted = count_accuracy(tx.corrections.truths())
    if options.json:
        print(shown.as_json([shown.accuracy(one) for one in counted]))
    else:
        shown.console().print(shown.accuracy_table(counted))
    return 0


def truth(options: Namespace) -> int:
    settings, registry, originals = opened(options)
    with registry.begin() as tx:
        truths = tx.corrections.truths()
    print(shown.as_json([shown.truth(one, settings.zone, originals) for one in truths]))
    return 0


def _asked(options: Namespace, settings: Settings, registry: Registry) -> tuple[str, Facts]:
    """What `route` is asked about, named, and its facts. A file is read and not entered. Raises Unreadable."""
    file = Path(options.letter)
    if not file.is_file():
        options.number = options.letter
        with registry.begin() as tx:
            letter = entry(tx, options)
            return f"{letter.label}/{letter.year}", facts_of(letter, tx.routing.dropped_in(letter))
    child = Child()
    try:
        _, reading = child.call(read_file, file, _hints(file))
    finally:
        child.close()
    return str(file), facts_read(reading, sub_folder(file, settings.root / settings["folders", "inbox"]))


def _read_one(child: Child, path: Path) -> dict[str, Any]:
    try:
        _, reading = child.call(read_file, path, _hints(path))
    except Unreadable as error:
        return {**shown.reading(str(path), Reading()), "problem": error.problem, "detail": error.detail}
    except OSError as error:
        return {**shown.reading(str(path), Reading()), "problem": Problem.FORBIDDEN, "detail": str(error)}
    except ChildDied:
        return {**shown.reading(str(path), Reading()), "problem": Problem.POISONOUS, "detail": ""}
    return shown.reading(str(path), reading)


def _hints(path: Path) -> Hints:
    return Hints(received=datetime.now(UTC).astimezone().date(), file_name=path.name)
