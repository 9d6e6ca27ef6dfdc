"""One made letter: what it prints, and what is true of it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.made.fonts import IT9

Kind = Literal["external", "circular", "memo", "stamped", "order", "announcement", "certificate", "minutes", "other"]
Digits = Literal["thai", "arabic", "mixed"]

_NO_NUMBER = ("minutes", "announcement", "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A letter named under อ้างถึง: the printed line, and its number and date."""

    text: str
    letter_no: str
    date: datetime.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How the page is set. Lengths in cm, type in points; `line` is the distance of lines in type sizes of 16 pt."""

    font: str
    points: float
    line: float
    left: float
    right: float
    top: float
    bottom: float
    gap: float  # points between the fields
    bold_labels: bool
    hanging: bool  # a long subject goes on under its first word, not under its label
    dotted: bool  # the dotted rules of a printed memo form
    justified: bool
    right_block: float  # where the agency stands: cm from the left edge of the text
    emblem: int  # which drawing
    urgency: Literal["above", "before", "stamp"]
    latin_blank: bool  # two blanks after a label and around the month, as typists do


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """All texts as printed, digits too. `day` and `running` are the parts a hand may have written instead."""

    name: str
    kind: Kind
    style: Style
    digits: Digits
    head: str  # of the number: "ศธ ๐๔๐๒๕/", "" where there is none
    running: str  # "ว ๑๒๓", "" where not issued
    day: str
    month_year: str
    date: datetime.date | None
    subject: str
    sender: str
    sender_lines: tuple[str, ...]
    senders: tuple[str, ...]  # other names that mean the same
    salutation: str
    addressee: str
    urgency: str = ""
    secrecy: str = ""
    references: tuple[Cited, ...] = ()
    enclosures: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()  # a table or a list of persons
    closing: str = ""
    signer: str = ""
    position: tuple[str, ...] = ()
    unit: tuple[str, ...] = ()
    phone: str = ""
    phone_label: str = "โทร."
    below: tuple[str, ...] = ()  # lines under the telephone: fax, e-mail, copies to
    copy_mark: str = ""  # «สำเนา» at the top
    annex: tuple[str, ...] = ()
    received: datetime.date
    hand: tuple[str, ...] = ()  # "letter_no", "date": written by hand on the paper
    accept: dict[str, list[str | None]] = field(default_factory=dict)

    @property
    def letter_no(self) -> str | None:
        return (self.head + self.running).strip() or None

    @property
    def unissued(self) -> bool:
        return (bool(self.head) and not self.running) or (bool(self.month_year) and not self.day)

    def truth(self) -> dict[str, Any]:
        """The keys of the real letters' truth, and more; "digits" as the page shows them."""
        nothing = self.kind == "other"
        accept = {name: list(values) for name, values in self.accept.items()}
        if self.senders:
            accept.setdefault("from", []).extend(self.senders)
        for count in range(1, len(self.position)):
            accept.setdefault("position", []).append(" ".join(self.position[:count]))
        if self.head and not self.running:
            accept.setdefault("letter_no", []).append(None)
        return {
            "id": self.name,
            "kind": self.kind,
            "letter_no": self.letter_no,
            "date": self.date.isoformat() if self.date else None,
            "subject": self.subject or None,
            "from": None if nothing else self.sender,
            "to": self.addressee or None,
            "urgency": self.urgency or None,
            "secrecy": self.secrecy or None,
            "references": [{"letter_no": one.letter_no, "date": one.date.isoformat()} for one in self.references],
            "enclosures": len(self.enclosures),
            "phone": self.phone or None,
            "signer": self.signer or None,
            "position": " ".join(self.position) or None,
            "handwritten": list(self.hand),
            "unissued": self.unissued,
            "accept": accept,
            "received": self.received.isoformat(),
            "digits": "thai" if self.style.font == IT9 else self.digits,
            "font": self.style.font,
        }
