"""What came to be sent as a draft: which of several files is the letter, and what stands against sending it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from intake.drafted import Came, draft_of, letter_among
from intake.mail import Document
from intake.readers import ReadPart
from intake.sniff import PDF
from intake.wishes import Wish
from registry.model import Book, Evidence, Found, Kind, Letter, Problem, Reading, State
from registry.outgoing import Draft
from registry.places import Blanks, Place
from templates import sendwords
from tests.support.schools import schools

TODAY = date(2026, 6, 14)
SCHOOLS = schools()
OWN = "ศธ 04999"


def place(before: str = "", after: str = "") -> Place:
    return Place(page=1, x=1, baseline=1, points=16, room=100, before=before, after=after)


def part(name: str, number: str | None = f"{OWN}/12", *, sure: bool = True, size: int = 3, **fields: Any) -> ReadPart:
    """A document that reads as a letter with these fields, all of them sure or none."""
    values = {
        "kind": Kind.EXTERNAL,
        "letter_no": number,
        "date": "2026-06-12",
        "subject": "แจ้งปฏิทิน",
        "enclosures": None,
        **fields,
    }
    read = {name: Found(value=value, sure=sure, evidence=_at(value)) for name, value in values.items()}
    return ReadPart(document=document(name, size), reading=Reading(fields=read, pages=1))


def _at(value: str | None) -> Evidence:
    return Evidence(page=1, box=(0, 0, 1, 1), text=value or "", how="text")


def document(name: str, size: int = 3) -> Document:
    return Document(name=name, content=bytes(size), media_type=PDF, inline=False)


def paper(name: str) -> ReadPart:
    """A document that is no letter."""
    return ReadPart(document=document(name), reading=Reading(fields={"kind": Found(value=Kind.OTHER)}))


def entry(state: State) -> Letter:
    """An entry of the outgoing book."""
    now = datetime(2026, 6, 1, tzinfo=UTC)
    none = dict.fromkeys(
        (
            *("received_at", "letter_no", "date", "subject", "sender", "addressee", "urgency", "secrecy", "unit"),
            *("owner", "remark", "closed_at", "closed_by", "sha256", "media_type"),
        )
    )
    return Letter(
        id=1,
        book=Book.OUT,
        year=2569,
        number=12,
        insert=0,
        state=state,
        registered_at=now,
        kind=Kind.EXTERNAL,
        source="",
        needs_review=False,
        review=(),
        **none,  # type: ignore[arg-type]
    )


def draft(
    *parts: ReadPart, wish: Wish | None = None, blanks: Blanks | None = None, bearing: Letter | None = None, **came: Any
) -> Draft:
    wanted = wish or Wish(to="โรงเรียนบ้านนา")
    letter = letter_among(parts, OWN)
    whole = Came(parts=parts, wish=wanted, letter=letter, blanks=blanks or Blanks(), **came)
    return draft_of(whole, SCHOOLS.resolve(wanted.to_text), bearing, TODAY, largest=1000)


RESERVED = entry(State.RESERVED)


def test_a_sound_letter_has_no_fault() -> None:
    made = draft(part("a.pdf"), bearing=RESERVED)
    assert made.faults == ()
    assert (made.book, made.circular, made.schools, made.to_text) == (Book.OUT, False, ("99010001",), "โรงเรียนบ้านนา")
    assert (made.fields["letter_no"], made.fields["subject"]) == (f"{OWN}/12", "แจ้งปฏิทิน")


@pytest.mark.parametrize(
    ("numbers", "letter"),
    [
        (["ศธ 04001/ว 9", f"{OWN}/12"], 1),  # theirs sent on with ours
        (["ศธ 04001/ว 9", f"{OWN}/"], 1),
        (["ศธ 04001/ว 9", None], 1),
        ([f"{OWN}/12", "ศธ 04001/ว 9"], 0),
        (["ศธ 04001/ว 9", "ศธ 04002/3"], 0),
    ],
)
def test_the_letter_is_our_own(numbers: list[str | None], letter: int) -> None:
    parts = [part(f"{at}.pdf", number) for at, number in enumerate(numbers)]
    assert letter_among([paper("p.pdf"), *parts], OWN) is parts[letter]


def test_an_order_beside_a_letter_is_enclosed_and_alone_it_is_sent() -> None:
    order, letter = part("1.pdf", "5/2569", kind=Kind.ORDER), part("2.pdf")
    assert letter_among([order, letter], OWN) is letter
    assert draft(order).book is Book.ORDERS
    assert draft(part("m.pdf", None, kind=Kind.MEMO)).book is Book.MEMOS


@pytest.mark.parametrize(
    ("printed", "before", "circular"),
    [
        (f"{OWN}/ว 12", "", True),
        (f"{OWN}/12", "", False),
        (f"{OWN}/ว", "ศธ ๐๔๙๙๙/ว", True),
        (f"{OWN}/", "ศธ ๐๔๙๙๙/", False),
        (None, "ศธ ๐๔๙๙๙/ว", True),
    ],
)
def test_a_circular_is_one_by_its_page(printed: str | None, before: str, circular: bool) -> None:
    blanks = Blanks(number=place(before)) if before else Blanks()
    made = draft(part("a.pdf", printed), blanks=blanks, bearing=RESERVED)
    assert made.circular is circular
    assert made.fields["letter_no"] == (None if before else printed)
    assert made.faults == ()


def test_the_wish_goes_before_the_page() -> None:
    wish = Wish(to="โรงเรียนบ้านนา", circular=True, urgency=(None,), summary="ให้ทราบ", answer_by=date(2026, 6, 30))
    made = draft(part("a.pdf", f"{OWN}/", urgency="ด่วน"), wish=wish)
    assert (made.circular, made.fields["urgency"], made.summary) == (True, None, "ให้ทราบ")
    assert made.answer_by == date(2026, 6, 30)


def test_a_blank_number_and_date_are_to_be_filled_in() -> None:
    blanks = Blanks(number=place("ศธ ๐๔๙๙๙/"), date=place(after="มิถุนายน 2569"))
    made = draft(part("a.pdf", f"{OWN}/", date="2026-06-01", sure=True), blanks=blanks)
    assert (made.fields["letter_no"], made.fields["date"], made.blanks) == (None, None, blanks)
    assert made.faults == ()


@pytest.mark.parametrize(
    ("bearing", "fault"),
    [(None, "number_unknown"), (entry(State.REGISTERED), "number_used"), (RESERVED, None)],
)
def test_a_printed_number_is_held_against_the_book(bearing: Letter | None, fault: str | None) -> None:
    expected = ((fault, f"{OWN}/12"),) if fault else ()
    assert draft(part("a.pdf"), bearing=bearing).faults == expected


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        ("โรงเรียนบ้านนนา", ["recipients"]),
        ("บ้านหนองแสง", ["recipients"]),
        ("", ["nobody"]),
        ("โรงเรียนบ้านนา ยกเว้น โรงเรียนบ้านนา", ["nobody"]),
        ("โรงเรียนชุมชนบ้านเหนือ", ["no_mailbox"]),
        ("โรงเรียนบ้านนา; เพื่อทราบ: ภายนอก: ศาลากลาง", ["no_mailbox"]),
        ("ก, ข", ["recipients", "recipients"]),
    ],
)
def test_whom_it_would_go_to(to: str, expected: list[str]) -> None:
    made = draft(part("a.pdf"), wish=Wish(to=to), bearing=RESERVED)
    assert [what for what, _ in made.faults] == expected
    assert bool(made.schools or made.outside) == (expected == ["no_mailbox"])


@pytest.mark.parametrize(
    ("listed", "files", "pages", "expected"),
    [
        (None, 0, 1, []),
        (None, 2, 1, [("enclosures", "0/2")]),
        ("3", 2, 1, [("enclosures", "3/2")]),
        ("3", 4, 1, [("enclosures", "3/4")]),
        ("3", 3, 1, []),
        ("3", 1, 3, []),  # two may be further pages of the letter's own file
        ("3", 0, 1, [("enclosures", "3/0")]),
    ],
)
def test_enclosures_are_held_against_the_files(
    listed: str | None, files: int, pages: int, expected: list[tuple[str, str]]
) -> None:
    letter = part("a.pdf", enclosures=listed)
    assert letter.reading
    letter = replace(letter, reading=replace(letter.reading, pages=pages))
    enclosed = [paper(f"{at}.pdf") for at in range(files)]
    assert list(draft(letter, *enclosed, bearing=RESERVED).faults) == expected


def test_enclosures_not_read_surely_are_not_counted() -> None:
    faults = draft(part("a.pdf", enclosures="3", sure=False), bearing=RESERVED).faults
    assert [what for what, _ in faults] == ["unsure"]


def test_fields_not_read_surely_are_named_but_for_what_is_filled_in() -> None:
    letter = part("a.pdf", sure=False, urgency="ด่วน")
    assert ("unsure", "letter_no,date,subject,urgency") in draft(letter, bearing=RESERVED).faults
    wish = Wish(to="โรงเรียนบ้านนา", urgency=("ด่วนมาก",))
    blanks = Blanks(number=place(), date=place())
    assert draft(letter, wish=wish, blanks=blanks).faults == (("unsure", "subject"),)


@pytest.mark.parametrize(("day", "told"), [("2026-05-16", False), ("2026-05-01", True), ("2026-07-01", True)])
def test_a_date_far_from_today_is_told(day: str, told: bool) -> None:
    faults = draft(part("a.pdf", date=day), bearing=RESERVED).faults
    assert faults == ((("date", day),) if told else ())


def test_every_file_that_cannot_go_is_named() -> None:
    locked = ReadPart(document=document("ล็อก.docx"), problem=Problem.PASSWORD)
    empty = ReadPart(document=document("ว่าง.pdf", 0), problem=Problem.EMPTY)
    long = ReadPart(document=document("ยาว.pdf"), problem=Problem.TOO_LONG)  # not looked into, and sound
    large = replace(paper("ใหญ่.pdf"), document=document("ใหญ่.pdf", 1001))
    parts = (part("a.pdf", enclosures="5"), locked, empty, long, large)
    faults = draft(*parts, bearing=RESERVED, refused=("x.zip",)).faults
    assert faults == (
        ("unreadable", "ล็อก.docx"),
        ("empty", "ว่าง.pdf"),
        ("too_large", "ใหญ่.pdf"),
        ("unreadable", "x.zip"),
        ("enclosures", "5/4"),
    )


def test_without_a_letter_or_its_subject_it_is_said() -> None:
    assert draft(paper("p.pdf")).faults == (("no_letter", ""),)
    assert draft().faults == (("no_letter", ""),)
    assert draft(part("a.pdf", subject=None), bearing=RESERVED).faults == (("no_subject", ""),)
    told = Wish(to="โรงเรียนบ้านนา", subject="แจ้งปฏิทิน")
    assert draft(part("a.pdf", subject=None), wish=told, bearing=RESERVED).faults == ()


def test_a_letter_that_cannot_be_opened_is_no_letter_and_says_why() -> None:
    word = ReadPart(document=document("a.docx"), problem=Problem.UNSUPPORTED)
    assert draft(word).faults == (("unreadable", "a.docx"), ("no_letter", ""))


def test_every_fault_has_its_words() -> None:
    made = draft(
        ReadPart(document=document("x", 2000), problem=Problem.BROKEN),
        part("a.pdf", "ศธ 1/2", sure=False, subject=None, date="2020-01-01"),
        ReadPart(document=document("y", 0), problem=Problem.EMPTY),
        wish=Wish(to="ก"),
    )
    whats = {what for what, _ in made.faults} | {"again", "secret", "nobody", "no_letter", "number_used", "enclosures"}
    assert whats <= {*sendwords.FAULTS, *sendwords.WARNINGS}


def test_a_page_that_can_take_no_number_or_date_is_told_before_anybody_is_asked_to_approve() -> None:
    assert draft(part("scan.pdf", number=None, date=None)).faults == (("no_place", ""), ("no_date", ""))
    filled = Blanks(number=place(f"{OWN}/"), date=place())
    assert draft(part("a.pdf", number=f"{OWN}/", date=None), blanks=filled).faults == ()
    assert ("no_place", "") not in draft(part("a.pdf", number=None, kind=Kind.ANNOUNCEMENT)).faults
