"""The mails after a letter of ours went out: who has not answered, what goes by post, what a school writes. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from dispatcher.audience import by_district, named
from dispatcher.compose import Attachment, Sender
from dispatcher.offers import Offer, mailto
from dispatcher.page import Page, Part, written
from dispatcher.shown import Field
from dispatcher.told import lines_of
from registry.deliveries import Delivery
from registry.followed import FAILED, Followed, count
from registry.model import Letter
from registry.outgoing import Recipient
from registry.schools import Schools
from templates import sendwords, thai_date


def compose_unanswered(
    sender: Sender,
    delivery: Delivery,
    letter: Letter,
    followed: Sequence[Followed],
    known: Schools,
    sheet: str,
    now: datetime,
) -> bytes | None:
    """To who had it sent: the schools that have not acknowledged; None where everyone has. `sheet`: where the table
    of all of them lies, in words."""
    silent = [each for each in followed if each.by_mail and each.recipient.acknowledged_at is None]
    if not silent:
        return None
    failed = [
        sendwords.WHY_FAILED.format(name=each.recipient.to.name, reason=each.reason or "–")
        for each in silent
        if each.reach in FAILED
    ]
    quiet = list(_by_district([each for each in silent if each.reach not in FAILED], known))
    counted = count(each for each in followed if each.by_mail)
    page = Page(
        title=sendwords.UNANSWERED.format(count=len(silent)),
        lead=sendwords.UNANSWERED_LEAD,
        urgency=letter.urgency or "",
        fields=_named(letter),
        told=[
            sendwords.HEARD.format(acknowledged=counted.acknowledged, total=counted.total, answered=counted.answered)
        ],
        parts=[
            *([Part(head=sendwords.HEADS["failed"], lines=failed, bad=True)] if failed else []),
            *([Part(head=sendwords.HEADS["silent"], lines=quiet)] if quiet else []),
        ],
        small=[sheet],
    )
    return written(sender, delivery, page, _title(letter), now)


def compose_postal(
    sender: Sender,
    delivery: Delivery,
    letter: Letter,
    parcels: Sequence[Followed],
    papers: Sequence[Attachment],
    now: datetime,
) -> bytes:
    """To the central clerk: what goes by post, with labels and the dispatch book, and how the tracking numbers are
    answered."""
    listed = [
        sendwords.PARCEL.format(
            at=at, name=each.recipient.to.name, address=each.recipient.to.postal or sendwords.NO_POSTAL
        )
        for at, each in enumerate(parcels, 1)
    ]
    page = Page(
        title=sendwords.POSTAL.format(count=len(parcels)),
        lead=sendwords.POSTAL_LEAD,
        urgency=letter.urgency or "",
        fields=_named(letter),
        parts=[Part(head=sendwords.HEADS["parcels"], lines=listed)],
        small=[sendwords.POSTAL_HOW],
    )
    return written(sender, delivery, page, _title(letter), now, papers)


def compose_from_school(
    sender: Sender, delivery: Delivery, letter: Letter, to: Sequence[Recipient], now: datetime
) -> bytes:
    """To who had it sent: the words of a school, whether it has acknowledged, and how to answer them."""
    said: Mapping[str, Any] = delivery.said or {}
    heard = any(each.to.name == said["school"] and each.acknowledged_at is not None for each in to)
    subject = f"{sendwords.YOUR_MAIL} {_title(letter)}"
    attached = said.get("attached") or []
    page = Page(
        title=sendwords.FROM_SCHOOL,
        lead=sendwords.FROM_SCHOOL_LEAD.format(school=said["school"], heard=sendwords.HEARD_OF[heard]),
        urgency=letter.urgency or "",
        quoted=lines_of(str(said["text"])),
        fields=[
            *_named(letter),
            Field(key="from", name=sendwords.NAMES["from"], value=f"{said['school']} {said['from']}"),
        ],
        doubts=[sendwords.CAME_WITH.format(names=", ".join(attached))] if attached else [],
        offers=[Offer(caption=f"✉ {sendwords.CAPTIONS['answer']}", link=mailto(said["from"], subject, ""))],
        small=[sendwords.FROM_SCHOOL_HOW.format(address=said["from"])],
    )
    return written(sender, delivery, page, _title(letter), now)


def _by_district(silent: Sequence[Followed], known: Schools) -> Iterator[str]:
    """The names of each district in a line; agencies outside in one of their own."""
    names = {each.recipient.to.school: each.recipient.to.name for each in silent if each.recipient.to.school}
    schools = [school for code in names if (school := known.by_code(code))]
    gone = [name for code, name in names.items() if known.by_code(code) is None]
    outside = [each.recipient.to.name for each in silent if each.recipient.to.school is None]
    for district, some in by_district(schools).items():
        yield sendwords.SILENT.format(district=district, count=len(some), names=named([each.name for each in some]))
    for head, some_names in ((sendwords.NO_DISTRICT, gone), (sendwords.AGENCIES, outside)):
        if some_names:
            yield sendwords.SILENT.format(district=head, count=len(some_names), names=named(some_names))


def _named(letter: Letter) -> list[Field]:
    values = {
        "letter_no": letter.letter_no or letter.label,
        "date": thai_date(letter.date) if letter.date else None,
        "subject": letter.subject,
    }
    return [Field(key=name, name=sendwords.NAMES[name], value=value) for name, value in values.items() if value]


def _title(letter: Letter) -> str:
    return " ".join(filter(None, (letter.letter_no or letter.label, letter.subject)))
