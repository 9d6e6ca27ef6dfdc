"""Sets of made letters: files and their truth."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import pypdfium2 as pdfium

from tests.made import compose, fonts, forms, layers, overlay, scan, stamps, typeset, web, writer
from tests.made.blocks import Sheet
from tests.made.letter import Letter
from tests.made.paper import Level

# Engine: chance among born-digital letters. A name after «+» is what happened to the text layer.
_BORN = {
    "libreoffice": 36,
    "chromium": 20,
    "typst": 13,
    "weasyprint": 11,
    "libreoffice+postscript": 5,
    "chromium+postscript": 3,
    "docx": 4,
    **{f"chromium+{fault}": 2 for fault in layers.FAULTS},
}
_PRINTED = {"libreoffice": 55, "chromium": 22, "typst": 23}  # what set the pages that are scanned
_LEVELS: tuple[Level, ...] = ("light", "medium", "medium", "heavy")


@dataclass(frozen=True, slots=True)
class Made:
    """One file of a set."""

    file: str
    content: bytes
    truth: dict[str, Any]


def born(seed: int, count: int) -> Iterator[Made]:
    """Born-digital letters by several engines."""
    dice = [Random(f"born-{seed}-{number}") for number in range(count)]
    engines = [one.choices(list(_BORN), list(_BORN.values()))[0] for one in dice]
    letters = [_unstamped(compose.letter(f"b{number:04}", f"born-letter-{seed}-{number}")) for number in range(count)]
    sheets = [forms.sheet(letter) for letter in letters]
    pages = _set(sheets, [engine.partition("+")[0] for engine in engines])
    for letter, engine, page, die in zip(letters, engines, pages, dice, strict=True):
        content, quality = _gone_through(page, engine.partition("+")[2])
        if engine != "docx" and die.random() < 0.08:
            content = overlay.stamped(content, stamps.lines(die, letter.addressee or "งานสารบรรณ", letter.received))
        form = "docx" if engine == "docx" else "pdf"
        yield _made(letter, content, form, engine=engine, level=None, text_quality=quality)


def scans(seed: int, count: int) -> Iterator[Made]:
    """Scanned letters: a quarter light, half medium, a quarter heavy."""
    dice = [Random(f"scan-{seed}-{number}") for number in range(count)]
    engines = [one.choices(list(_PRINTED), list(_PRINTED.values()))[0] for one in dice]
    letters = []
    for number, die in enumerate(dice):
        letter = compose.letter(f"s{number:04}", f"scan-letter-{seed}-{number}")
        letters.append(replace(letter, hand=_by_hand(letter, die)))
    pages = _set([forms.sheet(letter, (*letter.hand, "signature")) for letter in letters], engines)
    for number, (letter, engine, page, die) in enumerate(zip(letters, engines, pages, dice, strict=True)):
        how = scan.job(die, _LEVELS[number % len(_LEVELS)])
        content, form = scan.scan(page, letter, how, die.getrandbits(32))
        quality = {"garbage": "garbage", "stamp": "stamp_only"}.get(how.layer, "none")
        yield _made(letter, content, form, engine=engine, level=how.level, text_quality=quality, job=_told(how))


def write(folder: Path, made: Iterable[Made]) -> Counter[str]:
    """Write files and their truth; how many of each sort."""
    folder.mkdir(parents=True, exist_ok=True)
    truths = []
    told: Counter[str] = Counter()
    for one in made:
        (folder / one.file).write_bytes(one.content)
        truths.append(one.truth)
        told[one.truth["level"] or one.truth["engine"]] += 1
    (folder / "truth.json").write_text(json.dumps(truths, ensure_ascii=False, indent=1), encoding="utf-8")
    return told


def _gone_through(made: bytes, fault: str) -> tuple[bytes, str]:
    """The file after what happened to its text layer, and how good that is."""
    if not fault:
        return made, "good"
    if fault == "postscript":
        return layers.through_postscript(made), "broken_tounicode"
    how, quality = layers.FAULTS[fault]
    return layers.broken(made, how), quality


def _unstamped(letter: Letter) -> Letter:
    """Urgency that a rubber stamp would show, printed: there is no paper to stamp."""
    if letter.style.urgency != "stamp":
        return letter
    return replace(letter, style=replace(letter.style, urgency="above"))


def _by_hand(letter: Letter, dice: Random) -> tuple[str, ...]:
    if dice.random() >= 0.15:
        return ()
    wished = dice.choices((("letter_no",), ("date",), ("letter_no", "date")), (40, 20, 40))[0]
    there = {"letter_no": letter.running, "date": letter.day}
    return tuple(name for name in wished if there[name])


def _set(sheets: Sequence[Sheet], engines: Sequence[str]) -> list[bytes]:
    """All sheets, each by its engine, batch by batch."""
    os.environ["FONTCONFIG_FILE"] = fonts.environment()["FONTCONFIG_FILE"]  # before WeasyPrint loads pango
    made: dict[int, bytes] = {}
    for engine in dict.fromkeys(engines):
        numbers = [number for number, one in enumerate(engines) if one == engine]
        chosen = [sheets[number] for number in numbers]
        made |= dict(zip(numbers, _by_engine(engine, chosen), strict=True))
    return [made[number] for number in range(len(sheets))]


def _by_engine(engine: str, sheets: list[Sheet]) -> list[bytes]:
    match engine:
        case "chromium":
            return web.chromium(sheets)
        case "libreoffice":
            return writer.convert(sheets)
        case "docx":
            return writer.convert(sheets, "docx")
        case "weasyprint":
            return [web.weasyprint(sheet) for sheet in sheets]
        case _:
            return [typeset.pdf(sheet) for sheet in sheets]


def _made(letter: Letter, content: bytes, form: str, **more: Any) -> Made:
    file = f"{letter.name}.{form}"
    pages = None
    if form == "pdf":
        with pdfium.PdfDocument(content) as opened:
            pages = len(opened)
    truth = letter.truth() | {"format": form, "file": file, "pages": pages} | more
    return Made(file, content, truth)


def _told(how: scan.Job) -> dict[str, Any]:
    """How a scan was made, for whoever looks at a wrong reading."""
    return {
        "dpi": how.wear.dpi,
        "bits": how.wear.bits,
        "mode": how.mode,
        "turn": how.turn,
        "rotate": how.rotate,
        "photo": how.photo,
        "stamped": how.stamped,
        "noted": how.noted,
        "copies": how.wear.copies,
    }
