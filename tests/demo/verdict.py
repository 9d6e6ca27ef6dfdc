"""Whether the register shows what it should: each letter once, under the next number, and every reason right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from registry.arrivals import ArrivalState, Landed
from registry.fold import fold
from registry.model import Book, KeptFile, Letter, Role
from registry.store import Registry
from tests.demo.parcels import Parcel


@dataclass(frozen=True, slots=True)
class Stand:
    """The office at one moment; `at_rest` when no arrival and no message waits."""

    entries: list[tuple[Letter, list[KeptFile]]]
    arrived: list[Landed]
    at_rest: bool

    @property
    def letters(self) -> list[Letter]:
        return [letter for letter, _ in self.entries]

    def ended(self, state: ArrivalState) -> list[Landed]:
        return [landed for landed in self.arrived if landed.state is state]


def look(registry: Registry) -> Stand:
    with registry.begin() as tx:
        entries = [(letter, tx.entries.files(letter)) for letter in tx.entries.entries(Book.IN)]
        at_rest = not (tx.arrivals.waiting() or tx.routing.waiting() or tx.deliveries.in_hand())
        return Stand(entries, tx.arrivals.unregistered(ArrivalState), at_rest)


def faults(sent: Sequence[Parcel], stand: Stand, confirmed: Sequence[str]) -> Iterator[str]:
    """What is not as it should be, a sentence each; `confirmed` are the addresses that got a confirmation."""
    numbers = [letter.label for letter in stand.letters]
    if numbers != [str(number) for number in range(1, len(numbers) + 1)]:
        yield f"the receipt numbers are {', '.join(numbers)}"
    wanted = {parcel.letter: parcel for parcel in sent if parcel.letter}
    if len(numbers) != len(wanted):
        yield f"{len(wanted)} letters were sent, {len(numbers)} are entered"
    for sha256, parcel in wanted.items():
        yield from _entry_faults(parcel, [letter for letter, files in stand.entries if _holds(files, sha256)])
    bad = Counter((each.name, str(each.problem)) for each in sent if each.problem)
    ended = [*stand.ended(ArrivalState.PROBLEM), *stand.ended(ArrivalState.LISTED)]
    found = Counter((landed.name, str(landed.problem)) for landed in ended)
    for name, problem in bad - found:
        yield f"{name} should be put aside as {problem}"
    for name, problem in found - bad:
        yield f"{name} was put aside as {problem}"
    expected = Counter(parcel.sender for parcel in sent if parcel.confirmed)
    if Counter(confirmed) != expected:
        yield f"confirmations went to {', '.join(confirmed) or 'nobody'} and not to {', '.join(expected)}"


def _holds(files: Sequence[KeptFile], sha256: str) -> bool:
    return any(file.sha256 == sha256 and file.role in (Role.LETTER, Role.COPY) for file in files)


def _entry_faults(parcel: Parcel, entries: Sequence[Letter]) -> Iterator[str]:
    if len(entries) != 1:
        yield f"{parcel.name} has {len(entries)} entries"
        return
    (letter,) = entries
    # A number in doubt may be wrong: the entry says that a person has to look.
    right = fold(letter.letter_no or "") == fold(parcel.letter_no)
    if not right and "letter_no" not in letter.review:
        yield f"{parcel.name} was entered with the number {letter.letter_no}, on the page is {parcel.letter_no}"
