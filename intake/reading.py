"""A document to a `Reading`: every field with the place it was read from, and whether that is sure.

`sure` is a promise, so it is given sparingly: only for a sound text layer, only where the field's label was found
and nothing else competes for its place. Of a scan at most the kind is sure: the stock Thai model cannot read
five of the ten digits, and a subject read by OCR is right in every letter six times of ten.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from intake.fields import Draft, letter_date, letter_no, secrecy, urgency
from intake.lines import Line, Page
from intake.pages import Document, open_document
from intake.parties import addressee, sender, subject
from intake.sheet import Sheet, columned
from intake.textlayer import TRUSTED
from intake.thai import fold, is_plain, shown
from registry.model import FIELDS, Evidence, Found, Kind, Reading

_ISSUED_AT_END = (Kind.ORDER, Kind.ANNOUNCEMENT, Kind.CERTIFICATE)
_MOST_PAGES = {"text": 30, "docx": 30, "ocr": 2}  # read for the date at the end; OCR takes seconds a page
_OLDEST, _LATEST = timedelta(days=730), timedelta(days=3)  # a letter's date against its receipt
_SURE, _FOUND, _AGREED, _SEEN = 0.99, 0.7, 0.6, 0.35  # confidence; measured rates come with the trained model


def read_document(path: Path, media_type: str, received: date | None = None) -> Reading:
    """Read one document (`media_type` as sniff.py tells it). `received`: a date that no letter's own is far from.

    Raises `Unreadable`. A page with nothing on it, or no OCR model to read it with, gives a reading of kind
    «other» in which nothing is sure.
    """
    with open_document(path, media_type) as document:
        pages = [document.read(1)]
        reading = read_lines(pages, received)
        for number in _closing_pages(reading, pages[0], document):
            pages.append(document.read(number))
            reading = read_lines(sorted(pages, key=lambda page: page.number), received)
            if reading["date"].evidence:
                break
    return reading


def read_lines(pages: Sequence[Page], received: date | None = None) -> Reading:
    """The reading of a document from its first page and, for the date of an order, those that follow. Pure."""
    first = pages[0]
    seen = _read(first, first.lines, pages)
    again = _read(first, first.again, pages) if first.again else None
    drafts = _merged(seen, again) if again else seen
    trusted = first.how != "ocr" and first.quality >= TRUSTED
    agreed = {name for name in FIELDS if again and _same(seen[name], again[name])}
    found = {
        name: _found(name, draft, pages, trusted=trusted, agreed=name in agreed, received=received)
        for name, draft in drafts.items()
    }
    return Reading(fields=found)


def _closing_pages(reading: Reading, first: Page, document: Document) -> list[int]:
    """The pages to look for the date on: from the front in a text, the last one first where OCR must read."""
    if reading.value("kind") not in _ISSUED_AT_END or reading["date"].evidence:
        return []
    rest = list(range(2, len(document) + 1))
    if first.how == "ocr":
        rest = rest[-1:] + rest[:-1]
    return rest[: _MOST_PAGES[first.how]]


def _read(page: Page, lines: Sequence[Line], pages: Sequence[Page]) -> dict[str, Draft]:
    sheet = Sheet(page, columned(lines), slack=1 if page.how == "ocr" else 0)
    number = letter_no(sheet)
    if number.value is None and sheet.kind is Kind.ANNOUNCEMENT and not number.text:
        number = Draft(value=None, whole=True)  # announcements have none
    unlabelled = not sheet.subject and not sheet.dear and not sheet.numbered
    return {
        "kind": Draft(value=sheet.kind, whole=sheet.kind is not Kind.OTHER or unlabelled),
        "letter_no": number,
        "date": letter_date(sheet, pages),
        "subject": subject(sheet),
        "sender": sender(sheet),
        "addressee": addressee(sheet),
        "urgency": urgency(sheet),
        "secrecy": secrecy(sheet),
    }


def _merged(column: dict[str, Draft], block: dict[str, Draft]) -> dict[str, Draft]:
    """Two page modes of OCR as one: BLOCK keeps numbers, COLUMN the rest; the other where one found nothing."""
    if column["kind"].value == Kind.OTHER:
        column, block = block, column
    merged = {name: draft if draft.value is not None else block[name] for name, draft in column.items()}
    if block["letter_no"].value is not None and block["kind"].value == column["kind"].value:
        merged["letter_no"] = block["letter_no"]
    return merged


def _same(one: Draft, other: Draft) -> bool:
    return one.value is not None and other.value is not None and fold(one.value) == fold(other.value)


def _found(
    name: str, draft: Draft, pages: Sequence[Page], *, trusted: bool, agreed: bool, received: date | None
) -> Found:
    whole = draft.whole or (name in ("urgency", "secrecy") and draft.value is None)
    sure = whole and is_plain(draft.value or "") and (trusted or (name == "kind" and agreed))
    if name == "date" and sure:
        sure = _is_timely(draft, pages, received)
    if name == "date" and not trusted and not _is_near(draft.value, received):
        draft = replace(draft, value=None)  # OCR took one digit of the year for another
    evidence = None
    if draft.box is not None:
        how = next(page.how for page in pages if page.number == draft.page)
        evidence = Evidence(page=draft.page, box=draft.box, text=shown(draft.text), how=how)
    return Found(
        value=shown(draft.value) if draft.value else None,
        sure=sure,
        confidence=_confidence(draft, sure, trusted, agreed),
        evidence=evidence,
    )


def _confidence(draft: Draft, sure: bool, trusted: bool, agreed: bool) -> float:
    if sure:
        return _SURE
    if draft.value is None:
        return 0.0
    if trusted:
        return _FOUND
    return _AGREED if agreed else _SEEN


def _is_timely(draft: Draft, pages: Sequence[Page], received: date | None) -> bool:
    """Whether the date was read on a sound page and can be that of a letter received then."""
    sound = all(page.quality >= TRUSTED and page.how != "ocr" for page in pages if page.number == draft.page)
    return sound and _is_near(draft.value, received)


def _is_near(day: str | None, received: date | None) -> bool:
    if day is None or received is None:
        return True
    return received - _OLDEST <= date.fromisoformat(day) <= received + _LATEST
