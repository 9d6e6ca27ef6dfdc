"""`office.toml` to frozen settings. One table says what may stand in it: name, default, meaning, check.

The same table writes the file that `saraban init` makes, so file, check and documentation cannot part.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from registry.errors import SarabanError


class BadSettings(SarabanError):
    """`office.toml` cannot be used. The message lists every problem with its line and cure."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One key: its section and name, default, a comment in Thai and in English, and what is wrong with a value."""

    section: str
    name: str
    default: Any
    thai: str
    english: str
    fault: Callable[[Any], str | None] = lambda _value: None


def _choice(*words: str) -> Callable[[Any], str | None]:
    return lambda value: None if value in words else f"use one of: {', '.join(words)}"


def _between(low: float, high: float) -> Callable[[Any], str | None]:
    return lambda value: None if low <= value <= high else f"use a number from {low} to {high}"


def _zone(value: str) -> str | None:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        return 'use the name of a time zone, as "Asia/Bangkok"'
    return None


def _day(value: str) -> str | None:
    try:
        date.fromisoformat(value or "2000-01-01")
    except ValueError:
        return 'use a date as "2026-10-01", or "" for no limit'
    return None


def _name(value: str) -> str | None:
    plain = value not in ("", ".", "..") and "/" not in value and "\0" not in value
    return None if plain else "use a plain folder name without /"


def _address(value: str) -> str | None:
    fits = not value or re.fullmatch(r"[^\s@<>\"]+@[^\s@<>\"]+", value)
    return None if fits else 'use a plain address, as "saraban@office.example"'


def _line_of_text(value: str) -> str | None:
    return None if value.isprintable() else "use one line of text"


def _url(value: str) -> str | None:
    known = value == "" or value.startswith(("sqlite:///", "postgresql+psycopg://"))
    return None if known else 'use "", sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME'


_TLS = _choice("tls", "starttls", "none")
_PORT = _between(1, 65535)
_START = _between(1, 10_000_000)

SETTINGS = (
    Setting(
        "office", "name", "สำนักงานตัวอย่าง", "ชื่อสำนักงาน", "name of the office, as it stands in its mails", _line_of_text
    ),
    Setting("office", "code", "ศธ 00000", "รหัสหนังสือของสำนักงาน", "the office's own letter-number prefix"),
    Setting("office", "timezone", "Asia/Bangkok", "เขตเวลา", "time zone in which days and years turn", _zone),
    Setting("database", "url", "", "ว่าง = SQLite ในโฟลเดอร์นี้", "empty: SQLite beside this file", _url),
    Setting("folders", "root", "หนังสือ", "โฟลเดอร์ที่แชร์ให้ธุรการ", "the shared folder, absolute or beside this file"),
    Setting("folders", "inbox", "รับ", "วางไฟล์สแกนที่นี่", "scans are dropped here", _name),
    Setting("folders", "taken", "รับแล้ว", "หนังสือที่ลงทะเบียนแล้ว", "registered letters come back here", _name),
    Setting("folders", "problems", "มีปัญหา", "ไฟล์ที่รับไม่ได้ พร้อมเหตุผล", "what could not be taken, with reasons", _name),
    Setting(
        "folders",
        "settle_seconds",
        1.0,
        "รอให้ไฟล์นิ่งกี่วินาที",
        "seconds a file must rest before it is taken",
        _between(0, 600),
    ),
    Setting(
        "folders",
        "poll_seconds",
        30.0,
        "ตรวจโฟลเดอร์ทุกกี่วินาที",
        "seconds between looks at the folder",
        _between(0.1, 3600),
    ),
    Setting("folders", "max_mb", 200, "ขนาดไฟล์สูงสุด (MB)", "largest file taken, in MB", _between(1, 2000)),
    Setting("imap", "host", "", "ว่าง = ไม่รับอีเมล", "IMAP server; empty: no mail is taken"),
    Setting("imap", "port", 993, "พอร์ต", "port", _PORT),
    Setting("imap", "tls", "tls", "tls, starttls หรือ none", "tls, starttls or none", _TLS),
    Setting("imap", "user", "", "ชื่อผู้ใช้", "user name"),
    Setting("imap", "password_file", "", "ไฟล์ที่เก็บรหัสผ่าน", "file that holds the password, and nothing else"),
    Setting("imap", "folder", "INBOX", "กล่องจดหมายที่เฝ้า", "mailbox that is watched"),
    Setting("imap", "done_folder", "Saraban", "ย้ายอีเมลที่รับแล้วไปที่", "mailbox that taken mails are moved to"),
    Setting("imap", "since", "", "รับเฉพาะอีเมลตั้งแต่วันที่", "leave mails before this date alone", _day),
    Setting("imap", "max_mb", 50, "ขนาดอีเมลสูงสุด (MB)", "largest mail fetched, in MB", _between(1, 64)),
    Setting("imap", "poll_seconds", 60.0, "ตรวจอีเมลทุกกี่วินาที", "seconds between looks", _between(0.1, 3600)),
    Setting("smtp", "host", "", "ว่าง = ไม่ส่งอีเมล", "SMTP server; empty: no mail is sent"),
    Setting("smtp", "port", 587, "พอร์ต", "port", _PORT),
    Setting("smtp", "tls", "starttls", "tls, starttls หรือ none", "tls, starttls or none", _TLS),
    Setting("smtp", "user", "", "ว่าง = ไม่ต้องเข้าสู่ระบบ", "user name; empty: no login"),
    Setting("smtp", "password_file", "", "ไฟล์ที่เก็บรหัสผ่าน", "file that holds the password, and nothing else"),
    Setting(
        "smtp", "sender", "", "อีเมลของสำนักงาน", "the office's address; empty: the IMAP user if it is one", _address
    ),
    Setting(
        "smtp",
        "confirmations_a_day",
        20,
        "ตอบรับไม่เกินวันละกี่ฉบับต่อผู้ส่ง",
        "most confirmations a day to one address",
        _between(0, 1000),
    ),
    Setting(
        "registers",
        "start_year",
        0,
        "ปี พ.ศ. ที่เริ่มใช้โปรแกรม",
        "Buddhist year the start numbers are for",
        _between(0, 3000),
    ),
    Setting("registers", "start_in", 1, "เลขทะเบียนรับแรกของปีนั้น", "first receipt number in that year", _START),
    Setting("registers", "start_out", 1, "เลขทะเบียนส่งแรก", "first sending number", _START),
    Setting("registers", "start_circulars", 1, "เลข ว แรก", "first number of circulars", _START),
    Setting("registers", "start_orders", 1, "เลขคำสั่งแรก", "first number of orders", _START),
    Setting("registers", "start_certificates", 1, "เลขเกียรติบัตรแรก", "first number of certificates", _START),
    Setting(
        "registers",
        "circulars",
        "own",
        "own = ว นับแยก, shared = นับรวม",
        "own: circulars count apart; shared: with the rest",
        _choice("own", "shared"),
    ),
    Setting("daemon", "name", "", "ว่าง = ชื่อเครื่อง", "name of this machine's daemon; empty: the host's name"),
    Setting("daemon", "readers", 2, "อ่านพร้อมกันกี่ฉบับ", "letters read at the same time", _between(1, 64)),
    Setting("daemon", "folder", True, "เครื่องนี้เฝ้าโฟลเดอร์", "this machine watches the folder"),
    Setting("daemon", "mailbox", True, "เครื่องนี้เฝ้าอีเมล", "this machine watches the mailbox"),
    Setting("daemon", "desk", True, "เครื่องนี้อ่านและลงทะเบียน", "this machine reads and registers"),
    Setting("daemon", "outbox", True, "เครื่องนี้ส่งอีเมล", "this machine sends"),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of the office in folder `office`: `settings["imap", "host"]`."""

    office: Path
    values: Mapping[tuple[str, str], Any]

    def __getitem__(self, key: tuple[str, str]) -> Any:
        return self.values[key]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self["office", "timezone"])

    @property
    def root(self) -> Path:
        return self.office / str(self["folders", "root"])

    @property
    def database_url(self) -> str:
        url = str(self["database", "url"]) or "sqlite:///saraban.db"
        file = url.removeprefix("sqlite:///")
        return url if file == url else f"sqlite:///{self.office / file}"

    @property
    def address(self) -> str:
        """The office's own address, or "" where none is known."""
        user = str(self["imap", "user"])
        return str(self["smtp", "sender"]) or (user if "@" in user else "")

    def password(self, section: str) -> str:
        """The password of `imap` or `smtp`. Raises BadSettings where the file cannot be read."""
        name = str(self[section, "password_file"])
        if not name:
            return ""
        try:
            return (self.office / name).read_text("utf-8-sig").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise BadSettings(
                f"[{section}] password_file {name}: {error}. Write the password into that file."
            ) from error


def load(office: Path) -> Settings:
    """Read `office.toml`. Raises BadSettings with all problems at once."""
    path = office / "office.toml"
    try:
        text = path.read_text("utf-8-sig")  # Notepad may put a byte order mark before it
    except OSError as error:
        raise BadSettings(f"{path}: {error.strerror}. Make an office with: saraban init {office}") from error
    except UnicodeDecodeError as error:
        raise BadSettings(f"{path}: {error}. Save the file as UTF-8.") from error
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadSettings(f"{path}: {error}. Text values stand in double quotes.") from error
    values = {(setting.section, setting.name): setting.default for setting in SETTINGS}
    faults = _take(tables, values) or list(_together(values))
    problems = [f"{path}:{_line(text, where)}: {fault}" for where, fault in faults]
    if problems:
        raise BadSettings("\n".join(problems))
    return Settings(office, values)


def _take(tables: dict[str, Any], values: dict[tuple[str, str], Any]) -> list[tuple[tuple[str, str], str]]:
    known = {(setting.section, setting.name): setting for setting in SETTINGS}
    sections = {setting.section for setting in SETTINGS}
    problems: list[tuple[tuple[str, str], str]] = []
    for section, table in tables.items():
        if section not in sections or not isinstance(table, dict):
            problems.append(((section, ""), f"[{section}] is unknown. Sections are: {', '.join(sorted(sections))}"))
            continue
        for name, value in table.items():
            setting = known.get((section, name))
            if setting is None:
                names = ", ".join(each.name for each in SETTINGS if each.section == section)
                problems.append(((section, name), f"[{section}] {name} is unknown. Keys are: {names}"))
            elif fault := _fault(setting, value):
                problems.append(((section, name), f"[{section}] {name} = {value!r}: {fault}"))
            else:
                values[section, name] = value
    if len({values["folders", name] for name in ("inbox", "taken", "problems")}) < 3:
        # What comes back into the drop folder would be taken again, for ever.
        problems.append((("folders", "inbox"), "[folders] inbox, taken and problems: use three different names"))
    return problems


def _together(values: dict[tuple[str, str], Any]) -> Iterator[tuple[tuple[str, str], str]]:
    """Faults of settings that are each right alone."""
    for (section, name), value in values.items():
        first = section == "registers" and name.startswith("start_") and name != "start_year"
        if first and value != 1 and not values["registers", "start_year"]:
            yield (section, name), f"[registers] {name} = {value}: give start_year too, the year that begins with it"


def _fault(setting: Setting, value: Any) -> str | None:
    wanted = type(setting.default)
    numeric = wanted is float and isinstance(value, int) and not isinstance(value, bool)
    if not (type(value) is wanted or numeric):
        words = {str: 'a text in "quotes"', int: "a whole number", float: "a number", bool: "true or false"}
        return f"use {words[wanted]}"
    return setting.fault(value)


def _line(text: str, where: tuple[str, str]) -> int:
    """The line a key (or, with no key, a section) stands in; 1 where it cannot be told."""
    section = ""
    for number, line in enumerate(text.splitlines(), 1):
        if head := re.match(r"\s*\[\s*([^\[\]]+?)\s*\]", line):
            section = head[1].strip("\"'")
            if section == where[0] and not where[1]:
                return number
        elif section == where[0] and re.match(rf"\s*[\"']?{re.escape(where[1])}[\"']?\s*=", line):
            return number
    return 1


def as_toml() -> str:
    """The text of a new `office.toml`: every setting with its default and meaning."""
    lines = ["# ตั้งค่าสารบรรณ / Saraban settings. ตรวจด้วย / check with: saraban check"]
    section = ""
    for setting in SETTINGS:
        if setting.section != section:
            section = setting.section
            lines += ["", f"[{section}]"]
        lines += [f"# {setting.thai} / {setting.english}", f"{setting.name} = {_toml(setting.default)}"]
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)
