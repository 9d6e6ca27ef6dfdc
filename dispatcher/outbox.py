"""The outbox: claim what is due, send it, settle it. No transaction is open while a server is spoken to."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta

from dispatcher.compose import Sender, compose_confirmation
from dispatcher.smtp import Accepted, Deferred, Refused, Server, Session, Verdict
from registry.deliveries import Delivery, DeliveryState
from registry.entries import Role
from registry.errors import StaleClaim
from registry.store import Registry

log = logging.getLogger(__name__)

AT_ONCE = 20
GIVE_UP = 60
"""Attempts before a message is given up; with the waits below that is more than two days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbox:
    """The sending half of the daemon."""

    registry: Registry
    server: Server
    sender: Sender

    async def send_due(self) -> bool:
        """Send what is due now; False where nothing was."""
        claimed = await asyncio.to_thread(self._claim)
        fresh = [delivery for delivery in claimed if delivery.state is DeliveryState.QUEUED]
        try:
            for delivery in claimed:
                if delivery.state is DeliveryState.SENDING:
                    await asyncio.to_thread(self._end, delivery, DeliveryState.UNCERTAIN, "stopped while sending")
            if fresh:
                await self._send(fresh)
        except StaleClaim as error:
            # This machine slept past its lease. What is left of the round comes back when its own lease ends.
            log.warning("taken over by another machine: %s", error)
        return bool(claimed)

    async def _send(self, deliveries: list[Delivery]) -> None:
        left = list(deliveries)
        try:
            async with Session(self.server) as session:
                while left:
                    verdict = await self._send_one(session, left[0])
                    await asyncio.to_thread(self._settle, left.pop(0), verdict)
        except OSError as error:
            log.warning("cannot send now: %s", error)
            for delivery in left:
                await asyncio.to_thread(self._settle, delivery, Deferred(str(error)))

    async def _send_one(self, session: Session, delivery: Delivery) -> Verdict:
        message = await asyncio.to_thread(self._compose, delivery)

        async def hand_over() -> None:
            await asyncio.to_thread(self._sending, delivery)

        return await session.send(self.sender.address, delivery.recipient, message, hand_over)

    def _claim(self) -> list[Delivery]:
        with self.registry.begin() as tx:
            return tx.deliveries.claim(AT_ONCE)

    def _compose(self, delivery: Delivery) -> bytes:
        with self.registry.begin() as tx:
            named = tx.entries.of_arrival(delivery.arrival_id, Role.MAIL) if delivery.arrival_id else []
            letters = named or [tx.entries.by_id(delivery.letter_id)]
            return compose_confirmation(self.sender, delivery, letters, tx.now)

    def _sending(self, delivery: Delivery) -> None:
        with self.registry.begin() as tx:
            tx.deliveries.sending(delivery)

    def _end(self, delivery: Delivery, state: DeliveryState, why: str) -> None:
        log.info("mail to %s: %s %s", delivery.recipient, state, why)
        with self.registry.begin() as tx:
            tx.deliveries.end(delivery, state, why or None)

    def _settle(self, delivery: Delivery, verdict: Verdict) -> None:
        if isinstance(verdict, Accepted):
            self._end(delivery, DeliveryState.ACCEPTED, verdict.why)
        elif isinstance(verdict, Deferred) and delivery.attempt < GIVE_UP:
            wait = timedelta(seconds=min(3600.0, 15.0 * 2 ** min(delivery.attempt, 10)))
            with self.registry.begin() as tx:
                tx.deliveries.defer(delivery, tx.now + wait, verdict.why)
        elif isinstance(verdict, Refused | Deferred):
            self._end(delivery, DeliveryState.REFUSED, verdict.why)
        else:
            self._end(delivery, DeliveryState.UNCERTAIN, verdict.why)
