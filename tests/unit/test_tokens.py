"""Tokens: ours are known, whatever mail programs do to them, and nothing else is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from registry.tokens import Tokens, has_token

OURS, OTHERS = Tokens(b"our secret"), Tokens(b"another secret")


def test_a_token_names_its_entry() -> None:
    assert OURS.letter_of(OURS.make(12)) == 12
    assert OURS.make(12) != OURS.make(12)


def test_it_is_known_in_a_message_id_and_in_a_subject_in_any_case() -> None:
    token = OURS.make(7)
    for text in (f"<{token}@office.example>", f"RE: ตรวจหนังสือรับ 7/2569 [{token}]", f"Re: {token.upper()}"):
        assert OURS.letter_of(text) == 7
        assert has_token(text)


def test_the_first_that_is_ours_counts() -> None:
    assert OURS.letter_of(f"{OTHERS.make(3)} {OURS.make(4)} {OURS.make(5)}") == 4


def test_another_secrets_is_none_of_ours() -> None:
    assert OURS.letter_of(OTHERS.make(12)) is None


@given(st.integers(0, 99), st.integers(0, 39), st.sampled_from("0a2z"))
def test_one_letter_changed_is_a_forgery(letter_id: int, at: int, letter: str) -> None:
    token = OURS.make(letter_id)
    forged = token[: at % len(token)] + letter + token[at % len(token) + 1 :]
    assert forged == token or OURS.letter_of(forged) is None


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    assert OURS.letter_of(text) is None
