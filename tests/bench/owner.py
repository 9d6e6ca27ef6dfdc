"""From a mail in the mailbox to the notice in the sending server's hands, by the real daemon."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.figure import Figure
from tests.support import letters
from tests.support.dovecot import Dovecot
from tests.support.people import LIST
from tests.support.smtp import JOURNAL, SmtpSink
from tests.system.office import Office, letter_mail, wait_for

OWNER = "piti@office.example"
RULES = """
[[กฎ]]
ชื่อ = "โรงเรียน"
อีเมล = "@school.example"
มอบ = "ปิติ ยินดี"
"""
MAILS = 15


def owner(folder: Path) -> Iterator[Figure]:
    """Fifteen letters mailed one by one to a mailbox that pushes; Dovecot itself pushes half a second late."""
    office = Office(folder)
    with Dovecot() as dovecot, SmtpSink(journal=lambda content: dovecot.append(content, user="journal")) as sink:
        office.use_mail(dovecot, sink)
        office.set("imap", poll_seconds=60.0)
        office.set("smtp", journal=JOURNAL, journal_user="journal", journal_password_file="imap.password")
        (office.folder / "people.csv").write_text(LIST, "utf-8-sig")
        (office.folder / "rules.toml").write_text(RULES, "utf-8")
        with office.running() as daemon:
            time.sleep(3)  # the readers have loaded, the mailbox idles
            waits = []
            for number, letter in enumerate(letters.many(MAILS, seed=5), 1):
                post = letter_mail(letters.pdf(letter), f"{number}@school.example")
                start = time.monotonic()
                dovecot.append(post)
                wait_for(lambda wanted=number: len(told(sink)) == wanted, daemon.log)
                waits.append(told(sink)[-1] - start)
                time.sleep(random.uniform(0.5, 1.5))
    yield Figure(f"a mail to its owner's notice handed over, median of {MAILS}", statistics.median(waits), "s", 2.0)
    yield Figure(f"a mail to its owner's notice handed over, slowest of {MAILS}", max(waits), "s")


def told(sink: SmtpSink) -> list[float]:
    """When the owner was mailed."""
    return [sunk.at for sunk in sink.messages if sunk.recipients == (OWNER,)]
