"""Which letters a mail holds: a pure decision over what was read.

One mail is one letter unless its documents show otherwise. The document that reads as an official letter is the
letter, the others are its enclosures. Several letters with several numbers are several entries.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from intake.mail import Document, Mail
from intake.readers import ReadMail, ReadPart
from intake.sniff import PDF
from intake.warnings import spare_pages
from registry.fold import fold
from registry.model import Evidence, Found, Kind, Problem, Reading

_LETTERS = (Kind.EXTERNAL, Kind.MEMO, Kind.STAMPED)
"""The kinds that are sent to somebody. An order or announcement beside one of them is its enclosure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One letter to enter: its document, its reading, what is enclosed, and what a person should look at.

    `beside`: pages and files that came beside the letter's own pages; None where that cannot be told.
    """

    main: Document
    reading: Reading
    enclosures: tuple[Document, ...] = ()
    unread: tuple[str, ...] = ()  # attachments that could not be opened: another letter may be in them
    beside: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoEntry:
    """Nothing to enter, and why. `document`: the attachment that could not be taken, if that is the reason."""

    problem: Problem
    document: str | None = None


def plan_mail(read: ReadMail) -> tuple[Entry, ...] | NoEntry:
    """The entries a mail asks for, in the order of its attachments; never empty."""
    readable = [part for part in read.parts if part.reading is not None]
    heads = _heads([part for part in readable if part.reading and part.reading.is_letter])
    if heads:
        return _with_unread(_entries(read.parts, heads), read)
    if readable and not read.mail.bounce:
        head = next((part for part in readable if part.document.media_type == PDF), readable[0])
        entries = _with_unread(_entries(read.parts, [head]), read)
        return tuple(replace(entry, reading=_from_mail(entry.reading, read.mail)) for entry in entries)
    return _why_none(read)


def _heads(letters: list[ReadPart]) -> list[ReadPart]:
    """The documents that stand for an entry each: the first, and every further one with a number of its own."""
    sent = [part for part in letters if part.reading and part.reading.value("kind") in _LETTERS] or letters
    heads: list[ReadPart] = []
    numbers: set[str] = set()
    for part in sent:
        number = fold((part.reading and part.reading.value("letter_no")) or "")
        if not heads or (number and number not in numbers):
            heads.append(part)
        numbers.add(number)
    return heads


def _entries(parts: tuple[ReadPart, ...], heads: list[ReadPart]) -> tuple[Entry, ...]:
    """Every other document is enclosed with the letter before it; what stands before the first, with the first."""
    enclosed: list[list[ReadPart]] = [[] for _ in heads]
    at = 0
    for part in parts:
        if part in heads:
            at = heads.index(part)
        elif not part.document.inline:
            enclosed[at].append(part)
    alone = len(heads) == 1  # else an enclosure may be another letter's
    return tuple(
        Entry(
            main=head.document,
            reading=head.reading or Reading(),
            enclosures=tuple(part.document for part in rest),
            beside=_beside(head, rest) if alone else None,
        )
        for head, rest in zip(heads, enclosed, strict=True)
    )


def _beside(head: ReadPart, rest: list[ReadPart]) -> int | None:
    """Several enclosures may be pages of one file, so pages are counted, and a file of unknown length may be all."""
    counted = [spare_pages(head.reading or Reading()), *(part.pages for part in rest)]
    return None if None in counted else sum(filter(None, counted))


def _with_unread(entries: tuple[Entry, ...], read: ReadMail) -> tuple[Entry, ...]:
    """The first entry says which attachments nobody has looked into."""
    closed = [part.document.name for part in read.parts if part.problem] + [name for name, _ in read.mail.refused]
    beside = None if closed else entries[0].beside
    return (replace(entries[0], unread=tuple(closed), beside=beside), *entries[1:])


def _from_mail(reading: Reading, mail: Mail) -> Reading:
    """A document that is no official letter, entered for a person to look at: subject and sender are the mail's."""
    subject, sender = mail.subject or mail.body[:200].strip(), mail.sender_name or mail.sender_address
    return Reading(
        fields={**reading.fields, "kind": Found(value=Kind.OTHER), "subject": _said(subject), "sender": _said(sender)}
    )


def _said(value: str) -> Found:
    evidence = Evidence(page=0, box=(0.0, 0.0, 0.0, 0.0), text=value, how="mail")
    return Found(value=value or None, sure=False, confidence=0.3 if value else 0.0, evidence=evidence)


def _why_none(read: ReadMail) -> NoEntry:
    if read.mail.bounce:
        return NoEntry(problem=Problem.BOUNCE)
    for part in read.parts:
        if part.problem:
            return NoEntry(problem=part.problem, document=part.document.name)
    for name, problem in read.mail.refused:
        return NoEntry(problem=problem, document=name)
    return NoEntry(problem=Problem.AUTO_REPLY if read.mail.automatic else Problem.NO_LETTER)
