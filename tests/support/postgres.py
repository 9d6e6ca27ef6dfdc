"""A private PostgreSQL cluster for tests: in a temporary folder, on a Unix socket, gone afterwards."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

_SUPERUSER = "saraban"
_START_SECONDS = 30.0
# Nothing here has to survive a power cut, so nothing waits for the disk.
_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "",
    "shared_buffers": "32MB",
    "max_connections": "60",
}


def binaries() -> Path | None:
    """The folder that holds initdb and postgres (outside PATH on Debian), newest version first; or None."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: int(one.parent.name), reverse=True)
    in_path = shutil.which("postgres")
    folders = [*versions, *([Path(in_path).resolve().parent] if in_path else [])]
    return next((one for one in folders if (one / "initdb").exists() and (one / "postgres").exists()), None)


class Postgres:
    """A running cluster for the length of a `with`; `url` gives a new, empty database at each call.

    Started as root it runs as `postgres` or `nobody`, because PostgreSQL refuses root. Raises RuntimeError
    where PostgreSQL is not installed (ask `binaries` first) or does not start, with the end of its log.
    """

    def __init__(self) -> None:
        self._counter = itertools.count(1)
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        found = binaries()
        if found is None:
            raise RuntimeError("PostgreSQL is not installed (Debian: postgresql)")
        # A Unix socket's path may have 107 bytes, so the folder is short and not below pytest's own.
        self._folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
        try:
            self._start(found)
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def url(self, name: str = "office") -> str:
        """The SQLAlchemy URL of a fresh empty database; `name` begins the database's name."""
        database = f"{name}_{next(self._counter)}"
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(database)))
        return f"postgresql+psycopg://{_SUPERUSER}@/{database}?host={self._folder}"

    @contextmanager
    def closed(self, url: str) -> Iterator[None]:
        """Nobody gets into a database meanwhile, and whoever was in it is put out."""
        name = url.partition("@/")[2].partition("?")[0]
        alter = psycopg.sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            connection.execute(alter.format(psycopg.sql.Identifier(name), psycopg.sql.SQL("false")))
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
            try:
                yield
            finally:
                connection.execute(alter.format(psycopg.sql.Identifier(name), psycopg.sql.SQL("true")))

    def _start(self, found: Path) -> None:
        cluster = self._folder / "cluster"
        account = _account()
        if account:
            os.chown(self._folder, account.pw_uid, account.pw_gid)
        who = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
        options = ["--auth=trust", f"--username={_SUPERUSER}", "--encoding=UTF8", "--locale=C", "--no-sync"]
        made = subprocess.run(
            [found / "initdb", *options, "--pgdata", cluster],
            cwd=self._folder,
            capture_output=True,
            text=True,
            check=False,
            **who,  # type: ignore[call-overload]
        )
        if made.returncode:
            raise RuntimeError(f"initdb failed: {made.stderr}")
        settings = [f"--{name}={value}" for name, value in _SETTINGS.items()]
        with (self._folder / "log").open("wb") as log:
            self._server = subprocess.Popen(
                [found / "postgres", "-D", cluster, "-k", self._folder, *settings],
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **who,  # type: ignore[call-overload]
            )
        self._wait_ready()

    def _wait_ready(self) -> None:
        assert self._server is not None
        late = time.monotonic() + _START_SECONDS
        while True:
            try:
                psycopg.connect(self._address("postgres")).close()
            except psycopg.OperationalError as error:
                if self._server.poll() is not None or time.monotonic() > late:
                    log = (self._folder / "log").read_text(errors="replace")[-2000:]
                    raise RuntimeError(f"PostgreSQL did not start: {log}") from error
                time.sleep(0.02)
            else:
                return

    def _end(self) -> None:
        if self._server is not None:
            # SIGQUIT: at once, without a last checkpoint; its children end with it.
            self._server.send_signal(signal.SIGQUIT)
            self._server.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _address(self, database: str) -> str:
        return f"host={self._folder} user={_SUPERUSER} dbname={database}"


def _account() -> pwd.struct_passwd | None:
    """The account to run as where we are root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]
