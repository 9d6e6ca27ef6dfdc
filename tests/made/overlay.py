"""The receiver's stamp laid over a finished page as text, as e-mail registries do."""

from __future__ import annotations

import io

import pikepdf

from tests.made.typeset import compiled

_SOURCE = """
#let d = json(bytes(sys.inputs.stamp))
#set page(width: d.width * 1pt, height: d.height * 1pt, margin: 0pt, fill: none)
#set text(font: "TH Sarabun New", size: 13pt, fill: rgb(30, 50, 160), fallback: false)
#place(top + right, dx: -24pt, dy: 16pt, box(stroke: 0.8pt + rgb(30, 50, 160), inset: 5pt, d.lines.join(linebreak())))
"""


def stamped(made: bytes, lines: tuple[str, ...]) -> bytes:
    """The PDF with a stamp of these lines at the top right of its first page."""
    with pikepdf.open(io.BytesIO(made)) as opened:
        page = opened.pages[0]
        box = page.mediabox
        stamp = compiled(_SOURCE, stamp={"width": float(box[2]), "height": float(box[3]), "lines": lines})
        with pikepdf.open(io.BytesIO(stamp)) as over:
            page.add_overlay(over.pages[0], pikepdf.Rectangle(page.mediabox))
        out = io.BytesIO()
        opened.save(out)
        return out.getvalue()
