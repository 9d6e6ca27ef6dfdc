"""What each morning's digest says of letters of ours: what waits for a person's word, and what did not go as it should.

Plain values, as those of `dispatcher.digest`:
  of a person   `what` ("draft": say whether it may go; "approval": decide; "unused": a number reserved and not used),
                subject, urgency, name (who wants it sent), place (for which they are asked), number, since (ISO 8601)
  of the office silent (the schools that are late with most: name, letters, since), silent_schools (how many are late),
                unused (number, subject, name, since), unreached (of each letter: number, subject, names, reason)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from registry.deliveries import Delivery
from registry.model import Letter
from registry.outgoing import Approval, Outgoing
from registry.people import People
from registry.store import Tx

UNUSED = timedelta(days=3)
"""How long a number may stay reserved before its digest asks for it."""
_WORST = 10  # schools

Line = dict[str, Any]


def waiting(tx: Tx, people: People, day: date) -> dict[str, list[Line]]:
    """What waits for each person, by address; of who is away, with who stands in."""
    found: dict[str, list[Line]] = defaultdict(list)
    for sent, step in tx.sending.with_people():
        found[_taker(people, step.person, day) if step else sent.person].append(_line(sent, step))
    for letter, owner in tx.sending.unused(tx.now - UNUSED):
        found[owner].append({**_reserved(letter), "what": "unused", "name": None})
    return found


def of_office(tx: Tx, people: People, failed: Iterable[Delivery]) -> dict[str, Any]:
    """What the central clerk must know; `failed`: the mails to schools that did not arrive since the last digest."""
    late = tx.recipients.late()
    reserved = [(letter, people.by_address(owner)) for letter, owner in tx.sending.unused(tx.now - UNUSED)]
    return {
        "silent": [{"name": one.name, "letters": one.letters, "since": one.since.isoformat()} for one in late[:_WORST]],
        "silent_schools": len(late),
        "unused": [{**_reserved(letter), "name": owner.name if owner else None} for letter, owner in reserved],
        "unreached": _unreached(tx, failed),
    }


def _taker(people: People, address: str, day: date) -> str:
    person = people.by_address(address)
    return people.standing_in(person, day).address if person else address


def _line(sent: Outgoing, step: Approval | None) -> Line:
    since = step.asked_at if step and step.asked_at else sent.submitted_at
    return {
        "what": "approval" if step else "draft",
        "subject": sent.draft.fields.get("subject"),
        "urgency": sent.draft.fields.get("urgency"),
        "name": sent.name,
        "place": step.place if step else None,
        "number": None,
        "since": since.isoformat(),
    }


def _reserved(letter: Letter) -> Line:
    return {
        "number": letter.letter_no or letter.label,
        "subject": letter.remark,
        "urgency": None,
        "since": letter.registered_at.isoformat(),
    }


def _unreached(tx: Tx, failed: Iterable[Delivery]) -> list[Line]:
    """By letter, however many schools it did not reach."""
    letters: dict[int, dict[int, Delivery]] = defaultdict(dict)
    for mail in failed:
        if mail.letter_id is not None and mail.recipient_id is not None:
            letters[mail.letter_id][mail.recipient_id] = mail
    return [
        {
            **_number(tx.entries.by_id(letter_id)),
            "names": [tx.recipients.by_id(recipient_id).to.name for recipient_id in mails],
            "reason": next((mail.reason for mail in mails.values() if mail.reason), None),
        }
        for letter_id, mails in letters.items()
    ]


def _number(letter: Letter) -> Line:
    return {"number": letter.letter_no or letter.label, "subject": letter.subject, "urgency": letter.urgency}
