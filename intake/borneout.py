"""Whether one reader's text bears out another's value: compared by their bones. Pure."""

from __future__ import annotations

from intake.thai import fold_digits, normalise, skeleton

NO_DOTS = 0.9
"""What is borne out but for its dots: a dot is a speck, worth less than a figure."""


def bones(text: str) -> str:
    """What two readers can be compared by: figures folded, no marks, no blanks."""
    return fold_digits(skeleton(normalise(text))).replace("ำ", "า").casefold()


def undotted(number: str) -> str:
    """A number's bones without the dots of its code, which are specks to a reader."""
    code, slash, running = number.partition("/")
    return code.replace(".", "") + slash + running


def borne_out(value: str, text: str) -> tuple[float, int, int]:
    """How far `text` (bones) has `value` (bones): 1 whole, 0.9 but for its dots, 0.5 its figures, 0 not; and where.

    A value that goes on with a figure in the text was cut short: it is not borne out.
    """
    first = next((at for at, letter in enumerate(value) if letter.isdigit()), len(value))
    if (found := _standing(value, text)) is not None:
        return 1.0, *found
    plain = [at for at, letter in enumerate(text) if letter != "."]
    for weight, part in ((NO_DOTS, value), (0.5, value[first:])):
        found = _standing(part.replace(".", ""), "".join(text[at] for at in plain))
        if found is not None:
            return weight, plain[found[0]], plain[found[1] - 1] + 1
    return 0.0, 0, 0


def _standing(part: str, text: str) -> tuple[int, int] | None:
    """Where `part` stands in `text` with no further figure on either side."""
    at = text.find(part) if part else -1
    while at >= 0:
        end = at + len(part)
        if not text[end : end + 1].isdigit() and not (part[0].isdigit() and text[:at][-1:].isdigit()):
            return at, end
        at = text.find(part, at + 1)
    return None
