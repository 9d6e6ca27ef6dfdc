"""By which names schools and groups of schools are known, made comparable. Pure.

Names come in three ranks: whole ("โรงเรียนบ้านนา", "อำเภอเมือง"), without the word for what it is ("บ้านนา", "เมือง"),
and short ("นา" for บ้านนา, "บ้านนา" for บ้านนา (ราษฎร์อุทิศ)). What has a name of an earlier rank is meant by it, so
"บ้านนา" is that school although บ้านนา (ราษฎร์อุทิศ) may be called so too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from registry.fold import fold

Names = tuple[set[str], set[str], set[str]]
"""The keys of one school or group, by rank."""

ALL = "ทุกโรงเรียน"
_ALL = (
    ALL,
    "ทุกโรง",
    "ทุกแห่ง",
    "โรงเรียนทุกแห่ง",
    "โรงเรียนทุกโรง",
    "โรงเรียนทุกโรงเรียน",
    "โรงเรียนทั้งหมด",
    "ทุกโรงเรียนในสังกัด",
    "โรงเรียนในสังกัด",
    "โรงเรียนในสังกัดทุกแห่ง",
    "โรงเรียนในสังกัดทุกโรง",
    "โรงเรียนในสังกัดทุกโรงเรียน",
    "สถานศึกษาทุกแห่ง",
    "สถานศึกษาในสังกัดทุกแห่ง",
    "all",
    "all schools",
)

_ABBREVIATED = (
    (re.compile(r"^\s*(?:ผู้อำนวยการ|ผอ\.?)\s*(?=โรงเรียน|ร\.\s*ร\.|รร)"), ""),
    (re.compile(r"(?<![^\s(])(?:ร\.\s*ร\.|รร\.?)"), "โรงเรียน"),
    (re.compile(r"(?<![^\s(])อ\."), "อำเภอ"),
)
# Also all that cannot stand in the name of a folder, and so is another character there.
_IGNORED = re.compile(r"""[-\\/:*?"<>|()\[\].,;'’‘“”«»–—]+""")

_SCHOOL = "โรงเรียน"
_OTHER_SCHOOLS = ("วิทยาลัย", "ศูนย์", "สถาบัน", "มหาวิทยาลัย")
_DISTRICT = "อำเภอ"
_OTHER_DISTRICTS = ("เขต", "กิ่งอำเภอ")
_NETWORKS = ("กลุ่มเครือข่าย", "กลุ่มโรงเรียน", "ศูนย์เครือข่าย", "เครือข่าย", "กลุ่ม", "ศูนย์")
_OTHER_NETWORKS = ("สหวิทยาเขต",)
_BRACKETED = re.compile(r"\s*[(\[].*?[)\]]")
_BEFORE = re.compile(r"ชุมชน|บ้าน|วัด")
_NUMBERED = re.compile(r"^ที่(?=\d)")
_MEMBERS = re.compile(r"^(?:ทุกโรงเรียน(?:ใน)?|โรงเรียนใน)(?=.)")
_LEAST = 2
"""Letters that a name without what it is must have to stand for it."""


def key(text: str) -> str:
    """A name as it is compared: folded, common abbreviations written out, without brackets, quotes and dots."""
    for abbreviated, whole in _ABBREVIATED:
        text = abbreviated.sub(whole, text)
    return fold(_IGNORED.sub("", text))


def bare(text: str) -> str:
    """A folded name without the word for what it is: what tells one school or group from another."""
    folded = key(text)
    words = (_SCHOOL, _DISTRICT, *_NETWORKS)
    return next((folded.removeprefix(word) for word in words if folded.startswith(word)), folded)


def members(text: str) -> str:
    """The group of "ทุกโรงเรียนในอำเภอเมือง", folded."""
    return _MEMBERS.sub("", key(text))


def school_title(name: str) -> str:
    """บ้านนา and ร.ร.บ้านนา are โรงเรียนบ้านนา."""
    spelled = re.sub(r"^(?:ร\.\s*ร\.|รร\.?)\s*", _SCHOOL, name)
    return spelled if spelled.startswith((_SCHOOL, *_OTHER_SCHOOLS)) else _SCHOOL + spelled


def district_title(name: str) -> str:
    """เมือง is อำเภอเมือง."""
    spelled = re.sub(r"^อ\.\s*", "", name)
    return spelled if not spelled or spelled.startswith((_DISTRICT, *_OTHER_DISTRICTS)) else _DISTRICT + spelled


def network_title(name: str) -> str:
    """เมือง is กลุ่มเครือข่ายเมือง, 2 is กลุ่มเครือข่ายที่ 2."""
    if not name or name.startswith((*_NETWORKS, *_OTHER_NETWORKS)):
        return name
    return f"{_NETWORKS[0]}ที่ {name}" if name.isdecimal() else _NETWORKS[0] + name


def school_names(name: str, code: str, address: str, district: str) -> Names:
    """A school is also known by its code and its address, and its name may be told apart by its district."""
    whole = {key(name), key(code), key(address), key(name + district)}
    short = {own for own in _shorter(_BRACKETED.sub("", name)) if own}
    return _names(whole, {bare(name)}, short | {_SCHOOL + own for own in short})


def district_names(name: str) -> Names:
    """The district around the seat of a province is called เมือง for short: อำเภอเมืองสมมุติ."""
    own = bare(name)
    short = {_DISTRICT + "เมือง", "เมือง"} if own.startswith("เมือง") else set()
    return _names({key(name)}, {own}, short)


def network_names(name: str) -> Names:
    own = _NUMBERED.sub("", bare(name))
    return _names({key(name)}, {own, *(word + own for word in _NETWORKS)}, set())


def group_names(name: str) -> Names:
    own = bare(name)
    return _names({key(name)}, {own, "กลุ่ม" + own}, set())


def all_names() -> Names:
    return _names(map(key, _ALL), set(), set())


def _shorter(name: str) -> set[str]:
    """บ้านนา and นา of ชุมชนบ้านนา."""
    found = {bare(name)}
    while match := _BEFORE.match(name := bare(name)):
        name = name[match.end() :]
        found.add(name)
    return found


def _names(whole: Iterable[str], without: Iterable[str], short: Iterable[str]) -> Names:
    return (
        {each for each in whole if each},
        {each for each in without if len(each) >= _LEAST},
        {each for each in short if len(each) >= _LEAST},
    )
