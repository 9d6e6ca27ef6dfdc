"""`office.toml`: what may stand in it, and that whoever writes something else is told all at once how to mend it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from config.settings import SETTINGS, BadSettings, Setting, Settings, as_toml, load

DOCS = Path(__file__).parents[2] / "docs"


def loaded(folder: Path, text: str) -> Settings:
    (folder / "office.toml").write_text(text, "utf-8")
    return load(folder)


def complaints(folder: Path, text: str) -> list[str]:
    with pytest.raises(BadSettings) as caught:
        loaded(folder, text)
    return str(caught.value).splitlines()


def test_an_empty_file_is_an_office_with_the_defaults(tmp_path: Path) -> None:
    settings = loaded(tmp_path, "")
    assert settings["folders", "inbox"] == "รับ"
    assert settings["imap", "port"] == 993
    assert settings.zone.key == "Asia/Bangkok"
    assert settings.database_url == f"sqlite:///{tmp_path}/saraban.db"
    assert settings.root == tmp_path / "หนังสือ"


def test_a_new_office_file_holds_every_setting_with_its_default(tmp_path: Path) -> None:
    text = as_toml()
    tables = tomllib.loads(text)
    assert {(section, name) for section, table in tables.items() for name in table} == {
        (setting.section, setting.name) for setting in SETTINGS
    }
    assert loaded(tmp_path, text).values == loaded(tmp_path, "").values


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: f"{setting.section}.{setting.name}")
def test_every_setting_is_explained_in_thai_and_english(setting: Setting) -> None:
    lines = as_toml().splitlines()
    at = lines.index(f"[{setting.section}]")
    at = next(n for n in range(at, len(lines)) if lines[n].startswith(f"{setting.name} = "))
    assert lines[at - 1] == f"# {setting.thai} / {setting.english}"
    assert re.search("[ก-ฮ]", setting.thai) or setting.name in setting.thai
    assert re.search("[a-z]", setting.english)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: f"{setting.section}.{setting.name}")
def test_every_setting_is_in_the_administrators_page(setting: Setting) -> None:
    page = (DOCS / "admin.md").read_text("utf-8")
    # A section's part of the page runs from where its name stands to where the next one does.
    parts = re.split(r"\[([a-z]+)\]", page)
    told = "".join(text for section, text in zip(parts[1::2], parts[2::2], strict=True) if section == setting.section)
    assert re.search(rf"\b{setting.name}\b", told), f"docs/admin.md does not tell of [{setting.section}] {setting.name}"


def test_all_problems_are_told_at_once_with_line_and_cure(tmp_path: Path) -> None:
    text = """
[office]
nmae = "ก"
timezone = "Bangkok"

[imap]
port = "993"
tls = "ssl"

[telephone]
number = 1
"""
    path = tmp_path / "office.toml"
    keys = ", ".join(setting.name for setting in SETTINGS if setting.section == "office")
    sections = ", ".join(sorted({setting.section for setting in SETTINGS}))
    assert complaints(tmp_path, text) == [
        f"{path}:3: [office] nmae is unknown. Keys are: {keys}",
        f"""{path}:4: [office] timezone = 'Bangkok': use the name of a time zone, as "Asia/Bangkok\"""",
        f"{path}:7: [imap] port = '993': use a whole number",
        f"{path}:8: [imap] tls = 'ssl': use one of: tls, starttls, none",
        f"{path}:10: [telephone] is unknown. Sections are: {sections}",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('name = "x"', "[name] is unknown"),
        ("[imap]\nport = 0", "use a number from 1 to 65535"),
        ("[imap]\nport = true", "use a whole number"),
        ("[imap]\nport = 993.5", "use a whole number"),
        ("[folders]\nsettle_seconds = -1", "use a number from 0"),
        ("[folders]\nsettle_seconds = nan", "use a number from 0"),
        ("[folders]\nsettle_seconds = true", "use a number"),
        ('[folders]\ninbox = "a/b"', "use a plain folder name"),
        ('[folders]\ntaken = ".."', "use a plain folder name"),
        ('[folders]\nproblems = ""', "use a plain folder name"),
        ('[office]\nclerk = "ธุรการ"', "use a plain address"),
        ('[imap]\nsince = "1 ต.ค. 2569"', 'use a date as "2026-10-01"'),
        ('[database]\nurl = "mysql://db.example/saraban"', "postgresql+psycopg://"),
        ('[registers]\ncirculars = "maybe"', "use one of"),
        ('[office]\ntimezone = "../../etc/passwd"', "use the name of a time zone"),
        ('[smtp]\njournal = "journal@office.example"', "is read by IMAP: set [imap] host"),
        (
            '[imap]\nhost = "imap.office.example"\n[smtp]\njournal = "journal@office.example"',
            "its copies would be taken for letters",
        ),
        ('[smtp]\njournal_folder = "สำเนา"', "use a name in plain ASCII"),
        ('[office]\nhours = "8-17"', 'as "08:30-12:00, 13:00-16:30"'),
        ('[office]\nhours = "13:00-16:30, 08:30-12:00"', "hours of one day in order"),
        ('[office]\nhours = "08:30-25:00"', "hours of one day in order"),
        ('[office]\nholidays = "1/1/2570, พรุ่งนี้"', "พรุ่งนี้ is no day"),
        ('[office]\ntimezone = ""', "use the name of a time zone"),
        ("[daemon]\nmailbox = 1", "use true or false"),
        ("[imap]\nhost = imap.office.example", "Text values stand in double quotes"),
        ("[imap]\nport = 1\nport = 2", "office.toml"),
        ("[[imap]]\nport = 1", "[imap]"),
    ],
)
def test_a_bad_value_is_refused_with_its_cure(tmp_path: Path, text: str, words: str) -> None:
    (complaint,) = complaints(tmp_path, text)
    assert words in complaint
    assert str(tmp_path / "office.toml") in complaint


@pytest.mark.parametrize("text", ['taken = "รับ"', 'problems = "ตรวจ"', 'inbox = "x"\nproblems = "x"'])
def test_no_two_shared_folders_are_one(tmp_path: Path, text: str) -> None:
    (complaint,) = complaints(tmp_path, f"[folders]\n{text}")
    assert "use different names" in complaint


def test_the_line_is_that_of_the_right_section(tmp_path: Path) -> None:
    text = '[smtp]\nport = 587\n\n[ "imap" ]  # the mailbox\n\n  "port"   = 99999\n'
    (complaint,) = complaints(tmp_path, text)
    assert f"{tmp_path / 'office.toml'}:6: [imap] port" in complaint


def test_a_whole_number_will_do_for_seconds(tmp_path: Path) -> None:
    assert loaded(tmp_path, "[folders]\nsettle_seconds = 2").values["folders", "settle_seconds"] == 2


def test_a_folder_without_an_office_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="saraban init"):
        load(tmp_path)


def test_a_file_that_is_not_utf8_is_a_problem_with_words(tmp_path: Path) -> None:
    (tmp_path / "office.toml").write_bytes('[office]\nname = "สำนักงาน"\n'.encode("cp874"))
    with pytest.raises(BadSettings, match="Save the file as UTF-8"):
        load(tmp_path)


def test_a_byte_order_mark_of_notepad_is_taken(tmp_path: Path) -> None:
    (tmp_path / "office.toml").write_bytes('[office]\nname = "สำนักงาน"\n'.encode("utf-8-sig"))
    assert load(tmp_path)["office", "name"] == "สำนักงาน"


def test_the_password_is_the_files_line(tmp_path: Path) -> None:
    settings = loaded(tmp_path, '[imap]\npassword_file = "imap.password"')
    (tmp_path / "imap.password").write_text(" only for tests \r\n", "utf-8")
    assert (settings.password("imap"), settings.password("smtp")) == (" only for tests ", "")


def test_a_password_file_that_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    settings = loaded(tmp_path, '[smtp]\npassword_file = "smtp.password"')
    with pytest.raises(BadSettings, match=r"\[smtp\] password_file smtp.password.*Write the password"):
        settings.password("smtp")


def test_the_offices_address(tmp_path: Path) -> None:
    assert loaded(tmp_path, '[imap]\nuser = "saraban@office.example"').address == "saraban@office.example"
    assert loaded(tmp_path, '[imap]\nuser = "saraban"').address == ""
    assert loaded(tmp_path, '[imap]\nuser = "a@b.example"\n[smtp]\nsender = "c@b.example"').address == "c@b.example"
