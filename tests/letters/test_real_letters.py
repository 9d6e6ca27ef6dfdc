"""Public letters of Thai offices, where they are at hand: what is read, and that nothing wrong is sure."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from intake.reading import read_document
from intake.sniff import PDF
from intake.thai import fold
from registry.model import Reading

_FOLDER = Path(__file__).resolve().parents[2] / ".." / "shared" / "letters"
_TRUE = ("kind", "letter_no", "date", "subject", "sender", "addressee", "urgency", "secrecy")  # what truth.json tells
_NAMES = {"sender": "from", "addressee": "to"}
_SOUND = ("good", "faulty")  # text layers that can be read, some after repair

pytestmark = [
    pytest.mark.skipif(not (_FOLDER / "truth.json").is_file(), reason="../shared/letters is not here"),
]


def _truths() -> list[dict[str, Any]]:
    path = _FOLDER / "truth.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []


@cache
def _reading(file: str) -> Reading:
    return read_document(_FOLDER / file, PDF)


def _accepted(truth: dict[str, Any], name: str) -> set[str | None]:
    key = _NAMES.get(name, name)
    values = {"external" if truth[key] == "circular" else truth[key], *truth.get("accept", {}).get(key, ())}
    return {fold(value) if value else value for value in values}


def _read_value(file: str, name: str) -> str | None:
    value = _reading(file).value(name)
    return fold(value) if value else value


_TRUTHS = _truths()
_EACH = pytest.mark.parametrize("truth", _TRUTHS, ids=[truth["id"] for truth in _TRUTHS])


@_EACH
def test_the_kind_is_right(truth: dict[str, Any]) -> None:
    assert _read_value(truth["file"], "kind") in _accepted(truth, "kind")


@_EACH
def test_no_wrong_value_is_sure_and_no_handwriting_is(truth: dict[str, Any]) -> None:
    reading = _reading(truth["file"])
    for name in _TRUE:
        if reading[name].sure:
            assert _read_value(truth["file"], name) in _accepted(truth, name), name
            assert _NAMES.get(name, name) not in truth["handwritten"], name


@_EACH
def test_a_text_layer_that_can_be_mended_gives_every_field(truth: dict[str, Any]) -> None:
    if truth["text_quality"] not in _SOUND:
        pytest.skip("a scan")
    for name in set(_TRUE) - {"date"}:
        assert _read_value(truth["file"], name) in _accepted(truth, name), name
    assert _reading(truth["file"]).value("date") == truth["date"]


@_EACH
def test_urgency_and_secrecy_are_seen_on_scans_too(truth: dict[str, Any]) -> None:
    for name in ("urgency", "secrecy"):
        assert _reading(truth["file"]).value(name) == truth[name]
