"""What became of a letter that somebody wants sent, what follows now and how to go on. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dispatcher import audience
from dispatcher.compose import Attachment, Sender
from dispatcher.drafted import About, answers
from dispatcher.page import Page, Part, written
from registry.deliveries import Delivery
from registry.model import Letter
from registry.outgoing import Addressee, Approval, Outgoing, Stage
from templates import sendwords, thai_date

_AGAIN = {
    "sent_back": ("send", "to", "subject", "cancel"),
    "no_approver": ("send", "cancel"),
    "number_taken": ("cancel",),
}
"""What may be answered, by what became of it, while it is a draft."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Became:
    """What this mail is made of. `letter`: its entry, once it has one; `asked`: who is asked next; `to`: its
    recipients.

    `about` None: a number was reserved, and there is no letter yet.
    """

    about: About | None
    letter: Letter | None
    asked: Approval | None = None
    to: Sequence[Addressee] = ()
    attached: Sequence[Attachment] = ()


def compose_progress(sender: Sender, delivery: Delivery, became: Became, now: datetime) -> bytes:
    """The message, in one clear sentence and what follows."""
    said: Mapping[str, Any] = delivery.said or {}
    title, sentence, follows = sendwords.PROGRESS[said["what"]]
    values = _values(said, became)
    about = became.about
    names = _AGAIN.get(said["what"], ()) if about and about.sent.state is Stage.DRAFT else ()
    page = Page(
        title=title,
        lead=sentence.format(**values),
        urgency=about.urgency if about else "",
        parts=[Part(head=sendwords.HEADS["next"], lines=[follows.format(**values)])],
        offers=answers(sender, delivery, about, names) if about else (),
        ways=[sendwords.WAYS[name] for name in names],
    )
    return written(sender, delivery, page, _named(said, became), now, became.attached)


def _values(said: Mapping[str, Any], became: Became) -> dict[str, str]:
    letter, detail = became.letter, said.get("detail") or ""
    sent = became.about.sent if became.about else None
    printed = letter.letter_no if letter else sent.draft.fields.get("letter_no") if sent else None
    return {
        "name": sendwords.held(said.get("name") or sendwords.SOMEBODY),
        "note": sendwords.NOTE.format(note=sendwords.held(said["note"])) if said.get("note") else "",
        "detail": ", ".join(detail) if isinstance(detail, list) else sendwords.NOT_WRITTEN.get(detail, detail),
        "letter_no": said.get("letter_no") or printed or (letter.label if letter else ""),
        "date": thai_date(letter.date) if letter and letter.date else "",
        "purpose": sendwords.held((letter.remark if letter else None) or ""),
        "next": _next(sent, became.asked),
        "sending": _sending(became.to),
    }


def _next(sent: Outgoing | None, asked: Approval | None) -> str:
    if sent and sent.state is Stage.APPROVING and asked:
        return sendwords.WAITS_FOR.format(name=sendwords.held(asked.name), place=asked.place)
    return sendwords.WILL_BE_NUMBERED


def _sending(to: Sequence[Addressee]) -> str:
    return sendwords.BEING_SENT.format(to=audience.counted(to)) if to else sendwords.WILL_BE_SENT


def _named(said: Mapping[str, Any], became: Became) -> str:
    """By what its reader knows the letter: the number it has or was promised, then what it is about."""
    if became.about is None:
        return " ".join(filter(None, (said.get("letter_no"), became.letter.remark if became.letter else None)))
    number = became.letter.letter_no if became.letter else None
    return " ".join(filter(None, (number, became.about.subject)))
