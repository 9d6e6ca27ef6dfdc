"""The message that tells the clerk of one that did not reach whom it was for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dispatcher.compose import Sender, addressed
from registry.deliveries import Delivery
from registry.model import Book, Letter
from templates import render
from templates.undelivered import CURES, PURPOSES


def compose_undelivered(sender: Sender, delivery: Delivery, letter: Letter | None, now: datetime) -> bytes:
    """Whom it was for, what it was about, why it did not reach them, what to do. `said` is `undelivered_said`'s."""
    said: Mapping[str, Any] = delivery.said or {}
    about = f" (หนังสือรับ {letter.label}/{letter.year})" if letter else ""
    message = addressed(sender, delivery, f"ส่งอีเมลไม่ถึง {said['recipient']}{about}", now)
    text = render(
        "undelivered.txt",
        office=sender.name,
        recipient=said["recipient"],
        purpose=PURPOSES.get(said["purpose"], said["purpose"]),
        letter=letter,
        secret=letter is not None and letter.book is Book.SECRET,
        reason=said["reason"],
        cure=CURES[said["state"]],
    )
    message.set_content(text, cte="base64")
    return message.as_bytes()


def undelivered_said(failed: Delivery, state: str, reason: str) -> Mapping[str, Any]:
    """What is fixed of it when it is queued; `state`: "refused" or "uncertain"."""
    return {"recipient": failed.recipient, "purpose": failed.purpose, "state": state, "reason": reason}
