"""The mails to people about letters we send, as their mail programs have them."""

from __future__ import annotations

import email
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from config.arrangements import approvers
from dispatcher.compose import Sender
from dispatcher.messages import Messages
from dispatcher.outgoing import OutgoingMails
from intake.commands import understand
from intake.mailtext import html_text
from intake.quoting import own_words
from intake.requested import begins_request
from intake.thai import fold
from intake.waywords import of_draft, of_proposal
from registry.assignments import Arrangements
from registry.deliveries import Delivery, Purpose
from registry.model import Book, Letter
from registry.numbering import Numbers
from registry.outgoing import Addressee, Outgoing, Verdict
from registry.schema import outgoing
from registry.schools import Schools
from registry.store import Registry
from registry.tokens import Tokens
from templates import sendwords, words
from tests.contract.test_sending import DUANG, MANA, decide, propose
from tests.support.entering import START, Clock
from tests.support.people import people
from tests.support.sending import FIELDS, PITI, SUBJECT, area, codes, drafted, sent_out
from tests.unit.test_checking import link_of, texts
from tests.unit.test_messages import refused, wrapped
from tests.unit.test_postal import pages, text

OFFICE, CLERK = people(), "somjai@office.example"
TOKENS = Tokens(b"only for tests")
PDF = b"%PDF-1.7 a letter"
NAMES = ("ปิติ ยินดี", "กลุ่มนโยบายและแผน")


FEW, MANY = area(3, without_mailbox=1), area(252, without_mailbox=2)
ALL = codes(FEW.everyone)


@pytest.fixture
def office(sqlite_registry: Registry) -> Registry:
    return replace(sqlite_registry, numbers=Numbers(code="ศธ 04999"))


def queue(
    office: Registry,
    sent: Outgoing | None,
    purpose: Purpose,
    to: str = PITI,
    said: dict[str, Any] | None = None,
    letter: Letter | None = None,
) -> Delivery:
    """A message that is due now."""
    about = letter.id if letter else sent.letter_id or sent.id if sent else 0
    with office.begin() as tx:
        tx.deliveries.queue(
            letter_id=letter.id if letter else None,
            outgoing_id=sent.id if sent else None,
            purpose=purpose,
            recipient=to,
            message_id=f"<{TOKENS.make(about)}@office.example>",
            said=said,
        )
        return tx.deliveries.claim(99)[-1]


def composed(office: Registry, delivery: Delivery, known: Schools = FEW, most: int = 10_000_000) -> EmailMessage | None:
    """What is sent of it now; None: nothing."""
    ours = OutgoingMails(
        sender=Sender(name="สำนักงานสมมุติ", address="saraban@office.example", zone=ZoneInfo("Asia/Bangkok")),
        original=lambda _sha256: PDF,
        size=lambda _sha256: len(PDF),
        most=most,
        schools=lambda: known,
        steps=approvers(Arrangements(people=lambda: OFFICE)),
    )
    messages = Messages(sender=ours.sender, original=ours.original, people=lambda: OFFICE, ours=ours)
    with office.begin() as tx:
        content = messages.compose(tx, delivery)
    if content is None:
        return None
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 998
    message = email.message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)
    assert TOKENS.token_in(message["Subject"]) == delivery.message_id.strip("<>").partition("@")[0]
    return message


def compose(
    office: Registry,
    sent: Outgoing | None,
    purpose: Purpose,
    to: str = PITI,
    said: dict[str, Any] | None = None,
    *,
    letter: Letter | None = None,
    **how: Any,
) -> EmailMessage | None:
    """The message of a delivery that is queued now."""
    return composed(office, queue(office, sent, purpose, to, said, letter), **how)


def mail(office: Registry, sent: Outgoing | None, purpose: Purpose, *about: Any, **how: Any) -> EmailMessage:
    message = compose(office, sent, purpose, *about, **how)
    assert message is not None
    return message


def says(message: EmailMessage, *wanted: str) -> None:
    """Both bodies say all of it, in this order."""
    plain, page = texts(message)
    for whole in (plain, html_text(page)):
        places = [(" ".join(whole.split())).find(" ".join(word.split())) for word in wanted]
        assert -1 not in places, [word for word, place in zip(wanted, places, strict=True) if place < 0]
        assert places == sorted(places), wanted


def answers(message: EmailMessage) -> list[str]:
    """The bodies of the ready-made answers."""
    return [link_of(link)[1] for link in re.findall(r'href="([^"]+)"', texts(message)[1])]


# What was read, and to whom it would go.


def test_who_wants_it_sent_reads_what_was_read_and_to_whom_it_would_go(office: Registry) -> None:
    draft = drafted(
        office, schools=ALL, summary="ส่งปฏิทินปีการศึกษาใหม่", answer_by=date(2026, 6, 30), to_text="กลุ่มเครือข่ายหนึ่ง"
    )
    message = mail(office, draft, Purpose.DRAFT)
    assert message["To"] == PITI
    assert message["Subject"].startswith(f"ด่วน โปรดดูก่อนส่ง: {SUBJECT} [")
    says(message, "ยังไม่ส่งถึงใคร", "จะออกเลขให้เมื่ออนุมัติ", "จะลงวันที่ออกเลข", SUBJECT, "ส่งปฏิทินปีการศึกษาใหม่", "30 มิถุนายน 2569")
    says(message, "3 แห่ง: ทางอีเมล 2 ทางไปรษณีย์ 1", "โรงเรียนบ้านสมมุติ 1, โรงเรียนบ้านสมมุติ 2", "ทางไปรษณีย์: โรงเรียนบ้านสมมุติ 3")
    says(
        message,
        "a letter.pdf (1 KB) คือตัวหนังสือ",
        "map.pdf (1 KB)",
        "ผอ.กลุ่ม: นายมานะ ขยันยิ่ง",
        "รอง ผอ.: ดร.เพชร แข็งแรง",
        "ผอ.เขต: นายดวง แก้วดี",
    )
    assert answers(message) == ["ส่ง", "แก้ ถึง กลุ่มเครือข่ายหนึ่ง", f"แก้ เรื่อง {SUBJECT}", "ยกเลิก"]
    assert list(message.iter_attachments()) == []


def test_many_recipients_are_told_by_groups_with_the_whole_list_beside(office: Registry) -> None:
    draft = drafted(office, schools=codes(MANY.everyone[2:]))
    message = mail(office, draft, Purpose.DRAFT, known=MANY)
    left_out = "ไม่รวม โรงเรียนบ้านสมมุติ 1, โรงเรียนบ้านสมมุติ 2"
    says(
        message, "250 แห่ง: ทางอีเมล 248 ทางไปรษณีย์ 2", f"ทุกโรงเรียน (250 แห่ง) {left_out}", "ทางไปรษณีย์: โรงเรียนบ้านสมมุติ 251"
    )
    (listed,) = message.iter_attachments()
    assert listed.get_filename() == "รายชื่อผู้รับ.txt"
    lines = listed.get_content().decode("utf-8-sig").splitlines()
    assert len(lines) == 250
    assert lines[0] == "1. โรงเรียนบ้านสมมุติ 3 school3@school.example"
    assert lines[-1] == "250. โรงเรียนบ้านสมมุติ 252 (ทางไปรษณีย์)"


def test_of_half_the_schools_each_district_is_counted(office: Registry) -> None:
    outside = (Addressee(name="ศาลากลางจังหวัดสมมุติ", director="ศาลากลางจังหวัดสมมุติ"),)
    draft = drafted(office, schools=codes(MANY.everyone[:100]), outside=outside)
    says(
        mail(office, draft, Purpose.DRAFT, known=MANY),
        "101 แห่ง: ทางอีเมล 100 ทางไปรษณีย์ 1",
        "บ้านตัวอย่าง: 34 จาก 84 แห่ง",
        "หน่วยงานภายนอก: ศาลากลางจังหวัดสมมุติ",
    )


@pytest.mark.parametrize("what", sorted(set(sendwords.FAULTS) - {"secret"}))
def test_what_forbids_sending_is_told_with_its_cure_and_cannot_be_answered_with_send(
    office: Registry, what: str
) -> None:
    draft = drafted(
        office, schools=ALL, faults=((what, "แผนที่.dwg"), ("date", "")), fields={**FIELDS, "letter_no": "ศธ 04999/7"}
    )
    message = mail(office, draft, Purpose.DRAFT)
    assert "ยังส่งไม่ได้" in message["Subject"]
    why, cure = sendwords.FAULTS[what]
    says(message, why.format(detail="แผนที่.dwg", number="ศธ 04999/7"), f"→ {cure}", "วันที่บนหนังสือห่างจากวันนี้มาก")
    assert "ส่ง" not in answers(message)


def test_of_a_secret_letter_nothing_else_is_said(office: Registry) -> None:
    draft = drafted(office, faults=(("secret", ""),), summary="ลึกลับ", schools=ALL)
    message = mail(office, draft, Purpose.DRAFT)
    says(message, "หนังสือมีชั้นความลับ", "นายทะเบียน")
    for hidden in (SUBJECT, "ลึกลับ", "a letter.pdf", "โรงเรียนบ้านสมมุติ"):
        assert hidden not in message["Subject"]
        assert hidden not in "".join(texts(message))
    assert answers(message) == []


def test_files_that_the_letter_does_not_list_are_told(office: Registry) -> None:
    faults = (("enclosures", "0/2"), ("again", "13 มิ.ย. 69 เวลา 09.00 น."))
    message = mail(office, drafted(office, faults=faults, schools=ALL), Purpose.DRAFT)
    says(message, "ไม่ได้ระบุสิ่งที่ส่งมาด้วย แต่มีไฟล์มา 2 ไฟล์", "เคยนำมาแล้วเมื่อ 13 มิ.ย. 69")


def test_warnings_do_not_keep_it_from_being_sent(office: Registry) -> None:
    faults = (("enclosures", "3/2"), ("unsure", "letter_no,date"), ("no_mailbox", "1"))
    message = mail(office, drafted(office, schools=ALL, faults=faults), Purpose.DRAFT)
    says(message, "ระบุสิ่งที่ส่งมาด้วย 3 รายการ แต่มีไฟล์มา 2 ไฟล์", "โปรดเทียบกับหนังสือ: เลขที่, วันที่", "ไม่มีอีเมล 1 แห่ง")
    assert "? เลขที่: จะออกเลขให้เมื่ออนุมัติ" in texts(message)[0].splitlines()
    assert answers(message)[0] == "ส่ง"


def test_an_answer_that_was_not_understood_is_told_above(office: Registry) -> None:
    said = {
        "faults": [["unclear", "", "ส่งพรุ่งนี้ได้ไหม"]],
        "done": [{"what": "changed", "field": "subject", "value": "เรื่องใหม่"}],
    }
    says(
        mail(office, drafted(office, schools=ALL), Purpose.DRAFT, said=said), "ส่งพรุ่งนี้ได้ไหม", "ปรับ เรื่อง เป็น«เรื่องใหม่» แล้ว"
    )


def test_a_place_of_the_line_that_nobody_holds_is_told_before_it_is_asked_for(office: Registry) -> None:
    draft = drafted(office, schools=ALL)
    headless = replace(draft, unit="กลุ่มอำนวยการ", person=CLERK)
    with office.begin() as tx:
        tx.connection.execute(update(outgoing).values(person=headless.person, unit=headless.unit))
    says(mail(office, draft, Purpose.DRAFT), "ผอ.กลุ่ม: ไม่มีผู้ดำรงตำแหน่งใน people.csv")


def test_of_a_draft_that_is_no_draft_any_more_nothing_is_said(office: Registry) -> None:
    draft = propose(office, drafted(office, schools=ALL))
    assert compose(office, draft, Purpose.DRAFT) is None
    with office.begin(PITI) as tx:
        cancelled = tx.sending.cancel(draft, "ส่งซ้ำ")
    assert compose(office, cancelled, Purpose.DRAFT) is None
    assert compose(office, cancelled, Purpose.APPROVAL, MANA) is None


def test_a_code_that_the_list_of_schools_has_no_more_is_named(office: Registry) -> None:
    says(
        mail(office, drafted(office, schools=("1001", "9999")), Purpose.DRAFT),
        "1 แห่ง:",
        "ไม่มีรหัสนี้ใน schools.csv แล้ว: 9999",
    )


# Approval.


def test_an_approver_has_the_letter_and_all_that_is_to_be_weighed(office: Registry, clock: Clock) -> None:
    asked = propose(office, drafted(office, schools=ALL, faults=(("enclosures", "3/1"),)))
    first = queue(office, asked, Purpose.APPROVAL, MANA)
    clock.move(timedelta(hours=1))
    asked = decide(office, asked, Verdict.APPROVED, "ดำเนินการได้")
    assert composed(office, first) is None  # who has decided is not asked again
    message = mail(office, asked, Purpose.APPROVAL, DUANG)
    assert message["Subject"].startswith(f"ด่วน รอท่านพิจารณา: {SUBJECT} [")
    says(message, "ปิติ ยินดี ขอให้ท่านพิจารณาหนังสือนี้ในฐานะผอ.เขต", "ปิติ ยินดี (กลุ่มนโยบายและแผน)", SUBJECT, "3 แห่ง: ทางอีเมล 2")
    decided = "นายมานะ ขยันยิ่ง (ผอ.กลุ่ม) เห็นชอบ 14 มิ.ย. 69 เวลา 11.00 น. เขียนว่า«ดำเนินการได้»"
    says(message, "ระบุสิ่งที่ส่งมาด้วย 3 รายการ", decided)
    assert [part.get_filename() for part in message.iter_attachments()] == ["a letter.pdf", "map.pdf"]
    assert answers(message) == ["เห็นชอบ", "แก้ไข ", "ไม่อนุมัติ "]


def test_who_stands_in_for_an_approver_is_asked_as_they_would_be(office: Registry) -> None:
    asked = propose(office, drafted(office, schools=ALL))
    assert answers(mail(office, asked, Purpose.APPROVAL, "manee@office.example"))[0] == "เห็นชอบ"


def test_what_is_too_large_for_the_mail_is_named(office: Registry) -> None:
    draft = propose(office, drafted(office, schools=ALL))
    message = mail(office, draft, Purpose.APPROVAL, MANA, most=10)
    assert [part.get_filename() for part in message.iter_attachments()] == ["a letter.pdf"]
    says(message, "ไม่ได้แนบเพราะไฟล์ใหญ่ (0 MB): map.pdf", "ขอดูได้จาก ปิติ ยินดี")


# What became of it.


def test_who_wants_it_sent_reads_who_approved_and_whom_it_waits_for(office: Registry) -> None:
    draft = decide(office, propose(office, drafted(office, schools=ALL)), Verdict.APPROVED)
    said = {"what": "approved", "name": "นายมานะ ขยันยิ่ง", "note": "ด่วนด้วย"}
    says(
        mail(office, draft, Purpose.PROGRESS, said=said),
        "นายมานะ ขยันยิ่ง เห็นชอบแล้ว เขียนว่า«ด่วนด้วย»",
        "รอ นายดวง แก้วดี (ผอ.เขต) พิจารณา",
    )
    draft = decide(office, draft, Verdict.APPROVED)
    says(mail(office, draft, Purpose.PROGRESS, said=said), "กำลังออกเลข")


def test_the_number_comes_with_the_page_that_bears_it(office: Registry) -> None:
    sent, letter = sent_out(office, FEW)
    message = mail(office, sent, Purpose.PROGRESS, said={"what": "numbered"}, letter=letter)
    assert message["Subject"].startswith(f"ด่วน ได้เลขแล้ว: ศธ 04999/1 {SUBJECT} [")
    says(message, "ได้เลขแล้ว: ศธ 04999/1 ลงวันที่ 14 มิถุนายน 2569", "3 แห่ง: ทางอีเมล 2 ทางไปรษณีย์ 1")
    assert [part.get_filename() for part in message.iter_attachments()] == ["a letter.pdf"]


def test_sent_back_it_can_be_mended_and_sent_from_the_same_mail(office: Registry) -> None:
    draft = decide(office, propose(office, drafted(office, schools=ALL)), Verdict.SENT_BACK, "แก้วันที่")
    message = mail(office, draft, Purpose.PROGRESS, said={"what": "sent_back", "name": "นายมานะ", "note": "แก้วันที่"})
    says(message, "นายมานะ ขอให้แก้ไขก่อน เขียนว่า«แก้วันที่»")
    assert answers(message)[0] == "ส่ง"


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ({"what": "refused", "name": "นายดวง", "note": "ซ้ำ"}, ("นายดวง ไม่อนุมัติ เขียนว่า«ซ้ำ»", "ให้นำมาเป็นเรื่องใหม่")),
        ({"what": "cancelled", "name": "ปิติ"}, ("จบโดยไม่ได้ส่ง ตามคำตอบของ ปิติ",)),
        ({"what": "number_taken", "letter_no": "ศธ 04999/7"}, ("เลข ศธ 04999/7 บนหนังสือเป็นของฉบับอื่นแล้ว", "เว้นเลขว่าง")),
        ({"what": "not_written", "detail": "signed"}, ("ไฟล์ลงลายมือชื่อดิจิทัลแล้ว",)),
        ({"what": "no_approver", "detail": "รอง ผอ."}, ("ไม่มีผู้ดำรงตำแหน่ง «รอง ผอ.»", "people.csv")),
        ({"what": "gone", "detail": ["โรงเรียนบ้านเก่า"]}, ("จึงไม่ได้ส่งถึง: โรงเรียนบ้านเก่า", "เพิ่มใน schools.csv")),
        ({"what": "recalled", "name": "ปิติ", "note": "แนบไฟล์ผิด"}, ("ปิติ เรียกคืนหนังสือนี้แล้ว เขียนว่า«แนบไฟล์ผิด»", "ได้รับแจ้ง")),
    ],
)
def test_each_turn_is_one_sentence_and_what_follows(
    office: Registry, said: dict[str, Any], wanted: tuple[str, ...]
) -> None:
    says(mail(office, drafted(office, schools=ALL), Purpose.PROGRESS, said=said), *wanted)


def test_a_reserved_number_is_told(office: Registry) -> None:
    with office.begin(PITI) as tx:
        letter = tx.entries.reserve(Book.OUT, "แจ้งปฏิทิน", owner=PITI)
    said = {"what": "reserved", "letter_no": "ศธ 04999/1"}
    message = mail(office, None, Purpose.PROGRESS, said=said, letter=letter)
    assert message["Subject"].startswith("ได้เลขที่จองแล้ว: ศธ 04999/1 แจ้งปฏิทิน [")
    says(message, "เลขที่จองให้ท่าน: ศธ 04999/1 สำหรับเรื่อง«แจ้งปฏิทิน»")


# After it went out.


def test_who_has_not_answered_is_told_by_district_and_who_was_never_reached_first(office: Registry) -> None:
    sent, letter = sent_out(office, MANY)
    with office.begin() as tx:
        to = tx.recipients.of(sent.id)
        for one in to[3:]:
            tx.recipients.acknowledge(one, one.to.address)
        bounced = tx.deliveries.with_message_id(f"<{to[0].id}@office.example>")
        assert bounced
        tx.deliveries.bounced(bounced, "550 5.1.1 no such user", given_up=True)
    message = mail(office, sent, Purpose.UNANSWERED, letter=letter, known=MANY)
    assert "ยังไม่ตอบรับ 3 แห่ง: ศธ 04999/1" in message["Subject"]
    says(
        message,
        "ตอบรับแล้ว 247 จาก 250 แห่ง",
        "โรงเรียนบ้านสมมุติ 1: 550 5.1.1 no such user",
        "ทุ่งทดลอง (1): โรงเรียนบ้านสมมุติ 2",
        "เมืองสมมุติ (1): โรงเรียนบ้านสมมุติ 3",
    )


def test_when_everyone_has_answered_nobody_is_told_of(office: Registry) -> None:
    sent, letter = sent_out(office, FEW)
    with office.begin() as tx:
        for one in tx.recipients.of(sent.id):
            tx.recipients.acknowledge(one, "x")
    assert compose(office, sent, Purpose.UNANSWERED, letter=letter) is None
    assert compose(office, sent, Purpose.POSTAL, CLERK, letter=letter) is None


def test_the_central_clerk_has_the_papers_of_what_goes_by_post(office: Registry, tmp_path: Path) -> None:
    sent, letter = sent_out(office, MANY)
    message = mail(office, sent, Purpose.POSTAL, CLERK, letter=letter)
    assert "รอส่งทางไปรษณีย์ 2 แห่ง: ศธ 04999/1" in message["Subject"]
    says(message, "โรงเรียนบ้านสมมุติ 251 (ตู้ ปณ. 251 อำเภอทุ่งทดลอง 34000)", "ตอบอีเมลนี้บรรทัดละแห่ง", "EA123456785TH")
    papers = {part.get_filename(): part.get_content() for part in message.iter_attachments()}
    assert list(papers) == ["จ่าหน้า.pdf", "สมุดส่งหนังสือ.pdf"]
    for paper in papers.values():
        (page,) = pages(paper, tmp_path)
        assert fold("ผู้อำนวยการโรงเรียนบ้านสมมุติ 251") in text(page)
    with office.begin() as tx:
        to = [one for one in tx.recipients.of(sent.id) if not one.to.address]
        tx.recipients.track(to[0], "EA123456785TH")
    assert "รอส่งทางไปรษณีย์ 1 แห่ง" in mail(office, sent, Purpose.POSTAL, CLERK, letter=letter)["Subject"]


def test_the_words_of_a_school_are_quoted_with_the_way_to_answer(office: Registry) -> None:
    sent, letter = sent_out(office, FEW)
    said = {
        "school": "โรงเรียนบ้านสมมุติ 1",
        "from": "school1@school.example",
        "text": "ส่งวันไหนคะ\nขอบคุณค่ะ",
        "attached": ["แบบ.pdf"],
    }
    message = mail(office, sent, Purpose.FROM_SCHOOL, said=said, letter=letter)
    says(message, "ยังไม่นับเป็นการตอบรับ", "| ส่งวันไหนคะ", "| ขอบคุณค่ะ", "ศธ 04999/1", "school1@school.example", "แบบ.pdf")
    (link,) = re.findall(r'href="([^"]+)"', texts(message)[1])
    assert link.startswith("mailto:school1@school.example?")
    with office.begin() as tx:
        tx.recipients.acknowledge(tx.recipients.of(sent.id)[0], "school1@school.example")
    says(mail(office, sent, Purpose.FROM_SCHOOL, said=said, letter=letter), "และตอบรับหนังสือแล้ว")
    with office.begin() as tx:
        recalled = tx.sending.recall(sent, "ผิด")
    assert compose(office, recalled, Purpose.UNANSWERED, letter=letter) is None
    says(mail(office, recalled, Purpose.FROM_SCHOOL, said=said, letter=letter), "| ส่งวันไหนคะ")


# After somebody wrote.


@pytest.mark.parametrize(
    ("step", "wanted"),
    [
        (
            {"what": "sent_up", "names": ["นายมานะ (ผอ.กลุ่ม)", "นายดวง (ผอ.เขต)"]},
            "รอพิจารณาตามลำดับ: นายมานะ (ผอ.กลุ่ม), นายดวง",
        ),
        ({"what": "at_once"}, "ไม่ต้องผ่านผู้ใด"),
        ({"what": "approved", "note": "ด่วน"}, "ท่านเห็นชอบ เขียนว่า«ด่วน»"),
        ({"what": "sent_back", "note": "แก้วันที่"}, "กลับไปที่ผู้เสนอแล้ว เขียนว่า«แก้วันที่»"),
        ({"what": "refused", "note": "ซ้ำ"}, "ท่านไม่อนุมัติ"),
        ({"what": "cancelled", "note": None}, "จบโดยไม่ส่ง"),
        ({"what": "recalled"}, "ถูกเรียกคืนแล้ว"),
        ({"what": "tracked", "names": ["โรงเรียนบ้านสาม EA123456785TH"]}, "โรงเรียนบ้านสาม EA123456785TH"),
        ({"what": "school_heard", "names": ["โรงเรียนบ้านหนึ่ง"]}, "โรงเรียนบ้านหนึ่ง"),
    ],
)
def test_who_ordered_reads_what_was_done(office: Registry, step: dict[str, Any], wanted: str) -> None:
    said = {"done": [step], "faults": [], "attached": [], "purpose": "draft"}
    message = mail(office, drafted(office), Purpose.REPLY, said=said)
    assert message["Subject"].startswith(f"ตอบ: เรื่องที่จะส่ง {SUBJECT} [")
    says(message, wanted)


def test_an_approver_who_was_not_understood_is_told_how_to_say_it(office: Registry) -> None:
    said = {"done": [], "faults": [["no_order", "", "ขอดูก่อน"]], "attached": [], "purpose": "approval"}
    message = mail(office, propose(office, drafted(office)), Purpose.REPLY, MANA, said=said)
    says(message, "ไม่พบคำสั่งที่ใช้กับเรื่องนี้: ขอดูก่อน", 'เขียน "เห็นชอบ"', 'เขียน "ไม่อนุมัติ"')


@pytest.mark.parametrize(("purpose", "offered"), [("draft", ["ถูกต้อง"]), ("approval", [])])
def test_the_clerk_may_vouch_for_an_order_and_not_for_an_approval(
    office: Registry, purpose: str, offered: list[str]
) -> None:
    said = {
        **{"from": "someone@elsewhere.example", "from_name": "", "person": "นายมานะ", "address": MANA},
        **{"why": "another", "text": "เห็นชอบ", "attached": [], "purpose": purpose, "recipient_id": None},
    }
    message = mail(office, propose(office, drafted(office)), Purpose.REFUSED_ANSWER, CLERK, said=said)
    says(message, SUBJECT, "| เห็นชอบ", "ยังไม่ได้ทำตามคำตอบนี้")
    assert answers(message) == offered


# Whatever comes back.


def every(office: Registry) -> Iterator[EmailMessage]:
    """One of every kind, with as many of its lines as there are."""
    hard = [(what, "x") for what in sendwords.FAULTS if what != "secret"] + [
        ("enclosures", "3/1"),
        ("unsure", "date"),
        ("date", ""),
    ]
    wrong = drafted(
        office, "a", faults=tuple(hard), summary="ปฏิทิน", answer_by=START.date(), schools=codes(MANY.everyone[:99])
    )
    yield mail(office, wrong, Purpose.DRAFT, said={"faults": [["unclear", "", "อะไร"]], "done": []}, known=MANY)
    yield mail(office, drafted(office, "d", faults=(("secret", ""),)), Purpose.DRAFT)
    plain = drafted(office, "b", schools=ALL)
    yield mail(office, plain, Purpose.DRAFT)
    said = {"name": "นายดวง แก้วดี", "note": "เห็นชอบให้ส่งได้", "letter_no": "ศธ 04999/9", "detail": "ผอ.เขต"}
    for what in set(sendwords.PROGRESS) - {"reserved"}:
        yield mail(office, plain, Purpose.PROGRESS, said={**said, "what": what})
    asked = decide(office, propose(office, plain), Verdict.APPROVED, "เห็นชอบ")
    yield mail(office, asked, Purpose.APPROVAL, DUANG)
    for what in (
        "sent_up",
        "at_once",
        "approved",
        "sent_back",
        "refused",
        "cancelled",
        "recalled",
        "tracked",
        "school_heard",
    ):
        step = {"what": what, "names": ["นายดวง แก้วดี"], "note": "เห็นชอบแล้ว"}
        yield mail(office, asked, Purpose.REPLY, said={"done": [step], "faults": [], "purpose": "approval"})
    for purpose in ("draft", "approval"):
        wrong = {"done": [], "faults": [["no_order", "", "ขอดูก่อน"]], "purpose": purpose}
        yield mail(office, asked, Purpose.REPLY, said=wrong)
        yield mail(office, asked, Purpose.REFUSED_ANSWER, CLERK, said={**refused(), "purpose": purpose})
    with office.begin(PITI) as tx:
        letter = tx.entries.reserve(Book.OUT, "ส่งปฏิทิน", owner=PITI)
    yield mail(office, None, Purpose.PROGRESS, said={**said, "what": "reserved"}, letter=letter)
    sent, letter = sent_out(office, MANY, "c")
    yield mail(office, sent, Purpose.UNANSWERED, letter=letter, known=MANY)
    yield mail(office, sent, Purpose.POSTAL, CLERK, letter=letter)
    words_ = {"school": "โรงเรียนบ้านสมมุติ 1", "from": "school1@school.example", "text": "ส่งเมื่อใด", "attached": ["ก.pdf"]}
    yield mail(office, sent, Purpose.FROM_SCHOOL, said=words_, letter=letter)


@pytest.mark.parametrize(
    "broken",
    [
        lambda text: text,
        lambda text: "\n".join(f"> {line}" for line in text.splitlines()),
        *(lambda text, width=width: wrapped(text, width) for width in (50, 60, 72, 76)),
    ],
    ids=["whole", "marked", "50", "60", "72", "76"],
)
def test_nothing_of_ours_orders_anything_when_it_comes_back(office: Registry, broken: Callable[[str], str]) -> None:
    """However a mail program quotes it, and though it drops our first line and every mark."""
    for message in every(office):
        plain, page = texts(message)
        for whole in (plain, html_text(page), html_text(page.replace("</a>", "</a><br>"))):
            assert own_words(broken(whole)) == ""
            without = broken("\n".join(whole.splitlines()[1:]))
            assert words.ABOVE not in without
            for quoted in (without, without.replace("> ", "")):
                assert understand(quoted, START.date(), checking=True).commands == ()
                for line in quoted.splitlines():
                    assert understand(line, START.date()).commands == (), line
                for text_ in (quoted, *quoted.splitlines()):
                    assert isinstance(of_draft(text_, START.date(), NAMES), tuple), text_
                    assert isinstance(of_proposal(text_, NAMES), tuple), text_
                    assert not begins_request("", text_), text_


def test_an_unread_mail_of_a_month_ago_says_what_is_true_now(office: Registry, clock: Clock) -> None:
    draft = drafted(office, schools=ALL)
    with office.begin(PITI) as tx:
        tx.sending.revise(draft, replace(draft.draft, fields={**FIELDS, "subject": "เรื่องใหม่"}))
    clock.move(timedelta(days=30))
    assert "เรื่องใหม่" in mail(office, draft, Purpose.DRAFT)["Subject"]
