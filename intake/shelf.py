"""Showing the clerk what became of things: taken letters come back by name, problems with a note that says why.

Everything here can be done again after a crash and leaves the same files; the originals are safe elsewhere.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from intake.sniff import DOC, DOCX, JPEG, PDF, PNG, TIFF
from registry.arrivals import Landed
from registry.filing import fit, put
from registry.model import Book, KeptFile, Letter, Origin, Problem, Role
from registry.originals import Originals
from templates import render
from templates.problems import PROBLEMS

_ENDINGS = {PDF: ".pdf", TIFF: ".tif", JPEG: ".jpg", PNG: ".png", DOCX: ".docx", DOC: ".doc", "message/rfc822": ".eml"}
_MOVED = (
    *(Problem.TOO_LARGE, Problem.NOT_A_FILE, Problem.FORBIDDEN),
    *(Problem.NO_RECIPIENTS, Problem.NO_FILES, Problem.TOO_MANY),
)
"""What the folder moved aside itself, unread; there is only the note to write. (Of a mail: its header is kept.)"""

_COPY = re.compile(r"_ซ้ำ-\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The folders the clerk looks into: `taken` and `problems`.

    The notes tell her to use `inbox`, and `send` for what is to be sent.
    """

    taken: Path
    problems: Path
    inbox: str
    zone: ZoneInfo
    originals: Originals
    send: str = "ส่ง"

    def show_letter(self, letter: Letter, kept: list[KeptFile]) -> None:
        """Put the letter and its enclosures into the month's folder as number_letter-number_subject."""
        if letter.book is Book.SECRET:  # nothing leads here; nothing ever may
            raise ValueError(f"the secret entry {letter.label}/{letter.year} is not for the shelf")
        count = 0
        for file in kept:
            if file.role is Role.LETTER:
                self._place(file.sha256, self._month(letter) / self._name(letter, "", file.media_type, file.name))
            elif file.role is Role.ENCLOSURE:
                count += 1
                came = Path(file.name)
                name = fit(
                    f"{_label(letter)}_สิ่งที่ส่งมาด้วย-{count}_{came.stem}", came.suffix or _ENDINGS.get(file.media_type, "")
                )
                self._place(file.sha256, self._month(letter) / name)

    def rename_letter(self, letter: Letter, kept: list[KeptFile]) -> None:
        """Give the files of a corrected letter the names it has now; done again it changes nothing."""
        names = {file.sha256: file for file in kept if file.role in (Role.LETTER, Role.COPY)}
        for path in sorted(self._month(letter).glob(f"{_label(letter)}_*")):
            file = names.get(_hash(path)) if path.is_file() else None
            if file is None:
                continue
            mark = _COPY.match(path.name.removeprefix(_label(letter)))
            renamed = path.with_name(self._name(letter, mark[0] if mark else "", file.media_type, file.name))
            note = path.with_name(f"{path.name}.txt")
            if path == renamed:
                continue
            if mark and note.exists():  # first: after a crash it is found by its copy's old name
                note.rename(renamed.with_name(f"{renamed.name}.txt"))
            path.rename(renamed)

    def show_copy(self, letter: Letter, sha256: str, media_type: str, landed: Landed) -> None:
        """Put a second copy beside the first, with a note that it was registered before."""
        name = self._name(letter, f"_ซ้ำ-{landed.id}", media_type, landed.name)
        self._place(sha256, self._month(letter) / name)
        note = render("copy.txt", letter=letter, zone=self.zone, **_about(landed))
        put(self._month(letter) / f"{name}.txt", note)

    def show_secret(self, letter: Letter) -> None:
        """Show that there is an entry in the secret book, and nothing of it but its number."""
        note = render("secret_note.txt", label=letter.label, year=letter.year)
        put(self._month(letter) / f"ทะเบียนลับ-{_label(letter)}.txt", note)

    def show_problem(self, landed: Landed, *, secret: bool = False) -> None:
        """Put what could not be taken into the problem folder, beside a note: what, why, what to do.

        `secret`: it lay in the folder for secret letters, and there, or sealed, it stays; the note does not name it.
        """
        if secret:
            landed = replace(landed, name=f"ทะเบียนลับ (รายการ {landed.id})", detail=None)
        target = self.problems / fit(*_parted(landed))
        if landed.problem not in _MOVED and not secret:
            target = self._free(target, landed.sha256)
            self._place(landed.sha256, target)
        why, cure = PROBLEMS[landed.problem or Problem.BROKEN]
        inbox = f"{self.send}/ผู้รับ" if landed.origin is Origin.SEND else self.inbox
        words = {"why": why, "cure": cure.format(inbox=inbox), "detail": landed.detail, "zone": self.zone}
        put(target.with_name(f"{target.name}.txt"), render("problem.txt", **words, **_about(landed)))

    def _month(self, letter: Letter) -> Path:
        local = letter.registered_at.astimezone(self.zone)
        folder = self.taken / f"{local.year + 543}-{local.month:02}"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _name(self, letter: Letter, mark: str, media_type: str, came_as: str) -> str:
        ending = _ENDINGS.get(media_type) or Path(came_as).suffix
        parts = [_label(letter) + mark, letter.letter_no or "ไม่มีเลขที่", letter.subject or "ไม่มีเรื่อง"]
        return fit("_".join(parts), ending)

    def _place(self, sha256: str, target: Path) -> None:
        put(target, self.originals.read(sha256))

    def _free(self, target: Path, sha256: str) -> Path:
        """The name, or "name (2)" … where another file lies under it; the same file keeps its name."""
        content = self.originals.read(sha256)
        count, free = 1, target
        while free.exists() and free.read_bytes() != content:
            count += 1
            free = target.with_name(f"{target.stem} ({count}){target.suffix}")
        return free


def _parted(landed: Landed) -> tuple[str, str]:
    """The name of what could not be taken, and its ending; what was to be sent was packed, unless it was moved."""
    came = Path(landed.name)
    if landed.origin is Origin.MAIL:
        return landed.name, ".eml"
    is_packed = landed.origin is Origin.SEND and landed.problem not in _MOVED
    return (came.name, ".zip") if is_packed else (came.stem, came.suffix)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _label(letter: Letter) -> str:
    return letter.label.replace("/", "-")


def _about(landed: Landed) -> dict[str, object]:
    return {"name": landed.name, "arrived_at": landed.arrived_at, "mail_from": landed.mail_from}
