"""A table as an SVG that looks right wherever it is shown: rich's own export stretches Thai.

Rich gives each text the length of its code points. Thai marks that stand above or below a letter take no room of
their own, so texts with them are left at the length the reader's font gives them; every cell of the table begins
at its own place and the columns stand.
"""

from __future__ import annotations

import html
import io
import re
from pathlib import Path

from rich.console import Console
from rich.table import Table

WIDTH = 142
"""Columns of the pictured terminal."""

_ADVANCE = 0.602  # of DejaVu Sans Mono, Menlo and most others, in font heights; rich draws 20 pixels high
_FONTS = "'DejaVu Sans Mono', Menlo, Consolas, 'Noto Sans Thai', Thonburi, 'Leelawadee UI', Loma, monospace"
_TEXT = re.compile(r'x="([^"]*)" y="([^"]*)" textLength="[^"]*" clip-path="[^"]*">([^<]*)</text>')
_FORMAT = """<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
text {{ font-family: FONTS; font-size: {char_height}px }}
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
    """Write `table` as it stands in a terminal of WIDTH columns, in a window called `title`."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, highlight=False)
    console.print(table)
    code_format = _FORMAT.replace("FONTS", _FONTS)
    svg = console.export_svg(title=title, code_format=code_format, font_aspect_ratio=_ADVANCE)
    path.write_text(_TEXT.sub(_placed, svg).replace("</text><text", "</text>\n<text"), "utf-8")


def _placed(found: re.Match[str]) -> str:
    """One text without the blanks around it, at the place of its first letter."""
    x, y, padded = float(found[1]), found[2], found[3].replace("&#160;", " ")
    text = padded.strip()
    cell = 20 * _ADVANCE
    x += cell * (len(padded) - len(padded.lstrip()))
    thai = any("\u0e00" <= character <= "\u0e7f" for character in text)
    length = "" if thai else f' textLength="{cell * len(html.unescape(text)):g}"'
    return f'x="{x:g}" y="{y}"{length}>{text}</text>'
