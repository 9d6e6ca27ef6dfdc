"""Sealed is sealed: it opens whole under its key, and what was touched, cut or swapped does not open."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.sealing import BrokenSeal, Sealer, is_sealed
from registry.vault import Vault

MB = 1 << 20
KEY = bytes(range(32))
SIZES = [0, 1, MB - 1, MB, MB + 1, 3 * MB]


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    made = Vault(tmp_path / "sealed", Sealer(KEY))
    yield made
    made.close()


def opened(sealed: bytes, key: bytes = KEY) -> bytes:
    return b"".join(Sealer(key).opened(io.BytesIO(sealed)))


def content(size: int) -> bytes:
    return (b"0123456789abcdef" * (size // 16 + 1))[:size]


@pytest.mark.parametrize("size", SIZES)
def test_what_was_sealed_opens_as_it_was_and_always_seals_alike(size: int) -> None:
    name, sealed = Sealer(KEY).seal(content(size))
    assert opened(sealed) == content(size)
    assert Sealer(KEY).seal(content(size)) == (name, sealed)
    assert content(size)[:16] not in sealed or size == 0
    other, otherwise = Sealer(bytes(32)).seal(content(size))
    assert (other, otherwise[60:]) != (name, sealed[60:])


@pytest.mark.parametrize("at", [0, 20, 60, 60 + MB, -1])
def test_a_changed_byte_is_noticed(at: int) -> None:
    _, sealed = Sealer(KEY).seal(content(3 * MB))
    sealed[at] ^= 1
    with pytest.raises(BrokenSeal):
        opened(sealed)


def test_chunks_cannot_be_cut_off_swapped_or_left_out() -> None:
    _, sealed = Sealer(KEY).seal(content(3 * MB))
    head, step = 49, MB + 16
    first, second, third = (sealed[head + step * at : head + step * (at + 1)] for at in range(3))
    for chunks in ([first, second], [second, first, third], [first, third], [first, second, third, third], []):
        with pytest.raises(BrokenSeal):
            opened(bytes(sealed[:head] + b"".join(map(bytes, chunks))))


def test_another_key_opens_nothing() -> None:
    with pytest.raises(BrokenSeal):
        opened(Sealer(KEY).seal(b"a letter")[1], bytes(32))


def test_texts_are_sealed_and_others_left_alone() -> None:
    sealer = Sealer(KEY)
    sealed = sealer.seal_text("ลับ/สอบสวน.pdf")
    assert is_sealed(sealed)
    assert "สอบสวน" not in sealed
    assert sealed != sealer.seal_text("ลับ/สอบสวน.pdf")
    assert sealer.open_text(sealed) == "ลับ/สอบสวน.pdf"
    for other in ("รับ.pdf", "sealed:no", sealed[:-4], Sealer(bytes(32)).seal_text("x")):
        assert sealer.open_text(other) == other


def test_the_vault_lends_an_original_without_a_name_on_any_disk(vault: Vault) -> None:
    (name,) = vault.keep([b"a letter" * 1000])
    assert vault.keep([b"a letter" * 1000]) == [name]
    assert b"a letter" not in vault.path(name).read_bytes()
    with vault.lent(name) as path:
        assert path.read_bytes() == b"a letter" * 1000
        assert "deleted" in str(path.resolve())
    assert not path.exists()


def test_a_broken_original_says_where_it_lies(vault: Vault) -> None:
    (name,) = vault.keep([b"a letter"])
    vault.path(name).chmod(0o600)
    vault.path(name).write_bytes(vault.path(name).read_bytes()[:-1])
    with pytest.raises(BrokenSeal, match=f"{name}.*backup"):
        vault.read(name)
