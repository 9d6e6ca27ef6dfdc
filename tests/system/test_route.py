"""`saraban route`, and `check` of the lists, as a clerk runs them."""

from __future__ import annotations

import re
from datetime import date
from functools import partial

from tests.support import letters
from tests.support.letters import MadeLetter
from tests.support.people import LIST
from tests.system.office import Office, wait_for

RULES = """\
[[กฎ]]
ชื่อ = "ด่วนจากกรมบัญชีกลาง"
จาก = "กรมบัญชีกลาง"
ชั้นความเร็ว = ["ด่วนที่สุด", "ด่วนมาก"]
มอบ = "ปิติ"

[[กฎ]]
ชื่อ = "แผน"
โฟลเดอร์ = "กลุ่มนโยบายและแผน"
กลุ่ม = "แผน"

[[กฎ]]
ชื่อ = "ประชุม"
เรื่อง = ["ย้าย + ครู", "ประชุม"]
เลขที่ = "ศธ ๐๔*"
มอบ = "วีระ ประเสริฐ"
เพื่อทราบ = ["ผอ.กลุ่มบุคคล", "มานะ"]
ภายใน = "2 ชั่วโมง"
"""
LETTER = MadeLetter(letter_no="ศธ 04999/7", subject="ขอเชิญประชุมผู้บริหารสถานศึกษา", thai_digits=True, date=date(2026, 6, 1))


def staffed(office: Office, rules: str = RULES) -> Office:
    """The office with its people and rules, as Notepad saves them."""
    (office.folder / "people.csv").write_text(LIST, "utf-8-sig")
    (office.folder / "rules.toml").write_text(rules, "utf-8-sig")
    return office


def test_a_file_is_told_its_rule_and_why_the_earlier_ones_do_not_take_it(office: Office) -> None:
    file = staffed(office).folder / "หนังสือ.pdf"
    file.write_bytes(letters.pdf(LETTER))
    answer = office.json("route", file)
    assert answer["rule"] == {"name": "ประชุม", "line": 12}
    assert (answer["owner"]["name"], answer["unit"]) == ("นายวีระ ประเสริฐ", "กลุ่มบริหารงานบุคคล")
    assert (answer["information"], answer["within"]) == (["นางชูใจ เลิศล้ำ", "นายมานะ ขยันยิ่ง"], "2 ชั่วโมง")
    first, second = answer["why_not"]
    assert (first["rule"], first["line"], len(first["reasons"])) == ("ด่วนจากกรมบัญชีกลาง", 1, 2)
    assert "กรมบัญชีกลาง" in first["reasons"][0]
    assert "ด่วนที่สุด" in first["reasons"][1]
    assert (second["rule"], len(second["reasons"])) == ("แผน", 1)
    assert office.count("letters") == 0
    shown = office.saraban("route", file).stdout
    for words in ("«ประชุม»", "บรรทัด 12", "นายวีระ ประเสริฐ", "นางชูใจ เลิศล้ำ", *first["reasons"]):
        assert words in shown


def test_an_entry_is_told_by_its_number_and_the_folder_it_was_dropped_in(office: Office) -> None:
    staffed(office).drop("กลุ่มนโยบายและแผน/ก.pdf", letters.pdf(LETTER))
    office.settle()
    for _ in range(2):  # given to somebody of another unit it still came in that folder
        answer = office.json("route", "๑")
        assert (answer["rule"]["name"], answer["owner"]["name"]) == ("แผน", "นางมานี มีทรัพย์")
        with_owner = RULES.replace('กลุ่ม = "แผน"', 'มอบ = "วีระ"')
        staffed(office, with_owner)
        assert office.json("route", "1")["owner"]["name"] == "นายวีระ ประเสริฐ"
        staffed(office)
    assert "9" in office.saraban("route", "9", code=1).stderr


def test_what_no_rule_takes_goes_to_the_central_clerk(office: Office) -> None:
    staffed(office, "").drop("ก.pdf", letters.pdf(LETTER))
    office.settle()
    answer = office.json("route", "1")
    assert (answer["rule"], answer["owner"]["name"], answer["why_not"]) == (None, "นางสาวสมใจ ใจดี", [])
    assert "ธุรการกลาง" in office.saraban("route", "1").stdout


def test_a_new_office_has_rules_that_are_good_and_asks_for_its_people(office: Office) -> None:
    office.drop("ก.pdf", letters.pdf(LETTER))
    office.settle()
    assert "people.csv" in office.saraban("route", "1", code=1).stderr
    assert "PROBLEM" not in office.saraban("check").stdout


def test_the_examples_of_a_new_office_are_rules_once_their_signs_are_taken_away(office: Office) -> None:
    text = (office.folder / "rules.toml").read_text("utf-8")
    head, examples = text.split("\n\n# [[กฎ]]", 1)
    people = LIST + "นางสาวกอไก่ ทดลอง,กลุ่มบริหารงานการเงินและสินทรัพย์,head,ko@office.example\n"
    staffed(office, head + re.sub("(?m)^# ", "", "\n\n# [[กฎ]]" + examples))
    (office.folder / "people.csv").write_text(people, "utf-8")
    shown = office.saraban("check").stdout
    assert "PROBLEM" not in shown
    assert "4 rules" in shown


def test_check_tells_every_fault_of_both_lists_with_line_and_cure(office: Office) -> None:
    staffed(office, RULES.replace("ชั้นความเร็ว =", "ความเรว =").replace('"2 ชั่วโมง"', "2"))
    (office.folder / "people.csv").write_text(LIST.replace("piti@office.example", "piti"), "utf-8")
    shown = office.saraban("check", code=1).stdout
    for where in ("rules.toml:4:", "rules.toml:18:", "people.csv:5:"):
        assert f"PROBLEM {where}" in shown
    assert shown.count("→") == shown.count("PROBLEM") == 3
    refused = office.saraban("route", "1", code=1).stderr
    assert "rules.toml:4:" in refused
    assert "people.csv:5:" in refused


def test_new_rules_are_used_at_once_and_wrong_ones_leave_the_old_in_force(office: Office) -> None:
    staffed(office)
    with office.running() as daemon:
        owners = []
        for number, rules in enumerate(
            (RULES, RULES.replace('มอบ = "วีระ ประเสริฐ"', "มอบ = วีระ"), RULES.replace("วีระ ประเสริฐ", "ชูใจ")), 1
        ):
            staffed(office, rules)
            office.drop(
                f"{number}.pdf", letters.pdf(MadeLetter(letter_no=f"ศธ 04999/{number}", subject=LETTER.subject))
            )
            wait_for(partial(office.count, "letters", f"number = {number} AND owner IS NOT NULL"), daemon.log)
            owners.append(office.json("show", str(number))["owner"])
        assert owners == ["นายวีระ ประเสริฐ", "นายวีระ ประเสริฐ", "นางชูใจ เลิศล้ำ"]
        assert "rules.toml:16:" in daemon.log()
