"""The third part of the demo: a circular goes to all twelve schools and is followed until each was heard of.

Dropped in the shared folder without a number, confirmed, approved up the line, numbered, written on, mailed; then one
school's mail comes back, eight acknowledge, one answers with a letter of its own, one is silent, one has no mailbox.
"""

from __future__ import annotations

import contextlib
import sqlite3
from datetime import datetime
from email.message import EmailMessage
from zoneinfo import ZoneInfo

from rich.markup import escape

from registry.followed import Followed, Reach
from registry.model import Book, Letter
from registry.outgoing import Stage
from tests.demo.scene import PATIENCE, Failed, Scene
from tests.support import letters
from tests.support.letters import MadeLetter
from tests.system.office import ADDRESS, Office

SENDER, HEAD, DEPUTY, DIRECTOR, CLERK = (
    *("piti@office.example", "mana@office.example", "petch@office.example", "duang@office.example"),
    "somjai@office.example",
)
NUMBERS = ("หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า", "สิบ", "สิบเอ็ด", "สิบสอง")
NAMES = [f"โรงเรียนบ้านทุ่ง{number}" for number in NUMBERS]
BOUNCES, ANSWERS, SILENT, POSTAL = NAMES[8], NAMES[9], NAMES[10], NAMES[11]
SUBJECT = "การอบรมการใช้ระบบสารบรรณทางอีเมล"
CIRCULAR = MadeLetter(
    date=datetime.now(ZoneInfo("Asia/Bangkok")).date(),
    letter_no="ศธ 04997/ว",
    subject=SUBJECT,
    sender="สำนักงานเขตพื้นที่การศึกษาสมมุติ เขต 2",
    addressee="ผู้อำนวยการโรงเรียนทุกโรงเรียน",
    urgency="ด่วน",
    thai_digits=True,
)
NOTE = """from = 'ปิติ'
summary = 'ให้โรงเรียนส่งผู้เข้าอบรมโรงเรียนละ 1 คน'
"""


def school_list(office: Office) -> None:
    """Give the office its twelve schools; the last has no mailbox."""
    rows = [f"{name},9901{at:04},{address(name)},,อำเภอเมืองสมมุติ,1,,{_postal(name)}" for at, name in enumerate(NAMES, 1)]
    text = "\n".join(["name,code,email,director,district,network,groups,postal", *rows])
    (office.folder / "schools.csv").write_text(text + "\n", "utf-8-sig")


def address(name: str) -> str:
    return "" if name == POSTAL else f"school{NAMES.index(name) + 1}@school.example"


def _postal(name: str) -> str:
    return "9 หมู่ 3 ตำบลทุ่งสมมุติ อำเภอเมืองสมมุติ จังหวัดสมมุติ 99000" if name == POSTAL else ""


class Schools(Scene):
    """One letter of ours on its way to its schools and back."""

    def _play(self) -> None:
        self._console.print(f"  dropped in ส่ง/ทุกโรงเรียน: a circular about «{SUBJECT}» without a number")
        self._drop()
        draft = self._mail("what was read, and to whom it would go", SENDER, SUBJECT)
        self._answer(draft, SENDER, "ส่ง")
        for approver in (HEAD, DEPUTY, DIRECTOR):
            asked = self._mail("the line of approval", approver, SUBJECT)
            self._answer(asked, approver, "เห็นชอบ")
        letter = self._numbered()
        self._console.print(f"    → register: numbered {escape(letter.letter_no or '')}, and so written on its page")
        mails = {name: self._mail_to(name) for name in NAMES if name != POSTAL}
        self._console.print(
            f"\n  [bold]mailed to {len(mails)} schools[/], each its own: {escape(str(mails[NAMES[0]]['Subject']))}"
        )
        self._mail("labels and dispatch book for the school without a mailbox", CLERK, "ไปรษณีย์")
        self._answers(mails, letter)
        self._later(letter)
        reminders = [name for name in NAMES[:11] if any(_is_reminder(mail) for mail in self._mails(address(name)))]
        if reminders != [BOUNCES, SILENT]:
            raise Failed(f"reminded were {', '.join(reminders)}")
        self._console.print(f"    → reminded: {escape(', '.join(reminders))}")
        self._later(letter)
        self._mail("who has not answered", SENDER, "ยังไม่ตอบรับ")
        self._console.print(f"\n  [dim]saraban deliveries {letter.letter_no}[/]")
        self._console.print(escape(self._office.saraban("deliveries", str(letter.number), "--book", "out").stdout))

    def _drop(self) -> None:
        """As a clerk copies a file and a note beside it into the shared folder."""
        folder = self._office.root / "ส่ง" / "ทุกโรงเรียน"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "อบรม.pdf.toml").write_text(NOTE, "utf-8")
        (folder / "อบรม.pdf").write_bytes(letters.pdf(CIRCULAR))

    def _numbered(self) -> Letter:
        found: list[Letter] = []

        def come() -> bool:
            with self._registry.begin() as tx:
                found[:] = tx.entries.entries(Book.OUT, find=SUBJECT)
                sent = tx.sending.of_letter(found[0].id) if found else None
                return sent is not None and sent.state is Stage.SENT

        self._wait(come, "the letter gets its number")
        return found[0]

    def _mail_to(self, name: str) -> EmailMessage:
        self._wait(lambda: bool(self._mails(address(name))), f"{name} gets its mail")
        return self._mails(address(name))[0]

    def _answers(self, mails: dict[str, EmailMessage], letter: Letter) -> None:
        """Eight schools acknowledge, one answers with a letter of its own, the mail of one comes back."""
        for at, name in enumerate(NAMES[:8], 1):
            self._answer(mails[name], address(name), f"รับทราบ เลขรับ {40 + at}")
        self._answer(mails[ANSWERS], address(ANSWERS), "ส่งรายชื่อผู้เข้าอบรมตามแนบ", letters.pdf(_answer_of(letter)))
        self._bounce(mails[BOUNCES])
        self._wait(lambda: self._stand(letter) == (8, 1, 1), "8 acknowledge, 1 answers, 1 comes back")
        self._console.print("    → 8 acknowledged with their numbers, 1 answered with a letter of its own, 1 came back")

    def _stand(self, letter: Letter) -> tuple[int, int, int]:
        """How many have acknowledged, answered, and cannot be reached."""
        reached = [each.reach for each in self._followed(letter)]
        return tuple(reached.count(each) for each in (Reach.ACKNOWLEDGED, Reach.ANSWERED, Reach.BOUNCED))  # type: ignore[return-value]

    def _followed(self, letter: Letter) -> list[Followed]:
        with self._registry.begin() as tx:
            sent = tx.sending.of_letter(letter.id)
            return tx.recipients.followed(sent.id) if sent else []

    def _bounce(self, mail: EmailMessage) -> None:
        """The school's own server reports, hours later as they do, that it could not deliver (RFC 3464)."""
        report = f"""From: MAILER-DAEMON@school.example
To: {ADDRESS}
Subject: Undelivered Mail Returned to Sender
Message-ID: <bounce@school.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=part

--part
Content-Type: text/plain

The mail system could not deliver your message.
--part
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.school.example

Final-Recipient: rfc822; {address(BOUNCES)}
Action: failed
Status: 5.2.2
Diagnostic-Code: smtp; 552 5.2.2 mailbox full
--part
Content-Type: text/rfc822-headers

Message-ID: {mail["Message-ID"]}
To: {address(BOUNCES)}
--part--
"""
        self._dovecot.append(report.replace("\n", "\r\n").encode())
        self._console.print(f"  [bold]came back[/]: the mail to {escape(BOUNCES)}, its mailbox is full")

    def _later(self, letter: Letter) -> None:
        """Three working days are over, as if the clock had moved on."""
        self._console.print("\n  [dim]the clock moves on by three working days[/]")
        with self._registry.begin() as tx:
            before = len(tx.deliveries.of(letter.id))
        file = self._office.folder / "saraban.db"
        with contextlib.closing(sqlite3.connect(file, timeout=PATIENCE)) as connection, connection:
            connection.execute("UPDATE outgoing SET due_at = submitted_at WHERE letter_id = ?", (letter.id,))
            past = "'2026-01-01 00:00:00.000000'"
            connection.execute(f"UPDATE recipients SET answer_by = {past} WHERE answer_by NOT NULL")

        def come() -> bool:
            with self._registry.begin() as tx:
                mails = tx.deliveries.of(letter.id)
                return len(mails) > before and not tx.deliveries.in_hand()

        self._wait(come, "the silent are reminded")


def _is_reminder(mail: EmailMessage) -> bool:
    return "เตือน" in str(mail["Subject"])


def _answer_of(letter: Letter) -> MadeLetter:
    return MadeLetter(
        letter_no="สม 9901.10/77",
        subject="ส่งรายชื่อผู้เข้ารับการอบรม",
        sender=ANSWERS,
        addressee="ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษาสมมุติ เขต 2",
        thai_digits=True,
    )
