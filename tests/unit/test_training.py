"""What `make train` writes for Tesseract's tools, as far as it can be told without training."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from intake.training.lstmf import as_taught, write_lines
from intake.training.network import as_float


def test_sara_am_is_taught_as_the_stock_model_writes_it() -> None:
    assert as_taught("กำหนด") == "กํ" + "าหนด"
    assert as_taught("น้ำ") == "นํ้า"
    assert as_taught("ผู้บริหาร") == "ผู้บริหาร"


def test_a_file_of_lines_holds_each_picture_with_its_text(tmp_path: Path) -> None:
    path = tmp_path / "lines.lstmf"
    write_lines(path, [(Image.new("L", (60, 20), 255), "ที่ ๑"), (Image.new("L", (80, 20), 0), "ที่ ๒")])
    content = path.read_bytes()
    assert struct.unpack_from("<I", content) == (2,)
    assert content.count(b"\x89PNG") == 2
    assert content.count("ที่ ๒".encode()) == 2  # of the page, and of its one box


def network(flags: int, weights: bytes) -> bytes:
    """A network of one layer, in Tesseract's layout, with the recogniser's tail behind it."""

    def string(text: str) -> bytes:
        return struct.pack("<I", len(text)) + text.encode()

    layer = b"\0" + string("Softmax") + struct.pack("<bbiiii", 0, 0, 0, 2, 2, 6) + string("Output")
    return layer + bytes([flags]) + weights + string("O1c2") + struct.pack("<i", 65)


def test_weights_of_one_byte_are_written_out_with_their_scales() -> None:
    whole = np.array([[10, -20, 30], [1, 2, 3]], dtype=np.int8)
    scales = struct.pack("<Idd", 2, 0.5, 0.25)
    grown = as_float(network(1, struct.pack("<IIb", 2, 3, 0) + whole.tobytes() + scales))
    at = grown.index(b"Output") + len("Output")
    flags, rows, columns, _ = struct.unpack_from("<BIId", grown, at)
    assert (flags, rows, columns) == (128, 2, 3)
    values = np.frombuffer(grown, dtype="<f8", count=6, offset=at + struct.calcsize("<BIId"))
    assert values.tolist() == [5.0, -10.0, 15.0, 0.25, 0.5, 0.75]
    assert struct.unpack_from("<i", grown, len(grown) - 4) == (64,)  # no longer a network of integers


def test_a_network_that_is_float_already_is_refused() -> None:
    with pytest.raises(ValueError, match="float already"):
        as_float(network(128, b""))
