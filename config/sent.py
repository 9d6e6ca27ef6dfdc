"""Letters of ours as the command line shows them: how far each is with each recipient, who is late with any."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rich.table import Table

from config.opened import entry, opened
from config.show import as_json, console, held, moment
from registry.errors import SarabanError
from registry.followed import Followed, count
from registry.model import Letter
from registry.outgoing import Approval, Outgoing
from registry.recipients import Late
from registry.store import Tx
from templates import followwords, sendwords, short_moment, words


class NotSent(SarabanError):
    """An entry that did not go out from here."""


def deliveries(options: Namespace) -> int:
    settings, registry, _ = opened(options)
    with registry.begin() as tx:
        letter = entry(tx, options)
        sent = tx.sending.of_letter(letter.id)
        if sent is None:
            raise NotSent(f"{letter.label}/{letter.year} was not sent by saraban: there is nothing to follow")
        followed = tx.recipients.followed(sent.id)
    if options.json:
        print(as_json(as_followed(letter, sent, followed, settings.zone)))
        return 0
    console().print(_table(letter, followed, settings.zone))
    print(followwords.counted(asdict(count(followed))))
    return 0


def late(options: Namespace) -> int:
    settings, registry, _ = opened(options)
    with registry.begin() as tx:
        found = tx.recipients.late()
    if options.json:
        print(as_json([_late(one, settings.zone) for one in found]))
    else:
        console().print(_late_table(found, settings.zone))
    return 0


def as_followed(letter: Letter, sent: Outgoing, followed: Sequence[Followed], zone: ZoneInfo) -> dict[str, Any]:
    """A letter of ours with every recipient, as JSON."""
    return {
        **held(letter),
        "date": letter.date.isoformat() if letter.date else None,
        "state": sent.state,
        "sent_at": moment(sent.sent_at, zone),
        "counts": asdict(count(followed)),
        "recipients": [_recipient(each, zone) for each in followed],
    }


def as_sent(tx: Tx, letter: Letter, zone: ZoneInfo) -> dict[str, Any] | None:
    """How a letter of ours was approved and sent, as JSON; None for one that came in, or was numbered on paper."""
    sent = tx.sending.of_letter(letter.id)
    if sent is None:
        return None
    return {
        "state": sent.state,
        "reason": sent.reason,
        "person": sent.name,
        "unit": sent.unit,
        "to": sent.draft.to_text,
        "summary": sent.draft.summary,
        "answer_by": sent.draft.answer_by.isoformat() if sent.draft.answer_by else None,
        "sent_at": moment(sent.sent_at, zone),
        "approvals": [_approval(each, zone) for each in tx.sending.line(sent)],
        "counts": asdict(count(tx.recipients.followed(sent.id))),
    }


def in_words(sent: dict[str, Any]) -> str:
    """The same in a few lines."""
    return "\n".join([*map(_step, sent["approvals"]), followwords.counted(sent["counts"])])


def _step(each: Mapping[str, Any]) -> str:
    verdict = sendwords.VERDICTS.get(each["verdict"], followwords.NOT_YET)
    return " ".join(filter(None, (f"{each['name']} ({each['place']})", verdict, each["decided_at"], each["note"])))


def _recipient(each: Followed, zone: ZoneInfo) -> dict[str, Any]:
    one = each.recipient
    return {
        "school": one.to.school,
        "name": one.to.name,
        "way": "mail" if each.by_mail else "post",
        "address": one.to.address or one.to.postal or None,
        "state": each.reach,
        "reason": each.reason,
        "sent_at": moment(each.sent_at, zone),
        "answer_by": moment(one.answer_by, zone),
        "late": each.late,
        "acknowledged_at": moment(one.acknowledged_at, zone),
        "acknowledged_by": one.acknowledged_by,
        "receipt_no": one.receipt_no,
        "answer": held(each.answer) if each.answer else None,
        "tracking": one.tracking,
        "recall": each.recall,
    }


def _approval(each: Approval, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "place": each.place,
        "name": each.name,
        "verdict": each.verdict,
        "note": each.note,
        "decided_at": moment(each.decided_at, zone),
    }


def _late(one: Late, zone: ZoneInfo) -> dict[str, Any]:
    return {"school": one.school, "name": one.name, "letters": one.letters, "since": moment(one.since, zone)}


def _table(letter: Letter, followed: Sequence[Followed], zone: ZoneInfo) -> Table:
    table = Table(title=" ".join(filter(None, (letter.letter_no or letter.label, letter.subject))))
    for name in followwords.COLUMNS:
        table.add_column(name, overflow="fold")
    for each in followed:
        one = each.recipient
        by = " ".join(filter(None, (one.acknowledged_by, one.receipt_no)))
        answer = f"{each.answer.label}/{each.answer.year}" if each.answer else ""
        more = one.tracking or each.reason or (followwords.LATE if each.late else "")
        way = followwords.WAYS[each.by_mail]
        table.add_row(one.to.name, way, followwords.REACHES[each.reach], _when(each, zone), by, answer, more)
    return table


def _when(each: Followed, zone: ZoneInfo) -> str:
    """When it came to be so, as far as it is known."""
    heard: datetime | None = each.recipient.acknowledged_at or each.sent_at
    return short_moment(heard, zone) if heard else ""


def _late_table(found: Sequence[Late], zone: ZoneInfo) -> Table:
    table = Table(title=followwords.LATE_TITLE)
    for name in followwords.LATE_COLUMNS:
        table.add_column(name, overflow="fold")
    for one in found:
        table.add_row(one.name, one.school or words.NONE, str(one.letters), short_moment(one.since, zone))
    return table
