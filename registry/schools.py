"""The schools of an office, and whom the words of a person name. Pure: where the list comes from is not asked here.

Never a guess: what names no school surely is a fault with the names it may mean, and with a fault nothing is sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from registry import schoolnames as names
from registry.outgoing import Addressee
from registry.people import plain_address
from registry.towhom import Fault, Piece, Why, lists, parts, pieces

_LONGEST = 7
"""Parts that one name may have, with what stands between them: "วิชาการและกีฬา" has three."""
_LIKE = 3
"""Names that are told as like what was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class School:
    """One school. `code` names it everywhere; name, district and network say what they are too; `address` is folded.

    `director`: whom letters to it are addressed to, by default ผู้อำนวยการโรงเรียน…; `postal`: in full, with the
    postcode; `groups`: further ones beside district and network. "" stands for what it has not.
    """

    code: str
    name: str
    address: str = ""
    director: str = ""
    district: str = ""
    network: str = ""
    groups: tuple[str, ...] = ()
    postal: str = ""

    def __post_init__(self) -> None:
        if not self.director:
            object.__setattr__(self, "director", f"ผู้อำนวยการ{self.name}")

    @property
    def addressee(self) -> Addressee:
        return Addressee(
            name=self.name, director=self.director, address=self.address, postal=self.postal, school=self.code
        )


@dataclass(frozen=True, slots=True)
class Resolved:
    """Whom a text names: schools and agencies outside, each once and in order; not to be used while it has faults."""

    schools: tuple[School, ...] = ()
    outside: tuple[Addressee, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def recipients(self) -> tuple[Addressee, ...]:
        return (*(school.addressee for school in self.schools), *self.outside)


@dataclass(frozen=True, slots=True)
class _Meant:
    """What one name stands for: a school, or a group with its schools."""

    name: str
    schools: tuple[School, ...]
    single: bool


_Index = tuple[dict[str, list[_Meant]], ...]
"""Who is meant by a key, by the rank of the name."""


@dataclass(frozen=True, slots=True)
class Schools:
    """All schools of an office, in the order of their list. `groups`: by their names, each with its schools."""

    everyone: tuple[School, ...] = ()
    groups: Mapping[str, tuple[School, ...]] = field(init=False, repr=False, compare=False)
    _addresses: dict[str, School] = field(init=False, repr=False, compare=False)
    _codes: dict[str, School] = field(init=False, repr=False, compare=False)
    _index: _Index = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        groups, called = _grouped(self.everyone)
        index: _Index = ({}, {}, {})
        for name, group in groups.items():
            _enter(index, called[name], _Meant(name, group, single=False))
        for each in self.everyone:
            own = names.school_names(each.name, each.code, each.address, each.district)
            _enter(index, own, _Meant(each.name, (each,), single=True))
        object.__setattr__(self, "groups", groups)
        object.__setattr__(self, "_addresses", {each.address: each for each in self.everyone if each.address})
        object.__setattr__(self, "_codes", {names.key(each.code): each for each in self.everyone})
        object.__setattr__(self, "_index", index)

    def by_address(self, address: str) -> School | None:
        """Whose mailbox this is, in whatever case it is written."""
        return self._addresses.get(plain_address(address))

    def by_code(self, code: str) -> School | None:
        """Which school has this code, in Thai or Arabic digits."""
        return self._codes.get(names.key(code))

    def find(self, text: str) -> School | None:
        """The school that `text` names by its code, name or short name; None: none, or several."""
        for found in self._by_rank(names.key(text)):
            if single := [each for each in found if each.single]:
                return single[0].schools[0] if len(single) == 1 else None
        return None

    def resolve(self, text: str) -> Resolved:
        """Whom a text such as "ทุกโรงเรียน ยกเว้น โรงเรียนบ้านนา, กลุ่มเครือข่ายเมือง" names."""
        found = [self._resolved(each) for each in lists(text)]
        return Resolved(
            tuple(dict.fromkeys(school for each in found for school in each.schools)),
            tuple(dict.fromkeys(agency for each in found for agency in each.outside)),
            tuple(fault for each in found for fault in each.faults),
        )

    def _resolved(self, text: str) -> Resolved:
        wanted: dict[School, None] = {}
        left_out: list[tuple[str, tuple[School, ...]]] = []
        outside: dict[Addressee, None] = {}
        faults: list[Fault] = []
        for piece in pieces(text):
            if isinstance(piece, Addressee):
                outside[piece] = None
            elif isinstance(piece, Fault):
                faults.append(piece)
            else:
                for name, meant in self._named(piece):
                    if isinstance(meant, Fault):
                        faults.append(meant)
                    elif piece.excepted:
                        left_out.append((name, meant.schools))
                    else:
                        wanted |= dict.fromkeys(meant.schools)
        schools, more = _without(wanted, left_out)
        if not faults:
            faults += more
        if not (faults or schools or outside):
            faults.append(Fault(Why.NOBODY if text.strip() else Why.EMPTY, text.strip()))
        return Resolved(schools, tuple(outside), tuple(faults))

    def _named(self, piece: Piece) -> Iterator[tuple[str, _Meant | Fault]]:
        """The names of a piece with what each stands for; the longest that stands for something counts."""
        left = parts(piece.text)
        while left:
            for count in range(min(len(left), _LONGEST), 0, -2):
                name = "".join(left[:count]).strip()
                found = self._meant(name)
                if found or count == 1:
                    break
            if name:
                yield name, found[0] if len(found) == 1 else self._fault(name, found)
            left = left[count + 1 :]

    def _meant(self, name: str) -> list[_Meant]:
        """What a name stands for by the first rank that knows it: several where it is ambiguous."""
        if found := next(self._by_rank(names.key(name)), None):
            return found
        ranks = self._by_rank(names.members(name))
        return next((groups for rank in ranks if (groups := [each for each in rank if not each.single])), [])

    def _by_rank(self, key: str) -> Iterator[list[_Meant]]:
        return (rank[key] for rank in self._index if key in rank)

    def _fault(self, name: str, found: list[_Meant]) -> Fault:
        if found:
            return Fault(Why.AMBIGUOUS, name, tuple(each.name for each in found))
        like = self._like(name)
        return Fault(Why.NEAR if like else Why.UNKNOWN, name, like)

    def _like(self, name: str) -> tuple[str, ...]:
        """The names most like one that names nothing, compared without the word for what they are."""
        _, without, short = self._index
        known = {names.key(names.ALL): [names.ALL]}
        for key, found in (*without.items(), *short.items()):
            known.setdefault(key, [each.name for each in found])
        alike = get_close_matches(names.bare(name), known, n=_LIKE)
        return tuple(dict.fromkeys(each for key in alike for each in known[key]))[:_LIKE]


def _without(
    wanted: Iterable[School], left_out: Iterable[tuple[str, tuple[School, ...]]]
) -> tuple[tuple[School, ...], list[Fault]]:
    """The wanted but for those left out, and what was to be left out and was not in."""
    rest = set(wanted)
    faults = [Fault(Why.NOT_IN, name) for name, schools in left_out if rest.isdisjoint(schools)]
    gone = {school for _, schools in left_out for school in schools}
    return tuple(each for each in wanted if each not in gone), faults


def _grouped(everyone: tuple[School, ...]) -> tuple[dict[str, tuple[School, ...]], dict[str, names.Names]]:
    """All groups with their schools: all of them, districts, networks, own groups; and by which names each is known."""
    grouped: dict[str, list[School]] = {names.ALL: list(everyone)}
    called = {names.ALL: names.all_names()}
    titles: dict[str, str] = {names.key(names.ALL): names.ALL}

    def put(school: School, title: str, known_as: names.Names) -> None:
        # The same group may be written with Thai or Arabic digits, with and without blanks.
        title = titles.setdefault(names.key(title), title)
        called.setdefault(title, known_as)
        members = grouped.setdefault(title, [])
        if school not in members:
            members.append(school)

    for school in everyone:
        if school.district:
            put(school, school.district, names.district_names(school.district))
    for school in everyone:
        if school.network:
            put(school, school.network, names.network_names(school.network))
    for school in everyone:
        for group in school.groups:
            put(school, group, names.group_names(group))
    return {title: tuple(members) for title, members in grouped.items()}, called


def _enter(index: _Index, called: names.Names, meant: _Meant) -> None:
    for rank, keys in zip(index, called, strict=True):
        for key in keys:
            rank.setdefault(key, []).append(meant)
