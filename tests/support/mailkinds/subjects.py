"""26 kinds of writing a Thai subject."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from tests.support.mailkinds.kind import SUBJECT, MailKind, text_part, with_subject, word
from tests.support.mails import mail

_MARKS = "แนวปฏิบัติ “งานสารบรรณ” – ปรับปรุงใหม่…"  # the marks are in cp874 and not in strict TIS-620
_UTF8 = SUBJECT.encode()
_PADDED = word("ประชุม", "tis-620").replace(b"==?=", b"?=").replace(b"=?=", b"?=")

_VALUES: dict[str, tuple[bytes, str]] = {
    "TIS-620 in base64": (word(SUBJECT, "TIS-620"), SUBJECT),
    "TIS-620 quoted": (word(SUBJECT, "TIS-620", coding="Q"), SUBJECT),
    "windows-874 in base64": (word(_MARKS, "windows-874"), _MARKS),
    "windows-874 quoted": (word(_MARKS, "Windows-874", coding="Q"), _MARKS),
    "x-windows-874": (word(_MARKS, "x-windows-874"), _MARKS),
    "MS874": (word(_MARKS, "MS874"), _MARKS),
    "cp874": (word(_MARKS, "cp874"), _MARKS),
    "ISO-8859-11": (word(SUBJECT, "ISO-8859-11"), SUBJECT),
    "iso-ir-166": (word(SUBJECT, "iso-ir-166"), SUBJECT),
    "TIS-620 over the marks of cp874": (word(_MARKS, "tis-620"), _MARKS),
    "UTF-8 in base64": (word(_MARKS, "UTF-8", "utf-8"), _MARKS),
    "UTF-8 quoted, blanks as underscores": (word(_MARKS, "utf-8", "utf-8", "q"), _MARKS),
    "UTF-8 with a language": (word(SUBJECT, "UTF-8*th", "utf-8"), SUBJECT),
    "UTF-16": (word(SUBJECT, "utf-16", "utf-16"), SUBJECT),
    "an unknown charset": (word(SUBJECT, "x-thai-unknown"), SUBJECT),
    "TIS-620 labelled UTF-8": (word(SUBJECT, "UTF-8"), SUBJECT),
    "TIS-620 labelled ISO-8859-1": (word(SUBJECT, "ISO-8859-1"), SUBJECT),
    "UTF-8 labelled TIS-620": (word(_MARKS, "TIS-620", "utf-8"), _MARKS),
    "bare TIS-620": (SUBJECT.encode("cp874"), SUBJECT),
    "bare UTF-8": (_UTF8, SUBJECT),
    "words cut inside a character": (word(_UTF8[:22], "UTF-8") + b"\r\n\t" + word(_UTF8[22:], "utf-8"), SUBJECT),
    "words side by side": (word("ขอเชิญ", "tis-620") + word("ประชุม", "tis-620"), "ขอเชิญประชุม"),
    "words of two charsets": (word("ขอเชิญ", "windows-874") + b" " + word("ประชุม", "UTF-8", "utf-8"), "ขอเชิญประชุม"),
    "no padding": (_PADDED, "ประชุม"),
    "a word between plain text": (b"FW: " + word("ด่วนที่สุด", "tis-620") + b" (2/2569)", "FW: ด่วนที่สุด (2/2569)"),
}


def subjects() -> Iterator[MailKind]:
    for name, (raw, meant) in _VALUES.items():
        yield MailKind(name=f"subject: {name}", raw=partial(with_subject, raw), subject=meant)
    below = b"Subject:\r\n " + word(SUBJECT, "windows-874")
    yield MailKind(name="subject: below its label", raw=partial(mail, text_part(), below))
