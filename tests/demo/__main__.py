"""`python -m tests.demo`, run by `make demo`: the real daemon in an office of its own, for a minute.

It drops and mails a dozen letters of its own making and shows what becomes of them; then one of them goes through the
hands of its owners, who act by answering mails, and a circular goes to twelve schools. The exit code is 1 where that is
not what it should be. `--picture FILE` also draws the final register as SVG.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack, closing
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from config import show
from registry.arrivals import ArrivalState
from tests.demo.owners import Owners, staff
from tests.demo.parcels import Parcel, parcels
from tests.demo.picture import draw
from tests.demo.schools import Schools, school_list
from tests.demo.verdict import faults
from tests.demo.watch import Watch
from tests.support.dovecot import Dovecot
from tests.support.smtp import SmtpSink, Sunk
from tests.system.office import Daemon, Office

CONFIRMATION = "ยืนยันการรับหนังสือ"


def main() -> int:
    parser = argparse.ArgumentParser(prog="make demo", description="The real daemon in an office of its own.")
    parser.add_argument("--picture", type=Path, metavar="FILE", help="also draw the final register as SVG")
    picture = parser.parse_args().picture
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    console = show.console()
    folder = Path(tempfile.mkdtemp(prefix="saraban-demo-")) / "office"
    try:
        found = _run(console, folder, picture)
    except KeyboardInterrupt:
        console.print(f"\nStopped; nothing is left running. The office is in {folder}")
        return 130
    for fault in found:
        console.print(f"[red]NOT AS IT SHOULD BE:[/] {escape(fault)}")
    if found:
        console.print(f"The daemon's log: {folder.with_name('office.log')}")
    return 1 if found else 0


def _run(console: Console, folder: Path, picture: Path | None) -> list[str]:
    """The whole demo; returns what was not as it should be."""
    console.print("[bold]Saraban[/]: letters are dropped and mailed, and stand in the register of incoming letters.\n")
    console.print(f"Making an office in {folder} (saraban init) and trying every part of it (saraban check).")
    with ExitStack() as stack:
        office = Office(folder)
        office.set("office", name="สำนักงานเขตพื้นที่การศึกษาสมมุติ เขต 2", code="ศธ 04997")
        office.set("folders", settle_seconds=1.0)
        staff(office)
        school_list(office)
        dovecot, sink = _mail_servers(console, office, stack)
        _check(console, office)
        watch = stack.enter_context(closing(Watch(console, office, dovecot)))
        daemon = Daemon(office)
        stack.callback(daemon.end)
        sent = _sendable(mail=dovecot is not None)
        daemon.wait_ready()
        console.print("The daemon runs (saraban run).\n")
        watch.until_done(sent, daemon)
        confirmations = [message for message in sink.messages if _subject(message).startswith(CONFIRMATION)]
        confirmed = [recipient for message in confirmations for recipient in message.recipients]
        found = list(faults(sent, watch.stand, confirmed))
        found += _act(console, office, watch, dovecot, sink)
        if daemon.end():
            return ["the daemon broke off"]
        watch.look()
        left = [path.name for path in office.dropped()] + ["a mail"] * len(dovecot.mails() if dovecot else [])
        _show(console, office, watch, confirmations)
        if picture:
            draw(watch.table(), "saraban register", picture)
        return [*found, *(f"{name} was left where it came in" for name in left)]


def _mail_servers(console: Console, office: Office, stack: ExitStack) -> tuple[Dovecot | None, SmtpSink]:
    sink = stack.enter_context(SmtpSink())
    try:
        dovecot = stack.enter_context(Dovecot())
    except RuntimeError as error:
        console.print(f"[yellow]Without mail:[/] {escape(str(error))}")
        return None, sink
    office.use_mail(dovecot, sink)
    return dovecot, sink


def _sendable(*, mail: bool) -> list[Parcel]:
    """The parcels that this machine has everything for."""
    return [each for each in parcels() if mail or not each.sender]


def _check(console: Console, office: Office) -> None:
    """`saraban check`, of which only the problems are shown."""
    checked = office.saraban("check", code=None).stdout.splitlines()
    problems = [line for line in checked if not line.startswith("ok")]
    for line in problems:
        console.print(f"  [yellow]{escape(line)}[/]")


def _act(console: Console, office: Office, watch: Watch, dovecot: Dovecot | None, sink: SmtpSink) -> list[str]:
    """A letter in the hands of its owners, and one that goes to schools; returns what was not as it should be."""
    if dovecot is None:
        return []
    actors = console, office, watch.registry, dovecot, sink
    _head(console, "A letter in its owners' hands: they act by answering mails")
    found = list(Owners(*actors).act())
    _head(console, "A circular to twelve schools: by folder and mail, approved, numbered, sent and followed")
    return [*found, *Schools(*actors).act()]


def _subject(message: Sunk) -> str:
    return str(message_from_bytes(message.content, policy=default)["Subject"])


def _show(console: Console, office: Office, watch: Watch, messages: Sequence[Sunk]) -> None:
    console.print()
    console.print(watch.table())
    _head(console, "Came again: put beside the first, no second number")
    for landed in watch.stand.ended(ArrivalState.DUPLICATE):
        console.print(f"  {landed.origin}: {escape(landed.name)}")
    _head(console, f"Put aside in {office.problem_folder.name}, each beside a note for the clerk")
    for note in sorted(office.problem_folder.glob("*.txt")):
        what, why, cure, *_ = [line for line in note.read_text("utf-8-sig").splitlines() if line]
        console.print(f"  {escape(what)}\n    [dim]{escape(why)}\n    {escape(cure)}[/]")
    listed = watch.stand.ended(ArrivalState.LISTED)
    if listed:
        _head(console, "Mails without a letter: kept and listed")
        console.print(watch.listed())
    _head(console, f"Confirmations sent: {len(messages)}")
    for message in messages:
        console.print(f"  to {', '.join(message.recipients)}: {escape(_subject(message))}")
    _where_to_look(console, office)


def _head(console: Console, text: str) -> None:
    console.print(f"\n[bold]{text}[/]")


def _where_to_look(console: Console, office: Office) -> None:
    command = f"{os.path.relpath(Path(sys.executable).with_name('saraban'))} -C {office.folder}"
    _head(console, "Where to look (the office is kept, nothing is running)")
    for words in ("register", "register --find ประชุม", "show 1", "problems"):
        console.print(f"  {command} {words}", soft_wrap=True)
    console.print(f"  ls {office.taken}/*", soft_wrap=True)
    console.print(f"  less {office.folder / 'office.toml'}", soft_wrap=True)


sys.exit(main())
