"""Trains the reader of figures (`intake/figures.py`): PyTorch for the training, numpy for the use.

A convolutional network without memory or language, so that what it reads is what stands there, with the CTC loss
(Graves 2006) over letters without marks and a second answer for each column: whether a hand wrote it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import nn

from intake.figures import ALPHABET, HEIGHT, LAYERS, STRIDE, prepared
from intake.thai import MARKS
from intake.training.paint import Painter, Piece
from intake.training.texts import Texts
from intake.training.words import load_words

_SIZES = ((5, 5, 20), (3, 3, 32), (3, 3, 48), (3, 3, 64), (6, 3, 112), (1, 3, 128))  # rows, columns, channels
_BY_HAND = 0.3  # of the lines
_FIGURES = 0.85  # of the lines: those by hand, numbers and dates
_TOGETHER = 24  # lines of about one width a step
_NUMBER = {letter: at for at, letter in enumerate(ALPHABET)}


class Line(NamedTuple):
    pixels: np.ndarray  # HEIGHT x width, bytes
    letters: tuple[int, ...]
    hand: tuple[tuple[float, float], ...]


def skeleton(text: str) -> str:
    """The text as the network writes it: no marks, no blanks, SARA AM as SARA AA, Latin as x."""
    kept = (("า" if one == "ำ" else one) for one in text if one not in MARKS and not one.isspace())
    return "".join(one if one in _NUMBER else "x" if one.isascii() and one.isalpha() else "" for one in kept)


def make_lines(seed: int, count: int, crossed: float = 0.0, beside: float = 0.5, dates: float = 0.23) -> Iterator[Line]:
    """Number and date lines for the most part, some running text, a third with a part in handwriting.

    `crossed`, `beside`: see `Painter`; `dates`: the share of printed dates.
    """
    words = load_words()
    texts, painter, dice = Texts(words, seed), Painter(seed, crossed, beside), random.Random(seed)
    while count:
        pieces = _pieces(texts, dice, dates)
        text = "".join(piece for piece, _ in pieces)
        letters = tuple(_NUMBER[letter] for letter in skeleton(text))
        if not 3 <= len(letters) <= 44:
            continue
        around = (texts.line(), texts.line()) if dice.random() < 0.6 else ()
        painted = painter.paint(pieces, around)
        pixels = (np.clip(prepared(painted.picture), 0, 1) * 255).astype(np.uint8)
        if pixels.shape[1] // STRIDE < 2 * len(letters):
            continue
        count -= 1
        yield Line(pixels, letters, painted.hand)


def _pieces(texts: Texts, dice: random.Random, dates: float) -> Sequence[Piece]:
    roll = dice.random()
    if roll < _BY_HAND:
        return _by_hand(texts, dice)
    if roll < _FIGURES - dates:
        line = texts.number_line()
    elif roll < _FIGURES:
        line = texts.date_line()
    else:
        line = dice.choice((texts.stamp, texts.figures, texts.place, texts.agency, texts.running))()[:40]
    return [(texts.digits(line), False)]


def _by_hand(texts: Texts, dice: random.Random) -> Sequence[Piece]:
    """A form filled in with a pen: the running number, the day, or the whole of it."""
    roll = dice.random()
    if roll < 0.55:
        number = texts.number()
        code, slash, running = number.rpartition("/")
        if dice.random() < 0.15:
            return [("ที่ ", False), (texts.digits(number), True)]
        circular = "ว " if running.startswith("ว") else ""
        return [
            (texts.digits(f"ที่ {code}{slash}{circular}"), False),
            (texts.digits(running.removeprefix("ว").strip() or "1"), True),
        ]
    date = texts.date().split(" ", 1)
    lead = dice.choice(("", "", "วันที่ ", "ณ วันที่ "))
    if dice.random() < 0.2:
        return [(lead, False), (texts.digits(" ".join(date)), True)] if lead else [(texts.digits(" ".join(date)), True)]
    rest = texts.digits(f" {date[-1]}")
    return [(lead, False), (texts.digits(date[0]), True), (rest, False)]


class Network(nn.Module):
    """The layers of `intake.figures`, with batch normalisation between, which is folded into them at the end."""

    def __init__(self) -> None:
        super().__init__()
        before, blocks = 1, []
        for number, ((rows, columns, made), (pool, step)) in enumerate(zip(_SIZES, LAYERS, strict=True)):
            around = (0 if number == 4 else rows // 2, columns // 2)
            blocks.append(nn.Conv2d(before, made, (rows, columns), stride=step, padding=around, bias=False))
            blocks += [nn.BatchNorm2d(made), nn.ReLU()]
            if pool != (1, 1):
                blocks.append(nn.MaxPool2d(pool))
            before = made
        self.body = nn.Sequential(*blocks)
        self.letters, self.hand = nn.Linear(before, len(ALPHABET)), nn.Linear(before, 1)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        flat = self.drop(self.body(x).squeeze(2).permute(0, 2, 1))
        return self.letters(flat), self.hand(flat).squeeze(2)


def train(lines: Sequence[Line], seed: int, rounds: float, pace: float, out: Path, begun: Path | None = None) -> None:
    """Train on `lines`, each seen `rounds` times with small changes, and write the weights for numpy.

    `begun`: weights, written so, to go on from.
    """
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    dice = np.random.default_rng(seed)
    network = _begun(begun) if begun else Network()
    steps = int(rounds * len(lines) / _TOGETHER)
    driver = torch.optim.AdamW(network.parameters(), weight_decay=1e-3)
    paced = torch.optim.lr_scheduler.OneCycleLR(driver, max_lr=pace, total_steps=steps, pct_start=0.1)
    ctc, by_hand = nn.CTCLoss(zero_infinity=True), nn.BCEWithLogitsLoss()
    batches = _batches(lines, dice)
    for step in range(steps):
        pixels, letters, lengths, hand = next(batches)
        scores, written = network(pixels)
        columns = torch.full((len(lengths),), scores.shape[1], dtype=torch.long)
        loss = ctc(scores.log_softmax(2).permute(1, 0, 2), letters, columns, lengths)
        loss = loss + 0.3 * by_hand(written, hand[:, : written.shape[1]])
        driver.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        driver.step()
        paced.step()
        if step % 200 == 0:
            print(f"figures: step {step} of {steps}, loss {loss.item():.3f}", flush=True)
        if step % 2000 == 1999:
            _export(network, out)
    _export(network, out)


def _begun(path: Path) -> Network:
    """A network with these weights. They have their normalisation in them, so its layers only pass on."""
    network = Network()
    layers = [layer for layer in network.body if isinstance(layer, nn.Conv2d | nn.BatchNorm2d)]
    with np.load(path) as stored, torch.no_grad():
        weights = {name: torch.from_numpy(stored[name].astype(np.float32)) for name in stored.files}
        for number, (convolution, norm) in enumerate(zip(layers[::2], layers[1::2], strict=True)):
            convolution.weight.copy_(weights[f"weight{number}"])
            norm.bias.copy_(weights[f"bias{number}"])
            norm.eval()
        for name, answer in (("letters", network.letters), ("hand", network.hand)):
            answer.weight.copy_(weights[name])
            answer.bias.copy_(weights[f"{name}_bias"])
    return network


def _batches(lines: Sequence[Line], dice: np.random.Generator) -> Iterator[tuple[torch.Tensor, ...]]:
    """Lines of about one width together, for ever, in another order each round."""
    by_width = sorted(range(len(lines)), key=lambda at: lines[at].pixels.shape[1])
    groups = [by_width[at : at + _TOGETHER] for at in range(0, len(by_width), _TOGETHER)]
    while True:
        for group in dice.permutation(len(groups)):
            chosen = [lines[at] for at in groups[group]]
            yield _batch(chosen, dice)


def _batch(chosen: Sequence[Line], dice: np.random.Generator) -> tuple[torch.Tensor, ...]:
    width = max(line.pixels.shape[1] for line in chosen) + 8
    width += -width % STRIDE
    pixels = np.zeros((len(chosen), 1, HEIGHT, width), dtype=np.float32)
    hand = np.zeros((len(chosen), width // STRIDE), dtype=np.float32)
    for row, line in enumerate(chosen):
        ink = np.roll(line.pixels.astype(np.float32) / 255, dice.integers(-2, 3), axis=0)
        ink = ink * dice.uniform(0.8, 1.2) + dice.normal(0, dice.uniform(0, 0.05), ink.shape)
        at = dice.integers(0, 8)
        pixels[row, 0, :, at : at + ink.shape[1]] = ink
        for left, right in line.hand:
            begins, ends = (round((at + edge * ink.shape[1]) / STRIDE) for edge in (left, right))
            hand[row, begins:ends] = 1
    letters = torch.tensor([letter for line in chosen for letter in line.letters], dtype=torch.long)
    lengths = torch.tensor([len(line.letters) for line in chosen], dtype=torch.long)
    return torch.from_numpy(pixels), letters, lengths, torch.from_numpy(hand)


def _export(network: Network, out: Path) -> None:
    """The convolutions with their normalisation folded in, as half floats."""
    stored: dict[str, np.ndarray] = {}
    layers = [layer for layer in network.body if isinstance(layer, nn.Conv2d | nn.BatchNorm2d)]
    for number, (convolution, norm) in enumerate(zip(layers[::2], layers[1::2], strict=True)):
        assert isinstance(norm, nn.BatchNorm2d)
        factor = norm.weight / torch.sqrt(norm.running_var + norm.eps)  # type: ignore[operator]
        stored[f"weight{number}"] = (convolution.weight * factor[:, None, None, None]).detach().numpy()
        stored[f"bias{number}"] = (norm.bias - norm.running_mean * factor).detach().numpy()  # type: ignore[operator]
    stored |= {
        "letters": network.letters.weight.detach().numpy(),
        "letters_bias": network.letters.bias.detach().numpy(),
    }
    stored |= {"hand": network.hand.weight.detach().numpy(), "hand_bias": network.hand.bias.detach().numpy()}
    np.savez_compressed(out, **{name: values.astype(np.float16) for name, values in stored.items()})
