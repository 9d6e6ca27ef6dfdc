"""`python -m tests.demo`, run by `make demo`: the real daemon on an office of its own, for half a minute.

It drops and mails a dozen letters of its own making and shows what becomes of them. The exit code is 1 where that is
not what it should be. `--picture FILE` also draws the final register as SVG.
"""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from rich.console import Console, Group
from rich.live import Live
from rich.markup import escape
from rich.table import Table

from config import show, wiring
from config.settings import load
from intake import ocr
from registry.arrivals import ArrivalState
from registry.model import Letter
from registry.store import Registry
from tests.demo.parcels import Parcel, parcels
from tests.demo.picture import draw
from tests.demo.verdict import Stand, faults, look
from tests.support.dovecot import Dovecot
from tests.support.smtp import SmtpSink, Sunk
from tests.system.office import Office

LONGEST = 90.0
"""Seconds after which the demo shows what there is and ends; it needs about fifteen."""

BETWEEN = 0.4
"""Seconds between two things sent, so that one can watch the register fill."""

NAME = "สำนักงานเขตพื้นที่การศึกษาสมมุติ เขต 2"


class Demo:
    """One run: an office, what is sent to it, and what is seen of it on `console`."""

    def __init__(self, console: Console, office: Office, dovecot: Dovecot | None) -> None:
        self._console = console
        self._office = office
        self._dovecot = dovecot
        self._settings = load(office.folder)
        self._registry: Registry = wiring.registry(self._settings)
        self._sent: list[Parcel] = []
        self._told = 0
        self.stand = look(self._registry)

    def close(self) -> None:
        self._registry.close()

    def send_and_watch(self, waiting: Sequence[Parcel]) -> None:
        """Send everything, one after another, and watch until nothing is left to do."""
        left = list(waiting)
        next_at = time.monotonic()
        late = next_at + LONGEST
        with self._live() as live:
            while time.monotonic() < late:
                if left and time.monotonic() >= next_at:
                    self._send(left.pop(0))
                    next_at += BETWEEN
                self.stand = look(self._registry)
                self._tell(live)
                if len(self.stand.arrived) == len(waiting) and self.stand.at_rest:
                    return
                time.sleep(0.1)

    def faults(self, messages: Sequence[Sunk]) -> list[str]:
        recipients = [recipient for message in messages for recipient in message.recipients]
        return list(faults(self._sent, self.stand, recipients))

    def table(self) -> Table:
        table = show.register_table(self.stand.letters, self._settings.zone, f"ทะเบียนหนังสือรับ {NAME}")
        table.border_style = "dim"
        return table

    def not_registered(self, state: ArrivalState) -> Table:
        return show.problems_table(self.stand.ended(state), self._settings.zone)

    def _send(self, parcel: Parcel) -> None:
        self._sent.append(parcel)
        if parcel.sender and self._dovecot:
            self._dovecot.append(parcel.content)
        else:
            self._office.drop(parcel.name, parcel.content)
        way = f"mailed by {parcel.sender}" if parcel.sender else "dropped"
        self._console.print(f"  [dim]→ {way}:[/] {escape(parcel.name)}  [dim]({parcel.what})[/]")

    @contextmanager
    def _live(self) -> Iterator[Live | None]:
        if not self._console.is_terminal:
            yield None
            return
        with Live(console=self._console, transient=True, refresh_per_second=8) as live:
            yield live

    def _tell(self, live: Live | None) -> None:
        """On a terminal the whole table again, in a log a line for each new entry."""
        if live:
            live.update(Group(self.table(), f"[dim]{self._waits()}[/]"))
            return
        for letter in self.stand.letters[self._told :]:
            self._console.print(f"  [green]✓[/] {_line(letter)}")
        self._told = len(self.stand.letters)

    def _waits(self) -> str:
        done = len([landed for landed in self.stand.arrived if landed.state is not ArrivalState.LANDED])
        return f"{len(self._sent)} sent, {done} done. A broken file rests ten seconds: its copying may still go on."
