"""The mails before a letter of ours has its number: to who wants it sent, and to who approves it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from dispatcher import audience, offers
from dispatcher.attached import MB, attach, file_name
from dispatcher.compose import Attachment, Sender, token_of
from dispatcher.page import Page, Part, written
from dispatcher.shown import Field
from registry.deliveries import Delivery, Purpose
from registry.model import Role
from registry.outgoing import Approval, Outgoing, SentFile, Stage, Verdict
from registry.schools import Schools
from templates import mailwords, sendwords, short_moment, thai_date, words

_CLASSIFIED = "secret"
"""The fault of what has a class of secrecy."""
_DRAFT, _WRONG, _APPROVAL = (
    ("send", "to", "subject", "cancel"),
    ("to", "subject", "cancel"),
    ("approve", "send_back", "refuse"),
)
"""What may be answered: to a draft, to one that must be mended first, to a proposal."""
_LONGEST = 100  # characters of a value that stands ready to be mended: a link of more is cut off by Outlook


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What these mails are made of. `line`: every step of its approval so far; `steps`: the places of the line that
    will be asked, each with the name of who holds it, "" where nobody does."""

    sent: Outgoing
    files: Sequence[SentFile]
    known: Schools
    line: Sequence[Approval] = ()
    steps: Sequence[tuple[str, str]] = ()

    @property
    def subject(self) -> str:
        return self.sent.draft.fields.get("subject") or ""

    @property
    def urgency(self) -> str:
        return self.sent.draft.fields.get("urgency") or ""


def compose_draft(sender: Sender, delivery: Delivery, about: About, now: datetime) -> bytes:
    """To who wants it sent: what was read, to whom it would go, what is missing, who will be asked."""
    if any(what == _CLASSIFIED for what, _ in about.sent.draft.faults):
        return _compose_classified(sender, delivery, about, now)
    said: Mapping[str, Any] = delivery.said or {}
    wrong = forbidding(about)
    to = audience.audience(about.sent.draft, about.known)
    steps = [
        sendwords.STEP.format(place=place, name=sendwords.held(name) or sendwords.NOBODY) for place, name in about.steps
    ]
    names = _WRONG if wrong else _DRAFT
    page = Page(
        title=sendwords.DRAFT_WRONG if wrong else sendwords.DRAFT,
        lead=sendwords.DRAFT_WRONG_LEAD if wrong else sendwords.DRAFT_LEAD,
        urgency=about.urgency,
        faults=[*(words.trouble(*each) for each in said.get("faults", ())), *wrong],
        doubts=warnings(about),
        told=[sendwords.done(step) for step in said.get("done", ())],
        fields=[
            *facts(about),
            Field(key="person", name=sendwords.NAMES["to_text"], value=f"«{sendwords.held(about.sent.draft.to_text)}»"),
        ],
        parts=[_to(to, about), _files(about), Part(head=sendwords.HEADS["line"], lines=steps or [sendwords.NO_STEPS])],
        offers=answers(sender, delivery, about, names),
        ways=[sendwords.WAYS[name] for name in names],
    )
    every = audience.full_list(to).replace("\n", "\r\n").encode("utf-8-sig")
    listed = [Attachment(name=sendwords.LIST_FILE, media_type="text/plain", content=every)]
    return written(sender, delivery, page, about.subject, now, listed if audience.is_long(to) else ())


def compose_approval(
    sender: Sender,
    delivery: Delivery,
    about: About,
    step: Approval,
    original: Callable[[str], bytes],
    most: int,
    now: datetime,
) -> bytes:
    """To who is asked for `step`: the letter itself, who wants it sent and to whom, who approved before.

    Raises OSError where a file cannot be read.
    """
    sizes = {file.kept.sha256: file.size for file in about.files}
    taken, left = attach("", [file.kept for file in about.files], original, sizes.__getitem__, most)
    missing = [mailwords.TOO_LARGE.format(name=name, mb=size / MB) for name, size in left]
    to = audience.audience(about.sent.draft, about.known)
    decided = list(_decided(about.line, sender.zone))
    page = Page(
        title=sendwords.APPROVAL,
        lead=sendwords.APPROVAL_LEAD.format(name=sendwords.held(about.sent.name), place=step.place),
        urgency=about.urgency,
        doubts=warnings(about),
        fields=[_person(about.sent), *facts(about)],
        parts=[
            _to(to, about, in_file=False),
            _files(about),
            *([Part(head=sendwords.HEADS["decided"], lines=decided)] if decided else []),
        ],
        offers=answers(sender, delivery, about, _APPROVAL),
        ways=[sendwords.WAYS[name] for name in _APPROVAL],
        small=[*missing, sendwords.ASK_SENDER.format(name=sendwords.held(about.sent.name))]
        if missing
        else [mailwords.ATTACHED],
    )
    return written(sender, delivery, page, about.subject, now, taken)


def _compose_classified(sender: Sender, delivery: Delivery, about: About, now: datetime) -> bytes:
    """Nothing but that it is secret, and what to do."""
    page = Page(title=sendwords.DRAFT_WRONG, lead=sendwords.DRAFT_CLASSIFIED_LEAD, faults=forbidding(about))
    return written(sender, delivery, page, "", now)


def forbidding(about: About) -> list[str]:
    """What stands against sending it, in words."""
    number = about.sent.draft.fields.get("letter_no")
    faults = about.sent.draft.faults
    return [sendwords.fault(what, detail, number) for what, detail in faults if what in sendwords.FAULTS]


def warnings(about: About) -> list[str]:
    """What looks wrong and does not forbid it, in words."""
    day = words.value("date", about.sent.draft.fields.get("date"))
    faults = about.sent.draft.faults
    return [sendwords.warning(what, detail, day) for what, detail in faults if what in sendwords.WARNINGS]


def facts(about: About) -> list[Field]:
    """What was read of it, with what will be filled in."""
    draft = about.sent.draft
    unsure = {name.strip() for what, detail in draft.faults if what == "unsure" for name in detail.split(",")}
    number = draft.fields.get("letter_no") or sendwords.NUMBER_COMES
    values = {
        "letter_no": sendwords.CIRCULAR.format(number=number) if draft.circular else number,
        "date": words.value("date", draft.fields["date"]) if draft.fields.get("date") else sendwords.DATE_COMES,
        "subject": words.value("subject", draft.fields.get("subject")),
        "urgency": draft.fields.get("urgency"),
        "summary": draft.summary,
        "answer_by": thai_date(draft.answer_by) if draft.answer_by else sendwords.NO_ANSWER_BY,
    }
    return [
        Field(key=name, name=sendwords.NAMES[name], value=value, doubt=name in unsure)
        for name, value in values.items()
        if value
    ]


def answers(sender: Sender, delivery: Delivery, about: About, names: Sequence[str]) -> list[offers.Offer]:
    """The ready-made answers, the first the main one where it lets the letter go on."""
    starts = {"to": about.sent.draft.to_text, "subject": about.subject}
    given = []
    for name in names:
        start = starts.get(name, "")
        body = sendwords.BODIES[name].format(start=start if len(start) <= _LONGEST else "")
        given.append((name, sendwords.CAPTIONS[name], body, name in ("to", "subject", "send_back")))
    return offers.buttons(sender.address, f"ตอบ {sendwords.ABOUT_OURS} [{token_of(delivery)}]", given)


def ways(purpose: str | None, sent: Outgoing) -> list[str]:
    """How who was asked may answer now: to a message of this purpose."""
    asked = {Stage.DRAFT: _DRAFT if sent.draft.may_go else _WRONG, Stage.APPROVING: ("cancel",)}
    names = _APPROVAL if purpose == Purpose.APPROVAL else asked.get(sent.state, ())
    return [sendwords.WAYS[name] for name in names]


def _person(sent: Outgoing) -> Field:
    name = sendwords.held(sent.name)
    named = f"{name} ({sent.unit})" if sent.unit else name
    return Field(key="person", name=sendwords.NAMES["person"], value=named)


def _to(to: audience.Audience, about: About, *, in_file: bool = True) -> Part:
    lines = [audience.counted(to.everyone), *audience.lines(to, about.known)]
    if in_file and audience.is_long(to):
        lines.append(sendwords.IN_FILE.format(name=sendwords.LIST_FILE))
    return Part(head=sendwords.HEADS["to"], lines=lines, bad=not to.everyone)


def _files(about: About) -> Part:
    """The letter, then its enclosures, each with its size; held against what the letter lists."""
    listed, enclosed = about.sent.draft.fields.get("enclosures"), len(about.files) - 1
    lines = [_file(file) for file in sorted(about.files, key=lambda file: file.kept.role is not Role.LETTER)]
    if listed:
        lines.insert(0, sendwords.FILES_LISTED.format(listed=listed, files=max(enclosed, 0)))
    return Part(head=sendwords.HEADS["files"], lines=lines, bad=not about.files)


def _file(file: SentFile) -> str:
    shape = sendwords.LETTER_FILE if file.kept.role is Role.LETTER else sendwords.FILE
    return shape.format(name=file_name(file.kept), size=size(file.size))


def size(bytes_: int) -> str:
    """A size as people read it."""
    return f"{bytes_ / MB:.1f} MB" if bytes_ >= MB / 10 else f"{max(bytes_ // 1024, 1)} KB"


def _decided(line: Sequence[Approval], zone: ZoneInfo) -> Iterator[str]:
    """Who said what, the earlier rounds too."""
    for step in line:
        if step.verdict and step.decided_at:
            shape = sendwords.DECIDED_WITH if step.note else sendwords.DECIDED
            verdict = sendwords.VERDICTS[Verdict(step.verdict)]
            moment = short_moment(step.decided_at, zone)
            yield shape.format(
                name=sendwords.held(step.name),
                place=step.place,
                verdict=verdict,
                moment=moment,
                note=sendwords.held(step.note or ""),
            )
