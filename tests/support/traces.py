"""Looking for a word where it must not be: in bytes, however they were coded on the way, and in names of files."""

from __future__ import annotations

import base64
import json
import quopri
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from urllib.parse import quote

import psycopg


def needles(words: Iterable[str], contents: Iterable[bytes] = (), but: bytes = b"") -> list[bytes]:
    """The words in every coding that mails, databases and logs use; pieces of the contents, and of their base64.

    `but`: a file that may be found, whose pieces do not count: all PDFs of one maker share some.
    """
    found: set[bytes] = set()
    for word in words:
        plain = [word.encode(coding) for coding in ("utf-8", "utf-16-le", "utf-16-be", "cp874")]
        found.update(plain)
        found.update([json.dumps(word)[1:-1].encode(), quote(word).encode(), quopri.encodestring(plain[0])])
        found.update(piece for one in plain for piece in _in_base64(one))
        found.add(repr(plain[0])[2:-1].encode())
    for content in contents:
        pieces = [content[at : at + 60] for at in range(200, len(content) - 60, max(1, len(content) // 50))]
        found.update(pieces)
        found.update(piece for one in pieces for piece in _in_base64(one))
    open_ = [but, *(base64.b64encode(bytes(before) + but) for before in range(3))] if but else []
    return sorted(each for each in found if not any(each in one for one in open_))


def _in_base64(plain: bytes) -> Iterator[bytes]:
    """What base64 makes of these bytes wherever they stand, without the letters that their neighbours share in."""
    for before in range(3):
        coded = base64.b64encode(bytes(before) + plain)
        yield coded[4 if before else 0 : len(coded) // 4 * 4 - 4]


def traces(content: bytes, wanted: list[bytes]) -> list[bytes]:
    """Which of them stand in these bytes, with line ends in them or without."""
    joined = content.replace(b"\r", b"").replace(b"\n", b"")
    return [each for each in wanted if each in content or each in joined]


def traces_in_mail(raw: bytes, wanted: list[bytes]) -> list[bytes]:
    """In a mail as it was sent, and in what a mail program shows of it."""
    message = message_from_bytes(raw, policy=default)
    shown = [str(value) for value in message.values()]
    for part in message.walk():
        if not part.is_multipart():
            shown += [part.get_filename() or "", part.get_payload(decode=True).decode("utf-8", "replace")]
    return traces(raw, wanted) + traces("\n".join(shown).encode("utf-8", "replace"), wanted)


def traces_in_folder(folder: Path, wanted: list[bytes]) -> dict[str, list[bytes]]:
    """In every file below a folder, and in the names."""
    found = {}
    for path in folder.rglob("*"):
        there = traces(str(path.relative_to(folder)).encode("utf-8", "surrogateescape"), wanted)
        if path.is_file():
            there += traces(path.read_bytes(), wanted)
        if there:
            found[str(path)] = there
    return found


def traces_in_sqlite(file: Path, wanted: list[bytes]) -> dict[str, list[bytes]]:
    """In every column of every table, by the database's own words."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in names}
    return _in_rows(rows, wanted)


def traces_in_postgres(url: str, wanted: list[bytes]) -> dict[str, list[bytes]]:
    """In every column of every table."""
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        names = [row[0] for row in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        rows = {name: list(connection.execute(f"SELECT * FROM {name}")) for name in names}  # type: ignore[call-overload]
    return _in_rows(rows, wanted)


def _in_rows(rows: dict[str, list[tuple[object, ...]]], wanted: list[bytes]) -> dict[str, list[bytes]]:
    told = {name: "\n".join(str(value) for row in each for value in row).encode() for name, each in rows.items()}
    return {name: there for name, text in told.items() if (there := traces(text, wanted))}
