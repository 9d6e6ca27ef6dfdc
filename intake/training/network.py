"""The network file of Tesseract, as far as needed to go on training where the stock Thai model stopped.

lstmtraining refuses integer networks, and only integer ones of Thai can be had as packages. Each weight is a byte
times a scale of its row; written out as doubles, the same network can be trained. Layout: lstm/network.cpp,
weightmatrix.cpp and lstmrecognizer.cpp of Tesseract 5.
"""

from __future__ import annotations

import struct

import numpy as np

_INT8, _DOUBLE = 1, 128  # flags of a weight matrix
_INT_NETWORK = 1  # flag of the recogniser
_NESTED = ("Series", "Parallel", "RTLReversed", "TTBReversed", "XYTranspose")
_GATES = 4  # of an LSTM over lines: cell, input, forget, output
_OWN_RATES = 1 << 6  # flag of a network whose layers have learning rates of their own


class _Walk:
    """Copies a network piece by piece, with the weights made float on the way."""

    def __init__(self, content: bytes) -> None:
        self._content, self._at, self.copied = content, 0, bytearray()

    def take(self, count: int) -> bytes:
        piece = self._content[self._at : self._at + count]
        self._at += count
        return piece

    def copy(self, layout: str) -> tuple[int, ...]:
        piece = self.take(struct.calcsize("<" + layout))
        self.copied += piece
        return struct.unpack("<" + layout, piece)

    def copy_string(self) -> str:
        (length,) = self.copy("I")
        piece = self.take(length)
        self.copied += piece
        return piece.decode()

    def rest(self) -> bytes:
        return self._content[self._at :]


def as_float(network: bytes) -> bytes:
    """An integer `lstm` component as the float network with the same weights. Raises ValueError for another layout."""
    walk = _Walk(network)
    _network(walk)
    tail = walk.rest()
    # The rest: network string, then training flags; the first flag says that the weights are integers.
    (length,) = struct.unpack_from("<I", tail)
    flags_at = 4 + length
    (flags,) = struct.unpack_from("<i", tail, flags_at)
    tail = tail[:flags_at] + struct.pack("<i", flags & ~_INT_NETWORK) + tail[flags_at + 4 :]
    return bytes(walk.copied) + tail


def _network(walk: _Walk) -> None:
    (kind,) = walk.copy("b")
    if kind != 0:
        raise ValueError(f"a network of an older layout (type {kind})")
    name = walk.copy_string()
    _, _, flags, *_ = walk.copy("bbiiii")
    walk.copy_string()
    if name in _NESTED:
        (count,) = walk.copy("I")
        for _ in range(count):
            _network(walk)
        if flags & _OWN_RATES:
            (rates,) = walk.copy("I")
            walk.copy(f"{rates}f")
    elif name == "Input":
        walk.copy("iiiii")
    elif name in ("Convolve", "Maxpool", "Reconfig"):
        walk.copy("ii")
    elif name in ("LSTM", "SummLSTM"):
        walk.copy("i")
        for _ in range(_GATES):
            _weights(walk)
    elif name in ("Tanh", "Relu", "Softmax", "Logistic", "Linear", "SoftmaxNoCTC", "Posclip", "Symclip"):
        _weights(walk)
    else:
        raise ValueError(f"a layer of type {name}")


def _weights(walk: _Walk) -> None:
    (flags,) = struct.unpack("<B", walk.take(1))
    walk.copied += bytes([(flags & ~_INT8) | _DOUBLE])
    if not flags & _INT8:
        raise ValueError("a network that is float already")
    rows, columns = struct.unpack("<II", walk.take(8))
    walk.take(1)  # the value of an empty cell
    weights = np.frombuffer(walk.take(rows * columns), dtype=np.int8).reshape(rows, columns)
    (count,) = struct.unpack("<I", walk.take(4))
    scales = np.frombuffer(walk.take(8 * count), dtype="<f8")
    grown = weights.astype("<f8") * scales[:rows, None]
    walk.copied += struct.pack("<IId", rows, columns, 0.0) + grown.tobytes()
