"""Sheets set by LibreOffice Writer, from flat OpenDocument files (`flat.fodt`): many in one run."""

from __future__ import annotations

import subprocess
import tempfile
from base64 import b64encode
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from string import Template
from xml.sax.saxutils import escape

import pypdfium2 as pdfium

from tests.made import emblem, fonts
from tests.made.blocks import Block, Centred, Emblem, Gap, Grid, NewPage, Para, Row, Rule, Run, Runs, Seal, Sheet
from tests.made.typeset import drawing

_FLAT = Path(__file__).with_name("flat.fodt")
_COLOURS = {"letter_no": "#ff00ff", "date": "#00ffff", "signature": "#ffff00"}
_SIDES = {"left": "start", "right": "end"}
_DOTTED = 'style:text-underline-style="dotted" style:text-underline-width="auto"'


def convert(sheets: Sequence[Sheet], form: str = "pdf") -> list[bytes]:
    """Each sheet as PDF or as Word file ("docx"), from one run of LibreOffice."""
    if not sheets:
        return []
    with tempfile.TemporaryDirectory(prefix="saraban-made-") as folder:
        files = [Path(folder) / f"{number}.fodt" for number in range(len(sheets))]
        for file, sheet in zip(files, sheets, strict=True):
            file.write_text(_Flat(sheet).text(), encoding="utf-8")
        subprocess.run(
            [
                *("soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"),
                *("--convert-to", form, "--outdir", folder, *map(str, files)),
            ],
            env=fonts.environment() | {"HOME": folder},
            check=True,
            capture_output=True,
            timeout=120 + 10 * len(sheets),
        )
        return [file.with_suffix(f".{form}").read_bytes() for file in files]


class _Flat:
    """One flat OpenDocument text; paragraphs and runs bring their own automatic styles."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet, self._marks = sheet, set(sheet.hand)
        self._width = 21 - sheet.left - sheet.right
        self._styles: dict[str, str] = {}
        self._page_break = False

    def text(self) -> str:
        sheet = self._sheet
        body = "".join(self._block(block) for block in sheet.blocks)
        page = '- <text:page-number text:select-page="current"/> -'
        numbered = self._paragraph(page, 'fo:text-align="center"')
        styles = "\n".join(f'<style:style style:name="{name}" {rest}' for rest, name in self._styles.items())
        margins = {"left": sheet.left, "right": sheet.right, "top": sheet.top, "bottom": sheet.bottom}
        return Template(_FLAT.read_text(encoding="utf-8")).substitute(
            margins, font=sheet.font, points=sheet.points, styles=styles, numbered=numbered, body=body
        )

    def _style(self, rest: str) -> str:
        return self._styles.setdefault(rest, f"s{len(self._styles)}")

    def _paragraph(
        self, inner: str, properties: str = "", tabs: Sequence[float] = (), height: float | None = None
    ) -> str:
        line = f'fo:line-height="{height or self._sheet.leading:.1f}pt" fo:orphans="0" fo:widows="0" {properties}'
        if self._page_break:
            line, self._page_break = line + ' fo:break-before="page"', False
        stops = "".join(f'<style:tab-stop style:position="{at:.2f}cm"/>' for at in tabs)
        name = self._style(
            f'style:family="paragraph" style:parent-style-name="Standard"><style:paragraph-properties {line}>'
            f"<style:tab-stops>{stops}</style:tab-stops></style:paragraph-properties></style:style>"
        )
        return f'<text:p text:style-name="{name}">{inner}</text:p>'

    def _runs(self, runs: Runs) -> str:
        return "".join(self._run(run) for run in runs)

    def _run(self, run: Run) -> str:
        shown = escape(run.text).replace("\t", "<text:tab/>")
        while "  " in shown:
            shown = shown.replace("  ", " <text:s/>", 1)
        if shown.startswith(" "):
            shown = "<text:s/>" + shown[1:]
        css = []
        if run.bold:
            css.append('fo:font-weight="bold" style:font-weight-complex="bold"')
        if run.scale != 1:
            size = f"{self._sheet.points * run.scale:.1f}pt"
            css.append(f'fo:font-size="{size}" style:font-size-complex="{size}"')
        if run.mark in self._marks:
            css.append(f'fo:color="{_COLOURS[run.mark]}"')
        elif run.red:
            css.append('fo:color="#d71414"')
        if run.dotted:
            css.append(_DOTTED)
        if not css:
            return shown
        name = self._style(f'style:family="text"><style:text-properties {" ".join(css)}/></style:style>')
        return f'<text:span text:style-name="{name}">{shown}</text:span>'

    def _block(self, block: Block) -> str:
        match block:
            case Row(cells):
                tabs = [at for at, _ in cells if at > 0]
                inner = "".join(("<text:tab/>" if at > 0 else "") + self._runs(runs) for at, runs in cells)
                return self._paragraph(inner, "", tabs, self._height(tuple(run for _, runs in cells for run in runs)))
            case Para(runs, left, first, align):
                indent = -left if any(run.text == "\t" for run in runs) else first - left
                sides = f'fo:text-align="{_SIDES.get(align, align)}" fo:margin-left="{left:.2f}cm"'
                properties = f'{sides} fo:text-indent="{indent:.2f}cm"'
                return self._paragraph(self._runs(runs), properties, [0.0], self._height(runs))
            case Centred(lines, about):
                half = min(about, self._width - about)
                properties = f'fo:text-align="center" {_between(about - half, self._width - about - half)}'
                return "".join(self._paragraph(self._runs(line), properties) for line in lines)
            case Emblem(left, top, height, number):
                place = 'text:anchor-type="page" text:anchor-page-number="1"'
                return _picture(emblem.svg(number), left, top, height, f'draw:style-name="page" {place}')
            case Seal(about):
                place = 'draw:style-name="paragraph" text:anchor-type="paragraph"'
                return self._paragraph(_picture(emblem.seal(), about - 2.2, -1.4, 4.2, place), "", (), 1)
            case Gap(points):
                return self._paragraph("", "", (), points) if points >= 1 else ""
            case Rule(width):
                side = (self._width - width) / 2
                return self._paragraph("", f'fo:border-bottom="0.6pt solid #000000" {_between(side, side)}', (), 6)
            case Grid(rows, widths):
                inner = "".join(f"<table:table-row>{self._cells(row)}</table:table-row>" for row in rows)
                return f"<table:table>{'<table:table-column/>' * len(widths)}{inner}</table:table>"
            case NewPage():
                self._page_break = True
                return ""

    def _height(self, runs: Runs) -> float:
        return self._sheet.leading * max(1, 0.8 * max(run.scale for run in runs))

    def _cells(self, row: tuple[str, ...]) -> str:
        cell = '<table:table-cell table:style-name="cell">'
        return "".join(f"{cell}{self._paragraph(escape(text))}</table:table-cell>" for text in row)


def _between(left: float, right: float) -> str:
    return f'fo:margin-left="{left:.2f}cm" fo:margin-right="{max(right, 0):.2f}cm"'


def _picture(svg: str, left: float, top: float, height: float, place: str) -> str:
    size = f'svg:x="{left:.2f}cm" svg:y="{top:.2f}cm" svg:width="{height}cm" svg:height="{height}cm"'
    data = f"<office:binary-data>{b64encode(_png(svg)).decode()}</office:binary-data>"
    return f"<draw:frame {place} {size}><draw:image>{data}</draw:image></draw:frame>"


def _png(svg: str) -> bytes:
    """A drawing as a picture, as letterheads hold it."""
    with pdfium.PdfDocument(drawing(svg)) as page:
        out = BytesIO()
        page[0].render(scale=3, fill_color=(255, 255, 255, 0), maybe_alpha=True).to_pil().save(out, "PNG")
    return out.getvalue()
