"""Asking the clerk about an entry that is not sure: a picture, a note in the folder of checks, and one mail.

Done after the entry stands, and done again after a crash: each part is made only where it is missing.
"""

from __future__ import annotations

import logging

from intake.child import Child, ChildDied
from intake.desk import Desk, decide
from intake.readers import draw
from intake.sniff import PNG
from registry.arrivals import Landed
from registry.deliveries import Purpose
from registry.errors import Unreadable
from registry.model import KeptFile, Letter, Reading, Role
from registry.store import Tx

log = logging.getLogger(__name__)

PICTURE = "ตรวจ.png"


def ask(desk: Desk, child: Child, letter: Letter, landed: Landed | None = None) -> None:
    """Ask about a letter that needs a look; `landed`: the arrival it came by, whose claim is held.

    Raises OSError where the folder cannot be written, StaleClaim where the claim is lost.
    """
    if not letter.needs_review or letter.sha256 is None:
        return
    with desk.registry.begin() as tx:
        reading = tx.readings.of(letter)
        drawn = _picture_of(tx, letter)
    picture = drawn or _draw(desk, child, letter, reading)
    with desk.registry.begin() as tx:
        if landed:
            decide(tx, landed)  # whoever lost the claim asks nobody
        if picture and not drawn:
            tx.entries.add_files(letter, [picture], landed.id if landed else None)
        _queue(desk, tx, letter)
    desk.checks.show(letter, reading, desk.originals.read(picture.sha256) if picture else None)


def _picture_of(tx: Tx, letter: Letter) -> KeptFile | None:
    return next((file for file in tx.entries.files(letter) if file.role is Role.PICTURE), None)


def _draw(desk: Desk, child: Child, letter: Letter, reading: Reading) -> KeptFile | None:
    """The picture, kept among the originals; None where none can be drawn, for the letter is entered all the same."""
    path = desk.originals.path(letter.sha256 or "")
    try:
        content = child.call(draw, path, letter.media_type, reading)
    except (Unreadable, ChildDied) as error:
        log.warning("no picture of %s/%d: %s", letter.label, letter.year, error)
        return None
    (sha256,) = desk.originals.keep([content])
    return KeptFile(sha256=sha256, name=PICTURE, media_type=PNG, role=Role.PICTURE)


def _queue(desk: Desk, tx: Tx, letter: Letter) -> None:
    """One mail a letter, where the office has named its clerk and can send."""
    asked = any(each.purpose is Purpose.CHECK for each in tx.deliveries.of(letter.id))
    if asked or not (desk.clerk and desk.address):
        return
    tx.deliveries.queue(
        letter_id=letter.id,
        arrival_id=None,
        purpose=Purpose.CHECK,
        recipient=desk.clerk,
        message_id=desk.message_id(desk.tokens.make(letter.id)),
    )
