"""The mails about one letter: who has it is told, reminded, their superior is told; the clerk is asked to check it.

All are one page: what is asked and by when, the fields as they stand, the picture they were read from, and the answers
this person may give, ready to be sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from dispatcher import offers, shown
from dispatcher.attached import Attached
from dispatcher.compose import Sender, addressed, filled, token_of
from registry.assignments import Assignment, Task
from registry.deliveries import Delivery, Purpose
from registry.model import Letter
from registry.people import People, Person, Post
from registry.store import BY_ITSELF
from templates import mailwords, short_moment, words

_LONGEST = 90  # letters of a letter's subject in a mail's


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a mail about an entry is made of. `assignment` None: it is a question to the clerk who checks.

    `thread`: the Message-ID of the notice a reminder goes with; `giver`: who gave it, where that is a person.
    """

    letter: Letter
    fields: Sequence[shown.Field]
    people: People
    reader: Person | None = None
    assignment: Assignment | None = None
    giver: Person | None = None
    suggested: Sequence[str] = ()
    picture: bytes | None = None
    files: Attached = field(default_factory=Attached)
    thread: str | None = None


def compose_notice(sender: Sender, delivery: Delivery, about: About, now: datetime) -> bytes:
    """The message of a CHECK, NOTICE, REMINDER or ESCALATION."""
    letter, secret = about.letter, shown.is_secret(about.letter)
    reader = _reader(about, delivery.purpose)
    doubts = [each for each in about.fields if each.doubt] if reader.corrects else []
    starts = [{"name": each.name, "start": each.start} for each in doubts]
    suggested = about.suggested if reader.task is Task.ACT else ()
    late = about.assignment.person if about.assignment and reader.above else ""
    given = list(offers.answers(reader, about.people, starts, suggested, late))
    token = token_of(delivery)
    reply_subject = f"ตอบ {shown.title(letter)} [{token}]"
    message = addressed(sender, delivery, _subject(delivery, about, token), now, thread=about.thread)
    values: dict[str, object] = {
        "above": words.ABOVE,
        "office": sender.name,
        "title": shown.title(letter),
        "urgency": letter.urgency or "",
        "lead": _lead(about, delivery.purpose, sender),
        "by": _by(about, sender, now),
        "told": _told(about),
        "fields": about.fields,
        "notes": shown.notes(letter),
        "asks": [each.name for each in doubts],
        "files": [] if secret else about.files.lines(),
        "ways": offers.ways(reader, starts),
        "offers": offers.buttons(sender.address, reply_subject, given),
    }
    if secret:
        return filled(message, "letter", values)
    return filled(message, "letter", values, picture=about.picture, attached=about.files.taken)


def _reader(about: About, purpose: Purpose) -> offers.Reader:
    above = purpose is Purpose.ESCALATION
    task = about.assignment.task if about.assignment and not above else None
    return offers.Reader(
        person=about.reader,
        task=task,
        above=above,
        checks=purpose is Purpose.CHECK,
        secret=shown.is_secret(about.letter),
    )


def _kind(about: About, purpose: Purpose) -> str:
    """The key of what this mail says: the task of a notice, else what it is for."""
    if purpose is Purpose.NOTICE and about.assignment:
        return str(about.assignment.task)
    return str(purpose)


def _subject(delivery: Delivery, about: About, token: str) -> str:
    """Urgency first, what is asked, the number, what it is about; the token last, where a phone cuts it off."""
    letter = about.letter
    what = mailwords.SUBJECTS[_kind(about, delivery.purpose)]
    if delivery.purpose is Purpose.CHECK:
        about_it = f"{what}{shown.title(letter)}"
    else:
        said = letter.subject if letter.subject and not shown.is_secret(letter) else ""
        about_it = " ".join(filter(None, (f"{what}:" if what else "", shown.title(letter), shortened(said, _LONGEST))))
    return " ".join(filter(None, (letter.urgency, about_it, f"[{token}]")))


def shortened(text: str, longest: int) -> str:
    """At most so many letters, and no mark parted from the letter it stands on."""
    if len(text) <= longest:
        return text
    end = longest - 1
    while end > 0 and ("ะ" <= text[end] <= "ฺ" or "็" <= text[end] <= "๎" or text[end - 1] in "เแโใไ"):
        end -= 1
    return f"{text[:end].rstrip()}…"


def _lead(about: About, purpose: Purpose, sender: Sender) -> str:
    if shown.is_secret(about.letter):
        return mailwords.LEADS["secret"]
    given = about.assignment
    values = {"name": given.name, "given": short_moment(given.given_at, sender.zone)} if given else {}
    kind = _kind(about, purpose)
    fell_to_clerk = given and given.given_by == BY_ITSELF and about.reader and about.reader.post is Post.CENTRAL_CLERK
    return mailwords.LEADS["untaken" if kind == Task.ACT and fell_to_clerk else kind].format(**values)


def _by(about: About, sender: Sender, now: datetime) -> str:
    if about.assignment is None or about.assignment.answer_by is None:
        return ""
    moment = short_moment(about.assignment.answer_by, sender.zone)
    late = about.assignment.answer_by <= now
    return (mailwords.WAS_DUE if late else mailwords.BY).format(moment=moment)


def _told(about: About) -> list[str]:
    """Who gave it and what they wrote with it; whom past letters suggest."""
    if about.assignment is None:
        return []
    given = about.assignment
    kind, _, name = given.given_by.partition(": ")
    if about.giver and about.giver != about.reader:
        kind, name = "person", about.giver.name
    lines = [mailwords.GIVEN[kind].format(name=name)] if kind in mailwords.GIVEN else []
    if given.note:
        theirs = about.reader is None or about.reader.address == given.person
        lines.append((mailwords.NOTE if theirs else mailwords.NOTE_TO).format(name=given.name, note=given.note))
    if about.suggested:
        lines.append(mailwords.SUGGESTED.format(names=", ".join(about.suggested)))
    return lines
