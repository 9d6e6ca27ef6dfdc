"""An answer by mail to a message of ours: known by its token, accepted or put before the central clerk, answered once.

An answer is accepted by itself only if it refers to a message of ours by a token we signed, comes from the address that
message went to, carries no mark of a program, and our own server did not find its sender forged. A token in other
hands orders nothing. Where one of these fails the central clerk is asked, with the words; she may vouch for them
(`ถูกต้อง`), and they are carried out in the name of whose answer it was. What is done is in other modules: `answered`
for letters that came in, `orders` for those we send, `fromschools` for what their recipients answer.
"""

from __future__ import annotations

from dataclasses import replace

from intake.answered import posts, searched, take_answer
from intake.asked import asked_by
from intake.authentic import Authenticity, authenticity
from intake.bounced import take_bounce
from intake.carry import Done, said
from intake.checks import Fault, Trouble
from intake.commands import understand
from intake.desk import Desk, decide
from intake.enter import named
from intake.fromschools import take_words
from intake.mail import Mail
from intake.mailaddress import plain
from intake.orders import take_order
from intake.phrases import SOUNDS_AUTOMATIC
from intake.quoting import own_words
from intake.refused import refuse
from intake.requests import take_request
from intake.searching import search
from intake.wrote import Wrote, attached, brings_new, listed, reply, taken_before
from registry.arrivals import ArrivalState, Landed
from registry.deliveries import TO_SCHOOLS, Delivery, Purpose
from registry.model import Problem
from registry.people import People, Person, Post
from registry.store import Tx


def take_reply(desk: Desk, landed: Landed, mail: Mail) -> Landed | None:
    """Do what an answer, a search or a bounce asks for; None where the mail is none of them. Raises StaleClaim."""
    came = named(landed, mail)
    with desk.registry.begin() as tx:
        asked, fresh = asked_by(desk, tx, mail), brings_new(tx, mail)
    if mail.bounce:  # or from a postmaster who is a person, with a letter
        return take_bounce(desk, came, mail.report) if mail.report and (mail.automatic or not fresh) else None
    if asked is None:
        return take_request(desk, came, mail) or _take_other(desk, came, mail, fresh)
    if mail.automatic:
        return None if fresh else _list(desk, came, Problem.AUTO_REPLY)
    if asked.purpose in TO_SCHOOLS:
        return None if fresh else take_words(desk, came, mail, asked)
    people = desk.people()
    writer = _writer(desk, mail, asked, people)
    if isinstance(writer, str):
        of_office = people.by_address(asked.recipient)
        name = of_office.name if of_office else asked.recipient
        return None if writer == "another" and fresh else refuse(desk, came, mail, asked, name, writer)
    wrote = Wrote(came=came, mail=mail, asked=asked, person=writer, people=people)
    with desk.registry.begin(writer.address) as tx:
        return take_order(desk, tx, wrote) if asked.outgoing_id is not None else take_answer(desk, tx, wrote)


def _writer(desk: Desk, mail: Mail, asked: Delivery, people: People) -> Person | str:
    """Who answers, or what speaks against taking it for an answer of whom we asked."""
    writer = people.by_address(asked.recipient)
    if plain(mail.sender_address) != plain(asked.recipient):
        writer = _instead(desk, mail, writer, people) if asked.outgoing_id is not None else None
        if writer is None:
            return "another"
    if authenticity(mail.authentication, desk.authserv_id, mail.sender_address) is Authenticity.FAILED:
        return "forged"
    return writer or "gone"


def _instead(desk: Desk, mail: Mail, asked: Person | None, people: People) -> Person | None:
    """Who may speak about a letter of ours beside whom we asked, in their own name: who stands in for them today, and
    the central clerk."""
    writer = people.by_address(mail.sender_address)
    if writer is None or Post.CENTRAL_CLERK in posts(people, writer):
        return writer
    today = desk.day(desk.registry.clock())
    return writer if asked and people.standing_in(asked, today).address == writer.address else None


def _take_other(desk: Desk, came: Landed, mail: Mail, fresh: bool) -> Landed | None:
    """Answer a search by somebody of the office, or who answers a digest, which is about no one letter.

    The answer goes to the address in their list, whoever wrote.
    """
    people = desk.people()
    person = people.by_address(mail.sender_address)
    if person is None or mail.automatic or not desk.address:
        return None
    if authenticity(mail.authentication, desk.authserv_id, mail.sender_address) is Authenticity.FAILED:
        return None
    words = searched(understand(own_words(mail.body) or mail.subject, desk.day(came.arrived_at)))
    with desk.registry.begin(person.address) as tx:
        if words is None and (fresh or not _answers_digest(tx, mail, person)):
            return None
        if again := taken_before(tx, came, mail):
            return again
        found = search(tx, words, person, posts(people, person)) if words else None
        done = Done() if found else Done(faults=(Fault(Trouble.DIGEST, "", ""),))
        reply(desk, tx, came, mail, person, said(None, done, attached(mail), found))
        return decide(tx, replace(came, state=ArrivalState.ANSWER))


def _answers_digest(tx: Tx, mail: Mail, person: Person) -> bool:
    """Whether a person wrote it in answer to their digest."""
    known = filter(None, map(tx.deliveries.with_message_id, mail.references))
    theirs = any(each.purpose is Purpose.DIGEST and plain(each.recipient) == person.address for each in known)
    return theirs and not SOUNDS_AUTOMATIC.search(f"{mail.subject}\n{mail.body}")


def _list(desk: Desk, came: Landed, problem: Problem) -> Landed:
    with desk.registry.begin() as tx:
        return listed(tx, came, problem)
