"""What lies in the folder of letters to be sent, as parcels: each is one letter with all that goes with it. Pure.

`ส่ง/<recipients>/` holds files, each a letter by itself, and folders, each a letter of several files. What the page does
not say stands in `letter.toml` in the folder, or for a single file in `<file name>.toml` beside it; where there is one
file only, `letter.toml` beside it will do.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

NOTE = "letter.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One letter to be sent; all paths are below the folder. `place`: its folder, or its one file.

    `to`: the name of the folder it lies in, "" where it lies in none. No `files`: an empty folder, or a note alone.
    """

    to: str
    place: Path
    files: tuple[Path, ...] = ()
    note: Path | None = None

    @property
    def members(self) -> tuple[Path, ...]:
        return (*self.files, self.note) if self.note else self.files

    @property
    def is_folder(self) -> bool:
        return self.place not in self.members

    def called(self, member: Path) -> str:
        """What a member is called within the parcel; the note always the same."""
        if member == self.note:
            return NOTE
        return str(member.relative_to(self.place)) if self.is_folder else member.name


def parcels(found: Iterable[Path]) -> list[Parcel]:
    """The parcels that these files make, in the order of their names."""
    single: dict[str, list[Path]] = defaultdict(list)
    folders: dict[Path, list[Path]] = defaultdict(list)
    made: list[Parcel] = []
    for path in found:
        depth = len(path.parts)
        if depth == 1:
            made.append(Parcel(to="", place=path, files=(path,)))
        elif depth == 2:
            single[path.parts[0]].append(path)
        else:
            folders[Path(*path.parts[:2])].append(path)
    made += [parcel for to, paths in single.items() for parcel in _single(to, paths)]
    made += [_folder(place, paths) for place, paths in folders.items()]
    return sorted(made, key=lambda parcel: parcel.place)


def _single(to: str, paths: Sequence[Path]) -> Iterator[Parcel]:
    notes = {path.name.casefold(): path for path in paths if path.suffix.casefold() == ".toml"}
    files = [path for path in paths if path not in notes.values()]
    for file in files:
        names = (f"{file.name}.toml", f"{file.stem}.toml", *([NOTE] if len(files) == 1 else []))
        note = next((notes.pop(name.casefold()) for name in names if name.casefold() in notes), None)
        yield Parcel(to=to, place=file, files=(file,), note=note)
    yield from (Parcel(to=to, place=note, note=note) for note in notes.values())


def _folder(place: Path, paths: Sequence[Path]) -> Parcel:
    note = next((path for path in paths if path.parent == place and path.name.casefold() == NOTE), None)
    files = sorted((path for path in paths if path != note), key=_as_people_sort)
    return Parcel(to=place.parts[0], place=place, files=tuple(files), note=note)


def _as_people_sort(path: Path) -> list[tuple[int, str]]:
    """2.pdf before 10.pdf, as file managers show them."""
    return [(int(part), "") if part.isdecimal() else (0, part.casefold()) for part in re.split(r"(\d+)", str(path))]
