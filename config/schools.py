"""`schools.csv` to schools. Whatever is wrong in it is told all at once, each with its line and its cure, in Thai.

One row a school; a row whose first cell begins with # is a remark. «บ้านนา» is taken for โรงเรียนบ้านนา, and its name
is the code of a school that has none.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from config.listfile import BadList, Problem, load
from registry.filing import fit
from registry.fold import fold
from registry.people import is_address, plain_address
from registry.schoolnames import district_title, key, network_title, school_title
from registry.schools import School, Schools
from templates.schoolfaults import fault

FILE = "schools.csv"

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": ("ชื่อ", "ชื่อโรงเรียน", "โรงเรียน"),
    "code": ("รหัส", "รหัสโรงเรียน"),
    "email": ("อีเมล", "e-mail", "mail"),
    "director": ("เรียน", "ผู้อำนวยการ", "ผอ."),
    "district": ("อำเภอ",),
    "network": ("กลุ่มเครือข่าย", "เครือข่าย", "กลุ่มโรงเรียน"),
    "groups": ("group", "กลุ่ม", "กลุ่มอื่น"),
    "postal": ("ที่อยู่", "ที่อยู่ไปรษณีย์", "address"),
}
"""The columns, with what they may be called beside; only name and email must be there."""

_NAMES = {fold(word): name for name, words in COLUMNS.items() for word in (name, *words)}
_NEEDED = ("name", "email")
_BETWEEN_GROUPS = re.compile(r"[/,;\n]")
_LONGEST = 70
"""Letters of a group's name: it is the name of a folder too, and a Thai letter has three of its 230 bytes."""
_NAMED = 5
"""Schools that are told by name where there may be many."""


class BadSchools(BadList):
    """`schools.csv` cannot be used. The message has a line for each problem: where, what, → cure."""

    file = FILE


def load_schools(path: Path) -> Schools:
    """The schools of a file; none where there is no file. Raises BadSchools with all problems at once."""
    return load(path, read_schools, Schools(), BadSchools, fault)


def read_schools(text: str) -> Schools:
    """The schools of a text. Raises BadSchools with all problems at once."""
    problems: list[Problem] = []
    found = [(line, _school(line, values, problems)) for line, values in _rows(text, problems)]
    rows = [(line, school) for line, school in found if school]
    problems += _doubled(rows)
    if problems:
        raise BadSchools(problems)
    return Schools(tuple(school for _, school in rows))


def unreached(schools: Schools) -> tuple[str, str] | None:
    """What is wrong and its cure where no letter can get to some schools; the list is used all the same."""
    lost = [each.name for each in schools.everyone if not (each.address or each.postal)]
    if not lost:
        return None
    return fault("unreached", ", ".join(lost[:_NAMED]) + (" …" if len(lost) > _NAMED else ""), str(len(lost)))


def group_folders(schools: Schools) -> frozenset[str]:
    """The names of the folders that stand ready, one for each group."""
    return frozenset(fit(name, "") for name in schools.groups)


def _rows(text: str, problems: list[Problem]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows that say something, each with its line."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in text.partition("\n")[0] else ",")
    try:
        names = _header(next(reader, []), problems)
        if names is None:
            return
        for cells in reader:
            # A dash is what people put where there is nothing.
            values = {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name and key(cell)}
            if values and not cells[0].lstrip().startswith("#"):
                yield reader.line_num, values
    except csv.Error as error:
        problems.append((reader.line_num, *fault("format", str(error))))


def _header(cells: list[str], problems: list[Problem]) -> list[str | None] | None:
    """Which column each cell names; None where one that must be there is missing."""
    names = [_NAMES.get(fold(cell)) for cell in cells]
    for at, (cell, name) in enumerate(zip(cells, names, strict=True)):
        if name is None and cell.strip():
            problems.append((1, *fault("column", cell.strip(), ", ".join(COLUMNS))))
        elif name and name in names[:at]:
            problems.append((1, *fault("column_twice", cell.strip(), name)))
    if missing := [name for name in _NEEDED if name not in names]:
        problems.append((1, *fault("columns", ", ".join(missing), ",".join(COLUMNS))))
        return None
    return names


def _school(line: int, values: Mapping[str, str], problems: list[Problem]) -> School | None:
    """The school of one row; what is wrong goes to `problems`, and the list is then not used."""
    if "name" not in values:
        problems.append((line, *fault("name")))
        return None
    name, address = school_title(_one_line(values["name"])), values.get("email", "")
    if address and not is_address(address):
        problems.append((line, *fault("email", name, address[:120])))
    school = School(
        code=values.get("code") or name,
        name=name,
        address=plain_address(address),
        director=_one_line(values.get("director", "")),
        district=district_title(_one_line(values.get("district", ""))),
        network=network_title(_one_line(values.get("network", ""))),
        groups=tuple(group for each in _BETWEEN_GROUPS.split(values.get("groups", "")) if (group := _one_line(each))),
        postal=values.get("postal", ""),
    )
    for group in (school.district, school.network, *school.groups):
        if len(group) > _LONGEST:
            problems.append((line, *fault("long", group, str(_LONGEST))))
    return school


def _doubled(rows: Sequence[tuple[int, School]]) -> Iterator[Problem]:
    """What two schools may not share: name, code, mailbox."""
    seen: dict[tuple[str, str], tuple[int, School]] = {}
    for line, school in rows:
        own_code = key(school.code) if school.code != school.name else ""
        marks = {"same_name": key(school.name), "same_code": own_code, "same_email": school.address}
        for kind, mark in marks.items():
            first, other = seen.setdefault((kind, mark), (line, school))
            if mark and first != line:
                yield line, *fault(kind, school.name, f"{other.name} (บรรทัด {first})")


def _one_line(text: str) -> str:
    return " ".join(text.split())
