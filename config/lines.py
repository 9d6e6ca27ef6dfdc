"""The lines of approval in `office.toml`: «ผอ.กลุ่ม, รอง ผอ., ผอ.เขต», and «UNIT: PLACE, PLACE; UNIT: …»."""

from __future__ import annotations

from registry.fold import fold


def parse_line(text: str) -> tuple[str, ...]:
    """The places of one line, in order; "" is a line in which nobody is asked. Raises ValueError with what is wrong."""
    if not text.strip():
        return ()
    places = tuple(each.strip() for each in text.split(","))
    if not all(places):
        raise ValueError("two commas without a place between them")
    return places


def parse_lines(text: str) -> dict[str, tuple[str, ...]]:
    """The lines of units that have their own. Raises ValueError with what is wrong."""
    lines: dict[str, tuple[str, ...]] = {}
    for each in filter(str.strip, text.split(";")):
        unit, colon, line = each.partition(":")
        if not (colon and unit.strip()):
            raise ValueError(f"no unit with a colon before its line: {each.strip()}")
        if fold(unit) in map(fold, lines):
            raise ValueError(f"two lines for {unit.strip()}")
        lines[unit.strip()] = parse_line(line)
    return lines
