"""A table as an SVG that looks right wherever it is shown: rich's own export stretches Thai.

Rich gives each text the length of its code points. Thai marks that stand above or below a letter take no room of
their own, so texts with them are left at the length the reader's font gives them; every cell of the table begins
at its own place and the columns stand.
"""

from __future__ import annotations

import io
import re
from pathlib import Path

from rich.console import Console
from rich.table import Table

WIDTH = 128
"""Columns of the pictured terminal."""

_FONTS = "'DejaVu Sans Mono', Menlo, Consolas, 'Noto Sans Thai', Thonburi, 'Leelawadee UI', Loma, monospace"
_TEXT = re.compile(r'textLength="[^"]*" clip-path="[^"]*">([^<]*)</text>')
_FORMAT = """<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
text {{ font-family: FONTS; font-size: 18px; white-space: pre }}
.{unique_id}-title {{ font-weight: bold }}
{styles}
</style>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})">
{backgrounds}
{matrix}
</g>
</svg>
"""


def draw(table: Table, title: str, path: Path) -> None:
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, highlight=False)
    console.print(table)
    svg = console.export_svg(title=title, code_format=_FORMAT.replace("FONTS", _FONTS))
    path.write_text(_TEXT.sub(_plain, svg).replace("</text><text", "</text>\n<text"), "utf-8")


def _plain(found: re.Match[str]) -> str:
    text = found[1].replace("&#160;", "\N{NO-BREAK SPACE}").rstrip("\N{NO-BREAK SPACE}")
    ruled = all("\u2500" <= character <= "\u257f" for character in text)
    # Rules must meet whatever the font's width is.
    length = f' textLength="{len(text) * 12.2:g}" lengthAdjust="spacingAndGlyphs"' if ruled else ""
    return f"{length.strip()}>{text}</text>"
