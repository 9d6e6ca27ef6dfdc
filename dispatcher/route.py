"""A letter to its owner: what is due for one is claimed, the rules say who, and giving it is one transaction."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from dispatcher.rules import Facts, Match, Rule, facts_of, match
from dispatcher.suggest import Suggester, Suggestion
from registry.assignments import Task
from registry.deadlines import Span
from registry.errors import StaleClaim
from registry.model import Letter, State
from registry.people import People, Person
from registry.routing import Unrouted
from registry.store import DatabaseTrouble, Registry

log = logging.getLogger(__name__)

AT_ONCE = 10
AGAIN = timedelta(seconds=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Who is given a letter: the owner to act, others to know. `rule` None: no rule took it.

    `by` is who or what decided, as the history tells it; None: nothing did, and it fell to the central clerk.
    """

    owner: Person
    informed: tuple[Person, ...] = ()
    within: Span | None = None
    rule: str | None = None
    by: str | None = None
    suggested: tuple[Suggestion, ...] = ()

    @property
    def said(self) -> Mapping[str, Any] | None:
        """What the notice says of this plan: whom past letters suggest, the likeliest first."""
        names = [
            {"name": each.person.name, "unit": each.person.unit, "confidence": round(each.confidence, 2)}
            for each in self.suggested
        ]
        return {"suggested": names} if names else None


def plan(
    found: Match,
    people: People,
    central: Person,
    suggested: tuple[Suggestion, ...] = (),
    apply_from: float | None = None,
) -> Plan:
    """What a match of the rules comes to; the central clerk takes what no rule does, and whose owner has left.

    `suggested`: what is applied where no rule took it and it is as sure as `apply_from` (None: never).
    """
    rule = found.rule
    if rule is None:
        first = next(iter(suggested), None)
        if first and apply_from is not None and first.confidence >= apply_from:
            return Plan(owner=first.person, by=f"suggestion: {first.confidence:.2f}")
        return Plan(owner=central, suggested=suggested)
    owner = people.by_address(rule.owner) or central
    informed = (people.by_address(address) for address in rule.information)
    return Plan(
        owner=owner,
        informed=tuple(person for person in informed if person and person.address != owner.address),
        within=rule.within,
        rule=rule.name,
        by=f"rule: {rule.name}",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Router:
    """The routing half of the daemon. `rules` and the register's people are asked anew for every round.

    `suggester` None: nothing is suggested. `apply_from`: how sure a suggestion must be to be applied (None: never).
    """

    registry: Registry
    rules: Callable[[], Sequence[Rule]]
    suggester: Suggester | None = None
    apply_from: float | None = None

    def route_due(self) -> bool:
        """Route what is due; False where nothing was, or where there is no central clerk to fall back on."""
        people = self.registry.arrangements.people()
        central = people.central()
        if central is None:  # nobody is named yet: the letters wait
            return False
        with self.registry.begin() as tx:
            claimed = tx.routing.claim(AT_ONCE)
        rules = self.rules()
        for unrouted in claimed:
            self._route(unrouted, rules, people, central)
        return bool(claimed)

    def waits(self) -> bool:
        """Whether letters wait that can be routed now."""
        if self.registry.arrangements.people().central() is None:
            return False
        with self.registry.begin() as tx:
            return tx.routing.waiting() > 0

    def consider(self, facts: Facts, rules: Sequence[Rule], people: People, central: Person) -> tuple[Match, Plan]:
        """What the rules say of a letter, and what it comes to. Nothing is given."""
        found = match(rules, facts)
        suggested = self.suggester.suggest(facts) if self.suggester and found.rule is None else ()
        return found, plan(found, people, central, suggested, self.apply_from)

    def _route(self, unrouted: Unrouted, rules: Sequence[Rule], people: People, central: Person) -> None:
        try:
            _, planned = self.consider(facts_of(unrouted.letter), rules, people, central)
            self._give(unrouted, planned)
        except StaleClaim:
            log.warning("entry %d was taken over by another machine", unrouted.letter.id)
        except DatabaseTrouble:
            raise
        except Exception:  # a fault of ours in one letter must not keep the others waiting
            log.exception("entry %d waits for its owner", unrouted.letter.id)
            with suppress(StaleClaim), self.registry.begin() as tx:
                tx.routing.defer(unrouted, tx.now + AGAIN * unrouted.lost, lost=unrouted.lost)

    def _give(self, unrouted: Unrouted, planned: Plan) -> None:
        with self.registry.begin() as tx:
            tx.routing.settle(unrouted)  # first: it holds the entry until the commit
            letter = tx.entries.by_id(unrouted.letter.id)
            if letter.state is not State.REGISTERED or tx.assignments.of(letter):
                return  # struck out, or given by a person meanwhile
            given = tx.assignments.give(
                letter, planned.owner, Task.ACT, within=planned.within, given_by=planned.by, said=planned.said
            )
            for person in planned.informed:
                tx.assignments.give(letter, person, Task.KNOW, given_by=planned.by)
        log.info("%s to %s (%s)", _label(letter), given.person, planned.by or "no rule took it")


def _label(letter: Letter) -> str:
    return f"{letter.label}/{letter.year}"
