"""The paper of a scan made white: the dark around it, shade across it, and noise that print hardly stands out of.

What is measured here decides nothing by itself: a clean page goes through unchanged.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from PIL import Image, ImageFilter

Grey = np.ndarray[Any, np.dtype[np.uint8]]

BAND = 256
"""Rows of pixels worked on at once, where a copy of a page in floats would take memory."""

_CLEAN = 16.0  # contrast / noise above which a page is left as it is (heavy scans lie at 2-23, light above 55)
_SPARSE = 1.5  # times the contrast: the darkest 1 in 100 is paper where a page holds but a few lines
_COARSE = 8  # pixels of the page to one of the copy that borders and shade are measured on
_DARK = 0.55  # of the paper's brightness: darker at the edge is not paper
_BORDER = 0.01  # of the page: with less of it there is no border
_BRIGHT = 235.0  # levels that darker paper is brought to
_SHADED = 14  # levels the paper may differ across the page
_WIDEST = 19  # pixels of the coarse copy: wider than a letter, narrower than a shadow


def cleaned(grey: Image.Image) -> Image.Image:
    """A page ready to be read, but for its skew."""
    return lit(whitened(flattened(unbordered(grey))))


def unbordered(grey: Image.Image) -> Image.Image:
    """The dark that reaches in from the edges (a table under a photo, a scanner's lid) painted as paper."""
    small = np.asarray(grey.reduce(_COARSE), dtype=np.float32)
    if min(small.shape) < 3:
        return grey
    paper = float(np.percentile(small, 75))
    dark = small < _DARK * paper
    outside = np.zeros_like(dark)
    outside[[0, -1]], outside[:, [0, -1]] = dark[[0, -1]], dark[:, [0, -1]]
    count = 0
    while (now := int(outside.sum())) > count:
        count = now
        for _ in range(8):
            grown = outside.copy()
            grown[1:] |= outside[:-1]
            grown[:-1] |= outside[1:]
            grown[:, 1:] |= outside[:, :-1]
            grown[:, :-1] |= outside[:, 1:]
            outside = grown & dark
    if count < _BORDER * dark.size:
        return grey
    mask = Image.fromarray(outside.astype(np.uint8) * 255).filter(ImageFilter.MaxFilter(3))
    painted = grey.copy()
    painted.paste(round(paper), (0, 0), mask.resize(grey.size, Image.Resampling.NEAREST))
    return painted


def flattened(grey: Image.Image) -> Image.Image:
    """The page with the same white everywhere, where a shadow or uneven light lies across it."""
    small = grey.reduce(_COARSE)
    if min(small.size) < _WIDEST:
        return grey
    # The brightest near by is paper; the wide blur takes the filter's squares away.
    light = small.filter(ImageFilter.MedianFilter(3))
    for _ in range(_WIDEST // 4):
        light = light.filter(ImageFilter.MaxFilter(5))  # a large filter at once takes ten times as long
    light = light.filter(ImageFilter.GaussianBlur(_WIDEST / 2))
    field = np.asarray(light, dtype=np.float32)
    low, high = np.percentile(field, (2, 98))
    if high - low < _SHADED or low < 1:
        return grey
    lift = Image.fromarray(float(high) / np.maximum(field, 30.0))
    pixels, by = np.array(grey), lift.height / grey.height
    for top in range(0, len(pixels), BAND):
        rows = pixels[top : top + BAND]
        part = lift.resize(
            (grey.width, len(rows)), Image.Resampling.BILINEAR, (0, top * by, lift.width, (top + len(rows)) * by)
        )
        rows[:] = np.minimum(rows * np.asarray(part), 255)
    return Image.fromarray(pixels)


def lit(grey: Image.Image) -> Image.Image:
    """The page as bright as paper is, where it was scanned or lit too dark."""
    paper = float(np.median(np.asarray(grey)[::4, ::4]))
    if not 1 <= paper < _BRIGHT:
        return grey
    return grey.point([min(255, round(level * _BRIGHT / paper)) for level in range(256)])


def whitened(grey: Image.Image) -> Image.Image:
    """The noise step: where ink hardly stands out of the paper's noise, smooth it and make the paper white."""
    pixels, smooth = (np.asarray(one)[::4, ::4] for one in (grey, grey.filter(ImageFilter.GaussianBlur(1))))
    some = smooth.astype(np.float32)
    paper, ink, least = float(np.median(some)), float(np.percentile(some, 1)), float(np.percentile(some, 0.2))
    if paper - least > _SPARSE * (paper - ink):
        ink = least
    blank = some > paper - 12
    noise = float(np.std((pixels - some)[blank])) if blank.any() else 0.0
    contrast = paper - ink
    if contrast < 1 or contrast >= _CLEAN * noise:
        return grey
    stretched = np.clip((np.arange(256) - ink) / (0.7 * contrast) * 255, 0, 255).astype(int).tolist()
    return grey.filter(ImageFilter.GaussianBlur(1.3)).point(stretched)
