"""The mailbox door: mails of one IMAP folder, offered one by one and moved away once they are ours.

IDLE is a hint and never more: what waits is decided by a search. Whatever goes wrong on the line ends the
connection; the next call dials anew, after a growing pause.
"""

from __future__ import annotations

import logging
import random
import selectors
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

from intake.arrival import Arrival
from intake.imapfolder import ImapFolder, MailboxSettings, MailboxUnreachable
from registry.model import Origin, Problem

__all__ = ["Mailbox", "MailboxSettings", "MailboxUnreachable"]

log = logging.getLogger(__name__)

BATCH = 200  # UIDs in one command: keeps its line under 2.5 KB
IDLE_SECONDS = 60.0  # routers and servers forget a quiet connection; also the longest that a lost hint can cost
LONGEST_PAUSE = 60.0  # seconds between two tries to reach the server


class Mailbox:
    """One folder of one account, a `Source`. For one thread, except `wake`.

    `known` tells which of the given keys have landed before: their mails are moved away without being read again.
    """

    unsettled = False  # a mail on the server is whole

    def __init__(self, settings: MailboxSettings, known: Callable[[Sequence[str]], set[str]]) -> None:
        self._settings = settings
        self._known = known
        self._key_prefix = f"mail:{settings.name or f'{settings.user}@{settings.host}'}/{settings.folder}:"
        self._folder: ImapFolder | None = None
        self._failures = 0  # since a connection last lived through a wait
        self._dial_at = 0.0  # not before this moment of the monotonic clock
        self._why = "not connected"
        self._broke: Counter[int] = Counter()  # how often the line broke while this UID was read
        self._bell, self._button = socket.socketpair()
        self._bell.setblocking(False)
        self._button.setblocking(False)

    def waiting(self) -> Iterator[Arrival]:
        """The mails of the folder, each read when asked for. Raises MailboxUnreachable, also midway.

        Oldest first; but a mail over which the line broke twice comes after the others, because Dovecot for one
        hangs up on every attempt to read a damaged mail.
        """
        folder = self._open()
        validity = folder.validity
        with self._guarded():
            uids = sorted(folder.search(), key=lambda uid: self._broke[uid] > 1)
        for start in range(0, len(uids), BATCH):
            for arrival in self._offer(folder, uids[start : start + BATCH]):
                yield arrival
                if self._folder is not folder or folder.validity != validity:
                    return  # `let_go` met another connection or folder meanwhile: the rest is offered next time

    def let_go(self, arrivals: Sequence[Arrival]) -> None:
        """Mark as read and move to the done folder. Done twice it does no harm.

        Raises MailboxUnreachable; then `waiting` does it when it meets these mails again. Where the UIDVALIDITY is
        no longer that of the key nothing is moved, because the UID may now mean another mail.
        """
        places = [self._place(arrival.key) for arrival in arrivals]
        if not places:
            return
        folder = self._open()
        uids = [uid for validity, uid in places if validity == folder.validity]
        with self._guarded():
            for start in range(0, len(uids), BATCH):
                folder.move(uids[start : start + BATCH])
        if len(uids) < len(places):
            log.warning("%s has new UIDs; %d mails stay in it", self._key_prefix, len(places) - len(uids))

    def wait(self, seconds: float) -> None:
        """Return when mail may have come, on `wake`, or after `seconds` (with IDLE, 60 s) at the latest.

        A connection that breaks off ends it too; without one it lasts no longer than the pause before dialling.
        """
        if self._folder is None:
            pause = max(0.0, self._dial_at - time.monotonic())
            self._sleep(min(seconds, pause) if self._failures else seconds)
            return
        with suppress(MailboxUnreachable), self._guarded():
            if not self._folder.idle(min(seconds, IDLE_SECONDS), self._sleep):
                self._sleep(seconds)
            self._failures = 0

    def wake(self) -> None:
        """End the `wait` that runs, or else the next one. For any thread."""
        with suppress(OSError):  # full: it rings already; closed: nobody waits
            self._button.send(b"!")

    def close(self) -> None:
        """Log out and give back the sockets."""
        if self._folder is not None:
            self._folder.log_out()
            self._folder = None
        self._bell.close()
        self._button.close()

    def try_login(self) -> str:
        """Reach the folder now and say how many mails wait in it. Raises MailboxUnreachable."""
        self._dial_at = 0.0
        folder = self._open()
        with self._guarded():
            waiting = len(folder.search())
        return f"{self._settings.host}:{self._settings.port}, {self._settings.folder}: {waiting} mails wait"

    def _open(self) -> ImapFolder:
        """The folder, freshly selected; over a new connection where the old one proves dead."""
        if self._folder is not None:
            try:
                self._folder.select()
                return self._folder
            except MailboxUnreachable as error:
                self._fail(error)
        if time.monotonic() < self._dial_at:
            raise MailboxUnreachable(self._why)
        with self._guarded():
            self._folder = ImapFolder(self._settings)
        return self._folder

    def _offer(self, folder: ImapFolder, uids: Sequence[int]) -> Iterator[Arrival]:
        keys = {f"{self._key_prefix}{folder.validity}:{uid}": uid for uid in uids}
        known = self._known(list(keys))
        new = {uid: key for key, uid in keys.items() if key not in known}
        with self._guarded():
            folder.move([uid for key, uid in keys.items() if key in known])
            looks = folder.look(list(new))
        for uid, look in looks.items():
            large = look.size > self._settings.max_bytes
            self._broke[uid] += 1
            with self._guarded():
                content = folder.fetch(uid, only_header=large)
            del self._broke[uid]
            if content is not None:
                yield Arrival(
                    key=new[uid],
                    origin=Origin.MAIL,
                    name=str(uid),
                    content=content,
                    arrived_at=look.arrived_at,
                    problem=Problem.TOO_LARGE if large else None,
                )

    def _place(self, key: str) -> tuple[int, int]:
        """UIDVALIDITY and UID of a key of ours; (0, 0), which no mail has, of any other."""
        if not key.startswith(self._key_prefix):
            return 0, 0
        validity, _, uid = key.removeprefix(self._key_prefix).partition(":")
        return int(validity), int(uid)

    def _sleep(self, seconds: float, line: socket.socket | None = None) -> None:
        """Until `wake`, until `line` has something to read or is closed, or for `seconds`."""
        with selectors.DefaultSelector() as ready:
            ready.register(self._bell, selectors.EVENT_READ)
            if line is not None:
                ready.register(line, selectors.EVENT_READ)
            ready.select(seconds)
        with suppress(BlockingIOError):
            while self._bell.recv(4096):
                pass

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except MailboxUnreachable as error:
            self._fail(error)
            raise

    def _fail(self, error: MailboxUnreachable) -> None:
        """Hang up. Dialling then waits 1, 2, 4 … 60 s less some chance; a first broken line is dialled at once."""
        first = self._folder is not None and self._failures == 0
        if self._folder is not None:
            self._folder.hang_up()
            self._folder = None
        self._why = str(error)
        log.info("mail: %s", self._why)
        self._failures += 1
        pause = 0.0 if first else min(LONGEST_PAUSE, 2.0 ** min(self._failures - 1, 10))
        self._dial_at = time.monotonic() + pause * random.uniform(0.5, 1)  # noqa: S311
