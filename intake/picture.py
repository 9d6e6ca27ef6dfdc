"""The picture a person checks a reading by: the letterhead with a box around each field, and the doubtful parts large.

Drawn for a phone: 1000 pixels wide, in Thai, green where the reading is sure and orange where it must be looked at.
It is drawn for every letter, so a page is rendered fine only where a part of it is shown large.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Protocol

import numpy as np
from PIL import Image, ImageColor, ImageDraw
from PIL.PngImagePlugin import PngInfo

from intake.captions import DOUBT, PAD, PAPER, SURE, TAG, WIDTH, colour_of, font, is_by_hand, legend, tag_texts, title
from intake.image import frames, loaded, rendered
from intake.lines import Box
from intake.pdf import Pdf
from intake.quoting import MARK
from intake.sniff import DOC, DOCX, PDF
from intake.tags import place, quarters, turn
from intake.word import as_pdf
from registry.model import CORRECTABLE, REVIEWED, Found, Reading

_FINE = 220  # dots to the inch of a page that is shown large
_SQUEEZED = 7  # of 9: what more there is to gain in bytes costs twice the time
_HEAD = 0.62  # of the page's height: what stands lower is shown apart
_BELOW, _LEAST = 26.0, 0.22  # points shown below the lowest field; the least part of the page
_MARGIN = (12.0, 7.0)  # points around an enlarged part, across and down
_BY_HAND = 70.0  # points more to the right: a hand writes on beyond what was found of it
_A4_LONG = 842.0  # points
_ZOOM = 2.6  # times the letterhead's own scale
_TALLEST = 6000  # pixels


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page upright, `scale` pixels to the point, and the boxes of the fields read on it, in points."""

    picture: Image.Image
    scale: float
    boxes: Mapping[str, Box]

    @property
    def unit(self) -> float:
        """Points of this page to the point of an A4 page: scanners give pages of any size."""
        return max(self.picture.size) / self.scale / _A4_LONG


def draw_check(path: Path, media_type: str, reading: Reading) -> bytes:
    """The picture as PNG. Raises `Unreadable`."""
    drawn = {name: reading[name] for name in CORRECTABLE if _has_place(reading[name])}
    listed = [name for name in CORRECTABLE if name in REVIEWED or reading.value(name)]
    with _pages(path, media_type) as page:
        head = _sheet(page(1, fine=False), 1, drawn)
        low = _HEAD * head.picture.height / head.scale
        near = {name: box for name, box in head.boxes.items() if box[3] < low}
        if all(reading[name].sure for name in listed):
            listed = [name for name in listed if name not in near]  # what its box shows needs no second word
        large = [name for name in listed if name in drawn and not (reading[name].sure and name in near)]
        numbers = {_page(drawn[name]) for name in large}
        sheets = {number: _sheet(page(number, fine=True), number, drawn) for number in numbers}
    parts = [legend(), _letterhead(head, near, reading)]
    for name in sorted(listed, key=lambda name: reading[name].sure):
        parts.append(title(name, reading[name]))
        if name in large:
            parts.append(_enlarged(sheets[_page(drawn[name])], name, reading[name]))
    return _png(parts)


def _has_place(found: Found) -> bool:
    return found.evidence is not None and found.evidence.page > 0


def _page(found: Found) -> int:
    return found.evidence.page if found.evidence else 1


class _Page(Protocol):
    """Gives a page of a document as a viewer shows it, with its scale in pixels to the point."""

    def __call__(self, number: int, *, fine: bool) -> tuple[Image.Image, float]: ...


@contextmanager
def _pages(path: Path, media_type: str) -> Iterator[_Page]:
    if media_type in (DOCX, DOC):
        with as_pdf(path, media_type) as converted, _pages(converted, PDF) as page:
            yield page
    elif media_type == PDF:
        with Pdf(path) as pdf:

            def printed(number: int, *, fine: bool) -> tuple[Image.Image, float]:
                at = min(number, len(pdf))
                return rendered(pdf.render(at, _FINE if fine else round(72 * WIDTH / min(pdf.size(at)))))

            yield printed
    else:
        count = frames(path)

        @cache
        def scanned(number: int) -> tuple[Image.Image, float]:
            page, scale = loaded(path, number)
            return page.convert("RGB"), scale

        yield lambda number, *, fine: scanned(min(number, count))  # noqa: ARG005  # it is as fine as it is


def _sheet(page: tuple[Image.Image, float], number: int, drawn: Mapping[str, Found]) -> _Sheet:
    picture, scale = _whitened(page[0]), page[1]
    width, height = picture.width / scale, picture.height / scale
    here = {name: one.evidence.box for name, one in drawn.items() if one.evidence and one.evidence.page == number}
    boxes = {name: _within(box, width, height) for name, box in here.items()}
    turns = quarters(boxes, width, height)
    if turns:
        picture = picture.rotate(90 * turns, expand=True)
        boxes = {name: turn(box, turns, width, height) for name, box in boxes.items()}
    return _Sheet(picture, scale, boxes)


def _within(box: Box, width: float, height: float) -> Box:
    """A box that lies on the page, whatever was kept of it."""
    (left, right), (top, bottom) = sorted((box[0], box[2])), sorted((box[1], box[3]))
    left, top = min(max(0.0, left), width - 2), min(max(0.0, top), height - 2)
    return left, top, min(max(right, left + 1), width), min(max(bottom, top + 1), height)


def _whitened(page: Image.Image) -> Image.Image:
    """The paper white and the darkest ink black: easier to read on a phone, and a third of the bytes."""
    small = page.convert("L").reduce(4)
    levels, pixels = list(accumulate(small.histogram())), small.width * small.height
    ink = next(level for level, below in enumerate(levels) if below > 0.005 * pixels)
    paper = next(level for level, below in enumerate(levels) if below >= 0.5 * pixels)
    white = ink + 0.86 * (paper - ink)
    if white - ink < 16:
        return page
    return page.point(3 * [round(min(255.0, max(0.0, (level - ink) / (white - ink) * 255))) for level in range(256)])


def _letterhead(sheet: _Sheet, near: Mapping[str, Box], reading: Reading) -> Image.Image:
    """The top of the page, a box and a tag for each field in it."""
    shrunk = WIDTH / sheet.picture.width
    scale = sheet.scale * shrunk
    whole = round(sheet.picture.height * shrunk)
    lowest = max((box[3] for box in near.values()), default=0.4 * whole / scale) + _BELOW * sheet.unit
    height = round(min(whole, max(lowest * scale + TAG, _LEAST * whole)))
    head = _top(sheet.picture, height)
    grey = head.convert("L")
    darkness = _darkness(grey)
    boxes = {name: _pixels(box, scale, grey.size) for name, box in near.items()}
    pen = ImageDraw.Draw(head)
    for name, box in boxes.items():
        pen.rounded_rectangle(box, 4, outline=colour_of(reading[name]), width=2 if reading[name].sure else 4)
    taken = list(boxes.values())
    for name, box in boxes.items():
        texts = tag_texts(name, reading[name])
        sizes = [(pen.textlength(text, font(TAG)) + 14, TAG * 1.45) for text in texts]
        chosen, spot = place(box, sizes, grey.size, taken, darkness)
        _draw_tag(pen, spot, texts[chosen], colour_of(reading[name]))
        taken.append(spot)
    return head


def _pixels(box: Box, scale: float, size: tuple[int, int]) -> Box:
    left, top, right, bottom = (edge * scale for edge in box)
    return max(2.0, left - 4), max(2.0, top - 3), min(size[0] - 3.0, right + 4), min(size[1] - 3.0, bottom + 3)


def _top(page: Image.Image, height: int) -> Image.Image:
    """The first `height` pixels of a page, made WIDTH wide."""
    seen = (0.0, 0.0, float(page.width), min(float(page.height), height * page.width / WIDTH))
    if page.width == WIDTH:
        return page.crop((0, 0, WIDTH, height))
    return page.resize((WIDTH, height), Image.Resampling.LANCZOS, box=seen, reducing_gap=2.0)


def _darkness(grey: Image.Image) -> Callable[[Box], float]:
    """Gives the mean darkness (0 to 255) of any part of the picture, of which many are asked for."""
    sums = np.zeros((grey.height + 1, grey.width + 1), dtype=np.int64)
    np.cumsum(np.cumsum(255 - np.asarray(grey, dtype=np.int64), axis=0), axis=1, out=sums[1:, 1:])

    def darkness(spot: Box) -> float:
        left, right = (min(max(0, round(edge)), grey.width) for edge in (spot[0], spot[2]))
        top, bottom = (min(max(0, round(edge)), grey.height) for edge in (spot[1], spot[3]))
        total = sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left]
        return float(total) / max(1, (right - left) * (bottom - top))

    return darkness


def _draw_tag(pen: ImageDraw.ImageDraw, tag: Box, text: str, colour: str) -> None:
    pen.rounded_rectangle(tag, 6, fill=PAPER, outline=colour, width=2)
    pen.text((tag[0] + 7, (tag[1] + tag[3]) / 2), text, fill=colour, font=font(TAG), anchor="lm")


def _enlarged(sheet: _Sheet, name: str, found: Found) -> Image.Image:
    """The part of the page around a field, as large as fits."""
    left, top, right, bottom = sheet.boxes[name]
    across, down = (margin * sheet.unit for margin in _MARGIN)
    beyond = _BY_HAND * sheet.unit if is_by_hand(found) else 0.0
    box = (left - across, top - down, right + across + beyond, bottom + down)
    edges = [round(edge * sheet.scale) for edge in box]
    crop = sheet.picture.crop(
        (max(0, edges[0]), max(0, edges[1]), min(sheet.picture.width, edges[2]), min(sheet.picture.height, edges[3]))
    )
    zoom = min(_ZOOM * WIDTH / sheet.picture.width, (WIDTH - 2 * PAD - 6) / max(1, crop.width))
    size = max(1, round(crop.width * zoom)), max(1, round(crop.height * zoom))
    part = Image.new("RGB", (WIDTH, size[1] + 10), PAPER)
    part.paste(crop.resize(size, Image.Resampling.LANCZOS), (PAD + 3, 3))
    frame = (PAD, 0, PAD + size[0] + 5, size[1] + 5)
    ImageDraw.Draw(part).rectangle(frame, outline=colour_of(found), width=3)
    return part


def _png(parts: list[Image.Image]) -> bytes:
    height = min(_TALLEST, sum(part.height for part in parts) + PAD)
    whole = Image.new("RGB", (WIDTH, height), PAPER)
    y = 0
    for part in parts:
        whole.paste(part, (0, y))
        y += part.height
    mark = PngInfo()
    keyword, _, text = MARK.decode().partition("\0")
    mark.add_text(keyword, text)
    out = io.BytesIO()
    whole.quantize(palette=_palette(), dither=Image.Dither.NONE).save(
        out, "PNG", compress_level=_SQUEEZED, pnginfo=mark
    )
    return out.getvalue()


@cache
def _palette() -> Image.Image:
    """Few colours make a small PNG: greys, each colour of ours fading into the paper, and a rough cube for inks."""
    steps = [round(255 * at / 15) for at in range(16) for _ in range(3)]
    for colour in (SURE, DOUBT):
        accent = ImageColor.getrgb(colour)[:3]
        steps += [round(part + (255 - part) * at / 8) for at in range(8) for part in accent]
    inks = range(0, 256, 51)
    steps += [part for red in inks for green in inks for blue in inks for part in (red, green, blue)]
    palette = Image.new("P", (1, 1))
    palette.putpalette(steps)
    return palette
