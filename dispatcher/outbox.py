"""The outbox: claim what is due, send it, settle it. No transaction is open while a server is spoken to."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from dispatcher.journal import Journal, JournalUnreachable
from dispatcher.messages import Messages
from dispatcher.outcome import Outcome, after_looking, after_no_look, after_sending, without_journal
from dispatcher.smtp import Server, Session, Steps, is_address
from dispatcher.verdicts import Deferred, Refused, TakenBack, Verdict
from registry.deliveries import SECRET, Delivery, DeliveryState
from registry.errors import StaleClaim
from registry.store import DatabaseTrouble, Registry, Tx
from registry.tokens import message_id
from registry.undelivered import tell_undelivered

log = logging.getLogger(__name__)

AT_ONCE = 20

_FRESH = (DeliveryState.QUEUED, DeliveryState.SENDING)  # no dot has gone out


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbox:
    """The sending half of the daemon.

    `journal` settles what is uncertain; it counts as complete when `grace` is over. `clerk` is told what did not
    arrive where people.csv names no central clerk, the `registrar` what did not of mails about secret letters.
    """

    registry: Registry
    server: Server
    messages: Messages
    journal: Journal | None = None
    grace: timedelta = timedelta(minutes=10)
    clerk: str = ""
    registrar: str = ""

    async def send_due(self) -> bool:
        """Send or settle what is due now; False where nothing was."""
        claimed = await asyncio.to_thread(self._claim)
        try:
            await asyncio.to_thread(self._look_up, [each for each in claimed if each.state not in _FRESH])
            await self._send([each for each in claimed if each.state in _FRESH])
        except StaleClaim as error:
            # This machine slept past its lease. What is left of the round comes back when its own lease ends.
            log.warning("taken over by another machine: %s", error)
        return bool(claimed)

    def _claim(self) -> list[Delivery]:
        with self.registry.begin() as tx:
            return [tx.assignments.readdressed(each) for each in tx.deliveries.claim(AT_ONCE)]

    def _look_up(self, doubtful: Sequence[Delivery]) -> None:
        """Settle by the journal what may have been taken."""
        trouble, found = "", set[str]()
        copied = [each.message_id for each in doubtful if each.journaled_at]
        try:
            if self.journal and copied:
                found = self.journal.holding(copied)
        except JournalUnreachable as error:
            trouble = str(error)
            log.warning("%s", trouble)
        for delivery in doubtful:
            if self.journal is None or delivery.journaled_at is None:
                outcome = without_journal(delivery)
            elif trouble:
                outcome = after_no_look(delivery, trouble)
            else:
                outcome = after_looking(delivery, delivery.message_id in found, self.registry.clock(), self.grace)
            self._record(delivery, outcome)

    async def _send(self, left: list[Delivery]) -> None:
        """Over one session, and a new one where that breaks on the way."""
        while left:
            verdict: Verdict = Deferred("the connection was lost")
            try:
                async with Session(self.server) as session:
                    while left and session.is_open:
                        verdict = await self._send_one(session, left[0])
                        await asyncio.to_thread(self._record, left[0], after_sending(left.pop(0), verdict))
                    if isinstance(verdict, Deferred) and not session.is_open:
                        raise ConnectionError(verdict.why)
            except OSError as error:
                log.warning("cannot send now: %s", error)
                while left:
                    await asyncio.to_thread(self._record, left[0], after_sending(left.pop(0), Deferred(str(error))))

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
        return await session.send(self.messages.sender.address, delivery.recipient, message, steps)

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

    def _record(self, delivery: Delivery, outcome: Outcome) -> None:
        """Write down what became of a delivery, and with it whatever follows. Raises StaleClaim."""
        log.info("mail to %s: %s %s", delivery.recipient, outcome.state, outcome.why)
        with self.registry.begin() as tx:
            if outcome.wait is None:
                tx.deliveries.end(delivery, outcome.state, outcome.why or None)
                self._tell(tx, delivery, outcome)
            elif outcome.state is DeliveryState.UNCERTAIN:
                tx.deliveries.doubt(delivery, tx.now + outcome.wait, outcome.why)
            else:
                tx.deliveries.defer(delivery, tx.now + outcome.wait, outcome.why)

    def _tell(self, tx: Tx, delivery: Delivery, outcome: Outcome) -> None:
        """Tell the clerk of what did not arrive."""
        if outcome.dead:
            tx.addresses.mark_dead(delivery.recipient, outcome.why)
        if outcome.state in (DeliveryState.REFUSED, DeliveryState.UNCERTAIN):
            tell_undelivered(
                tx,
                delivery,
                outcome.state,
                outcome.why,
                clerk=self.registry.arrangements.central(tx.now) or self.clerk,
                registrar=self.registrar,
                message_id=self._message_id(delivery),
            )

    def _message_id(self, delivery: Delivery) -> str:
        make = self.registry.arrangements.message_id
        if delivery.letter_id is not None and delivery.purpose not in SECRET and make is not None:
            return make(delivery.letter_id)
        return message_id(f"undelivered-{delivery.id}", self.messages.sender.address)
