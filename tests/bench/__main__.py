"""What the daemon costs and how fast it is, beside its limits and a peer: `make bench`.

Real letters, the real command, a real Dovecot; all of it in temporary folders. Every figure is printed with what it
is held against. For the mail part mbsync (Debian: isync) fetches the same mails in the same run, in turns.
"""

from __future__ import annotations

import argparse
import base64
import os
import random
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench.bulk import bulk
from tests.bench.figure import Figure
from tests.bench.followed import followed
from tests.bench.meter import Meter
from tests.bench.owner import owner
from tests.support import letters
from tests.support.dovecot import PASSWORD, Dovecot
from tests.system.office import Office, wait_for

BATCH = 200
MAILS, MAIL_BYTES = 500, 300_000


def folder_batch(folder: Path) -> Iterator[Figure]:
    """200 one-page born-digital letters at once."""
    made = [letters.pdf(letter) for letter in letters.many(BATCH, seed=7)]
    office = Office(folder)
    office.set("folders", settle_seconds=1.0)
    with office.running() as daemon:
        time.sleep(2)  # the readers have loaded
        meter = Meter(daemon.process.pid)
        start = time.monotonic()
        for number, content in enumerate(made):
            office.drop(f"สแกน {number:03}.pdf", content)
        wait_for(lambda: office.count("arrivals", "due_at IS NULL") >= BATCH, daemon.log)
        wall, cpu = time.monotonic() - start, meter.stop()
    numbers = [row["number"] for row in office.register()]
    assert numbers == list(range(1, BATCH + 1)), "numbers with a gap"
    assert not office.dropped(), "files were left in the drop folder"
    yield Figure(f"{BATCH} letters dropped: wall, settling included", wall, "s", 20.0)
    yield Figure(f"{BATCH} letters dropped: CPU a letter", cpu / BATCH, "s", 0.15)
    yield Figure(f"{BATCH} letters dropped: highest memory", meter.peak / 1e6, "MB")


def one_letter(folder: Path) -> Iterator[Figure]:
    """From the drop to the row in the register, ten times."""
    office = Office(folder)
    office.set("folders", settle_seconds=1.0)
    waits = []
    with office.running() as daemon:
        time.sleep(2)
        for number, letter in enumerate(letters.many(10, seed=11), 1):
            content = letters.pdf(letter)
            start = time.monotonic()
            office.drop(f"{number}.pdf", content)
            wait_for(partial(_has, office, number), daemon.log)
            waits.append(time.monotonic() - start)
            time.sleep(random.uniform(0.3, 1.0))
    yield Figure("one letter dropped to register, median of 10", statistics.median(waits), "s", 2.0)
    yield Figure("one letter dropped to register, slowest of 10", max(waits), "s")


def idle(folder: Path) -> Iterator[Figure]:
    """A daemon with nothing to do, watching a folder and a mailbox, with the settings of a new office."""
    with Dovecot() as dovecot:
        office = Office(folder)
        office.set("folders", settle_seconds=1.0, poll_seconds=30.0)
        office.set("imap", poll_seconds=60.0)
        office.use_mail(dovecot)
        with office.running() as daemon:
            time.sleep(5)
            meter = Meter(daemon.process.pid)
            time.sleep(30)
            cpu = meter.stop()
    yield Figure("idle: CPU a minute", cpu * 2, "s")
    yield Figure("idle: memory", meter.peak / 1e6, "MB")


def mailbox(folder: Path, rounds: int = 3) -> Iterator[Figure]:
    """500 mails of 300 KB taken from Dovecot onto the disk, in turns with mbsync, which syncs every file too."""
    with Dovecot() as dovecot:
        store = _write_mails(dovecot.base / "store")
        turns: dict[str, list[tuple[float, float]]] = {"saraban": [], "mbsync": []}
        has_peer = shutil.which("mbsync") is not None
        for turn in range(rounds):
            for name, take in (("saraban", _take_by_saraban), ("mbsync", _take_by_mbsync)):
                if name == "saraban" or has_peer:
                    _restore(dovecot, store)
                    turns[name].append(take(folder / f"{name}-{turn}", dovecot))
    for name, taken in turns.items():
        if taken:
            print(f"{name}, mails/s in each turn: {' '.join(f'{MAILS / wall:.0f}' for wall, _ in taken)}")
    rates = {name: statistics.median(MAILS / wall for wall, _ in taken) for name, taken in turns.items() if taken}
    costs = {name: statistics.median(cpu / MAILS * 1000 for _, cpu in taken) for name, taken in turns.items() if taken}
    yield Figure(f"{MAILS} mails landed", rates["saraban"], "mails/s", rates.get("mbsync"), most=False, note="mbsync")
    beside = f"mbsync: {costs['mbsync']:.2f} ms" if has_peer else ""
    yield Figure("CPU a mail landed", costs["saraban"], "ms", note=beside)
    if not has_peer:
        print("mbsync is not here (apt-get install isync): no peer beside the mails")


def _has(office: Office, entries: int) -> bool:
    return office.count("letters") >= entries


def _take_by_saraban(folder: Path, dovecot: Dovecot) -> tuple[float, float]:
    """Seconds and CPU seconds from ready until the last mail is landed and moved away."""
    office = Office(folder)
    office.use_mail(dovecot)
    office.set("daemon", desk=False, folder=False, outbox=False)
    with office.running() as daemon:
        meter = Meter(daemon.process.pid)
        start = time.monotonic()
        wait_for(lambda: office.count("arrivals") >= MAILS and not _waiting(dovecot), daemon.log)
        took = time.monotonic() - start, meter.stop()
    shutil.rmtree(folder)
    return took


def _take_by_mbsync(folder: Path, dovecot: Dovecot) -> tuple[float, float]:
    (folder / "mail").mkdir(parents=True)
    (folder / "rc").write_text(
        f"""FSync yes
IMAPStore far
Host 127.0.0.1
Port {dovecot.imap_port}
User saraban
Pass {PASSWORD}
SSLType None
AuthMechs LOGIN

MaildirStore near
Path {folder}/mail/
Inbox {folder}/mail/INBOX
SubFolders Verbatim

Channel all
Far :far:
Near :near:
Sync Pull New
Create Near
SyncState *
"""
    )
    start = time.monotonic()
    with (folder / "said").open("wb") as said:  # that the password goes in the clear
        peer = subprocess.Popen(["mbsync", "-q", "-c", folder / "rc", "all"], stderr=said)
    _, status, usage = os.wait4(peer.pid, 0)
    wall = time.monotonic() - start
    peer.returncode = os.waitstatus_to_exitcode(status)
    assert peer.returncode == 0, (folder / "said").read_text()
    assert len(list((folder / "mail/INBOX/new").iterdir())) == MAILS
    shutil.rmtree(folder)
    return wall, usage.ru_utime + usage.ru_stime


def _write_mails(store: Path) -> Path:
    """The mails as files, each with one attachment that does not compress."""
    store.mkdir()
    dice = random.Random(3)
    for number in range(MAILS):
        body = base64.encodebytes(b"%PDF-1.7\n" + dice.randbytes(MAIL_BYTES)).replace(b"\n", b"\r\n")
        head = (
            f"From: School {number} <s{number}@school.example>\r\nTo: saraban@office.example\r\n"
            f"Message-ID: <{number}@school.example>\r\nSubject: letter {number}\r\nMIME-Version: 1.0\r\n"
            f'Content-Type: application/pdf; name="{number}.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        )
        (store / str(number)).write_bytes(head.encode() + body)
    return store


def _restore(dovecot: Dovecot, store: Path) -> None:
    """All mails new in the INBOX again, as on the first day, and on the disk, so that no one pays for another."""
    dovecot.stop()
    home = dovecot.base / "home"
    shutil.rmtree(home, ignore_errors=True)
    folder = home / "saraban" / "Maildir"
    for part in ("tmp", "new", "cur"):
        (folder / part).mkdir(parents=True)
    for number, mail in enumerate(sorted(store.iterdir())):
        size = mail.stat().st_size
        os.link(mail, folder / "new" / f"{1_700_000_000 + number}.{number}.office.example,S={size},W={size}")
    owner = (dovecot.base / "dovecot.conf").parent.stat()
    for path in (home, *home.rglob("*")):
        os.chown(path, owner.st_uid, owner.st_gid)
    os.sync()
    dovecot.start()


def _waiting(dovecot: Dovecot) -> bool:
    home = dovecot.base / "home" / "saraban" / "Maildir"
    return any(next((home / part).iterdir(), None) for part in ("new", "cur"))


def _row(figure: Figure) -> tuple[str, ...]:
    if figure.limit is None:
        return figure.what, f"{figure.value:.3g} {figure.unit}", "", "", figure.note
    ratio = figure.value / figure.limit
    good = ratio <= 1 if figure.most else ratio >= 1
    limit = f"{'≤' if figure.most else '≥'} {figure.limit:.3g}"
    return figure.what, f"{figure.value:.3g} {figure.unit}", limit, f"{ratio:.2f}{'' if good else ' !'}", figure.note


PARTS: dict[str, Callable[[Path], Iterator[Figure]]] = {
    "batch": folder_batch,
    "one": one_letter,
    "mail": mailbox,
    "owner": owner,
    "followed": followed,
    "idle": idle,
    "bulk": bulk,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("parts", nargs="*", help=f"which of {', '.join(PARTS)} (default: all)")
    chosen = parser.parse_args().parts or list(PARTS)
    table = Table(title=f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    for name in ("measured", "value", "limit or peer", "ratio", "note"):
        table.add_column(name, justify="right" if name in ("value", "ratio") else "left")
    for name in chosen:
        with tempfile.TemporaryDirectory(prefix="saraban-bench-") as folder:
            for figure in PARTS[name](Path(folder) / name):
                table.add_row(*_row(figure))
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
