"""12 kinds of putting a letter into a mail."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from tests.support.mailkinds.kind import LETTER, NAME, MailKind, letter_mail, text_part, word
from tests.support.mails import mail, multipart, part, png, tnef, uuencoded

_NAMED = b'attachment; filename="' + word(NAME, "windows-874") + b'"'
_CALENDAR = part(b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "text/calendar; charset=utf-8; method=REQUEST")


def structures() -> Iterator[MailKind]:
    letter = part(LETTER, "application/pdf", _NAMED)
    inner = mail(multipart([text_part("ข้อความข้างใน"), letter], boundary="inner"))
    tails = {
        "forwarded as a mail": multipart([text_part(), part(inner, "message/rfc822", encode=False)]),
        "forwarded as a mail in base64": multipart([text_part(), part(inner, "message/rfc822")]),
        "in a winmail.dat": multipart([text_part(), part(tnef((NAME.encode("cp874"), LETTER)), "application/ms-tnef")]),
        "beside an invitation": multipart([multipart([text_part(), _CALENDAR], "alternative", "alt"), letter]),
        "appledouble": multipart([text_part(), multipart([_fork(), letter], "appledouble", "fork")]),
        "uuencoded": multipart([text_part(), uuencoded(LETTER, '"' + NAME + '"')]),
        "a multipart marked base64": b"Content-Transfer-Encoding: base64\r\n" + multipart([text_part(), letter]),
        "no end of the multipart": multipart([text_part(), letter])[:-14],
        "bare line feeds": multipart([text_part(), letter]).replace(b"\r\n", b"\n"),
        "boundaries that begin alike": multipart(
            [multipart([text_part()], "alternative", "=_a1"), letter], boundary="=_a"
        ),
        "signed (S/MIME)": multipart([multipart([text_part(), letter], boundary="in"), _signature()], "signed"),
        "beside a logo in the text": multipart([multipart([_page(), _logo()], "related", "rel"), letter]),
    }  # fmt: skip
    for name, tail in tails.items():
        yield MailKind(name=f"structure: {name}", raw=partial(letter_mail, tail), names=(NAME,))


def _fork() -> bytes:
    return part(b"\0\5\x16\7", b'application/applefile; name="' + NAME.encode() + b'"', "attachment")


def _signature() -> bytes:
    return part(b"\x30\x80", "application/pkcs7-signature; name=smime.p7s", "attachment; filename=smime.p7s")


def _page() -> bytes:
    page = '<p>เรียน ผู้อำนวยการโรงเรียนบ้านตัวอย่าง</p><img src="cid:logo@area.example">'
    return part(page.encode("cp874"), "text/html; charset=windows-874")


def _logo() -> bytes:
    return part(png(60, 60), "image/png; name=logo.png", "", "Content-ID: <logo@area.example>")
