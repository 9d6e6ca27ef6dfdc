"""Classes of secrecy in words: what names one outside its place on a page. Pure.

A class belongs alone at the top and bottom of every page (`intake.fields`). Named anywhere else - in the text, a file's
name, a mail's subject - it may be the letter's own or another's, so it is a doubt; a doubt errs to secret. What only
holds the letters of ลับ is none: กลับ, ตลับ, เคล็ดลับ, ลับแล, and รักษาความลับ, which offices write of anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from intake.thai import normalise, skeleton
from intake.thaidate import slips
from registry.model import Secrecy

_MORE = r"\s?(?P<more>ที่\s?สุด|มาก)?"
_APART = re.compile(rf"(?<![ก-๎])ลับ{_MORE}(?:เฉพาะ)?(?![ก-๎])")  # a word by itself: "(ลับ)", "ลับมาก_12.pdf"
_KNOWN = re.compile(rf"(?:หนังสือ|เอกสาร|ข่าวสาร|ชั้น|ประเภท|ระดับ|ซอง|ตรา|แฟ้ม|เรื่อง)ลับ{_MORE}(?!แล(?![ะ้])|หลัง|สมอง)")
_HIGH = re.compile(r"(?<![กขคดตพสห])ลับ\s?(?P<more>ที่\s?สุด|มาก)(?!่)")  # but for กลับมาก่อน, เคล็ดลับที่สุด
_ONLY = re.compile(r"(?<![ก-๎])ลับเฉพาะ")
_ENGLISH = {"TOP SECRET": Secrecy.TOP_SECRET, "SECRET": Secrecy.SECRET, "CONFIDENTIAL": Secrecy.CONFIDENTIAL}
_LEAST = 2  # letters of a mark
_SLIPS = {Secrecy.CONFIDENTIAL: 1, Secrecy.SECRET: 2, Secrecy.TOP_SECRET: 2}  # letters OCR may misread in a mark
_SHORT = skeleton(Secrecy.CONFIDENTIAL)


@dataclass(frozen=True, slots=True)
class Class:
    """The class a letter is taken to have; not `sure`: the registrar is asked, and until then it is secret."""

    secrecy: Secrecy
    sure: bool


def named_in(text: str) -> Secrecy | None:
    """The highest class that a text names as one, whatever it says of it."""
    plain = normalise(text.replace("_", " "))
    found = [match for pattern in (_APART, _KNOWN, _HIGH) for match in pattern.finditer(plain)]
    classes = [_class_of(match["more"] or "") for match in found]
    if _ONLY.search(plain):
        classes.append(Secrecy.CONFIDENTIAL)
    return max(classes, key=lambda one: one.rank, default=None)


def stamped(text: str) -> Secrecy | None:
    """The class whose English mark is all of a line."""
    return _ENGLISH.get(re.sub(r"[^A-Z ]", "", text).strip()) if text.isupper() else None


def nearly(text: str) -> Secrecy | None:
    """The class that OCR may have misread as this line, standing alone where a class has its place."""
    bones = "".join(letter for letter in skeleton(normalise(text)) if "ก" <= letter <= "ฮ")
    if len(bones) < _LEAST or (len(bones) <= len(_SHORT) + 1 and not set(_SHORT) & set(bones)):
        return None
    for secrecy in reversed(Secrecy):
        if slips(bones, skeleton(secrecy), _SLIPS[secrecy]) <= _SLIPS[secrecy]:
            return secrecy
    return None


def highest(found: Iterable[Class | None]) -> Class | None:
    """The highest class of several; sure if that class is."""
    there = [one for one in found if one]
    return max(there, key=lambda one: (one.secrecy.rank, one.sure), default=None)


def _class_of(more: str) -> Secrecy:
    return Secrecy.SECRET if more == "มาก" else Secrecy.TOP_SECRET if more else Secrecy.CONFIDENTIAL
