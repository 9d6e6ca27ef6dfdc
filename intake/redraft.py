"""A draft with what a person changed of it, and what stands against it then. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from intake.drafted import Fault, of_number, of_recipients
from intake.letterno import parts_of
from registry.model import Book, Letter
from registry.outgoing import Draft
from registry.schools import Schools

_OF_FIELDS = {
    "addressee": ("recipients", "nobody", "no_mailbox"),
    "letter_no": ("no_place", "number_used", "number_unknown"),
    "date": ("date", "no_date"),
    "subject": ("no_subject",),
}
"""The faults that are found anew with a field; those of files stand."""

_READ = ("letter_no", "date", "subject", "urgency")


def changed(draft: Draft, values: Mapping[str, str | None], schools: Schools, bearing: Letter | None) -> Draft:
    """The draft with these values, by the names of `intake.corrections.OF_DRAFT`; `bearing`: the entry that has its
    new number."""
    faults = [fault for each in draft.faults for fault in _left(each, values)]
    if "addressee" in values:
        draft, more = _addressed(draft, values["addressee"] or "", schools)
        faults += more
    if values.get("letter_no"):
        number = parts_of(values["letter_no"] or "")
        draft = replace(draft, circular=draft.book is Book.OUT and number is not None and number.mark == "ว")
        faults += of_number(values["letter_no"] or "", bearing)
    if "subject" in values and not values["subject"]:
        faults.append(("no_subject", ""))
    if "summary" in values:
        draft = replace(draft, summary=values["summary"])
    if "answer_by" in values:
        day = values["answer_by"]
        draft = replace(draft, answer_by=date.fromisoformat(day) if day else None)
    fields = {**draft.fields, **{name: value for name, value in values.items() if name in _READ}}
    return replace(draft, fields=fields, faults=tuple(faults))


def _left(fault: Fault, values: Mapping[str, str | None]) -> Iterator[Fault]:
    """What is left of a fault when a person has said these values."""
    what, detail = fault
    if what == "unsure":
        unsure = [name for name in detail.split(",") if name.strip() not in values]
        if unsure:
            yield what, ",".join(unsure)
    elif not any(what in faults for name, faults in _OF_FIELDS.items() if name in values):
        yield fault


def _addressed(draft: Draft, text: str, schools: Schools) -> tuple[Draft, list[Fault]]:
    to = schools.resolve(text)
    codes = () if to.faults else tuple(school.code for school in to.schools)
    outside = () if to.faults else to.outside
    return replace(draft, to_text=text, schools=codes, outside=outside), list(of_recipients(to))
