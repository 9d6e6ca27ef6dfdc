"""The values every room speaks in: what came in, what was read, what stands in the register.

All of them are frozen. Times are aware and in UTC; dates are Gregorian; the Buddhist year appears only as the
year of a book (`Letter.year`), because the book itself is kept by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Book(StrEnum):
    """The registers an office keeps (ระเบียบงานสารบรรณ ข้อ 37, 43; forms 13 and 14)."""

    IN = "in"
    OUT = "out"
    ORDERS = "orders"
    MEMOS = "memos"  # บันทึกข้อความ, within the office
    CERTIFICATES = "certificates"
    SECRET = "secret"  # noqa: S105  # outer facts only of what is classified; kept apart from the incoming book


OURS = (Book.OUT, Book.ORDERS, Book.MEMOS)
"""The books of what the office itself writes and sends."""


class Secrecy(StrEnum):
    """The classes of secrecy (ระเบียบว่าด้วยการรักษาความลับของทางราชการ พ.ศ. 2544), the lowest first."""

    CONFIDENTIAL = "ลับ"
    SECRET = "ลับมาก"  # noqa: S105
    TOP_SECRET = "ลับที่สุด"  # noqa: S105

    @property
    def rank(self) -> int:
        return list(Secrecy).index(self)


class Kind(StrEnum):
    """The kinds of official letter (ข้อ 10), as far as a page shows them."""

    EXTERNAL = "external"
    MEMO = "memo"
    STAMPED = "stamped"
    ORDER = "order"
    ANNOUNCEMENT = "announcement"
    CERTIFICATE = "certificate"
    MINUTES = "minutes"
    OTHER = "other"


class Origin(StrEnum):
    """The door an arrival came through."""

    FOLDER = "folder"
    MAIL = "mail"
    SEND = "send"  # the folder of letters to be sent


class Problem(StrEnum):
    """Why something was not registered. `templates/problem.txt.j2` holds the words for each, in Thai."""

    EMPTY = "empty"  # no bytes in it
    BROKEN = "broken"  # cannot be opened: cut off or damaged
    PASSWORD = "password"  # noqa: S105  # needs a password to open
    UNSUPPORTED = "unsupported"  # a kind of file that is no letter (or no LibreOffice for a Word file)
    TOO_LARGE = "too_large"  # over the size, page or picture limit
    TOO_LONG = "too_long"  # reading it took longer than allowed
    POISONOUS = "poisonous"  # the reader died on it, again and again
    FORBIDDEN = "forbidden"  # the daemon may not read it
    NOT_A_FILE = "not_a_file"  # a link, a pipe, a socket
    NO_LETTER = "no_letter"  # a mail with no document in it
    AUTO_REPLY = "auto_reply"  # an out-of-office answer or other automatic mail without a document
    BOUNCE = "bounce"  # a report that a mail of ours could not be delivered
    SAME_MAIL = "same_mail"  # a mail that was taken before, met again
    NO_RECIPIENTS = "no_recipients"  # a file to be sent that lies in no folder for whom it goes to
    NO_FILES = "no_files"  # an empty folder, or a note without a letter, among what is to be sent
    TOO_MANY = "too_many"  # more files than one letter may have
    NOBODY_ASKED = "nobody_asked"  # a letter to be sent, and nobody who can be asked about it
    NOT_ACCEPTED = "not_accepted"  # an answer that is not surely of whom we asked; the central clerk decides


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where a field was read: page from 1; box as (left, top, right, bottom) in points from the page's top left."""

    page: int
    box: tuple[float, float, float, float]
    text: str
    how: str  # "text" (the file's own text layer), "ocr", "docx", "mail" (the mail's subject or sender)
    original: str = ""  # what the file's layer holds there, where the text had to be mended


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One field as read. `value` None: not found (or, when `sure`, surely not there)."""

    value: str | None = None
    sure: bool = False
    confidence: float = 0.0
    evidence: Evidence | None = None


FIELDS = (
    *("kind", "letter_no", "date", "subject", "sender", "addressee", "urgency", "secrecy"),
    *("enclosures", "phone", "signer", "position"),
)
"""The fields of a reading, in the order they are shown.

A date's value is ISO 8601, Gregorian; that of enclosures the count of items in digits, None where there are none.
"""


REVIEWED = ("letter_no", "date", "subject", "sender")
"""The fields an entry must be sure of to stand without a person's look."""

CORRECTABLE = (*REVIEWED, "addressee", "urgency")
"""The fields a person is shown and may correct."""

OUTER = ("letter_no", "date", "sender")
"""The fields of a secret letter that stand on its envelope: all that is entered, or may be corrected, of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterNumber:
    """A letter number taken apart (ข้อ 11.1 and annex 1 of the regulation): «ศธ ๐๔๐๐๑/ว ๑๔๒».

    All parts but `printed` are folded: Arabic digits, no blanks, no dots behind letters.
    """

    printed: str
    folded: str  # the form two numbers are compared in: "ศธ04001/ว142"
    agency: str = ""  # the letters of the ministry, province or agency: "ศธ", "กค(กวจ)"
    owner: str = ""  # the code of the unit that owns the letter: "04001", "8115.1"
    mark: str = ""  # "ว" (a circular), "พิเศษ", or nothing
    running: str = ""  # the number in the sending register; "" where it is not issued yet
    year: str = ""  # Buddhist year, of numbers such as 127/2568

    @property
    def prefix(self) -> str:
        """What stays the same from one letter of a unit to its next: "ศธ04001"."""
        return self.agency + self.owner


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One letter named under อ้างถึง. `date` is ISO 8601, Gregorian; None where no complete one is printed."""

    letter_no: str | None
    date: str | None
    sure: bool = False
    confidence: float = 0.0
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read from one document: a `Found` for each of FIELDS, and the letters it refers to.

    `pages`: of the whole document, 0 where that is not known. `online`: it names a place on the net to fetch from.
    """

    fields: Mapping[str, Found] = field(default_factory=dict)
    references: tuple[Reference, ...] = ()
    pages: int = 0
    online: bool = False

    def __getitem__(self, name: str) -> Found:
        return self.fields.get(name, Found())

    def value(self, name: str) -> str | None:
        return self[name].value

    @property
    def is_letter(self) -> bool:
        """Whether the page reads as an official letter and not as some other paper."""
        return self.value("kind") not in (None, Kind.OTHER)


class Role(StrEnum):
    """What a kept file is to its entry."""

    LETTER = "letter"
    COPY = "copy"  # the same letter once more: another scan, or by mail and on paper
    ENCLOSURE = "enclosure"
    UNSTAMPED = "unstamped"  # a letter of ours before its number and date were written on it
    MAIL = "mail"  # the whole mail it came in
    PICTURE = "picture"  # the letterhead with what was read of it, drawn for the person who checks it


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """One original, named as it came."""

    sha256: str
    name: str
    media_type: str
    role: Role


class State(StrEnum):
    """The state of an entry in a book."""

    REGISTERED = "registered"
    RESERVED = "reserved"
    STRUCK = "struck"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One entry of a book. An entry is never deleted; a struck one keeps its number and its reason."""

    id: int
    book: Book
    year: int  # Buddhist calendar year
    number: int
    insert: int  # 0, or the m of an inserted entry n/m
    state: State
    received_at: datetime | None  # arrived at the office; None while only reserved
    registered_at: datetime  # entered in the book
    kind: Kind
    letter_no: str | None
    date: date | None
    subject: str | None
    sender: str | None
    addressee: str | None
    urgency: str | None
    secrecy: str | None
    unit: str | None
    owner: str | None
    source: str  # how it came: the dropped path, or the mail's sender
    needs_review: bool
    review: tuple[str, ...]  # fields or reasons a person must look at
    remark: str | None  # why struck, for whom reserved
    closed_at: datetime | None  # what it asked for was done, or it was sent back to its sender
    closed_by: str | None  # number of the letter that closed it, as given
    sha256: str | None
    media_type: str | None

    @property
    def label(self) -> str:
        """The receipt number as written in the book: "12", or "12/1" for an inserted entry."""
        return f"{self.number}/{self.insert}" if self.insert else str(self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondent:
    """What the register knows of a letter-number prefix ("ศธ 04001"): who writes under it, and how far they are.

    `senders`: names with how many letters, the most frequent first; only those read surely or settled by a person.
    `last` and `last_circular`: running number and date of the newest letter of the plain series and of the circulars
    (ว); None where none was seen.
    """

    prefix: str
    senders: tuple[tuple[str, int], ...]
    last: tuple[int, date] | None = None
    last_circular: tuple[int, date] | None = None
