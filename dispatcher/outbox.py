"""The outbox: claim what is due, send it, settle it. No transaction is open while a server is spoken to."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass

from dispatcher.messages import Messages
from dispatcher.outcome import after_sending
from dispatcher.settle import Settler
from dispatcher.smtp import Server, Session, Steps
from dispatcher.verdicts import Deferred, Refused, TakenBack, Verdict
from dispatcher.wire import is_address, on_the_wire
from registry.deliveries import Delivery
from registry.delivery import FRESH
from registry.errors import StaleClaim
from registry.store import DatabaseTrouble, Registry

log = logging.getLogger(__name__)

AT_ONCE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbox:
    """The sending half of the daemon, but for the mails to schools (`dispatcher.bulk`)."""

    registry: Registry
    server: Server
    messages: Messages
    settler: Settler

    async def send_due(self) -> bool:
        """Send or settle what is due now; False where nothing was."""
        claimed = await asyncio.to_thread(self._claim)
        try:
            await asyncio.to_thread(self.settler.look_up, [each for each in claimed if each.state not in FRESH])
            await self._send([each for each in claimed if each.state in FRESH])
        except StaleClaim as error:
            # This machine slept past its lease. What is left of the round comes back when its own lease ends.
            log.warning("taken over by another machine: %s", error)
        return bool(claimed)

    def _claim(self) -> list[Delivery]:
        with self.registry.begin() as tx:
            return [tx.assignments.readdressed(each) for each in tx.deliveries.claim(AT_ONCE)]

    async def _send(self, left: list[Delivery]) -> None:
        """Over one session, and a new one where that breaks on the way."""
        while left:
            verdict: Verdict = Deferred("the connection was lost")
            try:
                async with Session(self.server) as session:
                    while left and session.is_open:
                        verdict = await self._send_one(session, left[0])
                        await self._record(left.pop(0), verdict)
                    if isinstance(verdict, Deferred) and not session.is_open:
                        raise ConnectionError(verdict.why)
            except OSError as error:
                log.warning("cannot send now: %s", error)
                while left:
                    await self._record(left.pop(0), Deferred(str(error)))

    async def _send_one(self, session: Session, delivery: Delivery) -> Verdict:
        async def sending() -> None:
            await asyncio.to_thread(self._sending, delivery)

        async def dot(journaled: bool) -> None:
            await asyncio.to_thread(self._dot_sent, delivery, journaled)

        if not is_address(delivery.recipient):
            return Refused(f"not an address that mail servers take: {delivery.recipient}", dead=True)
        message = await asyncio.to_thread(self._compose, delivery)
        if not isinstance(message, bytes):
            return message
        steps = Steps(sending=sending, dot=dot)
        return await session.send(self.messages.sender.address, delivery.recipient, on_the_wire(message), steps)

    def _compose(self, delivery: Delivery) -> bytes | Verdict:
        try:
            with self.registry.begin() as tx:
                return self.messages.compose(tx, delivery) or TakenBack("nothing left to say")
        except DatabaseTrouble:
            raise
        except Exception as error:  # a fault of ours in one message must not keep the others waiting
            log.exception("the mail to %s could not be made", delivery.recipient)
            return Deferred(f"it could not be made: {type(error).__name__}")

    def _sending(self, delivery: Delivery) -> None:
        with self.registry.begin() as tx:
            tx.deliveries.sending(delivery)

    def _dot_sent(self, delivery: Delivery, journaled: bool) -> None:
        with self.registry.begin() as tx:
            tx.deliveries.dot_sent(delivery, journaled=journaled)

    async def _record(self, delivery: Delivery, verdict: Verdict) -> None:
        await asyncio.to_thread(self.settler.record, delivery, after_sending(delivery, verdict))
