"""109 kinds of Thai mail and what each says: 26 subjects, 42 names, 14 bodies, 12 structures, 15 that mean harm."""

from __future__ import annotations

from tests.support.mailkinds.bodies import bodies
from tests.support.mailkinds.hostile import hostile
from tests.support.mailkinds.kind import MailKind
from tests.support.mailkinds.names import names
from tests.support.mailkinds.structures import structures
from tests.support.mailkinds.subjects import subjects

__all__ = ["HARMLESS", "HOSTILE", "MailKind"]

HARMLESS = (*subjects(), *names(), *bodies(), *structures())
HOSTILE = tuple(hostile())
