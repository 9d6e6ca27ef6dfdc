"""The text layer of a Typst PDF made plain: one character a glyph, as browsers write it.

Typst maps a glyph to the whole cluster it was first seen in and mends that with /ActualText (ISO 32000-1,
14.9.4). pdfminer ignores /ActualText; PDFium doubles a cluster whose tone mark is raised out of it.
"""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import pikepdf

_MAPPED = re.compile(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>")
Drawn = pikepdf.ContentStreamInstruction | pikepdf.ContentStreamInlineImage
Cluster = tuple[list[int], str]  # the glyphs of one written syllable part, and its text

_HEAD = (
    "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Plain def /CMapType 2 def\n"
    "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
)
_FOOT = "endcmap CMapName currentdict /CMap defineresource pop end end\n"


def by_glyph(made: bytes) -> bytes:
    """`made` with a character for each glyph and no /ActualText; SARA AM becomes nikhahit and SARA AA."""
    with pikepdf.open(io.BytesIO(made)) as document:
        for page in document.pages:
            drawn = list(pikepdf.parse_content_stream(page))
            for name, characters in _characters(drawn, page.Resources.Font).items():
                page.Resources.Font[name].ToUnicode = document.make_stream(_unicode_map(characters))
            kept = [one for one in drawn if str(one.operator) not in ("BDC", "EMC")]
            page.Contents = document.make_stream(pikepdf.unparse_content_stream(kept))
        out = io.BytesIO()
        document.save(out, deterministic_id=True)
    return out.getvalue()


def _characters(drawn: Sequence[Drawn], fonts: pikepdf.Object) -> dict[str, dict[int, str]]:
    """For each font name the text of each glyph."""
    clusters: dict[str, list[Cluster]] = defaultdict(list)
    given = {name: _read_map(font.ToUnicode.read_bytes()) for name, font in fonts.items()}
    last = ""
    for font, glyph, actual in _glyphs(drawn):
        text = given[font].get(glyph, "") if actual is None else actual
        if text != last or len(text) < 2:
            clusters[font].append(([], text.replace("\u0e33", "\u0e4d\u0e32")))
        clusters[font][-1][0].append(glyph)
        last = text
    return {font: _told_apart(found) for font, found in clusters.items()}


def _told_apart(clusters: list[Cluster]) -> dict[int, str]:
    """The text of each glyph. A cluster's first glyph is its first character; the others are found by
    elimination, because some fonts draw two marks as one glyph or put a tone mark before its vowel."""
    known = {glyphs[0]: text[0] for glyphs, text in clusters if text}
    growing = True
    while growing:
        before = len(known)
        for glyphs, text in clusters:
            unknown = [glyph for glyph in glyphs if glyph not in known]
            if len(unknown) == 1:
                known[unknown[0]] = _without(text, (known[glyph] for glyph in glyphs if glyph in known))
        growing = len(known) > before
    for glyphs, text in clusters:
        for glyph, character in zip(glyphs, text, strict=False):
            known.setdefault(glyph, character)
    return known


def _without(text: str, parts: Iterable[str]) -> str:
    for part in parts:
        text = text.replace(part, "", 1)
    return text


def _glyphs(drawn: Sequence[Drawn]) -> Iterator[tuple[str, int, str | None]]:
    """Each glyph as drawn: its font, its number, and the /ActualText that stands over it."""
    font, actual = "", None
    for one in drawn:
        operands, operator = one.operands, str(one.operator)
        match operator:
            case "Tf":
                font = str(operands[0])
            case "BDC":
                actual = str(operands[1].ActualText)
            case "EMC":
                actual = None
            case "Tj" | "TJ":
                shown = operands[0] if operator == "TJ" else operands
                codes = b"".join(bytes(part) for part in shown if isinstance(part, pikepdf.String))
                for at in range(0, len(codes), 2):
                    yield font, int.from_bytes(codes[at : at + 2]), actual


def _read_map(stream: bytes) -> dict[int, str]:
    return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in _MAPPED.findall(stream)}


def _unicode_map(characters: dict[int, str]) -> bytes:
    """A ToUnicode CMap (ISO 32000-1, 9.10.3); a block of it holds at most 100 lines."""
    lines = [f"<{glyph:04X}> <{text.encode('utf-16-be').hex()}>" for glyph, text in sorted(characters.items())]
    blocks = [lines[at : at + 100] for at in range(0, len(lines), 100)]
    body = "".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks)
    return (_HEAD + body + _FOOT).encode()
