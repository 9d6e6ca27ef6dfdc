"""A fault of a list that a clerk keeps, and its cure, in words."""

from __future__ import annotations

from collections.abc import Mapping

_LONGEST = 120  # letters of what was written


def told(faults: Mapping[str, tuple[str, str]], kind: str, given: str = "", choices: str = "") -> tuple[str, str]:
    """What is wrong and its cure, of a kind of `faults`, with what was `given` and what may be (`choices`)."""
    what, cure = faults[kind]
    said = {"given": given[:_LONGEST], "choices": choices}
    return what.format(**said), cure.format(**said)
