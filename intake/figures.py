"""A second reader, for number and date lines alone: a small network of our own, run with numpy.

It shares nothing with Tesseract: no language, no dictionary, another way of cutting letters, other training. Where
both read the same figures, an error of one of them would have to be an error of the other. It reads letters without
their marks (a skeleton), and says of every column how likely a hand wrote there. Made by `intake/training`.
"""

from __future__ import annotations

import string
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

HEIGHT = 48  # pixels a line is brought to
STRIDE = 4  # pixels of that height to one column of answers
FIGURES = "๐๑๒๓๔๕๖๗๘๙" + string.digits
ALPHABET = "\0" + FIGURES + "/.-(),:" + "".join(map(chr, range(ord("ก"), ord("ฯ")))) + "ฯะาเแโใไๆ" + "x"
"""What a column may show: nothing (the CTC blank), figures, signs, letters without marks, and x for any Latin."""

_MODEL = Path(__file__).parent / "models" / "figures.npz"
_NARROWEST = 8
_WIDER = 1.25  # than it was taught: else 1, a dot and a slash side by side are lost, one number in twenty
_NEVER = -1e9  # the logarithm of no likelihood
_BESIDE = 3.0  # log-likelihood

Floats = np.ndarray[Any, np.dtype[np.float32]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the network sees in a line."""

    text: str
    places: tuple[float, ...]  # of each character, 0 to 1 of the picture's width
    odds: tuple[float, ...]  # of each character, 0 to 1
    hand: tuple[float, ...]  # of each character: how likely a hand wrote it


def read(line: Image.Image) -> Seen:
    """The characters of one line, cut out tightly, in grey. Folded: figures stay Thai or Arabic as they are."""
    seen, plain = _spelled(prepared(line, _WIDER)), _spelled(prepared(line))
    if not plain.text:
        return seen
    # Print that is made wider looks as if a pen had written it: each letter's odds are those of the nearest as taken.
    apart = np.abs(np.subtract.outer(seen.places, plain.places)) if seen.text else np.zeros((0, 1))
    return replace(seen, hand=tuple(plain.hand[at] for at in apart.argmin(axis=1)))


def _spelled(pixels: Floats) -> Seen:
    letters, hand = _answers(pixels)
    best = letters.argmax(axis=1)
    text, places, odds, by_hand = "", [], [], []
    before = 0
    for at, letter in enumerate(best):
        if letter and letter != before:
            text += ALPHABET[letter]
            places.append((at + 0.5) / len(best))
            odds.append(0.0)
            by_hand.append(0.0)
        if letter:
            odds[-1] = max(odds[-1], float(letters[at, letter]))
            by_hand[-1] = max(by_hand[-1], float(hand[at]))
        before = letter
    return Seen(text=text, places=tuple(places), odds=tuple(odds), hand=tuple(by_hand))


def columns(line: Image.Image) -> Floats:
    """How likely each letter of ALPHABET is in each column of a line, as logarithms: 0 for the likeliest."""
    odds, _ = _answers(prepared(line))
    logs: Floats = np.log(np.maximum(odds / odds.max(axis=1, keepdims=True), 1e-6))
    return logs


def spotted(line: Floats, texts: Sequence[str]) -> list[float]:
    """How well each of these texts (of ALPHABET) is borne out somewhere in the `columns` of a line: 0 at best.

    By the best path of CTC (Graves and others 2006) through the text, wherever it begins and ends, against the best
    path through anything: so what covers a line costs all texts alike. Beside the text paper is expected; what else
    stands there costs up to _BESIDE a column.
    """
    beside = np.maximum(line[:, 0], -_BESIDE)
    passed = np.concatenate(([0.0], np.cumsum(beside)))
    states = np.zeros((len(texts), 2 * max(map(len, texts)) + 1), dtype=int)  # blank, letter, blank, letter … blank
    for row, text in enumerate(texts):
        states[row, 1 : 2 * len(text) : 2] = [ALPHABET.index(letter) for letter in text]
    skips = np.full(states.shape, _NEVER)
    skips[:, 3::2][states[:, 3::2] != states[:, 1:-2:2]] = 0
    rows, ends = np.arange(len(texts)), np.array([2 * len(text) - 1 for text in texts])
    best, sums = np.full(len(texts), _NEVER), np.full(states.shape, _NEVER)
    for at, column in enumerate(line):
        reached = sums.copy()
        np.maximum(reached[:, 1:], sums[:, :-1], out=reached[:, 1:])
        np.maximum(reached[:, 2:], sums[:, :-2] + skips[:, 2:], out=reached[:, 2:])
        reached[:, 1] = np.maximum(reached[:, 1], passed[at])
        sums = reached + column[states]
        best = np.maximum(best, sums[rows, ends] - passed[at + 1])
    return [float(one) for one in best + passed[-1]]


def prepared(line: Image.Image, wider: float = 1.0) -> Floats:
    """A line as the network wants it: HEIGHT high, `wider` times as wide as that makes it, ink 1, paper 0."""
    wide = max(_NARROWEST * STRIDE, round(wider * line.width * HEIGHT / max(1, line.height)))
    pixels = np.asarray(line.convert("L").resize((wide, HEIGHT), Image.Resampling.BILINEAR), dtype=np.float32)
    paper, ink = np.percentile(pixels, 90), np.percentile(pixels, 1)
    level: Floats = (paper - pixels) / np.float32(max(25.0, float(paper - ink)))
    return np.clip(level, -0.2, 1.2)


def _answers(pixels: Floats) -> tuple[Floats, Floats]:
    """The odds of each letter, columns by letters, and of handwriting, by columns."""
    layers = _layers()
    x = pixels[None]
    for number, (pool, stride) in enumerate(LAYERS):
        x = np.maximum(_convolved(x, layers[f"weight{number}"], layers[f"bias{number}"], stride), 0)
        if pool != (1, 1):
            x = _pooled(x, pool)
    flat = x[:, 0].T
    scores = flat @ layers["letters"].T + layers["letters_bias"]
    hand = flat @ layers["hand"].T + layers["hand_bias"]
    scores -= scores.max(axis=1, keepdims=True)
    odds = np.exp(scores)
    return odds / odds.sum(axis=1, keepdims=True), 1 / (1 + np.exp(-hand[:, 0]))


LAYERS = (((1, 1), 2), ((2, 2), 1), ((2, 1), 1), ((1, 1), 1), ((1, 1), 1), ((1, 1), 1))
"""Of each convolution: the pooling behind it (rows, columns), and its step in both directions."""


def _convolved(x: Floats, weight: Floats, bias: Floats, stride: int) -> Floats:
    """A convolution that keeps the width; one as high as its input has no rows around it."""
    made, _, high, wide = weight.shape
    above = 0 if high == x.shape[1] else high // 2
    padded = np.pad(x, ((0, 0), (above, above), (wide // 2, wide // 2)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (high, wide), axis=(1, 2))[:, ::stride, ::stride]
    rows, columns = windows.shape[1:3]
    spread = windows.transpose(1, 2, 0, 3, 4).reshape(rows * columns, -1)
    return (spread @ weight.reshape(made, -1).T + bias).T.reshape(made, rows, columns)


def _pooled(x: Floats, pool: tuple[int, int]) -> Floats:
    rows, columns = x.shape[1] // pool[0], x.shape[2] // pool[1]
    cut = x[:, : rows * pool[0], : columns * pool[1]]
    pooled: Floats = cut.reshape(x.shape[0], rows, pool[0], columns, pool[1]).max(axis=(2, 4))
    return pooled


@cache
def _layers() -> dict[str, Floats]:
    with np.load(_MODEL) as stored:
        return {name: stored[name].astype(np.float32) for name in stored.files}
