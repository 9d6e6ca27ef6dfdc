"""A mail about a letter that we send, as one page: what it is, what is wrong, its facts and lists, what may be said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dispatcher.compose import Attachment, Sender, addressed, filled, token_of
from dispatcher.offers import Offer
from dispatcher.shown import Field
from registry.deliveries import Delivery
from templates import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A list under a head. `bad`: somebody must look after what stands in it."""

    head: str
    lines: Sequence[str]
    bad: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What stands in the mail, from the top. `faults` forbid, `doubts` warn; `told`: what people said; `quoted`: the
    words of somebody else, a line each; `ways`: what may be answered, in words; `small`: where things lie."""

    title: str
    lead: str
    urgency: str = ""
    faults: Sequence[str] = ()
    doubts: Sequence[str] = ()
    told: Sequence[str] = ()
    quoted: Sequence[str] = ()
    fields: Sequence[Field] = ()
    parts: Sequence[Part] = ()
    offers: Sequence[Offer] = ()
    ways: Sequence[str] = ()
    small: Sequence[str] = ()


def written(
    sender: Sender, delivery: Delivery, page: Page, about: str, now: datetime, attached: Sequence[Attachment] = ()
) -> bytes:
    """The message; `about`: the letter, behind the title in the subject."""
    subject = " ".join(
        filter(None, (page.urgency, f"{page.title}:" if about else page.title, about, f"[{token_of(delivery)}]"))
    )
    message = addressed(sender, delivery, subject, now)
    values: dict[str, object] = {name: getattr(page, name) for name in Page.__dataclass_fields__}
    return filled(message, "sending", {**values, "above": words.ABOVE, "office": sender.name}, attached=attached)
