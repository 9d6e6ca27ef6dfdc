"""Addresses that mail cannot be delivered to, until something comes from them again or the list of people changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select

from registry.people import plain_address
from registry.schema import dead_addresses
from registry.writes import add_unless_there


@dataclass(frozen=True, slots=True)
class DeadAddress:
    """One address, since when it is known to be dead, and what the server said."""

    address: str
    since: datetime
    reason: str


class Addresses:
    """The dead addresses as one transaction sees them."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def mark_dead(self, address: str, reason: str) -> None:
        """Known to be dead from now on; what was known before stays."""
        folded = plain_address(address)
        add_unless_there(self._connection, dead_addresses, address=folded, since=self._now, reason=reason)

    def alive(self, address: str) -> None:
        """Something came from it."""
        self._connection.execute(delete(dead_addresses).where(dead_addresses.c.address == plain_address(address)))

    def dead(self) -> list[DeadAddress]:
        """All that are dead, the longest first."""
        query = select(dead_addresses).order_by(dead_addresses.c.since, dead_addresses.c.address)
        return [DeadAddress(row.address, row.since, row.reason) for row in self._connection.execute(query)]
