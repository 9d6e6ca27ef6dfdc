"""The papers of letters that go by post: labels for the envelopes, and the book of what was sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from dispatcher.typeset import typeset
from templates import thai_date


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
    """The address labels as PDF: A4, two by eight, each 105 x 37 mm (the usual sheets of 16).

    As on an envelope (form 15): sender at the top left, the letter's number, its urgency in red.
    """
    return typeset("labels", {"sender": asdict(sender), "parcels": [_plain(one) for one in parcels]})


def dispatch_book(parcels: Sequence[Parcel], sender: Office, day: date) -> bytes:
    """The book of letters sent on a day as PDF (สมุดส่งหนังสือ, ข้อ 48, form 16), to be signed where they are taken.

    Beside the form's columns stands one for the number the post gives.
    """
    listed = [_plain(one) for one in parcels]
    return typeset("dispatch_book", {"sender": asdict(sender), "day": thai_date(day), "parcels": listed})


def _plain(parcel: Parcel) -> dict[str, str]:
    return asdict(parcel) | {"date": thai_date(parcel.date)}
