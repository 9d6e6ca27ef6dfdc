"""The message that tells the clerk of one that did not reach whom it was for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from dispatcher import shown
from dispatcher.compose import Sender, addressed
from registry.deliveries import TO_SCHOOLS, Delivery
from registry.followed import Followed
from registry.model import Book, Letter
from templates import render
from templates.undelivered import COUNT, CURES, FAILED, OF_SCHOOLS, PURPOSES, REGISTRARS


def compose_undelivered(
    sender: Sender, delivery: Delivery, letter: Letter | None, failed: Sequence[Followed], now: datetime
) -> bytes:
    """Whom it was for, what it was about, why it did not reach them, what to do.

    `said` is that of `registry.undelivered`; `failed`: all whom a letter to schools did not reach.
    """
    said: Mapping[str, Any] = delivery.said or {}
    secret = letter is not None and letter.book is Book.SECRET
    about = shown.title(letter) if letter else ""
    if letter and secret:
        about = REGISTRARS.format(label=letter.label, year=letter.year)
    whom = COUNT.format(count=len(failed)) if len(failed) > 1 else said["recipient"]
    message = addressed(sender, delivery, f"ส่งอีเมลไม่ถึง {whom} {about}".rstrip(), now)
    text = render(
        "undelivered.txt",
        office=sender.name,
        recipient=whom,
        failed=[
            FAILED.format(name=each.recipient.to.name, address=each.recipient.to.address, reason=each.reason or "–")
            for each in failed
        ],
        purpose=PURPOSES.get(said["purpose"], said["purpose"]),
        about=about,
        letter=None if secret else letter,
        reason=said["reason"],
        cure=OF_SCHOOLS if said["purpose"] in TO_SCHOOLS else CURES[said["state"]],
    )
    message.set_content(text, cte="base64")
    return message.as_bytes()
