"""106 kinds of Thai mail and more, whole, through the child that reads them: each says what it was meant to say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from intake.child import Child
from intake.hints import Hints
from intake.readers import ReadMail, read_mail
from registry.errors import Unreadable
from tests.support.mailkinds import HARMLESS, HOSTILE, MailKind
from tests.support.processes import peak_memory

_MEMORY = 300 * 10**6  # bytes the child may ever have held
_SECONDS = 60.0  # a hang, not slowness: the machine may be busy


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    child = Child(_SECONDS)
    yield child
    child.close()


def test_there_are_at_least_106_kinds() -> None:
    assert len({kind.name for kind in HARMLESS + HOSTILE}) == len(HARMLESS + HOSTILE) >= 106


@pytest.mark.parametrize("kind", HARMLESS, ids=[kind.name for kind in HARMLESS])
def test_subject_names_and_body_are_right(kind: MailKind, child: Child, tmp_path: Path) -> None:
    _is_right(kind, _read(child, kind, tmp_path))


@pytest.mark.parametrize("kind", HOSTILE, ids=[kind.name for kind in HOSTILE])
def test_a_hostile_mail_does_no_harm(kind: MailKind, tmp_path: Path) -> None:
    child = Child(_SECONDS)
    try:
        if kind.problem is None:
            _is_right(kind, _read(child, kind, tmp_path))
        else:
            with pytest.raises(Unreadable) as refused:
                _read(child, kind, tmp_path)
            assert refused.value.problem is kind.problem
        assert child.call(peak_memory) < _MEMORY
    finally:
        child.close()


def _read(child: Child, kind: MailKind, folder: Path) -> ReadMail:
    path = folder / "mail.eml"
    path.write_bytes(kind.raw())
    read: ReadMail = child.call(read_mail, path, Hints())
    return read


def _is_right(kind: MailKind, read: ReadMail) -> None:
    mail = read.mail
    assert mail.subject == kind.subject
    assert tuple(part.document.name for part in read.parts if not part.document.inline) == kind.names
    assert mail.body == kind.body
    assert tuple(problem for _, problem in mail.refused) == kind.refused
    assert mail.message_id is not None
    assert mail.sender_address == "a@area.example"
    for text in (mail.subject, mail.sender_name, mail.body, mail.message_id):
        assert text.encode("utf-8").decode() == text  # a database takes it
