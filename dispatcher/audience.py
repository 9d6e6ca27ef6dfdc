"""To whom a letter of ours would go, in the few lines that somebody reads on a phone. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from registry.outgoing import Addressee, Draft
from registry.schools import School, Schools
from templates import sendwords

_MOST_NAMED = 30  # recipients that are named one by one
_MOST_LEFT_OUT = 10  # schools that are named as left out


@dataclass(frozen=True, slots=True)
class Audience:
    """Everyone a draft names, as the list of schools has them now. `gone`: codes that it has no more."""

    schools: tuple[School, ...]
    outside: tuple[Addressee, ...]
    gone: tuple[str, ...]

    @property
    def everyone(self) -> list[Addressee]:
        return [*(school.addressee for school in self.schools), *self.outside]


def audience(draft: Draft, known: Schools) -> Audience:
    """Whom a draft names."""
    found = [(code, known.by_code(code)) for code in draft.schools]
    return Audience(
        schools=tuple(school for _, school in found if school),
        outside=draft.outside,
        gone=tuple(code for code, school in found if school is None),
    )


def counted(everyone: Sequence[Addressee]) -> str:
    """How many recipients, by mail and by post."""
    mail = sum(bool(each.address) for each in everyone)
    return sendwords.TO_COUNT.format(total=len(everyone), mail=mail, post=len(everyone) - mail)


def lines(to: Audience, known: Schools) -> list[str]:
    """All names where they are few; of many the groups, who is left out, and who goes another way."""
    gone = [sendwords.GONE.format(code=code) for code in to.gone]
    if not is_long(to):
        every = named([each.name for each in to.everyone])
        post = [each.name for each in to.everyone if not each.address]
        return [*filter(None, [every]), *_by_post(post), *gone]
    outside = [sendwords.OUTSIDE.format(names=named([each.name for each in to.outside]))] if to.outside else []
    return [
        *_grouped(to.schools, known),
        *outside,
        *_by_post(each.name for each in to.everyone if not each.address),
        *gone,
    ]


def is_long(to: Audience) -> bool:
    """Whether there are too many to name each."""
    return len(to.everyone) > _MOST_NAMED


def full_list(to: Audience) -> str:
    """Everyone, a line each."""
    every = enumerate(to.everyone, 1)
    shape = (sendwords.IN_LIST_POST, sendwords.IN_LIST)
    return "".join(
        f"{shape[bool(each.address)].format(at=at, name=each.name, address=each.address)}\n" for at, each in every
    )


def _grouped(schools: Sequence[School], known: Schools) -> Iterator[str]:
    """Every school but a few, or how many of each district."""
    left_out = [school for school in known.everyone if school not in set(schools)]
    if not left_out:
        yield sendwords.EVERY_SCHOOL.format(count=len(schools))
    elif len(left_out) <= _MOST_LEFT_OUT:
        names = ", ".join(school.name for school in left_out)
        yield sendwords.EVERY_SCHOOL_BUT.format(count=len(schools), names=names)
    else:
        totals = by_district(known.everyone)
        for district, some in by_district(schools).items():
            yield sendwords.OF_DISTRICT.format(district=district, count=len(some), total=len(totals[district]))


def by_district(schools: Iterable[School]) -> dict[str, list[School]]:
    """Schools by the name of their district, in their order."""
    found: dict[str, list[School]] = defaultdict(list)
    for school in schools:
        found[school.district or sendwords.NO_DISTRICT].append(school)
    return found


def _by_post(names: Iterable[str]) -> list[str]:
    every = named(list(names))
    return [sendwords.BY_POST.format(names=every)] if every else []


def named(names: Sequence[str], most: int = _MOST_NAMED) -> str:
    """The names in a line; of more than `most` how many more there are."""
    shown = ", ".join(names[:most])
    more = len(names) - most
    return sendwords.AND_MORE.format(names=shown, count=more) if more > 0 else shown
