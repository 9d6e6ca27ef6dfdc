"""A classifier of short Thai texts, small enough to be trained anew from the register every day.

Ridge regression of one column a class on the weighted pieces (letters in a row) of a text, solved through the texts'
likeness to each other. Two things decided for it: it was as right as the support vectors and logistic regression of
scikit-learn (which would add 200 MB to the install), and it says of every text of its training, in closed form, what
it would have said without having seen it. From that its confidence is counted: not a formula's, but how often the
texts it was so far ahead on were right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log, sqrt
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import numpy as np

    Matrix = np.ndarray[Any, np.dtype[np.float32]]
    Columns = np.ndarray[Any, np.dtype[np.int32]]

_RIDGE = 0.5
_TWICE = 2
"""A piece that stands in one text only says nothing of others."""
_BLOCK = 2048
"""Columns at once while texts are compared: bounds the memory to a few MB a thousand texts."""

Text = TypeVar("Text")
Bag = Mapping[str, int]
"""The pieces of a text and how often each stands in it."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A class, and how often guesses as clear as this one were right among the texts learned from (0 to 1)."""

    name: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned: a weight for each piece and class, and how leads became confidence."""

    names: tuple[str, ...]
    _pieces: Mapping[str, tuple[int, float]]
    _weights: Matrix
    _means: Matrix
    _steps: tuple[tuple[float, float], ...]

    def guess(self, text: Bag, among: frozenset[str]) -> tuple[Guess, ...]:
        """All classes of `among`, the likeliest first. The others' share of the confidence falls away with them."""
        places, values = _weighed(text, self._pieces)
        scores = self._means + values @ self._weights[places]
        ranked = sorted((-float(score), name) for score, name in zip(scores, self.names, strict=True) if name in among)
        leads = [after - before for (before, _), (after, _) in pairwise([*ranked, (0.0, "")])]
        first = [self._confidence(leads[0])] if ranked else []
        return tuple(
            Guess(name, sure) for (_, name), sure in zip(ranked, [*first, *([0.0] * len(ranked))], strict=False)
        )

    def _confidence(self, lead: float) -> float:
        least, right = self._steps[0]
        if lead < least:  # less clear than any text learned from: the less, the less
            return right * max(lead, 0.0) / least
        return next(right for least, right in reversed(self._steps) if lead >= least)


def learn(texts: Sequence[Text], classes: Sequence[str], bag_of: Callable[[Text], Bag]) -> Learned:
    """Learn from texts and their classes, of which there must be two at least.

    `bag_of` takes a text to pieces. It is asked twice for each, because all pieces at once fill 100 MB.
    """
    import numpy as np  # late: a daemon with nothing to learn from does without its 30 MB

    names = tuple(sorted(set(classes)))
    pieces = _pieces(map(bag_of, texts), len(texts))
    rows = [_weighed(bag_of(text), pieces) for text in texts]
    wanted = np.zeros((len(texts), len(names)), np.float32)
    wanted[range(len(texts)), [names.index(each) for each in classes]] = 1
    means = wanted.mean(axis=0)
    like = _likeness(rows, len(pieces))
    np.fill_diagonal(like, like.diagonal() + np.float32(_RIDGE))
    inverse = np.linalg.inv(like)
    duals = inverse @ (wanted - means)
    weights = np.zeros((len(pieces), len(names)), np.float32)
    for (places, values), dual in zip(rows, duals, strict=True):
        weights[places] += np.outer(values, dual)
    unseen = wanted - duals / inverse.diagonal()[:, None]  # what each text would have got, had it not been there
    return Learned(names, pieces, weights, means, _steps(unseen, wanted))


def _pieces(texts: Iterable[Bag], number: int) -> dict[str, tuple[int, float]]:
    """The pieces worth a weight: the column of each, and how much it tells (the rarer the more)."""
    counted = Counter(piece for text in texts for piece in text)
    told = [(piece, log(number / count) + 1) for piece, count in counted.items() if count >= _TWICE]
    return {piece: (column, weight) for column, (piece, weight) in enumerate(told)}


def _weighed(text: Bag, pieces: Mapping[str, tuple[int, float]]) -> tuple[Columns, Matrix]:
    """The columns of a text's pieces and their values, of length 1 together."""
    import numpy as np

    known = [(*pieces[piece], count) for piece, count in text.items() if piece in pieces]
    values = [(1 + log(count)) * weight for _, weight, count in known]
    length = sqrt(sum(value * value for value in values)) or 1.0
    return np.array([column for column, _, _ in known], np.int32), np.array(values, np.float32) / np.float32(length)


def _likeness(rows: Sequence[tuple[Columns, Matrix]], columns: int) -> Matrix:
    """How alike each two texts are: the product of their values, a block of columns after another."""
    import numpy as np

    lines = np.concatenate([np.full(len(places), number) for number, (places, _) in enumerate(rows)])
    places = np.concatenate([places for places, _ in rows])
    values = np.concatenate([values for _, values in rows])
    like = np.zeros((len(rows), len(rows)), np.float32)
    for first in range(0, columns, _BLOCK):
        here = (places >= first) & (places < first + _BLOCK)
        block = np.zeros((len(rows), _BLOCK), np.float32)
        block[lines[here], places[here] - first] = values[here]
        like += block @ block.T
    return like


def _steps(unseen: Matrix, wanted: Matrix) -> tuple[tuple[float, float], ...]:
    """How often a lead was right, never less for a larger lead: pooled until it rises (isotonic regression).

    Each step is counted with one right and one wrong more than there were, so that few say little.
    """
    import numpy as np

    best = np.sort(unseen, axis=1)
    leads = best[:, -1] - best[:, -2]
    right = unseen.argmax(axis=1) == wanted.argmax(axis=1)
    pools: list[tuple[float, int, int]] = []  # least lead, right, all
    for at in np.argsort(leads):
        pool = (float(leads[at]), int(right[at]), 1)
        while pools and pools[-1][1] * pool[2] >= pool[1] * pools[-1][2]:
            least, was_right, were = pools.pop()
            pool = (least, was_right + pool[1], were + pool[2])
        pools.append(pool)
    return _rising([(least, (was_right + 1) / (were + 2)) for least, was_right, were in pools])


def _rising(steps: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """The steps made to rise once more: the counting-in of one each may have bent them."""
    highest, risen = 0.0, []
    for least, share in steps:
        highest = max(highest, share)
        risen.append((least, highest))
    return tuple(risen)
