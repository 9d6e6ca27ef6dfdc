"""The fields of a scan: which of several reads is taken, and what stands behind it. Pure.

Page modes share one model and err together (measured: where two agree, three numbers in a hundred are wrong), so their
agreement alone is never enough to be sure. The reader of figures speaks too, and what is known beside the page.
How much each says is weighed in `certainty`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from intake.agencies import known_prefix
from intake.borneout import NO_DOTS, bones, borne_out, undotted
from intake.fields import NOTHING, Draft, put_right
from intake.letterno import parts_of
from intake.penned import BLUE, BY_HAND, MAYBE, in_both_figures, is_day_written, is_written, pen_odds
from intake.sheet import after_number_label
from intake.thai import fold, normalise
from intake.thaidate import buddhist_year, dates_in

if TYPE_CHECKING:
    from intake.second import Look

Drafts = Mapping[str, Draft]

_TRUST = (1.3, 0.8, 0.8)  # votes of the reads: lines alone, COLUMN, BLOCK
_SEEN, _LINE = (2.0, 0.3), (0.4, 0.1)  # votes of the reader of figures, and of the line read again: whole, figures only
_DAY = 1.5  # votes of the day looked for among the likely ones: more than one read's
_FILLED_IN = ("letter_no", "date")
_A_LETTER_OR_TWO = 2
_KNOWN = 0.5  # votes of letters that are known to begin numbers, and of a known correspondent's prefix
_DOTLESS = 0.95  # of its vote: a read of the same number with other dots
_LONE = 1.5  # votes against a single letter: no office writes under one, and figures are taken for one
_FIGURES = "0123456789๐๑๒๓๔๕๖๗๘๙"
_DAY_AND_YEAR = re.compile(r"(?<!\d)(\d{1,2})[^\d/]{4,18}(\d{4})(?!\d)")
_DATE_SEEN = re.compile(rf"[{_FIGURES}]{{1,2}}[^{_FIGURES}/]{{4,18}}[{_FIGURES}]{{4}}")
_ANOTHERS = re.compile("ภายใน|ลงวนท|ตงแต|ระหวาง|ในวนท")  # bones of words before a date that is not the letter's own
_SEEN_NUMBER = re.compile(rf"ท([ก-ฮ]{{1,4}})\.?([{_FIGURES}][{_FIGURES}.]*)/(ว\.?)?([{_FIGURES}]+)$")
_SEEN_YEARLY = re.compile(rf"^ท?([{_FIGURES}]{{1,5}}/(?:๒๕|25)[{_FIGURES}]{{2}})$")  # an order's


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """What stands behind the value taken: how much of what was asked says the same."""

    reads: float = 0.0  # of the reads of the page, 0 to 1
    line: float = 0.0  # the line read alone: 1 the same, 0.5 the same figures
    seen: float = 0.0  # the reader of figures: likewise
    seen_odds: float = 0.0  # of its least likely figure there
    odds: float = 0.0  # of Tesseract's least likely word there
    pen: float = 0.0  # that a hand wrote figures there
    covered: bool = False  # ink in another colour lay there


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A field as taken. `by_hand`: a pen wrote (a part of) it, and the value is what is printed."""

    draft: Draft
    support: Support
    by_hand: bool = False


def take(
    name: str,
    reads: Sequence[Drafts],
    look: Look | None,
    odds: Callable[[Draft], float],
    prefixes: Collection[str] = (),
    near: Callable[[str], bool] = lambda _day: True,
) -> Taken:
    """One field from its reads, the likeliest to be right first; `odds` tells Tesseract's of a place.

    `prefixes`: what numbers of this office's correspondents begin with (bones, as «ศธ04001»); `near`: whether a day
    can be that of a letter that came when this one did.
    """
    drafts = [read[name] for read in reads]
    if name == "letter_no":
        return _number(drafts, look, prefixes)
    if name == "date":
        return _date(drafts, look, near)
    chosen = drafts[0] if name == "kind" else _words(drafts)  # the reads stand in the order of their kinds
    return Taken(draft=chosen, support=Support(reads=_share(chosen, drafts), odds=odds(chosen)))


def with_pens(fields: Mapping[str, Taken]) -> dict[str, Taken]:
    """The fields, and where a pen wrote number or date, the other under suspicion: forms are filled in at one time."""
    if not any(_is_filled_in(fields[name]) for name in _FILLED_IN):
        return dict(fields)
    return {
        name: replace(taken, support=replace(taken.support, pen=1.0)) if name in _FILLED_IN else taken
        for name, taken in fields.items()
    }


def _is_filled_in(taken: Taken) -> bool:
    support = taken.support
    mixed = in_both_figures(taken.draft.value or "") and support.pen > MAYBE
    return taken.by_hand or support.pen > BY_HAND or mixed


def _share(chosen: Draft, drafts: Sequence[Draft]) -> float:
    same = sum(fold(draft.value or "") == fold(chosen.value or "") for draft in drafts)
    return (same - 1) / max(1, len(drafts) - 1)


def _words(drafts: Sequence[Draft]) -> Draft:
    """A text as the first read has it; as the others have it, where they agree and it is but a letter or two."""
    found = [draft for draft in drafts if draft.value is not None]
    if not found:
        return drafts[0]
    first, others = fold(found[0].value or ""), [fold(draft.value or "") for draft in found[1:]]
    outvoted = len(others) == 2 and others[0] == others[1] != first
    outvoted = outvoted and abs(len(others[0]) - len(first)) <= _A_LETTER_OR_TWO
    return found[1] if outvoted else found[0]  # page modes that agree on less have left out Latin


def _number(drafts: Sequence[Draft], look: Look | None, prefixes: Collection[str]) -> Taken:
    found = [draft for draft in drafts if draft.value is not None]
    placed = next((draft for draft in found or drafts if draft.text), drafts[0])
    line, seen = (bones(look.line), bones(look.seen.text)) if look else ("", "")
    for text in (_number_in(look.line), _number_seen(look.seen.text)) if look else ():
        parts = parts_of(text) if text else None
        again = put_right(parts, slack=1) if parts else text
        if again and (not found or borne_out(bones(again), seen)[0] >= NO_DOTS):
            found.append(replace(placed, value=again, whole=False))
    if not found:
        return Taken(draft=placed, support=Support(pen=pen_odds(look, 0, len(look.seen.text)) if look else 0.0))

    read = [(bones(one.value or ""), trust) for one, trust in zip(drafts, _TRUST, strict=False)]

    def votes(draft: Draft) -> float:
        value = bones(draft.value or "")
        # Dots of a code are lost, and not made up: where a read has them, the others speak for it but for them.
        own = any(one == value for one, _ in read)
        same = sum(t if one == value else own * _DOTLESS * t for one, t in read if undotted(one) == undotted(value))
        known = _KNOWN * (known_prefix(_letters(value)) + (value.rpartition("/")[0] in prefixes))
        known -= _LONE * (len(_letters(value)) == 1)
        return same + known + _weighed(_SEEN, value, seen) + _weighed(_LINE, value, line)

    chosen = max(found, key=votes)
    value = bones(chosen.value or "")
    if value.endswith(("/", "ว")):  # a read that lost the running number; a blank one has it in no read
        longer = [draft for draft in found if bones(draft.value or "").startswith(value)]
        chosen = max(longer, key=lambda draft: (len(draft.value or ""), votes(draft)))
        value = bones(chosen.value or "")
    heard, begins, ends = borne_out(value, seen)
    if look is not None and (cut := _pen(look, chosen)) is not None:
        # What the reader of figures makes of the pen's strokes goes along as a hint for the eye, never as the value.
        return Taken(
            draft=replace(chosen, value=cut, text=look.seen.text, whole=False), support=Support(), by_hand=True
        )
    return Taken(
        draft=chosen,
        support=Support(
            reads=_agreed([bones(draft.value) if draft.value else None for draft in drafts], value),
            line=borne_out(value, line)[0],
            seen=heard,
            seen_odds=min(look.seen.odds[begins:ends], default=0.0) if look else 0.0,
            odds=look.line_odds if look else 0.0,
            pen=pen_odds(look, begins, ends) if look else 0.0,
            covered=look is not None and look.covered,
        ),
    )


def _agreed(values: Sequence[str | None], value: str) -> float:
    """How many of the reads that have a value have this one; a read that has it alone is half of what it takes."""
    return values.count(value) / max(2, len(values) - values.count(None))


def _weighed(weights: tuple[float, float], value: str, text: str) -> float:
    heard = borne_out(value, text)[0]
    return weights[0] * heard if heard >= NO_DOTS else weights[1] if heard else 0.0


def _letters(value: str) -> str:
    return re.split("[0-9]", value, maxsplit=1)[0]


def _number_in(line: str) -> str | None:
    """What follows ที่ on a line, if it may be a number."""
    rest = after_number_label(line)
    return rest.strip() if rest and re.search(r"[0-9๐-๙]\s*/\s*(?:ว\.?\s*)?[0-9๐-๙]+$", rest.strip()) else None


def _number_seen(text: str) -> str | None:
    """The number in what the reader of figures saw, set as offices set it."""
    if yearly := _SEEN_YEARLY.match(text):
        return yearly[1]
    match = _SEEN_NUMBER.match(text)
    return f"{match[1]} {match[2]}/{'ว ' if match[3] else ''}{match[4]}" if match else None


def _pen(look: Look, chosen: Draft) -> str | None:
    """The printed part of a number that a pen goes on with; None where all of it is print."""
    seen = look.seen
    value = chosen.value or ""
    figures = [at for at, letter in enumerate(seen.text) if letter.isdigit()]
    written = [at for at in figures if is_written(look, at)]
    printed = bones(value.rpartition("/")[0])
    in_blue = max(look.blue, default=0.0) > BLUE
    recognised = in_blue or (printed and borne_out(printed, bones(seen.text))[0])
    if not recognised or len(written) < 0.25 * len(figures):
        return None
    if len(written) > 0.7 * len(figures):
        return re.split("[0-9๐-๙]", value, maxsplit=1)[0].strip() or None
    head, slash, _ = value.rpartition("/")
    circular = re.match(r"\s*ว\s*", value.removeprefix(head + slash)) if slash else None
    return f"{head}{slash}{circular[0] if circular else ''}".strip() if slash else None


def _date(drafts: Sequence[Draft], look: Look | None, near: Callable[[str], bool]) -> Taken:
    if look is not None and is_day_written(look):
        shown = next((draft for draft in drafts if draft.box), drafts[0])
        return Taken(
            draft=replace(shown, value=None, text=look.seen.text, whole=False), support=Support(), by_hand=True
        )
    said = {"line": _days(look.line) if look else [], "seen": _days(look.seen.text) if look else []}
    votes: dict[str, float] = {}
    for draft, trust in zip(drafts, _TRUST, strict=False):
        if draft.value:
            votes[draft.value] = votes.get(draft.value, 0.0) + trust
    for who, weight in (("line", _LINE[0]), ("seen", 1.2 * _least(look, *_date_in(look.seen.text)) if look else 0.0)):
        for day in said[who]:
            votes[day] = votes.get(day, 0.0) + weight
    if look is not None and look.day:
        votes[look.day] = votes.get(look.day, 0.0) + _DAY
    if not votes:
        return Taken(draft=next((draft for draft in drafts if draft.box), drafts[0]), support=Support())
    best = max(votes, key=lambda day: (near(day), votes[day]))
    place = next((draft for draft in drafts if draft.value == best), None)
    if place is None:
        nothing = replace(NOTHING, text=look.line, box=look.box) if look else NOTHING
        place = replace(next((draft for draft in drafts if draft.box), nothing), value=best, whole=False)
    span = _date_in(look.seen.text) if look else (0, 0)
    return Taken(
        draft=place,
        support=Support(
            reads=_agreed([draft.value for draft in drafts], best),
            line=float(best in said["line"]),
            seen=0.0 if look and _ANOTHERS.search(look.seen.text) else _seen(best, said["seen"], look),
            seen_odds=_least(look, *span) if look else 0.0,
            odds=look.line_odds if look else 0.0,
            pen=pen_odds(look, *span) if look else 0.0,
            covered=look is not None and look.covered,
        ),
    )


def _days(text: str) -> list[str]:
    return [found.day.isoformat() for found in dates_in(normalise(text))]


def _seen(day: str, days: Sequence[str], look: Look | None) -> float:
    return 1.0 if day in days else NO_DOTS * _has_figures(day, look)


def _has_figures(day: str, look: Look | None) -> bool:
    """Whether the reader of figures sees day and year of this date, be the month as it may: Tesseract reads words."""
    seen = _DAY_AND_YEAR.search(bones(look.seen.text)) if look else None
    if seen is None:
        return False
    wanted = date.fromisoformat(day)
    return int(seen[1]) == wanted.day and int(seen[2]) == buddhist_year(wanted)


def _date_in(text: str) -> tuple[int, int]:
    """Where a date stands in what the reader of figures saw: the last, with its day; all of it, where none is found."""
    found = list(_DATE_SEEN.finditer(text))
    return found[-1].span() if found else (0, len(text))


def _least(look: Look, begin: int, end: int) -> float:
    seen = zip(look.seen.text[begin:end], look.seen.odds[begin:end], strict=True)
    return min((odds for letter, odds in seen if letter.isdigit()), default=0.0)
