"""42 kinds of naming an attachment in Thai."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from tests.support.mailkinds.kind import (
    LETTER,
    NAME,
    SUBJECT,
    MailKind,
    attached,
    letter_mail,
    percent,
    text_part,
    word,
)
from tests.support.mails import multipart, part, tnef, zip_named, zip_of

_RAW, _THAI = NAME.encode(), NAME.encode("cp874")
_WORD = word(NAME, "UTF-8", "utf-8")
_CODED, _CODED_THAI = percent(NAME), percent(NAME, "cp874")
_LONG = "ก" * 300 + ".pdf"

_PARAMETERS: dict[str, tuple[bytes, str]] = {
    "plain": (b'filename="report 1.pdf"', "report 1.pdf"),
    "without quotes": (b"filename=report.pdf", "report.pdf"),
    "without quotes, with blanks": (b"filename=my report 1.pdf", "my report 1.pdf"),
    "a quote never closed": (b'filename="report.pdf', "report.pdf"),
    "a semicolon in it": (b'filename="a;b.pdf"; size=900', "a;b.pdf"),
    "bare UTF-8": (b'filename="' + _RAW + b'"', NAME),
    "bare cp874": (b'filename="' + _THAI + b'"', NAME),
    "percent-encoded without a star": (b'filename="' + _CODED + b'"', NAME),
    "RFC 2231": (b"filename*=UTF-8''" + _CODED, NAME),
    "RFC 2231 with a language": (b"filename*=utf-8'th'" + _CODED, NAME),
    "RFC 2231 in TIS-620": (b"filename*=TIS-620''" + _CODED_THAI, NAME),
    "RFC 2231 in windows-874": (b"filename*=windows-874''" + _CODED_THAI, NAME),
    "RFC 2231, UTF-8 label over cp874": (b"filename*=UTF-8''" + _CODED_THAI, NAME),
    "RFC 2231 without a charset": (b"filename*=''" + _CODED, NAME),
    "RFC 2231 in quotes": (b"filename*=\"UTF-8''" + _CODED + b'"', NAME),
    "RFC 2231 split": (b"filename*0*=UTF-8''" + _CODED[:60] + b"; filename*1*=" + _CODED[60:], NAME),
    "RFC 2231 split inside a character": (b"filename*0*=UTF-8''" + _CODED[:6] + b"; filename*1*=" + _CODED[6:], NAME),
    "RFC 2231 out of order": (b"filename*1*=" + _CODED[60:] + b"; filename*0*=UTF-8''" + _CODED[:60], NAME),
    "a plain name beside a better one": (b"filename=\"______.pdf\"; filename*=UTF-8''" + _CODED, NAME),
    "a plain name beside a damaged one": (b"filename=\"good.pdf\"; filename*=UTF-8''%FF%FF.pdf", "good.pdf"),
    "an encoded word": (b'filename="' + _WORD + b'"', NAME),
    "an encoded word of windows-874": (b'filename="' + word(NAME, "windows-874") + b'"', NAME),
    "an encoded word without quotes": (b"filename=" + _WORD, NAME),
    "encoded words, folded": (
        b'filename="' + word(_RAW[:20], "UTF-8") + b"\r\n " + word(_RAW[20:], "UTF-8") + b'"', NAME
    ),
    "an encoded word cut over segments": (
        b'filename*0="' + _WORD[:30] + b'";\r\n filename*1="' + _WORD[30:] + b'"', NAME
    ),
    "a letter number with its slash": ("filename=\"ที่ ศธ 04999/ว 12.pdf\"".encode(), "ที่ ศธ 04999-ว 12.pdf"),
    "steps to other folders": ("filename=\"../../etc/หนังสือ.pdf\"".encode(), "etc-หนังสือ.pdf"),
    "a path of Windows": ("filename=\"C:\\\\สารบรรณ\\\\หนังสือ.pdf\"".encode(), "หนังสือ.pdf"),
    "a NUL in it": ("filename=\"หนัง\0สือ.pdf\"".encode(), "หนังสือ.pdf"),
    "a line end in it": ("filename=\"หนังสือ\r\nที่ 1.pdf\"".encode(), "หนังสือ ที่ 1.pdf"),
    "a turn of direction": ("filename=\"หนังสือ\u202efdp.exe\"".encode(), "หนังสือfdp.exe.pdf"),
    "900 bytes": (f'filename="{_LONG}"'.encode(), "ก" * 65 + ".pdf"),
    "empty": (b'filename=""', f"{SUBJECT.replace('/', '-')}.pdf"),
    "none": (b"", f"{SUBJECT.replace('/', '-')}.pdf"),
}  # fmt: skip
_CONTENT_TYPES: dict[str, bytes] = {
    "in Content-Type, a word of TIS-620": b'application/pdf; name="' + word(NAME, "TIS-620") + b'"',
    "in Content-Type, RFC 2231": b"application/pdf; name*=UTF-8''" + _CODED,
}


def names() -> Iterator[MailKind]:
    for name, (disposition, meant) in _PARAMETERS.items():
        yield MailKind(name=f"name: {name}", raw=partial(attached, disposition), names=(meant,))
    for name, content_type in _CONTENT_TYPES.items():
        yield MailKind(name=f"name: {name}", raw=partial(attached, b"", content_type), names=(NAME,))
    garbled = b'application/pdf; name="???????.pdf"'
    better = b"filename*=UTF-8''" + _CODED
    yield MailKind(name="name: two names", raw=partial(attached, better, garbled), names=(NAME,))
    for name, (content, found) in _containers().items():
        held = partial(letter_mail, multipart([text_part(), part(content)]))
        yield MailKind(name=f"name: {name}", raw=held, names=(found,))


def _containers() -> dict[str, tuple[bytes, str]]:
    """Files that hold a named file."""
    return {
        "in a zip, marked as UTF-8": (zip_of((NAME, LETTER)), NAME),
        "in a zip of a Thai Windows": (zip_named(_THAI, LETTER), NAME),
        "in a zip, UTF-8 and not marked": (zip_named(_RAW, LETTER), NAME),
        "in a winmail.dat, code page 874": (tnef((_THAI, LETTER), codepage=874), NAME),
        "in a winmail.dat, code page 65001": (tnef((_RAW, LETTER), codepage=65001), NAME),
    }
