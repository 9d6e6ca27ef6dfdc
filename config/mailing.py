"""Settings to what speaks to the mail server, and settles what was sent by it."""

from __future__ import annotations

from datetime import timedelta

from config.settings import Settings
from dispatcher.bulk import BulkPost
from dispatcher.compose import Sender
from dispatcher.journal import Journal
from dispatcher.queue import Pace
from dispatcher.schoolmails import SchoolMails
from dispatcher.settle import Settler
from dispatcher.smtp import Server
from dispatcher.tails import Tails
from registry.originals import Originals
from registry.store import Registry


def server(settings: Settings) -> Server:
    return Server(
        host=settings["smtp", "host"],
        port=settings["smtp", "port"],
        tls=settings["smtp", "tls"],
        user=settings["smtp", "user"],
        password=settings.password("smtp"),
        journal=settings["smtp", "journal"],
    )


def sender(settings: Settings) -> Sender:
    return Sender(name=settings["office", "name"], address=settings.address, zone=settings.zone)


def settler(settings: Settings, register: Registry) -> Settler:
    return Settler(
        registry=register,
        address=settings.address,
        journal=journal(settings),
        grace=timedelta(minutes=settings["smtp", "journal_grace_minutes"]),
        clerk=settings["office", "clerk"],
        registrar=settings["secret", "registrar"],
    )


def journal(settings: Settings) -> Journal | None:
    """The mailbox of the copies; None where no copies are sent. Raises BadSettings."""
    if not settings["smtp", "journal"]:
        return None
    own = settings["smtp", "journal_user"]
    return Journal(
        host=settings["imap", "host"],
        port=settings["imap", "port"],
        tls=settings["imap", "tls"],
        user=own or settings["imap", "user"],
        password=settings.password("smtp", "journal_password_file") if own else settings.password("imap"),
        folder=settings["smtp", "journal_folder"],
    )


def bulk_post(settings: Settings, register: Registry, kept: Originals) -> BulkPost:
    """What sends the mails to schools."""
    return BulkPost(
        registry=register,
        server=server(settings),
        mails=SchoolMails(sender=sender(settings), size=kept.size),
        tails=Tails(kept.read),
        settler=settler(settings, register),
        pace=Pace(settings["smtp", "messages_a_minute"]),
        sessions=settings["smtp", "sessions"],
    )
