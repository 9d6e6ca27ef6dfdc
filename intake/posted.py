"""The numbers under which the post carries letters, as the central clerk answers them: a line for each recipient.

«โรงเรียนบ้านตัวอย่าง EA123456785TH», or the place in the list instead of the name. A number is two letters, eight digits,
a check digit and the country (UPU S10-12); with a wrong check digit it is a slip, and is asked for again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from intake.checks import Fault, Trouble
from intake.order import Order, Outcome
from intake.ownhand import own_lines, says_nothing
from intake.thai import fold_digits
from registry.outgoing import Recipient
from registry.schoolnames import bare, key

_NUMBER = re.compile(r"\b([A-Za-z]{2})\s?(\d{4})\s?(\d{4})\s?(\d)\s?([A-Za-z]{2})\b")
_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
_ROUND = re.compile(r"^[\s:：=,.;()–—-]+|[\s:：=,.;()–—-]+$")
_PLACE = re.compile(r"(?:ลำดับ(?:ที่)?\s*)?(\d{1,4})[.)]?")


def track(order: Order) -> Outcome:
    """Write down the numbers that are clear; the other lines are told."""
    by_post = [each for each in order.tx.recipients.of(order.sent.id) if not each.to.address]
    done: list[str] = []
    faults: list[Fault] = []
    for line in own_lines(order.text):
        if not line or says_nothing(line, order.names):
            continue
        number = tracking_in(line)
        recipient = _meant(line, by_post) if number else None
        if number is None or recipient is None:
            faults.append(Fault(Trouble.TRACKING, "", line))
        else:
            order.tx.recipients.track(recipient, number)
            done.append(f"{recipient.to.name} {number}")
    if not (done or faults):
        faults.append(Fault(Trouble.NOTHING, "", ""))
    steps = [{"what": "tracked", "names": done}] if done else []
    return Outcome(steps=steps, faults=tuple(faults))


def tracking_in(line: str) -> str | None:
    """The number of the post in a line; None where it has none, several, or one with a wrong check digit."""
    found = list(_NUMBER.finditer(fold_digits(line)))
    if len(found) != 1:
        return None
    service, first, second, check, country = found[0].groups()
    return f"{service}{first}{second}{check}{country}".upper() if int(check) == _check(first + second) else None


def _check(digits: str) -> int:
    """The check digit of S10: 11 less the weighted sum modulo 11, 10 and 11 written 0 and 5."""
    left = 11 - sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True)) % 11
    return {10: 0, 11: 5}.get(left, left)


def _meant(line: str, by_post: Sequence[Recipient]) -> Recipient | None:
    """Whose number a line gives: by its place in the list, by name, or the only one there is."""
    name = _ROUND.sub("", _NUMBER.sub(" ", fold_digits(line)))
    place = _PLACE.fullmatch(name)
    if place:
        at = int(place[1])
        return by_post[at - 1] if 0 < at <= len(by_post) else None
    if not name:
        return by_post[0] if len(by_post) == 1 else None
    named = _PLACE.sub("", name, count=1) if _PLACE.match(name) else name
    found = [each for each in by_post if key(each.to.name) == key(named) or bare(each.to.name) == bare(named)]
    return found[0] if len(found) == 1 else None
