"""PDFs damaged on their way: cut off, bits turned over, tables broken, bytes changed by mail programs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

Named = tuple[str, bytes]


def all_of(name: str, sound: bytes, dice: Random) -> Iterator[Named]:
    """Every kind of damage to one file, and some of them several times over."""
    for share in (0.02, 0.3, 0.6, 0.9, 0.99):
        yield f"{name}-cut-{share}", sound[: round(len(sound) * share)]
    for bits in (1, 10, 100, 1000):
        yield f"{name}-flipped-{bits}", flipped(sound, bits, dice)
    start = dice.randrange(len(sound) // 2)
    yield f"{name}-zeroed", sound[:start] + bytes(2000) + sound[start + 2000 :]
    yield f"{name}-swapped", sound[start:] + sound[:start]
    yield f"{name}-no-xref", sound.replace(b"startxref", b"startxxxx")
    yield f"{name}-xref-elsewhere", re.sub(rb"startxref\s+\d+", b"startxref\n7", sound)
    yield f"{name}-lengths-wrong", re.sub(rb"/Length \d+", b"/Length 3", sound)
    yield f"{name}-lengths-huge", re.sub(rb"/Length \d+", b"/Length 99999999", sound)
    yield f"{name}-crlf", sound.replace(b"\n", b"\r\n")
    yield f"{name}-seven-bit", bytes(byte & 0x7F for byte in sound)
    yield f"{name}-junk-before", dice.randbytes(900) + sound
    yield f"{name}-junk-behind", sound + dice.randbytes(5000)
    yield f"{name}-twice", sound + sound
    yield f"{name}-no-endobj", sound.replace(b"endobj", b"      ")
    yield f"{name}-no-endstream", sound.replace(b"endstream", b"         ")


def flipped(sound: bytes, bits: int, dice: Random) -> bytes:
    changed = bytearray(sound)
    for _ in range(bits):
        changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
    return bytes(changed)
