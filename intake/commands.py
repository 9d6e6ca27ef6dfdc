"""What a person orders in an answer: the lines above the quotation to commands. Pure.

A line is a command by its first word (`intake.phrases`); what it says of fields goes to `intake.corrections`. All or
nothing: where one piece is not clear none of it counts, and the faults say why. A text without a command is a remark,
and so is one that may mean the opposite: `ยังไม่รับทราบ`, «รับทราบ แต่ไม่ใช่ของกลุ่มเรา», a question. Above all nothing
but a plain รับทราบ acknowledges.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from intake import phrases
from intake.checks import Fault, Given, Trouble, check
from intake.corrections import FieldAnswer, plain_lines
from registry.assignments import Task


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """รับทราบ."""


@dataclass(frozen=True, slots=True)
class Give:
    """มอบ, เสนอ or เพื่อทราบ: `text` names whom, and may go on with a note."""

    task: Task
    text: str


@dataclass(frozen=True, slots=True)
class Return:
    """ส่งคืน."""

    reason: str


@dataclass(frozen=True, slots=True)
class Close:
    """ดำเนินการแล้ว; `by`: the number of the letter it was done by."""

    by: str | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """ความเห็น, kept with the entry (เกษียน)."""

    text: str


@dataclass(frozen=True, slots=True)
class Correct:
    """แก้ and ถูกต้อง: values by field (None: there is none), whether all else is right."""

    values: Mapping[str, str | None]
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Search:
    """ค้นหา."""

    words: str


Command = Acknowledge | Give | Return | Close | Comment | Correct | Search


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """The commands of an answer in their order, or what is not clear in it. `remark`: words to be kept as a note."""

    commands: tuple[Command, ...] = ()
    faults: tuple[Fault, ...] = ()
    remark: str | None = None


LONGEST = 4000
"""Characters of an answer that are looked at."""

_BULLET = re.compile(r"(?:[-–—•·*>]|\(?[0-9๑-๙]{1,2}[.)])\s*(?=\S)")
_QUOTED = re.compile(r"[\"“«‘'](.+)[\"”»’'][\s.]*$")
_CASUAL = re.compile(rf"(?:ใช่|โอเค|ok(?:ay)?|yes|ถูก){phrases.POLITE}", re.IGNORECASE)
_PARTS = re.compile(r"[\s:：=,.–—|-]+")
_WIDTH = 66  # of a line that a mail program may have broken before a word, which would have made it longer


def understand(text: str, received: date, *, checking: bool = False) -> Orders:
    """The orders in a person's own words; `received`: when the letter came, which a corrected date must fit.

    `checking`: they answer the question whether an entry was read rightly, so «ใช่» and «OK» say that it was.
    """
    walk = _Walk(received, checking)
    for line in plain_lines(text[:LONGEST]):
        if phrases.CLOSING.match(line):
            break
        walk.take(line[:1000])
    return walk.orders(text[:LONGEST].strip())


class _Walk:
    """What has been understood so far, from the first line down."""

    def __init__(self, received: date, checking: bool) -> None:
        self._received = received
        self._checking = checking
        self._fields = FieldAnswer(received)
        self._says_fields = False
        self._commands: list[Command] = []
        self._faults: list[Fault] = []
        self._rest: list[str] = []  # lines that are no command; they may gainsay one
        self._led_on: list[str] = []  # of these such as end a sentence that is one, or begins like one
        self._in_fields = False  # whether the line directly above said something of a field
        self._above = ""  # the line directly above
        self._open = False  # whether it was a command whose text may go on

    def take(self, line: str) -> None:
        above, self._above = self._above, line
        in_fields, self._in_fields = self._in_fields, False
        if not line:
            self._open = False
            self._fields.take("")
            return
        leads_on = bool(phrases.LEADS_ON.search(above))
        found = None if leads_on else self._command(bare(line))
        if found and len(above) + len(line.split()[0]) >= _WIDTH:
            self._doubt(f"{above} {line}")
        elif found:
            self._fields.take("")
            self._commands += found
            self._open = True
        elif self._open and phrases.TAKEN_BACK.match(line):
            self._doubt(line)
        elif self._open and self._go_on(line):
            pass
        elif self._fields.go_on(line) if leads_on else not self._casual(line) and self._fields.take(line):
            self._says_fields, self._in_fields, self._open = True, True, False
        else:
            self._rest.append(line)
            self._led_on += [line] if leads_on and (in_fields or phrases.begins_order(bare(line))) else []
            self._open = False

    def orders(self, text: str) -> Orders:
        commands, faults = self._commands, self._faults
        if self._says_fields:
            said = self._fields.said()
            faults = faults + list(said.faults)
            commands = [*commands, Correct(said.values, said.confirmed)]
        if commands:
            doubts = [line for line in self._rest if line in self._led_on or _gainsays(line)]
            faults = faults + [Fault(Trouble.UNCLEAR, "", line) for line in doubts]
        if Acknowledge() in commands and (denied := phrases.NOT_ACKNOWLEDGED.search(text)):
            faults = [*faults, Fault(Trouble.UNCLEAR, "", denied[0])]
        if faults:
            unclear = any(fault.trouble is Trouble.UNCLEAR for fault in faults)
            return Orders(faults=tuple(dict.fromkeys(faults)), remark=text if unclear else None)
        if not text:
            return Orders(faults=(Fault(Trouble.NOTHING, "", ""),))
        return Orders(commands=tuple(commands), remark=None if commands else text)

    def _doubt(self, line: str) -> None:
        self._faults.append(Fault(Trouble.UNCLEAR, "", line))

    def _casual(self, line: str) -> bool:
        return not self._checking and _CASUAL.fullmatch(line) is not None

    def _command(self, line: str) -> list[Command]:
        """The commands of one line; [] where it is none, or one that is not clear (a fault is noted)."""
        if begun := phrases.ACKNOWLEDGE.match(line):
            return self._acknowledged(line, begun.end())
        for name, pattern in phrases.COMMANDS.items():
            if begun := pattern.match(line):
                rest = line[begun.end() :]
                return self._ordered(name, _PARTS.sub("", rest, count=1) if _PARTS.match(rest) else rest, line)
        if phrases.OPINION.match(line):
            return [Comment(line)]
        return []

    def _acknowledged(self, line: str, end: int) -> list[Command]:
        behind = phrases.AFTER_ACKNOWLEDGE.match(line, end)
        if behind is None:
            if doubtful(line):
                self._doubt(line)
            return []
        rest = line[behind.end() :]
        if phrases.END.match(rest):
            return [Acknowledge()]
        rest = re.sub(r"^[\s,.;:!–—-]*(?:(?:และ|พร้อม(?:ทั้ง)?|จึง)\s*)?", "", rest)
        if further := self._command(rest):
            return [Acknowledge(), *further]
        if doubtful(rest) or doubtful(line[:end]):
            self._doubt(line)
            return []
        return [Acknowledge(), Comment(rest)]

    def _ordered(self, name: str, rest: str, line: str) -> list[Command]:
        rest = rest.strip()
        said = "" if phrases.END.match(rest) else rest
        if name in ("act", "propose", "know"):
            if phrases.ASKS.search(said):
                self._doubt(line)
                return []
            return [Give(Task(name), said)]
        if name == "return":
            return [Return(phrases.POLITE_FIRST.sub("", said, count=1) if phrases.POLITE_FIRST.match(said) else said)]
        if name == "close":
            return self._closed(rest, line)
        if not said:
            return []
        return [Search(said) if name == "search" else Comment(said)]

    def _closed(self, rest: str, line: str) -> list[Command]:
        by = phrases.BY_LETTER.match(rest)
        if by:
            number = phrases.DATED.sub("", re.sub(rf"{phrases.POLITE}$", "", rest[by.end() :]))
            value = number.strip() if number.strip().isdigit() else check("letter_no", Given(number), self._received)
            if isinstance(value, Fault):
                self._faults.append(value)
                return []
            return [Close(value)]
        if phrases.END.match(rest):
            return [Close()]
        if doubtful(rest) or phrases.UNDONE.search(rest) or not line[: -len(rest)].endswith((" ", ",", ":")):
            self._doubt(line)
            return []
        return [Close(), Comment(rest)]

    def _go_on(self, line: str) -> bool:
        """A line below a command whose text is free goes on with it."""
        last = self._commands[-1]
        if isinstance(last, Give):  # whom it names stands in its first line
            self._commands[-1] = replace(last, text=f"{last.text}\n{line}")
        elif isinstance(last, Comment):
            self._commands[-1] = replace(last, text=f"{last.text} {line}")
        elif isinstance(last, Return):
            self._commands[-1] = replace(last, reason=f"{last.reason} {line}".strip())
        else:
            return False
        return True


def bare(line: str) -> str:
    """Without a bullet or number before it, and without quotation marks around the whole of it."""
    bullet = _BULLET.match(line)
    line = line[bullet.end() :] if bullet else line
    quoted = _QUOTED.fullmatch(line)
    return quoted[1].strip() if quoted else line


def _gainsays(line: str) -> bool:
    """Whether a line beside an order may turn it round, or say whose words it is: «ผอ. แจ้งว่า»."""
    return doubtful(line) or phrases.LEADS_ON.search(line) is not None


def doubtful(text: str) -> bool:
    return phrases.DOUBT.search(phrases.HARMLESS.sub("", text)) is not None
