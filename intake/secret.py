"""Whether what came is a secret letter, and what of it may be entered. Pure.

It is secret as soon as anything says so: the folder it was dropped in, a class printed in its place, or - not surely -
one named in the text, a file's name, a mail's subject or words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from intake.letterno import parts_of
from intake.quoting import own_words
from intake.readers import ReadMail, ReadPart
from intake.secrecy import Class, highest, named_in
from intake.sheet import AGENCY
from registry.model import OUTER, Found, Reading, Secrecy

_LONGEST = {"letter_no": 60, "sender": 150}  # letters
_NOT_IN_A_NAME = re.compile("เรื่อง|(?<![ก-๎])เรียน|อ้างถึง")  # of an agency: what was read ran on into other fields


def in_folder(hint: str | None) -> Secrecy | None:
    """The class of the drop folder, where it is one of those for secret letters."""
    return Secrecy(hint) if hint in list(Secrecy) else None


def in_file(reading: Reading | None, name: str, folder: Secrecy | None = None) -> Class | None:
    """The class of a dropped file; `reading` None: it could not be read."""
    stamped = Class(folder, sure=True) if folder else None
    return highest([stamped, _read(reading), _doubt(name)])


def in_mail(read: ReadMail) -> Class | None:
    """The class of a mail: of any document in it, or named in its words."""
    mail = read.mail
    # What is quoted below an answer is ours; but what a mail with documents brings may be forwarded.
    words = mail.body if mail.documents else own_words(mail.body)
    return highest([in_documents(read), _doubt(mail.subject), _doubt(words)])


def in_documents(read: ReadMail) -> Class | None:
    """The class of what a mail brings along, whatever its words are."""
    documents = [found for part in read.parts for found in (_read(part.reading), _doubt(part.document.name))]
    return highest([*documents, *(_doubt(name) for name, _ in read.mail.refused)])


def in_parcel(parts: Iterable[ReadPart], words: Iterable[str]) -> Class | None:
    """The class of a letter to be sent: of any of its files, or named in what is said beside them."""
    documents = [found for part in parts for found in (_read(part.reading), _doubt(part.document.name))]
    return highest([*documents, *map(_doubt, words)])


def outer_facts(readings: Iterable[Reading]) -> Reading:
    """Number, date and sender of the first letter of several, without the places they were read from.

    What does not look like one is left out: a field that was misread may hold a part of the text.
    """
    first = next(iter(readings), Reading())
    return Reading(fields={name: _outer(name, first[name]) for name in OUTER})


def declassified(reading: Reading) -> Reading:
    """A reading after the registrar has said that the letter is not secret."""
    return replace(reading, fields={**reading.fields, "secrecy": Found(value=None, sure=True, confidence=1.0)})


def _outer(name: str, found: Found) -> Found:
    value = found.value
    if value is None or len(value) > _LONGEST.get(name, len(value)):
        return Found()
    if name == "letter_no" and (parts_of(value) is None or named_in(value)):
        return Found()
    if name == "sender" and (not AGENCY.match(value) or _NOT_IN_A_NAME.search(value)):
        return Found()
    return Found(value=value, sure=found.sure, confidence=found.confidence)


def _read(reading: Reading | None) -> Class | None:
    found = reading["secrecy"] if reading else None
    return Class(Secrecy(found.value), found.sure) if found and found.value else None


def _doubt(text: str) -> Class | None:
    named = named_in(text)
    return Class(named, sure=False) if named else None
