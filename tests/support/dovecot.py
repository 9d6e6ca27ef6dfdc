"""A private Dovecot on loopback: a real IMAP server without root rights, gone without a trace when closed.

Started by root, it runs as `nobody`, because Dovecot refuses to keep mail under uid 0. Every user name may log
in, with the one password. Mail is put straight into the maildir, so it can also come while the server is down.
"""

from __future__ import annotations

import contextlib
import grp
import imaplib
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from datetime import datetime
from itertools import count
from pathlib import Path
from types import TracebackType

PASSWORD = "only-for-tests"  # without blanks: Dovecot 2.3 splits its arguments at them
START_SECONDS = 20.0

# One setting a line. Dovecot 2.3 (Debian 12, Ubuntu 22.04 and 24.04).
CONFIG_2_3 = """
disable_plaintext_auth = no
mail_location = maildir:~/Maildir
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={base}/home/%n allow_all_users=yes
}}
"""

# Dovecot 2.4 (Debian 13): the version lines must come first, and settings have other names.
# https://doc.dovecot.org/main/installation/upgrade/2.3-to-2.4.html
CONFIG_2_4 = """dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
auth_allow_cleartext = yes
mail_driver = maildir
mail_path = ~/Maildir
passdb static {{
  password = {password}
}}
userdb static {{
  fields {{
    uid = {user}
    gid = {group}
    home = {base}/home/%{{user | username}}
  }}
}}
"""

CONFIG_BOTH = """
base_dir = {base}/run
state_dir = {base}/state
log_path = {base}/log
protocols = imap
listen = 127.0.0.1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
auth_failure_delay = 0
mail_fsync = never
mail_max_userip_connections = 100
ssl = {tls}
namespace inbox {{
  inbox = yes
  prefix = {prefix}
  separator = .
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap_port}
  }}
  inet_listener imaps {{
    port = {imaps_port}
  }}
}}
"""

TLS_2_3 = """
ssl_cert = <{base}/cert.pem
ssl_key = <{base}/key.pem
"""
TLS_2_4 = """
ssl_server_cert_file = {base}/cert.pem
ssl_server_key_file = {base}/key.pem
"""


class Dovecot:
    """A Dovecot that lives as long as the `with` block.

    `certificate`: PEM files (certificate, key); with them `imaps_port` speaks TLS, `imap_port` offers STARTTLS.
    `prefix`: of the personal namespace (RFC 2342), such as "INBOX."; the separator is a full stop. `extra`: further
    lines of configuration.
    """

    password = PASSWORD

    def __init__(self, *, certificate: tuple[Path, Path] | None = None, prefix: str = "", extra: str = "") -> None:
        self._program = _program()
        self._uid, self._gid = (os.getuid(), os.getgid()) if os.getuid() else pwd.getpwnam("nobody")[2:4]
        self._certificate = certificate
        self._prefix, self._extra = prefix, extra
        self._server: subprocess.Popen[bytes] | None = None
        self._unique = count()
        self.imap_port = self.imaps_port = 0
        self.base = Path()

    def __enter__(self) -> Dovecot:
        # Socket paths end at 108 bytes, so a long TMPDIR cannot be used.
        self.base = Path(tempfile.mkdtemp(prefix="dovecot-", dir="/tmp"))
        self.base.chmod(0o755)
        os.chown(self.base, self._uid, self._gid)
        try:
            self.imap_port, self.imaps_port = _free_ports(2)
            self._write_config()
            self.start()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        shutil.rmtree(self.base)

    def start(self) -> None:
        """Start on the same ports with the same mail; returns once it greets."""
        root = os.getuid() == 0
        with (self.base / "stderr").open("ab") as stderr:
            self._server = subprocess.Popen(
                [self._program, "-F", "-c", self.base / "dovecot.conf"],
                user=self._uid if root else None,
                group=self._gid if root else None,
                extra_groups=[] if root else None,
                start_new_session=True,  # Ctrl-C is for the tests, which then stop it
                stdin=subprocess.DEVNULL,
                stderr=stderr,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._greets():
            if self._server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"Dovecot did not start:\n{self.log()}")
            time.sleep(0.01)

    def stop(self) -> None:
        """End it and its children at once; open connections break off."""
        if self._server is None:
            return
        self._server.send_signal(signal.SIGSTOP)  # so that it starts no further child
        for child in [*self._children(), self._server.pid]:
            _kill(child)
        self._server.wait()
        self._server = None
        shutil.rmtree(self.base / "run", ignore_errors=True)

    def restart(self) -> None:
        """Stop and start: clients lose their connection, mail and UIDs stay."""
        self.stop()
        self.start()

    def break_connections(self) -> None:
        """Cut every logged-in client off without a word; the server itself goes on."""
        for child in self._children("imap"):
            _kill(child)

    def append(
        self, raw: bytes, mailbox: str = "INBOX", user: str = "saraban", internaldate: datetime | None = None
    ) -> None:
        """Put one mail into a mailbox (ASCII name), made if missing. `internaldate` is aware; None is now."""
        folder = self._maildir(mailbox, user)
        for part in ("tmp", "new", "cur"):
            self._make(folder / part)
        # The sizes in the name spare Dovecot reading the file: S as stored, W with CRLF line ends.
        on_wire = len(raw) + raw.count(b"\n") - raw.count(b"\r\n")
        name = f"{time.time_ns()}.{next(self._unique)}.office.example,S={len(raw)},W={on_wire}"
        draft = folder / "tmp" / name
        draft.write_bytes(raw)
        os.chown(draft, self._uid, self._gid)
        if internaldate is not None:
            os.utime(draft, (internaldate.timestamp(),) * 2)
        draft.rename(folder / "new" / name)

    def mails(self, mailbox: str = "INBOX", user: str = "saraban") -> list[bytes]:
        """The mails of a mailbox as stored, in no certain order; none if there is no such mailbox."""
        folder = self._maildir(mailbox, user)
        files = [*(folder / "new").glob("*"), *(folder / "cur").glob("*")]
        return [path.read_bytes() for path in files]

    def login(self, user: str = "saraban") -> imaplib.IMAP4:
        """A plain IMAP connection of a second client, logged in; the caller logs out."""
        client = imaplib.IMAP4("127.0.0.1", self.imap_port, timeout=START_SECONDS)
        client.login(user, PASSWORD)
        return client

    def log(self) -> str:
        """What the server wrote, for error messages."""
        files = [self.base / "stderr", self.base / "log"]
        return "\n".join(path.read_text(errors="replace") for path in files if path.exists())

    def _maildir(self, mailbox: str, user: str) -> Path:
        home = self.base / "home" / user.partition("@")[0] / "Maildir"
        if mailbox == "INBOX":
            return home
        return home / f".{mailbox.removeprefix(self._prefix)}"

    def _make(self, folder: Path) -> None:
        if not folder.exists():
            self._make(folder.parent)
            folder.mkdir()
            os.chown(folder, self._uid, self._gid)

    def _write_config(self) -> None:
        shown = subprocess.run([self._program, "--version"], capture_output=True, text=True, check=True)
        newer = tuple(int(part) for part in re.findall(r"\d+", shown.stdout)[:2]) >= (2, 4)
        config = (CONFIG_2_4 if newer else CONFIG_2_3) + CONFIG_BOTH
        if self._certificate:
            config += TLS_2_4 if newer else TLS_2_3
            for name, file in zip(("cert.pem", "key.pem"), self._certificate, strict=True):
                shutil.copyfile(file, self.base / name)  # where `nobody` may read it
                os.chown(self.base / name, self._uid, self._gid)
        text = config.format(
            base=self.base,
            user=pwd.getpwuid(self._uid).pw_name,
            group=grp.getgrgid(self._gid).gr_name,
            password=PASSWORD,
            prefix=self._prefix,
            tls="yes" if self._certificate else "no",
            imap_port=self.imap_port,
            imaps_port=self.imaps_port if self._certificate else 0,
        )
        (self.base / "dovecot.conf").write_text(f"{text}{self._extra}\n")

    def _greets(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.imap_port), timeout=START_SECONDS) as peer:
                return peer.recv(4) == b"* OK"
        except OSError:
            return False

    def _children(self, name: str | None = None) -> list[int]:
        """The running processes that the server started, by id; with `name` only those so called."""
        children = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = re.match(r"\d+ \((.*)\) \S (\d+)", stat.read_text())
            except OSError:
                continue  # ended meanwhile
            if self._server and fields and int(fields[2]) == self._server.pid and name in (None, fields[1]):
                children.append(int(stat.parent.name))
        return children


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost and 127.0.0.1 that signs itself, and its key, as PEM files in `folder`."""
    cert, key = folder / "cert.pem", folder / "key.pem"
    ask = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost"
    command = [*ask.split(), "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    subprocess.run([*command, "-keyout", key, "-out", cert], check=True, capture_output=True)
    return cert, key


def _program() -> str:
    found = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if found is None:
        raise RuntimeError("Dovecot is not installed: install the package dovecot-imapd")
    return found


def _free_ports(number: int) -> list[int]:
    taken = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [door.getsockname()[1] for door in taken]
    for door in taken:
        door.close()
    return ports


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):  # ended by itself meanwhile
        os.kill(pid, signal.SIGKILL)
