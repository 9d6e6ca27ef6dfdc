"""The composition root: settings to the rooms, each given just what it needs."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from datetime import date

from config import mailing
from config import people as people_file
from config import rules as rule_file
from config.arrangements import approvers, arrangements
from config.faults import addresses_in
from config.keys import SETTINGS
from config.lists import troubles
from config.schools import group_folders
from config.secret import SEALED, office_secret, sealing_key
from config.settings import Settings
from config.watched import Watched
from dispatcher.asked import AskedLimits
from dispatcher.attached import MB
from dispatcher.digest import Digests
from dispatcher.follow import Follower
from dispatcher.issue import Issuer
from dispatcher.messages import Messages
from dispatcher.outbox import Outbox
from dispatcher.outgoing import OutgoingMails
from dispatcher.parts import Limits
from dispatcher.route import Router
from dispatcher.rules import Rule
from dispatcher.sheets import Sheets
from dispatcher.suggest import Suggester
from intake.addressed import OwnOffice
from intake.checkfolder import CheckFolder
from intake.desk import Desk, Trusted
from intake.folder import Folder
from intake.knowledge import Knowledge
from intake.mailbox import Mailbox, MailboxSettings
from intake.sendfolder import SendFolder
from intake.shelf import Shelf
from registry.migrate import migrate
from registry.model import Book, Secrecy
from registry.numbering import CIRCULAR, Numbers
from registry.originals import Originals
from registry.ours import OurMails
from registry.sealing import Sealer
from registry.store import Registry, open_engine
from registry.tokens import Tokens
from registry.vault import Vault

_UNNAMED = next(each.default for each in SETTINGS if (each.section, each.name) == ("office", "name"))


def numbers(settings: Settings) -> Numbers:
    first = {(book, ""): int(settings["registers", f"start_{book}"]) for book in Book}
    first[Book.OUT, CIRCULAR] = int(settings["registers", "start_circulars"])
    return Numbers(
        zone=settings.zone,
        first_year=settings["registers", "start_year"],
        first=first,
        own_circulars=settings["registers", "circulars"] == "own",
        code=settings["office", "code"],
    )


def registry(settings: Settings) -> Registry:
    """The register, brought to this program's schema. Raises SQLAlchemy's errors where the database is out of reach."""
    engine = open_engine(settings.database_url)
    migrate(engine)
    return Registry(
        engine=engine,
        numbers=numbers(settings),
        worker=settings["daemon", "name"] or socket.gethostname(),
        arrangements=arrangements(settings),
    )


def originals(settings: Settings) -> Originals:
    return Originals(settings.office / "originals")


def vault(settings: Settings) -> Vault:
    """The sealed originals. Raises BadSecret where their key is gone."""
    return Vault(settings.office / SEALED, Sealer(sealing_key(settings.office)))


def trusted(settings: Settings) -> Trusted:
    keys = zip(Secrecy, ("confidential", "secret", "top_secret"), strict=True)
    named = {secrecy: tuple(addresses_in(settings["secret", key])) for secrecy, key in keys}
    return Trusted(registrar=settings["secret", "registrar"], named=named)


def folder(settings: Settings) -> Folder:
    """The drop folder; in it those named for a unit stay, though they be empty."""
    return Folder(
        settings.root / settings["folders", "inbox"],
        settings.root / settings["folders", "problems"],
        settle=float(settings["folders", "settle_seconds"]),
        max_bytes=settings["folders", "max_mb"] * MB,
        standing=lambda: people_file.units_in(settings.office / people_file.FILE),
    )


def send_folder(settings: Settings, register: Registry) -> SendFolder:
    """The folder of letters to be sent, with a folder for each group of the schools."""
    known = register.arrangements.schools
    return SendFolder(
        settings.root / settings["folders", "send"],
        settings.root / settings["folders", "problems"],
        settle=float(settings["folders", "settle_seconds"]),
        max_bytes=settings["folders", "max_mb"] * MB,
        standing=lambda: group_folders(known()) if known().everyone else frozenset(),
    )


def mailbox(settings: Settings, register: Registry) -> Mailbox:
    def known(keys: Sequence[str]) -> set[str]:
        with register.begin() as tx:
            return tx.arrivals.known(keys)

    since = settings["imap", "since"]
    return Mailbox(
        MailboxSettings(
            host=settings["imap", "host"],
            port=settings["imap", "port"],
            tls=settings["imap", "tls"],
            user=settings["imap", "user"],
            password=settings.password("imap"),
            folder=settings["imap", "folder"],
            done_folder=settings["imap", "done_folder"],
            since=date.fromisoformat(since) if since else None,
            max_bytes=settings["imap", "max_mb"] * MB,
        ),
        known,
    )


def shelf(settings: Settings, kept: Originals) -> Shelf:
    return Shelf(
        taken=settings.root / settings["folders", "taken"],
        problems=settings.root / settings["folders", "problems"],
        inbox=settings["folders", "inbox"],
        send=settings["folders", "send"],
        zone=settings.zone,
        originals=kept,
    )


def desk(settings: Settings, register: Registry, kept: Originals) -> Desk:
    shown = shelf(settings, kept)
    return Desk(
        registry=register,
        originals=kept,
        vault=vault(settings),
        shelf=shown,
        checks=CheckFolder(
            settings.root / settings["folders", "checks"],
            register,
            shown,
            settings.zone,
            settle=float(settings["folders", "settle_seconds"]),
        ),
        knowledge=Knowledge(register),
        tokens=Tokens(office_secret(settings.office)),
        zone=settings.zone,
        # With no server to send by, nothing is promised.
        address=settings.address if settings["smtp", "host"] else "",
        clerk=settings["office", "clerk"],
        confirmations_a_day=settings["smtp", "confirmations_a_day"],
        office=own_office(settings),
        authserv_id=settings["imap", "authserv_id"],
        trusted=trusted(settings),
        schools=register.arrangements.schools,
        largest_file=limits(settings).largest_file,
    )


def own_office(settings: Settings) -> OwnOffice:
    """The names letters address the office by; none where it still has the name of a new office.toml."""
    name, others = settings["office", "name"], settings["office", "other_names"].split(";")
    known = [name, *others] if name != _UNNAMED else others
    return OwnOffice(tuple(each.strip() for each in known if each.strip()))


def router(settings: Settings, register: Registry) -> Router:
    """What gives letters to people; the rules are read anew when they, or the people they name, change."""
    rules, people = settings.office / rule_file.FILE, settings.office / people_file.FILE
    known = register.arrangements.people
    none: tuple[Rule, ...] = ()
    return Router(
        registry=register,
        rules=Watched((rules, people), lambda: rule_file.load_rules(rules, known()), none),
        suggester=Suggester(register) if settings["route", "suggest"] else None,
        apply_from=settings["route", "apply_confidence"] if settings["route", "apply_suggestions"] else None,
    )


def limits(settings: Settings) -> Limits:
    """The most that goes with one mail to a school."""
    return Limits(files=settings["smtp", "files_a_mail"], bytes=settings["smtp", "most_mb"] * MB)


def issuer(settings: Settings, register: Registry, kept: Originals) -> Issuer:
    """What numbers, writes and queues the office's own letters."""
    mails, days = OurMails(register.arrangements), settings["send", "answer_days"]
    return Issuer(
        registry=register,
        originals=kept,
        mails=mails,
        follower=Follower(registry=register, mails=mails, answer_days=days),
        schools=register.arrangements.schools,
        limits=AskedLimits(mailing.server(settings), limits(settings)),
        office=settings["office", "name"],
        answer_days=days,
        clerk=settings["office", "clerk"],
    )


def sheets(settings: Settings, register: Registry, kept: Originals) -> Sheets:
    folder = settings.root / settings["folders", "sent"]
    return Sheets(registry=register, folder=folder, zone=settings.zone, original=kept.read)


def digests(settings: Settings, register: Registry) -> Digests:
    def faults() -> list[str]:
        return [str(each) for each in troubles(settings.office)]

    return Digests(registry=register, domain=settings.address.rpartition("@")[2], troubles=faults)


def messages(settings: Settings, register: Registry, kept: Originals) -> Messages:
    """What composes the mails to people."""
    ours, most = mailing.sender(settings), settings["smtp", "attach_mb"] * MB
    return Messages(
        sender=ours,
        original=kept.read,
        size=kept.size,
        people=register.arrangements.people,
        most=most,
        taken=settings["folders", "taken"],
        ours=OutgoingMails(
            sender=ours,
            original=kept.read,
            size=kept.size,
            most=most,
            schools=register.arrangements.schools,
            steps=approvers(register.arrangements),
            sent=settings["folders", "sent"],
            postal=settings["office", "postal"],
        ),
    )


def outbox(settings: Settings, register: Registry, kept: Originals) -> Outbox:
    return Outbox(
        registry=register,
        server=mailing.server(settings),
        messages=messages(settings, register, kept),
        settler=mailing.settler(settings, register),
    )
