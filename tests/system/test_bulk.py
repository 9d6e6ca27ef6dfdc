"""Letters to schools by the real daemon: every way a server can take them, or not, ends in the right state."""

from __future__ import annotations

import email
import hashlib
import random
from collections import Counter
from email.message import EmailMessage
from email.policy import default

import pytest

from tests.support.dovecot import Dovecot
from tests.support.schoolpost import many_schools, post_letter
from tests.support.sinks import PostfixSink
from tests.support.smtp import SmtpSink
from tests.system.office import ADDRESS, Office, wait_for

SCHOOLS = 12
CLERK = "somjai@office.example"
FILES = [b"%PDF the letter " * 900, b".\r\n.." * 5000]


def use(office: Office, sink: SmtpSink | PostfixSink, **more: object) -> None:
    office.set("smtp", host=sink.host, port=sink.port, tls="none", sender=ADDRESS, **more)
    office.set("office", clerk=CLERK)
    office.set("daemon", desk=False, folder=False)


def post(office: Office, count: int = SCHOOLS) -> None:
    post_letter(office.folder, many_schools(count), FILES)


def states(office: Office) -> Counter[str]:
    return Counter(state for (state,) in office.ask("SELECT state FROM deliveries WHERE purpose = 'outgoing'"))


def send(office: Office, seconds: float = 120) -> None:
    """Run the daemon until every mail to a school was tried: it is done with, or put off."""
    waits = "purpose = 'outgoing' AND (claimed_by IS NOT NULL OR due_at <= queued_at)"
    with office.running() as daemon:
        wait_for(lambda: not office.count("deliveries", waits), daemon.log, seconds=seconds)


def arrived(sink: SmtpSink) -> list[tuple[str, float]]:
    """What came for schools: for which, and when."""
    return [(each.recipients[0], each.at) for each in sink.messages if each.recipients[0].endswith("@school.example")]


def told(office: Office) -> list[str]:
    """Who is told that a letter did not reach its schools."""
    asked = "SELECT recipient FROM deliveries WHERE purpose = 'undelivered' AND outgoing_id IS NOT NULL"
    return [to for (to,) in office.ask(asked)]


@pytest.mark.parametrize("step", ["RCPT", "MAIL", "DATA", "."])
def test_what_is_put_off_waits_and_goes_later(office: Office, step: str) -> None:
    with PostfixSink("-r", step) as sink:
        use(office, sink)
        post(office)
        send(office)
        assert states(office) == {"queued": SCHOOLS}
        assert not told(office)
    office.let_hours_pass()
    with SmtpSink(pipelining=True) as sink:
        use(office, sink)
        send(office)
        assert states(office) == {"accepted": SCHOOLS}
        assert Counter(to for to, _ in arrived(sink)) == {each.address: 1 for each in many_schools(SCHOOLS).everyone}


@pytest.mark.parametrize("step", ["RCPT", "DATA", "."])
def test_what_is_refused_is_not_tried_again_and_told_once(office: Office, step: str) -> None:
    with PostfixSink("-f", step) as sink:
        use(office, sink)
        post(office)
        send(office)
    assert states(office) == {"refused": SCHOOLS}
    assert told(office) == [CLERK]


def test_a_line_that_drops_after_the_dot_leaves_few_uncertain_and_the_others_waiting(office: Office) -> None:
    with PostfixSink("-q", ".") as sink:
        use(office, sink, sessions=3)
        post(office)
        send(office)
    found = states(office)
    assert found["uncertain"] + found["queued"] == SCHOOLS
    assert 1 <= found["uncertain"] <= 3
    assert told(office) == [CLERK]


@pytest.mark.parametrize("options", [("-Q", "MAIL"), ("-Q", "RCPT"), ("-q", "DATA"), ("-q", "RCPT")])
def test_a_server_that_goes_away_before_the_message_has_nothing_of_it(office: Office, options: tuple[str, str]) -> None:
    with PostfixSink(*options) as sink:
        use(office, sink)
        post(office)
        send(office)
    assert states(office) == {"queued": SCHOOLS}
    assert not told(office)


def test_a_server_that_is_away_says_so_of_every_mail(office: Office) -> None:
    with PostfixSink() as sink:
        use(office, sink)
    post(office)
    send(office)
    assert states(office) == {"queued": SCHOOLS}
    reasons = {why for (why,) in office.ask("SELECT DISTINCT reason FROM deliveries WHERE purpose = 'outgoing'")}
    assert all(reasons)


def test_a_slow_server_is_waited_for(office: Office) -> None:
    with PostfixSink("-w", "2") as sink:
        use(office, sink)
        post(office)
        send(office)
    assert states(office) == {"accepted": SCHOOLS}


@pytest.mark.parametrize("pipelining", [True, False])
def test_one_bad_address_keeps_no_other_school_waiting(office: Office, dovecot: Dovecot, pipelining: bool) -> None:
    refuse = {"s2@school.example": "550 5.1.1 No such user", "s5@school.example": "451 4.2.1 Try later"}
    copies: list[bytes] = []
    with SmtpSink(refuse=refuse, journal=copies.append, pipelining=pipelining) as sink:
        office.use_mail(dovecot)
        use(office, sink, journal="journal@office.example", journal_user="journal")
        office.set("smtp", journal_password_file="imap.password")
        office.set("daemon", mailbox=False)
        post(office)
        send(office)
        assert len({to for to, _ in arrived(sink)}) == len(arrived(sink)) == SCHOOLS - 2
        assert all(b"Subject:" in copy for copy in copies), "an empty message went to the journal"
    assert states(office) == {"accepted": SCHOOLS - 2, "refused": 1, "queued": 1}
    assert told(office) == [CLERK]
    assert office.ask("SELECT address FROM dead_addresses") == [("s2@school.example",)]


def test_no_faster_than_the_pace(office: Office) -> None:
    with SmtpSink(pipelining=True) as sink:
        use(office, sink, messages_a_minute=120)
        post(office, 5)
        send(office)
        moments = sorted(at for _, at in arrived(sink))
    assert len(moments) == 5
    assert moments[-1] - moments[0] > 4 * 0.5 * 0.8


def test_a_letter_of_60_megabytes_arrives_whole_and_once_at_a_real_account(office: Office, dovecot: Dovecot) -> None:
    dice = random.Random(60)
    sizes = [500_000, *(dice.randint(500_000, 4_800_000) for _ in range(22))]
    contents = [dice.randbytes(size * 60_000_000 // sum(sizes)) for size in sizes]

    def deliver(to: str, content: bytes) -> None:
        dovecot.append(content, user=to.partition("@")[0])

    with SmtpSink(pipelining=True, relay=deliver, keep=0) as sink:
        use(office, sink)
        post_letter(office.folder, many_schools(1), contents)
        send(office)
    client = dovecot.login("s1")
    client.select("INBOX")
    fetched = [client.fetch(str(at), "(RFC822)")[1][0][1] for at in range(1, len(dovecot.mails(user="s1")) + 1)]
    client.logout()
    mails = [email.message_from_bytes(raw, policy=default) for raw in fetched]
    assert all(isinstance(mail, EmailMessage) for mail in mails)
    mails.sort(key=lambda mail: [part.get_filename() or "" for part in mail.iter_attachments()][:1])
    attached = [part.get_payload(decode=True) for mail in mails for part in mail.iter_attachments()]
    assert Counter(map(_digest, attached)) == Counter(map(_digest, contents))
    assert len({mail["Message-ID"] for mail in mails}) == len(mails) >= 5
    assert all(len(raw) <= 20 * 1024 * 1024 for raw in fetched)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
