"""What a letter is about: the words behind เรื่อง, over up to three lines, or the title of a paper without it. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from intake.fields import NOTHING, Draft
from intake.labels import DEAR, ENCLOSED, REFERENCE, TO, Labelled, after, is_rule, labelled
from intake.lines import Line, around, joined
from intake.sheet import BODY, Sheet
from intake.spelling import mended
from registry.model import Kind

NEXT = (*DEAR, *TO, *REFERENCE, *ENCLOSED)
"""The labels that follow เรื่อง."""

_CONCERNING = ("ว่าด้วย",)
_HELD = ("วันที่", "เมื่อวันที่", "ณ ห้อง", "เวลา")
_TITLED = (Kind.MINUTES, Kind.CERTIFICATE)
_AGAIN = re.compile(r"^เร[ื่ี]{0,2}อง\s+")  # the label, where a speck was read for it
_SPECK = re.compile(r"^(?!ว)[ก-ฮ]\s+(?=[ก-๎])")  # not the ว of a circular
_CENTRED = 22.0  # points a centred line may lie off the title's middle
_HANGING = (15.0, 60.0)  # points a wrapped subject stands in from its label; the text's first line stands in 71
_MOST_LINES = 5
_TITLE_LINES = 3
_APART = 1.9  # times the usual distance of lines: a gap between two parts


def subject(sheet: Sheet) -> Draft:
    """What the letter is about, its lines joined; whole where a label or a rule ends it."""
    found = sheet.subject
    if found is None:
        return _title(sheet) if sheet.title else NOTHING
    lines, ended = _below(sheet, found)
    value = joined([found.value, *(line.text for line in lines)])
    box = around([found.box, *(line.box for line in lines)])
    text = " ".join([found.label.text, *(line.text for line in lines)])
    value = mended(_AGAIN.sub("", _SPECK.sub("", value))) if sheet.slack else value
    return Draft(value=value or None, text=text, box=box, whole=ended and bool(value))


def begins(line: Line, words: Sequence[str], slack: int) -> bool:
    """Whether a line begins with one of these labels, a speck before it or not."""
    return any(after(span.text, words, slack) is not None for span in line.spans[:2])


def _title(sheet: Sheet) -> Draft:
    """The subject of a paper without เรื่อง: of a regulation from ว่าด้วย on, of minutes and certificates the title."""
    _, at, _ = sheet.title or (None, 0, "")
    lines = sheet.lines[at : at + _MOST_LINES]
    concerning = labelled(lines, _CONCERNING, sheet.slack)
    if sheet.kind is Kind.ORDER and concerning:
        lines = lines[concerning.at :]
    elif sheet.kind not in _TITLED:
        return NOTHING
    kept = [lines[0]]
    for line in lines[1:_TITLE_LINES] if sheet.kind is not Kind.CERTIFICATE else ():
        if is_rule(line) or begins(line, _HELD, sheet.slack) or not _goes_on(kept[-1], line, kept[0]):
            break
        kept.append(line)
    text = joined(line.text for line in kept)
    return Draft(value=text, text=text, box=around(line.box for line in kept))


def _below(sheet: Sheet, found: Labelled) -> tuple[list[Line], bool]:
    """The lines a subject goes on over, and whether something told where it ends."""
    following = sheet.lines[found.at + 1 : found.at + 2 + _MOST_LINES]
    centred = sheet.kind in (Kind.ORDER, Kind.ANNOUNCEMENT)
    if centred:
        ruled = next((at for at, line in enumerate(following) if is_rule(line)), None)
        if ruled is not None:
            return list(following[:ruled]), True
    kept: list[Line] = []
    before = sheet.lines[found.at]
    for at, line in enumerate(following, found.at + 1):
        # A line that stands in and begins with เรียน, where เรียน follows, is a ผู้เรียน that was broken.
        goes_on = sheet.dear and at < sheet.dear.at and sheet.stands_in(line.box)
        if begins(line, NEXT, sheet.slack) and not goes_on:
            return kept, True
        if centred and not _goes_on(before, line, before):
            return kept, begins(line, BODY, 0)
        kept.append(line)
        before = line
    if centred:
        return (kept, False) if sheet.dear is None else ([], False)
    return _hanging(following, found), False


def _hanging(following: Sequence[Line], found: Labelled) -> list[Line]:
    """The lines that stand in as a wrapped subject does, where no label tells its end."""
    kept: list[Line] = []
    for line in following:
        if not _HANGING[0] < line.box[0] - found.label.box[0] < _HANGING[1]:
            break
        kept.append(line)
    return kept


def _goes_on(before: Line, line: Line, first: Line) -> bool:
    """Whether a centred line belongs to the title above it."""
    middle, shown = (first.box[0] + first.box[2]) / 2, (line.box[0] + line.box[2]) / 2
    apart = line.box[1] - before.box[3] > _APART * before.unit
    return abs(shown - middle) < _CENTRED and not apart and not begins(line, BODY, 0)
