"""The exceptions of the program, one class a cause. What is expected to happen is a value, not an exception."""

from __future__ import annotations

from registry.model import Problem


class SarabanError(Exception):
    """Something the program cannot go on with; the message says what, why and what to do."""


class Unreadable(SarabanError):
    """A document that cannot be taken; `problem` says why, `detail` adds what the library said (English)."""

    def __init__(self, problem: Problem, detail: str = "") -> None:
        super().__init__(problem, detail)
        self.problem = problem
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.problem}: {self.detail}" if self.detail else str(self.problem)


class NoSuchEntry(SarabanError):
    """The book has no entry under this number."""


class NumberTaken(SarabanError):
    """The number printed on a letter of ours is another letter's, or was never reserved; nothing was changed."""


class AlreadyStruck(SarabanError):
    """The entry was struck out before; a struck entry is not changed again."""


class Classified(SarabanError):
    """What was asked for must not be done to a secret letter; nothing was changed."""


class StaleClaim(SarabanError):
    """The work was taken over by someone else after its lease ran out; this attempt changes nothing."""


class Withdrawn(SarabanError):
    """The message has lost its reason since it was claimed, as a reminder by an acknowledgement; it is not sent."""
