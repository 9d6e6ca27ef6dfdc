"""Reasons for which a person must look at an entry, beside the names of fields that were not read surely.

They stand in `Letter.review` as one text each: the doubt, and where it needs it what it is about ("same: 12/2569").
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum


class Doubt(StrEnum):
    """What looks wrong with a letter that came; `templates/words.py` has the words for each, in Thai."""

    UNNUMBERED = "unnumbered"  # a letter without a number, or whose number is not issued yet
    UNDATED = "undated"
    FUTURE = "future"  # dated after it came
    OLD = "old"  # dated long before it came
    ELSEWHERE = "elsewhere"  # addressed to another office
    FEWER = "fewer"  # fewer enclosures came than it lists: "fewer: 1/3"
    SAME = "same"  # may be the letter of another entry: "same: 12/2569"
    COPY = "copy"  # the same letter came again and was not read alike
    CLASS = "class"  # of secrecy: whether the letter has one, and which; the registrar says
    UNREAD = "unread"  # attachments that could not be opened: "unread: a.zip"

    def about(self, what: str) -> str:
        """This doubt with what it is about, as the register keeps it."""
        return f"{self}: {what}"


_OF_FIELD: dict[str, str] = {
    Doubt.UNNUMBERED: "letter_no",
    Doubt.SAME: "letter_no",
    Doubt.UNDATED: "date",
    Doubt.FUTURE: "date",
    Doubt.OLD: "date",
    Doubt.ELSEWHERE: "addressee",
}


def is_answered(reason: str, fields: Collection[str]) -> bool:
    """Whether a person who gave these fields has thereby answered this reason."""
    kind = reason.partition(": ")[0]
    return kind in fields or _OF_FIELD.get(kind) in fields
