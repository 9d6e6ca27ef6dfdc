"""Asking the clerk about an entry that is not sure: a note in the folder of checks with its picture, and one mail.

Done after the entry stands, and done again after a crash: each part is made only where it is missing.
"""

from __future__ import annotations

from intake.child import Child
from intake.desk import Desk, decide
from intake.pictured import keep_picture
from registry.arrivals import Landed
from registry.deliveries import Purpose
from registry.model import KeptFile, Letter, Role
from registry.store import Tx


def ask(desk: Desk, child: Child, letter: Letter, landed: Landed | None = None) -> None:
    """Ask about a letter that needs a look; `landed`: the arrival it came by, whose claim is held.

    Raises OSError where the folder cannot be written, StaleClaim where the claim is lost.
    """
    if not letter.needs_review or letter.sha256 is None:
        return
    with desk.registry.begin() as tx:
        reading = tx.readings.of(letter)
        drawn = _picture_of(tx, letter)
    picture = drawn or keep_picture(desk, child, letter.sha256, letter.media_type or "", reading)
    with desk.registry.begin() as tx:
        if landed:
            decide(tx, landed)  # whoever lost the claim asks nobody
        if picture and not drawn:
            tx.entries.add_files(letter, [picture], landed.id if landed else None)
        _queue(desk, tx, letter)
    desk.checks.show(letter, reading, desk.originals.read(picture.sha256) if picture else None)


def _picture_of(tx: Tx, letter: Letter) -> KeptFile | None:
    return next((file for file in tx.entries.files(letter) if file.role is Role.PICTURE), None)


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
