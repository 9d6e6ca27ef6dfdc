"""The messages by which a clerk checks what was read: the question with its picture, and the reply to her answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from email.message import EmailMessage
from typing import Any
from urllib.parse import quote

from dispatcher.compose import Sender, addressed
from registry.deliveries import Delivery
from registry.model import CORRECTABLE, REVIEWED, Letter, Reading
from templates import render, words


def compose_check(
    sender: Sender, delivery: Delivery, letter: Letter, reading: Reading, picture: bytes | None, now: datetime
) -> bytes:
    """The question: what was read, what is not sure of it, and how to answer; `picture` is a PNG."""
    message = addressed(sender, delivery, _subject(letter, delivery), now)
    cid = delivery.message_id.strip("<>").replace("@", ".picture@") if picture else None
    fields = _fields(reading)
    values = {
        "above": words.ABOVE,
        "office": sender.name,
        "letter": letter,
        "fields": fields,
        "reasons": [words.reason(each) for each in letter.review],
        "notes": [words.reason(each) for each in letter.review if each not in words.FIELDS],
    }
    message.set_content(render("check.txt", picture=picture is not None, **values), cte="base64")
    buttons = _buttons(sender, str(message["Subject"]), fields)
    message.add_alternative(render("check.html", cid=cid, buttons=buttons, **values), subtype="html", cte="base64")
    if picture:
        page = message.get_payload(1)
        assert isinstance(page, EmailMessage)
        page.add_related(picture, "image", "png", cid=f"<{cid}>", filename="ตรวจ.png", disposition="inline")
    return message.as_bytes()


def compose_answer(sender: Sender, delivery: Delivery, letter: Letter, now: datetime) -> bytes:
    """The reply to an answer: what was changed and what stands now, or what was not understood."""
    said: Mapping[str, Any] = delivery.said or {}
    message = addressed(sender, delivery, f"ตอบ: {_subject(letter, delivery)}", now)
    stands: Mapping[str, str | None] = said["stands"]
    text = render(
        "answer.txt",
        above=words.ABOVE,
        office=sender.name,
        letter=letter,
        faults=[words.trouble(*fault) for fault in said["faults"]],
        changed=[
            {
                "name": words.FIELDS[name],
                "before": words.value(name, before),
                "after": words.value(name, stands[name], sure=True),
            }
            for name, before in said["before"].items()
        ],
        fields=[
            {"name": words.FIELDS[name], "value": words.value(name, stands[name], sure=name not in said["review"])}
            for name in stands
        ],
        review=[words.reason(each) for each in said["review"]],
        attached=said["attached"],
    )
    message.set_content(text, cte="base64")
    return message.as_bytes()


def _subject(letter: Letter, delivery: Delivery) -> str:
    """With the token, which is the Message-ID's own: an answer begun by a link has no other."""
    token = delivery.message_id.strip("<>").partition("@")[0]
    urgent = f"{letter.urgency} " if letter.urgency else ""
    return f"{urgent}ตรวจหนังสือรับ {letter.label}/{letter.year} [{token}]"


def _fields(reading: Reading) -> list[dict[str, Any]]:
    """What is shown of a reading; a field that need not be there and was not found is left out."""
    return [
        {
            "field": name,
            "name": words.FIELDS[name],
            "value": _value(name, reading),
            "start": words.value(name, reading.value(name)) if reading.value(name) else "",
            "doubt": not reading[name].sure,
        }
        for name in CORRECTABLE
        if name in REVIEWED or reading.value(name)
    ]


def _value(name: str, reading: Reading) -> str:
    seen = reading[name].evidence
    if seen is None or seen.how != "handwritten":
        return words.value(name, reading.value(name), sure=reading[name].sure)
    return " ".join(
        filter(None, (reading.value(name) and words.value(name, reading.value(name)), f"({words.HANDWRITTEN})"))
    )


def _buttons(sender: Sender, subject: str, fields: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Ready-made answers: all right, and one for each doubtful field with what was read, to be mended."""
    buttons = [{"caption": "✉ ตอบว่าถูกต้องทุกช่อง", "link": _link(sender, subject, "ถูกต้อง"), "right": True}]
    for field in fields:
        if field["doubt"]:
            answer = f"แก้ {field['name']} {field['start']}"
            caption = f"✉ แจ้งค่าที่ถูกของ {field['name']}"
            buttons.append({"caption": caption, "link": _link(sender, subject, answer), "right": False})
    return buttons


def _link(sender: Sender, subject: str, body: str) -> str:
    """A mailto link (RFC 6068)."""
    return f"mailto:{quote(sender.address, safe='@')}?subject={quote(subject, safe='')}&body={quote(body, safe='')}"
