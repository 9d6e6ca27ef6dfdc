"""A document to a `Reading`: every field with the place it was read from, and whether that is sure.

`sure` is a promise, so it is given sparingly. From a sound text layer: only where the field's label was found and
nothing else competes for its place. From a scan: only where more than one reader says the same (`scanned`,
`certainty`), and not for what is seen to be a hand's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from intake import certainty
from intake.borneout import bones
from intake.closing import closing_pages, is_complete, is_past
from intake.fields import Draft, letter_date, letter_no, secrecy, urgency
from intake.hints import Hints
from intake.lines import Page, holds
from intake.pages import Document, open_document
from intake.parties import addressee, sender
from intake.references import Quoted, enclosures, references
from intake.scanned import Drafts, Taken, take, with_pens
from intake.sheet import Sheet, columned
from intake.signature import phone, signature
from intake.sized import scaled, to_a4
from intake.subject import subject
from intake.textlayer import TRUSTED
from intake.thai import is_plain, shown
from intake.thaidate import with_another_year
from registry.model import Evidence, Found, Kind, Reading, Reference

if TYPE_CHECKING:
    from intake.second import Look

_FETCHED = re.compile(
    r"\bQR|คิวอาร์|ดาวน์?โหลด|https?://[^\s/]+/\w|(?:bit\.ly|goo\.gl|forms\.gle|tinyurl|shorturl|drive\.google)",
    re.IGNORECASE,
)
_OLDEST, _LATEST = timedelta(days=730), timedelta(days=3)  # a letter's date against its receipt
_READS = ("alone", "lines", "again")  # of a page by OCR, the likeliest to be right first
_SURE, _FOUND, _SEEN = 0.998, 0.7, 0.35  # confidence in what a sound, a sound and a doubtful text layer gave


def read_document(path: Path, media_type: str, hints: Hints | None = None) -> Reading:
    """Read one document (`media_type` as sniff.py tells it); `hints`: what is known of it beside its pages.

    Raises `Unreadable`. A page with nothing on it gives a reading of kind «other» in which nothing is sure.
    """
    hints = hints or Hints()
    with open_document(path, media_type) as document:
        pages = read_pages(document, hints)
        reading = read_lines(pages, hints, looks_at(pages, hints))
        return replace(reading, pages=len(document), online=_is_online(pages))


def read_pages(document: Document, hints: Hints) -> list[Page]:
    """The first page and, where the date or the signature may stand on others, those."""
    pages = [document.read(1)]
    if len(document) == 1:
        return pages
    reading = read_lines(pages, hints)
    for number in closing_pages(reading, pages[0], len(document)):
        pages = sorted([*pages, document.read(number)], key=lambda page: page.number)
        reading = read_lines(pages, hints)
        if is_complete(reading) or is_past(reading, number):
            break
    return pages


def read_lines(pages: Sequence[Page], hints: Hints | None = None, looks: Mapping[str, Look] | None = None) -> Reading:
    """The reading of a document from its first page and, for the date of an order, those that follow. Pure.

    `looks`: second looks at fields of a scan, by name.
    """
    hints = hints or Hints()
    fields = taken_from(pages, hints, looks or {})
    found = {name: _found(name, taken, pages, hints) for name, taken in fields.items()}
    return Reading(fields=found, references=_references(pages, trusted=_is_trusted(pages[0])))


def taken_from(pages: Sequence[Page], hints: Hints, looks: Mapping[str, Look]) -> dict[str, Taken]:
    """Every field as taken from its reads, with what stands behind it."""
    reads, prefixes = reads_of(pages), frozenset(bones(one.prefix) for one in hints.correspondents)

    def taken(name: str) -> Taken:
        return take(
            name,
            reads,
            looks.get(name),
            odds=lambda draft: _odds_at(pages, draft),
            prefixes=prefixes,
            near=lambda day: _is_near(day, hints.received),
        )

    return with_pens({name: taken(name) for name in reads[0]})


def _is_online(pages: Sequence[Page]) -> bool:
    """Whether the letter says that something is to be fetched from the net: by a QR code or a link to a file."""
    return any(_FETCHED.search(line.text) for page in pages for line in page.lines)


def reads_of(pages: Sequence[Page]) -> list[Drafts]:
    """The fields as each read of the first page has them, the likeliest to be right first."""
    sheets = [to_a4(page) for page in pages]
    reads = [_read(by_one) for by_one in _by_read(sheets)]
    if not reads:
        return [_read(sheets)]
    kinds = [read["kind"].value for read in reads]
    usual = max(kinds, key=lambda kind: (kind != Kind.OTHER, kinds.count(kind)))
    by = {page.number: page.width / sheet.width for page, sheet in zip(pages, sheets, strict=True)}
    placed = [{name: _placed(draft, by[draft.page]) for name, draft in read.items()} for read in reads]
    return sorted(placed, key=lambda read: read["kind"].value != usual)


def _by_read(pages: Sequence[Page]) -> list[list[Page]]:
    """The pages with the `lines` that each read of the first page has of them."""
    reads = [read for read in _READS if getattr(pages[0], read)]
    return [[replace(page, lines=getattr(page, read) or page.lines) for page in pages] for read in reads]


def _placed(draft: Draft, by: float) -> Draft:
    """A draft from a page as on A4, with its place on the page itself."""
    return draft if by == 1 or draft.box is None else replace(draft, box=scaled(draft.box, by))


def looks_at(pages: Sequence[Page], hints: Hints | None = None) -> dict[str, Look]:
    """Second looks at the number and the date of a scan; of a text layer none.

    Where nothing but one read has a date, the likeliest day before the receipt is looked for.
    """
    if pages[0].how != "ocr":
        return {}
    from intake.second import look  # late: numpy and Tesseract are not needed for sound text layers

    reads, looks = reads_of(pages), {}
    for name in ("letter_no", "date"):
        draft = _tightest(take(name, reads, None, lambda _: 0.0).draft, [read[name] for read in reads])
        page = next(page for page in pages if page.number == draft.page)
        if draft.box is not None and page.scan is not None:
            unended = name == "letter_no" and not (draft.value or "")[-1:].isdigit()
            looks[name] = look(page, draft.box, further=unended)
    if hints and hints.received and _is_doubtful(take("date", reads, looks.get("date"), lambda _: 0.0), hints.received):
        from intake.whichday import which_day  # late, as above

        numbered = looks["letter_no"].box if "letter_no" in looks else None
        if found := which_day(pages[0], reads[0]["kind"].value, hints.received, numbered):
            looks["date"] = found
    return looks


def _is_doubtful(day: Taken, received: date) -> bool:
    """Whether nothing but one read says so, or it cannot be the letter's; and no hand wrote it."""
    support = day.support
    alone = support.reads < 1 and not support.line and not support.seen
    return not day.by_hand and (alone or not _is_near(day.draft.value, received))


def _tightest(draft: Draft, drafts: Sequence[Draft]) -> Draft:
    """The draft of this value with the lowest box: some reads take what stands above for a part of the line."""
    same = [one for one in drafts if one.box and one.page == draft.page and one.value == draft.value]
    return min(same, key=lambda one: one.box[3] - one.box[1] if one.box else 0.0, default=draft)


def _odds_at(pages: Sequence[Page], draft: Draft) -> float:
    """Tesseract's odds of the least likely span in a draft's place; 0 where nothing stands."""
    box = draft.box
    page = next(page for page in pages if page.number == draft.page)
    if box is None:
        return 0.0
    spans = (span for line in page.alone for span in line.spans)
    return min((span.odds for span in spans if holds(box, span.box)), default=0.0)


def _is_trusted(page: Page) -> bool:
    return page.how != "ocr" and page.quality >= TRUSTED


def _references(pages: Sequence[Page], *, trusted: bool) -> tuple[Reference, ...]:
    """The letters referred to, from the page mode that read more of them whole."""
    first, sheet = pages[0], to_a4(pages[0])
    reads = [references(_sheet(by_one[0])) for by_one in _by_read([sheet])]
    best: tuple[Quoted, ...] = max(reads, key=lambda read: sum(one.whole for one in read), default=())
    by = first.width / sheet.width
    return tuple(_reference(replace(one, box=scaled(one.box, by)), first, trusted=trusted) for one in best)


def _reference(one: Quoted, page: Page, *, trusted: bool) -> Reference:
    sure = trusted and one.whole and is_plain(one.letter_no or "")
    box = page.scan.turn.shown(one.box) if page.scan else one.box
    original = page.original(one.box)
    evidence = Evidence(page=page.number, box=box, text=shown(one.text), how=page.how, original=original)
    confidence = _SURE if sure else _FOUND if trusted else _SEEN
    return Reference(letter_no=one.letter_no, date=one.date, sure=sure, confidence=confidence, evidence=evidence)


def _sheet(page: Page) -> Sheet:
    slack = 1 if page.how == "ocr" else 0
    return Sheet(page, columned(page.lines, slack), slack=slack)


def _read(pages: Sequence[Page]) -> dict[str, Draft]:
    sheet = _sheet(pages[0])
    number = letter_no(sheet)
    if number.value is None and sheet.kind is Kind.ANNOUNCEMENT and not number.text:
        number = Draft(value=None, whole=True)  # announcements have none
    signer, position = signature(sheet, pages)
    unlabelled = not sheet.subject and not sheet.dear and not sheet.numbered
    return {
        "kind": Draft(value=sheet.kind, whole=sheet.kind is not Kind.OTHER or unlabelled),
        "letter_no": number,
        "date": letter_date(sheet, pages),
        "subject": _doubted_unless(sheet.is_plain, subject(sheet)),
        "sender": sender(sheet),
        "addressee": _doubted_unless(sheet.is_plain, addressee(sheet)),
        "urgency": urgency(sheet),
        "secrecy": secrecy(sheet, pages),
        "enclosures": enclosures(sheet),
        "phone": phone(sheet, pages),
        "signer": signer,
        "position": position,
    }


def _doubted_unless(plain: bool, draft: Draft) -> Draft:
    return draft if plain else replace(draft, whole=False)


def _found(name: str, taken: Taken, pages: Sequence[Page], hints: Hints) -> Found:
    draft = taken.draft
    page = next(page for page in pages if page.number == draft.page)
    if page.how == "ocr" and name == "date" and not _is_near(draft.value, hints.received):
        draft = replace(draft, value=_in_another_year(draft.value, hints.received), whole=False)
    if _is_trusted(pages[0]):
        sure = _is_whole(name, draft) and (name != "date" or _is_timely(draft, pages, hints.received))
        confidence = _SURE if sure else _FOUND if draft.value else 0.0
    elif pages[0].how == "ocr":
        confidence = certainty.confidence(name, taken, hints)
        if draft.value != taken.draft.value:
            confidence = _SEEN if draft.value else 0.0
        sure = confidence >= certainty.SURE and is_plain(draft.value or "")
    else:
        sure, confidence = False, _SEEN if draft.value else 0.0
    evidence = None
    if draft.box is not None:
        box = page.scan.turn.shown(draft.box) if page.scan else draft.box
        how = "handwritten" if taken.by_hand else page.how
        original = page.original(draft.box)
        evidence = Evidence(page=page.number, box=box, text=shown(draft.text), how=how, original=original)
    value = shown(draft.value) if draft.value else None
    return Found(value=value, sure=sure, confidence=confidence, evidence=evidence)


def _is_whole(name: str, draft: Draft) -> bool:
    whole = draft.whole or (name in ("urgency", "secrecy") and draft.value is None)
    return whole and is_plain(draft.value or "")


def _is_timely(draft: Draft, pages: Sequence[Page], received: date | None) -> bool:
    """Whether the date was read on a sound page and can be that of a letter received then."""
    sound = all(page.quality >= TRUSTED and page.how != "ocr" for page in pages if page.number == draft.page)
    return sound and _is_near(draft.value, received)


def _in_another_year(day: str | None, received: date | None) -> str | None:
    """The date with the year it must have; None where OCR may have taken more than one figure of it for another."""
    meant = with_another_year(date.fromisoformat(day), received) if day and received else None
    return meant.isoformat() if meant else None


def _is_near(day: str | None, received: date | None) -> bool:
    if day is None or received is None:
        return True
    return received - _OLDEST <= date.fromisoformat(day) <= received + _LATEST
