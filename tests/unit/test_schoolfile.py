"""schools.csv: any mistake is told with line and cure, and a list with one is never used."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from config import wiring
from config.arrangements import schools as watched
from config.checks import check_office
from config.lists import troubles
from config.office import make_office
from config.schools import BadSchools, group_folders, load_schools, read_schools
from config.settings import load
from config.to_whom import in_words, resolved
from registry.schools import Schools
from tests.support.schools import LIST, schools


def faults(text: str) -> list[str]:
    with pytest.raises(BadSchools) as caught:
        read_schools(text)
    return str(caught.value).splitlines()


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (",99010009,a@school.example", "ไม่มีชื่อโรงเรียน → พิมพ์ชื่อ"),
        ("บ้านก,,a@b c", "โรงเรียนบ้านก มีอีเมลที่ใช้ไม่ได้: a@b c"),
        ('บ้านก,,"a@school.example, b@school.example"', "อีเมลเพียงหนึ่งที่อยู่"),
        ("บ้านก,,โรงเรียน@school.example", "มีอีเมลที่ใช้ไม่ได้"),
        ("บ้านนา,99010009,a@school.example", "ชื่อ โรงเรียนบ้านนา ซ้ำกับ โรงเรียนบ้านนา (บรรทัด 2)"),
        ("โรงเรียน บ้านนา,99010009,", "(บรรทัด 2) → ลบบรรทัดที่ซ้ำ ถ้าเป็นคนละโรงเรียน"),
        ("บ้านก,๙๙๐๑๐๐๐๑,a@school.example", "โรงเรียนบ้านก มีรหัสเดียวกับ โรงเรียนบ้านนา (บรรทัด 2)"),
        ("บ้านก,,NA@school.example", "โรงเรียนบ้านก มีอีเมลเดียวกับ โรงเรียนบ้านนา (บรรทัด 2)"),
        (f"บ้านก,,,,{'ก' * 66}", "ยาวเกินกว่าจะเป็นชื่อโฟลเดอร์ → ใช้ชื่อที่สั้นกว่านี้ ไม่เกิน 70 ตัวอักษร"),
    ],
)
def test_a_wrong_row_is_told_with_its_line_and_cure(row: str, words: str) -> None:
    (told,) = faults(LIST + row)
    assert told.startswith("schools.csv:9: ")
    assert words in told
    assert " → " in told


def test_all_wrong_rows_are_told_at_once() -> None:
    told = faults(LIST + "บ้านนา,99010001,na@school.example\nบ้านก,,x\n,1,\n")
    assert [line.split(":")[1] for line in told] == ["9", "9", "9", "10", "11"]


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("name,code", "ไม่มีหัวตาราง email → บรรทัดแรกต้องเป็น name,code,email"),
        ("", "ไม่มีหัวตาราง name, email"),
        ("name,email,colour", "ไม่รู้จักหัวตาราง «colour»"),
        ("name,email,โรงเรียน", "หัวตาราง «โรงเรียน» ซ้ำกับอีกช่องหนึ่ง → ให้มีช่อง name ช่องเดียว"),
    ],
)
def test_a_wrong_header_is_told(header: str, words: str) -> None:
    (told,) = faults(f"{header}\nบ้านนา,\n")
    assert told.startswith("schools.csv:1: ")
    assert words in told


@pytest.mark.parametrize(
    "text",
    [
        LIST,
        LIST.replace(",", ";"),
        LIST.replace(
            "name,code,email,director,district,network,groups,postal",
            "ชื่อโรงเรียน,รหัส,อีเมล,เรียน,อำเภอ,กลุ่มโรงเรียน,กลุ่ม,ที่อยู่",
        ),
        LIST.replace("โรงเรียน", "").replace("อำเภอเมืองสมมุติ,", "เมืองสมมุติ,").replace("กลุ่มเครือข่าย", ""),
        LIST.replace("\nโรงเรียน", "\nร.ร. ").replace(",อำเภอ", ",อ."),
        LIST.replace("\n", "\r\n") + "#บ้านนา,99010001,,,,,,\n,,,,,,,\n",
        LIST.replace(",,", ",-,"),
    ],
    ids=["English", "semicolons", "Thai", "bare names", "abbreviated", "remarks", "dashes"],
)
def test_a_list_may_be_written_in_several_ways(text: str) -> None:
    assert read_schools(text) == schools()
    assert read_schools(text).groups == schools().groups


def test_the_columns_of_an_older_list_are_still_read() -> None:
    office = read_schools("name,code,group,email\nบ้านนา,1,ขนาดเล็ก,na@school.example\nวัดใหญ่,2,ขนาดเล็ก,\n")
    assert [school.name for school in office.groups["ขนาดเล็ก"]] == ["โรงเรียนบ้านนา", "โรงเรียนวัดใหญ่"]


@pytest.mark.parametrize(("encoding", "good"), [("utf-8", True), ("utf-8-sig", True), ("cp874", False)])
def test_a_list_saved_as_thai_windows_text_says_what_to_do(tmp_path: Path, encoding: str, good: bool) -> None:
    file = tmp_path / "schools.csv"
    file.write_bytes(LIST.encode(encoding))
    if good:
        assert load_schools(file) == schools()
    else:
        with pytest.raises(BadSchools, match="CSV UTF-8"):
            load_schools(file)


def test_no_list_is_no_school(tmp_path: Path) -> None:
    assert load_schools(tmp_path / "schools.csv") == Schools()


def test_every_group_has_a_folder_by_whose_name_it_is_found() -> None:
    office = schools('บ้านก,,,,อำเภอก:ข,กลุ่ม "ดี*",เวร ก.,')
    folders = group_folders(office)
    assert len(folders) == len(office.groups)
    assert not [name for name in folders if set(name) & set('\\/:*?"<>|') or name.endswith(".")]
    found = {office.resolve(name).schools for name in folders}
    assert found == set(office.groups.values())


class TestAnOffice:
    """What its clerk and administrator are told of the list."""

    @pytest.fixture
    def office(self, tmp_path: Path) -> Path:
        folder = tmp_path / "office"
        make_office(folder)
        return folder

    def test_a_new_one_has_a_list_of_examples_that_are_not_used(self, office: Path) -> None:
        assert load_schools(office / "schools.csv") == Schools()
        assert troubles(office) == ()
        assert (office / "หนังสือ" / "ส่ง").is_dir()
        shown = files("config").joinpath("schools.csv").read_text("utf-8-sig")
        assert len(read_schools(shown.replace("#", "")).everyone) == 2

    def test_a_change_is_taken_up_and_a_wrong_list_is_not(self, office: Path) -> None:
        now = watched(load(office))
        assert now() == Schools()
        (office / "schools.csv").write_text(LIST, "utf-8-sig")
        assert now() == schools()
        (office / "schools.csv").write_text(LIST + "บ้านก,,x\n", "utf-8-sig")
        assert now() == schools()
        assert [each.where for each in troubles(office)] == ["schools.csv:9"]

    def test_schools_that_nothing_reaches_are_told_and_the_list_is_used(self, office: Path) -> None:
        (office / "schools.csv").write_text(LIST + "บ้านก,,\nบ้านข,,\n", "utf-8-sig")
        (told,) = troubles(office)
        assert "2 โรงเรียน: โรงเรียนบ้านก, โรงเรียนบ้านข" in told.what
        assert len(load_schools(office / "schools.csv").everyone) == 9

    def test_check_tells_of_dead_mailboxes_of_schools(self, office: Path) -> None:
        (office / "schools.csv").write_text(LIST, "utf-8-sig")
        settings = load(office)
        registry = wiring.registry(settings)
        with registry.begin() as tx:
            tx.addresses.mark_dead("na@school.example", "550 5.1.1 No such user")
            tx.addresses.mark_dead("else@office.example", "550 5.1.1 No such user")
        registry.close()
        found = [(what, cure) for part, what, cure in check_office(settings) if part == "schools.csv"]
        ((dead, cure), (count, good)) = found
        assert "โรงเรียนบ้านนา (na@school.example) ส่งไม่ถึง: 550 5.1.1 No such user" in dead
        assert "แก้ช่อง email" in cure
        assert (count, good) == ("7 schools, 6 by mail, in 9 groups", "")

    def test_recipients_shows_whom_a_text_names(self, office: Path) -> None:
        (office / "schools.csv").write_text(LIST, "utf-8-sig")
        answer = resolved(office, "อำเภอเหนือ\nบ้านนาา")
        assert [(each["school"], each["by"]) for each in answer["recipients"]] == [
            ("99010006", "mail"),
            ("99010007", "post"),
        ]
        shown = in_words(answer)
        for words in (
            "ยังส่งไม่ได้",
            "ไม่พบ «บ้านนาา» ใน schools.csv",
            "→ หมายถึง โรงเรียนบ้านนา",
            "2 แห่ง: ทางอีเมล 1 ทางไปรษณีย์ 1",
            "โรงเรียนชุมชนบ้านเหนือ: ทางไปรษณีย์ หมู่ 7",
        ):
            assert words in shown
