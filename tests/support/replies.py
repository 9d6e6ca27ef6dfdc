"""Answers as the mail programs of Thai offices write them: each a whole mail around the words of a person.

What they quote holds bare orders on lines of their own, as no message of ours does: whoever takes a line of the
quotation for the person's own acknowledges by it.
"""

from __future__ import annotations

import base64
import html
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP

from templates.words import ABOVE

US = "สำนักงานเขตพื้นที่การศึกษาตัวอย่าง <saraban@office.example>"
PERSON = "ปิติ ยินดี <piti@office.example>"
WHEN = "14 มิ.ย. 2569 เวลา 10:05"
SUBJECT = "ด่วนมาก หนังสือรับ 12/2569 ขอเชิญประชุม"

NOTICE = (
    ABOVE,
    "",
    "หนังสือรับ 12/2569 เรื่อง ขอเชิญประชุม",
    "รับทราบ",
    "มอบ มานี",
    "ดำเนินการแล้ว",
    'เขียน "รับทราบ" ถ้าเห็นหนังสือนี้แล้ว',
)
TRIMMED = NOTICE[2:]
"""What is left where the person, or the program, cut our first line away."""

SIGNATURE = "ว่าที่ร้อยตรีปิติ ยินดี\nนักวิเคราะห์นโยบายและแผนชำนาญการ\nกลุ่มนโยบายและแผน โทร. 02 000 0000 ต่อ 12"
DISCLAIMER = "อีเมลฉบับนี้และไฟล์แนบเป็นความลับ เฉพาะผู้รับที่ระบุไว้ หากท่านไม่ใช่ผู้รับ ห้ามเปิดเผย"

Style = Callable[[str], bytes]


def mail(text: str, *, page: str = "", charset: str = "utf-8", cte: str = "base64", **headers: str) -> bytes:
    """A mail of this text; `page`: an HTML part beside it, or, where `text` is "", alone."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = PERSON, US, f"Re: {SUBJECT}"
    message["Message-ID"] = "<1@phone.example>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    if text:
        message.set_content(text, charset=charset, cte=cte)
        if page:
            message.add_alternative(page, subtype="html", cte="base64")
    else:
        message.set_content(page, subtype="html", charset=charset, cte=cte)
    return message.as_bytes()


def marked(lines: tuple[str, ...] = NOTICE) -> str:
    return "\n".join(f"> {line}".rstrip() for line in lines)


def block(text: str) -> str:
    return "".join(f"<div>{html.escape(line) or '<br>'}</div>" for line in text.split("\n"))


def gmail_web(words: str) -> bytes:
    text = f"{words}\n\nในวันที่ อา. {WHEN} {US}\nเขียนว่า:\n\n{marked()}\n"
    quote = (
        f'<div class="gmail_quote">ในวันที่ อา. {WHEN} เขียนว่า:<blockquote>{block(chr(10).join(NOTICE))}</blockquote></div>'
    )
    return mail(text, page=f'<div dir="ltr">{block(words)}</div><br>{quote}')


def gmail_phone(words: str) -> bytes:
    return mail(f"{words}\n\nเมื่อ อา. {WHEN} {US} เขียนว่า:\n{marked()}\n")


def gmail_trimmed(words: str) -> bytes:
    return mail(f"{words}\n\nOn Sun, Jun 14, 2026 at 10:05 AM {US} wrote:\n\n{marked(TRIMMED)}\n")


def iphone(words: str) -> bytes:
    return mail(f"{words}\n\nส่งจาก iPhone ของฉัน\n\nในวันที่ {WHEN} {US} เขียนว่า:\n\n\ufeff{marked()}\n")


def apple_mail(words: str) -> bytes:
    head = f"<div>On 14 Jun 2569 BE, at 10:05, {html.escape(US)} wrote:</div>"
    quoted = f'<blockquote type="cite">{head}{block(chr(10).join(TRIMMED))}</blockquote>'
    return mail("", page=f"<html><head><style>p {{}}</style></head><body>{block(words)}<br>{quoted}</body></html>")


def outlook(words: str) -> bytes:
    head = f"From: {US}\nSent: Sunday, June 14, 2026 10:05 AM\nTo: Piti\nSubject: {SUBJECT}"
    return mail(f"{words}\n\n{SIGNATURE}\n\n{'_' * 32}\n{head}\n\n" + "\n".join(TRIMMED))


def outlook_thai(words: str) -> bytes:
    head = f"จาก: {US}\nส่งเมื่อ: 14 มิถุนายน 2569 10:05\nถึง: ปิติ ยินดี\nเรื่อง: {SUBJECT}"
    body = f"{words}\n\n{SIGNATURE}\n\n{head}\n\n" + "\n".join(TRIMMED)
    holds = body.encode("tis-620", "ignore").decode("tis-620") == body
    return mail(body, charset="tis-620" if holds else "utf-8")


def outlook_html(words: str) -> bytes:
    head = f"<b>From:</b> {html.escape(US)}<br><b>Sent:</b> Sunday, June 14, 2026<br><b>To:</b> ปิติ<br>"
    body = "".join(f'<p class="MsoNormal">{html.escape(line)}<o:p></o:p></p>' for line in words.split("\n"))
    rest = "".join(f"<p>{html.escape(line)}</p>" for line in TRIMMED)
    return mail("", page=f"{body}<p>&nbsp;</p><div style='border-top:solid'><p>{head}</p></div>{rest}")


def outlook_phone(words: str) -> bytes:
    return mail(f"{words}\n\nรับ Outlook สำหรับ Android\n{'_' * 32}\nFrom: {US}\n" + "\n".join(TRIMMED))


def exchange(words: str) -> bytes:
    head = f"-----Original Message-----\nFrom: {US}\nSent: 14 June 2569\nTo: Piti\nSubject: {SUBJECT}"
    return mail(
        f"{words}\n\n{SIGNATURE}\n\n{DISCLAIMER}\n\n{head}\n\n" + "\n".join(TRIMMED),
        cte="quoted-printable",
        X_MS_Exchange_Organization_SCL="-1",
        Authentication_Results="spf=pass smtp.mailfrom=office.example; dmarc=pass header.from=office.example",
    )


def samsung(words: str) -> bytes:
    head = f"ส่งจากสมาร์ทโฟน Samsung Galaxy ของฉัน\n\n-------- ข้อความต้นฉบับ --------\nจาก: {US}\nวันที่: 14/6/26 10:05"
    return mail(f"{words}\n\n\n{head}\n" + "\n".join(TRIMMED))


def thunderbird(words: str) -> bytes:
    """Below the quotation, as Thunderbird does by default."""
    return mail(f"On 14/6/2569 10:05, {US} wrote:\n{marked()}\n\n{words}\n\n-- \n{SIGNATURE}\n")


def between(words: str) -> bytes:
    """A line of the quotation answered below it, and more of the quotation after."""
    return mail(f"เมื่อ {WHEN} {US} เขียนว่า:\n{marked(NOTICE[:4])}\n\n{words}\n\n{marked(NOTICE[4:])}\n")


def line_forwarded(words: str) -> bytes:
    """A chat from LINE sent on by mail: the words in it are another's."""
    head = "[LINE] ประวัติการแชทใน กลุ่มนโยบายและแผน\nบันทึกเมื่อ: 2026/06/14 10:05\n\nอา. 14/06/2026"
    return mail(f"{head}\n10:02\tมานี\t{words}\n10:03\tวีระ\tรับทราบ\n")


def forwarded(words: str) -> bytes:
    head = f"---------- Forwarded message ---------\nจาก: {US}\nDate: {WHEN}\nSubject: {SUBJECT}\nTo: ปิติ"
    return mail(f"{words}\n\n{head}\n\n" + "\n".join(TRIMMED))


def bare(words: str) -> bytes:
    """A ready-made answer sent by its link: there is no quotation."""
    return mail(f"{words}\n")


def padded(words: str) -> bytes:
    """Bytes that phones put between: ZERO WIDTH SPACE, NO-BREAK SPACE, a byte order mark."""
    text = "\ufeff" + words.replace(" ", "\u00a0") + "\u200b"
    raw = base64.encodebytes(f"{text}\r\n\r\n{marked()}".encode()).replace(b"\n", b"\r\n")
    head = f"From: {PERSON.rpartition(' ')[2]}\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
    return head.encode() + b"Content-Transfer-Encoding: base64\r\n\r\n" + raw


ABOVE_QUOTATION: dict[str, Style] = {
    style.__name__: style
    for style in (
        *(
            gmail_web,
            gmail_phone,
            gmail_trimmed,
            iphone,
            apple_mail,
            outlook,
            outlook_thai,
            outlook_html,
            outlook_phone,
        ),
        *(exchange, samsung, forwarded, bare, padded),
    )
}
"""Where the words stand above the quotation, or without one."""

BELOW_QUOTATION: dict[str, Style] = {style.__name__: style for style in (thunderbird, between)}
