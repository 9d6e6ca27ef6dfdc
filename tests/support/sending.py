"""Schools by the hundred, and a letter of ours that has gone out to them, for tests of what stands above it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from registry.deliveries import DeliveryState, Purpose
from registry.model import Book, Kind, Letter, Role
from registry.outgoing import Draft, Outgoing, SentFile, Stage
from registry.schools import School, Schools
from registry.store import Registry
from tests.support.entering import kept, land

PITI = "piti@office.example"
SUBJECT = "แจ้งปฏิทินวิชาการ"
FIELDS = {"kind": Kind.EXTERNAL, "letter_no": None, "date": None, "subject": SUBJECT, "urgency": "ด่วน"}
DISTRICTS = ("เมืองสมมุติ", "บ้านตัวอย่าง", "ทุ่งทดลอง")


def area(count: int, without_mailbox: int = 0) -> Schools:
    """So many schools in three districts, the last of them without a mailbox."""
    return Schools(
        tuple(
            School(
                code=f"{1000 + at}",
                name=f"โรงเรียนบ้านสมมุติ {at}",
                address=f"school{at}@school.example" if at <= count - without_mailbox else "",
                district=DISTRICTS[at % 3],
                postal=f"ตู้ ปณ. {at} อำเภอ{DISTRICTS[at % 3]} 34000",
            )
            for at in range(1, count + 1)
        )
    )


def codes(schools: Sequence[School]) -> tuple[str, ...]:
    return tuple(school.code for school in schools)


def drafted(office: Registry, name: str = "a", **draft: Any) -> Outgoing:
    """A letter that somebody wants sent, of two files."""
    land(office, name)
    with office.begin(PITI) as tx:
        (landed,) = tx.arrivals.claim()
        wanted = Draft(**{"book": Book.OUT, "circular": False, "fields": FIELDS, "to_text": "ทุกโรงเรียน", **draft})
        files = [SentFile(kept=kept(f"{name} letter"), size=9), SentFile(kept=kept("map", Role.ENCLOSURE), size=5)]
        return tx.sending.submit(landed.id, wanted, files, person=PITI, name="ปิติ ยินดี", unit="กลุ่มนโยบายและแผน")


def sent_out(office: Registry, known: Schools, name: str = "a", **draft: Any) -> tuple[Outgoing, Letter]:
    """A letter with its number, asked for no approval, its mails taken by the server; due in three days."""
    asked = drafted(office, name, schools=codes(known.everyone), **draft)
    with office.begin(PITI) as tx:
        tx.sending.propose(asked, ())
    with office.begin() as tx:
        letter = tx.sending.number(tx.sending.claim()[-1], "สพป.ตัวอย่าง เขต 1")
    with office.begin() as tx:
        (due,) = tx.sending.claim()
        to, make = [school.addressee for school in known.everyone], office.arrangements.message_id
        for one in tx.recipients.add(due.id, to, tx.now + timedelta(days=3)):
            if one.to.address:
                tx.deliveries.queue(
                    letter_id=letter.id,
                    outgoing_id=due.id,
                    recipient_id=one.id,
                    purpose=Purpose.OUTGOING,
                    recipient=one.to.address,
                    message_id=make(letter.id) if make else f"<{one.id}@office.example>",
                    said={"part": 1, "of": 1, "files": []},
                )
        tx.sending.defer(due, None, state=Stage.SENT, sent_at=tx.now)
    with office.begin() as tx:
        for mail in tx.deliveries.claim_to_schools(999):
            tx.deliveries.end(mail, DeliveryState.ACCEPTED)
        return tx.sending.by_id(due.id), letter
