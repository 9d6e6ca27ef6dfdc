"""Bulk sending in the small: how much the server takes, replies in a row, steps written together."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from dispatcher.asked import AskedLimits
from dispatcher.parts import Limits
from dispatcher.replies import Reply, replies
from dispatcher.smtp import Server, Session
from dispatcher.together import Together
from tests.support.smtp import SmtpSink

MB = 1024 * 1024


def server(sink: SmtpSink, **more: object) -> Server:
    return replace(Server(host=sink.host, port=sink.port, tls="none", timeout=20), **more)


def test_no_mail_is_larger_than_the_server_says_it_takes() -> None:
    with SmtpSink() as sink:  # which takes 32 MB
        asked = AskedLimits(server(sink), Limits(files=5, bytes=50 * MB))
        assert asked() == Limits(files=5, bytes=33_554_432)
        assert AskedLimits(server(sink), Limits(files=5, bytes=20 * MB))() == Limits(files=5, bytes=20 * MB)
    assert asked() == Limits(files=5, bytes=33_554_432), "what it said is known while it is away"
    assert AskedLimits(server(sink), Limits(files=5, bytes=50 * MB))() == Limits(files=5, bytes=50 * MB)


def test_each_of_several_commands_gets_its_own_reply() -> None:
    async def talk(to: Server) -> list[Reply]:
        async with Session(to, pipelined=True) as session:
            return await replies(session._client, ["MAIL FROM:<a@office.example>", "RCPT TO:<bad@b.example>", "NOOP"])

    with SmtpSink(pipelining=True, refuse={"bad@b.example": "550-5.1.1 No such\n550 5.1.1 user"}) as sink:
        mail, rcpt, noop = asyncio.run(talk(server(sink)))
    assert (mail.code, noop.code) == (250, 250)
    assert rcpt == Reply(550, "5.1.1 No such\n5.1.1 user")


def test_what_comes_while_one_group_is_written_goes_with_the_next_and_each_hears_its_own() -> None:
    groups: list[list[int]] = []

    def write(wishes: Sequence[int]) -> list[Exception | None]:
        groups.append(list(wishes))
        return [ValueError(wish) if wish == 3 else None for wish in wishes]

    async def wish() -> list[object]:
        together = Together(write)
        return await asyncio.gather(*(together.do(each) for each in range(5)), return_exceptions=True)

    heard = asyncio.run(wish())
    assert groups == [[0, 1, 2, 3, 4]]
    assert [type(each) for each in heard] == [type(None)] * 3 + [ValueError, type(None)]


def test_a_group_that_cannot_be_written_is_known_to_all_of_it() -> None:
    def write(_wishes: Sequence[int]) -> list[Exception | None]:
        raise OSError("the disk is full")

    async def wish() -> list[object]:
        together = Together(write)
        return await asyncio.gather(*(together.do(each) for each in range(2)), return_exceptions=True)

    assert [str(each) for each in asyncio.run(wish())] == ["the disk is full"] * 2
