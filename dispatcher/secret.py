"""What is mailed about secret letters, to who may know of them: that one waits under a number, and nothing of it.

Not even the subject line says that it is about one: it is shown on screens, and comes back in answers.
"""

from __future__ import annotations

from datetime import datetime

from dispatcher.compose import Sender, addressed, token_of
from registry.deliveries import Delivery, Purpose
from registry.doubts import Doubt
from registry.model import Letter, State
from templates import render, words


def compose_secret(sender: Sender, delivery: Delivery, letter: Letter, now: datetime) -> bytes | None:
    """The message; None where the entry was struck out, or the question answered, before it was sent."""
    asked = delivery.purpose is Purpose.SECRET_ASKED
    settled = delivery.purpose is Purpose.SECRET_SETTLED
    if not settled and (letter.state is State.STRUCK or (asked and Doubt.CLASS not in letter.review)):
        return None
    about = f"เลขทะเบียน {letter.label}/{letter.year} ของนายทะเบียน"
    answer = f" [{token_of(delivery)}]" if asked or settled else ""
    subject = {Purpose.SECRET_ASKED: "โปรดตอบ", Purpose.SECRET_SETTLED: "ตอบ:"}.get(delivery.purpose, "มีเอกสารรอท่าน")
    message = addressed(sender, delivery, f"{subject} {about}{answer}", now)
    text = render(
        "secret.txt",
        above=words.ABOVE if asked or settled else "",
        office=sender.name,
        label=letter.label,
        year=letter.year,
        secrecy=letter.secrecy,
        asked=asked,
        outcome=(delivery.said or {}).get("outcome"),
        mailed="@" in letter.source,
    )
    message.set_content(text, cte="base64")
    return message.as_bytes()
