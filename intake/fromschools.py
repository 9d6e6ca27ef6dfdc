"""What the recipients of a letter of ours answer: that they have it, their letter in answer, other words.

It counts by itself only from the address the letter went to; from another the central clerk is asked, and no address is
ever learnt from it. Words that are no acknowledgement are kept with the entry and handed to who had it sent. Schools
are never answered: a mail cannot begin a loop.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from intake.asked import asked_by
from intake.authentic import Authenticity, authenticity
from intake.desk import Desk, decide
from intake.mail import Mail
from intake.mailaddress import plain
from intake.phrases import SOUNDS_AUTOMATIC
from intake.quoting import own_words
from intake.readers import ReadMail, ReadPart
from intake.refused import ask_whose, refuse
from intake.schoolwords import heard
from intake.wrote import listed, taken_before
from registry.arrivals import ArrivalState, Landed
from registry.deliveries import TO_SCHOOLS, Delivery, Purpose
from registry.fold import fold
from registry.model import Letter, Problem
from registry.ours import OurMails
from registry.outgoing import Outgoing, Recipient
from registry.schoolnames import bare
from registry.store import Tx

MOST_HANDED_ON = 20
"""Mails of schools about one letter that are handed on a day; all of them are kept with its entry."""

MOST_OF_ONE = 3
"""Of these, from one school: a responder that hides what it is must not keep us writing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Who speaks for a recipient, from which address, in which words and with which files."""

    recipient: Recipient
    address: str
    text: str
    attached: tuple[str, ...] = ()


def take_words(desk: Desk, came: Landed, mail: Mail, asked: Delivery) -> Landed:
    """Do what the answer of a school comes to, whatever is attached. Raises StaleClaim."""
    with desk.registry.begin() as tx:
        recipient = tx.recipients.by_id(asked.recipient_id or 0)
    if why := _against(desk, mail, asked):
        return refuse(desk, came, mail, asked, recipient.to.name, why)
    voice = Voice(
        recipient=recipient,
        address=mail.sender_address,
        text=own_words(mail.body),
        attached=tuple(each.name for each in mail.documents if not each.inline),
    )
    with desk.registry.begin(mail.sender_address) as tx:
        sent = tx.sending.hold(recipient.outgoing_id)
        if again := taken_before(tx, came, mail):
            return again
        if SOUNDS_AUTOMATIC.search(voice.text):
            return listed(tx, came, Problem.AUTO_REPLY)
        if not (hear(desk, tx, sent, voice, came.id)):
            return listed(tx, came, Problem.NO_LETTER)
        return decide(tx, replace(came, state=ArrivalState.ANSWER))


def hear(desk: Desk, tx: Tx, sent: Outgoing, voice: Voice, arrival_id: int) -> bool:
    """Record an acknowledgement and keep what else is said; whether anything is. `sent` is held."""
    to = voice.recipient.to
    said = heard(voice.text, (to.name, bare(to.name)))
    if said.acknowledged:
        tx.recipients.acknowledge(voice.recipient, voice.address, said.receipt_no)
    if not (said.words or voice.attached):
        return said.acknowledged
    if sent.letter_id is not None:
        kept = {"to": to.name, "from": voice.address, "text": said.words, "attached": list(voice.attached)}
        tx.entries.record(tx.entries.by_id(sent.letter_id), "school_said", kept)
    if _may_hand_on(desk, tx, sent, to.name):
        words = {"school": to.name, "from": voice.address, "text": said.words, "attached": list(voice.attached)}
        mails = OurMails(desk.registry.arrangements)
        mails.to_person(tx, sent, Purpose.FROM_SCHOOL, sent.person, words, arrival_id=arrival_id)
    return True


def answering(desk: Desk, mail: Mail) -> Delivery | None:
    """The message to a school that a mail surely of that school answers."""
    if mail.automatic or mail.bounce:
        return None
    with desk.registry.begin() as tx:
        asked = asked_by(desk, tx, mail)
    ours = asked is not None and asked.purpose in TO_SCHOOLS
    return asked if asked and ours and not _against(desk, mail, asked) else None


def theirs(desk: Desk, read: ReadMail, asked: Delivery) -> ReadMail | None:
    """What is to be entered of the answer of a school: its own letters, without ours come back; None: it has none."""
    with desk.registry.begin() as tx:
        ours = tx.entries.by_id(asked.letter_id).letter_no if asked.letter_id is not None else None
    parts = tuple(part for part in read.parts if not (ours and fold(_number(part)) == fold(ours)))
    letters = [part for part in parts if part.reading and part.reading.is_letter]
    return replace(read, parts=parts) if letters else None


def link(tx: Tx, mail: Mail, asked: Delivery, letter: Letter) -> None:
    """The letter that came with an answer is that school's answer, under the number its words give."""
    recipient = tx.recipients.by_id(asked.recipient_id or 0)
    known = tx.recipients.answered(recipient, letter.id, mail.sender_address)
    said = heard(own_words(mail.body), (recipient.to.name, bare(recipient.to.name)))
    if said.receipt_no:
        tx.recipients.acknowledge(known, mail.sender_address, said.receipt_no)


def ask_about(desk: Desk, tx: Tx, came: Landed, mail: Mail, letter: Letter) -> None:
    """A letter that answers ours, but not surely from the school: the central clerk is asked whose it is."""
    if mail.automatic or mail.bounce:
        return
    asked = asked_by(desk, tx, mail)
    if asked and asked.purpose in TO_SCHOOLS:
        doubtful = [asked]
    else:
        brought = tx.bulk.threads([one.id for one in tx.recipients.in_doubt(letter.id)])
        doubtful = [*filter(None, map(tx.deliveries.with_message_id, brought.values()))]
    for each in doubtful:
        name = tx.recipients.by_id(each.recipient_id or 0).to.name
        ask_whose(desk, tx, came, mail, each, name, _against(desk, mail, each) or "another", letter)


def _number(part: ReadPart) -> str:
    return (part.reading and part.reading.value("letter_no")) or ""


def _against(desk: Desk, mail: Mail, asked: Delivery) -> str:
    """What speaks against taking a mail for that of the school we wrote to; "" for nothing."""
    if plain(mail.sender_address) != plain(asked.recipient):
        return "another"
    failed = authenticity(mail.authentication, desk.authserv_id, mail.sender_address) is Authenticity.FAILED
    return "forged" if failed else ""


def _may_hand_on(desk: Desk, tx: Tx, sent: Outgoing, school: str) -> bool:
    midnight = desk.midnight(tx.now)
    told = tx.deliveries.told(sent.id)
    today = [each.said or {} for each in told if each.purpose is Purpose.FROM_SCHOOL and each.queued_at >= midnight]
    return len(today) < MOST_HANDED_ON and sum(each.get("school") == school for each in today) < MOST_OF_ONE
