"""Through whose hands a letter of ours goes before it has its number: the line of approval. Pure.

Area offices go draft → superiors → signature → number. A step is a place as people say it ("ผอ.กลุ่ม" of the sender's own
unit, "รอง ผอ." over it, "ผอ.เขต"), or a person's name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from registry.fold import fold
from registry.people import People, Person, Post

USUAL = ("ผอ.กลุ่ม", "รอง ผอ.", "ผอ.เขต")

_RANKS = (Post.HEAD, Post.DEPUTY, Post.DIRECTOR)
_WORDS = {
    Post.HEAD: ("ผอ.กลุ่ม", "ผอกลุ่ม", "ผู้อำนวยการกลุ่ม", "หัวหน้ากลุ่ม", "หัวหน้า", "หัวหน้ากลุ่มงาน"),
    Post.DEPUTY: ("รอง ผอ.", "รอง ผอ", "รองผู้อำนวยการ", "รอง ผอ.เขต", "รองผู้อำนวยการเขต"),
    Post.DIRECTOR: ("ผอ.เขต", "ผอ.", "ผอ", "ผอเขต", "ผู้อำนวยการเขต", "ผู้อำนวยการ"),
}
_PLACES = {fold(word): post for post, words in _WORDS.items() for word in words}

Line = tuple[tuple[Person, str], ...]
"""Who is asked, in order, each with the place they hold or stand in for."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Nobody holds this place of the line, or it is not clear who does: nothing can be approved."""

    place: str


@dataclass(frozen=True, slots=True)
class Lines:
    """The places that approve, in order: for every unit, or for those that have a line of their own."""

    usual: tuple[str, ...] = USUAL
    of_units: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def places(self, unit: str, people: People) -> tuple[str, ...]:
        """The line of a unit given by its full name; those of the settings may be named in short."""
        own = (line for name, line in self.of_units.items() if unit and people.unit(name) == unit)
        return next(own, self.usual)


@dataclass(frozen=True, slots=True)
class _Step:
    place: str
    post: Post | None
    holder: Person | None

    @property
    def rank(self) -> int:
        """How high the place is, from 1; 0: outside the line of command."""
        post = self.post or (self.holder.post if self.holder else None)
        return _RANKS.index(post) + 1 if post in _RANKS else 0


def line_of(places: Sequence[str], sender: Person, people: People, day: date) -> Line | Missing:
    """Who approves a letter of `sender` on that day, or the place that nobody holds.

    Left out are the places up to the highest that the sender holds or stands in for. Who would be asked twice is
    asked once, for the higher place.
    """
    steps = [_step(place, sender, people) for place in places]
    own = _rank(sender, people)
    above = [step for step in steps if not 0 < step.rank <= own]
    if missing := next((step for step in above if step.holder is None), None):
        return Missing(missing.place)
    asked = [(people.standing_in(step.holder, day), step.place) for step in above if step.holder]
    last = max((at for at, (person, _) in enumerate(asked) if person.address == sender.address), default=-1)
    return tuple(_once(asked[last + 1 :]))


def steps_of(places: Sequence[str], sender: Person, people: People, day: date) -> list[tuple[str, str]]:
    """The line in words: each place with who is asked for it; the one that nobody holds, with ""."""
    line = line_of(places, sender, people, day)
    return [(line.place, "")] if isinstance(line, Missing) else [(place, person.name) for person, place in line]


def sender_of(address: str, unit: str | None, people: People) -> Person | None:
    """Who wants a letter of this unit sent, in the place they hold there; None where they have left."""
    places = [each for each in people.everyone if each.address == address]
    return next((each for each in places if each.unit == (unit or "")), places[0] if places else None)


def _step(place: str, sender: Person, people: People) -> _Step:
    post = _PLACES.get(fold(place))
    if post is Post.HEAD:
        return _Step(place, post, people.head_of(sender.unit) if sender.unit else None)
    if post is Post.DEPUTY:
        return _Step(place, post, people.deputy_over(sender.unit))
    if post is Post.DIRECTOR:
        return _Step(place, post, people.director())
    found = people.find(place)
    return _Step(place, None, found[0] if len(found) == 1 else None)


def _rank(sender: Person, people: People) -> int:
    """The highest place in the line of command that the sender holds; 0: none."""
    posts = [each.post for each in people.everyone if each.address == sender.address]
    return max((_RANKS.index(post) + 1 for post in posts if post in _RANKS), default=0)


def _once(asked: Sequence[tuple[Person, str]]) -> Iterator[tuple[Person, str]]:
    later = [person.address for person, _ in asked]
    for at, (person, place) in enumerate(asked):
        if person.address not in later[at + 1 :]:
            yield person, place
