"""The fields of a letter from its first page and its end, by the regulation's forms (ข้อ 11-25). Pure.

Layout first: what stands above เรื่อง is the head, and only there are the letter's own number and date; lines of
อ้างถึง and the receiver's stamp quote others. Nothing is guessed: a field that is not found is None.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from intake.labels import (
    DATE,
    DEAR,
    ENCLOSED,
    REFERENCE,
    SECRECIES,
    TO,
    URGENCIES,
    after,
    is_rule,
    is_word,
    labelled,
    within,
)
from intake.lines import Box, Line, Page, Span, around
from intake.sheet import Sheet, after_number_label
from intake.thai import skeleton
from intake.thaidate import WrittenDate, dates_in
from registry.model import Kind

_D = "[0-9๐-๙]"
_PREFIX = r"(?:[ก-ฮ]{1,6}\s?\.?\s?){0,3}(?:\([ก-ฮ.\s]{1,12}\)\s?)?"
_NUMBER = re.compile(
    rf"(?P<code>{_PREFIX}(?:{_D}[0-9๐-๙.\s()]*)?)/\s*(?:ว\.?\s*|พิเศษ\s*)?(?P<running>{_D}+(?:[-.]{_D}+)*)?"
    rf"(?:\s*/\s*{_D}{{2,4}})?"
    rf"|(?P<plain>[ก-ฮ]{{1,4}}\.?\s?(?:ว\s?)?{_D}+(?:\.{_D}+)*)"
)
_UNLABELLED = re.compile(rf"^[ก-ฮ]{{2,3}}\s?\.?\s?{_D}[0-9๐-๙.\s]{{3,}}/")
_RUNNING_ON = re.compile(rf"^(?:ว\s*)?[0-9๐-๙./\s]+$")
_FROM_DATE = re.compile("\\s*วันที่?.*$")
_LEADERS = re.compile(r"[.…_]{3,}")
_ADDRESS = re.compile(
    r"(?:^|\s)(?:ถนน|ถ\.|ตำบล|ต\.|อำเภอ|อ\.|จังหวัด|จ\.|เลขที่|หมู่|ม\.|ซอย|แขวง|ศาลากลาง|อาคาร|ตู้ ปณ|กรุงเทพ|กทม)"
    rf"|(?:^|\s){_D}{{1,4}}(?:/{_D}+)?\s?(?:หมู่|ม\.|ถนน|ซอย)|\s*{_D}{{5}}$"
)
_AGENCY = re.compile(
    "สำนัก|โรงเรียน|วิทยาลัย|กระทรวง|กรม|ที่ว่าการ|องค์การ|เทศบาล|จังหวัด|คณะ|ศูนย์|สถาบัน|ศาล|กอง|มูลนิธิ|สมาคม"
    "|บริษัท|ธนาคาร|การไฟฟ้า|การประปา|โรงพยาบาล|สถานี|สภา|วัด|สหกรณ์|ชมรม|ฝ่าย|กลุ่ม|งาน"
)
_PHONE = re.compile(r"\s*(?:โทรศัพท์|โทรสาร|โทร)\s*\.?.*$")
_BODY = ("ด้วย", "ตามที่", "เพื่อ", "อาศัย", "โดยที่", "เนื่อง", "จึง", "พร้อม")
_ISSUED = tuple(skeleton(words) for words in ("ประกาศ ณ วันที่", "สั่ง ณ วันที่", "ให้ไว้ ณ วันที่", "ณ วันที่"))
_CENTRED = 22.0  # points a centred line may lie off the title's middle
_HANGING = (20.0, 58.0)  # points a wrapped value stands in from its label; the body's first line stands in 71
_SUBJECT_LINES = 4
_RIGHT = 0.4  # of the page's width: the sender's column begins beyond it


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What one field was read as. `whole`: nothing in its place speaks against it."""

    value: str | None
    text: str = ""
    page: int = 1
    box: Box | None = None
    whole: bool = False


NOTHING = Draft(value=None)


def letter_no(sheet: Sheet) -> Draft:
    """The letter number as printed, without ที่. One whose running number is blank is given, but is not whole."""
    lines = sheet.head
    if sheet.title:
        lines = lines[sheet.title[1] + 1 :]
    found = [draft for line in lines for at in range(len(line.spans)) if (draft := _number(sheet, line, at))]
    if found:
        alone = len({draft.value for draft in found}) == 1
        return found[0] if alone else Draft(**{**_parts(found[0]), "whole": False})
    bare = (span for line in lines for span in line.spans if _UNLABELLED.match(span.text))
    return next((_draft(span.text, span, False) for span in bare if not within(span.box, sheet.stamps)), NOTHING)
