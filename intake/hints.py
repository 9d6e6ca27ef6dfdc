"""What is known of a letter beside its pages: plain values that go with it into the reading child."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from registry.model import Correspondent


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """Each may be missing, and none is to be believed against the page: the file's name is whatever a scanner or
    clerk called it, the mail's subject and sender ("NAME <ADDRESS>") are what the sender wrote.
    """

    received: date | None = None
    file_name: str = ""
    mail_subject: str = ""
    mail_sender: str = ""
    correspondents: tuple[Correspondent, ...] = ()
