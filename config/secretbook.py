"""The commands of the registrar of secret letters, at the machine itself: opening originals, settling a class."""

from __future__ import annotations

import os
from pathlib import Path

from intake.declassify import NOT_SECRET, Unclear, settle, verdict_of
from intake.desk import Desk
from registry.errors import SarabanError
from registry.filing import fit
from registry.model import Book, KeptFile, Letter, State
from registry.store import Registry
from registry.vault import Vault


class NoClass(SarabanError):
    """Words that name no class."""


class InTheWay(SarabanError):
    """Something lies where an original is to be opened; nothing is written over."""


def open_originals(registry: Registry, vault: Vault, letter: Letter, folder: Path, who: str) -> list[Path]:
    """Write the originals of a secret entry in clear into a folder, for its owner alone; its history tells who did.

    Raises BrokenSeal, InTheWay, OSError.
    """
    with registry.begin(who) as tx:
        kept = list({file.sha256: file for file in tx.entries.files(letter)}.values())
        tx.entries.record(letter, "opened", {"files": len(kept)})
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return [_open(vault, file, folder, place) for place, file in enumerate(kept, 1)]


def _open(vault: Vault, file: KeptFile, folder: Path, place: int) -> Path:
    came = Path(vault.sealer.open_text(file.name))
    ending = came.suffix or {"application/pdf": ".pdf", "message/rfc822": ".eml"}.get(file.media_type, "")
    path = folder / fit(f"{place}-{file.role}-{came.stem}", ending)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            vault.write(file.sha256, out)
    except FileExistsError as error:
        raise InTheWay(f"{path} is there already; name an empty folder") from error
    except BaseException:
        path.unlink(missing_ok=True)  # half an original is none
        raise
    return path


def settle_class(desk: Desk, letter: Letter, said: str, who: str) -> Letter:
    """Carry out what the registrar says of an entry's class. Raises NoClass, AlreadyStruck."""
    try:
        verdict = verdict_of(said)
    except Unclear as error:
        raise NoClass(f"ไม่เข้าใจ «{said}»: ใช้ {NOT_SECRET}, ลับ, ลับมาก หรือ ลับที่สุด") from error
    with desk.registry.begin(who) as tx:
        tx.entries.hold(Book.SECRET)
        return settle(desk, tx, tx.entries.by_id(letter.id), verdict, who)


def in_words(letter: Letter) -> str:
    """What became of it."""
    if letter.state is State.STRUCK:
        return f"{letter.label}/{letter.year} ขีดฆ่าแล้ว จะลงทะเบียนรับตามปกติเมื่อโปรแกรม (saraban run) ทำงาน"
    return f"{letter.label}/{letter.year} ชั้นความลับ: {letter.secrecy}"
