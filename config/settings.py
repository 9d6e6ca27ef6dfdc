"""`office.toml` to frozen settings. One table (`config.keys`) says what may stand in it.

The same table writes the file that `saraban init` makes, so file, check and documentation cannot part.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from config.keys import SETTINGS, SHARED, Setting
from registry.errors import SarabanError


class BadSettings(SarabanError):
    """`office.toml` cannot be used. The message lists every problem with its line and cure."""


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

    def password(self, section: str, key: str = "password_file") -> str:
        """The password in the file that a key of `imap` or `smtp` names. Raises BadSettings where it cannot be read."""
        name = str(self[section, key])
        if not name:
            return ""
        try:
            return (self.office / name).read_text("utf-8-sig").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise BadSettings(f"[{section}] {key} {name}: {error}. Write the password into that file.") from error


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
    if len({values["folders", name] for name in SHARED}) < len(SHARED):
        # What comes back into the drop folder would be taken again, for ever.
        problems.append((("folders", "inbox"), f"[folders] {', '.join(SHARED)}: use different names"))
    return problems


def _together(values: dict[tuple[str, str], Any]) -> Iterator[tuple[tuple[str, str], str]]:
    """Faults of settings that are each right alone."""
    for (section, name), value in values.items():
        first = section == "registers" and name.startswith("start_") and name != "start_year"
        if first and value != 1 and not values["registers", "start_year"]:
            yield (section, name), f"[registers] {name} = {value}: give start_year too, the year that begins with it"
    if values["smtp", "journal"]:
        yield from _journal(values)


def _journal(values: dict[tuple[str, str], Any]) -> Iterator[tuple[tuple[str, str], str]]:
    user, folder = values["smtp", "journal_user"], values["smtp", "journal_folder"]
    if not values["imap", "host"]:
        yield ("smtp", "journal"), "[smtp] journal is read by IMAP: set [imap] host"
    elif user in ("", values["imap", "user"]) and folder == values["imap", "folder"]:
        fault = f"journal_folder = {folder!r} is the mailbox that is watched: its copies would be taken for letters"
        yield ("smtp", "journal"), f"[smtp] {fault}. Name another folder, or another journal_user"


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
