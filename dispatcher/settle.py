"""What follows from the end of a try to send: the state is written down, and whoever must know of it is told."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from dispatcher.journal import Journal, JournalUnreachable
from dispatcher.outcome import Outcome, after_looking, after_no_look, without_journal
from registry.deliveries import SECRET, Delivery, DeliveryState
from registry.store import Registry, Tx
from registry.tokens import message_id
from registry.undelivered import tell_undelivered

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settler:
    """Settles deliveries of the office whose `address` this is.

    `journal` settles what is uncertain; it counts as complete when `grace` is over. `clerk` is told what did not
    arrive where people.csv names no central clerk, the `registrar` what did not of mails about secret letters.
    """

    registry: Registry
    address: str
    journal: Journal | None = None
    grace: timedelta = timedelta(minutes=10)
    clerk: str = ""
    registrar: str = ""

    def look_up(self, doubtful: Sequence[Delivery]) -> None:
        """Settle by the journal what may have been taken. Raises StaleClaim."""
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
            self.record(delivery, outcome)

    def record(self, delivery: Delivery, outcome: Outcome) -> None:
        """Write down what became of a delivery, and with it whatever follows. Raises StaleClaim."""
        with self.registry.begin() as tx:
            self.write(tx, delivery, outcome)

    def write(self, tx: Tx, delivery: Delivery, outcome: Outcome) -> None:
        """The same within a transaction. Raises StaleClaim."""
        log.info("mail to %s: %s %s", delivery.recipient, outcome.state, outcome.why)
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
        return message_id(f"undelivered-{delivery.id}", self.address)
