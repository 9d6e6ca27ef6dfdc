"""One mail to a school that cannot go keeps those to the others from nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from dispatcher.bulk import BulkPost
from dispatcher.compose import Sender
from dispatcher.queue import Pace
from dispatcher.schoolmails import SchoolMails
from dispatcher.settle import Settler
from dispatcher.smtp import Server
from dispatcher.tails import Tails
from registry.assignments import Arrangements
from registry.deliveries import DeliveryState, Purpose
from registry.originals import Originals
from registry.schools import School, Schools
from registry.store import Registry
from registry.tokens import Tokens, message_id
from tests.support.schoolpost import OFFICE, issue, many_schools, submit
from tests.support.smtp import SmtpSink

SENDER = Sender(name=OFFICE, address="saraban@office.example", zone=ZoneInfo("Asia/Bangkok"))
TOKENS = Tokens(b"only for tests")


@pytest.fixture
def office(tmp_path: Path, sqlite_registry: Registry) -> Iterator[tuple[Registry, Originals]]:
    made = Arrangements(message_id=lambda letter_id: message_id(TOKENS.make(letter_id), SENDER.address))
    originals = Originals(tmp_path / "originals")
    yield replace(sqlite_registry, arrangements=made), originals
    originals.close()


def send(registry: Registry, originals: Originals, port: int) -> dict[str, DeliveryState]:
    """Send all that is due; how each mail stands then, by whom it is for."""
    post = BulkPost(
        registry=registry,
        server=Server(host="127.0.0.1", port=port, tls="none"),
        mails=SchoolMails(sender=SENDER, size=originals.size),
        tails=Tails(originals.read),
        settler=Settler(registry=registry, address=SENDER.address, clerk="clerk@office.example"),
        pace=Pace(0),
    )
    asyncio.run(post.send_due())
    with registry.begin() as tx:
        return {each.recipient: each.state for each in tx.deliveries.of(1) if each.purpose is Purpose.OUTGOING}


@pytest.mark.parametrize("director", ["", "Director"])
def test_an_address_no_server_takes_ends_alone(office: tuple[Registry, Originals], director: str) -> None:
    odd = School(code="1", name="โรงเรียนบ้านนา", address="บ้านนา@school.example", director=director)
    schools = Schools((odd, *many_schools(3).everyone))
    submit(*office, schools, [b"%PDF"])
    issue(*office, schools)
    with SmtpSink() as sink:
        ended = send(*office, sink.port)
    assert ended.pop(odd.address) is DeliveryState.REFUSED
    assert set(ended.values()) == {DeliveryState.ACCEPTED}
    assert len(sink.messages) == 3
