"""The command line: `saraban` or `python -m config`."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from datetime import datetime
from importlib import import_module
from pathlib import Path

from registry.errors import SarabanError
from registry.model import OURS, Book


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    options = _parser().parse_args(arguments)
    # Imported here and not above, because the reader children import this module anew (multiprocessing's spawn does),
    # and whatever it brings along they would load and keep in memory for nothing.
    from registry.store import DatabaseTrouble, brief

    commands = import_module(f"config.{options.module}")
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    # One line for each migration step says nothing to an administrator.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("pikepdf").setLevel(logging.WARNING)
    try:
        return int(getattr(commands, options.command)(options))
    except SarabanError as error:
        print(f"saraban: {error}", file=sys.stderr)
    except DatabaseTrouble as error:
        print(f"saraban: the database: {brief(error)}", file=sys.stderr)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        print(f"saraban: {error}", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="saraban", description="สารบรรณ: an office's official correspondence.")
    parser.add_argument(
        "-C",
        dest="office",
        type=lambda text: Path(text).absolute(),
        default=Path(os.environ.get("SARABAN_OFFICE") or ".").absolute(),
        metavar="DIR",
        help="the office's folder (default: $SARABAN_OFFICE, then the current folder)",
    )
    parser.set_defaults(module="commands")
    add = parser.add_subparsers(required=True, metavar="COMMAND")

    init = add.add_parser("init", help="make an office in DIR")
    init.add_argument("directory", type=lambda text: Path(text).absolute(), metavar="DIR")
    init.set_defaults(command="init")

    check = add.add_parser("check", help="try every part and say what is wrong, with its cure")
    check.set_defaults(command="check")

    run = add.add_parser("run", help="run the daemon")
    run.add_argument("--until-idle", action="store_true", help="end when nothing is waiting")
    run.set_defaults(command="run")

    read = add.add_parser("read", help="read letters without registering them")
    read.add_argument("files", nargs="+", type=Path, metavar="FILE")
    _json(read)
    read.set_defaults(command="read")

    register = add.add_parser("register", help="show a book")
    _book(register)
    register.add_argument("--find", default="", metavar="TEXT", help="only entries with these words")
    _json(register)
    register.set_defaults(command="register")

    show = add.add_parser("show", help="show one entry with its files and its history")
    show.add_argument("number")
    _book(show)
    _json(show)
    show.set_defaults(command="show")

    problems = add.add_parser("problems", help="what came and was not registered, and why")
    _json(problems)
    problems.set_defaults(command="problems")

    route = add.add_parser("route", help="to whom a letter would go, by which rule, and why by none before it")
    route.add_argument("letter", metavar="FILE|NUMBER", help="a file, which is read and not entered, or an entry")
    route.add_argument("--year", type=int, default=None, help="of the entry")
    _json(route)
    route.set_defaults(command="route", book=Book.IN)

    recipients = add.add_parser("recipients", help="to whom a letter for «TEXT» would go, by mail or by post")
    recipients.add_argument("text", metavar="TEXT", help='"ทุกโรงเรียน ยกเว้น โรงเรียนบ้านนา"')
    _json(recipients)
    recipients.set_defaults(command="recipients")

    deliveries = add.add_parser("deliveries", help="how far a letter of ours is with each of its recipients")
    deliveries.add_argument("number", help='"12", "ว12" (a circular) or as printed: "ศธ 04001/ว12"')
    deliveries.add_argument("--book", type=Book, choices=OURS, default=Book.OUT)
    _year(deliveries)
    _json(deliveries)
    deliveries.set_defaults(module="sent", command="deliveries")

    late = add.add_parser("late", help="the schools that have not acknowledged letters of ours in time")
    _json(late)
    late.set_defaults(module="sent", command="late")

    strike = add.add_parser("strike", help="strike an entry out; its number is never used again")
    strike.add_argument("number")
    strike.add_argument("reason")
    _book(strike)
    strike.set_defaults(command="strike")

    correct = add.add_parser("correct", help="correct an entry, or say that it is right")
    correct.add_argument("number")
    correct.add_argument("answer", nargs="+", metavar="ANSWER", help='"แก้ เลขที่ ศธ 04001/ว 142" or "ถูกต้อง"')
    _book(correct)
    correct.set_defaults(command="correct")

    open_ = add.add_parser("open", help="write the originals of a secret letter in clear into a folder")
    open_.add_argument("number")
    open_.add_argument("folder", type=Path, metavar="FOLDER")
    open_.add_argument("--year", type=int, default=None)
    open_.set_defaults(command="open_", book=Book.SECRET)

    classify = add.add_parser("classify", help="say which class of secrecy a letter of the secret book has, or none")
    classify.add_argument("number")
    classify.add_argument("secrecy", metavar="CLASS", help="ลับ, ลับมาก, ลับที่สุด or ไม่ลับ")
    classify.add_argument("--year", type=int, default=None)
    classify.set_defaults(command="classify", book=Book.SECRET)

    accuracy = add.add_parser("accuracy", help="how often the reading was right, by field and sender")
    _json(accuracy)
    accuracy.set_defaults(command="accuracy")

    truth = add.add_parser("truth", help="every corrected or confirmed field with its original, as JSON")
    _json(truth)
    truth.set_defaults(command="truth")

    reserve = add.add_parser("reserve", help="take the next number of a book without a letter")
    reserve.add_argument("purpose")
    reserve.add_argument("--book", type=Book, choices=list(Book), default=Book.IN)
    reserve.add_argument("--circular", action="store_true", help="from the series of circulars (ว)")
    reserve.set_defaults(command="reserve")

    insert = add.add_parser("insert", help="enter a late letter as NUMBER/1 in the incoming book")
    insert.add_argument("number")
    insert.add_argument("file", type=Path)
    insert.add_argument("--year", type=int, default=None)
    insert.set_defaults(command="insert", book=Book.IN)
    return parser


def _book(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--book", type=Book, choices=list(Book), default=Book.IN)
    _year(parser)


def _year(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--year", type=int, default=None, help=f"Buddhist year, as {datetime.now().astimezone().year + 543}"
    )


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="as JSON")
