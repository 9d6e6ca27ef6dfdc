"""From the drop folder to the owner's mailbox, by the real daemon: given by a rule, reminded, left in peace."""

from __future__ import annotations

from datetime import date, datetime
from email import message_from_bytes

import pytest

from registry.store import Registry, open_engine
from tests.support import letters
from tests.support.letters import MadeLetter
from tests.support.people import LIST
from tests.support.smtp import SmtpSink
from tests.system.office import ADDRESS, Office, wait_for

PITI, MANA, SOMJAI = (f"{name}@office.example" for name in ("piti", "mana", "somjai"))
BUDGET = MadeLetter(letter_no="ศธ 04999/21", date=date(2026, 6, 14), subject="การจัดสรรงบประมาณ")
MEETING = MadeLetter(letter_no="ศธ 04999/22", date=date(2026, 6, 14), subject="ขอเชิญประชุมผู้บริหารสถานศึกษา")
RULES = """
[[กฎ]]
ชื่อ = "งบประมาณ"
เรื่อง = "งบประมาณ"
มอบ = "ปิติ ยินดี"
ภายใน = "2 ชั่วโมง"
"""
WRONG_RULE = '[[กฎ]]\nเรื่อง = "ประชุม"\nมอบ = "คนที่ไม่มี"\n'


@pytest.fixture
def staffed(office: Office, sink: SmtpSink) -> Office:
    """An office with its people, one rule and a server to send by."""
    office.set("smtp", host=sink.host, port=sink.port, tls="none", sender=ADDRESS)
    (office.folder / "people.csv").write_text(LIST, "utf-8-sig")
    (office.folder / "rules.toml").write_text(RULES, "utf-8")
    return office


def told(sink: SmtpSink) -> list[str]:
    """Who was mailed about a letter, in the order of the mails; the morning's digests aside."""
    kept = [sunk for sunk in sink.messages if "<digest-" not in message_from_bytes(sunk.content)["Message-ID"]]
    return [recipient for sunk in kept for recipient in sunk.recipients]


def mails(office: Office, state: str) -> list[tuple[str, str]]:
    where = f"state = '{state}' AND purpose <> 'digest' ORDER BY id"
    return [(row[0], row[1]) for row in office.ask(f"SELECT purpose, recipient FROM deliveries WHERE {where}")]


def acknowledge(office: Office, person: str) -> None:
    """What an accepted reply does."""
    registry = Registry(engine=open_engine(f"sqlite:///{office.folder / 'saraban.db'}"))
    with registry.begin(person) as tx:
        for given in tx.assignments.of_person(person):
            tx.assignments.acknowledge(given)
    registry.close()


def test_a_dropped_letter_reaches_its_owner_by_a_rule(staffed: Office, sink: SmtpSink) -> None:
    staffed.drop("งบ.pdf", letters.pdf(BUDGET))
    staffed.drop("ประชุม.pdf", letters.pdf(MEETING))
    staffed.settle()
    rows = {row["letter_no"]: row for row in staffed.register()}
    assert sorted(told(sink)) == [PITI, SOMJAI]
    assert rows["ศธ 04999/21"]["owner"] == "ว่าที่ร้อยตรีปิติ ยินดี"
    assert rows["ศธ 04999/21"]["unit"] == "กลุ่มนโยบายและแผน"
    assert rows["ศธ 04999/22"]["owner"] == "นางสาวสมใจ ใจดี"  # no rule took it: the central clerk
    history = staffed.json("show", str(rows["ศธ 04999/21"]["number"]))["events"]
    (assigned,) = [event for event in history if event["what"] == "assigned"]
    assert assigned["after"]["person"] == PITI
    assert datetime.fromisoformat(assigned["after"]["answer_by"]).tzinfo is not None


def test_who_says_nothing_is_reminded_and_then_others_are_told(staffed: Office, sink: SmtpSink) -> None:
    staffed.drop("งบ.pdf", letters.pdf(BUDGET))
    staffed.settle()
    assert told(sink) == [PITI]
    assert mails(staffed, "queued") == [("reminder", PITI), ("escalation", MANA), ("escalation", SOMJAI)]
    staffed.let_hours_pass()
    staffed.settle()
    assert sorted(told(sink)) == sorted([PITI, PITI, MANA, SOMJAI])
    staffed.settle()
    assert len(told(sink)) == 4


def test_who_acknowledges_is_left_in_peace(staffed: Office, sink: SmtpSink) -> None:
    staffed.drop("งบ.pdf", letters.pdf(BUDGET))
    staffed.settle()
    acknowledge(staffed, PITI)
    staffed.let_hours_pass()
    staffed.settle()
    assert told(sink) == [PITI]
    assert mails(staffed, "withdrawn") == [("reminder", PITI), ("escalation", MANA), ("escalation", SOMJAI)]


def test_people_and_rules_that_change_are_taken_up_without_a_restart(staffed: Office, sink: SmtpSink) -> None:
    (staffed.folder / "people.csv").unlink()
    with staffed.running() as daemon:
        staffed.drop("งบ.pdf", letters.pdf(BUDGET))
        wait_for(staffed.register, daemon.log)
        (staffed.folder / "people.csv").write_text(LIST, "utf-8-sig")
        wait_for(lambda: told(sink) == [PITI], daemon.log)
        (staffed.folder / "rules.toml").write_text(RULES + WRONG_RULE, "utf-8")
        staffed.drop("ประชุม.pdf", letters.pdf(MEETING))
        wait_for(lambda: told(sink) == [PITI, SOMJAI], daemon.log)
        assert "rules.toml:9: ไม่พบ «คนที่ไม่มี» ใน people.csv" in daemon.log()
