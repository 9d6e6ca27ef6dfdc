"""What the scenes of the demo share: a running office, the mails people get from it, and what they answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default

from rich.console import Console
from rich.markup import escape

from registry.people import People
from registry.store import Registry
from tests.support.dovecot import Dovecot
from tests.support.people import people
from tests.support.smtp import SmtpSink
from tests.system.office import ADDRESS, Office

OURS = "mx.office.example"
"""The name by which the office's own server signs what it found of a sender."""
TOLD = ("โปรดตอบรับ", "ครบกำหนด", "ส่งให้", "ข้อความถึง", "สาเหตุ")
"""How the lines of a mail begin that are shown."""
PATIENCE = 60.0
"""Seconds after which a step is taken for not happening; each needs one or two."""


class Failed(Exception):
    """A step did not come about."""


class Scene:
    """A play of people around a running office; `_play` is what happens, and raises Failed where it does not."""

    def __init__(self, console: Console, office: Office, registry: Registry, dovecot: Dovecot, sink: SmtpSink) -> None:
        self._console = console
        self._office = office
        self._registry = registry
        self._dovecot = dovecot
        self._sink = sink
        self._people: People = people()
        self._answered = 0

    def act(self) -> Iterator[str]:
        """Play all steps; yields what was not as it should be."""
        try:
            self._play()
        except Failed as failed:
            yield str(failed)

    def _play(self) -> None:
        raise NotImplementedError

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
        theirs = (sunk.content for sunk in self._sink.messages if to in sunk.recipients)
        mails = (message_from_bytes(content, policy=default) for content in theirs)
        return [mail for mail in mails if isinstance(mail, EmailMessage)]

    def _answer(
        self, question: EmailMessage, sender: str, words: str, attached: bytes = b"", *, forged: bool = False
    ) -> None:
        """What a phone's mail program sends when a person answers."""
        self._answered += 1
        person = self._people.by_address(sender)
        mail = EmailMessage(policy=SMTP)
        found = "dmarc=fail" if forged else "dmarc=pass"
        mail["Authentication-Results"] = f"{OURS}; {found} header.from={sender.partition('@')[2]}"
        mail["From"], mail["To"], mail["Subject"] = sender, ADDRESS, f"Re: {question['Subject']}"
        mail["Message-ID"] = f"<{type(self).__name__}-{self._answered}@phone.example>"
        mail["In-Reply-To"] = question["Message-ID"]
        body = question.get_body(("plain",))
        quoted = "".join(f"> {line}\n" for line in str(body.get_content() if body else "").splitlines())
        mail.set_content(f"{words}\n\nเมื่อวันนี้ <{ADDRESS}> เขียนว่า:\n{quoted}", cte="base64")
        if attached:
            mail.add_attachment(attached, "application", "pdf", filename="หนังสือ.pdf")
        self._dovecot.append(mail.as_bytes())
        name = escape(person.name if person else sender)
        who = f"[red]somebody else in the name of {name}[/]" if forged else name
        self._console.print(f"  [bold]answered[/] by {who}: [green]{escape(words)}[/]")

    @staticmethod
    def _wait(come: Callable[[], bool], what: str) -> None:
        late = time.monotonic() + PATIENCE
        while not come():
            if time.monotonic() > late:
                raise Failed(f"it did not happen within {PATIENCE:.0f} s that {what}")
            time.sleep(0.1)
