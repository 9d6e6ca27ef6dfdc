"""Sheets set by browsers: Chromium prints many in one run, WeasyPrint one by one."""

from __future__ import annotations

import io
import subprocess
import tempfile
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

import pikepdf

from tests.made import emblem, fonts
from tests.made.blocks import Block, Centred, Emblem, Gap, Grid, NewPage, Para, Row, Rule, Run, Runs, Seal, Sheet

_COLOURS = {"letter_no": "#f0f", "date": "#0ff", "signature": "#ff0"}
_HEAD = """<!DOCTYPE html><html lang="th"><meta charset="utf-8"><style>
* { margin: 0; padding: 0 } p { white-space: pre-wrap; tab-size: 1 } svg { display: block }
.cell { display: inline-block; white-space: pre; padding-right: 2mm } section { position: relative }
td { border: 0.6pt solid black; padding: 3pt 5pt } table { border-collapse: collapse }
"""


def chromium(sheets: Sequence[Sheet]) -> list[bytes]:
    """A PDF of each sheet, from one run of the browser: the first page links to each, and is dropped."""
    if not sheets:
        return []
    links = "".join(f'<a href="#s{number}">{number}</a> ' for number in range(len(sheets)))
    bodies = "".join(_section(sheet, number) for number, sheet in enumerate(sheets))
    styles = "".join(_page_style(sheet, number) for number, sheet in enumerate(sheets))
    with tempfile.TemporaryDirectory(prefix="saraban-made-") as folder:
        page, out = Path(folder) / "in.html", Path(folder) / "out.pdf"
        page.write_text(f"{_HEAD}{styles}</style><div>{links}</div>{bodies}", encoding="utf-8")
        subprocess.run(
            [
                *("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"),
                *(f"--user-data-dir={folder}/profile", "--no-first-run", "--no-pdf-header-footer"),
                *(f"--print-to-pdf={out}", page.as_uri()),
            ],
            env=fonts.environment() | {"HOME": folder},
            check=True,
            capture_output=True,
            timeout=300,
        )
        return _parted(out, len(sheets))


def weasyprint(sheet: Sheet) -> bytes:
    """A PDF of one sheet. `FONTCONFIG_FILE` must stand before pango is loaded: see `made.py`."""
    from weasyprint import HTML  # type: ignore[import-untyped]

    whole = f"{_HEAD}{_page_style(sheet, 0)}</style>{_section(sheet, 0)}"
    made: bytes = HTML(string=whole).write_pdf()
    return made


def _parted(whole: Path, count: int) -> list[bytes]:
    with pikepdf.open(whole) as opened:
        names: Any = opened.Root.Dests
        links: Any = opened.pages[0].obj.Annots
        starts = [pikepdf.Page(names[str(link.Dest)][0]).index for link in links]
        assert len(starts) == count, "a letter was lost between the browser and the splitting"
        made = []
        for start, end in zip(starts, [*starts[1:], len(opened.pages)], strict=True):
            part = pikepdf.new()
            part.docinfo["/Producer"] = opened.docinfo.get("/Producer", pikepdf.String("Skia/PDF"))
            part.pages.extend(opened.pages[start:end])
            out = io.BytesIO()
            part.remove_unreferenced_resources()
            part.save(out)
            made.append(out.getvalue())
    return made


def _page_style(sheet: Sheet, number: int) -> str:
    margins = f"{sheet.top}cm {sheet.right}cm {sheet.bottom}cm {sheet.left}cm"
    font = f"{sheet.points}pt/{sheet.leading}pt '{sheet.font}', 'DejaVu Sans'"
    return (
        f"@page p{number} {{ size: A4; margin: {margins} }}\n"
        f"#s{number} {{ page: p{number}; break-before: page; font: {font} }}\n"
    )


def _section(sheet: Sheet, number: int) -> str:
    marks = set(sheet.hand)
    return f'<section id="s{number}">' + "".join(_block(block, sheet, marks) for block in sheet.blocks) + "</section>\n"


def _runs(runs: Runs, marks: set[str]) -> str:
    return "".join(_run(run, marks) for run in runs)


def _run(run: Run, marks: set[str]) -> str:
    css = []
    if run.bold:
        css.append("font-weight:bold")
    if run.scale != 1:
        css.append(f"font-size:{run.scale}em;line-height:1")
    if run.mark in marks:
        css.append(f"color:{_COLOURS[run.mark]}")
    elif run.red:
        css.append("color:#d71414")
    if run.dotted:
        css.append("border-bottom:0.7pt dotted #555")
    return f'<span style="{";".join(css)}">{escape(run.text)}</span>' if css else escape(run.text)


def _block(block: Block, sheet: Sheet, marks: set[str]) -> str:
    match block:
        case Row(cells):
            return _row(cells, marks)
        case Para(runs, left, first, align):
            return _para(runs, left, first, align, marks)
        case Centred(lines, about):
            half = min(about, 21 - sheet.left - sheet.right - about)
            inner = "<br>".join(_runs(line, marks) for line in lines)
            return f'<p style="margin-left:{about - half:.2f}cm;width:{half * 2:.2f}cm;text-align:center">{inner}</p>'
        case Emblem(left, top, height, drawing):
            return _placed(emblem.svg(drawing), left - sheet.left, top - sheet.top, height)
        case Seal(about):
            return f'<div style="position:relative;height:0">{_placed(emblem.seal(), about - 2.2, -1.4, 4.2)}</div>'
        case Gap(points):
            return f'<div style="height:{max(points, 0):.1f}pt"></div>'
        case Rule(width):
            return f'<div style="width:{width}cm;margin:4pt auto;border-top:0.7pt solid black"></div>'
        case Grid(rows, widths):
            boxes = [f'<td style="width:{width}cm">' for width in widths]
            shown = ("".join(box + escape(text) for box, text in zip(boxes, row, strict=True)) for row in rows)
            return "<table>" + "".join(f"<tr>{one}" for one in shown) + "</table>"
        case NewPage():
            return '<div style="break-before:page"></div>'


def _row(cells: tuple[tuple[float, Runs], ...], marks: set[str]) -> str:
    shown, first = [], cells[0][0]
    ends = [*(at for at, _ in cells[1:]), None]
    for (at, runs), end in zip(cells, ends, strict=True):
        size = f"min-width:{end - at - 0.2:.2f}cm" if end is not None else ""
        shown.append(f'<span class="cell" style="{size}">{_runs(runs, marks)}</span>')
    return f'<div style="white-space:nowrap;margin-left:{first:.2f}cm">{"".join(shown)}</div>'


def _placed(svg: str, left: float, top: float, size: float) -> str:
    place = f"position:absolute;left:{left:.2f}cm;top:{top:.2f}cm;width:{size}cm;height:{size}cm"
    return f'<div style="{place}">{svg}</div>'


def _para(runs: Runs, left: float, first: float, align: str, marks: set[str]) -> str:
    split = next((number for number, run in enumerate(runs) if run.text == "\t"), None)
    indent, inner = first - left, _runs(runs, marks)
    if split is not None:
        box = f"display:inline-block;min-width:{left:.2f}cm;text-indent:0"
        indent, inner = (
            -left,
            f'<span style="{box}">{_runs(runs[:split], marks)}</span>{_runs(runs[split + 1 :], marks)}',
        )
    return f'<p style="text-align:{align};margin-left:{left:.2f}cm;text-indent:{indent:.2f}cm">{inner}</p>'
