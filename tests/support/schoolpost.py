"""A letter of ours on its way to schools, queued as the office does it, with its files among the originals."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from config import wiring
from config.settings import load
from dispatcher.attached import MB
from dispatcher.follow import Follower
from dispatcher.issue import Issuer
from dispatcher.parts import Limits
from registry.model import Book, KeptFile, Kind, Origin, Role
from registry.originals import Originals
from registry.ours import OurMails
from registry.outgoing import Draft, Outgoing, SentFile
from registry.schools import School, Schools
from registry.store import Registry

OFFICE = "สำนักงานเขตพื้นที่การศึกษาสมมุติ เขต 1"
PITI = "piti@office.example"
FIELDS = {"kind": Kind.ANNOUNCEMENT, "subject": "แจ้งปฏิทินการปฏิบัติงาน", "urgency": "ด่วนมาก", "date": "2026-06-14"}
"""Of a letter that needs no number on its page, so that any bytes may stand for it."""


def post_letter(folder: Path, schools: Schools, contents: Sequence[bytes], **draft: Any) -> Outgoing:
    """Queue a letter in the office of this folder, from outside, be its daemon running or not."""
    settings = load(folder)
    registry, originals = wiring.registry(settings), wiring.originals(settings)
    sent = submit(registry, originals, schools, contents, **draft)
    limits = Limits(files=settings["smtp", "files_a_mail"], bytes=settings["smtp", "most_mb"] * MB)
    issue(registry, originals, schools, limits)
    originals.close()
    registry.close()
    return sent


def many_schools(count: int) -> Schools:
    """So many schools, each with a mailbox."""
    return Schools(
        tuple(
            School(code=f"{10000 + at}", name=f"โรงเรียนบ้านสมมุติ {at}", address=f"s{at}@school.example")
            for at in range(1, count + 1)
        )
    )


def submit(
    registry: Registry, originals: Originals, schools: Schools, contents: Sequence[bytes], **draft: Any
) -> Outgoing:
    """A letter to all of these schools that nobody needs to approve; the first file is the letter itself."""
    named = zip(originals.keep(contents), contents, strict=True)
    files = [
        SentFile(
            kept=KeptFile(
                sha256=sha256,
                name=f"เอกสาร {at}.pdf",
                media_type="application/pdf",
                role=Role.ENCLOSURE if at else Role.LETTER,
            ),
            size=len(content),
        )
        for at, (sha256, content) in enumerate(named)
    ]
    values: dict[str, Any] = {"book": Book.OUT, "circular": False, "fields": FIELDS, "to_text": "ทุกโรงเรียน"} | draft
    wanted = Draft(schools=tuple(school.code for school in schools.everyone), **values)
    with registry.begin(PITI) as tx:
        key = hashlib.sha256(repr([file.kept.sha256 for file in files]).encode()).hexdigest()
        tx.arrivals.land(
            key=key, origin=Origin.FOLDER, name="a", hint=None, sha256=key, arrived_at=tx.now, problem=None
        )
        (landed,) = tx.arrivals.claim()
        tx.arrivals.settle(landed)
        sent = tx.sending.submit(landed.id, wanted, files, person=PITI, name="ปิติ ยินดี", unit="กลุ่มนโยบายและแผน")
        return tx.sending.propose(sent, ())


def issue(registry: Registry, originals: Originals, schools: Schools, limits: Limits | None = None) -> None:
    """Number what is approved and queue its mails."""
    mails = OurMails(registry.arrangements)
    issuer = Issuer(
        registry=registry,
        originals=originals,
        mails=mails,
        follower=Follower(registry=registry, mails=mails),
        schools=lambda: schools,
        limits=lambda: limits or Limits(),
        office=OFFICE,
    )
    while issuer.issue_due():
        pass
