"""The second half of the demo: one letter goes its way through people's hands, who act by answering mails.

Each step is shown as it happens: the mail a person gets, what they answer, and what the entry's history then says.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from typing import Any

from rich.console import Console
from rich.markup import escape

from registry.delivery import CHASING, DeliveryState
from registry.model import Book
from registry.people import People
from registry.store import Registry
from tests.support.dovecot import Dovecot
from tests.support.people import LIST, people
from tests.support.smtp import SmtpSink
from tests.system.office import ADDRESS, Office

OURS = "mx.office.example"
"""The name by which the office's own server signs what it found of a sender."""
RULES = """
[[กฎ]]
ชื่อ = "งบประมาณ"
เรื่อง = "งบประมาณ"
มอบ = "นายมานะ ขยันยิ่ง"
"""
CLERK, HEAD, OFFICER = "somjai@office.example", "mana@office.example", "piti@office.example"
SUBJECT = "งบประมาณอาหารกลางวัน"
TOLD = ("โปรดตอบรับ", "ครบกำหนด", "ส่งให้", "ข้อความถึง", "สาเหตุ")
"""How the lines of a mail begin that are shown."""
PATIENCE = 60.0
"""Seconds after which a step is taken for not happening; each needs one or two."""


def staff(office: Office) -> None:
    """Give the office people and a rule."""
    (office.folder / "people.csv").write_text(LIST, "utf-8-sig")
    (office.folder / "rules.toml").write_text(RULES, "utf-8")
    office.set("office", clerk=CLERK)
    office.set("imap", authserv_id=OURS)


class Failed(Exception):
    """A step did not come about."""


class Owners:
    """One letter of a running office, and the people who have it."""

    def __init__(self, console: Console, office: Office, registry: Registry, dovecot: Dovecot, sink: SmtpSink) -> None:
        self._console = console
        self._office = office
        self._registry = registry
        self._dovecot = dovecot
        self._sink = sink
        self._people: People = people()
        self._told = 0
        self._answered = 0
        self._letter = 0

    def act(self) -> Iterator[str]:
        """Play all steps; yields what was not as it should be."""
        try:
            self._play()
        except Failed as failed:
            yield str(failed)

    def _play(self) -> None:
        notice = self._mail("its owner is told, by the rule «งบประมาณ»", HEAD, SUBJECT)
        with self._registry.begin() as tx:
            self._letter = tx.entries.entries(Book.IN, find=SUBJECT)[0].id
        self._told = len(self._history())
        self._answer(notice, HEAD, "มอบ ปิติ ช่วยตรวจยอดกับบัญชีจัดสรร")
        notice = self._mail("the officer is told", OFFICER, SUBJECT)
        self._history_grows("assigned")
        self._answer(notice, OFFICER, "แก้ เลขที่ สม 52001/513")
        self._history_grows("corrected")
        self._move_the_clock()
        self._mail("a reminder, for nothing was acknowledged yet", OFFICER, "เตือน:")
        self._answer(notice, OFFICER, "รับทราบ", forged=True)
        self._mail("not accepted: the central clerk is asked", CLERK, "คำตอบที่ยังไม่รับ:")
        if any(event["what"] == "acknowledged" for event in self._history()):
            raise Failed("a forged answer was taken for an acknowledgement")
        self._answer(notice, OFFICER, "รับทราบ")
        self._history_grows("acknowledged")
        with self._registry.begin() as tx:
            waiting = [each for each in tx.deliveries.of(self._letter) if each.purpose in CHASING]
        if any(each.state is DeliveryState.QUEUED for each in waiting):
            raise Failed("a reminder of an acknowledged letter still waits")
        self._console.print("    → no reminder of it waits any more")

    def _mail(self, what: str, to: str, subject: str) -> EmailMessage:
        """The newest mail to a person with these words in its subject, shown."""
        found: list[EmailMessage] = []

        def come() -> bool:
            found[:] = [mail for mail in self._mails(to) if subject in str(mail["Subject"])]
            return bool(found)

        self._wait(come, f"{to} gets a mail «{subject}»")
        mail = found[-1]
        body = mail.get_body(("plain",))
        lines = str(body.get_content()).splitlines() if body else []
        person = self._people.by_address(to)
        self._console.print(f"\n  [bold]mail to {escape(person.name if person else to)}[/]: {what}")
        self._console.print(f"    {escape(str(mail['Subject']))}")
        lead, *rest = [line for line in lines[3:] if line]
        for line in (lead, *(line for line in rest if line.startswith(TOLD))):
            self._console.print(f"    [dim]{escape(line)}[/]")
        return mail

    def _mails(self, to: str) -> list[EmailMessage]:
        mails = [message_from_bytes(sunk.content, policy=default) for sunk in self._sink.messages]
        return [mail for mail in mails if isinstance(mail, EmailMessage) and mail["To"] == to]

    def _answer(self, question: EmailMessage, sender: str, words: str, *, forged: bool = False) -> None:
        """What a phone's mail program sends when a person answers."""
        self._answered += 1
        person = self._people.by_address(sender)
        mail = EmailMessage(policy=SMTP)
        found = "dmarc=fail" if forged else "dmarc=pass"
        mail["Authentication-Results"] = f"{OURS}; {found} header.from={sender.partition('@')[2]}"
        mail["From"], mail["To"], mail["Subject"] = sender, ADDRESS, f"Re: {question['Subject']}"
        mail["Message-ID"] = f"<{self._answered}@phone.example>"
        mail["In-Reply-To"] = question["Message-ID"]
        body = question.get_body(("plain",))
        quoted = "".join(f"> {line}\n" for line in str(body.get_content() if body else "").splitlines())
        mail.set_content(f"{words}\n\nเมื่อวันนี้ <{ADDRESS}> เขียนว่า:\n{quoted}", cte="base64")
        self._dovecot.append(mail.as_bytes())
        name = escape(person.name if person else sender)
        who = f"[red]somebody else in the name of {name}[/]" if forged else name
        self._console.print(f"  [bold]answered[/] by {who}: [green]{escape(words)}[/]")

    def _history(self) -> list[dict[str, Any]]:
        with self._registry.begin() as tx:
            return tx.entries.events(tx.entries.by_id(self._letter))

    def _history_grows(self, what: str) -> None:
        """Show what the entry's history has since, once it has this."""
        fresh: list[dict[str, Any]] = []

        def come() -> bool:
            fresh[:] = self._history()[self._told :]
            return any(event["what"] == what for event in fresh)

        self._wait(come, f"the history says {what}")
        self._told += len(fresh)
        for event in fresh:
            after = event["after"] or {}
            said = ", ".join(str(after[name]) for name in ("name", "letter_no", "note") if name in after)
            self._console.print(f"    → register: {event['what']} {escape(said)} [dim]by {escape(event['who'])}[/]")

    def _move_the_clock(self) -> None:
        """Its time to acknowledge is over, as if the clock had moved on."""
        self._console.print("\n  [dim]the clock moves on: the time to acknowledge is over[/]")
        file = self._office.folder / "saraban.db"
        with contextlib.closing(sqlite3.connect(file, timeout=PATIENCE)) as connection, connection:
            mine = "letter_id = ? AND"
            connection.execute(
                f"UPDATE deliveries SET due_at = queued_at WHERE {mine} purpose = 'reminder' AND state = 'queued'",
                (self._letter,),
            )
            connection.execute(
                f"UPDATE assignments SET answer_by = given_at WHERE {mine} ended_at IS NULL", (self._letter,)
            )

    @staticmethod
    def _wait(come: Callable[[], bool], what: str) -> None:
        late = time.monotonic() + PATIENCE
        while not come():
            if time.monotonic() > late:
                raise Failed(f"it did not happen within {PATIENCE:.0f} s that {what}")
            time.sleep(0.1)
