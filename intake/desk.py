"""The desk where letters are read and entered: what its work needs at hand, and how an outcome is recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from intake.addressed import OwnOffice
from intake.checkfolder import CheckFolder
from intake.hints import Hints
from intake.knowledge import Knowledge
from intake.shelf import Shelf
from registry.arrivals import Landed
from registry.model import Secrecy
from registry.originals import Originals
from registry.people import People, Person, Post, plain_address
from registry.schools import Schools
from registry.store import Registry, Tx
from registry.tokens import Tokens, message_id
from registry.vault import Vault
from templates.words import CLERK


@dataclass(frozen=True, slots=True, kw_only=True)
class Trusted:
    """Who may know of secret letters, by address: the registrar of all, the others of those of their class."""

    registrar: str = ""
    named: Mapping[Secrecy, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where letters are read and entered. `address` is the office's own, `clerk` who is asked; "" sends no mail.

    `office`: the names letters address it by. `authserv_id`: see `intake.authentic`.
    `schools`: asked every time, their list may change. `largest_file`: bytes of one that a mail can take.
    """

    registry: Registry
    originals: Originals
    vault: Vault
    shelf: Shelf
    checks: CheckFolder
    knowledge: Knowledge
    tokens: Tokens
    zone: ZoneInfo
    address: str = ""
    clerk: str = ""
    confirmations_a_day: int = 20
    office: OwnOffice = field(default_factory=OwnOffice)
    authserv_id: str = ""
    trusted: Trusted = field(default_factory=Trusted)
    schools: Callable[[], Schools] = Schools
    largest_file: int = 18 * 1024**2

    def hints(self, landed: Landed) -> Hints:
        """What is known of an arrival before it is read."""
        return Hints(
            received=self.day(landed.arrived_at),
            file_name=landed.name,
            correspondents=self.knowledge.correspondents(),
        )

    def opened(self, landed: Landed) -> Landed:
        """An arrival with the names that the database keeps sealed until it is known what came."""
        sealer = self.vault.sealer
        hint = sealer.open_text(landed.hint) if landed.hint else landed.hint
        return replace(landed, name=sealer.open_text(landed.name), hint=hint)

    @contextmanager
    def lent(self, landed: Landed) -> Iterator[Path]:
        """The original of an arrival, for us and our child to read. Raises BrokenSeal, OSError."""
        plain = self.originals.path(landed.sha256)
        if plain.exists():
            yield plain
            return
        # Sealed when it came, or since, because the same file came as a secret letter.
        name = landed.sha256 if self.vault.holds(landed.sha256) else self.vault.sealer.name(landed.sha256)
        with self.vault.lent(name) as path:
            yield path

    def people(self) -> People:
        """The people of the office; among them, with a central clerk's place, the clerk that the settings name."""
        people = self.registry.arrangements.people()
        address = plain_address(self.clerk)
        known = people.by_address(address)
        places = {each.post for each in people.everyone if each.address == address}
        if not address or Post.CENTRAL_CLERK in places:
            return people
        name, unit = (known.name, known.unit) if known else (CLERK, "")
        return People((*people.everyone, Person(name=name, unit=unit, post=Post.CENTRAL_CLERK, address=address)))

    def central(self, now: datetime) -> str:
        """The address of the central clerk, or of who stands in; "" where the office has named none."""
        people = self.people()
        clerk = people.central()
        return people.standing_in(clerk, self.day(now)).address if clerk else ""

    def day(self, moment: datetime) -> date:
        """The day a moment lies in, where the office is."""
        return moment.astimezone(self.zone).date()

    def midnight(self, now: datetime) -> datetime:
        return now.astimezone(self.zone).replace(hour=0, minute=0, second=0, microsecond=0)

    def message_id(self, local: str) -> str:
        """A Message-ID of this office."""
        return message_id(local, self.address)


def decide(tx: Tx, landed: Landed) -> Landed:
    """Record what became of an arrival, in the transaction that does it; where it came from is no dead address.

    Raises StaleClaim.
    """
    if landed.mail_from:
        tx.addresses.alive(landed.mail_from)
    tx.arrivals.decide(
        landed,
        landed.state,
        letter_id=landed.letter_id,
        problem=landed.problem,
        detail=landed.detail,
        message_id=landed.message_id,
        mail_from=landed.mail_from,
        name=landed.name,
    )
    return landed
