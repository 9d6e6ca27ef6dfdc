"""Letters that come in answer to ours: an incoming letter that refers to one (อ้างถึง), from a school that it went to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import Connection, or_, select

from registry.model import Book, Letter, State
from registry.outgoing import Recipient
from registry.people import plain_address
from registry.rows import letter_of, letter_rows
from registry.schema import citations, letters, outgoing
from registry.schoolnames import bare, key

_ADDRESS = re.compile(r"<([^<>]*)>\s*$")
_BEHIND = re.compile(r"$|อำเภอ|ตำบล|จังหวัด|สังกัด|สำนักงาน|สพ[ปม]|เขต|ที่|โทร")
"""What stands behind the name of a school where the name is at its end."""


def referring(connection: Connection, letter_id: int) -> list[tuple[Letter, int]]:
    """Each standing incoming letter that refers to a sent one of ours, with the id of that sending, where `letter_id`
    is the one or the other."""
    query = (
        select(citations.c.letter_id, outgoing.c.id)
        .join(outgoing, outgoing.c.letter_id == citations.c.cited_id)
        .where(or_(citations.c.letter_id == letter_id, citations.c.cited_id == letter_id))
    )
    pairs = [(row[0], row[1]) for row in connection.execute(query.order_by(citations.c.id))]
    standing = letter_rows().where(
        letters.c.id.in_({citing for citing, _ in pairs}),
        letters.c.book == Book.IN,
        letters.c.state == State.REGISTERED,
    )
    found = {row.id: letter_of(row) for row in connection.execute(standing)} if pairs else {}
    return [(found[citing], sent) for citing, sent in pairs if citing in found]


def whose(letter: Letter, recipients: Sequence[Recipient]) -> Recipient | None:
    """Which recipient an incoming letter is surely of: nobody where it came by mail from another address than the one
    we write to, for their name stands on it whoever wrote it."""
    one, address = claimed(letter, recipients), source_address(letter)
    if one and address and one.to.address and plain_address(one.to.address) != address:
        return None
    return one


def claimed(letter: Letter, recipients: Sequence[Recipient]) -> Recipient | None:
    """Which recipient it says it is of: by its sender's name, the longest that fits, else by the address its mail came
    from."""
    named = [each for each in recipients if letter.sender and _names(letter.sender, each.to.name)]
    if named:
        return max(named, key=lambda each: len(bare(each.to.name)))
    address = source_address(letter)
    return next((each for each in recipients if address and plain_address(each.to.address) == address), None)


def source_address(letter: Letter) -> str:
    """The address of the mail a letter came by; "" for one that came otherwise."""
    found = _ADDRESS.search(letter.source)
    address = plain_address(found[1] if found else letter.source)
    return address if "@" in address else ""


def _names(sender: str, school: str) -> bool:
    """Whether the sender of a letter is this school: with its name in full, and perhaps where it lies behind it."""
    said, name = key(sender), key(school)
    begun = said.startswith(name) and _BEHIND.match(said[len(name) :]) is not None
    return begun or bare(sender) == bare(school)
