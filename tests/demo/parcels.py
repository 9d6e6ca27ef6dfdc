"""What the demo drops and mails, and what the register has to make of each thing."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from registry.model import Problem
from tests.support import letters, mails
from tests.support.letters import MadeLetter
from tests.system.office import ADDRESS


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One file to drop, or one mail (`sender` set) with its subject as `name`.

    A letter is known by `letter`, the SHA-256 of its PDF, and by `letter_no` where the page has one; otherwise
    `problem` says why it cannot be entered.
    """

    what: str
    name: str
    content: bytes
    letter: str = ""
    letter_no: str = ""
    problem: Problem | None = None
    sender: str = ""
    confirmed: bool = False


def parcels() -> Iterator[Parcel]:
    """All of them, in the order they are sent: first what has to lie still for a while before it is given up."""
    yield from _bad_files()
    invitation = _invitation(2)
    yield _file("a letter, born digital", "หนังสือเชิญประชุม.pdf", invitation)
    yield from _other_forms()
    yield _file("the first letter again: a second copy of the file", "หนังสือเชิญประชุม - สำเนา.pdf", invitation)
    yield from _letters_by_mail(invitation)
    yield from _other_mails()


def _invitation(days: int) -> MadeLetter:
    return MadeLetter(
        letter_no="สม 0118.3/1234",
        date=_ago(days),
        subject="ขอเชิญประชุมผู้บริหารสถานศึกษา",
        sender="ที่ว่าการอำเภอเมืองสมมุติ",
        position="นายอำเภอเมืองสมมุติ",
        enclosures="ระเบียบวาระการประชุม จำนวน 1 ชุด",
    )


def _bad_files() -> Iterator[Parcel]:
    made = letters.pdf(MadeLetter(letter_no="ศธ 04999/1300", subject="ขอส่งแบบรายงาน", date=_ago(1)))
    yield Parcel(
        what="a PDF whose copying broke off",
        name="สแกนขาดครึ่ง.pdf",
        content=letters.broken(made),
        problem=Problem.BROKEN,
    )
    yield Parcel(
        what="a PDF with a password", name="แบบรายงาน.pdf", content=letters.locked(made), problem=Problem.PASSWORD
    )
    yield Parcel(what="a spreadsheet", name="บัญชีรายชื่อ.xlsx", content=mails.xlsx(), problem=Problem.UNSUPPORTED)


def _other_forms() -> Iterator[Parcel]:
    circular = MadeLetter(
        kind="circular",
        letter_no="ศธ 04998/ว 87",
        date=_ago(3),
        subject="ซ้อมความเข้าใจการซื้อและการจ้าง",
        sender="สำนักงานศึกษาธิการจังหวัดสมมุติ",
        urgency="ด่วนที่สุด",
        thai_digits=True,
    )
    memo = MadeLetter(
        kind="memo",
        letter_no="อก 57/2569",
        date=_ago(1),
        subject="ขออนุมัติเดินทางไปราชการ",
        sender="กลุ่มบริหารงานบุคคล",
        urgency="ด่วน",
    )
    order = MadeLetter(
        kind="order",
        letter_no="21/2569",
        date=_ago(4),
        subject="แต่งตั้งคณะกรรมการจัดงานวันเด็ก",
        sender="โรงเรียนวัดทุ่งสมมุติ",
    )
    on_paper = MadeLetter(
        letter_no="ศธ 04999.021/45",
        date=_ago(5),
        subject="ขออนุญาตพานักเรียนไปทัศนศึกษา",
        sender="โรงเรียนบ้านหนองตัวอย่าง",
        sender_address="อำเภอหนองสมมุติ 99110",
        position="ผู้อำนวยการโรงเรียน",
    )
    yield _file("a circular in Thai digits", "ว87.pdf", circular)
    yield _file("a memo from within the office", "บันทึกข้อความ.pdf", memo)
    yield _file("an order", "คำสั่ง.pdf", order)
    yield _file("a letter on paper, scanned at 300 dpi", "SCAN_0001.pdf", on_paper, scanned=True)


def _letters_by_mail(invitation: MadeLetter) -> Iterator[Parcel]:
    budget = MadeLetter(
        letter_no="สม 52001/512",
        date=_ago(2),
        subject="การจัดสรรงบประมาณอาหารกลางวัน",
        sender="เทศบาลเมืองสมมุติ",
        urgency="ด่วนมาก",
        enclosures="บัญชีจัดสรร จำนวน 1 ฉบับ",
    )
    letter, price_list = letters.pdf(budget), letters.not_a_letter()
    files = [("หนังสือนำส่ง.pdf", letter), ("สิ่งที่ส่งมาด้วย.pdf", price_list), ("บัญชีจัดสรร.xlsx", mails.xlsx())]
    plain = "ขอส่งหนังสือตามไฟล์แนบ"
    budget_mail = _mail("budget@agency.example", budget.subject, plain, *files)
    yield _mailed("a mail with a letter and two enclosures", budget_mail, letter, budget.letter_no)
    same = letters.pdf(invitation)
    again = _mail("office@area.example", invitation.subject, plain, ("หนังสือเชิญประชุม.pdf", same))
    yield _mailed("the first letter once more, now by mail", again, same, invitation.letter_no)
    subject = "ขอเชิญชมนิทรรศการวิชาการ"
    old = _mail("school@school.example", "-", plain, ("ใบเสนอราคา.pdf", price_list))
    word = b"=?windows-874?B?" + base64.b64encode(subject.encode("cp874")) + b"?="
    content = old.as_bytes().replace(b"Subject: -", b"Subject: " + word)
    yield Parcel(
        what="a mail with a windows-874 subject and a paper that is no official letter",
        name=subject,
        content=content,
        letter=_sha256(price_list),
        sender="school@school.example",
        confirmed=True,
    )


def _other_mails() -> Iterator[Parcel]:
    question = _mail("parent@home.example", "สอบถามวันรับสมัครนักเรียน", "เปิดรับสมัครวันไหนคะ")
    away = _mail("director@school.example", "ตอบกลับอัตโนมัติ: ไม่อยู่สำนักงาน", "ขณะนี้ข้าพเจ้าไปราชการ")
    away["Auto-Submitted"] = "auto-replied"
    yield _mail_without("a mail without a letter", question, Problem.NO_LETTER)
    yield _mail_without("an out-of-office answer", away, Problem.AUTO_REPLY)


def _file(what: str, name: str, letter: MadeLetter, *, scanned: bool = False) -> Parcel:
    content = letters.scan(letters.pdf(letter)) if scanned else letters.pdf(letter)
    return Parcel(
        what=what,
        name=name,
        content=content,
        letter=_sha256(content),
        letter_no=letter.letter_no,
    )


def _mailed(what: str, mail: EmailMessage, letter: bytes, letter_no: str) -> Parcel:
    return Parcel(
        what=what,
        name=mail["Subject"],
        content=mail.as_bytes(),
        letter=_sha256(letter),
        letter_no=letter_no,
        sender=mail["From"],
        confirmed=True,
    )


def _mail_without(what: str, mail: EmailMessage, problem: Problem) -> Parcel:
    return Parcel(what=what, name=mail["Subject"], content=mail.as_bytes(), problem=problem, sender=mail["From"])


def _mail(sender: str, subject: str, text: str, *files: tuple[str, bytes]) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = sender, ADDRESS, subject
    mail["Date"] = datetime.now(UTC)
    mail["Message-ID"] = f"<{_sha256(subject.encode())[:16]}@{sender.partition('@')[2]}>"
    mail.set_content(text)
    for name, content in files:
        subtype = "pdf" if Path(name).suffix == ".pdf" else "octet-stream"
        mail.add_attachment(content, maintype="application", subtype=subtype, filename=name)
    return mail


def _ago(days: int) -> date:
    return (datetime.now(UTC) - timedelta(days=days)).date()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
