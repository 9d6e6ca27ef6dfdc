"""Lines with their texts in the file that lstmtraining reads, without a call of Tesseract for each line.

The layout is that of `DocumentData` in Tesseract 4 and 5 (ccstruct/imagedata.cpp): little-endian counts before
every string and list; pictures as PNG.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterable
from pathlib import Path

from PIL import Image

Taught = tuple[Image.Image, str]


def as_taught(text: str) -> str:
    """The text as the stock model writes it: SARA AM as nikhahit and SARA AA, a tone mark behind the nikhahit."""
    spelled = ""
    for letter in text:
        if letter == "ำ":
            tone = spelled[-1] if spelled and spelled[-1] in "่้๊๋" else ""
            spelled = spelled.removesuffix(tone) + "ํ" + tone + "า" if tone else spelled + "ํา"
        else:
            spelled += letter
    return spelled


def write_lines(path: Path, lines: Iterable[Taught]) -> None:
    """One `.lstmf` file; some hundred lines a file keep lstmtraining's cache small."""
    pages = [_page(picture, as_taught(text)) for picture, text in lines]
    path.write_bytes(struct.pack("<I", len(pages)) + b"".join(pages))


def _page(picture: Image.Image, text: str) -> bytes:
    held = io.BytesIO()
    picture.save(held, "PNG", compress_level=1)
    box = struct.pack("<I4h", 1, 0, 0, picture.width, picture.height)
    return b"".join(
        (
            b"\x01",  # a page is there
            _string(b""),
            struct.pack("<i", 0),
            _string(held.getvalue()),
            _string(b""),
            _string(text.encode()),
            box,
            struct.pack("<I", 1),
            _string(text.encode()),
            b"\x00",  # not vertical
        )
    )


def _string(content: bytes) -> bytes:
    return struct.pack("<I", len(content)) + content
