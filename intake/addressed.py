"""Whether an addressee (เรียน, ถึง) is another office than our own. Pure.

Most letters are right, and the ways to write to an office are many: by its head, by its short name, by no name at all,
in a circle of all of its kind. So only what plainly names another office is told; whatever is not understood is ours.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

from intake.agencies import provinces
from registry.fold import fold

_MANY = re.compile(
    r"ทุก|ในสังกัด|ตามบัญชี|(?:ตาม|มี)ราย(?:ชื่อ|นาม)|แนบ|ต่างๆ|ทั้งหลาย|ทั้งหมด|ที่เกี่ยวข้อง|หัวหน้าส่วนราชการ|หัวหน้าหน่วยงาน"
    r"|กลุ่มโรงเรียน|เครือข่าย|[/,]|และ(?=ผู้|นาย|หัวหน้า|คณ|อธิ|โรงเรียน|สำนัก|ศึกษาธิการ|เลขา|ประธาน|หน่วย|สถาน|องค์การ|เทศบาล|ครู)"
)
_AREA = re.compile(
    r"(?:เขตพื้นที่การศึกษา(?P<level>ประถมศึกษา|มัธยมศึกษา)?|(?P<short>สพ[ปมท]|ส\.พ\.[ปมท])\.?)"
    r"(?P<place>[^0-9]*)(?P<number>\d{1,2})?"
)
_LEVELS = {"ประถมศึกษา": "ป", "มัธยมศึกษา": "ม"}
_SHORT = 3  # letters: «ขก», «อบ» stand for a province; only «ตาก» and «เลย» are whole names
_OTHERS = re.compile(
    r"(?:โรงเรียน(?!เอกชน|ขยาย|คุณภาพ|ประถม|มัธยม|นำร่อง|ที่|ผู้|ใน)|รร\.|วิทยาลัย|โรงพยาบาล|ผู้ว่าราชการจังหวัด|นายอำเภอ"
    r"|เทศมนตรี(?:ตำบล|เมือง|นคร)|เทศบาล(?:ตำบล|เมือง|นคร)|องค์การบริหารส่วน(?:ตำบล|จังหวัด)|นายกอบ[ตจ]\.?|ธนาคาร|บริษัท|สหกรณ์"
    r"|(?:ศึกษาธิการ|สาธารณสุข|ท้องถิ่น|คลัง|เกษตร|วัฒนธรรม|แรงงาน|พระพุทธศาสนา|มนุษย์|ประชาสัมพันธ์|พัฒนาการ|ที่ดิน)จังหวัด)(?=\S{2})"
    r"|^กระทรวง|^กรม|^จังหวัด|^อำเภอ|^คณะ(?!กรรม|อนุ|ครู|ทำงาน|ผู้|ต่าง)"
    r"|อธิการบดี|อธิบดี|คณบดี|ปลัดกระทรวง|รัฐมนตรี|เลขาธิการ|ศึกษาธิการภาค|เจ้าอาวาส|ประธาน(?:องคมนตรี|สภา|ศาล)|เจ้ากรม"
    r"|ผู้บัญชาการ|ผู้ว่าการ|สำนักงบประมาณ|ผู้จัดการ|สถานีตำรวจ"
)
_LIKENESS = 0.75  # of an own name to the addressee where OCR read it


@dataclass(frozen=True, slots=True)
class Area:
    """What an area office is told apart by, each "" where it is not said: level, province or place, number."""

    level: str
    place: str
    number: str

    def gainsays(self, other: Area, *, sure: bool) -> bool:
        """Whether the two cannot be one office; where it was not read surely a figure proves nothing."""
        if self.level and other.level and self.level != other.level:
            return True
        if (
            self.place
            and other.place
            and not (self.place.startswith(other.place) or other.place.startswith(self.place))
        ):
            return sure or other.place in provinces()
        return sure and bool(self.number and other.number) and self.number != other.number


@dataclass(frozen=True, slots=True)
class OwnOffice:
    """The office by its names, the full one first; () where they are not known, and then every letter is for it."""

    names: tuple[str, ...] = ()

    def is_another(self, addressee: str | None, *, sure: bool = True) -> bool:
        """Whether a letter to this addressee is plainly for another office."""
        text = fold(addressee or "")
        if not self.names or not text or self._is_named(text, sure=sure) or _MANY.search(text):
            return False
        if theirs := area_of(text):
            own = next(filter(None, map(area_of, self.names)), None)
            if own is None:
                return bool(theirs.place)
            return own.gainsays(theirs, sure=sure)
        return _OTHERS.search(text) is not None

    def _is_named(self, text: str, *, sure: bool) -> bool:
        forms = {form for name in self.names for form in _forms(fold(name))}
        if any(form in text for form in forms):
            return True
        return not sure and any(_alike(form, text) for form in forms if area_of(form) is None)


def area_of(name: str) -> Area | None:
    """The area office that a text names, in full or short ("สพป.ขอนแก่น เขต 1"); None where it names none."""
    match = _AREA.search(fold(name))
    if match is None:
        return None
    level = _LEVELS.get(match["level"] or "", (match["short"] or "")[-1:])
    place = match["place"].removesuffix("เขต").strip(".")
    if len(place) <= _SHORT and place not in provinces():
        place = ""
    return Area(level="" if level == "ท" else level, place=place, number=match["number"] or "")


def _forms(name: str) -> set[str]:
    """The ways a folded name is written inside an addressee: its head is called by what follows «สำนักงาน»."""
    if area_of(name):
        return {name}
    bare = name.removeprefix("สำนักงาน")
    forms = {name, bare.removeprefix("ศาลากลาง")}
    if bare.startswith("โรงเรียน"):
        forms |= {bare.replace("โรงเรียน", short, 1) for short in ("รร.", "ร.ร.")}
    return {form for form in forms if len(form) > 3}


def _alike(form: str, text: str) -> bool:
    blocks = difflib.SequenceMatcher(None, form, text, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size > 2) >= _LIKENESS * len(form)
