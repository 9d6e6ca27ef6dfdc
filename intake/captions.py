"""What is written in the picture of a letterhead: the names of fields, what was read of them, and in which colour."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from PIL import Image, ImageDraw, ImageFont

from registry.model import Found
from templates import words

WIDTH = 1000  # pixels
SURE, DOUBT, PAPER = "#1b7f3b", "#d9730d", "#ffffff"
PAD = 16  # pixels
TAG = 27  # pixels: the letters beside a box
_TITLE = 34  # pixels: those above an enlarged part
_INK = "#202020"


def title(name: str, found: Found) -> Image.Image:
    """The name of a field and what was read of it, over as many rows as it takes."""
    bold, plain = font(_TITLE, bold=True), font(_TITLE)
    head = f"{words.FIELDS[name]}  "
    pen = ImageDraw.Draw(Image.new("RGB", (1, 1)))
    indent = pen.textlength(head, bold)
    rows = _wrapped(_read(name, found), plain, WIDTH - 2 * PAD - indent)
    step = round(_TITLE * 1.5)
    part = Image.new("RGB", (WIDTH, 18 + step * len(rows)), PAPER)
    pen = ImageDraw.Draw(part)
    pen.text((PAD, 16 + step / 2), head, fill=colour_of(found), font=bold, anchor="lm")
    for number, row in enumerate(rows):
        pen.text((PAD + indent, 16 + step * (number + 0.5)), row, fill=_INK, font=plain, anchor="lm")
    return part


def legend() -> Image.Image:
    """What the two colours mean."""
    part = Image.new("RGB", (WIDTH, 48), PAPER)
    pen = ImageDraw.Draw(part)
    x = float(PAD)
    for colour, text in ((SURE, "อ่านได้แน่ใจ"), (DOUBT, "โปรดเทียบกับหนังสือ")):
        pen.rounded_rectangle((x, 12, x + 26, 36), 4, outline=colour, width=4)
        pen.text((x + 36, 24), text, fill=colour, font=font(TAG), anchor="lm")
        x += 70 + pen.textlength(text, font(TAG))
    return part


def tag_texts(name: str, found: Found) -> list[str]:
    """What may stand beside a box, the fullest first."""
    label = f"{words.FIELDS[name]}{'' if found.sure else '?'}"
    whole = f"{label} {_read(name, found)}"
    fitted = (_fitted(whole, font(TAG), room * WIDTH) for room in (0.6, 0.3))
    return [*dict.fromkeys(fitted), label]


def _read(name: str, found: Found) -> str:
    """What was read, as the person sees it: the value, «handwritten», or that nothing was found."""
    if not is_by_hand(found):
        return words.value(name, found.value, sure=found.sure)
    return f"{words.value(name, found.value)}  ({words.HANDWRITTEN})" if found.value else words.HANDWRITTEN


def is_by_hand(found: Found) -> bool:
    return found.evidence is not None and found.evidence.how == "handwritten"


def colour_of(found: Found) -> str:
    return SURE if found.sure else DOUBT


@cache
def font(size: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    """Sarabun, which comes with the program (SIL OFL 1.1), in pixels."""
    file = files("templates") / f"Sarabun-{'Bold' if bold else 'Regular'}.ttf"
    # Raqm sets Thai marks where they belong; Pillow's own layout does not.
    return ImageFont.truetype(str(file), size, layout_engine=ImageFont.Layout.RAQM)


def _fitted(text: str, face: ImageFont.FreeTypeFont, room: float) -> str:
    if face.getlength(text) <= room:
        return text
    while text and face.getlength(f"{text}…") > room:
        text = text[:-1]
    return f"{text}…"


def _wrapped(text: str, face: ImageFont.FreeTypeFont, room: float) -> list[str]:
    """Rows that fit; broken at a blank where there is one, for Thai puts few between words."""
    rows = []
    while face.getlength(text) > room:
        end = next(at for at in range(len(text), 0, -1) if face.getlength(text[:at]) <= room or at == 1)
        blank = text.rfind(" ", end // 2, end)
        cut = blank if blank > 0 else end
        while 0 < cut < len(text) and not text[cut].isspace() and "ะ" <= text[cut] <= "๎" and text[cut] not in "เแโใไ":
            cut -= 1  # not before a mark or a vowel that hangs on the letter before it
        rows.append(text[: cut or end].rstrip())
        text = text[cut or end :].lstrip()
    return [*rows, text]
