"""Every command as a person or another program runs it: what it prints, what it refuses, how it ends."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import subprocess
from datetime import date, datetime
from pathlib import Path

import pytest

from tests.support import letters
from tests.support.dovecot import Dovecot
from tests.support.letters import MadeLetter
from tests.support.people import LIST
from tests.support.smtp import SmtpSink
from tests.system.office import ADDRESS, SARABAN, Daemon, Office, wait_for

FIELDS = {
    *("kind", "letter_no", "date", "subject", "sender", "addressee", "urgency", "secrecy"),
    *("enclosures", "phone", "signer", "position"),
}
REGISTER_KEYS = {
    *("number", "year", "received_at", "registered_at", "letter_no", "date", "subject", "sender", "addressee"),
    *("urgency", "secrecy", "unit", "owner", "state", "source", "original", "sha256", "needs_review"),
}
FIRST = MadeLetter(letter_no="ศธ 04999/1234", date=date(2026, 6, 14), urgency="ด่วนที่สุด", thai_digits=True)
SECOND = MadeLetter(letter_no="ศธ 04998/ว 87", kind="circular", subject="การจัดสรรงบประมาณ", sender="โรงเรียนบ้านตัวอย่าง")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office with two letters and one broken file, for tests that only look."""
    office = Office(tmp_path_factory.mktemp("kept") / "office")
    office.drop("กลุ่มอำนวยการ/หนึ่ง.pdf", letters.pdf(FIRST))
    office.settle()
    office.drop("สอง.pdf", letters.pdf(SECOND))
    office.drop("เสีย.pdf", letters.broken(letters.pdf(FIRST)))
    office.settle()
    return office


def test_init_makes_an_office_and_leaves_a_made_one_alone(office: Office) -> None:
    names = {"office.toml", "rules.toml", "people.csv", "schools.csv", "token.secret"}
    assert names <= {path.name for path in office.folder.iterdir()}
    assert {path.name for path in office.root.iterdir()} == {"รับ", "รับแล้ว", "มีปัญหา", "ตรวจ", "ส่ง", "ส่งแล้ว"}
    settings = (office.folder / "office.toml").read_bytes()
    again = office.saraban("init", office.folder, code=1)
    assert str(office.folder) in again.stderr
    assert (office.folder / "office.toml").read_bytes() == settings


def test_check_finds_a_good_office_good(office: Office, dovecot: Dovecot, sink: SmtpSink) -> None:
    office.use_mail(dovecot, sink)
    shown = office.saraban("check").stdout
    assert "PROBLEM" not in shown
    parts = ("รับแล้ว", "database", "mailbox", "smtp", "ocr", "clock", "Asia/Bangkok")
    assert [part for part in parts if part not in shown] == []


def test_check_tells_every_trouble_with_its_cure(office: Office, dovecot: Dovecot, sink: SmtpSink) -> None:
    office.use_mail(dovecot, sink)
    (office.folder / "imap.password").write_text("wrong")
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        office.set("smtp", port=nobody.getsockname()[1])
    office.problem_folder.rmdir()
    office.problem_folder.write_text("a file where a folder should be")
    shown = office.saraban("check", code=1).stdout.splitlines()
    troubles = [line for line in shown if line.startswith("PROBLEM")]
    assert [part for part in ("มีปัญหา", "mailbox", "smtp") if not any(part in line for line in troubles)] == []
    assert sum("→" in line for line in shown) == len(troubles) == 3


def test_check_tells_who_would_be_mailed_into_the_mailbox_that_is_emptied(
    office: Office, dovecot: Dovecot, sink: SmtpSink
) -> None:
    office.use_mail(dovecot, sink)
    (office.folder / "people.csv").write_text(LIST.replace("piti@office.example", ADDRESS.upper()), "utf-8-sig")
    office.set("secret", secret=f"petch@office.example, {ADDRESS}")
    shown = office.saraban("check", code=1).stdout
    assert [part for part in ("people.csv", "[secret]", "[office] clerk") if f"PROBLEM {part}" in shown] == [
        "people.csv",
        "[secret]",
    ]


def test_unknown_keys_and_bad_values_are_refused_all_at_once(office: Office) -> None:
    path = office.folder / "office.toml"
    office.set("imap", port=0)
    path.write_text(path.read_text().replace("[folders]", '[folders]\ncolour = "red"') + "[printer]\n")
    lines = path.read_text().splitlines()
    refused = office.saraban("run", "--until-idle", code=1).stderr
    for wrong in ('colour = "red"', "port = 0", "[printer]"):
        assert f"office.toml:{lines.index(wrong) + 1}:" in refused
    assert not (office.folder / "saraban.db").exists()


def test_read_tells_what_it_read_and_where_and_registers_nothing(kept: Office, tmp_path: Path) -> None:
    good, bad = tmp_path / "ดี.pdf", tmp_path / "เสีย.pdf"
    good.write_bytes(letters.pdf(MadeLetter(letter_no="ศธ 04999/55", date=date(2026, 2, 28))))
    bad.write_bytes(letters.broken(good.read_bytes()))
    before = kept.register()
    read, unreadable = json.loads(kept.saraban("read", good, bad, "--json", code=1).stdout)
    assert {"file", "sure", "confidence", "evidence", "references"} | FIELDS <= set(read)
    assert (read["file"], read["kind"], read["letter_no"], read["date"]) == (
        str(good),
        "external",
        "ศธ 04999/55",
        "2026-02-28",
    )
    assert read["urgency"] is None
    assert set(read["sure"]) == set(read["confidence"]) == FIELDS
    assert all(isinstance(sure, bool) for sure in read["sure"].values())
    assert all(0 <= confidence <= 1 for confidence in read["confidence"].values())
    evidence = read["evidence"]["letter_no"]
    assert (evidence["page"], evidence["how"], len(evidence["box"])) == (1, "text", 4)
    assert "04999/55" in evidence["text"]
    assert (unreadable["problem"], unreadable["letter_no"], unreadable["sure"]["letter_no"]) == ("broken", None, False)
    assert kept.register() == before


def test_register_rows_hold_what_the_contract_names(kept: Office) -> None:
    first, second = kept.register()
    assert set(first) >= REGISTER_KEYS
    assert (first["number"], second["number"]) == (1, 2)
    assert first["year"] == datetime.fromisoformat(first["registered_at"]).year + 543
    assert datetime.fromisoformat(first["received_at"]) <= datetime.fromisoformat(first["registered_at"])
    assert first["registered_at"].endswith("+07:00")
    assert (first["letter_no"], first["date"]) == ("ศธ ๐๔๙๙๙/๑๒๓๔", "2026-06-14")
    assert (first["subject"], first["urgency"], first["unit"]) == (FIRST.printed_subject, "ด่วนที่สุด", "กลุ่มอำนวยการ")
    assert (first["state"], first["needs_review"], second["unit"]) == ("registered", False, None)
    content = Path(first["original"]).read_bytes()
    assert content == letters.pdf(FIRST)
    assert first["sha256"] == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        (["--find", "04999/1234"], [1]),
        (["--find", "๐๔๙๙๘/ว"], [2]),
        (["--find", "งบประมาณ"], [2]),
        (["--find", "ไม่มีคำนี้"], []),
        (["--year", "2500"], []),
        (["--book", "out"], []),
    ],
)
def test_register_finds(kept: Office, asked: list[str], numbers: list[int]) -> None:
    assert [row["number"] for row in kept.register(*asked)] == numbers


def test_register_is_a_table_for_a_person(kept: Office) -> None:
    shown = kept.saraban("register").stdout
    assert "ศธ ๐๔๙๙๙/๑๒๓๔" in shown
    assert "14 มิ.ย. 69" in shown


def test_show_takes_thai_digits_and_tells_files_and_history(kept: Office) -> None:
    shown = kept.json("show", "๑")
    assert set(shown) >= REGISTER_KEYS
    assert shown["number"] == 1
    assert [file["name"] for file in shown["files"]] == ["กลุ่มอำนวยการ/หนึ่ง.pdf", "ตรวจ.png"]
    assert [event["what"] for event in shown["events"]] == ["entered"]
    assert "1" in kept.saraban("show", "1").stdout
    assert "9" in kept.saraban("show", "9", code=1).stderr
    assert "สอง" in kept.saraban("show", "สอง", code=1).stderr


def test_problems_lists_what_was_not_registered(kept: Office) -> None:
    (listed,) = kept.problems()
    assert (listed["name"], listed["problem"], listed["origin"]) == ("เสีย.pdf", "broken", "folder")
    assert "เสีย.pdf" in kept.saraban("problems").stdout


def test_struck_reserved_and_inserted_entries_keep_their_numbers(office: Office) -> None:
    office.drop("1.pdf", letters.pdf(FIRST))
    office.settle()
    assert office.saraban("reserve", "ประชุมผู้บริหาร").stdout.startswith("2/")
    office.saraban("strike", "1", "ลงทะเบียนผิดเล่ม")
    assert "ลงทะเบียนผิดเล่ม" in office.saraban("strike", "1", "อีกครั้ง", code=1).stderr
    late = office.drop(".late.pdf", letters.pdf(SECOND))  # hidden, so that the daemon leaves it alone
    assert office.saraban("insert", "2", late).stdout.startswith("2/1/")
    office.drop("อีกฉบับ.pdf", letters.pdf(MadeLetter(letter_no="ศธ 04999/3")))
    office.settle()
    rows = {row["number"]: row for row in office.register()}
    assert list(rows) == [1, 2, "2/1", 3]
    assert (rows[1]["state"], rows[1]["remark"]) == ("struck", "ลงทะเบียนผิดเล่ม")
    assert (rows[2]["state"], rows[2]["sha256"]) == ("reserved", None)
    assert rows["2/1"]["letter_no"] == "ศธ 04998/ว 87"
    assert [event["what"] for event in office.json("show", "1")["events"]] == ["entered", "struck"]


def test_the_office_is_named_by_option_then_variable_then_folder(kept: Office, tmp_path: Path) -> None:
    def numbers(*options: str | Path, at: Path, variable: Path | None = None) -> list[int]:
        known = {name: value for name, value in os.environ.items() if name != "SARABAN_OFFICE"}
        named = {"SARABAN_OFFICE": str(variable)} if variable else {}
        command = [SARABAN, *options, "register", "--json"]
        done = subprocess.run(command, cwd=at, env=known | named, capture_output=True, text=True)
        return [row["number"] for row in json.loads(done.stdout)] if done.returncode == 0 else [-1]

    assert numbers(at=kept.folder) == [1, 2]
    assert numbers(at=tmp_path, variable=kept.folder) == [1, 2]
    assert numbers("-C", kept.folder, at=tmp_path, variable=tmp_path) == [1, 2]
    assert numbers(at=tmp_path) == [-1]


def test_a_second_daemon_in_the_same_office_is_refused(office: Office) -> None:
    with office.running() as first:
        refused = office.saraban("run", code=1)
        assert str(office.folder) in refused.stderr
        assert first.process.poll() is None


def test_the_first_sigterm_finishes_the_letter_in_hand(office: Office) -> None:
    office.set("daemon", readers=1)
    for number in range(2):
        office.drop(f"สแกน {number}.pdf", _slow(number))
    daemon = _reading(office)
    assert daemon.end() == 0
    # The one in hand is whole: entered and shown. The other waits, untouched.
    assert office.count("letters") == office.count("arrivals", "due_at IS NULL") == 1
    assert len([path for path in office.taken.rglob("*") if path.is_file()]) == 1
    office.settle()
    assert [row["number"] for row in office.register()] == [1, 2]


def test_the_second_sigterm_ends_at_once_and_loses_nothing(office: Office) -> None:
    office.drop("สแกน.pdf", _slow(0))
    daemon = _reading(office)
    daemon.process.terminate()
    wait_for(lambda: "finishing" in daemon.log(), daemon.log)
    assert daemon.end() == 1
    assert office.count("letters") == 0
    office.settle()
    assert [row["number"] for row in office.register()] == [1]


def _slow(number: int) -> bytes:
    """A scan, which takes seconds to read."""
    return letters.scan(letters.pdf(MadeLetter(letter_no=f"ศธ 04999/{number + 70}")), dpi=200, seed=number)


def _reading(office: Office) -> Daemon:
    """A daemon that has all the files and is reading one of them."""
    waiting = len(office.dropped())
    daemon = Daemon(office)
    wait_for(lambda: office.count("arrivals") == waiting, daemon.log)
    wait_for(lambda: office.count("arrivals", "claimed_by IS NOT NULL"), daemon.log)
    return daemon
