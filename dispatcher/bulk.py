"""The mails to schools: many alike, over a few sessions at once, beside the outbox, which never waits for them.

A mail takes the same steps as any other, each committed before the next; but what all sessions want written at one
moment is committed at once, and each mail is its own head and the tail it shares with others. No transaction is open
while a server is spoken to.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from dispatcher.outcome import after_sending
from dispatcher.queue import Pace, Queue
from dispatcher.schoolmails import Ready, SchoolMails
from dispatcher.settle import Settler
from dispatcher.smtp import Server, Session, Steps
from dispatcher.steps import Dot, Ended, Step, write_steps
from dispatcher.tails import Tails
from dispatcher.together import Together
from dispatcher.verdicts import Deferred, Refused, Verdict
from dispatcher.wire import Wired, is_address
from registry.deliveries import Delivery
from registry.delivery import FRESH
from registry.errors import StaleClaim
from registry.model import KeptFile
from registry.store import DatabaseTrouble, Registry

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkPost:
    """Sends them over at most `sessions` sessions, no faster than `pace`."""

    registry: Registry
    server: Server
    mails: SchoolMails
    tails: Tails
    settler: Settler
    pace: Pace
    sessions: int = 4

    async def send_due(self, ending: Callable[[], bool] = lambda: False) -> bool:
        """Send or settle all that is due, until `ending()`; False where nothing was. Raises DatabaseTrouble."""
        queue = Queue(self._claim, self.pace, ending)
        count = await queue.fill()
        if not count:
            return False
        together = Together[Step](lambda steps: write_steps(self.settler, steps))
        runs = (_Run(self, queue, together) for _ in range(min(self.sessions, count)))
        ends = await asyncio.gather(*(run.run() for run in runs), return_exceptions=True)
        await asyncio.to_thread(self._leave, await queue.left(), [each for each in ends if isinstance(each, OSError)])
        for end in ends:
            if isinstance(end, BaseException) and not isinstance(end, OSError):
                raise end
        return True

    def _claim(self, limit: int) -> list[Ready]:
        """Up to so many that can go; what is doubtful is settled on the way."""
        while True:
            with self.registry.begin() as tx:
                claimed = tx.deliveries.claim_to_schools(limit)
                tx.bulk.sending([each for each in claimed if each.state in FRESH])
            try:
                self.settler.look_up([each for each in claimed if each.state not in FRESH])
            except StaleClaim as error:
                log.warning("taken over by another machine: %s", error)
            fresh = [each for each in claimed if each.state in FRESH]
            letters = groupby(fresh, key=lambda each: each.outgoing_id)
            ready = [mail for _, group in letters for mail in self._compose(list(group))]
            if ready or not claimed:
                return ready

    def _compose(self, mails: list[Delivery]) -> list[Ready]:
        """Those of one letter; one with a fault of ours in it waits, and keeps no other waiting."""
        try:
            with self.registry.begin() as tx:
                return self.mails.compose(tx, mails)
        except DatabaseTrouble:
            raise
        except Exception as error:
            if len(mails) > 1:
                return [ready for each in mails for ready in self._compose([each])]
            log.exception("the mail to %s could not be made", mails[0].recipient)
            self._defer(mails, f"it could not be made: {type(error).__name__}")
            return []

    def _leave(self, left: Sequence[Ready], troubles: Sequence[OSError]) -> None:
        """What was claimed and not begun: put off where no session could be had, else due at once."""
        mails = [each.delivery for each in left]
        if troubles:
            log.warning("cannot send now: %s", troubles[0])
            self._defer(mails, str(troubles[0]))
        elif mails:
            with self.registry.begin() as tx:
                tx.bulk.give_back(mails)

    def _defer(self, mails: Sequence[Delivery], why: str) -> None:
        ended = [Ended(each, after_sending(each, Deferred(why))) for each in mails]
        if ended:
            write_steps(self.settler, ended)


class _Run:
    """One session at a time, from which a row of mails goes."""

    def __init__(self, post: BulkPost, queue: Queue, together: Together[Step]) -> None:
        self._post, self._queue, self._together = post, queue, together
        self._ends: list[asyncio.Task[None]] = []

    async def run(self) -> None:
        """Until nothing is left; over a new session where one breaks after it was of use. Raises OSError where none
        can be had, or a fresh one breaks at once."""
        try:
            while await self._session():
                pass
        finally:
            await asyncio.gather(*self._ends)  # raises DatabaseTrouble

    async def _session(self) -> bool:
        """Send over one session while it is open; whether there may be more to send."""
        useful = False
        async with Session(self._post.server, pipelined=True) as session:
            while session.is_open:
                mail = await self._queue.next()
                if mail is None:
                    return False
                try:
                    verdict = await self._send(session, mail)
                except StaleClaim as error:
                    log.warning("taken over by another machine: %s", error)
                    return True
                self._end(mail.delivery, verdict)
                if session.is_broken and not useful:
                    raise ConnectionError(verdict.why)
                useful = True
        return True

    async def _send(self, session: Session, mail: Ready) -> Verdict:
        delivery = mail.delivery

        async def dot(journaled: bool) -> None:
            await self._together.do(Dot(delivery, journaled))

        if not is_address(delivery.recipient):
            return Refused(f"not an address that mail servers take: {delivery.recipient}", dead=True)
        try:
            tail = await self._tail(mail.files)
        except OSError as error:
            log.error("the files of letter %s cannot be read: %s", delivery.letter_id, error)
            return Deferred(f"it could not be made: {type(error).__name__}")
        sender, message = self._post.mails.sender.address, Wired((mail.head, tail), ascii=True)
        return await session.send(sender, delivery.recipient, message, Steps(dot=dot))

    async def _tail(self, files: tuple[KeptFile, ...]) -> bytes:
        """The files as they go. Raises OSError."""
        known = self._post.tails.known(files)
        return known if known is not None else await asyncio.to_thread(self._post.tails.of, files)

    def _end(self, delivery: Delivery, verdict: Verdict) -> None:
        """Have it written down while the session goes on: nothing more is done about this mail."""
        self._ends.append(asyncio.create_task(self._ended(Ended(delivery, after_sending(delivery, verdict)))))

    async def _ended(self, end: Ended) -> None:
        try:
            await self._together.do(end)
        except StaleClaim as error:
            log.warning("taken over by another machine: %s", error)
