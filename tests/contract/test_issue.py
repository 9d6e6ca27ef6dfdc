"""An approved letter gets its number, its page and its mails; what follows until every school was heard of."""

from __future__ import annotations

import hashlib
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dispatcher.follow import Follower
from dispatcher.issue import Issuer
from dispatcher.parts import Limits
from dispatcher.sheets import Sheets
from intake.blanks import find_blanks
from intake.reading import read_document
from intake.sniff import PDF
from registry.assignments import Arrangements
from registry.deliveries import Delivery, Purpose
from registry.model import Book, KeptFile, Kind, Letter, Origin, Role
from registry.numbering import Numbers
from registry.originals import Originals
from registry.ours import OurMails
from registry.outgoing import Draft, Outgoing, SentFile, Stage
from registry.places import Blanks
from registry.schools import School, Schools
from registry.store import Registry
from registry.tokens import Tokens, message_id
from tests.support import letters
from tests.support.entering import Clock
from tests.support.letters import MadeLetter
from tests.support.people import people

PITI, CLERK = "piti@office.example", "somjai@office.example"
SCHOOLS = Schools(
    (
        School(code="1001", name="บ้านหนึ่ง", address="one@school.example"),
        School(code="1002", name="บ้านสอง", address="two@school.example"),
        School(code="1003", name="บ้านสาม", postal="1 หมู่ 3 ตำบลตัวอย่าง 99000"),
    )
)
FIELDS = {"kind": Kind.EXTERNAL, "letter_no": None, "date": "2026-06-14", "subject": "แจ้งปฏิทิน", "urgency": "ด่วนมาก"}


@dataclass
class Office:
    """A register, its originals, and what issues its letters."""

    registry: Registry
    originals: Originals
    issuer: Issuer
    clock: Clock

    def submit(self, page: bytes, *enclosed: bytes, blanks: Blanks | None = None, **draft: Any) -> Outgoing:
        """An approved letter to all schools."""
        contents = (page, *enclosed)
        roles = (Role.LETTER, *(Role.ENCLOSURE for _ in enclosed))
        files = [
            SentFile(kept=KeptFile(sha256=sha256, name="a.pdf", media_type=PDF, role=role), size=len(content))
            for sha256, content, role in zip(self.originals.keep(contents), contents, roles, strict=True)
        ]
        values = {"book": Book.OUT, "circular": False, "fields": FIELDS, "to_text": "ทุกโรงเรียน"} | draft
        wanted = Draft(schools=("1001", "1002", "1003"), blanks=blanks or Blanks(), **values)
        with self.registry.begin(PITI) as tx:
            key = hashlib.sha256(page).hexdigest()
            tx.arrivals.land(
                key=key, origin=Origin.FOLDER, name="a", hint=None, sha256=key, arrived_at=tx.now, problem=None
            )
            (landed,) = tx.arrivals.claim()
            sent = tx.sending.submit(landed.id, wanted, files, person=PITI, name="ปิติ", unit="กลุ่มนโยบายและแผน")
            return tx.sending.propose(sent, ())

    def issue(self, sent: Outgoing) -> Outgoing:
        while self.issuer.issue_due():
            pass
        with self.registry.begin() as tx:
            return tx.sending.by_id(sent.id)

    def mails(self, sent: Outgoing) -> list[Delivery]:
        with self.registry.begin() as tx:
            return [each for each in tx.deliveries.claim(99) + tx.deliveries.claim_to_schools(99) if each.outgoing_id]

    def book(self, book: Book = Book.OUT) -> list[Letter]:
        with self.registry.begin() as tx:
            return tx.entries.entries(book)


@pytest.fixture
def office(tmp_path: Path, registry: Registry, clock: Clock) -> Iterator[Office]:
    tokens, staff = Tokens(b"s"), people()
    arrangements = Arrangements(
        people=lambda: staff, message_id=lambda letter_id: message_id(tokens.make(letter_id), "saraban@office.example")
    )
    opened = replace(registry, numbers=Numbers(code="ศธ 04999"), arrangements=arrangements)
    originals = Originals(tmp_path / "originals")
    mails = OurMails(arrangements)
    follower = Follower(registry=opened, mails=mails)
    issuer = Issuer(
        registry=opened,
        originals=originals,
        mails=mails,
        follower=follower,
        schools=lambda: SCHOOLS,
        limits=lambda: Limits(files=2),
        office="สพป.ตัวอย่าง เขต 1",
    )
    yield Office(opened, originals, issuer, clock)
    originals.close()


@pytest.fixture(scope="module")
def page() -> bytes:
    """A letter whose number is still to be given."""
    return letters.pdf(MadeLetter(letter_no="ศธ 04999/", thai_digits=True))


def blanks_of(page: bytes, folder: Path) -> Blanks:
    path = folder / "page.pdf"
    path.write_bytes(page)
    return find_blanks(path)


def test_the_number_is_written_on_the_page_and_every_mail_queued(office: Office, page: bytes, tmp_path: Path) -> None:
    sent = office.issue(office.submit(page, b"a map", b"a form", blanks=blanks_of(page, tmp_path)))
    (letter,) = office.book()
    assert (letter.letter_no, sent.state) == ("ศธ 04999/1", Stage.SENT)
    with office.registry.begin() as tx:
        roles = {file.role: file.sha256 for file in tx.entries.files(letter)}
    assert hashlib.sha256(page).hexdigest() == roles[Role.UNSTAMPED]
    read = read_document(office.originals.path(roles[Role.LETTER]), PDF)
    assert (read["letter_no"].value, read["date"].value) == ("ศธ ๐๔๙๙๙/๑", "2026-06-14")
    mails = office.mails(sent)
    to_schools = [each for each in mails if each.purpose is Purpose.OUTGOING]
    assert Counter(each.recipient for each in to_schools) == {"one@school.example": 2, "two@school.example": 2}
    said = [each.said or {} for each in to_schools if each.recipient == "one@school.example"]
    assert [(each["part"], each["of"], len(each["files"])) for each in said] == [(1, 2, 2), (2, 2, 1)]
    assert said[0]["files"][0] == roles[Role.LETTER]
    others = {each.purpose: each.recipient for each in mails if each.recipient_id is None}
    assert others == {Purpose.PROGRESS: PITI, Purpose.POSTAL: CLERK}


def test_a_page_without_a_place_for_its_number_gets_none(office: Office) -> None:
    sent = office.issue(office.submit(b"%PDF of a scan"))
    assert (sent.state, office.book()) == (Stage.DRAFT, [])
    mails = {each.purpose: each.said for each in office.mails(sent)}
    assert mails == {
        Purpose.PROGRESS: {"what": "not_written", "letter_no": None, "detail": "no place"},
        Purpose.DRAFT: None,
    }


def test_a_page_with_the_code_of_another_office_gets_no_number(office: Office, tmp_path: Path) -> None:
    page = letters.pdf(MadeLetter(letter_no="ศธ 04123/", thai_digits=True))
    sent = office.issue(office.submit(page, blanks=blanks_of(page, tmp_path)))
    assert (sent.state, office.book()) == (Stage.DRAFT, [])


def test_a_printed_number_that_was_never_reserved_is_not_sent(office: Office, page: bytes) -> None:
    sent = office.issue(office.submit(page, fields={**FIELDS, "letter_no": "ศธ 04999/77"}))
    assert (sent.state, office.book()) == (Stage.DRAFT, [])
    assert {"what": "number_taken", "letter_no": "ศธ 04999/77", "detail": "ศธ 04999/77"} in [
        each.said for each in office.mails(sent)
    ]


def test_schools_that_have_left_the_list_are_told_of(office: Office, page: bytes, tmp_path: Path) -> None:
    office.issuer = replace(office.issuer, schools=lambda: Schools(SCHOOLS.everyone[:1]))
    sent = office.issue(office.submit(page, blanks=blanks_of(page, tmp_path)))
    mails = office.mails(sent)
    assert [each.recipient for each in mails if each.purpose is Purpose.OUTGOING] == ["one@school.example"]
    assert {"what": "gone", "detail": "1002, 1003"} in [each.said for each in mails]


def test_while_the_list_of_schools_cannot_be_read_a_letter_waits(office: Office, page: bytes, tmp_path: Path) -> None:
    office.issuer, known = replace(office.issuer, schools=Schools), office.issuer
    sent = office.issue(office.submit(page, blanks=blanks_of(page, tmp_path)))
    assert (sent.state, office.book()) == (Stage.APPROVED, [])
    office.issuer = known
    office.clock.move(timedelta(minutes=1))
    assert office.issue(sent).state is Stage.SENT
    to_schools = [each.recipient for each in office.mails(sent) if each.purpose is Purpose.OUTGOING]
    assert to_schools == ["one@school.example", "two@school.example"]


def test_a_number_wider_than_its_place_is_given_back(office: Office, page: bytes, tmp_path: Path) -> None:
    blanks = blanks_of(page, tmp_path)
    assert blanks.number
    narrow = replace(blanks, number=replace(blanks.number, room=blanks.number.points * 0.5))
    with office.registry.begin() as tx:
        for _ in range(9):
            tx.entries.reserve(Book.OUT, "จองไว้")
    sent = office.issue(office.submit(page, blanks=narrow))
    assert (sent.state, len(office.book())) == (Stage.DRAFT, 9)
    assert {"what": "not_written", "letter_no": None, "detail": "narrow"} in [each.said for each in office.mails(sent)]
    with office.registry.begin() as tx:
        assert tx.entries.reserve(Book.OUT, "เลขถัดไป").number == 10


def test_a_date_that_does_not_fit_is_not_blamed_on_the_number(office: Office, page: bytes, tmp_path: Path) -> None:
    blanks = blanks_of(page, tmp_path)
    assert blanks.number
    with office.registry.begin() as tx:
        tx.entries.reserve(Book.OUT, "จองไว้")
    fields = {**FIELDS, "letter_no": "ศธ 04999/1", "date": None}
    other = Blanks(date=replace(blanks.number, before="", after="มกราคม 2560"))
    sent = office.issue(office.submit(page, blanks=other, fields=fields))
    told = [each.said for each in office.mails(sent)]
    assert {"what": "not_written", "letter_no": "ศธ 04999/1", "detail": "other month"} in told


def test_nobody_is_late_with_what_was_approved_after_its_own_day(office: Office, page: bytes, tmp_path: Path) -> None:
    with office.registry.begin() as tx:
        now = tx.now
    day = (now - timedelta(days=1)).date()
    sent = office.issue(office.submit(page, blanks=blanks_of(page, tmp_path), answer_by=day))
    with office.registry.begin() as tx:
        assert all(each.answer_by is None or each.answer_by > now for each in tx.recipients.of(sent.id))
    assert Purpose.OUTGOING_REMINDER not in [each.purpose for each in office.mails(sent)]


def test_the_silent_are_reminded_once_and_then_named(office: Office, page: bytes, tmp_path: Path) -> None:
    sent = office.issue(office.submit(page, blanks=blanks_of(page, tmp_path)))
    office.mails(sent)
    with office.registry.begin() as tx:
        tx.recipients.acknowledge(tx.recipients.of(sent.id)[0], "one@school.example")
    told = []
    for _ in range(4):
        office.clock.move(timedelta(days=7))
        office.issue(sent)
        fresh = (Purpose.OUTGOING_REMINDER, Purpose.UNANSWERED)
        told += [(each.purpose, each.recipient) for each in office.mails(sent) if each.purpose in fresh]
    first = list(dict.fromkeys(told))
    assert first == [(Purpose.OUTGOING_REMINDER, "two@school.example"), (Purpose.UNANSWERED, PITI)]


def test_done_again_after_a_crash_nothing_is_there_twice(office: Office, page: bytes, tmp_path: Path) -> None:
    sent = office.submit(page, blanks=blanks_of(page, tmp_path))
    for undone in _crashes(office):
        office.issuer.issue_due()
        undone()
    assert office.issue(sent).state is Stage.SENT
    assert len(office.book()) == 1
    assert len([each for each in office.mails(sent) if each.purpose is Purpose.OUTGOING]) == 2


def _crashes(office: Office) -> Iterator[Callable[[], None]]:
    """The originals cannot be kept in the midst of a step: a full disk; then it goes on when its wait is over."""
    keep = office.originals.keep

    def full(_contents: object) -> list[str]:
        raise OSError("no room")

    office.originals.keep = full  # type: ignore[method-assign]

    def mend() -> None:
        office.originals.keep = keep  # type: ignore[method-assign]
        office.clock.move(timedelta(minutes=11))

    yield lambda: None
    yield mend


def test_the_sheet_beside_the_copies_shows_what_was_heard_last(office: Office, page: bytes, tmp_path: Path) -> None:
    zone = ZoneInfo("Asia/Bangkok")
    sheets = Sheets(registry=office.registry, folder=tmp_path / "ส่งแล้ว", zone=zone, original=office.originals.read)
    sent = office.issue(office.submit(page, b"a map", blanks=blanks_of(page, tmp_path)))
    assert not sheets.write_due()  # it may be written in a moment again
    office.clock.move(timedelta(seconds=6))
    assert sheets.write_due()
    names = sorted(path.name for path in (tmp_path / "ส่งแล้ว" / "2569-06").iterdir())
    assert names == ["ศธ 04999-1_ติดตาม.xlsx", "ศธ 04999-1_สิ่งที่ส่งมาด้วย-1_a.pdf", "ศธ 04999-1_แจ้งปฏิทิน.pdf"]
    assert "ตอบรับแล้ว" not in _said(tmp_path / "ส่งแล้ว" / "2569-06" / names[0])
    assert not sheets.write_due()
    with office.registry.begin() as tx:
        tx.recipients.acknowledge(tx.recipients.of(sent.id)[0], "one@school.example", "45")
    office.clock.move(timedelta(seconds=6))
    assert sheets.write_due()
    assert "ตอบรับแล้ว 1" in _said(tmp_path / "ส่งแล้ว" / "2569-06" / names[0])


def _said(sheet: Path) -> str:
    with zipfile.ZipFile(sheet) as book:
        return book.read("xl/sharedStrings.xml").decode()


def test_a_page_that_would_stay_without_a_date_gets_no_number(office: Office, page: bytes, tmp_path: Path) -> None:
    blanks = replace(blanks_of(page, tmp_path), date=None)
    sent = office.issue(office.submit(page, blanks=blanks, fields={**FIELDS, "date": None}))
    assert (sent.state, office.book()) == (Stage.DRAFT, [])


def test_nobody_waits_for_the_register_while_the_mail_server_is_asked(
    office: Office, page: bytes, tmp_path: Path
) -> None:
    def asked() -> Limits:
        with office.registry.begin() as tx:  # another who writes: on SQLite only one can at a time
            tx.addresses.alive("one@school.example")
        return Limits()

    office.issuer = replace(office.issuer, limits=asked)
    sent = office.issue(office.submit(page, blanks=blanks_of(page, tmp_path)))
    assert sent.state is Stage.SENT


def test_the_sheet_says_why_a_mail_waits_while_the_server_is_away(office: Office, page: bytes, tmp_path: Path) -> None:
    zone = ZoneInfo("Asia/Bangkok")
    sheets = Sheets(registry=office.registry, folder=tmp_path / "ส่งแล้ว", zone=zone, original=office.originals.read)
    office.issue(office.submit(page, blanks=blanks_of(page, tmp_path)))
    office.clock.move(timedelta(seconds=6))
    assert sheets.write_due()
    with office.registry.begin() as tx:
        for mail in tx.deliveries.claim_to_schools(9):
            tx.deliveries.defer(mail, tx.now + timedelta(minutes=15), "mail.office.example: connection refused")
    office.clock.move(timedelta(seconds=6))
    assert sheets.write_due()
    (sheet,) = (tmp_path / "ส่งแล้ว").glob("*/*.xlsx")
    assert "connection refused" in _said(sheet)
