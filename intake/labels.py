"""The printed words of the regulation's forms, found in lines that bad print, OCR and fonts have damaged. Pure.

Words are compared by their letters alone, without marks and blanks; what OCR saw may differ in one more letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import islice

from intake.lines import Box, Line, Span, around
from intake.thai import MARKS, skeleton
from intake.thaidate import slips

DATE = ("วันที่",)
SUBJECT = ("เรื่อง",)
DEAR = ("กราบเรียน", "เรียน", "นมัสการ", "กราบทูล", "ขอประทานกราบทูล")
TO = ("ถึง",)
UNIT = ("ส่วนราชการ", "ส่วนงาน", "หน่วยงาน")
REFERENCE = ("อ้างถึง",)
ENCLOSED = ("สิ่งที่ส่งมาด้วย", "สิ่งที่แนบมาด้วย", "เอกสารแนบ")
URGENCIES = ("ด่วนที่สุด", "ด่วนมาก", "ด่วน")
SECRECIES = ("ลับที่สุด", "ลับมาก", "ลับ")

_RECEIVED = ("เลขรับ", "เลขที่รับ", "รับที่", "รับเลขที่", "เลขทะเบียนรับ", "ทะเบียนรับ", "เลขทะเบียน", "เวลา")
_FILLED_IN = re.compile(r"[\s.:…_/-]*(?:[0-9๐-๙].{0,30})?$")
_STAMP = (35.0, 50.0, 175.0, 70.0)  # points left, above, right, below its label: form 12 is 5 x 2.5 cm, printed freely
_LETTERS_FOR_A_SLIP = 3
_LONG, _VERY_LONG, _LONGEST = 5, 9, 24  # letters of a label
_MARKS = "".join(MARKS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A line that begins with a label: what follows it, and where."""

    at: int  # index of the line
    label: Span
    value: str
    box: Box


def after(text: str, words: Iterable[str], slack: int = 0) -> str | None:
    """What follows the label at the start of `text`; None if no such label is there.

    With `slack` a letter may be misread, and two of a long label; a short label must then stand apart from what
    follows: เรียบ is เรียน, but เรียบร้อย is not.
    """
    begun = (at for at, letter in enumerate(text) if letter not in MARKS and not letter.isspace())
    places = list(islice(begun, _LONGEST))
    for word in words:
        bones = _bones(word)
        if not slack and (not places or text[places[0]] != bones[0]):
            continue
        for length in (len(bones), len(bones) - 1) if slack else (len(bones),):  # OCR loses letters, too
            taken = places[:length]
            if not taken or len(taken) < length:
                continue
            seen = "".join(text[at] for at in taken)
            rest = text[taken[-1] + 1 :].lstrip(_MARKS)
            apart = (len(bones) >= _LONG and length == len(bones)) or not rest or not rest[0].isalnum()
            if seen == bones or (slack and apart and _is_slip(seen, bones, slack)):
                return rest.lstrip(" :：")
    return None


@cache
def _bones(word: str) -> str:
    return skeleton(word)


def _is_slip(seen: str, bones: str, slack: int) -> bool:
    """Whether OCR may have read the label so. A label of two letters with a wrong one is another word."""
    if len(bones) < _LETTERS_FOR_A_SLIP:
        return False
    allowed = slack + (len(bones) >= _VERY_LONG)
    begins_so = seen[0] == bones[0] or len(bones) >= _LONG
    return begins_so and slips(seen, bones, allowed) <= allowed


def is_word(text: str, word: str, slack: int = 0) -> bool:
    """Whether `text` is this word and nothing else."""
    rest = after(text, (word,), slack)
    return rest is not None and not rest.strip(" .-–_|*")


def labelled(lines: Iterable[Line], words: Iterable[str], slack: int = 0) -> Labelled | None:
    """The first line with a span that begins with one of `words`; its value runs to the end of the line."""
    words = tuple(words)
    for at, line in enumerate(lines):
        for number, span in enumerate(line.spans):
            rest = after(span.text, words, slack)
            if rest is not None:
                right = line.spans[number + 1 :]
                value = " ".join([rest, *(one.text for one in right)]).strip()
                return Labelled(at=at, label=span, value=value, box=around(one.box for one in (span, *right)))
    return None


def is_rule(line: Line) -> bool:
    """Whether a line is drawn with dots or dashes and no text."""
    return len(line.text) > 3 and not re.sub(r"[\s.…_=*~\-–—]", "", line.text)


def stamps(lines: Iterable[Line]) -> list[Box]:
    """The boxes that a receiver's stamp may cover, by the words printed in it."""
    left, above, right, below = _STAMP
    return [
        (span.box[0] - left, span.box[1] - above, span.box[0] + right, span.box[1] + below)
        for line in lines
        for span in line.spans
        if (rest := after(span.text, _RECEIVED)) is not None and _FILLED_IN.match(rest)
    ]


def within(box: Box, boxes: Iterable[Box]) -> bool:
    """Whether the middle of `box` lies in one of `boxes`."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in boxes)
