"""14 kinds of sending a Thai text."""

from __future__ import annotations

import quopri
from collections.abc import Iterator
from functools import partial

from tests.support.mailkinds.kind import BODY, MailKind, letter_mail
from tests.support.mails import multipart, part

_TEXT = "เรียน “ผู้อำนวยการ” – โปรดทราบ…"
_PAGE = "<html><head><style>p {{margin: 0}}</style>{meta}</head><body><p>{text}</p><o:p></o:p></body></html>"


def bodies() -> Iterator[MailKind]:
    for name, tail in _tails().items():
        yield MailKind(name=f"body: {name}", raw=partial(letter_mail, tail), body=_TEXT)
    yield MailKind(name="body: flowed", raw=partial(letter_mail, _flowed()), body=f"{BODY}\n\nขอแสดงความนับถือ")
    yield MailKind(name="body: flowed without blanks", raw=partial(letter_mail, _flowed_thai()), body=f"{BODY}\nครับ")


def _tails() -> dict[str, bytes]:
    cp874, utf8 = _TEXT.encode("cp874"), _TEXT.encode()
    meta = '<meta http-equiv="Content-Type" content="text/html; charset=windows-874">'
    page = _PAGE.format(meta=meta, text=_TEXT).encode("cp874")
    quoted = quopri.encodestring(cp874).replace(b"\n", b"\r\n")
    quoting = "Content-Transfer-Encoding: quoted-printable"
    plain, shown = part(utf8, "text/plain; charset=utf-8"), part(_PAGE.format(meta="", text="อื่น").encode(), "text/html")
    return {
        "8-bit TIS-620": part(cp874, "text/plain; charset=TIS-620", "", encode=False),
        "windows-874, quoted-printable": part(quoted, 'text/plain; charset="windows-874"', "", quoting, encode=False),
        "UTF-8 in base64": part(utf8, "text/plain; charset=UTF-8"),
        "8-bit cp874 without a label": part(cp874, "", encode=False),
        "8-bit UTF-8 labelled us-ascii": part(utf8, "text/plain; charset=us-ascii", encode=False),
        "UTF-8 labelled ISO-8859-1": part(utf8, "text/plain; charset=iso-8859-1"),
        "cp874 labelled UTF-8": part(cp874, "text/plain; charset=utf-8"),
        "UTF-8 with a mark": part(b"\xef\xbb\xbf" + utf8, "text/plain; charset=utf-8"),
        "UTF-16": part(_TEXT.encode("utf-16"), "text/plain; charset=utf-16"),
        "only HTML, charset in the page": part(page, "text/html"),
        "HTML beside a text": multipart([plain, shown], "alternative"),
        "HTML beside an empty text": multipart(
            [
                part(b" \r\n", "text/plain"),
                part(_PAGE.format(meta="", text=_TEXT).encode(), "text/html; charset=utf-8"),
            ],
            "alternative",
        ),
    }


def _flowed() -> bytes:
    """As Thunderbird breaks lines (RFC 3676): at a blank, which stays at the line's end."""
    first, _, rest = BODY.partition(" ")
    lines = (f"{first} ", rest, "", "ขอแสดงความนับถือ")
    return part("\r\n".join(lines).encode(), "text/plain; charset=UTF-8; format=flowed", encode=False)


def _flowed_thai() -> bytes:
    """DelSp=yes: the blank at the line's end was put there for the break only, inside a Thai word."""
    lines = (f"{BODY[:20]} ", BODY[20:], "ครับ")
    return part("\r\n".join(lines).encode(), "text/plain; charset=UTF-8; format=flowed; delsp=yes", encode=False)
