"""Letters to be sent, from the door to the question about them, on every database: one draft each, come what may."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from intake.checkfolder import CheckFolder
from intake.child import Child
from intake.desk import Desk, Trusted
from intake.hints import Hints
from intake.knowledge import Knowledge
from intake.land import land_all
from intake.readers import read_mail
from intake.receive import receive_next
from intake.sendfolder import SendFolder
from intake.shelf import Shelf
from intake.submit import take_parcel
from registry.arrivals import ArrivalState, Landed
from registry.assignments import Arrangements
from registry.deliveries import Delivery, Purpose
from registry.delivery import delivery_of
from registry.due import LEASE
from registry.errors import StaleClaim
from registry.model import Book, Origin, Problem, Role
from registry.numbering import Numbers
from registry.originals import Originals
from registry.outgoing import Outgoing, Stage
from registry.schema import deliveries
from registry.sealing import Sealer
from registry.store import Registry
from registry.tokens import Tokens
from registry.vault import Vault
from tests.support import letters
from tests.support.entering import Clock
from tests.support.letters import MadeLetter
from tests.support.people import people
from tests.support.schools import schools

ZONE = ZoneInfo("Asia/Bangkok")
TOKENS = Tokens(b"only for tests")
OFFICE = people()
SOMJAI, PITI, REGISTRAR = "somjai@office.example", "piti@office.example", "registrar@office.example"
ADDRESS, SERVER = "saraban@office.example", "mx.office.example"
FORGED = f"{SERVER}; dmarc=fail header.from=office.example"
BLANK = letters.pdf(MadeLetter(letter_no="ศธ 04999/", subject="แจ้งปฏิทินวิชาการ"))


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    reader = Child()
    yield reader
    reader.close()


@dataclass
class Sending:
    """An office with its folder ส่ง and its desk; the mailbox is what is landed by `mail`."""

    desk: Desk
    child: Child
    clock: Clock
    top: Path
    root: Path

    def door(self) -> SendFolder:
        """The folder's door as a daemon opens it, to which everything has rested."""
        return SendFolder(
            self.top, self.root / "มีปัญหา", settle=0.0, max_bytes=10**7, standing=lambda: frozenset({"ทุกโรงเรียน"})
        )

    def drop(self, name: str, content: bytes = BLANK) -> None:
        path = self.top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def land(self, door: SendFolder | None = None) -> int:
        opened = door or self.door()
        try:
            return land_all(opened, self.desk.registry, self.desk.originals, self.desk.vault)
        finally:
            opened.close()

    def mail(self, raw: bytes, key: str) -> None:
        (sha256,) = self.desk.originals.keep([raw])
        with self.desk.registry.begin() as tx:
            tx.arrivals.land(
                key=key,
                origin=Origin.MAIL,
                name="mail",
                hint=None,
                sha256=sha256,
                arrived_at=tx.now,
                problem=None,
            )

    def work(self) -> None:
        while receive_next(self.desk, self.child):
            pass

    def drafts(self) -> list[Outgoing]:
        arrivals = self.arrivals()
        with self.desk.registry.begin() as tx:
            found = [tx.sending.of_arrival(each.id) for each in arrivals]
        return [each for each in found if each]

    def arrivals(self) -> list[Landed]:
        with self.desk.registry.begin() as tx:
            return tx.arrivals.unregistered(ArrivalState)

    def asked(self) -> list[Delivery]:
        with self.desk.registry.begin() as tx:
            rows = tx.connection.execute(select(deliveries).order_by(deliveries.c.id))
        return [delivery_of(row) for row in rows]


@pytest.fixture
def office(tmp_path: Path, registry: Registry, clock: Clock, child: Child) -> Iterator[Sending]:
    root = tmp_path / "หนังสือ"
    for name in ("ส่ง", "มีปัญหา", "รับแล้ว", "ตรวจ"):
        (root / name).mkdir(parents=True)
    opened = replace(registry, numbers=Numbers(code="ศธ 04999"), arrangements=Arrangements(people=lambda: OFFICE))
    originals = Originals(tmp_path / "originals")
    vault = Vault(tmp_path / "sealed", Sealer(bytes(32)))
    shelf = Shelf(taken=root / "รับแล้ว", problems=root / "มีปัญหา", inbox="รับ", zone=ZONE, originals=originals)
    desk = Desk(
        registry=opened,
        originals=originals,
        vault=vault,
        shelf=shelf,
        checks=CheckFolder(root / "ตรวจ", opened, shelf, ZONE, settle=0),
        knowledge=Knowledge(opened),
        tokens=TOKENS,
        zone=ZONE,
        address=ADDRESS,
        clerk=SOMJAI,
        authserv_id=SERVER,
        trusted=Trusted(registrar=REGISTRAR),
        schools=schools,
    )
    yield Sending(desk, child, clock, root / "ส่ง", root)
    originals.close()
    vault.close()


def mail(body: str, sender: str = PITI, content: bytes = BLANK, **headers: str) -> bytes:
    """A mail of somebody of the office that asks for sending, unless `headers` say other."""
    made = EmailMessage(policy=SMTP)
    given = {"To": "saraban+send@office.example", "Subject": "แจ้งปฏิทิน", "Message-ID": "<1@phone.example>"}
    for name, value in {"From": sender, **given, **headers}.items():
        made[name] = value
    made.set_content(body, cte="base64")
    made.add_attachment(content, maintype="application", subtype="pdf", filename="หนังสือ.pdf")
    return made.as_bytes()


def test_a_dropped_folder_becomes_one_draft_and_one_question(office: Sending) -> None:
    office.drop("ทุกโรงเรียน/ปฏิทิน/1.pdf")
    office.drop("ทุกโรงเรียน/ปฏิทิน/2.xlsx", b"PK not really")
    office.drop("ทุกโรงเรียน/ปฏิทิน/letter.toml", 'from = "ปิติ"\nsummary = "ให้ทราบ"\nx = 1'.encode())
    assert office.land() == 1
    office.work()
    (sent,), (asked,) = office.drafts(), office.asked()
    assert (sent.state, sent.person, sent.unit) == (Stage.DRAFT, PITI, "กลุ่มนโยบายและแผน")
    assert (sent.draft.to_text, len(sent.draft.schools), sent.draft.summary) == ("ทุกโรงเรียน", 7, "ให้ทราบ")
    assert (sent.draft.book, sent.draft.fields["subject"]) == (Book.OUT, "แจ้งปฏิทินวิชาการ")
    assert sent.draft.blanks.number is not None
    assert (asked.purpose, asked.recipient) == (Purpose.DRAFT, PITI)
    assert asked.said == {"faults": [["note_key", "", "3 (x)"]], "done": []}
    with office.desk.registry.begin() as tx:
        files = tx.sending.files(sent)
        assert tx.arrivals.find(sent.arrival_id).state is ArrivalState.DRAFTED
    assert [(file.kept.role, file.kept.name) for file in files] == [(Role.LETTER, "1.pdf"), (Role.ENCLOSURE, "2.xlsx")]
    assert office.desk.originals.read(files[0].kept.sha256) == BLANK


def test_without_a_name_or_with_an_unknown_one_the_clerk_is_asked(office: Sending) -> None:
    office.drop("โรงเรียนบ้านนา/a.pdf")
    office.drop("โรงเรียนวัดใหญ่/b.pdf")
    office.drop("โรงเรียนวัดใหญ่/b.toml", 'from = "นายไม่มี ตัวตน"'.encode())
    office.land()
    office.work()
    assert [sent.person for sent in office.drafts()] == [SOMJAI, SOMJAI]
    assert [each.said for each in office.asked()] == [
        None,
        {"faults": [["note_who", "", "1 (นายไม่มี ตัวตน)"]], "done": []},
    ]


def test_killed_before_the_folder_let_go_there_is_one_draft(office: Sending, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("1.pdf", "2.pdf"):
        office.drop(f"ทุกโรงเรียน/ก/{name}", BLANK + name.encode())
    door = office.door()
    with monkeypatch.context() as killed:
        killed.setattr(door, "let_go", lambda arrivals: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            office.land(door)
    office.land()
    office.work()
    assert (len(office.drafts()), len(office.asked()), len(office.arrivals())) == (1, 1, 1)
    assert [path for path in office.top.rglob("*") if path.is_file()] == []


def test_a_reader_that_died_or_was_overtaken_leaves_one_draft(office: Sending) -> None:
    office.drop("ทุกโรงเรียน/a.pdf")
    office.land()
    desk = office.desk
    with desk.registry.begin() as tx:
        (claimed,) = tx.arrivals.claim()  # and dies
    office.clock.move(LEASE + timedelta(seconds=1))
    office.work()
    overtaken = desk.opened(claimed)
    with pytest.raises(StaleClaim), desk.lent(overtaken) as path:
        take_parcel(desk, office.child, overtaken, path)
    assert (len(office.drafts()), len(office.asked())) == (1, 1)


def test_a_reader_that_was_overtaken_first_leaves_nothing(office: Sending) -> None:
    office.drop("ทุกโรงเรียน/a.pdf")
    office.land()
    desk = office.desk
    with desk.registry.begin() as tx:
        (slow,) = tx.arrivals.claim()
    office.clock.move(LEASE + timedelta(seconds=1))
    with desk.registry.begin() as tx:
        assert len(tx.arrivals.claim()) == 1
    with pytest.raises(StaleClaim), desk.lent(desk.opened(slow)) as path:
        take_parcel(desk, office.child, desk.opened(slow), path)
    assert (office.drafts(), office.asked()) == ([], [])


def test_the_same_letter_to_the_same_schools_is_told_and_to_others_is_not(office: Sending) -> None:
    def again(name: str) -> bool:
        office.drop(name)
        office.land()
        office.work()
        return "again" in dict(office.drafts()[-1].draft.faults)

    assert not again("ทุกโรงเรียน/a.pdf")
    assert again("ทุกโรงเรียน/ชื่ออื่น.pdf")
    assert not again("โรงเรียนบ้านนา/a.pdf")
    drafts = office.drafts()
    with office.desk.registry.begin() as tx:
        for sent in drafts:
            tx.sending.cancel(sent, None)
    assert not again("ทุกโรงเรียน/a.pdf"), "what was cancelled may come again"


def test_a_letter_sent_days_ago_may_be_sent_again(office: Sending) -> None:
    office.drop("ทุกโรงเรียน/a.pdf")
    office.land()
    office.work()
    (sent,) = office.drafts()
    with office.desk.registry.begin() as tx:
        tx.sending.propose(sent, ())
    with office.desk.registry.begin() as tx:
        (due,) = tx.sending.claim()
        tx.sending.defer(due, None, state=Stage.SENT, sent_at=tx.now)
    for days, told in ((timedelta(hours=20), True), (timedelta(hours=10), False)):
        office.clock.move(days)
        office.drop("ทุกโรงเรียน/a.pdf")
        office.land()
        office.work()
        last = office.drafts()[-1]
        assert ("again" in dict(last.draft.faults)) is told
        with office.desk.registry.begin() as tx:
            tx.sending.cancel(last, None)


@pytest.mark.parametrize(("reserved", "used", "fault"), [(1, 0, None), (0, 0, "number_unknown"), (1, 1, "number_used")])
def test_a_printed_number_is_held_against_the_book(
    office: Sending, reserved: int, used: int, fault: str | None
) -> None:
    with office.desk.registry.begin() as tx:
        for _ in range(reserved):
            tx.entries.reserve(Book.OUT, "แจ้งปฏิทิน", owner=PITI)
    printed = letters.pdf(MadeLetter(letter_no="ศธ 04999/1", date=office.clock.now.date()))
    for number in range(used):
        office.drop("โรงเรียนวัดใหญ่/ก่อน.pdf", printed)
        office.land()
        office.work()
        sent = office.drafts()[number]
        with office.desk.registry.begin() as tx:
            tx.sending.propose(sent, ())
        with office.desk.registry.begin() as tx:
            (due,) = tx.sending.claim()
        with office.desk.registry.begin() as tx:
            tx.sending.number(due, "สพป.สมมุติ")
    office.drop("โรงเรียนบ้านนา/a.pdf", printed)
    office.land()
    office.work()
    faults = office.drafts()[-1].draft.faults
    assert faults == (((fault, "ศธ 04999/1"),) if fault else ())


def test_a_letter_dated_in_december_has_its_number_in_the_book_of_that_year(office: Sending) -> None:
    office.clock.move(datetime(2026, 12, 30, 3, tzinfo=UTC) - office.clock.now)
    printed = letters.pdf(MadeLetter(letter_no="ศธ 04999/1", date=office.clock.now.date()))
    with office.desk.registry.begin() as tx:
        reserved = tx.entries.reserve(Book.OUT, "แจ้งปฏิทิน", owner=PITI)
    office.clock.move(timedelta(days=5))
    with office.desk.registry.begin() as tx:
        tx.entries.reserve(Book.OUT, "ของผู้อื่นในปีใหม่", owner=SOMJAI)
    office.drop("โรงเรียนบ้านนา/a.pdf", printed)
    office.land()
    office.work()
    (sent,) = office.drafts()
    assert sent.draft.may_go
    with office.desk.registry.begin() as tx:
        tx.sending.propose(sent, ())
    with office.desk.registry.begin() as tx:
        (due,) = tx.sending.claim()
        assert tx.sending.number(due, "สพป.สมมุติ").id == reserved.id


def test_a_mail_of_the_office_becomes_a_draft_of_who_wrote(office: Sending) -> None:
    office.mail(mail("ถึง: ทุกโรงเรียน ยกเว้น โรงเรียนบ้านนา\nสรุป: ให้ทราบ\nตอบภายใน: พรุ่งนี้"), "a")
    office.work()
    (sent,), (asked,) = office.drafts(), office.asked()
    assert (sent.person, len(sent.draft.schools), sent.draft.summary) == (PITI, 6, "ให้ทราบ")
    assert (asked.recipient, asked.in_reply_to) == (PITI, "<1@phone.example>")
    assert asked.said == {"faults": [["date", "answer_by", "พรุ่งนี้"]], "done": []}
    with office.desk.registry.begin() as tx:
        assert tx.entries.entries(Book.IN) == []


def test_the_same_mail_met_again_is_one_draft(office: Sending) -> None:
    for key in ("a", "b"):
        office.mail(mail("ถึง: ทุกโรงเรียน"), key)
    office.work()
    assert (len(office.drafts()), len(office.asked())) == (1, 1)
    assert [each.problem for each in office.arrivals()] == [None, Problem.SAME_MAIL]


def test_who_names_nobody_is_told(office: Sending) -> None:
    office.mail(mail("ขอส่งหนังสือครับ"), "a")
    office.work()
    (sent,) = office.drafts()
    assert ("nobody", "") in sent.draft.faults


def test_by_its_subject_alone(office: Sending) -> None:
    office.mail(mail("ถึง: โรงเรียนบ้านนา", To=ADDRESS, Subject="ส่ง: แจ้งปฏิทิน"), "a")
    office.work()
    assert [sent.draft.schools for sent in office.drafts()] == [("99010001",)]


@pytest.mark.parametrize(
    ("sender", "headers"),
    [
        ("office@school.example", {}),
        (PITI, {"To": ADDRESS}),
        (PITI, {"Auto-Submitted": "auto-replied"}),
    ],
)
def test_of_a_school_a_plain_mail_or_a_program_it_is_a_mail_like_any(
    office: Sending, sender: str, headers: dict[str, str]
) -> None:
    office.mail(mail("ถึง: ทุกโรงเรียน", sender=sender, **headers), "a")
    office.work()
    assert office.drafts() == []
    with office.desk.registry.begin() as tx:
        assert len(tx.entries.entries(Book.IN)) == 1


def test_an_answer_to_a_question_is_one_although_it_goes_to_the_tag(office: Sending) -> None:
    office.mail(mail("ถึง: ทุกโรงเรียน"), "a")
    office.work()
    (asked,) = office.asked()
    path = office.root / "mail"
    for body, is_answer in ((mail("ส่ง", **{"In-Reply-To": asked.message_id}), False), (b"", True)):
        answer = EmailMessage(policy=SMTP)
        answer["From"], answer["To"], answer["In-Reply-To"] = PITI, "saraban+send@office.example", asked.message_id
        answer.set_content("ยกเลิก", cte="base64")
        path.write_bytes(body or answer.as_bytes())
        assert read_mail(path, Hints(), ADDRESS).answer is is_answer, "with files it is another letter"


def test_of_a_forged_mail_the_clerk_is_asked_and_not_who_it_names(office: Sending) -> None:
    office.mail(mail("ถึง: ทุกโรงเรียน", **{"Authentication-Results": FORGED}), "a")
    office.work()
    (sent,), (asked,) = office.drafts(), office.asked()
    assert (sent.person, asked.recipient) == (SOMJAI, SOMJAI)
    assert asked.said == {"faults": [["forged", "", PITI]], "done": []}


def test_where_nobody_can_be_asked_it_comes_back_with_a_note(office: Sending) -> None:
    office.desk = replace(office.desk, address="")
    office.drop("ทุกโรงเรียน/ปฏิทิน.pdf")
    office.land()
    office.work()
    assert office.drafts() == []
    assert [each.problem for each in office.arrivals()] == [Problem.NOBODY_ASKED]
    note = (office.root / "มีปัญหา" / "ปฏิทิน.pdf.zip.txt").read_text("utf-8-sig")
    assert "ไม่ทราบว่าจะถามใคร" in note
    assert "ส่ง/ผู้รับ" in note


def test_a_secret_letter_is_sealed_and_told_of_by_mail_alone(office: Sending) -> None:
    secret = letters.pdf(MadeLetter(letter_no="ศธ 04999/", secrecy="ลับ", subject="กระต่ายป่า"))
    office.drop("โรงเรียนบ้านนา/กระต่าย.pdf", secret)
    office.mail(mail("ถึง: ทุกโรงเรียน\nสรุป: กระต่าย", content=secret), "a")
    office.land()
    assert all("กระต่าย" not in landed.name for landed in office.arrivals()), "nobody knows yet what it is"
    office.work()
    assert [sent.draft.faults for sent in office.drafts()] == [(("secret", ""),)] * 2
    told = {each.recipient for each in office.asked()}
    assert told == {SOMJAI, PITI, REGISTRAR}
    assert [each.said for each in office.asked()] == [None] * 5
    for landed in office.arrivals():
        assert "กระต่าย" not in f"{landed.name}{landed.hint}{landed.detail}"
        assert "กระต่าย" in office.desk.opened(landed).name or landed.origin is Origin.MAIL
        assert not office.desk.originals.path(landed.sha256).exists()
        with office.desk.lent(landed) as path:
            assert path.read_bytes()
    assert [path for path in office.desk.originals.root.rglob("*") if path.is_file()] == []
    assert list((office.root / "มีปัญหา").iterdir()) == []
