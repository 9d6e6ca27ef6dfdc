"""`saraban init`: a new office, ready to be filled in."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from config.keys import SHARED
from config.secret import office_secret, sealing_key
from config.settings import Settings, as_toml, load
from registry.errors import SarabanError
from registry.model import Secrecy


class OfficeExists(SarabanError):
    """There is an office in this folder already; it is left as it is."""


def make_office(directory: Path) -> None:
    """Make the settings, the lists and the shared folders. Raises OfficeExists."""
    if (directory / "office.toml").exists():
        raise OfficeExists(f"{directory} holds an office already; nothing was changed")
    directory.mkdir(parents=True, exist_ok=True)
    for name in ("rules.toml", "people.csv", "schools.csv"):
        source = files("config") / name
        (directory / name).write_text(source.read_text("utf-8"), "utf-8")
    (directory / "office.toml").write_text(as_toml(), "utf-8")
    settings = load(directory)
    for name in SHARED:
        (settings.root / settings["folders", name]).mkdir(parents=True, exist_ok=True)
    for folder in secret_folders(settings):
        folder.mkdir(parents=True, exist_ok=True)
    office_secret(directory)
    sealing_key(directory)


def secret_folders(settings: Settings) -> list[Path]:
    """The drop folders for secret letters: one, and in it one for each higher class."""
    first = settings.root / settings["folders", "inbox"] / Secrecy.CONFIDENTIAL
    return [first, *(first / secrecy for secrecy in Secrecy if secrecy is not Secrecy.CONFIDENTIAL)]
