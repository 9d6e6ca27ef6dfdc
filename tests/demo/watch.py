"""Sending the parcels to a running office and watching its register fill."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console, Group
from rich.live import Live
from rich.markup import escape
from rich.table import Table

from config import show, wiring
from config.settings import load
from registry.arrivals import ArrivalState
from registry.model import Letter
from tests.demo.parcels import Parcel
from tests.demo.verdict import Stand, look
from tests.support.dovecot import Dovecot
from tests.system.office import Daemon, Office

LONGEST = 90.0
"""Seconds after which the demo shows what there is and ends; it needs about fifteen."""

BETWEEN = 0.5
"""Seconds between two things sent, so that one can see the register fill."""

ROOM = (120, 30)
"""Columns and lines of a terminal in which the table can grow."""


class Watch:
    """What is sent to one office, and what is seen of it on `console`. Close it afterwards."""

    def __init__(self, console: Console, office: Office, dovecot: Dovecot | None) -> None:
        self._console = console
        self._office = office
        self._dovecot = dovecot
        settings = load(office.folder)
        self._zone, self._name = settings.zone, settings["office", "name"]
        self.registry = wiring.registry(settings)
        self._told = 0
        self.stand: Stand = look(self.registry)

    def close(self) -> None:
        self.registry.close()

    def until_done(self, parcels: Sequence[Parcel], daemon: Daemon) -> None:
        """Send everything, one after another, until nothing is left to do, the time is over or the daemon ends."""
        left = list(parcels)
        next_at = time.monotonic()
        late = next_at + LONGEST
        with self._live() as live:
            while len(self.stand.arrived) < len(parcels) or not self.stand.at_rest:
                if time.monotonic() > late or daemon.process.poll() is not None:
                    return
                if left and time.monotonic() >= next_at:
                    self._send(left.pop(0))
                    next_at += BETWEEN
                self.stand = look(self.registry)
                self._tell(live, len(left))
                time.sleep(0.1)

    def look(self) -> None:
        """See how the register stands now."""
        self.stand = look(self.registry)

    def table(self) -> Table:
        """The register as `saraban register` shows it."""
        table = show.register_table(self.stand.letters, self._zone, f"ทะเบียนหนังสือรับ {self._name}")
        table.border_style = "dim"
        return table

    def listed(self) -> Table:
        """The mails that are kept and not registered, as `saraban problems` shows them."""
        return show.problems_table(self.stand.ended(ArrivalState.LISTED), self._zone)

    def _send(self, parcel: Parcel) -> None:
        if parcel.sender and self._dovecot:
            self._dovecot.append(parcel.content)
        else:
            self._office.drop(parcel.name, parcel.content)
        way = "mailed" if parcel.sender else "dropped"
        self._console.print(f"  {way:8} {escape(parcel.name)}  [dim]{parcel.what}[/]")

    @contextmanager
    def _live(self) -> Iterator[Live | None]:
        width, height = self._console.size
        if not self._console.is_terminal or width < ROOM[0] or height < ROOM[1]:
            yield None
            return
        with Live(console=self._console, transient=True) as live:
            yield live

    def _tell(self, live: Live | None, left: int) -> None:
        """Where there is room the whole table anew, else one line for each new entry."""
        if live:
            live.update(Group(self.table(), f"[dim]{self._awaited(left)}[/]"))
            return
        for letter in self.stand.letters[self._told :]:
            self._console.print(f"    → entered as {_line(letter)}")
        self._told = len(self.stand.letters)

    def _awaited(self, left: int) -> str:
        if left:
            return f"{left} more to come …"
        if not any(landed.problem == "broken" for landed in self.stand.arrived):
            return "waiting ten seconds for the rest of the broken file: a slow copy looks the same …"
        return "finishing …"


def _line(letter: Letter) -> str:
    return escape("  ".join(filter(None, (f"{letter.label}/{letter.year}", letter.letter_no, letter.subject))))
