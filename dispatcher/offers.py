"""The ready-made answers of a mail: what this person may say about this letter, as buttons and in words. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from registry.assignments import Task
from registry.people import People, Person, Post
from templates.mailwords import BODIES, CAPTIONS, WAYS

_CENTRAL = ("assign", "propose", "acknowledge", "return", "close", "inform", "comment")
_UP_AND_DOWN = ("acknowledge", "assign", "propose", "return", "close", "inform", "comment")
_MAY: Mapping[Post, tuple[str, ...]] = {
    Post.CENTRAL_CLERK: _CENTRAL,
    Post.UNIT_CLERK: _UP_AND_DOWN,
    Post.HEAD: _UP_AND_DOWN,
    Post.DEPUTY: _UP_AND_DOWN,
    Post.OFFICER: ("acknowledge", "propose", "return", "close", "comment"),
    Post.DIRECTOR: ("acknowledge", "assign", "return", "close", "inform", "comment"),
}
"""What each post is offered; what it may do, `intake.rights` decides."""
_KNOWING = ("acknowledge", "comment")
_CLASSIFIED = ("acknowledge", "return", "close")  # of a secret letter
_ABOVE = ("assign", "inform", "comment")  # of who is told that somebody else has not answered
_MAIN = ("acknowledge", "right", "suggested", "send", "approve")  # what most will press, where it stands first
_MOST_NAMES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One button: its caption and the mail it begins. `main`: what most will press; `mends`: it corrects a field."""

    caption: str
    link: str
    main: bool = False
    mends: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads a mail about a letter, and in what part: what they have open (None: nothing), or told of another's."""

    person: Person | None
    task: Task | None = None
    above: bool = False  # told that somebody else has not answered
    checks: bool = False  # asked whether the letter was read rightly
    secret: bool = False

    @property
    def corrects(self) -> bool:
        """Whether they are asked for fields that are not sure."""
        return self.checks or self.above or self.task in (Task.ACT, Task.PROPOSE)

    def may(self) -> tuple[str, ...]:
        """What they are offered to say, in the order it is shown."""
        if self.person is None or (self.task is None and not self.above):
            return ()
        allowed = _MAY[self.person.post]
        part = _ABOVE if self.above else _KNOWING if self.task is Task.KNOW else allowed
        return tuple(each for each in allowed if each in part and (not self.secret or each in _CLASSIFIED))


def answers(
    reader: Reader, people: People, doubts: Sequence[Mapping[str, str]], suggested: Sequence[str] = (), late: str = ""
) -> Iterator[tuple[str, str, str, bool]]:
    """What stands on each button and what it answers: (what, caption, body, mends).

    `doubts`: the `name` of each field that is not sure and the `start` of its correction; `suggested`: names of who may
    be the one; `late`: the address of who has not answered.
    """
    may = reader.may()
    if reader.person and "assign" in may:
        for name in suggested:
            yield ("suggested", *_answer("assign", name=name)[1:])
    for what in may:
        if what == "assign" and reader.person:
            near = () if suggested else _subordinates(reader.person, people, late)
            yield from (_answer(what, name=person.name) for person in near)
            yield _answer("assign_other")
        elif what == "propose" and reader.person:
            above = people.superior(reader.person)
            if above:
                yield _answer(what, name=above.name)
        elif what == "comment":
            if reader.above or (reader.person and reader.person.post in (Post.DEPUTY, Post.DIRECTOR)):
                yield _answer(what)
        elif what != "inform":
            yield _answer(what)
    if doubts or reader.checks:
        yield _answer("right")
    for doubt in doubts:
        yield _answer("correct", mends=True, **doubt)


def buttons(address: str, subject: str, given: Sequence[tuple[str, str, str, bool]]) -> list[Offer]:
    """The answers as links to the office's `address`; the first is the main one."""
    return [
        Offer(caption=f"✉ {caption}", link=mailto(address, subject, body), main=at == 0 and what in _MAIN, mends=mends)
        for at, (what, caption, body, mends) in enumerate(given)
    ]


def ways(reader: Reader, doubts: Sequence[Mapping[str, str]]) -> list[str]:
    """The same to be written by hand: a line each."""
    checking = ("right", "correct") if doubts or reader.checks else ()
    return [WAYS[what] for what in (*reader.may(), *checking)]


def _answer(what: str, *, mends: bool = False, **values: str) -> tuple[str, str, str, bool]:
    return what, CAPTIONS[what].format(**values), BODIES[what].format(**values), mends


def _subordinates(person: Person, people: People, late: str) -> list[Person]:
    """Some of the people of their own unit: for a central clerk or a director these are not the ones."""
    if person.post not in (Post.HEAD, Post.UNIT_CLERK):
        return []
    unit = [each for each in people.everyone if each.unit == person.unit and each.post is Post.OFFICER]
    return [each for each in unit if each.address not in (late, person.address)][:_MOST_NAMES]


def mailto(address: str, subject: str, body: str) -> str:
    """A link that begins a mail (RFC 6068)."""
    return f"mailto:{quote(address, safe='@')}?subject={quote(subject, safe='')}&body={quote(body, safe='')}"
