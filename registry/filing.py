"""Files that people see in the shared folder: names that every system takes, and never half a file."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

_MAX_NAME = 230  # bytes; file systems allow 255, and a note adds ".txt"
_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\u200e\u200f\u202a-\u202e]+')  # what Windows refuses in a name


def put(target: Path, content: bytes | str) -> None:
    """Write a file that a clerk sees; a text as every Windows editor shows it right (CRLF, byte order mark)."""
    # Under a hidden name first, so that nobody opens half a file. It follows from the target's name alone: what a
    # crash left half written is written over when it is shown again.
    new = target.with_name(f".saraban-{zlib.crc32(target.name.encode()):08x}")
    if isinstance(content, str):
        content = content.replace("\n", "\r\n").encode("utf-8-sig")
    new.write_bytes(content)
    new.replace(target)


def fit(stem: str, ending: str) -> str:
    """A file name that Linux and Windows take: no separators or control marks, at most 230 bytes of UTF-8."""
    ending = _UNFIT.sub("", ending)[:12].rstrip(" .")
    stem = re.sub(r"\s+", " ", _UNFIT.sub("-", stem)).strip(" .") or "ไม่มีชื่อ"
    room = _MAX_NAME - len(ending.encode("utf-8", "replace"))
    return stem.encode("utf-8", "replace")[:room].decode("utf-8", "ignore").rstrip(" .") + ending
