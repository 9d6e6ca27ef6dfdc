"""The program's own papers, set by Typst from `templates/*.typ`. The only module that imports it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typst import Compiler


def typeset(template: str, values: Mapping[str, object]) -> bytes:
    """The PDF that template `template` makes of these values, which must be plain enough for JSON.

    The same values give the same bytes: the templates keep the time of the making out of the file.
    """
    source = (files("templates") / f"{template}.typ").read_bytes()
    made = _compiler().compile(source, format="pdf", sys_inputs={"values": json.dumps(values)}, pdf_tags=False)
    assert isinstance(made, bytes)
    return made


@cache
def _compiler() -> Compiler:
    from typst import Compiler, Fonts  # late: 40 MB, and most days send no paper

    folder = str(files("templates"))
    fonts = Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
    return Compiler(root=folder, font_paths=fonts)
