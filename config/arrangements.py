"""How this office gives letters to people: its people, its schools, its hours and times, its mails' Message-IDs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from config.hours import parse_days, parse_hours
from config.lines import parse_line, parse_lines
from config.people import FILE, load_people
from config.schools import FILE as SCHOOLS
from config.schools import load_schools
from config.secret import office_secret
from config.settings import Settings
from config.watched import Watched
from registry.approval import Lines, sender_of, steps_of
from registry.assignments import Arrangements
from registry.calendar import Calendar
from registry.deadlines import MOST_URGENT, OTHER, URGENT, VERY_URGENT, Deadlines, Span
from registry.outgoing import Outgoing
from registry.people import People
from registry.schools import Schools
from registry.tokens import Tokens, message_id


def arrangements(settings: Settings) -> Arrangements:
    return Arrangements(
        people=people(settings),
        schools=schools(settings),
        deadlines=deadlines(settings),
        message_id=message_ids(settings),
        approval=approval(settings),
    )


def people(settings: Settings) -> Callable[[], People]:
    """The people of people.csv, as of the last time it was right."""
    path = settings.office / FILE
    return Watched((path,), lambda: load_people(path), People())


def schools(settings: Settings) -> Callable[[], Schools]:
    """The schools of schools.csv, as of the last time it was right."""
    path = settings.office / SCHOOLS
    return Watched((path,), lambda: load_schools(path), Schools())


def approval(settings: Settings) -> Lines:
    """Who approves letters of ours."""
    own = parse_lines(settings["send", "approval_of_units"])
    return Lines(parse_line(settings["send", "approval"]), own)


def approvers(arranged: Arrangements) -> Callable[[Outgoing, datetime], Sequence[tuple[str, str]]]:
    """Says who would be asked now to approve a letter: each place with who holds it, "" for nobody."""

    def steps(sent: Outgoing, now: datetime) -> Sequence[tuple[str, str]]:
        people = arranged.people()
        sender = sender_of(sent.person, sent.unit, people)
        if sender is None:
            return ()
        places = arranged.approval.places(sender.unit, people)
        return steps_of(places, sender, people, arranged.deadlines.calendar.day(now))

    return steps


def calendar(settings: Settings) -> Calendar:
    return Calendar(
        zone=settings.zone,
        hours=parse_hours(settings["office", "hours"]),
        own=parse_days(settings["office", "holidays"]),
    )


def deadlines(settings: Settings) -> Deadlines:
    def minutes(name: str) -> Span:
        return Span(timedelta(minutes=settings["acknowledge", name]))

    return Deadlines(
        calendar=calendar(settings),
        spans={
            MOST_URGENT: minutes("most_urgent_minutes"),
            VERY_URGENT: minutes("very_urgent_minutes"),
            URGENT: minutes("urgent_minutes"),
            OTHER: Span(days=settings["acknowledge", "other_days"]),
        },
    )


def message_ids(settings: Settings) -> Callable[[int], str] | None:
    """Makes the Message-ID of a mail about an entry; None where there is no server to send by."""
    if not (settings["smtp", "host"] and settings.address):
        return None
    tokens = Tokens(office_secret(settings.office))
    return lambda letter_id: message_id(tokens.make(letter_id), settings.address)
