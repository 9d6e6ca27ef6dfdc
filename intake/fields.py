"""Lines of a first page to the fields of a letter, by the regulation's forms (domain: ข้อ 11-25). Pure.

Layout first: what stands above เรื่อง is the head, and only there are the letter's own number and date; lines of
อ้างถึง and the receiver's stamp quote others. Nothing is guessed: a field that is not found is None.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from intake.labels import (
    DATE,
    DEAR,
    ENCLOSED,
    NUMBER,
    REFERENCE,
    SECRECIES,
    SUBJECT,
    TO,
    UNIT,
    URGENCIES,
    Labelled,
    after,
    is_rule,
    is_word,
    labelled,
    stamps,
    within,
)
from intake.lines import Box, Line, Page, Span, around
from intake.thai import fold_digits, skeleton
from intake.thaidate import WrittenDate, dates_in
from registry.model import Kind

_D = "[0-9๐-๙]"
_PREFIX = r"(?:[ก-ฮ]{1,6}\s?\.?\s?){0,3}(?:\([ก-ฮ.\s]{1,12}\)\s?)?"
_NUMBER = re.compile(
    rf"(?P<code>{_PREFIX}(?:{_D}[0-9๐-๙.\s()]*)?)/\s*(?P<round>ว\.?\s*|พิเศษ\s*)?(?P<running>{_D}+(?:[-.]{_D}+)*)?"
    rf"(?:\s*/\s*{_D}{{2,4}})?"
    rf"|(?P<plain>[ก-ฮ]{{1,4}}\.?\s?(?:ว\s?)?{_D}+(?:\.{_D}+)*)"
)
_LEADERS = re.compile(r"[.…_]{3,}")
_ADDRESS = re.compile(
    r"(?:^|\s)(?:ถนน|ถ\.|ตำบล|ต\.|อำเภอ|อ\.|จังหวัด|จ\.|เลขที่|หมู่|ม\.|ซอย|แขวง|ศาลากลาง|อาคาร|ตู้ ปณ|กรุงเทพ|กทม)"
    rf"|(?:^|\s){_D}{{1,4}}(?:/{_D}+)?\s(?:หมู่|ม\.|ถนน|ซอย)|{_D}{{5}}$"
)
_AGENCY = re.compile(
    "สำนัก|โรงเรียน|วิทยาลัย|กระทรวง|กรม|ที่ว่าการ|องค์การ|เทศบาล|จังหวัด|คณะ|ศูนย์|สถาบัน|ศาล|กอง|มูลนิธิ|สมาคม"
    "|บริษัท|ธนาคาร|การไฟฟ้า|การประปา|โรงพยาบาล|สถานี|สภา|วัด|สหกรณ์|ชมรม|ฝ่าย|กลุ่ม|งาน"
)
_PHONE = re.compile(r"\s*(?:โทรศัพท์|โทรสาร|โทร)\s*\.?.*$")
_BODY = ("ด้วย", "ตามที่", "เพื่อ", "อาศัย", "โดยที่", "เนื่อง", "จึง", "พร้อม")
_TITLES = {Kind.ORDER: ("คำสั่ง", "ระเบียบ", "ข้อบังคับ"), Kind.ANNOUNCEMENT: ("ประกาศ", "แถลงการณ์")}
_CENTRED = 22.0  # points a centred line may lie off the title's middle
_MOST_SUBJECT_LINES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What one field was read as. `whole`: nothing in its place speaks against it."""

    value: str | None
    text: str = ""
    page: int = 1
    box: Box = (0.0, 0.0, 0.0, 0.0)
    whole: bool = False


NOTHING = Draft(value=None)
