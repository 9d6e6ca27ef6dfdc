"""Who may order what, by their post and by what they have in hand: orders to deeds, or what stands against them. Pure.

The line of command of an area office: central clerk → unit (clerk, head) → officer, and up again to the director.
| order | who |
| รับทราบ | whoever has the letter |
| มอบ | central clerk, deputy and director to anyone; head and clerk of a unit within it |
| เสนอ | the next up the line; the central clerk to heads, deputies and the director |
| ส่งคืน | officer → unit clerk → central clerk → sender; what was proposed goes back to who proposed it |
| ดำเนินการแล้ว, แก้ | who has it to act on or decide, the head and clerk of their unit, the central clerk |
| เพื่อทราบ | as มอบ, units to anyone; an officer within the own unit |
| ความเห็น | whoever was ever told of it |
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from intake.checks import Fault, Trouble
from intake.commands import Acknowledge, Close, Command, Comment, Correct, Give, Return
from intake.naming import resolve
from registry.assignments import Assignment, Outcome, Task
from registry.model import Book, Letter, State
from registry.people import People, Person, Post

_ANYONE = (Post.CENTRAL_CLERK, Post.DEPUTY, Post.DIRECTOR)
_UNIT = (Post.HEAD, Post.UNIT_CLERK)
_ABOVE = (Post.HEAD, Post.DEPUTY, Post.DIRECTOR)
_VERBS = {Task.ACT: "มอบ", Task.PROPOSE: "เสนอ", Task.KNOW: "เพื่อทราบ"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """A letter as it stands when somebody orders: who, on which day, and what everyone has of it open."""

    person: Person
    letter: Letter
    standing: Sequence[Assignment]
    people: People
    day: date
    sender: str | None = None  # the address the letter itself came from; None: it has none

    @property
    def own(self) -> tuple[Assignment, ...]:
        """What the person has of it."""
        return tuple(each for each in self.standing if each.person == self.person.address)

    @property
    def is_central(self) -> bool:
        return self.person.post is Post.CENTRAL_CLERK

    @property
    def under(self) -> tuple[Assignment, ...]:
        """What others have of it to act on whom the person may relieve."""
        return tuple(each for each in self.standing if each.task is Task.ACT and self._is_over(each))

    def _is_over(self, other: Assignment) -> bool:
        """A head over their unit, its clerk over its officers, the central clerk over all."""
        by = self.person
        if other.person == by.address or self.is_central:
            return other.person != by.address
        holder = self.people.by_address(other.person)
        within = bool(by.unit) and other.unit == by.unit
        officer = holder is None or holder.post is Post.OFFICER
        return within and (by.post is Post.HEAD or (by.post is Post.UNIT_CLERK and officer))

    @property
    def decides(self) -> bool:
        """Whether the letter is theirs to act on or to decide, or in hands under theirs."""
        return self.is_central or bool(self.under) or any(each.task is not Task.KNOW for each in self.own)


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The person knows of these."""

    assignments: tuple[Assignment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The letter goes to these people, and `ends` are over with `outcome`."""

    task: Task
    people: tuple[Person, ...]
    note: str | None
    ends: tuple[Assignment, ...] = ()
    outcome: Outcome = Outcome.PASSED


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """Sent back to a person of the office, or, with `to` None, to the letter's sender at `address`."""

    to: Person | None
    address: str | None
    reason: str
    ends: tuple[Assignment, ...]


@dataclass(frozen=True, slots=True)
class Closed:
    """What it asked for is done."""

    by: str | None


@dataclass(frozen=True, slots=True)
class Noted:
    """Words to keep with the entry."""

    text: str


Deed = Acknowledged | Given | Returned | Closed | Noted | Correct


def deeds(commands: Sequence[Command], at: Situation) -> tuple[tuple[Deed, ...], tuple[Fault, ...]]:
    """What the commands come to, in their order; with a fault in one of them nothing is to be done."""
    if at.letter.state is State.STRUCK:
        return (), (Fault(Trouble.STRUCK, "", ""),)
    found = [_deed(command, at) for command in commands]
    faults = tuple(each for each in found if isinstance(each, Fault))
    return (
        ((), tuple(dict.fromkeys(faults)))
        if faults
        else (tuple(each for each in found if not isinstance(each, Fault)), ())
    )


def _deed(command: Command, at: Situation) -> Deed | Fault:
    if at.letter.book is Book.SECRET and not isinstance(command, Acknowledge | Return | Close):
        return Fault(Trouble.CLASSIFIED, "", "")
    if isinstance(command, Comment):
        return Noted(command.text)
    if isinstance(command, Acknowledge):
        return _acknowledged(at)
    if isinstance(command, Give):
        return _given(command, at)
    if isinstance(command, Return):
        return _returned(command, at)
    if not at.decides:
        return _not_now(at, "ดำเนินการแล้ว" if isinstance(command, Close) else "แก้")
    if isinstance(command, Close):
        return Closed(command.by)
    if isinstance(command, Correct):
        return command
    return Fault(Trouble.UNCLEAR, "", command.words)  # a search among orders about a letter


def _acknowledged(at: Situation) -> Deed | Fault:
    if at.own:
        return Acknowledged(at.own)
    # Told that one under them is late, they know; but it is not they who have the letter.
    return Noted("รับทราบ") if at.under else Fault(Trouble.NOT_HELD, "", "")


def _given(command: Give, at: Situation) -> Deed | Fault:
    if not at.own and not at.under and not at.is_central:
        return Fault(Trouble.NOT_HELD, "", "")
    named = resolve(command.text, at.people, at.person)
    if named.faults:
        return named.faults[0]
    whom, note = named.people, named.note
    if command.task is Task.PROPOSE and not whom:
        above = at.people.superior(at.person)
        whom = (above,) if above else ()
    if not whom:
        return Fault(Trouble.WHO, "", _VERBS[command.task])
    if fault := _forbidden(command.task, whom, at):
        return fault
    if command.task is Task.KNOW:
        return Given(task=Task.KNOW, people=whom, note=note)
    takers = {at.people.standing_in(each, at.day).address for each in whom}
    mine = tuple(each for each in at.own if each.task is not Task.KNOW)
    ends = tuple(each for each in mine or at.under if command.task is Task.PROPOSE or each.person not in takers)
    if command.task is Task.PROPOSE:
        return Given(task=Task.PROPOSE, people=whom, note=note, ends=mine, outcome=Outcome.PROPOSED)
    return Given(
        task=Task.ACT, people=whom, note=note, ends=ends, outcome=Outcome.PASSED if mine else Outcome.WITHDRAWN
    )


def _forbidden(task: Task, whom: Sequence[Person], at: Situation) -> Fault | None:
    by = at.person
    if task is Task.PROPOSE:
        beyond = [each for each in whom if not _is_above(each, at)]
        return Fault(Trouble.NOT_UP, "", beyond[0].name) if beyond else None
    if by.post in _ANYONE or (task is Task.KNOW and by.post in _UNIT):
        return None
    reach = by.post in _UNIT or task is Task.KNOW
    beyond = [each for each in whom if not (reach and by.unit and each.unit == by.unit)]
    return Fault(Trouble.NOT_ALLOWED, "", f"{_VERBS[task]} {beyond[0].name}") if beyond else None


def _is_above(target: Person, at: Situation) -> bool:
    """Whether `target` is next up the line, or stands in for who is; heads and the clerk may go further up."""
    by = at.person
    if by.post in (Post.HEAD, Post.DEPUTY) and target.post in _ABOVE[_ABOVE.index(by.post) + 1 :]:
        return True
    if by.post is Post.CENTRAL_CLERK and target.post in _ABOVE:
        return True
    above = at.people.superior(by)
    return above is not None and target.address in (above.address, at.people.standing_in(above, at.day).address)


def _returned(command: Return, at: Situation) -> Deed | Fault:
    ends = tuple(each for each in at.own if each.task is not Task.KNOW)
    if not ends and not at.is_central:
        return _not_now(at, "ส่งคืน")
    if not command.reason:
        return Fault(Trouble.WHY, "", "")
    if not at.is_central or any(each.task is Task.PROPOSE for each in ends):
        to = _back_to(ends, at)
        if to is None:
            return Fault(Trouble.NOT_ALLOWED, "", "ส่งคืน")
        if to != at.person:
            return Returned(to=to, address=None, reason=command.reason, ends=ends)
    if at.sender is None:
        return Fault(Trouble.NO_WAY_BACK, "", "")
    return Returned(to=None, address=at.sender, reason=command.reason, ends=tuple(at.standing))


def _back_to(ends: Sequence[Assignment], at: Situation) -> Person | None:
    """Down the line: to who proposed it; from an officer to the unit's clerk; else to the central clerk."""
    proposed = next((each for each in ends if each.task is Task.PROPOSE), None)
    if proposed and (proposer := at.people.by_address(proposed.given_by)):
        return proposer
    clerk = at.people.clerk_of(at.person.unit) if at.person.post is Post.OFFICER and at.person.unit else None
    return clerk or at.people.central()


def _not_now(at: Situation, verb: str) -> Fault:
    return Fault(Trouble.NOT_ALLOWED, "", verb) if at.own else Fault(Trouble.NOT_HELD, "", "")
