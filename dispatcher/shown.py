"""An entry as a mail shows it: its name, its fields with what is not sure of them, what else looks wrong. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from registry.corrections import shown_value
from registry.model import CORRECTABLE, OURS, REVIEWED, Book, Letter, Reading
from registry.outgoing import Outgoing
from templates import sendwords, words

_OUTER = ("letter_no", "date", "sender", "addressee", "urgency")
"""The facts of a secret letter that stand on its envelope."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field in words; `start`: what a correction begins with."""

    key: str
    name: str
    value: str
    start: str = ""
    doubt: bool = False


def is_secret(letter: Letter) -> bool:
    return letter.book is Book.SECRET or bool(letter.secrecy)


def title(letter: Letter) -> str:
    """By what people call an entry: one of ours by its printed number."""
    number = letter.letter_no if letter.book in OURS else None
    return f"{words.BOOKS[letter.book]} {number or f'{letter.label}/{letter.year}'}"


def sent_title(sent: Outgoing) -> str:
    """By what people call a letter of ours that has no number yet."""
    return f"{sendwords.ABOUT_OURS} {sent.draft.fields.get('subject') or ''}".strip()


def fields(letter: Letter, reading: Reading, settled: Collection[str]) -> list[Field]:
    """The fields as they stand; one that need not be there and is not is left out. Nothing is asked of a secret letter.

    `settled`: the fields a person has given or confirmed.
    """
    if is_secret(letter):
        return [_field(name, letter, doubt=False) for name in _OUTER if shown_value(letter, name)]
    found = []
    for name in CORRECTABLE:
        value = shown_value(letter, name)
        if value is None and name not in REVIEWED:
            continue
        unread = name in reading.fields and not reading[name].sure
        doubt = name not in settled and (unread or name in letter.review)
        seen = reading[name].evidence
        by_hand = doubt and seen is not None and seen.how == "handwritten"
        found.append(_field(name, letter, doubt=doubt, by_hand=by_hand))
    return found


def standing(letter: Letter) -> list[Field]:
    """The fields that have a value, as they stand."""
    return [_field(name, letter, doubt=False) for name in CORRECTABLE if shown_value(letter, name)]


def notes(letter: Letter) -> list[str]:
    """What a person is asked to look at beside fields."""
    return [] if is_secret(letter) else [words.reason(each) for each in letter.review if each not in words.FIELDS]


def _field(name: str, letter: Letter, *, doubt: bool, by_hand: bool = False) -> Field:
    plain = shown_value(letter, name)
    value = words.value(name, plain, sure=not doubt)
    if by_hand:
        value = f"{value} ({words.HANDWRITTEN})" if plain else f"({words.HANDWRITTEN})"
    start = words.value(name, plain) if plain else ""
    return Field(key=name, name=words.FIELDS[name], value=value, start=start, doubt=doubt)
