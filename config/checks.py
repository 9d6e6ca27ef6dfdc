"""`saraban check`: every part is tried for real, and each problem comes with its cure."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from config import mailing, wiring
from config import people as people_file
from config import rules as rule_file
from config import schools as school_file
from config.keys import SHARED
from config.lists import troubles
from config.office import secret_folders
from config.people import BadPeople, load_people
from config.rules import load_rules
from config.schools import BadSchools, load_schools
from config.secret import NAME, SEALED, SEALING, BadSecret, office_secret, sealing_key
from config.settings import BadSettings, Settings
from dispatcher.smtp import greet
from intake import ocr
from registry.people import plain_address
from registry.store import DatabaseTrouble, Registry
from templates.schoolfaults import fault

Finding = tuple[str, str, str]
"""The part, what was found, and the cure ("" where all is well)."""


def check_office(settings: Settings) -> Iterator[Finding]:
    """Try every part, one after another."""
    for name in SHARED:
        yield _folder(settings.root / settings["folders", name])
    for folder in secret_folders(settings):
        yield _folder(folder)
    yield _folder(settings.office / "originals")
    yield _folder(settings.office / SEALED)
    yield _secret(settings)
    yield _sealing(settings)
    yield _registrar(settings)
    yield from _register(settings)
    yield _smtp(settings)
    yield _journal(settings)
    yield _clerk(settings)
    yield from _own_address(settings)
    yield from _lists(settings)
    yield _ocr()
    yield _word()
    yield _clock(settings)


def _folder(folder: Path) -> Finding:
    part = f"folder {folder}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".saraban-") as file:
            drift = abs(os.fstat(file.fileno()).st_mtime - time.time())
    except OSError as error:
        return part, error.strerror or str(error), "let the user that runs saraban write here (chown, or the share)"
    if drift > 60:
        return part, f"its clock is {drift:.0f} seconds off", "set the clock of the file server (NTP)"
    return part, "writable", ""


def _secret(settings: Settings) -> Finding:
    path = settings.office / NAME
    try:
        office_secret(settings.office)
        mode = path.stat().st_mode & 0o777
    except (OSError, BadSecret) as error:
        return NAME, str(error), "let the user that runs saraban read and write the office's folder"
    if mode & 0o077:
        return NAME, f"others may read it (mode {mode:o})", f"chmod 600 {path}"
    return NAME, "signs answers by mail", ""


def _sealing(settings: Settings) -> Finding:
    path = settings.office / SEALING
    try:
        sealing_key(settings.office)
        mode = path.stat().st_mode & 0o777
    except (OSError, BadSecret) as error:
        return SEALING, str(error), "restore it from its copy; its user must be able to read it"
    if mode & 0o077:
        return SEALING, f"others may read it (mode {mode:o})", f"chmod 600 {path}"
    return SEALING, f"{path} opens the secret letters: keep a copy of it, and not beside the backup", ""


def _registrar(settings: Settings) -> Finding:
    trusted = wiring.trusted(settings)
    if not trusted.registrar:
        return "secret letters", "no registrar named; they are entered and sealed, and nobody is told", ""
    if not settings["smtp", "host"]:
        return "secret letters", f"{trusted.registrar} cannot be mailed", "set [smtp] in office.toml"
    return "secret letters", f"{trusted.registrar} is told, and asked where the class is not sure", ""


def _register(settings: Settings) -> Iterator[Finding]:
    try:
        registry = wiring.registry(settings)
    except (DatabaseTrouble, OSError) as error:
        words = str(getattr(error, "orig", None) or error).strip()
        yield "database", words, "start the database, or mend [database] url in office.toml"
        return
    yield "database", f"{registry.engine.dialect.name} answers", ""
    yield _mailbox(settings, registry)
    yield from _dead(settings, registry)
    registry.close()


def _dead(settings: Settings, registry: Registry) -> Iterator[Finding]:
    """The schools whose mailbox took no mail when it was last tried."""
    try:
        schools = load_schools(settings.office / school_file.FILE)
    except BadSchools:
        return  # its faults are told with those of the other lists
    with registry.begin() as tx:
        dead = tx.addresses.dead()
    for each in dead:
        if school := schools.by_address(each.address):
            yield school_file.FILE, *fault("dead", f"{school.name} ({each.address})", each.reason)


def _mailbox(settings: Settings, registry: Registry) -> Finding:
    if not settings["imap", "host"]:
        return "mailbox", "none set; mail is not taken", ""
    try:
        box = wiring.mailbox(settings, registry)
        try:
            return "mailbox", box.try_login(), ""
        finally:
            box.close()
    except (OSError, BadSettings) as error:
        return "mailbox", str(error), "mend [imap] in office.toml: host, port, tls, user, password_file"


def _smtp(settings: Settings) -> Finding:
    if not settings["smtp", "host"]:
        return "smtp", "none set; nothing is sent", ""
    if not settings.address:
        return "smtp", "no address to send from", 'set [smtp] sender in office.toml, as "saraban@office.example"'
    try:
        return "smtp", f"{asyncio.run(greet(mailing.server(settings)))} greets", ""
    except (OSError, BadSettings) as error:
        return "smtp", str(error), "mend [smtp] in office.toml: host, port, tls, user, password_file"


def _journal(settings: Settings) -> Finding:
    try:
        box = mailing.journal(settings)
        if box is None:
            return "journal", "none set; what may have been taken when a line broke is not settled", ""
        return "journal", box.try_login(), ""
    except (OSError, BadSettings) as error:
        return "journal", str(error), "mend journal_user, journal_password_file, journal_folder of [smtp], or [imap]"


def _clerk(settings: Settings) -> Finding:
    clerk, box = settings["office", "clerk"], settings["imap", "host"]
    if not clerk:
        return "clerk", "none set; what is not sure is asked in the folder only", ""
    if not settings["smtp", "host"]:
        return "clerk", f"{clerk} cannot be mailed", 'set [smtp] in office.toml, or clerk to ""'
    if not box:
        return "clerk", f"{clerk} is mailed, but no answer can come", "set [imap] in office.toml: answers come by it"
    return "clerk", f"{clerk} is mailed", ""


def _own_address(settings: Settings) -> Iterator[Finding]:
    """Whoever is to be mailed at the address whose mailbox we empty never sees it."""
    trusted, own = wiring.trusted(settings), plain_address(settings.address)
    try:
        people = load_people(settings.office / people_file.FILE).everyone
    except BadPeople:  # told below
        people = ()
    named = {
        people_file.FILE: [each.address for each in people],
        "[office] clerk": [settings["office", "clerk"]],
        "[secret]": [trusted.registrar, *(each for several in trusted.named.values() for each in several)],
    }
    for where, addresses in named.items():
        if own and settings["imap", "host"] and own in map(plain_address, addresses):
            what = f"{own} is the office's own mailbox, and what comes there is taken by this program"
            yield where, what, "give an address that a person reads"


def _lists(settings: Settings) -> Iterator[Finding]:
    """people.csv, rules.toml and schools.csv, each fault of theirs by itself."""
    found = troubles(settings.office)
    yield from ((trouble.where, trouble.what, trouble.cure) for trouble in found)
    if found:
        return
    people = load_people(settings.office / people_file.FILE)
    count = len({person.address for person in people.everyone})
    yield (
        people_file.FILE,
        f"{count} people" if count else "nobody is named; letters are registered and given to nobody",
        "",
    )
    rules = load_rules(settings.office / rule_file.FILE, people)
    yield rule_file.FILE, f"{len(rules)} rules" if rules else "no rule; all letters go to the central clerk", ""
    schools = load_schools(settings.office / school_file.FILE)
    mailed = sum(bool(each.address) for each in schools.everyone)
    yield school_file.FILE, f"{len(schools.everyone)} schools, {mailed} by mail, in {len(schools.groups)} groups", ""


def _ocr() -> Finding:
    if not (ocr.MODELS / "tha.traineddata").is_file():
        return "ocr", f"no Thai model in {ocr.MODELS}", "install Saraban again: the model is a part of it"
    return "ocr", f"Tesseract {ocr.version()} with Saraban's own Thai model", ""


def _word() -> Finding:
    if shutil.which("soffice"):
        return "word files", "LibreOffice is here", ""
    return "word files", "no LibreOffice: .docx and .doc go to the problem folder", ""


def _clock(settings: Settings) -> Finding:
    now = datetime.now(UTC)
    local = now.astimezone(settings.zone)
    word = f"{local:%Y-%m-%d %H:%M} {settings['office', 'timezone']}, Buddhist year {local.year + 543}"
    if now.year < 2026:
        return "clock", word, "set the machine's clock (timedatectl set-ntp true)"
    return "clock", word, ""
