"""The outbox: claim what is due, send it, settle it. No transaction is open while a server is spoken to."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from dispatcher.checking import compose_answer, compose_check
from dispatcher.compose import Sender, compose_confirmation
from dispatcher.smtp import Accepted, Deferred, Refused, Server, Session, Verdict
from registry.deliveries import Delivery, DeliveryState, Purpose
from registry.errors import StaleClaim
from registry.model import Letter, Role
from registry.store import Registry, Tx

log = logging.getLogger(__name__)

AT_ONCE = 20
GIVE_UP = 60
"""Attempts before a message is given up; with the waits below that is more than two days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbox:
    """The sending half of the daemon. `original` gives the bytes of a kept file by its SHA-256."""

    registry: Registry
    server: Server
    sender: Sender
    original: Callable[[str], bytes]

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
                    message = await asyncio.to_thread(self._compose, left[0])
                    if message is None:
                        await asyncio.to_thread(self._end, left.pop(0), DeliveryState.WITHDRAWN, "nothing left to ask")
                        continue
                    verdict = await self._send_one(session, left[0], message)
                    await asyncio.to_thread(self._settle, left.pop(0), verdict)
        except OSError as error:
            log.warning("cannot send now: %s", error)
            for delivery in left:
                await asyncio.to_thread(self._settle, delivery, Deferred(str(error)))

    async def _send_one(self, session: Session, delivery: Delivery, message: bytes) -> Verdict:
        async def hand_over() -> None:
            await asyncio.to_thread(self._sending, delivery)

        return await session.send(self.sender.address, delivery.recipient, message, hand_over)

    def _claim(self) -> list[Delivery]:
        with self.registry.begin() as tx:
            return tx.deliveries.claim(AT_ONCE)

    def _compose(self, delivery: Delivery) -> bytes | None:
        """The message; None where a question has been answered before it was sent."""
        with self.registry.begin() as tx:
            letter = tx.entries.by_id(delivery.letter_id)
            if delivery.purpose is Purpose.CHECK:
                return self._check(tx, delivery, letter) if letter.needs_review else None
            if delivery.purpose is Purpose.ANSWER:
                return compose_answer(self.sender, delivery, letter, tx.now)
            named = tx.entries.of_arrival(delivery.arrival_id, Role.MAIL) if delivery.arrival_id else []
            return compose_confirmation(self.sender, delivery, named or [letter], tx.now)

    def _check(self, tx: Tx, delivery: Delivery, letter: Letter) -> bytes:
        drawn = [file.sha256 for file in tx.entries.files(letter) if file.role is Role.PICTURE]
        try:
            picture = self.original(drawn[0]) if drawn else None
        except OSError as error:
            log.warning("the picture of %s/%d is not sent: %s", letter.label, letter.year, error)
            picture = None
        return compose_check(self.sender, delivery, letter, tx.readings.of(letter), picture, tx.now)

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
