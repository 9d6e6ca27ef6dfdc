"""Folding makes equal what a person reads as equal, and nothing else."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.fold import fold, words

THAI = st.text(alphabet=st.characters(min_codepoint=0x0E01, max_codepoint=0x0E5B, categories=("L", "M", "N", "P", "S")))
TEXT = st.one_of(st.text(), THAI, st.text(alphabet="กขน\u0e48\u0e33\u0e4d\u0e32 ๑1\u200b\u0e38\u0e49"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ศธ ๐๔๙๙๙/๑๒๓", "ศธ 04999/123"),
        ("กำหนดการ", "ก\u0e4d\u0e32หนดการ"),
        ("น้ำ", "น\u0e49\u0e4d\u0e32"),
        ("น้ำ", "น\u0e4d\u0e49\u0e32"),
        ("น้ำ", "น\u0e49\u0e4d \u0e32"),
        ("ศธ 04999/ว 12", "ศธ04999/ว12"),
        ("Zoom", "ZOOM"),
        ("ประ\u200bชุม", "ประชุม"),
        ("ประ\u00adชุม\ufeff", "ประชุม"),
        ("อยู่", "อย\u0e48\u0e39"),
        ("a\u00a0b\n", "ab"),
    ],
)
def test_what_looks_the_same_is_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("12/3", "1/23"), ("ขา", "ข้า"), ("ว 12", "12"), ("น้ำ", "น้า"), ("12", "21"), ("-", "–")]
)
def test_what_reads_differently_stays_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(TEXT)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(TEXT)
def test_the_way_of_composing_makes_no_difference(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text)) == fold(text)


@given(st.text(alphabet="0123456789/. กข"))
def test_digits_of_either_script_are_equal(text: str) -> None:
    assert fold(text.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))) == fold(text)


@given(TEXT)
def test_sara_am_of_either_spelling_is_equal(text: str) -> None:
    assert fold(text.replace("\u0e33", "\u0e4d\u0e32")) == fold(text)


@given(TEXT)
def test_nothing_blank_is_left(text: str) -> None:
    assert not any(char.isspace() for char in fold(text))


@given(st.lists(THAI.map(lambda text: f"ก{text}"), min_size=1))
def test_a_search_finds_each_word_in_what_it_was_taken_from(text: list[str]) -> None:
    entry = fold(" ".join(text))
    assert all(word in entry for word in words("  ".join(text)))


def test_a_search_for_nothing_has_no_words() -> None:
    assert words(" \u200b \t") == []
