"""Which letters a mail holds, decided from what was read of its documents."""

from __future__ import annotations

import pytest

from intake.mail import Document, Mail
from intake.plan import Entry, NoEntry, plan_mail
from intake.readers import ReadMail, ReadPart
from intake.sniff import DOCX, JPEG, PDF
from registry.model import Found, Kind, Problem, Reading


def document(name: str, media_type: str = PDF, inline: bool = False) -> Document:
    return Document(name=name, content=name.encode(), media_type=media_type, inline=inline)


def letter(name: str, number: str | None = None, kind: Kind = Kind.EXTERNAL) -> ReadPart:
    """A document that reads as an official letter of this kind."""
    fields = {"kind": Found(value=kind, sure=True), "letter_no": Found(value=number, sure=number is not None)}
    return ReadPart(document=document(name), reading=Reading(fields=fields))


def paper(name: str, media_type: str = PDF) -> ReadPart:
    """A document that was read and is no official letter."""
    return ReadPart(document=document(name, media_type), reading=Reading(fields={"kind": Found(value=Kind.OTHER)}))


def unread(name: str, problem: Problem | None = None, inline: bool = False) -> ReadPart:
    return ReadPart(document=document(name, JPEG, inline), problem=problem)


def mail(
    *parts: ReadPart,
    subject: str = "ขอส่งเอกสาร",
    sender_name: str = "โรงเรียนตัวอย่าง",
    body: str = "",
    automatic: bool = False,
    bounce: bool = False,
    refused: tuple[tuple[str, Problem], ...] = (),
) -> ReadMail:
    return ReadMail(
        mail=Mail(
            message_id="<1@area.example>",
            subject=subject,
            sender_name=sender_name,
            sender_address="a@area.example",
            reply_to=None,
            recipients=(),
            date=None,
            references=(),
            body=body,
            automatic=automatic,
            bounce=bounce,
            documents=tuple(part.document for part in parts),
            refused=refused,
        ),
        parts=parts,
    )


def entries(read: ReadMail) -> list[tuple[str, list[str]]]:
    """Each entry as the name of its letter and the names of what is enclosed."""
    plan = plan_mail(read)
    assert not isinstance(plan, NoEntry)
    return [(entry.main.name, [document.name for document in entry.enclosures]) for entry in plan]


def only(read: ReadMail) -> Entry:
    plan = plan_mail(read)
    assert not isinstance(plan, NoEntry)
    (entry,) = plan
    return entry


def test_one_letter_is_one_entry() -> None:
    read = mail(letter("a", "ศธ 1"))
    assert entries(read) == [("a", [])]
    assert only(read).reading.value("letter_no") == "ศธ 1"


def test_what_is_no_letter_is_enclosed_wherever_it_stands() -> None:
    assert entries(mail(paper("before"), letter("a", "ศธ 1"), paper("after"), unread("sheet"))) == [
        ("a", ["before", "after", "sheet"])
    ]


def test_letters_with_numbers_of_their_own_are_entries_of_their_own() -> None:
    read = mail(paper("p"), letter("a", "ศธ 1"), paper("a1"), letter("b", "ศธ 2"), paper("b1"), paper("b2"))
    assert entries(read) == [("a", ["p", "a1"]), ("b", ["b1", "b2"])]


def test_the_same_number_again_is_no_second_letter() -> None:
    assert entries(mail(letter("a", "ศธ 04999/12"), letter("copy", "ศธ ๐๔๙๙๙/๑๒"))) == [("a", ["copy"])]


def test_a_second_letter_without_a_number_is_enclosed() -> None:
    assert entries(mail(letter("a", "ศธ 1"), letter("b"))) == [("a", ["b"])]


def test_a_first_letter_without_a_number_and_a_second_with_one_are_two() -> None:
    assert entries(mail(letter("a"), letter("b", "ศธ 2"))) == [("a", []), ("b", [])]


@pytest.mark.parametrize("kind", [Kind.ORDER, Kind.ANNOUNCEMENT, Kind.CERTIFICATE, Kind.MINUTES])
def test_an_order_beside_a_letter_is_its_enclosure(kind: Kind) -> None:
    assert entries(mail(letter("order", "12/2569", kind), letter("a", "ศธ 1"))) == [("a", ["order"])]


@pytest.mark.parametrize("kind", [Kind.ORDER, Kind.ANNOUNCEMENT, Kind.CERTIFICATE, Kind.MINUTES])
def test_an_order_alone_is_the_letter(kind: Kind) -> None:
    assert entries(mail(letter("order", "12/2569", kind), paper("p"))) == [("order", ["p"])]


@pytest.mark.parametrize("kind", [Kind.MEMO, Kind.STAMPED])
def test_a_memo_or_stamped_letter_is_sent_to_somebody(kind: Kind) -> None:
    assert entries(mail(letter("a", "ศธ 1"), letter("b", "ศธ 2", kind))) == [("a", []), ("b", [])]


def test_a_logo_in_the_text_is_not_enclosed() -> None:
    assert entries(mail(letter("a", "ศธ 1"), unread("logo", inline=True), unread("photo"))) == [("a", ["photo"])]


def test_a_locked_enclosure_is_kept_beside_the_letter() -> None:
    assert entries(mail(unread("locked", Problem.PASSWORD), letter("a", "ศธ 1"))) == [("a", ["locked"])]


def test_no_official_letter_is_entered_for_a_person_to_look_at() -> None:
    read = mail(paper("photo", JPEG), paper("list"), paper("more"))
    assert entries(read) == [("list", ["photo", "more"])]  # a PDF is likelier the letter than a photograph
    reading = only(read).reading
    assert (reading.value("kind"), reading.is_letter) == (Kind.OTHER, False)
    assert (reading.value("subject"), reading.value("sender")) == ("ขอส่งเอกสาร", "โรงเรียนตัวอย่าง")
    assert not any(found.sure for found in reading.fields.values())
    evidence = reading["subject"].evidence
    assert evidence is not None
    assert (evidence.how, evidence.text) == ("mail", "ขอส่งเอกสาร")


def test_without_a_pdf_the_first_document_is_taken() -> None:
    assert entries(mail(paper("one", DOCX), paper("two", JPEG))) == [("one", ["two"])]


def test_an_empty_subject_is_the_beginning_of_the_text() -> None:
    reading = only(mail(paper("a"), subject="", sender_name="", body="เรียนท่าน " + "ก" * 500)).reading
    subject = reading.value("subject")
    assert subject is not None
    assert subject.startswith("เรียนท่าน ก")
    assert len(subject) <= 200
    assert reading.value("sender") == "a@area.example"


def test_a_mail_that_says_nothing_leaves_the_fields_empty() -> None:
    reading = only(mail(paper("a"), subject="", body="  \n")).reading
    assert (reading.value("subject"), reading["subject"].confidence) == (None, 0.0)


def test_an_automatic_mail_with_a_letter_is_a_letter() -> None:
    """An e-office system sends its letters by itself."""
    assert entries(mail(letter("a", "ศธ 1"), automatic=True)) == [("a", [])]


@pytest.mark.parametrize(
    ("read", "why"),
    [
        (mail(), NoEntry(problem=Problem.NO_LETTER)),
        (mail(automatic=True), NoEntry(problem=Problem.AUTO_REPLY)),
        (mail(bounce=True, automatic=True), NoEntry(problem=Problem.BOUNCE)),
        (mail(unread("logo", inline=True)), NoEntry(problem=Problem.NO_LETTER)),
        (mail(unread("a.pdf", Problem.PASSWORD)), NoEntry(problem=Problem.PASSWORD, document="a.pdf")),
        (mail(unread("a"), unread("b", Problem.BROKEN)), NoEntry(problem=Problem.BROKEN, document="b")),
        (mail(refused=(("a.zip", Problem.TOO_LARGE),)), NoEntry(problem=Problem.TOO_LARGE, document="a.zip")),
        (
            mail(automatic=True, refused=(("a.zip", Problem.PASSWORD),)),
            NoEntry(problem=Problem.PASSWORD, document="a.zip"),
        ),
    ],
)
def test_a_mail_with_nothing_to_enter_says_why(read: ReadMail, why: NoEntry) -> None:
    assert plan_mail(read) == why
