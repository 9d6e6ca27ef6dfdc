"""Sender and addressee of a letter: names that may run over several lines. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from intake.agencies import province_in, provinces
from intake.fields import NOTHING, Draft
from intake.labels import after, is_rule, within
from intake.lines import Line, Span, around, joined
from intake.sheet import AGENCY, BODY, Sheet, after_number_label, behind_urgency
from intake.spelling import mended
from intake.subject import NEXT, begins
from intake.thaidate import dates_in
from registry.model import Kind

_D = "[0-9๐-๙]"
_ADDRESS = re.compile(
    r"(?:^|\s)(?:ถนน|ถ\.|ตำบล|ต\.|อำเภอ|อ\.|จังหวัด|จ\.|เลขที่|หมู่|ม\.|ซอย|แขวง|ศาลากลาง|อาคาร|ตู้ ปณ|กรุงเทพ|กทม)"
    rf"|(?:^|(?<!เขต)\s){_D}{{1,4}}(?:/{_D}+)?\s?(?:หมู่|ม\.|ถนน|ซอย)|\s*{_D}{{5}}$"
)
_POST_CODE = re.compile(rf"\s{_D}(?:\s?{_D}){{4}}(?!{_D})")
_LEADERS = re.compile(r"^[\s.…_]+|(?:(?<!\.[ก-ฮ])\.|[\s…_]|\.{2,})+$")  # dots to write on; that of ก.พ. is its own
_PHONE = re.compile(rf"\s*(?:(?:โทรศัพท์|โทรสาร|โทร)\s*\.?.*|โท[วธ]\s?\.?\s*{_D}.*)$")
_STAMPED = re.compile(r"\s*(?:เวลา|เลขท?[ี]?[่]?\s?รับ|วันท[ี]?[่]?(?=\s|[0-9๐-๙.]|$)).*$")
_SPECKS = " .,:;([|/\\-–—_'\"“”‘’*~^°•"
_SHORT = re.compile(r"\.[ก-ฮ]{1,2}$")  # ก.พ. without its last dot
_SPEAKS = re.compile(
    rf"^(?:ด้วย\s?)?(?P<name>(?:{AGENCY.pattern}).*?)\s?"
    "(?:พิจารณาแล้ว|(?<=\\s)(?:ได้|มี(?!น)|จะ|กำหนด|ร่วมกับ|ขอ|ประสงค์|ดำเนินการ|จัด))"
)
"""How the text of a stamped letter names its sender: who writes, or has considered."""
_DISTRICT = re.compile(rf"\s*เขต\s*{_D}{{1,2}}")
_OFF_CENTRE = 25.0  # points a centred line may lie off the title's middle
_TITLE_ENDS = ("ว่าด้วย", "เรื่อง", "ฉบับที่", "พ.ศ.")
_PARENT = ("กระทรวง",)  # a department's letterhead names its ministry as part of the address
_HANGING = (20.0, 60.0)  # points a wrapped value stands in from its label; the body's first line stands in 71
_ABOVE = 24.0  # points the agency's first line may stand over the number's: a line and a little
_LEVEL = 9.0  # points the tops of two parts of one line may lie apart
_FLUSH = 12.0  # points: lines that begin so near one another begin at the same edge
_TO_EDGE = 0.82  # of the page's width: a line that ends beyond is full
_RIGHT = 0.25  # of the page's width: the number's column begins before it, the sender's beyond
_DATE_LINE = 40  # letters: a longer line with a date in it is text

# An area office without its province, or a province where its office should stand: half a letterhead.
_IN_PART = re.compile("(?:ประถมศึกษา|มัธยมศึกษา)$|^จังหวัด")


def addressee(sheet: Sheet) -> Draft:
    """Whom the letter addresses, without เรียน or ถึง. Orders and announcements address nobody."""
    if sheet.kind in (Kind.ORDER, Kind.ANNOUNCEMENT, Kind.CERTIFICATE, Kind.MINUTES):
        return Draft(value=None, whole=True)
    found = sheet.to if sheet.kind is Kind.STAMPED else sheet.dear
    if found is None or not found.value:
        return NOTHING
    lines: list[Line] = []
    right = found.box[2]
    for line in sheet.lines[found.at + 1 : found.at + 3]:
        inset = line.box[0] - found.label.box[0]
        wrapped = _HANGING[0] < inset < _HANGING[1] or (abs(inset) < _FLUSH and right > _TO_EDGE * sheet.page.width)
        if not wrapped or begins(line, NEXT + BODY, sheet.slack):
            break
        lines.append(line)
        right = line.box[2]
    box = around([found.box, *(line.box for line in lines)])
    value = joined([found.value, *(line.text for line in lines)])
    draft = Draft(value=value, text=f"{found.label.text} {found.value}", box=box, whole=True)
    return spelt(replace(draft, value=_STAMPED.sub("", value) or None)) if sheet.slack else draft


def sender(sheet: Sheet) -> Draft:
    """The agency that sent the letter, without its address."""
    draft = _sender(sheet)
    if draft.value is not None and _IN_PART.search(draft.value):
        draft = replace(draft, whole=False)
    if not sheet.slack or draft.value is None:
        return draft
    return replace(draft, value=_trimmed(mended(_STAMPED.sub("", draft.value))) or None)


def _trimmed(name: str) -> str:
    """An agency's name without what OCR made of a stamp or a fold beside it: nothing follows its province but เขต."""
    name = name.strip(_SPECKS)
    if _SHORT.search(name):
        return f"{name}."
    for before in ("จังหวัด", "ประถมศึกษา", "มัธยมศึกษา"):
        at = name.find(before)
        province = next((one for one in provinces() if at >= 0 and name.startswith(one, at + len(before))), None)
        if province:
            end = at + len(before) + len(province)
            district = _DISTRICT.match(name, end)
            rest = name[district.end() if district else end :]
            return name if AGENCY.search(rest) else name[: len(name) - len(rest)].strip()
    return name


def spelt(draft: Draft) -> Draft:
    """What OCR read of names and titles of offices, as they are spelt; its text stays as it was read."""
    return replace(draft, value=mended(draft.value)) if draft.value else draft


def _sender(sheet: Sheet) -> Draft:
    if sheet.kind is Kind.MEMO:
        return _unit(sheet)
    if sheet.kind is Kind.STAMPED:
        return _under_seal(sheet)
    if sheet.kind in (Kind.EXTERNAL, Kind.CERTIFICATE):
        return _letterhead(sheet)
    return _titled(sheet) if sheet.kind in (Kind.ORDER, Kind.ANNOUNCEMENT) else NOTHING


def _unit(sheet: Sheet) -> Draft:
    """What stands behind ส่วนราชการ, down to the line of ที่, without its telephone."""
    found = sheet.unit
    if found is None:
        return NOTHING
    lines = sheet.unit_lines
    whole = joined([found.value, *(line.text for line in lines)])
    value = _LEADERS.sub("", _PHONE.sub("", whole)).strip()
    box = around([found.box, *(line.box for line in lines)])
    return Draft(value=value or None, text=f"{found.label.text} {whole}", box=box, whole=bool(value))


def _letterhead(sheet: Sheet) -> Draft:
    """The right column of the head, from the first agency down to its address or the date."""
    spans: list[Span] = []
    numbers = [line.box[1] for line in sheet.head if _number_span(line)]
    column = [(line, span) for line in sheet.head for span in line.spans if _is_in_column(span, sheet, numbers)]
    for at, (line, span) in enumerate(column):
        if dates_in(line.text):
            if spans:
                break
            continue
        if spans and after(span.text, _PARENT) is not None:
            return _sent(spans, whole=True)
        if not spans and (not AGENCY.search(span.text) or _is_place(span.text)):
            continue
        cut = _address_at(span.text, 0 if spans else 1)
        if cut == 0 and _names_the_province(span, [one for _, one in column[at + 1 :]], spans):
            cut = None
        text = span.text[:cut].strip()
        if text:
            spans.append(Span(text=text, box=span.box))
        if cut is not None:
            return _sent(spans, whole=True)
        if wrapped := _wrapped_below(line, span, sheet):
            spans.append(wrapped)
    return _sent(spans, whole=len(spans) == 1) if spans else _over_the_number(sheet)


def _over_the_number(sheet: Sheet) -> Draft:
    """The agency at the head of the paper, where the right column has none: how firms and societies print it."""
    spans = (span for line in sheet.head for span in line.spans if not _is_elsewhere(span, sheet))
    return _sent([span for span in spans if AGENCY.match(span.text)][:1], whole=False)


def _is_place(text: str) -> bool:
    """Whether a line is the address of an agency whose name was not read."""
    return _address_at(text, 0) == 0 and not text.startswith(("จังหวัด", "ศาลากลาง", "อาคาร"))


def _number_span(line: Line) -> Span | None:
    """The span of a line that begins with ที่ and holds figures."""
    labelled = (span for span in line.spans if after_number_label(behind_urgency(span.text, 1)) is not None)
    return next((span for span in labelled if any(map(str.isdigit, line.text))), None)


def _is_in_column(span: Span, sheet: Sheet, numbers: Sequence[float]) -> bool:
    """Whether a span belongs to the letterhead's right column, which begins at the height of the number.

    An agency that stands level with it is the letter's own, even where a stamp may be.
    """
    if span.box[0] < _RIGHT * sheet.page.width or (numbers and span.box[1] < numbers[0] - _ABOVE):
        return False
    level = bool(numbers) and abs(span.box[1] - numbers[0]) < _LEVEL and AGENCY.match(span.text) is not None
    return level or not _is_elsewhere(span, sheet)


def _address_at(text: str, start: int) -> int | None:
    """Where the address begins in a line of the letterhead; None where it holds none."""
    found = _ADDRESS.search(text, start)
    if found is None:
        found = _POST_CODE.search(text)
        before = text[: found.start()].split(" ")[-1].strip(_SPECKS) if found else ""
        if found is None or before not in provinces():
            return None
        at = text.rfind(before, 0, found.start())
        return at - len(short[0]) if (short := re.search(r"\s*จ[.\s]*$", text[:at])) else at
    return 0 if text[: found.start()].strip() in provinces() else found.start()  # "สุโขทัย ๖๔๐๕๐"


def _names_the_province(span: Span, below: Sequence[Span], spans: Sequence[Span]) -> bool:
    """Whether a line «จังหวัด…» ends the agency's name: the address with its own จังหวัด stands below it."""
    alone = re.fullmatch(r"จังหวัด\s?(\S+)", span.text)
    own = "".join(one.text for one in spans)
    addressed = bool(below) and _address_at(below[0].text, 0) == 0
    return bool(alone and spans and addressed and alone[1] in provinces() and not province_in(own))


def _wrapped_below(line: Line, span: Span, sheet: Sheet) -> Span | None:
    """The rest of a name that the writer's program wrapped to the left edge of the page, right below its line."""
    at = next(row for row, one in enumerate(sheet.head) if one is line)
    below = sheet.head[at + 1] if at + 1 < len(sheet.head) else None
    if below is None or len(below.spans) > 1:
        return None
    rest = below.spans[0]
    if span.box[2] + rest.box[2] - rest.box[0] < _TO_EDGE * sheet.page.width:  # it would have had room
        return None
    flush = abs(rest.box[0] - line.box[0]) < _FLUSH and rest.box[2] < span.box[0]
    plain = not any(letter.isdigit() for letter in rest.text) and _address_at(rest.text, 0) is None
    return rest if flush and plain and not dates_in(rest.text) else None


def _is_elsewhere(span: Span, sheet: Sheet) -> bool:
    return (
        within(span.box, sheet.stamps)
        or bool(dates_in(span.text))
        or (after_number_label(span.text) is not None and any(letter.isdigit() for letter in span.text))
    )


def _sent(spans: Sequence[Span], *, whole: bool) -> Draft:
    if not spans:
        return NOTHING
    value = ""
    for span in spans:
        value += f" {span.text}" if value and span.text.startswith("เขต") else span.text
    return Draft(value=value, text=value, box=around(span.box for span in spans), whole=whole)


def _under_seal(sheet: Sheet) -> Draft:
    """A stamped letter names its sender under the body, right above the date; the seal may hide both."""
    below = sheet.lines[len(sheet.head) :]
    ends = [at for at, line in enumerate(below) if dates_in(line.text) and len(line.text) < _DATE_LINE]
    for at in reversed(ends):
        spans: list[Span] = []
        for line in reversed(below[max(0, at - 2) : at]):
            spans.insert(0, line.spans[-1])
            if spans[0].box[2] < sheet.page.width / 2:
                break
            if AGENCY.match(spans[0].text):
                return _sent(spans, whole=True)
    right = [line.spans[-1] for line in below if line.spans[-1].box[0] > sheet.page.width / 3]
    named = [span for span in right if AGENCY.match(span.text) and (span.box[0] + span.box[2]) > sheet.page.width]
    return _sent(named[-1:], whole=False) if named or not sheet.slack else _who_speaks(below)


def _who_speaks(body: Sequence[Line]) -> Draft:
    for line in body:
        text = line.text
        if (found := _SPEAKS.match(text)) and (text.startswith("ด้วย") or "พิจารณาแล้ว" in found[0]):
            return Draft(value=found["name"], text=text, box=line.box)
    return NOTHING


def _titled(sheet: Sheet) -> Draft:
    """What follows คำสั่ง or ประกาศ in the title, down to ที่ or เรื่อง."""
    if sheet.title is None:
        return NOTHING
    _, at, rest = sheet.title
    lines = [sheet.lines[at]]
    texts = [rest]
    for line in sheet.lines[at + 1 : at + 3]:
        labelled = after_number_label(line.text) is not None or begins(line, _TITLE_ENDS + BODY, sheet.slack)
        if line not in sheet.head or labelled or is_rule(line) or not _is_under(line, lines[0]):
            break
        texts.append(line.text)
        lines.append(line)
    value = joined(texts)
    box = around(line.box for line in lines)
    return Draft(value=value or None, text=" ".join(line.text for line in lines), box=box, whole=bool(value))


def _is_under(line: Line, title: Line) -> bool:
    """Whether a line is centred under a title."""
    return abs((line.box[0] + line.box[2]) - (title.box[0] + title.box[2])) / 2 < _OFF_CENTRE
