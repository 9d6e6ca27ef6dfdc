"""Which further pages of a document are read: orders have their date at the end, letters their signature. Pure."""

from __future__ import annotations

from intake.lines import Page
from registry.model import Kind, Reading

_ISSUED_AT_END = (Kind.ORDER, Kind.ANNOUNCEMENT, Kind.CERTIFICATE)
_MOST_PAGES = {"text": 30, "docx": 30, "ocr": 2}  # read for the date at the end; OCR takes seconds a page
_FULL = 0.75  # of the page's height: a letter that ends above has no further page
_MOST_FURTHER = 2  # pages of a text that are read for its signature


def closing_pages(reading: Reading, first: Page, pages: int) -> list[int]:
    """Which of so many pages to look for date or signature on: in a text from the front, by OCR the last one first."""
    rest = list(range(2, pages + 1))
    if is_complete(reading):
        return []
    if reading.value("kind") not in _ISSUED_AT_END:
        ends_low = max((line.box[3] for line in first.lines), default=0.0) > _FULL * first.height
        return rest[:_MOST_FURTHER] if first.how != "ocr" and ends_low else []
    if first.how == "ocr":
        rest = rest[-1:] + rest[:-1]
    return rest[: _MOST_PAGES[first.how]]


def is_past(reading: Reading, number: int) -> bool:
    """Whether a page further than the one with the date was read: a signature would have stood there."""
    dated = reading["date"].evidence
    return reading.value("kind") in _ISSUED_AT_END and dated is not None and number > dated.page


def is_complete(reading: Reading) -> bool:
    """Whether the end of the letter was read: where orders have their date, and letters their signature."""
    kind = reading.value("kind")
    dated = reading["date"].evidence
    if kind in _ISSUED_AT_END or kind == Kind.STAMPED:
        return dated is not None and (kind == Kind.STAMPED or dated.how == "ocr" or reading["signer"].value is not None)
    signed = reading["signer"].value is not None
    return kind not in (Kind.EXTERNAL, Kind.MEMO) or (
        signed and (kind == Kind.MEMO or reading["phone"].value is not None)
    )
