"""An office in a temporary folder and the real command in it, as a process of its own."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import psycopg

from tests.support.dovecot import Dovecot
from tests.support.smtp import SmtpSink

ADDRESS = "saraban@office.example"
PATIENCE = 60.0
"""Seconds after which something that should have happened is taken for not happening."""

SARABAN = Path(sys.executable).with_name("saraban")
_STRICT = {**os.environ, "PYTHONWARNINGS": "error"}


class Daemon:
    """A running `saraban run`. Its log grows in a file beside the office."""

    def __init__(self, office: Office, *options: str) -> None:
        self.log_file = office.folder.with_name(f"{office.folder.name}.log")
        self._seen = self.log_file.stat().st_size if self.log_file.exists() else 0
        with self.log_file.open("ab") as log:
            self.process = subprocess.Popen(
                [SARABAN, "-C", office.folder, "run", *options],
                env=_STRICT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for the tests, which then end it
            )

    def log(self) -> str:
        """What this run has said so far."""
        return self.log_file.read_bytes()[self._seen :].decode()

    def wait_ready(self) -> None:
        wait_for(lambda: "ready" in self.log() or self.process.poll() is not None, self.log)
        assert self.process.poll() is None, self.log()

    def kill(self) -> None:
        """SIGKILL, as the out-of-memory killer or a power cut ends it."""
        self.process.kill()
        self.process.wait()

    def end(self) -> int:
        """The first SIGTERM; returns the exit code when the work in hand is finished."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            return self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()
            raise


class Office:
    """An office made by `saraban init` in `folder`; SQLite unless `database` names another."""

    def __init__(self, folder: Path, database: str = "") -> None:
        self.folder = folder
        self.database = database
        for name, content in _new_office().items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            if content is None:
                (folder / name).mkdir()
            else:
                (folder / name).write_bytes(content)
                (folder / name).chmod(0o600)
        # Few waits by default: a test that is about waiting sets its own.
        self.set("folders", settle_seconds=0.2, poll_seconds=1.0)
        self.set("imap", poll_seconds=1.0)
        self.set("database", url=database)

    @property
    def root(self) -> Path:
        return self.folder / "หนังสือ"

    @property
    def inbox(self) -> Path:
        return self.root / "รับ"

    @property
    def taken(self) -> Path:
        return self.root / "รับแล้ว"

    @property
    def problem_folder(self) -> Path:
        return self.root / "มีปัญหา"

    @property
    def check_folder(self) -> Path:
        return self.root / "ตรวจ"

    def set(self, section: str, **values: object) -> None:
        """Write settings into office.toml, as an administrator with an editor does."""
        path = self.folder / "office.toml"
        head, start, rest = path.read_text("utf-8").partition(f"[{section}]\n")
        body, end, tail = rest.partition("\n[")
        assert start, section
        for name, value in values.items():
            line = f"{name} = {json.dumps(value, ensure_ascii=False)}"
            body, count = re.subn(rf"^{name} = .*$", line.replace("\\", r"\\"), body, flags=re.MULTILINE)
            assert count == 1, name
        path.write_text(head + start + body + end + tail, "utf-8")

    def use_mail(self, dovecot: Dovecot, sink: SmtpSink | None = None) -> None:
        """Watch the INBOX of this server; with `sink`, confirm by it."""
        (self.folder / "imap.password").write_text(dovecot.password)
        server = {"host": "127.0.0.1", "port": dovecot.imap_port, "tls": "none"}
        self.set("imap", **server, user=ADDRESS, password_file="imap.password")
        if sink:
            self.set("smtp", host=sink.host, port=sink.port, tls="none", sender=ADDRESS)

    def saraban(self, *arguments: str | Path, code: int | None = 0, **how: Any) -> subprocess.CompletedProcess[str]:
        """Run one command in this office to its end; `code` is the exit code it must give (None: any)."""
        command = [SARABAN, "-C", self.folder, *arguments]
        done = subprocess.run(command, env=_STRICT, capture_output=True, text=True, timeout=PATIENCE * 3, **how)
        assert code is None or done.returncode == code, f"{done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def json(self, *arguments: str | Path) -> Any:
        """The JSON answer of a command."""
        return json.loads(self.saraban(*arguments, "--json").stdout)

    def register(self, *arguments: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.json("register", *arguments)
        return rows

    def problems(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.json("problems")
        return rows

    def drop(self, name: str, content: bytes) -> Path:
        """Put a file into the drop folder, as a scanner does: no name in the middle, no rename at the end."""
        path = self.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def settle(self) -> str:
        """Take in all that waits and end; returns what the daemon logged."""
        done = self.saraban("run", "--until-idle")
        return done.stderr

    @contextlib.contextmanager
    def running(self, *options: str) -> Iterator[Daemon]:
        """The daemon, ready; ended in good order afterwards."""
        daemon = Daemon(self, *options)
        try:
            daemon.wait_ready()
            yield daemon
        except BaseException:
            daemon.kill()
            raise
        assert daemon.end() == 0, daemon.log()

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """Look into the database from outside, as it stands; no rows where there are no tables yet."""
        if self.database:
            with psycopg.connect(self.database.replace("+psycopg", "")) as connection:
                return list(connection.execute(query))
        file = self.folder / "saraban.db"
        try:
            with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=PATIENCE)) as connection:
                return connection.execute(query).fetchall()
        except sqlite3.OperationalError:
            return []

    def count(self, table: str, where: str = "1=1") -> int:
        rows = self.ask(f"SELECT count(*) FROM {table} WHERE {where}")
        return int(rows[0][0]) if rows else 0

    def let_hours_pass(self) -> None:
        """What was put off for a while is due now."""
        with (
            contextlib.closing(sqlite3.connect(self.folder / "saraban.db", timeout=PATIENCE)) as connection,
            connection,
        ):
            for table, past in (("arrivals", "landed_at"), ("deliveries", "queued_at")):
                put_off = "due_at IS NOT NULL AND claimed_by IS NULL"
                connection.execute(f"UPDATE {table} SET due_at = {past} WHERE {put_off}")

    def dropped(self) -> list[Path]:
        """What lies in the drop folder."""
        return [path for path in self.inbox.rglob("*") if not path.is_dir()]

    def noted(self) -> dict[str, str]:
        """The problem folder: each thing in it and what its note says ("" where it has none)."""
        files = {path.name for path in self.problem_folder.iterdir()}
        return {
            name: (self.problem_folder / f"{name}.txt").read_text("utf-8-sig") if f"{name}.txt" in files else ""
            for name in files
            if not (name.endswith(".txt") and name.removesuffix(".txt") in files)
        }


@functools.cache
def _new_office() -> dict[Path, bytes | None]:
    """What `saraban init` makes, run once; folders without content."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([SARABAN, "init", folder], env=_STRICT, check=True, stdout=subprocess.DEVNULL)
        found = sorted(Path(folder).rglob("*"))
        return {path.relative_to(folder): path.read_bytes() if path.is_file() else None for path in found}


def letter_mail(
    content: bytes, message_id: str, enclosure: bytes = b"", *, subject: str = "ขอส่งหนังสือ", **headers: str
) -> bytes:
    """A mail from a school of its own, with a letter as PDF and, if given, an enclosure that is none."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = f"ธุรการโรงเรียน <office.{message_id}>"
    mail["To"] = ADDRESS
    mail["Subject"] = subject
    mail["Message-ID"] = f"<{message_id}>"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content("เรียน ผู้อำนวยการ\n\nขอส่งหนังสือตามไฟล์แนบ", cte="base64")
    mail.add_attachment(content, maintype="application", subtype="pdf", filename="หนังสือนำส่ง.pdf")
    if enclosure:
        mail.add_attachment(enclosure, maintype="application", subtype="octet-stream", filename="แบบรายงาน.dat")
    return mail.as_bytes()


def wait_for(true: Callable[[], object], say: Callable[[], object] = str, seconds: float = PATIENCE) -> None:
    """Until `true()`; fails with what `say()` tells when it does not come."""
    late = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < late, f"it did not happen within {seconds:.0f} s: {say()}"
        time.sleep(0.02)


def tree_of(pid: int) -> list[int]:
    """The process and all that descend from it, by id."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            parents.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found = [pid]
    for each in found:
        found += parents.get(each, [])
    return found
