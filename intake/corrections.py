"""What a person says of an entry's fields: `ถูกต้อง`, or `แก้ FIELD VALUE`, in a mail, a text file or a command. Pure.

Written by hand and in a hurry, so much is let pass: no blanks, colons, either kind of digits, full-width ones,
quotes, the usual other names of a field, several fields in a line. All or nothing: where one piece is not understood
none of it counts, and the faults say why.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from intake.checks import Fault, Given, Trouble, check
from intake.thai import normalise


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A person's answer: values by field (None: there is none), whether all else is right, or what is not clear."""

    values: Mapping[str, str | None]
    confirmed: bool
    faults: tuple[Fault, ...] = ()


_FIELDS = {
    "letter_no": r"(?:เลข\s*ที่?\s*หนังสือ|เลข\s*หนังสือ|หนังสือ\s*ที่|เลข\s*ที่?|เลข(?=[\s:]))(?!\s*(?:ทะเบียน\s*)?รับ)|ที่(?!สุด)",
    "date": r"(?:ลง\s*)?วัน\s*เดือน\s*ปี|(?:ลง\s*)?วัน\s*ที่?|ลว\s*\.?(?=[\s:\d๐-๙.])|ว\s*\.?\s*ด\s*\.?\s*ป\s*\.?",
    "subject": r"(?:ชื่อ\s*|หัว\s*)?เร[ืิี]?[่้]?อง",
    "sender": r"จาก|ผู้\s*ส่ง|ส่วน\s*ราชการ|หน่วย\s*งาน(?:\s*ที่\s*ส่ง|\s*ผู้\s*ส่ง)?",
    "addressee": r"ถึง|เรียน|ผู้\s*รับ",
    "urgency": r"ชั้น\s*ความ\s*เร็ว|ความ\s*เร็ว|ความ\s*เร่ง\s*ด่วน",
    "summary": r"สรุป(?:\s*ความ)?|สาระ(?:\s*สำคัญ)?|ใจความ",
    "answer_by": r"(?:ให้\s*)?ตอบ(?:\s*กลับ)?\s*ภายใน(?:\s*วัน\s*ที่)?|กำหนด\s*ตอบ(?:\s*กลับ)?",
}
_ENGLISH = {
    "letter_no": r"number\b|no\b\.?",
    "date": r"date\b",
    "subject": r"subject\b",
    "sender": r"from\b",
    "addressee": r"to\b",
    "urgency": r"urgency\b",
    "summary": r"summary\b",
    "answer_by": r"answer\s+by\b",
}


@dataclass(frozen=True, slots=True)
class Names:
    """The fields that may be spoken of. `begins`: one at the start of a text; `again`: a further one in its line."""

    begins: re.Pattern[str]
    again: re.Pattern[str]


def _names(fields: Sequence[str]) -> Names:
    def named(words: Mapping[str, str]) -> str:
        return "|".join(f"(?P<{field}>{words[field]})" for field in fields)

    begins = named({field: f"{_FIELDS[field]}|{_ENGLISH[field]}" for field in fields})
    again = named({**_FIELDS, "letter_no": _FIELDS["letter_no"].removesuffix(r"|ที่(?!สุด)")})
    return Names(
        begins=re.compile(begins, re.IGNORECASE),
        again=re.compile(rf"(?:แก้(?:[ไใ]ข)?\s*)?(?:{again})"),
    )


OF_ENTRY = _names(("letter_no", "date", "subject", "sender", "addressee", "urgency"))
"""What is said of an entry that came in."""

OF_DRAFT = _names(("answer_by", "letter_no", "date", "subject", "addressee", "urgency", "summary"))
"""What is said of a letter of ours that is to be sent."""

_IS = r"\s*(?:[:=]|คือ(?=[\s:])|แก้(?:[ไใ]ข)?\s*เป็น|{to_be}|-(?=\s))*\s*"
_IS_PLAIN = re.compile(_IS.format(to_be="เป็น"))
_IS_WORDS = re.compile(_IS.format(to_be=r"เป็น(?=[\s:])"))  # เป็น may begin a subject
_VERB = re.compile(
    r"(?:(?:ยัง)?ไม่ถูก(?:ต้อง)?|ผิด)?[\s,.–-]*(?:ขอ|โปรด|กรุณา|ช่วย|รบกวน|ให้)*\s*"
    r"(?:แก้(?:\s*[ไใ]ข)?(?:\s*เป็น)?|(?:fix|correct)\b)[\s:=.–-]*",
    re.IGNORECASE,
)
_PARTICLE = r"(?:นะ)?\s*(?:ครับ|คับ|ค่ะ|คะ|จ้า|จ้ะ)"
_POLITE = re.compile(rf"\s+(?:ขอบ(?:พระ)?คุณ(?:มาก)?\s*)?{_PARTICLE}\s*$")
_GLUED = re.compile(rf"(?:\s+ขอบ(?:พระ)?คุณ(?:มาก)?)?(?:{_PARTICLE})?$")
_RIGHT = re.compile(
    r"(?:(?:ตรวจ|ดู|เช็ค)(?:สอบ)?(?:แล้ว)?\s*)?(?:(?:ที่เหลือ|นอกนั้น|อื่น\s?ๆ|ข้อมูล|ทุกช่อง|ทั้งหมด)\s*)?"
    rf"(?:ถูกต้อง|ถูก|ใช่|โอเค|ok|okay|correct|yes)\s*(?:แล้ว|ทุกช่อง|ทั้งหมด|หมด|ทุกอย่าง|ดี)*(?:\s*{_PARTICLE})?[\s.!]*",
    re.IGNORECASE,
)
_GAINSAYS = re.compile(r"แต่|ยกเว้น|ผิด|ไม่ถูก|ไม่ใช่|แก้|ไม่แน่ใจ|ตรวจอีก")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_QUOTES = {'"': '"', "“": "”", "”": "”", "„": "“", "«": "»", "‘": "’", "'": "'", "``": "``", "″": "″"}
_FREE = frozenset({"subject", "sender", "addressee", "summary"})
_PARTED = re.compile(r"\s*[;|/]\s*")  # between fields, after a subject, which may hold any word
_PARTED_ANY = re.compile(r"\s*[;,|/]\s*|\s+(?:และ\s*)?")  # after a number, a date, a class or a name
_LONG = 55  # letters after which mail programs break a line


def understand(text: str, received: date, *, asked: bool = False) -> Said:
    """The answer in `text`, line by line; `received`: when the letter came, which its date must fit.

    `asked`: it was written where fields were asked for, so «FIELD VALUE» will do; a mail may hold lines that only look
    so, and there แก้ must come first. Lines that say nothing are passed over (greetings, a name), except beside an
    answer, where they might gainsay it.
    """
    found = FieldAnswer(received, asked=asked)
    for line in plain_lines(text):
        found.take(line)
    return found.said()


class FieldAnswer:
    """What has been understood of the fields so far, from the first line down."""

    def __init__(self, received: date, *, asked: bool = False, names: Names = OF_ENTRY) -> None:
        self._received = received
        self._names = names
        self._given: list[tuple[str, Given]] = []
        self._faults: list[Fault] = []
        self._confirmed = False
        self._open = asked  # where an answer may go on without แก้: in its own paragraph
        self._begun = False
        self._last_length = 0
        self._unknown: list[tuple[str, bool]] = []

    def take(self, line: str) -> bool:
        """Take the next line; whether it says something of a field. An empty one ends a paragraph."""
        length, self._last_length = self._last_length, len(line)
        if not line:
            self._open = self._open and not self._begun
            return False
        if _RIGHT.fullmatch(line):
            self._confirmed = self._open = self._begun = True
        elif verb := _VERB.match(line):
            self._open = True
            self._command(line[verb.end() :])
        elif self._open and self._begun_field(line):
            self._pieces(line)
        elif self._open and self._unfinished(length):
            self._go_on(line)
        else:
            self._unknown.append((line, self._open))
            return False
        return True

    def go_on(self, line: str) -> bool:
        """Take a line only as the end of the value above it, which the line above leads on to; whether it is that."""
        if not (self._open and self._unfinished(self._last_length)):
            return False
        self._last_length = len(line)
        self._go_on(line)
        return True

    def said(self) -> Said:
        answered = bool(self._given or self._confirmed)
        if answered:
            unclear = [
                line
                for line, beside in self._unknown
                if (beside and self._names.begins.match(line)) or _GAINSAYS.search(line)
            ]
            self._faults += [Fault(Trouble.UNCLEAR, "", line) for line in unclear]
        values = self._checked()
        if not answered and not self._faults:
            self._faults.append(Fault(Trouble.NOTHING, "", self._unknown[0][0] if self._unknown else ""))
        if self._faults:
            return Said(values={}, confirmed=False, faults=tuple(self._faults))
        return Said(values=values, confirmed=self._confirmed)

    def _checked(self) -> dict[str, str | None]:
        values: dict[str, str | None] = {}
        for field, given in self._given:
            value = check(field, given, self._received)
            if isinstance(value, Fault):
                self._faults.append(value)
            elif field in values and values[field] != value:
                self._faults.append(Fault(Trouble.TWICE, field, given.text))
            else:
                values[field] = value
        return values

    def _command(self, rest: str) -> None:
        while verb := _VERB.match(rest):
            rest = rest[verb.end() :]
        if _RIGHT.fullmatch(rest):
            self._confirmed = self._begun = True
        elif rest:
            self._pieces(rest)

    def _unfinished(self, length: int) -> bool:
        """Whether the line before, of this length, may go on in the next."""
        if not self._given or self._given[-1][1].quoted:
            return False
        return length >= _LONG or not self._given[-1][1].text

    def _begun_field(self, line: str) -> bool:
        match = self._names.begins.match(line)
        return match is not None and bool(re.match(r"[\s:=]|เป็น", line[match.end() :]))

    def _pieces(self, rest: str) -> None:
        """The fields of one line, one after another."""
        self._begun = True
        while rest:
            if _RIGHT.fullmatch(rest):
                self._confirmed = True
                return
            match = self._names.begins.match(rest)
            if match is None:
                self._unnamed(rest)
                return
            field = str(match.lastgroup)
            is_ = _IS_WORDS if field in _FREE else _IS_PLAIN
            rest = rest[match.end() :]
            given, rest = _value(field, rest[_end(is_, rest) :], self._names)
            self._given.append((field, given))

    def _unnamed(self, text: str) -> None:
        """A value that can be that of one field only: a date, a number with its slash, a class of urgency."""
        fields = ("date", "urgency", *(["letter_no"] if "/" in text else []))
        fitting = [field for field in fields if isinstance(check(field, Given(text), self._received), str)]
        if len(fitting) == 1:
            self._given.append((fitting[0], Given(text)))
        else:
            self._faults.append(Fault(Trouble.FIELD, "", text))

    def _go_on(self, line: str) -> None:
        """A line that a mail program broke in two, at a blank; or the value below its field."""
        field, given = self._given[-1]
        self._given[-1] = field, Given(f"{given.text} {line}".strip())


def plain_lines(text: str) -> list[str]:
    """The lines in plain form; quotes around a whole line are how the answer was shown, not meant."""
    lines = [normalise(line.translate(_WIDE)).strip("•·* \t") for line in text.splitlines()]
    return [line[1:].rstrip("”»\"’'") if line[:1] in _QUOTES and _VERB.match(line[1:]) else line for line in lines]


def _end(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.match(text)
    return match.end() if match else 0


def _value(field: str, text: str, names: Names) -> tuple[Given, str]:
    """The value at the start of `text`, and what follows it."""
    closing = _QUOTES.get(text[:1])
    if closing:
        inside, mark, rest = text[1:].partition(closing)
        if mark and inside.strip():
            rest = rest.lstrip(" ;,/|").removeprefix("และ").lstrip()
            return Given(inside.strip(), quoted=True), rest
        text = text[1:]
    for parted in (_PARTED if field in ("subject", "summary") else _PARTED_ANY).finditer(text):
        after = text[parted.end() :]
        again = names.again.match(after)
        if (again and (field not in _FREE or after[again.end() : again.end() + 1] in " :")) or _RIGHT.fullmatch(after):
            return _given(field, text[: parted.start()]), after.removeprefix("แก้ไข").removeprefix("แก้").lstrip()
    return _given(field, text), ""


def _given(field: str, text: str) -> Given:
    """Without what politeness and haste put around a value."""
    kept = _POLITE.sub("", text).strip(" \"“”«»'‘’")
    return Given(kept if field in _FREE else _GLUED.sub("", kept).strip())
