"""A list that the office keeps as a CSV file: read whole or not at all, with every fault told at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar, TypeVar

from registry.errors import SarabanError

Value = TypeVar("Value")

Problem = tuple[int, str, str]
"""The line, what is wrong, and the cure."""


class BadList(SarabanError):
    """The list cannot be used. The message has a line for each problem: where, what, → cure."""

    file: ClassVar[str]

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(f"{self.file}:{line}: {what} → {cure}" for line, what, cure in self.problems))


def load(
    path: Path, read: Callable[[str], Value], none: Value, bad: type[BadList], fault: Callable[..., tuple[str, str]]
) -> Value:
    """What `read` makes of a file's text; `none` where there is no file. Raises `bad`, worded by `fault`."""
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        return none
    except UnicodeDecodeError as error:
        raise bad([(1, *fault("encoding"))]) from error
    except OSError as error:
        raise bad([(1, *fault("unreadable", error.strerror or str(error)))]) from error
    return read(text)
