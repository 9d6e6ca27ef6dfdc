"""The office's copies of a letter that was sent, and beside them the sheet that says which school has it.

What lies in the shared folder follows from the register alone, and can be written again at any time.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from dispatcher.workbook import Head, Row, State, followed_sheet
from registry.filing import fit, put
from registry.followed import Followed, Reach
from registry.model import KeptFile, Letter, Role
from registry.outgoing import Outgoing, Stage
from registry.store import Registry
from templates import sheetwords

log = logging.getLogger(__name__)

RESTED = timedelta(seconds=5)
"""How long nothing new is heard of a letter before its sheet is written: 250 mails are not 250 sheets."""

_STATES: dict[Reach, State] = {
    Reach.QUEUED: State.QUEUED,
    Reach.TO_POST: State.QUEUED,
    Reach.SENT: State.SENT,
    Reach.POSTED: State.SENT,
    Reach.UNCERTAIN: State.SENT,
    Reach.REFUSED: State.BOUNCED,
    Reach.BOUNCED: State.BOUNCED,
    Reach.WITHDRAWN: State.RECALLED,
    Reach.ACKNOWLEDGED: State.ACKNOWLEDGED,
    Reach.ANSWERED: State.ANSWERED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheets:
    """Keeps the folder of sent letters current. `original` gives the bytes of a kept file by its SHA-256."""

    registry: Registry
    folder: Path
    zone: ZoneInfo
    original: Callable[[str], bytes]

    def write_due(self) -> bool:
        """Write the sheets of letters that something was heard of; False where there was none to write."""
        with self.registry.begin() as tx:
            changed = tx.sending.changed(tx.now - RESTED)
        written = [sent for sent in changed if sent.letter_id is not None and self._write(sent, sent.letter_id)]
        return bool(written)

    def _write(self, sent: Outgoing, letter_id: int) -> bool:
        with self.registry.begin() as tx:
            letter = tx.entries.by_id(letter_id)
            files, followed = tx.entries.files(letter), tx.recipients.followed(sent.id)
        try:
            folder = self.folder / month(letter, self.zone)
            folder.mkdir(parents=True, exist_ok=True)
            for target, sha256 in _copies(letter, files):
                if not (folder / target).exists():
                    put(folder / target, self.original(sha256))
            head = Head(
                letter_no=letter.letter_no or letter.label,
                dated=letter.date or letter.registered_at.astimezone(self.zone).date(),
                subject=letter.subject or "",
                answer_by=sent.draft.answer_by,
            )
            rows = [_row(each, recalled=sent.state is Stage.RECALLED, zone=self.zone) for each in followed]
            put(folder / sheet_name(letter), followed_sheet(head, rows))
        except OSError as error:  # a sheet that is open in Excel on a share: the next look writes it
            log.warning("the sheet of %s waits: %s", letter.letter_no or letter.label, error)
            return False
        with self.registry.begin() as tx:
            tx.sending.shown(sent)
        return True


def month(letter: Letter, zone: ZoneInfo) -> str:
    """The folder of the month a letter was entered in, within that of what was sent."""
    local = letter.registered_at.astimezone(zone)
    return f"{local.year + 543}-{local.month:02}"


def sheet_name(letter: Letter) -> str:
    """The name of the sheet that says who has a letter."""
    return fit(f"{_number(letter)}_{sheetwords.SHEET}", ".xlsx")


def _copies(letter: Letter, files: Sequence[KeptFile]) -> list[tuple[str, str]]:
    """The letter and its enclosures by the names they have in the folder, each with its hash."""
    named = []
    count = 0
    for file in files:
        came = Path(file.name)
        if file.role is Role.LETTER:
            named.append((fit(f"{_number(letter)}_{letter.subject or came.stem}", came.suffix), file.sha256))
        elif file.role is Role.ENCLOSURE:
            count += 1
            name = f"{_number(letter)}_{sheetwords.ENCLOSURE.format(number=count)}_{came.stem}"
            named.append((fit(name, came.suffix), file.sha256))
    return named


def _number(letter: Letter) -> str:
    return letter.letter_no or letter.label


def _row(followed: Followed, *, recalled: bool, zone: ZoneInfo) -> Row:
    one = followed.recipient
    state = _STATES[followed.reach]
    if state is State.SENT and followed.late:
        state = State.LATE
    if recalled and state is not State.BOUNCED:
        state = State.RECALLED
    return Row(
        code=one.to.school or "",
        school=one.to.name,
        way=sheetwords.MAIL if followed.by_mail else sheetwords.POST,
        state=state,
        sent=followed.sent_at and followed.sent_at.astimezone(zone),
        acknowledged=one.acknowledged_at and one.acknowledged_at.astimezone(zone),
        by=one.acknowledged_by or "",
        their_no=one.receipt_no or "",
        answer=(followed.answer.letter_no or followed.answer.label) if followed.answer else "",
        note=one.tracking or followed.reason or "",
    )
