"""The first page of a paper: its labels, its head, and which kind of official letter it is. Pure.

Kinds are told by the regulation's forms (ข้อ 11-25): a title word, or the labels an external letter must have.
What has neither is `Kind.OTHER`: an invoice, a newsletter, an enclosure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from intake.labels import (
    DATE,
    DEAR,
    SECRECIES,
    SUBJECT,
    TO,
    UNIT,
    URGENCIES,
    Labelled,
    after,
    is_word,
    labelled,
    stamps,
    within,
)
from intake.lines import Box, Line, Page, Span
from intake.thai import skeleton
from intake.thaidate import dates_in
from registry.model import Kind

_TITLES = (
    (Kind.ORDER, ("คำสั่ง", "ระเบียบ", "ข้อบังคับ")),
    (Kind.ANNOUNCEMENT, ("ประกาศ", "แถลงการณ์")),
    (Kind.MINUTES, ("รายงานการประชุม",)),
    (Kind.CERTIFICATE, ("หนังสือรับรอง",)),
)
_OTHER_WORDS = ("วาระ", "นียบัตร", "ซื้อ")  # ระเบียบวาระ, ประกาศนียบัตร and คำสั่งซื้อ are no titles of these kinds
_MINUTES = tuple(skeleton(word) for word in ("ผู้มาประชุม", "ระเบียบวาระ", "เริ่มประชุม"))
_CERTIFIES = tuple(skeleton(word) for word in ("ไว้เพื่อรับรองว่า", "ขอรับรองว่า"))
_ISSUES = ((Kind.ORDER, ("สั่ง ณ วันที่",)), (Kind.ANNOUNCEMENT, ("ประกาศ ณ วันที่",)))
_BY_YEAR = re.compile(r"\s*[0-9๐-๙]{1,4}\s?/\s?[0-9๐-๙\s]{4,6}$")
_WORD = re.compile(r"[ก-ฮ][ก-๎]{4,}|[0-9๐-๙]{2,}")
_OVERLAP = 0.35  # of a row's height: so much of a row of specks lies in the lines around it
_CENTRED = 0.08  # of the page's width: so far the middle of a centred line may lie off the page's
_CLOSING = skeleton("ขอแสดงความนับถือ")
_ISSUED = skeleton("ณ วันที่")
_TITLE_LINES = 10  # from the top; a stamp or a copy's mark may stand above the title
_TITLE_LETTERS = 110
_FIELD_LINES = 20  # from เรื่อง to สิ่งที่ส่งมาด้วย: each may run over several
_STANDS_IN = 15.0  # points from the labels' edge: a line of a value that goes on
_INDENTED = 30.0  # points: a line that begins so far from the labels' edge is a paragraph of the text
_ADDRESSED = 5  # lines from เรื่อง to เรียน, at most
_UPPER = 0.6  # of the page's height: below it เรื่อง is another paper's
_NUMBER_LABEL = re.compile(
    r"^[\W_]{0,3}(?:ท[ิีึื]?[่้์๋]?(?!\s*(?:ว[่]?าการ|ทำการ))\s*:?\s*(?=[ก-ฮA-Z0-9๐-๙/(.]|$)|เลขท[ิีึื]?[่้]?\s*:?\s*(?=[ก-ฮ]{2,4}\.?\s?[0-9๐-๙(]))"
)
AGENCY = re.compile(
    "สำนัก|โรงเรียน|วิทยาลัย|มหาวิทยาลัย|กระทรวง|กรม|ที่ว่าการ|ที่ทำการ|องค์การ|เทศบาล|จังหวัด|คณะ|ศูนย์|สถาบัน|ศาล"
    "|กอง|มูลนิธิ|สมาคม|บริษัท|ธนาคาร|การไฟฟ้า|การประปา|โรงพยาบาล|สถานี|สภา|วัด|สหกรณ์|ชมรม|ฝ่าย|กลุ่ม|งาน"
)
"""How the name of an agency begins."""

_FOLLOWED = ("ตามหนังสือ", "ตามบันทึก", "ตามคำสั่ง", "ตามประกาศ")
BODY = ("ด้วย", "ตามที่", "เพื่อ", "อาศัย", "โดยที่", "เนื่อง", "จึง", "อนุสนธิ", *_FOLLOWED)
"""How the first line of a letter's text begins, more often than not."""

_AND_SENDER = re.compile(rf"^(?P<number>[\W_]{{0,3}}ท[ิีึื]?[่้]?\s*\S.*?[0-9๐-๙/])\s+(?P<sender>(?:{AGENCY.pattern}).*)$")
_NUMBER_LIKE = re.compile(r"[0-9๐-๙.]{3,}[0-9๐-๙\s]*/|[0-9๐-๙]+\s*/\s*[0-9๐-๙]|[ก-ฮ]{2}\.?\s?[0-9๐-๙][0-9๐-๙.]{2,}")


@dataclass(frozen=True)
class Sheet:
    """A first page; `slack` is how many letters of a label may be wrong (0 for a sound text layer)."""

    page: Page
    lines: Sequence[Line]
    slack: int

    @cached_property
    def stamps(self) -> list[Box]:
        """Where the receiver's stamp may be."""
        return stamps(self.lines)

    @cached_property
    def subject(self) -> Labelled | None:
        """The line of เรื่อง; in a stamped letter, which has none, the word may begin a line of the body."""
        found = labelled(self.lines, SUBJECT, self.slack)
        if found is None or found.label.box[1] > _UPPER * self.page.height:
            return None
        return found if self.to is None or found.at < self.to.at else None

    @cached_property
    def dear(self) -> Labelled | None:
        """The line of เรียน; where there is no เรื่อง, only above ถึง, for a line of the text may begin so."""
        found = self.below_subject(DEAR)
        if found and self.subject is None and self.to is not None and self.to.at < found.at:
            return None
        return self._second_dear or found

    @cached_property
    def _second_dear(self) -> Labelled | None:
        """A second เรียน below the first: a subject about a ผู้เรียน may break before เรียน, and go on a line more."""
        found = self.below_subject(DEAR) if self.subject else None
        if found is None:
            return None
        below = self.lines[found.at + 1 : found.at + (3 if self.stands_in(found.label.box) else 2)]
        again = labelled(below, DEAR, self.slack)
        return replace(again, at=found.at + 1 + again.at) if again else None

    def stands_in(self, box: Box) -> bool:
        """Whether a line begins further in than เรื่อง does, as those that a subject goes on over."""
        return self.subject is not None and box[0] - self.subject.label.box[0] > _STANDS_IN

    @property
    def is_plain(self) -> bool:
        """Whether only one line below เรื่อง begins with เรียน, so that it is clear where the subject ends."""
        return self._second_dear is None

    @cached_property
    def to(self) -> Labelled | None:
        """The ถึง of a stamped letter, which has neither เรื่อง nor เรียน."""
        found = labelled(self.lines, TO, 0)
        if found is None or found.label.box[1] > _UPPER * self.page.height:
            return None
        about = labelled(self.lines[found.at :], SUBJECT, 0)
        if about and about.label.box[0] - found.label.box[0] > _INDENTED:  # a paragraph of the text
            return found
        addressed = about and labelled(self.lines[found.at + about.at : found.at + about.at + _ADDRESSED], DEAR, 0)
        return None if addressed and addressed.value else found

    @cached_property
    def unit(self) -> Labelled | None:
        return labelled(self.head, UNIT, self.slack)

    @cached_property
    def unit_lines(self) -> Sequence[Line]:
        """The lines that the value of ส่วนราชการ goes on over, above that of ที่."""
        if self.unit is None:
            return ()
        below = self.head[self.unit.at + 1 : self.unit.at + 5]
        numbered = [
            at
            for at, line in enumerate(below)
            if any(after_number_label(behind_urgency(span.text, self.slack)) for span in line.spans)
        ]
        return below[: numbered[0]] if numbered else ()

    @cached_property
    def head(self) -> Sequence[Line]:
        """The lines above เรื่อง, or above ถึง or เรียน, or else the page's upper third."""
        end = self.subject or self.to or (labelled(self.lines[:20], DEAR, 0) if self.slack else None)
        if end:
            return self.lines[: end.at]
        return [line for line in self.lines if line.box[1] < self.page.height / 3]

    @cached_property
    def title(self) -> tuple[Kind, int, str] | None:
        """The title's kind, the index of its line and what follows its word."""
        for at, line in enumerate(self.head[:_TITLE_LINES]):
            for kind, words in _TITLES:
                rest = after(line.text, words, self.slack)
                if rest is not None and len(line.text) < _TITLE_LETTERS and not rest.startswith(_OTHER_WORDS):
                    return kind, at, rest
        return None

    @cached_property
    def numbered(self) -> bool:
        """Whether the head has a line with ที่ and what looks like a letter number."""
        return any(
            (rest := after_number_label(behind_urgency(span.text, self.slack))) is not None
            and _NUMBER_LIKE.search(rest or " ".join(one.text for one in line.spans))
            for line in self.head
            for span in line.spans
        )

    @cached_property
    def dated(self) -> bool:
        """Whether a date stands alone in the head, as an external letter has it."""
        return any(
            (dates := dates_in(span.text)) and len(span.text) - (dates[0].end - dates[0].start) < 6
            for line in self.head
            for span in line.spans
            if not within(span.box, self.stamps)
        )

    @cached_property
    def kind(self) -> Kind:
        if self._is_memo():
            return Kind.MEMO
        return self._by_title() or self._by_labels()

    def _is_memo(self) -> bool:
        if any(is_word(span.text, "บันทึกข้อความ", self.slack) for line in self.head for span in line.spans):
            return True
        return bool(self.unit and self.subject and labelled(self.head, DATE, self.slack))

    def _by_title(self) -> Kind | None:
        bones = skeleton(self.page.text)
        if self.title is None:
            return None if self.subject and self.dear else self._by_end(bones)
        kind = self.title[0]
        proofs = {
            Kind.ORDER: bool(self.subject) or _ISSUED in bones,
            Kind.ANNOUNCEMENT: bool(self.subject) or _ISSUED in bones,
            Kind.MINUTES: any(word in bones for word in _MINUTES),
            Kind.CERTIFICATE: any(word in bones for word in _CERTIFIES),
        }
        return kind if proofs[kind] else None

    def _by_end(self, bones: str) -> Kind | None:
        """The kind of a paper without a title: what it says of itself, and how the line that dates it begins."""
        if any(word in bones for word in _CERTIFIES):
            return Kind.CERTIFICATE
        for kind, words in _ISSUES:
            if self.subject and any(after(line.text, words, self.slack) is not None for line in self.lines):
                return kind
        return Kind.ORDER if self.subject and not self.to and any(map(self._is_orders, self.head)) else None

    def _is_orders(self, line: Line) -> bool:
        """Whether a line is the number of an order: ที่ ๑๒/๒๕๖๙, centred."""
        middle = (line.box[0] + line.box[2]) / 2
        centred = abs(middle - self.page.width / 2) < _CENTRED * self.page.width
        rest = after_number_label(line.text) if centred else None
        return rest is not None and _BY_YEAR.match(rest) is not None

    def _by_labels(self) -> Kind:
        if self.subject and self.dear:
            closed = _CLOSING in skeleton(self.page.text)
            return Kind.EXTERNAL if self.numbered or self.dated or closed else Kind.OTHER
        if self.numbered and self.subject and self.dated:
            return Kind.EXTERNAL
        return Kind.STAMPED if self.numbered and self.to and not self.dear else Kind.OTHER

    def below_subject(self, words: Sequence[str]) -> Labelled | None:
        """The first label of these below เรื่อง, or in the upper page where that was not found."""
        start = self.subject.at if self.subject else 0
        below = self.lines[start : start + _FIELD_LINES] if self.subject else self.lines[:20]
        found = labelled(below, words, self.slack)
        return Labelled(at=found.at + start, label=found.label, value=found.value, box=found.box) if found else None


def columned(lines: Sequence[Line], slack: int = 0) -> tuple[Line, ...]:
    """The lines with a sender that stands close behind a long number as a span of its own, boxes by letter count.

    With `slack` also without the rows that OCR made of tall marks and specks between two lines.
    """
    parted = [replace(line, spans=tuple(part for span in line.spans for part in _parted(span))) for line in lines]
    return tuple(line for at, line in enumerate(parted) if not (slack and _is_ghost(line, parted, at)))


def _is_ghost(line: Line, lines: Sequence[Line], at: int) -> bool:
    """Whether a row holds no word and lies over its neighbours."""
    if _WORD.search(line.text) or (len(line.spans) == 1 and is_word(line.text, SECRECIES[-1])):
        return False
    top, bottom = line.box[1], line.box[3]
    beside = (one.box for one in (*lines[max(0, at - 1) : at], *lines[at + 1 : at + 2]))
    over = max((min(bottom, box[3]) - max(top, box[1]) for box in beside), default=0.0)
    return over > _OVERLAP * (bottom - top)


def _parted(span: Span) -> tuple[Span, ...]:
    match = _AND_SENDER.match(span.text)
    if match is None:
        return (span,)
    left, top, right, bottom = span.box
    middle = left + (right - left) * match.end("number") / len(span.text)
    number = Span(text=match["number"], box=(left, top, middle, bottom))
    return number, Span(text=match["sender"], box=(middle, top, right, bottom))


def behind_urgency(text: str, slack: int) -> str:
    """The text from its ที่ on, where a class of urgency stands before that."""
    for word in URGENCIES:
        rest = after(text, (word,), slack)
        number = after_number_label(rest) if rest is not None else None
        if rest is not None and number is not None and not number.startswith("สุด"):  # of ด่วนที่สุด
            return rest
    return text


def after_number_label(text: str) -> str | None:
    """What follows ที่ (or what bad print leaves of it) at the start of a span; None if it does not begin so."""
    match = _NUMBER_LABEL.match(text)
    return text[match.end() :] if match else None
