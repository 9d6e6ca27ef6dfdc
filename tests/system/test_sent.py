"""How far letters of ours are, as the command line tells a person and another program."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from registry.migrate import migrate
from registry.model import Letter
from registry.numbering import Numbers
from registry.outgoing import Outgoing, Verdict
from registry.store import Registry, open_engine
from tests.contract.test_sending import MANA, decide, number, propose
from tests.support.entering import Clock, enter
from tests.support.sending import area, drafted, sent_out
from tests.system.office import Office

LONG_AGO = datetime.now(UTC).replace(microsecond=0) - timedelta(days=9)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Two letters to four schools: of the first three were heard of in their ways, of the second nobody."""
    made = Office(tmp_path_factory.mktemp("sent") / "office")
    engine = open_engine(f"sqlite:///{made.folder / 'saraban.db'}")
    migrate(engine)
    register = Registry(engine=engine, numbers=Numbers(code="ศธ 04999"), clock=Clock(LONG_AGO), worker="here")
    _heard_of(register, *sent_out(register, area(4, without_mailbox=1), summary="ปฏิทินปีใหม่"))
    sent_out(register, area(2), "b", circular=True)
    register.close()
    return made


def _heard_of(register: Registry, sent: Outgoing, letter: Letter) -> None:
    answer = enter(register)
    with register.begin() as tx:
        one, two, three, post = tx.recipients.of(sent.id)
        tx.recipients.acknowledge(one, "clerk@school.example", "45/2569")
        tx.recipients.answered(two, answer.id, "school2@school.example")
        bounced = tx.deliveries.with_message_id(f"<{three.id}@office.example>")
        assert bounced
        tx.deliveries.bounced(bounced, "550 5.1.1 no such user", given_up=True)
        tx.recipients.track(post, "EA123456785TH")


def test_every_recipient_has_its_way_its_state_and_what_was_heard(office: Office) -> None:
    told = office.json("deliveries", "๑")
    assert (told["letter_no"], told["state"], told["book"]) == ("ศธ 04999/1", "sent", "out")
    one, two, three, post = told["recipients"]
    assert [each["state"] for each in told["recipients"]] == ["acknowledged", "answered", "bounced", "posted"]
    assert [each["way"] for each in told["recipients"]] == ["mail", "mail", "mail", "post"]
    assert (one["acknowledged_by"], one["receipt_no"]) == ("clerk@school.example", "45/2569")
    assert datetime.fromisoformat(one["acknowledged_at"]) == LONG_AGO
    assert (two["answer"]["number"], two["answer"]["book"], two["receipt_no"]) == (1, "in", None)
    assert (three["reason"], three["late"], three["school"]) == ("550 5.1.1 no such user", True, "1003")
    assert (post["tracking"], post["address"], post["late"]) == ("EA123456785TH", "ตู้ ปณ. 4 อำเภอบ้านตัวอย่าง 34000", False)
    counts = {"total": 4, "mail": 3, "post": 1, "queued": 0, "failed": 1, "acknowledged": 2, "answered": 1, "late": 1}
    assert told["counts"] == counts


@pytest.mark.parametrize("number", ["ว1", "ศธ 04999/ว1", "ศธ ๐๔๙๙๙/ว ๑"])
def test_a_circular_is_known_by_its_mark_or_as_printed(office: Office, number: str) -> None:
    told = office.json("deliveries", number)
    assert (told["letter_no"], told["counts"]["late"], told["counts"]["total"]) == ("ศธ 04999/ว1", 2, 2)


def test_a_person_reads_the_same_in_a_table(office: Office) -> None:
    shown = office.saraban("deliveries", "1").stdout
    for word in ("โรงเรียนบ้านสมมุติ 1", "ตอบรับแล้ว", "45/2569", "ตีกลับ", "550 5.1.1", "EA123456785TH", "ไปรษณีย์"):
        assert word in shown
    assert "ผู้รับ 4 แห่ง: อีเมล 3 ไปรษณีย์ 1 · ตอบรับแล้ว 2 (มีหนังสือตอบ 1) · เลยกำหนด 1" in shown


def test_who_is_late_is_told_over_all_letters_the_worst_first(office: Office) -> None:
    told = office.json("late")
    assert [(each["school"], each["letters"]) for each in told] == [("1001", 1), ("1002", 1), ("1003", 1)]
    assert all(datetime.fromisoformat(each["since"]) < datetime.now(UTC) for each in told)
    assert "โรงเรียนบ้านสมมุติ 3" in office.saraban("late").stdout


def test_what_did_not_go_out_from_here_cannot_be_followed(office: Office) -> None:
    for arguments in (("reserve", "จองไว้", "--book", "out"), ("reserve", "จองไว้", "--book", "orders")):
        office.saraban(*arguments)
    for arguments in (("2",), ("1", "--book", "orders"), ("99",), ("หนึ่ง",)):
        refused = office.saraban("deliveries", *arguments, code=1)
        assert refused.stderr.startswith("saraban: ")
        assert refused.stdout == ""


def test_the_entry_shows_who_approved_and_how_far_it_is(office: Office) -> None:
    engine = open_engine(f"sqlite:///{office.folder / 'saraban.db'}")
    register = Registry(engine=engine, numbers=Numbers(code="ศธ 04999"), clock=Clock(LONG_AGO), worker="here")
    approved = propose(register, drafted(register, "c", summary="ปฏิทิน"), ((MANA, "ผอ.กลุ่ม"),))
    decide(register, approved, Verdict.APPROVED, "ดำเนินการได้")
    letter = number(register)
    register.close()
    told = office.json("show", letter.label, "--book", "out")
    (step_told,) = told["sending"]["approvals"]
    assert (step_told["place"], step_told["name"], step_told["verdict"]) == ("ผอ.กลุ่ม", "นายมานะ ขยันยิ่ง", "approved")
    assert (step_told["note"], told["sending"]["summary"]) == ("ดำเนินการได้", "ปฏิทิน")
    shown = office.saraban("show", letter.label, "--book", "out").stdout
    assert "นายมานะ ขยันยิ่ง (ผอ.กลุ่ม) เห็นชอบ" in shown
    assert "ดำเนินการได้" in shown
    first = office.json("show", "1", "--book", "out")
    assert (first["sending"]["counts"]["acknowledged"], first["sending"]["approvals"], first["deliveries"]) == (
        2,
        [],
        [],
    )
    assert "ผู้รับ 4 แห่ง" in office.saraban("show", "1", "--book", "out").stdout
    assert office.json("show", "1")["sending"] is None
