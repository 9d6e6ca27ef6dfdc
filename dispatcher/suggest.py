"""Who would take a letter, as far as past letters tell: a suggestion beside the rules, for the central clerk to judge.

Learned from the register itself, from who really took the letters that are known to have been taken rightly, and
learned anew as it grows. It is applied by itself only where the office has switched that on, above a set confidence.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from dispatcher.learned import Bag, Learned, learn
from dispatcher.rules import Facts, facts_of, loose, loose_number
from registry.people import People, Person
from registry.store import Registry

log = logging.getLogger(__name__)

LEAST = 50
"""Letters below which nothing is suggested."""
MOST = 2000
"""The newest letters that are learned from: a year or so, so that what changed hands is soon known."""
_LEAST_EACH = 3
"""Letters that somebody must have taken to be suggested."""
_AGAIN = timedelta(hours=12)
_LENGTHS = (2, 3, 4)
"""Letters of a piece: Thai is written without blanks, so its words are not to be had for nothing."""
_GUESSES = 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Somebody who may be the one, and how often suggestions as clear as this one were right, 0 to 1.

    Only the first of several has a confidence; the others' is 0.
    """

    person: Person
    confidence: float


def bag_of(facts: Facts) -> Bag:
    """The pieces by which a letter is known: of its subject and sender, and its number's prefix, kind, way."""
    bag: Counter[str] = Counter()
    for mark, text in (("s", facts.subject), ("f", facts.sender)):
        whole = f"^{loose(text)}$"
        bag.update(mark + whole[at : at + n] for n in _LENGTHS for at in range(len(whole) - n + 1))
    prefix = loose_number(facts.number).partition("/")[0]
    bag.update((f"n{prefix}", f"k{facts.kind}", f"d{loose(facts.folder)}", f"m{facts.mail.rpartition('@')[2]}"))
    return bag


def learn_owners(taken: Sequence[tuple[Facts, str]]) -> Learned | None:
    """Learn from letters and the address of who took each; None where there are too few to say anything."""
    counts = Counter(address for _, address in taken)
    used = [(facts, address) for facts, address in taken if counts[address] >= _LEAST_EACH]
    if len(used) < LEAST or len({address for _, address in used}) < 2:
        return None
    return learn([facts for facts, _ in used], [address for _, address in used], bag_of)


def suggest(learned: Learned, facts: Facts, people: People) -> tuple[Suggestion, ...]:
    """The likeliest people for a letter, of those the office has now; the first with its confidence."""
    here = frozenset(person.address for person in people.everyone)
    found = ((people.by_address(guess.name), guess) for guess in learned.guess(bag_of(facts), here)[:_GUESSES])
    return tuple(Suggestion(person, guess.confidence) for person, guess in found if person)


@dataclass(slots=True)
class Suggester:
    """The suggestions of one register: learned when first wanted, which takes seconds, and anew twice a day."""

    registry: Registry
    _learned: Learned | None = None
    _at: datetime | None = field(default=None, init=False)

    def suggest(self, facts: Facts) -> tuple[Suggestion, ...]:
        """The likeliest people; () where too little is known to say anything."""
        now = self.registry.clock()
        if self._at is None or now - self._at >= _AGAIN:
            self._learn(now)
        return suggest(self._learned, facts, self.registry.arrangements.people()) if self._learned else ()

    def _learn(self, now: datetime) -> None:
        with self.registry.begin() as tx:
            taken = tx.routing.taken(MOST)
        self._at = now  # first: what cannot be learned from is not tried again with every letter
        self._learned = learn_owners([(facts_of(each.letter, each.folder), each.taker) for each in taken])
        log.info("owners are suggested from %d past letters", len(taken) if self._learned else 0)
