"""Others who try to read the same files: stock Tesseract, paperless-ngx's way, and a reference model where it is named.

Their text comes from the whole first page (and the last, as paperless reads all), and plain patterns find number, date
and subject in it.
"""

from __future__ import annotations

import os
import re
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from tests.bench.reading.work import Timed, timed
from tests.made.dates import MONTHS

_DPI = 200
_DIGIT = "[0-9๐-๙]"
_NUMBER = re.compile(
    rf"(?:ที่|ที|ท)\s*([ก-ฮ]{{1,3}}\.?\s*{_DIGIT}[0-9๐-๙.]*\s*/\s*(?:ว\.?|พิเศษ)?\s*{_DIGIT}+|{_DIGIT}+\s*/\s*{_DIGIT}{{4}})"
)
_DATE = re.compile(rf"({_DIGIT}{{1,2}})\s*(?:เดือน\s*)?({'|'.join(MONTHS)})\s*(?:พ\.?ศ\.?\s*)?({_DIGIT}{{4}})")
_SUBJECT = re.compile(r"เรื่อง\s+(.+?)(?=\n\s*(?:เรียน|กราบเรียน|นมัสการ|อ้างถึง|ตามที่|ด้วย|\n)|\Z)", re.DOTALL)
_ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


def reference() -> Path | None:
    """The folder of the reference models, named by $SARABAN_REFERENCE_MODEL."""
    named = os.environ.get("SARABAN_REFERENCE_MODEL")
    return Path(named) if named and Path(named).is_dir() else None


def names() -> dict[str, tuple[str, str, int]]:
    """Each peer: its name, the folder and name of its model, its page mode (0: paperless's way)."""
    stock = next(iter(sorted(Path("/usr/share/tesseract-ocr").glob("*/tessdata"), reverse=True)), None)
    peers: dict[str, tuple[str, str, int]] = {}
    if stock and (stock / "tha.traineddata").exists():
        peers["stock Tesseract tha, psm 3"] = (str(stock), "tha", 3)
        peers["pdftotext -layout or stock tha"] = (str(stock), "tha", 0)
    if folder := reference():
        peers["reference int, psm 6"] = (str(folder), "tha_saraban", 6)
        peers["reference float, psm 4"] = (str(folder), "tha_saraban_float", 4)
    return peers


def read(path: Path, folder: str, model: str, mode: int) -> Timed:
    """Number, date and subject by one peer, in a child."""
    return timed(lambda: fields(_text(path, folder, model, mode)))


def fields(text: str) -> dict[str, str | None]:
    """What plain patterns find in a page's text."""
    number, day, subject = _NUMBER.search(text), _DATE.search(text), _SUBJECT.search(text)
    return {
        "letter_no": number[1] if number else None,
        "date": _iso(day) if day else None,
        "subject": " ".join(subject[1].split()) if subject else None,
    }


def _iso(found: re.Match[str]) -> str:
    day, year = int(found[1].translate(_ARABIC)), int(found[3].translate(_ARABIC)) - 543
    return f"{year:04}-{MONTHS.index(found[2]) + 1:02}-{day:02}"


def _text(path: Path, folder: str, model: str, mode: int) -> str:
    if mode == 0 and path.suffix == ".pdf":
        text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=False).stdout
        if len(text.split()) > 10:
            return text
    return "\n".join(_recognised(picture, folder, model, mode or 3) for picture in _pictures(path))


def _pictures(path: Path) -> list[Any]:
    from PIL import Image

    if path.suffix != ".pdf":
        with Image.open(path) as picture:
            return [picture.convert("L")]
    import pypdfium2 as pdfium

    with pdfium.PdfDocument(path) as document:
        wanted = sorted({0, len(document) - 1})
        pages = [document[number] for number in wanted]
        scales = [_DPI / 72 * min(1, 900 / page.get_height()) for page in pages]
        return [page.render(scale=scale, grayscale=True).to_pil() for page, scale in zip(pages, scales, strict=True)]


def _recognised(picture: Any, folder: str, model: str, mode: int) -> str:
    engine = _engine(folder, model)
    engine.SetPageSegMode(mode)
    engine.SetImage(picture)
    engine.SetSourceResolution(_DPI)
    text: str = engine.GetUTF8Text()
    return text.replace("ํา", "ำ")


@cache
def _engine(folder: str, model: str) -> Any:
    os.environ["OMP_THREAD_LIMIT"] = "1"
    import tesserocr

    tesserocr.set_leptonica_log_level(tesserocr.LeptLogLevel.NONE)
    return tesserocr.PyTessBaseAPI(path=folder, lang=model, oem=tesserocr.OEM.LSTM_ONLY)
