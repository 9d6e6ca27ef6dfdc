"""Sheets set by Typst."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path

import typst

from tests.made import emblem, fonts
from tests.made.blocks import Block, Emblem, Sheet

_TEMPLATE = Path(__file__).with_name("sheet.typ")
_DRAWING = """
#set page(width: 100pt, height: 100pt, margin: 0pt, fill: none)
#image(bytes(json(bytes(sys.inputs.svg))), width: 100pt)
"""
_MADE = 1_767_225_600  # 2026-01-01 UTC in every file: the same sheet has the same bytes


def pdf(sheet: Sheet) -> bytes:
    """A PDF of the sheet; parts that a hand is to write are set in a colour of their own."""
    drawing = next((block.drawing for block in sheet.blocks if isinstance(block, Emblem)), 0)
    whole = asdict(sheet) | {
        "blocks": [_block(block) for block in sheet.blocks],
        "has_bold": sheet.font in ("Laksaman", "Sarabun", "Norasi", "Kinnari", "Garuda", "Loma"),
        "emblem": emblem.svg(drawing),
        "seal": emblem.seal(),
        "figures": list("๐๑๒๓๔๕๖๗๘๙" if sheet.thai_figures else "0123456789"),
    }
    return compiled(_TEMPLATE.read_text(encoding="utf-8"), sheet=whole)


def compiled(source: str, **inputs: object) -> bytes:
    """A PDF of Typst source; `inputs` are given to it as JSON."""
    made = _compiler().compile(
        source.encode(),
        format="pdf",
        sys_inputs={name: json.dumps(value) for name, value in inputs.items()},
        timestamp=_MADE,
        pdf_tags=False,
    )
    assert isinstance(made, bytes)
    return made


def _block(block: Block) -> dict[str, object]:
    shown = asdict(block) | {"is": type(block).__name__}
    if "cells" in shown:
        shown["cells"] = [{"at": at, "runs": runs} for at, runs in shown["cells"]]
    return shown


@cache
def _compiler() -> typst.Compiler:
    found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts.folder())])
    return typst.Compiler(font_paths=found)


@cache
def drawing(svg: str) -> bytes:
    """A PDF page of 100 points square with one drawing."""
    return compiled(_DRAWING, svg=svg)
