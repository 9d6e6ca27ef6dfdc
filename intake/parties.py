"""Subject, sender and addressee of a letter: the fields that are words and may run over several lines. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from intake.fields import NOTHING, Draft
from intake.labels import DEAR, ENCLOSED, REFERENCE, TO, Labelled, after, is_rule, within
from intake.lines import Line, Span, around
from intake.sheet import AGENCY, Sheet, after_number_label
from intake.thaidate import dates_in
from registry.model import Kind

_D = "[0-9๐-๙]"
_ADDRESS = re.compile(
    r"(?:^|\s)(?:ถนน|ถ\.|ตำบล|ต\.|อำเภอ|อ\.|จังหวัด|จ\.|เลขที่|หมู่|ม\.|ซอย|แขวง|ศาลากลาง|อาคาร|ตู้ ปณ|กรุงเทพ|กทม)"
    rf"|(?:^|(?<!เขต)\s){_D}{{1,4}}(?:/{_D}+)?\s?(?:หมู่|ม\.|ถนน|ซอย)|\s*{_D}{{5}}$"
)
_PHONE = re.compile(r"\s*(?:โทรศัพท์|โทรสาร|โทร)\s*\.?.*$")
_PARENT = ("กระทรวง",)  # a department's letterhead names its ministry as part of the address
_BODY = ("ด้วย", "ตามที่", "เพื่อ", "อาศัย", "โดยที่", "เนื่อง", "จึง")
_NEXT = (*DEAR, *TO, *REFERENCE, *ENCLOSED)
_CENTRED = 22.0  # points a centred line may lie off the title's middle
_HANGING = (20.0, 60.0)  # points a wrapped value stands in from its label; the body's first line stands in 71
_RIGHT = 0.25  # of the page's width: the number's column begins before it, the sender's beyond
_MOST_LINES = 5
_DATE_LINE = 40  # letters: a longer line with a date in it is text
_APART = 1.9  # times the usual distance of lines: a gap between two parts
_JOINED = re.compile("[ก-๎]")


def subject(sheet: Sheet) -> Draft:
    """What the letter is about, its lines joined; whole where a label or a rule ends it."""
    found = sheet.subject
    if found is None:
        return NOTHING
    lines, ended = _below(sheet, found)
    value = _join([found.value, *(line.text for line in lines)])
    box = around([found.box, *(line.box for line in lines)])
    text = " ".join([found.label.text, *(line.text for line in lines)])
    return Draft(value=value or None, text=text, box=box, whole=ended and bool(value))


def addressee(sheet: Sheet) -> Draft:
    """Whom the letter addresses, without เรียน or ถึง. Orders and announcements address nobody."""
    if sheet.kind in (Kind.ORDER, Kind.ANNOUNCEMENT, Kind.CERTIFICATE, Kind.MINUTES):
        return Draft(value=None, whole=True)
    found = sheet.to if sheet.kind is Kind.STAMPED else sheet.dear
    if found is None or not found.value:
        return NOTHING
    lines = []
    for line in sheet.lines[found.at + 1 : found.at + 3]:
        inset = line.box[0] - found.label.box[0]
        if not _HANGING[0] < inset < _HANGING[1] or _begins(line, _NEXT + _BODY, sheet.slack):
            break
        lines.append(line)
    box = around([found.box, *(line.box for line in lines)])
    value = _join([found.value, *(line.text for line in lines)])
    return Draft(value=value, text=f"{found.label.text} {found.value}", box=box, whole=True)


def sender(sheet: Sheet) -> Draft:
    """The agency that sent the letter, without its address."""
    if sheet.kind is Kind.MEMO:
        return _unit(sheet)
    if sheet.kind is Kind.STAMPED:
        return _under_seal(sheet)
    if sheet.kind is Kind.EXTERNAL:
        return _letterhead(sheet)
    return _titled(sheet) if sheet.kind in (Kind.ORDER, Kind.ANNOUNCEMENT) else NOTHING


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
    for line in following:
        if _begins(line, _NEXT, sheet.slack):
            return kept, True
        if centred and not _goes_on(before, line, found):
            return kept, _begins(line, _BODY, 0)
        kept.append(line)
        before = line
    return (kept, False) if sheet.dear is None and centred else ([], False)


def _goes_on(before: Line, line: Line, found: Labelled) -> bool:
    middle, shown = (found.box[0] + found.box[2]) / 2, (line.box[0] + line.box[2]) / 2
    apart = line.box[1] - before.box[3] > _APART * before.unit
    return abs(shown - middle) < _CENTRED and not apart and not _begins(line, _BODY, 0)


def _begins(line: Line, words: Sequence[str], slack: int) -> bool:
    return any(after(span.text, words, slack) is not None for span in line.spans[:2])


def _join(parts: Sequence[str]) -> str:
    """Wrapped lines as one: Thai is wrapped inside words and phrases, so no blank between two Thai letters."""
    whole = ""
    for part in (part.strip() for part in parts):
        if whole and part and not (_JOINED.match(whole[-1]) and _JOINED.match(part[0])):
            whole += " "
        whole += part
    return whole


def _unit(sheet: Sheet) -> Draft:
    if sheet.unit is None:
        return NOTHING
    value = _PHONE.sub("", sheet.unit.value).strip(" .")
    return Draft(value=value or None, text=sheet.unit.label.text, box=sheet.unit.box, whole=bool(value))


def _letterhead(sheet: Sheet) -> Draft:
    """The right column of the head, from the first agency down to its address or the date."""
    spans: list[Span] = []
    for line in sheet.head:
        for span in line.spans:
            if span.box[0] < _RIGHT * sheet.page.width or _is_elsewhere(span, sheet):
                continue
            cut = _ADDRESS.search(span.text, 1 if not spans else 0)
            if spans and after(span.text, _PARENT) is not None:
                return _sent(spans, whole=True)
            if spans or AGENCY.search(span.text):
                text = span.text[: cut.start()] if cut else span.text
                spans.append(Span(text=text.strip(), box=span.box))
                if cut:
                    return _sent(spans, whole=True)
        if spans and dates_in(line.text):
            break
    return _sent(spans, whole=len(spans) == 1) if spans else NOTHING


def _is_elsewhere(span: Span, sheet: Sheet) -> bool:
    return (
        within(span.box, sheet.stamps)
        or bool(dates_in(span.text))
        or (after_number_label(span.text) is not None and any(letter.isdigit() for letter in span.text))
    )


def _sent(spans: Sequence[Span], *, whole: bool) -> Draft:
    value = ""
    for span in (span for span in spans if span.text):
        value += f" {span.text}" if value and span.text.startswith("เขต") else span.text
    return Draft(value=value or None, text=value, box=around(span.box for span in spans), whole=whole and bool(value))


def _under_seal(sheet: Sheet) -> Draft:
    """A stamped letter names its sender under the body, right above the date."""
    below = sheet.lines[len(sheet.head) :]
    for at in range(len(below) - 1, 0, -1):
        if dates_in(below[at].text) and len(below[at].text) < _DATE_LINE:
            spans: list[Span] = []
            for line in reversed(below[max(0, at - 2) : at]):
                spans.insert(0, line.spans[-1])
                if spans[0].box[2] < sheet.page.width / 2:
                    break
                if AGENCY.match(spans[0].text):
                    return _sent(spans, whole=True)
    return NOTHING


def _titled(sheet: Sheet) -> Draft:
    """What follows คำสั่ง or ประกาศ in the title, down to ที่ or เรื่อง."""
    if sheet.title is None:
        return NOTHING
    _, at, rest = sheet.title
    lines = [sheet.lines[at]]
    texts = [rest]
    for line in sheet.lines[at + 1 : at + 3]:
        if line not in sheet.head or after_number_label(line.text) is not None or not AGENCY.search(line.text):
            break
        texts.append(line.text)
        lines.append(line)
    value = _join(texts)
    box = around(line.box for line in lines)
    return Draft(value=value or None, text=" ".join(line.text for line in lines), box=box, whole=bool(value))
