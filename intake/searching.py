"""`ค้นหา WORDS` by mail: the entries that the asker may see. Nothing of the secret book, and of no classified letter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from registry.model import Book, Letter, State
from registry.people import Person, Post
from registry.store import Tx

_SEE_ALL = (Post.CENTRAL_CLERK, Post.DEPUTY, Post.DIRECTOR)
_MOST = 20  # entries in an answer


def search(tx: Tx, words: str, person: Person, posts: frozenset[Post]) -> Mapping[str, Any]:
    """What the answer says: `words`, how many entries there are (`total`), and the newest of them (`found`).

    Who leads the office or keeps its books sees all; others what their unit, or they themselves, were ever given.
    """
    standing = (letter for letter in tx.entries.entries(Book.IN, find=words) if letter.state is not State.STRUCK)
    entries = [letter for letter in standing if not letter.secrecy]
    if not posts & set(_SEE_ALL):
        given = tx.assignments.letters_of(person.address, person.unit or None)
        entries = [letter for letter in entries if letter.id in given or (person.unit and letter.unit == person.unit)]
    newest = sorted(entries, key=lambda letter: letter.id, reverse=True)[:_MOST]
    return {"words": words, "total": len(entries), "found": [_shown(letter) for letter in newest]}


def _shown(letter: Letter) -> dict[str, Any]:
    return {
        "label": letter.label,
        "year": letter.year,
        "letter_no": letter.letter_no,
        "date": letter.date.isoformat() if letter.date else None,
        "subject": letter.subject,
        "sender": letter.sender,
    }
