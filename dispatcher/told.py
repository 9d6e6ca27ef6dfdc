"""What is told after somebody wrote: what became of their answer, a letter sent back, an answer that was not accepted.

What they say was fixed when they were queued (`Delivery.said`), by `intake.replies`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from dispatcher import offers, shown
from dispatcher.compose import Sender, addressed, filled, token_of
from registry.deliveries import Delivery, Purpose
from registry.model import Letter
from templates import mailwords, thai_date, words

_MOST_LINES = 40  # of somebody else's words
_LONGEST = 300  # letters of one of them


def compose_reply(sender: Sender, delivery: Delivery, about: str, ways: Sequence[str], now: datetime) -> bytes:
    """To who wrote: what was done, or what was not understood, and what stands. `about`: the letter, by its title;
    "": none, as of a search.

    `ways`: how they may answer, told where nothing was done.
    """
    said: Mapping[str, Any] = delivery.said or {}
    search = said.get("search")
    title = about or _search_title(search)
    subject = f"ตอบ: {title} [{token_of(delivery)}]" if about else f"ตอบ: {title}"
    steps = said.get("done", ())
    stands: Mapping[str, str | None] = said.get("stands") or {}
    values: dict[str, object] = {
        "above": words.ABOVE,
        "office": sender.name,
        "title": title,
        "faults": [words.trouble(*fault) for fault in said.get("faults", ())],
        "done": [mailwords.done(step) for step in steps if step["what"] != "corrected"],
        "changed": [_changed(name, before, stands[name]) for name, before in (said.get("before") or {}).items()],
        "fields": _stands(stands, said.get("review") or ()),
        "review": [words.reason(each) for each in said.get("review") or ()],
        "search": _search(search),
        "attached": said.get("attached") or [],
        "ways": ways if said.get("faults") or any(step["what"] == "remark" for step in steps) else [],
        "again": mailwords.AGAIN if said.get("faults") else f"{mailwords.NO_ORDER} {mailwords.AGAIN}",
    }
    return filled(addressed(sender, delivery, subject, now), "reply", values)


def compose_returned(sender: Sender, delivery: Delivery, letter: Letter, now: datetime) -> bytes:
    """To who sent the letter: it is sent back, and why."""
    said: Mapping[str, Any] = delivery.said or {}
    number = f" ที่ {letter.letter_no}" if letter.letter_no else ""
    values: dict[str, object] = {
        "office": sender.name,
        "title": "ขอส่งคืนหนังสือ",
        "fields": [shown.Field(key="", name="เลขทะเบียนรับ", value=f"{letter.label}/{letter.year}"), *by_name(letter)],
        "reason": said["reason"],
        "by": said.get("by") or "",
    }
    return filled(addressed(sender, delivery, f"ขอส่งคืนหนังสือ{number}", now), "returned", values)


def compose_refused(
    sender: Sender, delivery: Delivery, title: str, fields: Sequence[shown.Field], now: datetime
) -> bytes:
    """To the central clerk: who wrote what about a letter, and why it was not accepted by itself.

    `fields`: by what the letter is known. An approval is not given by anybody's word for it.
    """
    said: Mapping[str, Any] = delivery.said or {}
    token = token_of(delivery)
    wrote = f"{said['from_name']} ({said['from']})" if said.get("from_name") else str(said["from"])
    vouched = said.get("purpose") != Purpose.APPROVAL
    right = ("right", "เป็นของผู้นั้นจริง ให้ทำตาม", mailwords.BODIES["right"], False)
    values: dict[str, object] = {
        "above": words.ABOVE,
        "office": sender.name,
        "title": title,
        "person": said["person"],
        "no_vouching": mailwords.NO_VOUCHING.format(person=said["person"]),
        "fields": [
            shown.Field(key="", name="ส่งมาจาก", value=wrote),
            shown.Field(key="", name="ตอบแทนผู้รับ", value=f"{said['person']} ({said['address']})"),
            *fields,
        ],
        "why": mailwords.REFUSED.get(said["why"], said["why"]),
        "lines": lines_of(str(said["text"])),
        "attached": said.get("attached") or [],
        "offers": offers.buttons(sender.address, f"ตอบ {title} [{token}]", [right] if vouched else []),
    }
    subject = f"คำตอบที่ยังไม่รับ: {title} [{token}]"
    return filled(addressed(sender, delivery, subject, now), "refused", values)


def lines_of(text: str) -> list[str]:
    """Somebody else's words as they are shown: not all of them, where they are many."""
    lines = [line.strip()[:_LONGEST] for line in text.splitlines() if line.strip()]
    return [*lines[:_MOST_LINES], *(["…"] if len(lines) > _MOST_LINES else [])] or [mailwords.NO_WORDS]


def by_name(letter: Letter) -> list[shown.Field]:
    """By what a person knows the letter."""
    names = ("letter_no", "date") if shown.is_secret(letter) else ("letter_no", "date", "subject")
    return [each for each in shown.standing(letter) if each.key in names]


def _changed(name: str, before: str | None, after: str | None) -> dict[str, str]:
    return {
        "name": words.FIELDS[name],
        "before": words.value(name, before),
        "after": words.value(name, after, sure=True),
    }


def _stands(stands: Mapping[str, str | None], review: Sequence[str]) -> list[shown.Field]:
    return [
        shown.Field(key=name, name=words.FIELDS[name], value=words.value(name, value, sure=name not in review))
        for name, value in stands.items()
    ]


def _search_title(search: Mapping[str, Any] | None) -> str:
    return f"ผลการค้นหา «{search['words']}»" if search else "คำตอบของท่าน"


def _search(search: Mapping[str, Any] | None) -> dict[str, object] | None:
    if search is None:
        return None
    found: Sequence[Mapping[str, Any]] = search["found"]
    if not found:
        return {"head": mailwords.NOT_FOUND.format(words=search["words"]), "found": []}
    head = mailwords.FOUND.format(total=search["total"], words=search["words"])
    more = mailwords.SHOWN.format(count=len(found)) if search["total"] > len(found) else ""
    return {"head": head + more, "found": [_entry(each) for each in found]}


def _entry(found: Mapping[str, Any]) -> dict[str, str]:
    day = found.get("date")
    return {
        "number": f"{found['label']}/{found['year']}",
        "letter_no": found.get("letter_no") or "",
        "date": f"ลงวันที่ {thai_date(date.fromisoformat(day))}" if day else "",
        "subject": found.get("subject") or "",
        "sender": found.get("sender") or "",
    }
