"""Which files of an entry go with a mail, and what is said of those that do not: no link, but where they lie."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dispatcher.compose import Attachment
from registry.model import KeptFile, Letter, Role
from templates import mailwords

MB = 1024 * 1024
_LONGEST = 70  # letters of a file's name


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """The files that go with a mail, and a line for each that is too large, by name and size in bytes.

    `with_notice`: they went with an earlier mail; `lies`: where the originals are.
    """

    taken: Sequence[Attachment] = ()
    left: Sequence[tuple[str, int]] = ()
    lies: str = ""
    with_notice: bool = False

    def lines(self) -> list[str]:
        """What a person is told of the files."""
        said = [mailwords.ATTACHED] if self.taken else [mailwords.BEFORE] if self.with_notice else []
        said += [mailwords.TOO_LARGE.format(name=name, mb=size / MB) for name, size in self.left]
        return [*said, self.lies] if self.lies else said


def attach(
    before: str,
    kept: Sequence[KeptFile],
    original: Callable[[str], bytes],
    size: Callable[[str], int],
    most: int,
) -> tuple[list[Attachment], list[tuple[str, int]]]:
    """The letter, then its enclosures, as far as `most` bytes go; and what is too large, by name and size in bytes.
    `before` stands before each name.

    Raises OSError where a file cannot be read.
    """
    taken: list[Attachment] = []
    left: list[tuple[str, int]] = []
    for file in sorted(kept, key=lambda file: file.role is not Role.LETTER):
        if file.role not in (Role.LETTER, Role.ENCLOSURE):
            continue
        name, bytes_ = f"{before}{file_name(file)}", size(file.sha256)
        if bytes_ > most:
            left.append((name, bytes_))
            continue
        most -= bytes_
        taken.append(Attachment(name=name, media_type=file.media_type, content=original(file.sha256)))
    return taken, left


def numbered(letter: Letter) -> str:
    """What stands before the names of the files of an entry: its receipt number."""
    return f"{letter.label.replace('/', '-')}-{letter.year} "


def file_name(file: KeptFile) -> str:
    """The name it came by, as short as every mail program takes."""
    came = file.name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(character for character in came if character.isprintable()) or "หนังสือ"
    stem, dot, ending = plain.rpartition(".")
    if not stem or len(ending) > 5:
        stem, dot, ending = plain, "", ""
    return f"{stem[:_LONGEST]}{dot}{ending}"
