"""Word files through LibreOffice, where it is installed: each to a PDF in a folder of its own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from intake.sniff import DOCX
from registry.errors import Unreadable
from registry.model import Problem

_MEMORY = Path("/dev/shm")  # noqa: S108  # tmpfs(5)
_SECONDS = 90.0  # a first start with a new profile takes ten on a slow machine


@contextmanager
def as_pdf(path: Path, media_type: str) -> Iterator[Path]:
    """A Word file printed to a PDF that is gone afterwards. Raises `Unreadable`.

    UNSUPPORTED without LibreOffice, TOO_LONG when it does not end, BROKEN when it makes nothing of the file.
    """
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise Unreadable(Problem.UNSUPPORTED, "Word files need LibreOffice (apt install libreoffice-writer)")
    # In memory where there is such a place: the file may be secret, and a killed reader leaves what it wrote.
    memory = str(_MEMORY) if os.access(_MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="saraban-word-", dir=memory) as folder:
        source = Path(folder, "letter.docx" if media_type == DOCX else "letter.doc")
        shutil.copyfile(path, source)
        said = _print(office, source, Path(folder))
        printed = source.with_suffix(".pdf")
        if not printed.exists():
            raise Unreadable(Problem.BROKEN, f"LibreOffice made no PDF of it: {said[-300:]}")
        yield printed


def _print(office: str, source: Path, folder: Path) -> str:
    """What LibreOffice said. It gets a profile of its own, because a second one on the same profile ends at once."""
    command = [
        office,
        f"-env:UserInstallation={Path(folder, 'profile').as_uri()}",
        *("--headless", "--norestore", "--convert-to", "pdf", "--outdir", str(folder), str(source)),
    ]
    with subprocess.Popen(  # noqa: S603  # our own arguments, no shell
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        env={**os.environ, "HOME": str(folder)},
    ) as running:
        try:
            said, _ = running.communicate(timeout=_SECONDS)
        except subprocess.TimeoutExpired as error:
            os.killpg(running.pid, signal.SIGKILL)  # soffice starts children of its own
            running.communicate()
            raise Unreadable(Problem.TOO_LONG, f"LibreOffice did not end in {_SECONDS:.0f} s") from error
    return said.decode(errors="replace").strip()
