"""How far a field of a scan can be trusted: what speaks for it puts it on a rung, and each rung has its rate. Pure.

The rates were counted on made scans (`tests/bench/reading/rungs.py`; the table is in `docs/reading.md`), so a
confidence is what it says: of the values given with 0.9, nine in ten are right.
"""

from __future__ import annotations

import re
from enum import IntEnum

from intake.agencies import known_prefix
from intake.hints import Hints
from intake.penned import MAYBE, in_both_figures
from intake.scanned import Support, Taken
from intake.thai import fold
from intake.thaidate import dates_in
from registry.model import Kind

SURE = 0.997
"""From this confidence on a value is sure: at most 3 in 1,000 of them may be wrong."""


class Rung(IntEnum):
    """What stands behind a value."""

    ALONE = 0  # one read among several, or a bad one
    SHARED = 1  # most reads
    AGREED = 2  # every read, or most and the reader of figures
    PROVED = 3  # every read and the reader of figures, clearly; or also named by the mail or the file


_FIGURES = ("letter_no", "date")
_RATES: dict[str, tuple[float, float, float, float]] = {
    "kind": (0.7, 0.9, 0.998, 0.998),
    "letter_no": (0.5, 0.9, 0.98, 0.998),
    "date": (0.8, 0.96, 0.97, 0.998),
    "subject": (0.2, 0.7, 0.95, 0.998),
    "sender": (0.35, 0.85, 0.975, 0.998),
    "addressee": (0.4, 0.8, 0.99, 0.998),
    "urgency": (0.9, 0.98, 0.99, 0.998),
    "secrecy": (0.7, 0.96, 0.99, 0.998),
    "enclosures": (0.75, 0.92, 0.99, 0.998),
    "phone": (0.8, 0.985, 0.985, 0.998),
    "signer": (0.5, 0.94, 0.95, 0.998),
    "position": (0.66, 0.97, 0.97, 0.998),
}
_SHARP, _CLEAR, _FAINT = 0.9, 0.5, 0.3  # odds of the least likely figure, as the reader of figures sees it
_NO_DOTS = 0.9  # all of the value but for its dots
_WELL = 0.92  # Tesseract's odds of the least likely span
_PEN = 0.5  # odds that a hand wrote figures there
_COMPLETE = re.compile(r"/\s*(?:ว\.?|พิเศษ)?\s*[0-9๐-๙]+$")
_A_SUBJECT = 12  # letters from which a subject says something


def confidence(name: str, taken: Taken, hints: Hints) -> float:
    """From 0 to 1; 0 where nothing was found, or a hand wrote it."""
    if taken.draft.value is None or taken.by_hand:
        return 0.0
    return _RATES[name][rung(name, taken, hints)]


def rung(name: str, taken: Taken, hints: Hints) -> Rung:
    """Where a value that was found stands."""
    value = taken.draft.value or ""
    if name in _FIGURES:
        seen, line = taken.support.seen == 1, taken.support.line == 1
        # A dot of a unit's code may be a speck, or set by us: it must be seen, and no other.
        found = _by_figures(value, taken.support, backed=line if name == "date" else seen and _is_known(value, hints))
        if name == "letter_no" and not _COMPLETE.search(value):
            return min(found, Rung.AGREED)  # its end may be what a pen was to fill in
    else:
        found = _by_reads(name, value, taken.support)
    return Rung.PROVED if found >= Rung.AGREED and _is_named(name, value, hints) else found


def _by_figures(value: str, support: Support, *, backed: bool) -> Rung:
    if support.pen >= _PEN or support.seen < _NO_DOTS or support.reads < 0.5 or support.seen_odds < _FAINT:
        return Rung.SHARED if support.seen or (support.reads == 1 and support.line == 1) else Rung.ALONE
    together = support.reads == support.seen == 1 and (support.line == 1 or support.seen_odds >= _SHARP)
    printed = support.pen < MAYBE and not support.covered and not in_both_figures(value)
    clear = support.seen_odds >= _CLEAR and printed
    return Rung.PROVED if clear and (backed or together) else Rung.AGREED


def _is_known(number: str, hints: Hints) -> bool:
    """Whether a number begins as those of a ministry, a province or a correspondent of this office do."""
    letters = re.split("[0-9๐-๙]", number, maxsplit=1)[0].strip(" .")
    prefix = fold(number.rpartition("/")[0])
    return known_prefix(letters) or any(fold(one.prefix) == prefix for one in hints.correspondents)


def _by_reads(name: str, value: str, support: Support) -> Rung:
    if name == "kind":
        return Rung.AGREED if support.reads == 1 and value != Kind.OTHER else Rung.SHARED
    if support.reads == 1 and support.odds >= _WELL:
        return Rung.AGREED
    return Rung.SHARED if support.reads == 1 or (support.reads >= 0.5 and support.odds >= _WELL) else Rung.ALONE


def _is_named(name: str, value: str, hints: Hints) -> bool:
    """Whether the mail's subject or the file's name says the same.

    Silence is no evidence against: senders forward other letters, and scanners name files by the clock.
    """
    said = fold(f"{hints.mail_subject} {hints.file_name}")
    if name == "letter_no":
        code, _, running = fold(value).rpartition("/")
        return len(running) > 1 and f"{code}/{running}" in said
    if name == "date":
        return any(found.day.isoformat() == value for found in dates_in(hints.mail_subject))
    return name == "subject" and len(value) > _A_SUBJECT and fold(value) in said
