"""The picture of a letter with what was read of it: drawn in the reading child, kept among the originals.

Of a letter that names a class of secrecy none is drawn: it would lie open beside its original.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from intake.child import Child, ChildDied
from intake.desk import Desk
from intake.readers import draw
from intake.sniff import PNG
from registry.errors import Unreadable
from registry.model import KeptFile, Reading, Role

log = logging.getLogger(__name__)

PICTURE = "ตรวจ.png"

Draw = Callable[[str, str, Reading], KeptFile | None]
"""Gives the picture of the letter with this SHA-256, media type and reading, kept; None where there is none."""


def keep_picture(desk: Desk, child: Child, sha256: str, media_type: str, reading: Reading) -> KeptFile | None:
    """Draw and keep the picture; a letter is entered all the same where none can be drawn."""
    if reading.value("secrecy"):
        return None
    try:
        content = child.call(draw, desk.originals.path(sha256), media_type, reading)
    except (Unreadable, ChildDied) as error:
        log.warning("no picture of %s: %s", sha256[:12], error)
        return None
    (kept,) = desk.originals.keep([content])
    return KeptFile(sha256=kept, name=PICTURE, media_type=PNG, role=Role.PICTURE)
