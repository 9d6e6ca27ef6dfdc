"""Addresses in a mail's header (RFC 5322, 3.4): read, and judged whether a machine may write to them."""

from __future__ import annotations

import re
from urllib.parse import unquote

from intake.mailtext import header_text

_TOKEN = re.compile(
    rb'(?P<word>=\?[^?\s]{1,75}\?[bBqQ]\?[^?\s]*\?=)|"(?P<quoted>(?:[^"\\]|\\.)*)"?|\((?P<comment>[^()]*)\)'
    rb"|<(?P<address>[^<>]*)>|(?P<end>[,;])|(?P<text>[^\"(<,;=]+|.)",
    re.DOTALL,
)
_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]*"
)
_TAGGED = re.compile(r"([^\s<>()\[\]\"',;:@+]+\+[^\s<>()\[\]\"',;:@]+)@([^\s<>()\[\]\"',;:@]+)")
_LONGEST = 254  # RFC 5321, 4.5.3.1.3
_MACHINES = re.compile(
    r"(no|not|do[._-]?not|never)[._-]?repl(y|ies)([._+-].*)?|mailer-?daemon|postmaster|daemon|root|nobody"
    r"|bounces?([._+-].*)?|.*[._+-]bounces?|owner-.*|.*-(owner|request)|listserv|majordomo"
    r"|microsoftexchange[0-9a-f]+",
    re.IGNORECASE,
)


def addresses(value: bytes) -> list[tuple[str, str]]:
    """(display name, address) of each mailbox in a header value, whose bytes may be encoded in any way.

    What does not read as exactly one address gives "" for it, never a piece of it: `alice@x)bob@y` is nobody.
    """
    found: list[tuple[str, str]] = []
    names: list[bytes] = []
    comments: list[bytes] = []
    angles: list[bytes] = []
    for token in [*_TOKEN.finditer(value), None]:
        if token is None or token["end"] is not None:
            if names or angles:
                found.append(_mailbox(names, comments, angles))
            names, comments, angles = [], [], []
        elif token["address"] is not None:
            angles.append(token["address"])
        elif token["comment"] is not None:
            comments.append(token["comment"])
        elif token["quoted"] is not None:
            names.append(re.sub(rb"\\(.)", rb"\1", token["quoted"], flags=re.DOTALL))
        else:
            names.append(token["word"] or token["text"])
    return found


def tagged(value: bytes) -> list[str]:
    """The addresses in a header value that have a "+" and something behind it (RFC 5233), in clear.

    There it may be Thai: as it is (RFC 6531), in an encoded word, or in percents.
    """
    return [f"{unquote(found[1])}@{found[2]}" for found in _TAGGED.finditer(header_text(value))]


def machine(address: str) -> bool:
    """Whether by its name no person reads what is sent there: no-reply, bounces, a list's own addresses."""
    return _MACHINES.fullmatch(address.partition("@")[0]) is not None


def valid(address: str) -> bool:
    """A plain ASCII address with a full domain, as every mail server takes it."""
    return len(address) <= _LONGEST and _ADDRESS.fullmatch(address) is not None


def plain(address: str) -> str:
    """For comparison: lower-case and without what follows a "+" (RFC 5233)."""
    local, _, domain = address.lower().partition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _mailbox(names: list[bytes], comments: list[bytes], angles: list[bytes]) -> tuple[str, str]:
    name = b"".join(names).strip()
    if not angles:
        address = name.rpartition(b":")[2].decode("ascii", "replace").strip()  # after a group's name
        return (header_text(b" ".join(comments)), address) if valid(address) else (header_text(name), "")
    address = angles[0].decode("ascii", "replace").strip() if len(angles) == 1 else ""
    return header_text(name or b" ".join(comments)), address if valid(address) else ""
