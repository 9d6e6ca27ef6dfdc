"""Who is who, who stands in for whom, and that a wrong list is told with line and cure and never used."""

from __future__ import annotations

import logging
import os
from datetime import date
from pathlib import Path

import pytest

from config.people import BadPeople, load_people, parse_day, read_people, units_in
from config.watched import Watched
from registry.people import People, Person
from tests.support.people import LIST, acts, away, people

JUNE, JULY = date(2026, 6, 15), date(2026, 7, 15)
FIRST, LAST = date(2026, 6, 1), date(2026, 6, 30)


def first_names(found: tuple[Person, ...]) -> list[str]:
    return [person.address.partition("@")[0] for person in found]


def one(office: People, name: str) -> Person:
    (found,) = office.find(name)
    return found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("นายมานะ ขยันยิ่ง", ["mana"]),
        ("มานะ ขยันยิ่ง", ["mana"]),
        ("มานะขยันยิ่ง", ["mana"]),
        ("มานะ", ["mana"]),
        ("คุณมานี", ["manee"]),
        ("ปิติ ยินดี", ["piti"]),
        ("ว่าที่ ร.ต.ปิติ ยินดี", ["piti"]),
        ("ร้อยตรีปิติ", ["piti"]),
        ("ดร. เพชร", ["petch"]),
        ("PITI@office.example", ["piti"]),
        ("กลุ่มนโยบายและแผน", ["manee"]),  # a unit: its clerk
        ("นโยบายและแผน", ["manee"]),
        ("แผน", ["manee"]),
        ("กลุ่มบริหารงานบุคคล", ["choojai"]),  # it has no clerk: its head
        ("งานบุคคล", ["choojai"]),
        ("ผอ.กลุ่มแผน", ["mana"]),
        ("ผอ.แผน", ["mana"]),
        ("ผู้อำนวยการกลุ่มบริหารงานบุคคล", ["choojai"]),
        ("ธุรการกลุ่มนโยบายและแผน", ["manee"]),
        ("ธุรการกลาง", ["somjai"]),
        ("ผอ.เขต", ["duang"]),
        ("ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษาประถมศึกษาสมมุติ เขต 1", ["duang"]),
        ("รอง ผอ.", ["petch"]),
        ("กลุ่ม", []),
        ("สมศรี", []),
        ("", []),
        (" ", []),
        ("นาย", []),
    ],
)
def test_who_is_named(text: str, found: list[str]) -> None:
    assert first_names(people().find(text)) == found


def test_a_name_of_two_people_gives_both() -> None:
    office = people("นางมานี อีกคน,กลุ่มบริหารงานบุคคล,officer,manee2@office.example")
    assert first_names(office.find("มานี")) == ["manee", "manee2"]
    assert first_names(office.find("มานี อีกคน")) == ["manee2"]


def test_a_part_of_two_units_names_neither() -> None:
    office = people("นางก ข,กลุ่มแผนที่,unit_clerk,map@office.example")
    assert first_names(office.find("แผน")) == ["manee", "map"]
    assert office.unit("แผน") is None
    assert office.unit("แผนที่") == "กลุ่มแผนที่"


def test_who_has_two_places_is_one_person() -> None:
    office = people("นางสาวสมใจ ใจดี,กลุ่มอำนวยการ,head,somjai@office.example")
    assert first_names(office.find("สมใจ")) == ["somjai"]
    head = office.head_of("กลุ่มอำนวยการ")
    assert head is not None
    assert head.address == "somjai@office.example"


def test_the_line_of_command() -> None:
    office = people()
    line = [one(office, "ปิติ")]
    while above := office.superior(line[-1]):
        line.append(above)
    assert first_names(tuple(line)) == ["piti", "mana", "petch", "duang"]


def test_a_deputy_stands_over_the_units_in_their_row() -> None:
    office = people("นายสอง รอง,กลุ่มบริหารงานบุคคล/กลุ่มอำนวยการ,deputy,song@office.example")
    deputy = office.superior(one(office, "ชูใจ"))
    director = office.superior(one(office, "มานะ"))  # two deputies, and neither is over this unit
    assert deputy is not None
    assert director is not None
    assert first_names((deputy, director)) == ["song", "duang"]
    assert office.unit("บุคคล") == "กลุ่มบริหารงานบุคคล", "their row is no unit more"


class TestStandingIn:
    """A letter for someone away goes to who acts for them."""

    def name(self, office: People, whom: str, day: date) -> str:
        return first_names((office.standing_in(one(office, whom), day),))[0]

    def test_nobody_acts_for_who_is_there(self) -> None:
        office = people(acts("ปิติ", "มานะ"))
        assert self.name(office, "มานะ", JUNE) == "mana"

    def test_who_is_away_is_stood_in_for_on_those_days_only(self) -> None:
        office = people(acts("ปิติ", "มานะ"), away("มานะ", FIRST, LAST))
        assert [self.name(office, "มานะ", day) for day in (FIRST, LAST, JULY)] == ["piti", "piti", "mana"]

    def test_a_period_of_acting_holds_by_itself(self) -> None:
        office = people(acts("ปิติ", "มานะ", "1/6/2569", "30/6/2569"))
        assert [self.name(office, "มานะ", day) for day in (JUNE, JULY)] == ["piti", "mana"]

    def test_who_stands_in_may_be_away_too(self) -> None:
        office = people(acts("ปิติ", "มานะ"), acts("มานี", "มานะ"), away("มานะ", FIRST, LAST), away("ปิติ", FIRST, LAST))
        assert self.name(office, "มานะ", JUNE) == "manee"

    def test_a_chain_is_followed_to_its_end(self) -> None:
        office = people(acts("ปิติ", "มานะ", "1/6/2569"), acts("วีระ", "ปิติ", "1/6/2569"))
        assert self.name(office, "มานะ", JUNE) == "weera"

    def test_a_ring_ends_where_it_began(self) -> None:
        office = people(acts("ปิติ", "มานะ", "1/6/2569"), acts("มานะ", "ปิติ", "1/6/2569"))
        assert self.name(office, "มานะ", JUNE) == "mana"

    def test_where_nobody_acts_it_stays(self) -> None:
        assert self.name(people(away("มานะ", FIRST, LAST)), "มานะ", JUNE) == "mana"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("15/6/2569", JUNE),
        ("15-6-69", JUNE),
        ("๑๕/๖/๒๕๖๙", JUNE),
        ("15 มิ.ย. 2569", JUNE),
        ("15 มิถุนายน 2569", JUNE),
        ("2026-06-15", JUNE),
        ("2569-06-15", JUNE),
        ("31/6/2569", None),
        ("พรุ่งนี้", None),
        ("", None),
    ],
)
def test_days_as_people_write_them(text: str, day: date | None) -> None:
    assert parse_day(text) == day


def faults(text: str) -> list[str]:
    with pytest.raises(BadPeople) as caught:
        read_people(text)
    return str(caught.value).splitlines()


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (",กลุ่มแผน,officer,a@office.example", "ไม่มีชื่อ → พิมพ์ชื่อ"),
        ("นายก ข,กลุ่มแผน,officer,", "นายก ข ไม่มีอีเมล"),
        ("นายก ข,กลุ่มแผน,officer,a@b c", "นายก ข ไม่มีอีเมลที่ใช้ได้"),
        ("นายก ข,กลุ่มแผน,boss,a@office.example", "ไม่รู้จักตำแหน่ง «boss» → ใช้คำเหล่านี้"),
        ("นายก ข,,officer,a@office.example", "นายก ข ไม่มีกลุ่ม"),
        ("นายก ข,กลุ่มแผน,officer,mana@office.example", "อีเมลนี้เป็นของ นายมานะ ขยันยิ่ง แล้ว"),
        ("นายก ข,กลุ่มนโยบายและแผน,head,a@office.example", "มีผู้อำนวยการกลุ่มแล้ว คือ นายมานะ ขยันยิ่ง"),
        ("นายก ข,,director,a@office.example", "มีผู้อำนวยการแล้ว คือ นายดวง แก้วดี"),
        ("นายก ข,กลุ่มแผน,officer,a@office.example,สมศรี", "ไม่พบ «สมศรี» ในรายชื่อนี้"),
        ("นายก ข,กลุ่มแผน,officer,a@office.example,นายก ข", "รักษาการแทนตนเอง"),
        ("นายก ข,กลุ่มแผน,officer,a@office.example,,1/6/2569", "ไม่ได้บอกว่าแทนใคร"),
        ("นายก ข,กลุ่มแผน,officer,a@office.example,,,,1/13/2569", "«1/13/2569» ไม่ใช่วันที่"),
        ("นายก ข,กลุ่มแผน,officer,a@office.example,,,,2/6/2569,1/6/2569", "มาหลังวันสิ้นสุด"),
    ],
)
def test_a_wrong_row_is_told_with_its_line_and_cure(row: str, words: str) -> None:
    (told,) = faults(LIST + row)
    assert told.startswith("people.csv:10: ")
    assert words in told
    assert " → " in told


def test_all_wrong_rows_are_told_at_once() -> None:
    told = faults(LIST + "นายก ข,กลุ่มแผน,boss,\n,กลุ่มแผน,officer,a@office.example\n")
    assert [line.split(":")[1] for line in told] == ["10", "10", "11"]


def test_somebody_must_be_the_central_clerk() -> None:
    (told,) = faults(LIST.replace("central_clerk", "unit_clerk"))
    assert "ไม่มีธุรการกลาง" in told


def test_the_columns_must_be_there() -> None:
    (told,) = faults("name,unit,email\nนายก ข,กลุ่มแผน,a@office.example\n")
    assert "ไม่มีหัวตาราง role" in told


def test_a_list_may_be_written_in_thai_and_with_semicolons() -> None:
    office = read_people("ชื่อ;กลุ่ม;ตำแหน่ง;อีเมล\nนางสาวสมใจ ใจดี;;ธุรการกลาง;somjai@office.example\n")
    central = office.central()
    assert central is not None
    assert central.name == "นางสาวสมใจ ใจดี"


def test_units_alone_name_nobody() -> None:
    assert read_people("name,unit,role,email\n,กลุ่มแผน,,\n") == People()


@pytest.mark.parametrize("text", ["name,unit,role,email\n,{},,\n", "ชื่อ;กลุ่ม;ตำแหน่ง;อีเมล\nนาย ก;{};ไม่รู้จัก;\n"])
def test_the_units_of_a_list_are_known_whoever_is_in_it_and_however_it_is_written(tmp_path: Path, text: str) -> None:
    (tmp_path / "people.csv").write_text(text.format("กลุ่มแผน"), "utf-8-sig")
    assert units_in(tmp_path / "people.csv") == {"กลุ่มแผน"}
    assert units_in(tmp_path / "none.csv") == set()


def test_a_list_saved_as_thai_windows_text_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_bytes(LIST.encode("cp874"))
    with pytest.raises(BadPeople, match="CSV UTF-8"):
        load_people(tmp_path / "people.csv")


class TestWatched:
    """The list is read again when it changes, and the old one kept while the new one is wrong."""

    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        file = tmp_path / "people.csv"
        file.write_text(LIST, "utf-8-sig")
        return file

    @pytest.fixture
    def watched(self, file: Path) -> Watched[People]:
        return Watched((file,), lambda: load_people(file), People())

    def test_a_change_is_seen(self, file: Path, watched: Watched[People]) -> None:
        assert len(watched().everyone) == 8
        file.write_text(LIST + "นายก ข,กลุ่มแผน,officer,a@office.example\n", "utf-8")
        assert len(watched().everyone) == 9

    def test_a_wrong_list_leaves_the_old_one_and_is_told_once(
        self, file: Path, watched: Watched[People], caplog: pytest.LogCaptureFixture
    ) -> None:
        before = watched()
        file.write_text(LIST + "นายก ข,กลุ่มแผน,boss,a@office.example\n", "utf-8")
        with caplog.at_level(logging.ERROR):
            assert watched() is before
            assert watched() is before
        assert [record.message.startswith("people.csv:10: ") for record in caplog.records] == [True, False]

    def test_a_change_of_the_same_size_is_seen(self, file: Path, watched: Watched[People]) -> None:
        watched()
        file.write_text(LIST.replace("piti@", "ptit@"), "utf-8-sig")
        os.utime(file, ns=(1, 1))
        assert watched().by_address("ptit@office.example") is not None
