"""The papers of letters that go by post: labels for the envelopes, and the book of what was sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One letter to one recipient. `label`: its number in the book of what was sent; `tracking`: once it is known."""

    label: str
    letter_no: str
    date: date
    subject: str
    to: str
    address: str
    urgency: str = ""
    tracking: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Who sends: its name and postal address."""

    name: str
    address: str


def labels(parcels: Sequence[Parcel], sender: Office) -> bytes:
    """The address labels as PDF: A4, two by eight, each 105 x 37 mm (the usual sheets of 16)."""
    raise NotImplementedError


def dispatch_book(parcels: Sequence[Parcel], sender: Office, day: date) -> bytes:
    """The book of letters sent on a day as PDF (สมุดส่งหนังสือ, ข้อ 48, form 16), with a column for the tracking number."""
    raise NotImplementedError
