"""What people of the office ask for in a mail of its own: `ขอเลข: SUBJECT` a number, `เรียกคืน NUMBER REASON` a recall.

Both are answered at the address in the office's list. A mail is carried out once: met again it takes no second number.
"""

from __future__ import annotations

from dataclasses import replace

from intake.authentic import Authenticity, authenticity
from intake.checks import Fault, Trouble
from intake.desk import Desk, decide
from intake.mail import Mail
from intake.quoting import own_words
from intake.recalls import call_back, may_recall, sent_under
from intake.requested import Recall, Reserve, begins_request, recall_in, reserve_in
from intake.wrote import reply, taken_before
from registry.arrivals import ArrivalState, Landed
from registry.deliveries import Purpose
from registry.people import People, Person
from registry.store import Tx


def take_request(desk: Desk, came: Landed, mail: Mail) -> Landed | None:
    """Carry out what somebody of the office asks for; None where the mail is no request. Raises StaleClaim."""
    people = desk.people()
    person = people.by_address(mail.sender_address)
    words = own_words(mail.body)
    if person is None or mail.automatic or not desk.address or not begins_request(mail.subject, words):
        return None
    if authenticity(mail.authentication, desk.authserv_id, mail.sender_address) is Authenticity.FAILED:
        return None
    with desk.registry.begin(person.address) as tx:
        if wanted := reserve_in(mail.subject, words):
            return _take_number(desk, tx, came, mail, person, wanted)
        wanted_back = recall_in(words or mail.subject, (person.name,))
        return _recall(desk, tx, came, mail, person, people, wanted_back or ())


def _take_number(desk: Desk, tx: Tx, came: Landed, mail: Mail, person: Person, wanted: Reserve) -> Landed:
    tx.entries.hold(wanted.book, wanted.circular)
    if again := taken_before(tx, came, mail):
        return again
    if not wanted.subject:
        return _told(desk, tx, came, mail, person, Fault(Trouble.EMPTY, "subject", ""))
    letter = tx.entries.reserve(wanted.book, wanted.subject, circular=wanted.circular, owner=person.address)
    printed = desk.registry.numbers.letter_no(letter.book, letter.year, letter.number, wanted.circular)
    number = printed or f"{letter.label}/{letter.year}"
    tx.deliveries.queue(
        letter_id=letter.id,
        arrival_id=came.id,
        purpose=Purpose.PROGRESS,
        recipient=person.address,
        message_id=desk.message_id(desk.tokens.make(letter.id)),
        in_reply_to=mail.message_id,
        said={
            "what": "reserved",
            "name": person.name,
            "note": wanted.subject,
            "letter_no": number or f"{letter.label}/{letter.year}",
        },
    )
    return decide(tx, replace(came, state=ArrivalState.ANSWER))


def _recall(
    desk: Desk, tx: Tx, came: Landed, mail: Mail, person: Person, people: People, wanted: Recall | tuple[Fault, ...]
) -> Landed:
    found = sent_under(desk, tx, wanted.number) if isinstance(wanted, Recall) and wanted.number else None
    sent = tx.sending.hold(found.id) if found else None
    if again := taken_before(tx, came, mail):
        return again
    if not isinstance(wanted, Recall):
        return _told(desk, tx, came, mail, person, *wanted)
    if sent is None:
        return _told(desk, tx, came, mail, person, Fault(Trouble.NO_SUCH, "", wanted.number or wanted.reason))
    if not may_recall(sent, person, people, desk, tx):
        return _told(desk, tx, came, mail, person, Fault(Trouble.NOT_YOURS, "", wanted.number or ""))
    fault = call_back(desk, tx, sent, person, wanted.reason)
    if fault or person.address != sent.person:
        return _told(desk, tx, came, mail, person, *([fault] if fault else []))
    return decide(tx, replace(came, state=ArrivalState.ANSWER))


def _told(desk: Desk, tx: Tx, came: Landed, mail: Mail, person: Person, *faults: Fault) -> Landed:
    """Say what was done, or what stands against it."""
    answer = {
        "done": [] if faults else [{"what": "recalled"}],
        "faults": [[each.trouble, each.field, each.given] for each in faults],
        "attached": [],
    }
    reply(desk, tx, came, mail, person, answer)
    return decide(tx, replace(came, state=ArrivalState.ANSWER))
