"""How the sending of a message can end, and what a server's reply says of that. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

_ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_NO_SUCH_ADDRESS = {"1.1", "1.2", "1.3", "1.6", "1.10", "2.1"}
"""Subject and detail of the status codes (RFC 3463, RFC 7505) that say an address does not work and will not."""
_NO_SUCH_MAILBOX = {550, 551, 553}  # RFC 5321 4.2.3, of a server that has no enhanced codes


@dataclass(frozen=True, slots=True)
class Accepted:
    """The server has taken the message."""

    why: str = ""


@dataclass(frozen=True, slots=True)
class Deferred:
    """Not now: 4xx, or no connection. Nothing was handed over."""

    why: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Never: 5xx. `dead`: because there is no such address."""

    why: str
    dead: bool = False


@dataclass(frozen=True, slots=True)
class Uncertain:
    """The connection was lost after the dot that ends the message; the server may have it (RFC 1047).

    `journaled`: and then the journal has a copy.
    """

    why: str
    journaled: bool = False


@dataclass(frozen=True, slots=True)
class TakenBack:
    """It lost its reason before the dot. Nothing was handed over."""

    why: str = "no longer wanted"


Verdict = Accepted | Deferred | Refused | Uncertain | TakenBack


class Step(Enum):
    """What a reply answers."""

    SENDER = "MAIL"
    RECIPIENT = "RCPT"
    DATA = "DATA"
    DOT = "."


def verdict_of(step: Step, code: int, text: str) -> Verdict:
    """What a reply that does not let us go on says of the message (to the dot: whatever reply)."""
    why = f"{code} {text}"
    if step is Step.DOT and 200 <= code < 300:
        return Accepted(why)
    if not 500 <= code < 600:  # 421: the server goes away, whatever it was asked (RFC 5321 3.8)
        return Deferred(why)
    if step is Step.SENDER and not (code == 552 or _enhanced(text) == "3.4"):
        # It is we who are refused: no word about this message, and the administrator may mend it.
        return Deferred(why)
    return Refused(why, dead=_is_dead(step, code, text))


def _is_dead(step: Step, code: int, text: str) -> bool:
    enhanced = _enhanced(text)
    if enhanced is None:
        return step is Step.RECIPIENT and code in _NO_SUCH_MAILBOX
    return enhanced in _NO_SUCH_ADDRESS


def _enhanced(text: str) -> str | None:
    """Subject and detail of the reply's enhanced status code: "1.1" of 5.1.1."""
    found = _ENHANCED.match(text)
    return f"{found[2]}.{found[3]}" if found else None
