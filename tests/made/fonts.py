"""The fonts of Thai offices, from Debian and from packages, in one folder for all engines.

TH SarabunIT๙ is not to be had freely; the letters that offices write in it are made in a font of the same habit, built
here: TH Sarabun New with the Thai figures drawn for the Arabic ones, so that a page shows ๗ where its text says 7.
"""

from __future__ import annotations

import os
import shutil
import sysconfig
from functools import cache
from pathlib import Path

import fontpkg_sarabun  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from PIL import ImageFont

IT9 = "TH Made IT9"

# Family: file, chance among letters. Some 70 of 100 letters are in TH Sarabun or its twin.
FAMILIES: dict[str, tuple[str, float]] = {
    "TH SarabunPSK": ("THSarabun.ttf", 26),
    "TH Sarabun New": ("THSarabunNew.ttf", 20),
    IT9: ("THMadeIT9.ttf", 16),
    "Laksaman": ("Laksaman.ttf", 9),
    "Sarabun": ("Sarabun-Regular.ttf", 7),
    "TH Niramit AS": ("THNiramitAS.ttf", 5),
    "Angsana New": ("AngsanaNew.ttf", 6),
    "TH KoHo": ("THKoHo.ttf", 1),
    "TH Krub": ("THKrub.ttf", 1),
    "TH K2D July8": ("THK2DJuly8.ttf", 1),
    "Norasi": ("Norasi.ttf", 2),
    "Kinnari": ("Kinnari.ttf", 1),
    "Garuda": ("Garuda.ttf", 1.5),
    "Loma": ("Loma.ttf", 1.5),
}
HANDS = ("THMaliGrade6.ttf", "THCharmofAU.ttf", "THKodchasal.ttf", "THSrisakdi.ttf", "Purisa.ttf")

# The wheel is an add-on of Odoo; only its fonts are wanted.
NATIONAL = Path(sysconfig.get_path("purelib"), "odoo/addons/l10n_th_fonts/static/fonts")
_TLWG = Path("/usr/share/fonts/truetype/tlwg")
_DEJAVU = Path("/usr/share/fonts/truetype/dejavu")


@cache
def folder() -> Path:
    """A folder with all of them, and a `fonts.conf` that knows no other."""
    made = Path(__file__).resolve().parents[2] / "build" / "made-fonts"
    if not (made / "fonts.conf").exists():
        made.mkdir(parents=True, exist_ok=True)
        for source in _sources():
            shutil.copy(source, made)
        _digits_drawn_thai(made / "THSarabunNew.ttf", made / "THMadeIT9.ttf")
        (made / "fonts.conf").write_text(
            f'<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig><dir>{made}</dir>'
            f"<cachedir>{made}/cache</cachedir></fontconfig>\n"
        )
    return made


def environment() -> dict[str, str]:
    """The environment for an engine that finds its fonts by fontconfig."""
    return os.environ | {"FONTCONFIG_FILE": str(folder() / "fonts.conf"), "OMP_THREAD_LIMIT": "1"}


@cache
def drawn(file: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(folder() / file), size)


@cache
def size(family: str) -> float:
    """The type size in points that looks like 16 points of TH Sarabun."""
    tall = [drawn(file, 200).getbbox("ก") for file in ("THSarabun.ttf", FAMILIES[family][0])]
    return round(16 * (tall[0][3] - tall[0][1]) / (tall[1][3] - tall[1][1]), 1)


def width(text: str, family: str, points: float) -> float:
    """About how wide the text will be, in cm."""
    return float(drawn(FAMILIES[family][0], 100).getlength(text)) / 100 * points * 2.54 / 72


def _sources() -> list[Path]:
    assert NATIONAL.is_dir(), "odoo-addon-l10n-th-fonts is not installed (make bench-reading)"
    named = [*(NATIONAL / file for file, _ in FAMILIES.values()), *(NATIONAL / file for file in HANDS)]
    wanted = [path for path in named if path.exists()]
    for family in ("Laksaman", "Norasi", "Kinnari", "Garuda", "Loma", "Purisa"):
        wanted += [path for path in (_TLWG / f"{family}.ttf", _TLWG / f"{family}-Bold.ttf") if path.exists()]
    sarabun = Path(fontpkg_sarabun.__file__).parent / "files"
    wanted += [path for path in sarabun.rglob("*.ttf") if path.stem in ("Sarabun-Regular", "Sarabun-Bold")]
    return wanted + list(_DEJAVU.glob("DejaVuSans.ttf"))


def _digits_drawn_thai(source: Path, target: Path) -> None:
    font = TTFont(source)
    for table in font["cmap"].tables:
        for figure in range(10):
            if table.isUnicode() and 0x0E50 + figure in table.cmap:
                table.cmap[0x30 + figure] = table.cmap[0x0E50 + figure]
    for record in font["name"].names:
        if record.nameID in (1, 4, 16):
            record.string = IT9
        elif record.nameID == 6:
            record.string = "THMadeIT9"
    font.save(target)
