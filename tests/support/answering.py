"""A desk that takes answers by mail, and the mails that answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from intake.checkfolder import CheckFolder
from intake.desk import Desk
from intake.knowledge import Knowledge
from intake.mail import parse_mail
from intake.replies import take_reply
from intake.shelf import Shelf
from registry.arrivals import Landed
from registry.assignments import Arrangements
from registry.model import Origin
from registry.originals import Originals
from registry.people import People
from registry.sealing import Sealer
from registry.store import Registry
from registry.tokens import Tokens
from registry.vault import Vault
from tests.support import mails
from tests.support.entering import land

ZONE = ZoneInfo("Asia/Bangkok")
TOKENS = Tokens(b"only for tests")
SERVER = "mx.office.example"
FAIL = f"Authentication-Results: {SERVER}; spf=fail smtp.mailfrom=x.example; dmarc=fail header.from=office.example"

serial = iter(range(10, 100_000))
"""Numbers for Message-IDs and arrivals, another one every time."""


@contextmanager
def open_desk(folder: Path, registry: Registry, office: People, clerk: str, **more: Any) -> Iterator[Desk]:
    """The desk of an office of these people; `more`: what else it has."""

    def message_id(letter_id: int) -> str:
        return f"<{TOKENS.make(letter_id)}@office.example>"

    arrangements = Arrangements(people=lambda: office, message_id=message_id)
    opened = replace(registry, arrangements=arrangements)
    originals = Originals(folder / "originals")
    vault = Vault(folder / "sealed", Sealer(bytes(32)))
    shelf = Shelf(taken=folder / "รับแล้ว", problems=folder, inbox="รับ", zone=ZONE, originals=originals)
    yield Desk(
        registry=opened,
        originals=originals,
        vault=vault,
        shelf=shelf,
        checks=CheckFolder(folder / "ตรวจ", opened, shelf, ZONE, settle=0),
        knowledge=Knowledge(opened),
        tokens=TOKENS,
        zone=ZONE,
        address="saraban@office.example",
        clerk=clerk,
        authserv_id=SERVER,
        **more,
    )
    originals.close()
    vault.close()


def raw(text: str, sender: str, *headers: str, number: int | None = None) -> bytes:
    """A plain mail of these words; `number`: of its Message-ID, by default another one every time."""
    tail = b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + text.encode()
    made = mails.mail(tail, *headers, sender=f"ผู้ตอบ <{sender}>")
    return made.replace(b"<1@area.example>", b"<%d@phone.example>" % (number or next(serial)))


def take(desk: Desk, mail: bytes) -> Landed | None:
    """The mail lands, and the desk takes it as an answer if it is one."""
    land(desk.registry, f"mail:{next(serial)}", origin=Origin.MAIL)
    with desk.registry.begin() as tx:
        (landed,) = tx.arrivals.claim()
    done = take_reply(desk, landed, parse_mail(mail))
    with desk.registry.begin() as tx:
        tx.arrivals.settle(landed)
    return done
