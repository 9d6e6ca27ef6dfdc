"""The second half of the demo: one letter goes its way through people's hands, who act by answering mails.

Each step is shown as it happens: the mail a person gets, what they answer, and what the entry's history then says.
"""

from __future__ import annotations

import contextlib
import sqlite3
from typing import Any

from rich.markup import escape

from registry.delivery import CHASING, DeliveryState
from registry.model import Book
from tests.demo.scene import OURS, PATIENCE, Failed, Scene
from tests.support.people import LIST
from tests.system.office import Office

RULES = """
[[กฎ]]
ชื่อ = "งบประมาณ"
เรื่อง = "งบประมาณ"
มอบ = "นายมานะ ขยันยิ่ง"
"""
CLERK, HEAD, OFFICER = "somjai@office.example", "mana@office.example", "piti@office.example"
SUBJECT = "งบประมาณอาหารกลางวัน"


def staff(office: Office) -> None:
    """Give the office people and a rule."""
    (office.folder / "people.csv").write_text(LIST, "utf-8-sig")
    (office.folder / "rules.toml").write_text(RULES, "utf-8")
    office.set("office", clerk=CLERK)
    office.set("imap", authserv_id=OURS)


class Owners(Scene):
    """One letter of a running office, and the people who have it."""

    _told = 0
    _letter = 0

    def _play(self) -> None:
        notice = self._mail("its owner is told, by the rule «งบประมาณ»", HEAD, SUBJECT)
        with self._registry.begin() as tx:
            self._letter = tx.entries.entries(Book.IN, find=SUBJECT)[0].id
        self._told = len(self._history())
        self._answer(notice, HEAD, "มอบ ปิติ ช่วยตรวจยอดกับบัญชีจัดสรร")
        notice = self._mail("the officer is told", OFFICER, SUBJECT)
        self._history_grows("assigned")
        self._answer(notice, OFFICER, "แก้ เลขที่ สม 52001/513")
        self._history_grows("corrected")
        self._move_the_clock()
        self._mail("a reminder, for nothing was acknowledged yet", OFFICER, "เตือน:")
        self._answer(notice, OFFICER, "รับทราบ", forged=True)
        self._mail("not accepted: the central clerk is asked", CLERK, "คำตอบที่ยังไม่รับ:")
        if any(event["what"] == "acknowledged" for event in self._history()):
            raise Failed("a forged answer was taken for an acknowledgement")
        self._answer(notice, OFFICER, "รับทราบ")
        self._history_grows("acknowledged")
        with self._registry.begin() as tx:
            waiting = [each for each in tx.deliveries.of(self._letter) if each.purpose in CHASING]
        if any(each.state is DeliveryState.QUEUED for each in waiting):
            raise Failed("a reminder of an acknowledged letter still waits")
        self._console.print("    → no reminder of it waits any more")

    def _history(self) -> list[dict[str, Any]]:
        with self._registry.begin() as tx:
            return tx.entries.events(tx.entries.by_id(self._letter))

    def _history_grows(self, what: str) -> None:
        """Show what the entry's history has since, once it has this."""
        fresh: list[dict[str, Any]] = []

        def come() -> bool:
            fresh[:] = self._history()[self._told :]
            return any(event["what"] == what for event in fresh)

        self._wait(come, f"the history says {what}")
        self._told += len(fresh)
        for event in fresh:
            after = event["after"] or {}
            said = ", ".join(str(after[name]) for name in ("name", "letter_no", "note") if name in after)
            self._console.print(f"    → register: {event['what']} {escape(said)} [dim]by {escape(event['who'])}[/]")

    def _move_the_clock(self) -> None:
        """Its time to acknowledge is over, as if the clock had moved on."""
        self._console.print("\n  [dim]the clock moves on: the time to acknowledge is over[/]")
        file = self._office.folder / "saraban.db"
        with contextlib.closing(sqlite3.connect(file, timeout=PATIENCE)) as connection, connection:
            mine = "letter_id = ? AND"
            connection.execute(
                f"UPDATE deliveries SET due_at = queued_at WHERE {mine} purpose = 'reminder' AND state = 'queued'",
                (self._letter,),
            )
            connection.execute(
                f"UPDATE assignments SET answer_by = given_at WHERE {mine} ended_at IS NULL", (self._letter,)
            )
