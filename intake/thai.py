"""Thai text made plain: broken SARA AM, private-use marks, mark order, digits, and how sound a text layer is.

Pure functions. The private-use glyphs U+F700-F71A are those of the WTT 2.0 Thai fonts of Windows (shifted and
stacked marks); the order of marks is that of Unicode 16, chapter 16.2, and WTT 2.0.
"""

from __future__ import annotations

import re
import unicodedata

ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")

_PRIVATE = {
    0xF700: "ฐ",
    **dict(zip(range(0xF701, 0xF705), "ิีึื", strict=True)),
    **dict(zip(range(0xF705, 0xF70A), "่้๊๋์", strict=True)),
    **dict(zip(range(0xF70A, 0xF70F), "่้๊๋์", strict=True)),
    0xF70F: "ญ",
    **dict(zip(range(0xF710, 0xF718), "ัํ็่้๊๋์", strict=True)),
    **dict(zip(range(0xF718, 0xF71B), "ฺุู", strict=True)),
}
# Bullets of the Wingdings and Symbol fonts lie elsewhere in U+F000-F0FF; zero-width and soft marks say nothing.
_NOTHING = dict.fromkeys([*range(0xF000, 0xF100), 0xAD, *range(0x200B, 0x2010), 0x2060, 0xFEFF], "")
_SPACES = dict.fromkeys([0x09, 0x0A, 0x0D, 0xA0, *range(0x2000, 0x200B), 0x202F, 0x3000], " ")
_PRIVATE_OR_NOTHING = str.maketrans({**_NOTHING, **_PRIVATE})
_PLAIN = str.maketrans({**_NOTHING, **_SPACES, **_PRIVATE})

_VOWEL_MARKS = "ัิีึืฺุู็"
_TONES = "่้๊๋"
MARKS = frozenset(_VOWEL_MARKS + _TONES + "์ํ๎")
_CONSONANT = "[ก-ฮ]"

_BROKEN_AM = (
    (re.compile(f"([{_TONES}]?)ํ([{_TONES}]?) *า"), r"\1\2ำ"),  # nikhahit and SARA AA, also with the tone between
    (re.compile("ำ[าํ]+"), "ำ"),
    (re.compile("ํ?ำ"), "ำ"),
    (re.compile(f"(?<=[ก-ฮ{_TONES}]) +[าำ]"), "ำ"),  # neither ever begins a word
    (re.compile(f"(?<=[ก-ฮ])ำ([{_TONES}])"), r"\1ำ"),
)
_TONE_FIRST = re.compile(f"([{_TONES}์])([{_VOWEL_MARKS}])")
_TWICE = re.compile(f"([{_VOWEL_MARKS}{_TONES}์])\\1+")
_TWO_E = re.compile("เเ")
_MANY_SPACES = re.compile(" {2,}")

_CLUSTER = re.compile(
    f"(?:เ{_CONSONANT}[ิีื็]?[{_TONES}]?|แ{_CONSONANT}็?[{_TONES}]?|[โใไ]{_CONSONANT}[{_TONES}]?"
    f"|{_CONSONANT}(?:[ิุั]?์|[{_VOWEL_MARKS}]?[{_TONES}]?))(?:าะ|[ะาำๅ])?"
    "|[ๆฯ๐-๙]"
)
THAI = frozenset(map(chr, [*range(0x0E01, 0x0E3B), *range(0x0E40, 0x0E4F)]))
_TIS_620 = 0x0E01 - 0xA1
_THAI = re.compile("[ก-ฮะ-ฺเ-๎]")
_BAD = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00c0-\u02ff\ue000-\uf8ff\ufffd]|\\(cid:\\d+\\)")
_UNSHOWN = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f]|\\(cid:\\d+\\)")
_COMMON = re.compile(
    "การ|ที่|และ|ของ|ให้|เป็น|จาก|โดย|ตาม|เพื่อ|จึง|ได้|เรื่อง|เรียน|วัน|ด้วย|ผู้|กรรม|ศึกษา|สำนัก|งาน|คณะ|จังหวัด|อำเภอ|ประ|ความ"
    "|กำหนด|จำนวน|หนังสือ|ราชการ|ใน|มี|ไม่|หรือ|แห่ง|นาย|นาง|ครู|สถาน|บริหาร"
)
_MIXED = re.compile("(?<=[ก-๎])[A-Za-z#$%&*+;<=>@\\[\\]^_{|}~]|[A-Za-z#$%&*+;<=>@\\[\\]^_{|}~](?=[ก-๎])")
_MUCH_MIXED = 0.1  # of the Thai letters: sound text has a Latin letter beside a Thai one in a few places
_A_PAGE = 150  # Thai letters: on fewer the share of common words says nothing
_FEW_WORDS = 0.08  # of the letters: letters and tables of offices have 0.17 to 0.5, exchanged letters 0
_MUST_HAVE_AM = 60  # SARA AA: in sound text there are five SARA AM beside so many, and fonts lose all of them at once
_ABSURD_AM = 0.4  # of all SARA AA and SARA AM; in sound text it is 5 to 15 %


def normalise(text: str) -> str:
    """`text` in the form Thai is typed: marks in order, SARA AM whole, no private glyphs, single blanks, NFC.

    Lossless for sound text, and done twice it changes nothing.
    """
    text, before = unicodedata.normalize("NFC", text).translate(_PLAIN), ""
    while text != before:
        before = text
        text = _TONE_FIRST.sub(r"\2\1", _TWICE.sub(r"\1", _TWO_E.sub("แ", text)))
        for broken, whole in _BROKEN_AM:
            text = broken.sub(whole, text)
        text = unicodedata.normalize("NFC", _MANY_SPACES.sub(" ", text)).strip()
    return text


def fold_digits(text: str) -> str:
    """Thai digits as Arabic ones; fonts such as TH SarabunIT๙ mix both in one number."""
    return text.translate(ARABIC)


def fold(text: str) -> str:
    """The form two texts are compared and searched in: normalised, Arabic digits, no blanks, lower case."""
    return fold_digits(normalise(text)).replace(" ", "").casefold()


def skeleton(text: str) -> str:
    """The letters alone, without blanks and marks: what bad print and OCR leave of a label."""
    return "".join(letter for letter in text if letter not in MARKS and not letter.isspace())


def mapped(letter: str) -> str:
    """One character of a PDF as Unicode has it: private-use marks by the table, bullets away."""
    return letter.translate(_PRIVATE_OR_NOTHING)


def from_latin(letter: str) -> str:
    """The Thai letter whose TIS-620 code a Latin letter has: readers take a font without a table for Latin."""
    return chr(ord(letter) + _TIS_620) if "\xa1" <= letter <= "\xda" or "\xdf" <= letter <= "\xfb" else letter


def is_foreign(letter: str) -> bool:
    """Whether this is a letter that stands in no Thai text but in font tables gone wrong."""
    return bool(_BAD.match(letter))


def quality(text: str) -> float:
    """How far the normalised text of a page can be trusted, 0 to 1: 1 - 4 × faults / Thai letters.

    Faults are characters that no Thai text holds and sequences that Thai writing does not allow. What passes for
    Thai and is none is told by the whole: text without Thai letters gets 0; a page on which SARA AM crowds out
    SARA AA, that holds hardly a common word, or that mixes Latin into its words, at most 0.3; a long page without
    any SARA AM at most 0.9.
    """
    thai = len(_THAI.findall(text))
    if thai == 0:
        return 0.0
    faults = len(_BAD.findall(text)) + len(_THAI.findall(_CLUSTER.sub("", text)))
    score = max(0.0, 1 - 4 * faults / thai)
    am, aa = text.count("ำ"), text.count("า")
    if am > 8 and am > _ABSURD_AM * (am + aa):
        return min(score, 0.3)
    if thai > _A_PAGE and sum(map(len, _COMMON.findall(text))) < _FEW_WORDS * thai:
        return min(score, 0.3)
    if len(_MIXED.findall(text)) > _MUCH_MIXED * thai:
        return min(score, 0.3)
    return min(score, 0.9) if am == 0 and aa > _MUST_HAVE_AM else score


def shown(text: str) -> str:
    """A text that may have faults, without what no register can show: control characters and glyph numbers."""
    return _UNSHOWN.sub("", text)


def is_plain(text: str) -> bool:
    """Whether a short text has no fault at all: a field that has one is never sure."""
    return not _BAD.search(text) and not _THAI.search(_CLUSTER.sub("", text))


def thai_letters(text: str) -> int:
    """How many Thai letters and marks, digits not counted."""
    return len(_THAI.findall(text))
