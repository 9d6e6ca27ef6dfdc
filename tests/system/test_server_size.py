"""A letter is put into mails as large as the server takes, and none larger, where that is less than the office sets."""

from __future__ import annotations

import random
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from config import wiring
from config.settings import load
from tests.support.schoolpost import many_schools, submit
from tests.support.smtp import SmtpSink
from tests.system.office import ADDRESS, Office, wait_for

LARGEST = 1_000_000
SCHOOLS = many_schools(2)


def test_no_mail_is_larger_than_the_server_takes(office: Office) -> None:
    dice = random.Random(1870)
    contents = [dice.randbytes(300_000) for _ in range(4)]
    rows = (f"{each.name},{each.code},{each.address}\n" for each in SCHOOLS.everyone)
    (office.folder / "schools.csv").write_text("name,code,email\n" + "".join(rows), "utf-8-sig")
    with SmtpSink(pipelining=True, largest=LARGEST) as sink:
        office.set("smtp", host=sink.host, port=sink.port, tls="none", sender=ADDRESS)
        office.set("daemon", desk=False, folder=False)
        settings = load(office.folder)
        registry, originals = wiring.registry(settings), wiring.originals(settings)
        submit(registry, originals, SCHOOLS, contents)
        originals.close()
        registry.close()
        with office.running() as daemon:
            wait_for(lambda: office.count("deliveries", "purpose = 'outgoing' AND ended_at IS NOT NULL"), daemon.log)
            wait_for(lambda: not office.count("deliveries", "due_at IS NOT NULL"), daemon.log)
    assert {state for (state,) in office.ask("SELECT state FROM deliveries")} == {"accepted"}
    for school in SCHOOLS.everyone:
        sent = [each.content for each in sink.messages if each.recipients == (school.address,)]
        assert all(len(each) <= LARGEST for each in sent)
        assert sorted(map(len, map(files, sent))) == [2, 2]
        assert sorted(file for each in sent for file in files(each)) == sorted(contents)


def files(content: bytes) -> list[bytes]:
    message = message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)
    return [part.get_payload(decode=True) for part in message.iter_attachments()]
