"""What mails about letters that we send say: before they go, while they are approved, and when schools do not answer.

No line here begins like a command, and none is one: a mail program may send it back above the person's own words.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from templates import thai_date, words

FAULTS: dict[str, tuple[str, str]] = {
    "recipients": ("ไม่แน่ใจว่าจะให้ถึงใคร: {detail}", 'เขียน "แก้ ถึง" ตามด้วยชื่อโรงเรียนหรือชื่อกลุ่มให้ตรงกับ schools.csv'),
    "nobody": ("ยังไม่มีผู้รับ", 'เขียน "แก้ ถึง" ตามด้วยชื่อโรงเรียนหรือชื่อกลุ่ม เช่น ทุกโรงเรียน'),
    "no_letter": ("ไม่พบหน้าที่อ่านได้ว่าเป็นหนังสือราชการ", "ตรวจว่าใส่ไฟล์ครบ แล้วนำมาใหม่ทั้งชุด"),
    "unreadable": ("เปิดไฟล์ไม่ได้: {detail}", "บันทึกเป็น PDF ใหม่ แล้วนำมาใหม่ทั้งชุด"),
    "number_used": ("เลข {number} บนหนังสือเป็นของหนังสือฉบับอื่นแล้ว", "เว้นเลขว่างไว้ให้โปรแกรมออกให้ แล้วนำมาใหม่ทั้งชุด"),
    "number_unknown": (
        "เลข {number} บนหนังสือไม่ได้จองไว้ในทะเบียน",
        "เว้นเลขว่างไว้ให้โปรแกรมออกให้ หรือจองเลขก่อน แล้วนำมาใหม่ทั้งชุด",
    ),
    "secret": ("หนังสือมีชั้นความลับ", "ติดต่อนายทะเบียนเพื่อส่งตามระเบียบว่าด้วยการรักษาความลับ"),
    "no_subject": ("ไม่พบชื่อเรื่อง", 'เขียน "แก้ เรื่อง" ตามด้วยชื่อเรื่อง'),
    "too_large": ("ไฟล์ใหญ่เกินกว่าที่อีเมลรับได้: {detail}", "ลดขนาดหรือแบ่งไฟล์ แล้วนำมาใหม่ทั้งชุด"),
    "no_place": (
        "ไม่มีเลขบนหนังสือ และไม่พบที่ว่างหลังคำว่า «ที่» ให้โปรแกรมใส่",
        "นำไฟล์ PDF ที่พิมพ์จากโปรแกรมเอกสารมาใหม่ หรือจองเลขแล้วพิมพ์บนหนังสือก่อน (สแกนใส่เลขให้ไม่ได้)",
    ),
    "no_date": (
        "ไม่มีวันที่บนหนังสือ และไม่พบที่ว่างให้โปรแกรมใส่",
        "พิมพ์วันที่บนหนังสือ แล้วนำมาใหม่ทั้งชุด ถ้ามีวันที่อยู่แล้วแต่โปรแกรมอ่านไม่ได้ บอกด้วยคำว่าแก้วันที่",
    ),
    "empty": ("ไม่มีข้อมูลในไฟล์หรือโฟลเดอร์: {detail}", "ตรวจว่าคัดลอกมาครบ แล้วนำมาใหม่ทั้งชุด"),
}
"""What forbids sending, by the fault of a draft: (what is wrong, what to do)."""

WARNINGS: dict[str, str] = {
    "enclosures": "หนังสือระบุสิ่งที่ส่งมาด้วย {listed} รายการ แต่มีไฟล์มา {files} ไฟล์",
    "unsure": "อ่านได้ไม่แน่ใจ โปรดเทียบกับหนังสือ: {fields}",
    "unlisted": "หนังสือไม่ได้ระบุสิ่งที่ส่งมาด้วย แต่มีไฟล์มา {files} ไฟล์",
    "again": "หนังสือฉบับนี้ถึงผู้รับเดียวกันเคยนำมาแล้วเมื่อ {detail} อาจซ้ำ",
    "no_mailbox": "ไม่มีอีเมล {detail} แห่ง จะอยู่ในบัญชีไปรษณีย์",
    "date": "วันที่บนหนังสือห่างจากวันนี้มาก: {date}",
}
"""What only warns."""

CAPTIONS: dict[str, str] = {
    "send": "ตอบว่าให้ส่งได้",
    "to": "เปลี่ยนผู้รับ …",
    "subject": "เปลี่ยนชื่อเรื่อง …",
    "cancel": "ตอบว่าไม่ส่งแล้ว",
    "approve": "ตอบว่าเห็นชอบ",
    "send_back": "ให้กลับไปแก้ไข …",
    "refuse": "ตอบว่าไม่อนุมัติ …",
    "answer": "เขียนถึงโรงเรียน …",
    "tracking": "แจ้งเลขไปรษณีย์ …",
}
"""What stands on a button, by what it does."""

BODIES: dict[str, str] = {
    "send": "ส่ง",
    "to": "แก้ ถึง {start}",
    "subject": "แก้ เรื่อง {start}",
    "cancel": "ยกเลิก",
    "approve": "เห็นชอบ",
    "send_back": "แก้ไข ",
    "refuse": "ไม่อนุมัติ ",
    "answer": "",
    "tracking": "{names} ",
}
"""The ready-made answer behind a button."""

WAYS: dict[str, str] = {
    "send": 'เขียน "ส่ง" ถ้าถูกต้องแล้ว',
    "to": 'เขียน "แก้ ถึง" ตามด้วยชื่อผู้รับทั้งหมด ถ้าจะเปลี่ยนผู้รับ',
    "subject": 'เขียน "แก้" ตามด้วยชื่อช่องและค่าที่ถูก ถ้าช่องใดไม่ถูก เช่น เรื่อง, สรุป, ชั้นความเร็ว',
    "cancel": 'เขียน "ยกเลิก" ถ้าไม่ส่งแล้ว',
    "approve": 'เขียน "เห็นชอบ" แล้วจะเขียนข้อความต่อท้ายด้วยก็ได้',
    "send_back": 'เขียน "แก้ไข" ตามด้วยสิ่งที่ให้แก้ เรื่องจะกลับไปที่ผู้เสนอ',
    "refuse": 'เขียน "ไม่อนุมัติ" ตามด้วยเหตุผล เรื่องจะจบโดยไม่ส่ง',
}
"""How the same is written by hand, a line each."""

NAMES: dict[str, str] = {
    **words.FIELDS,
    "to_text": "ให้ถึง",
    "summary": "สรุป",
    "answer_by": "ตอบภายใน",
    "person": "ผู้เสนอ",
    "from": "เขียนมาจาก",
}
"""The names of the fields of a letter that is to be sent."""

ABOUT_OURS = "เรื่องที่จะส่ง"
DRAFT, DRAFT_WRONG = "โปรดดูก่อนส่ง", "ยังส่งไม่ได้"
DRAFT_LEAD = "อ่านหนังสือที่ท่านนำมาแล้ว ถ้าถูกต้อง โปรดตอบว่าให้ส่งได้ ระหว่างนี้ยังไม่ส่งถึงใคร"
DRAFT_CLASSIFIED_LEAD = "สิ่งที่ท่านนำมามีชั้นความลับ จึงเก็บไว้เป็นความลับโดยไม่ส่งถึงใคร และไม่บอกอะไรมากกว่านี้ในอีเมล"
DRAFT_WRONG_LEAD = "อ่านหนังสือที่ท่านนำมาแล้ว มีสิ่งที่ต้องแก้ก่อน จึงยังไม่ส่งถึงใคร"
APPROVAL = "รอท่านพิจารณา"
APPROVAL_LEAD = "{name} ขอให้ท่านพิจารณาหนังสือนี้ในฐานะ{place} ถ้าเห็นชอบครบทุกขั้น โปรแกรมจะออกเลขแล้วส่งให้"
NUMBER_COMES = "จะออกเลขให้เมื่ออนุมัติ"
CIRCULAR = "{number} (หนังสือเวียน ว)"
DATE_COMES = "จะลงวันที่ออกเลข"
NO_ANSWER_BY = "ไม่ได้กำหนด"
TO_COUNT = "{total} แห่ง: ทางอีเมล {mail} ทางไปรษณีย์ {post}"
FILES_LISTED = "หนังสือระบุสิ่งที่ส่งมาด้วย {listed} รายการ มีไฟล์มา {files} ไฟล์"
FILE, LETTER_FILE = "{name} ({size})", "{name} ({size}) คือตัวหนังสือ"
STEP, NOBODY = "{place}: {name}", "ไม่มีผู้ดำรงตำแหน่งใน people.csv"
NO_STEPS = "ไม่ต้องผ่านผู้ใด เมื่อท่านตอบ โปรแกรมจะออกเลขแล้วส่งทันที"
VERDICTS = {"approved": "เห็นชอบ", "sent_back": "ให้กลับไปแก้ไข", "refused": "ไม่อนุมัติ"}
DECIDED, DECIDED_WITH = (
    "{name} ({place})\u00a0{verdict} {moment}",
    "{name} ({place})\u00a0{verdict} {moment} เขียนว่า«{note}»",
)
ASK_SENDER = "ไฟล์ที่ไม่ได้แนบ ขอดูได้จาก {name}"
HEADS: dict[str, str] = {
    "to": "ผู้รับ",
    "files": "ไฟล์ที่จะไปด้วย",
    "line": "ลำดับการเห็นชอบ",
    "decided": "ผู้พิจารณาก่อนหน้า",
    "failed": "อีเมลไม่ถึง ต้องติดต่อทางอื่น",
    "silent": "ยังไม่ตอบรับ",
    "parcels": "รอส่งทางไปรษณีย์",
    "next": "ต่อไป",
}
"""The heads of the parts of a mail."""

EVERY_SCHOOL = "ทุกโรงเรียน ({count} แห่ง)"
EVERY_SCHOOL_BUT = "ทุกโรงเรียน ({count} แห่ง) ไม่รวม {names}"
OF_DISTRICT = "{district}: {count} จาก {total} แห่ง"
NO_DISTRICT = "ไม่ระบุอำเภอ"
OUTSIDE = "หน่วยงานภายนอก: {names}"
BY_POST = "ทางไปรษณีย์: {names}"
AND_MORE = "{names} และอีก {count} แห่ง"
IN_FILE = "รายชื่อทั้งหมดอยู่ในไฟล์ {name} ที่แนบมา"
LIST_FILE = "รายชื่อผู้รับ.txt"
IN_LIST, IN_LIST_POST = "{at}. {name} {address}", "{at}. {name} (ทางไปรษณีย์)"
GONE = "ไม่มีรหัสนี้ใน schools.csv แล้ว: {code}"

PROGRESS: dict[str, tuple[str, str, str]] = {
    "approved": ("มีผู้เห็นชอบแล้ว", "{name}\u00a0เห็นชอบแล้ว{note}", "{next}"),
    "numbered": ("ได้เลขแล้ว", "หนังสือของท่านได้เลขแล้ว: {letter_no} ลงวันที่ {date}", "{sending}"),
    "sent_back": (
        "ผู้พิจารณาขอให้แก้ไข",
        "{name}\u00a0ขอให้แก้ไขก่อน{note}",
        "ถ้าแก้ที่ไฟล์ ให้นำมาใหม่ทั้งชุดแล้วตอบเรื่องนี้ว่าไม่ส่งแล้ว ถ้าแก้เพียงผู้รับหรือชื่อเรื่อง ตอบที่อีเมลนี้ได้",
    ),
    "refused": (
        "ผู้พิจารณาไม่อนุมัติ",
        "{name}\u00a0ไม่อนุมัติ{note}",
        "เรื่องนี้จบโดยไม่ได้ส่งและไม่ได้ใช้เลข ถ้าจะเสนออีก ให้นำมาเป็นเรื่องใหม่",
    ),
    "cancelled": ("เรื่องจบโดยไม่ส่ง", "เรื่องนี้จบโดยไม่ได้ส่ง ตามคำตอบของ {name}{note}", "ถ้าจะส่งภายหลัง ให้นำมาเป็นเรื่องใหม่"),
    "recalled": (
        "หนังสือถูกเรียกคืนแล้ว",
        "{name}\u00a0เรียกคืนหนังสือนี้แล้ว{note}",
        "ผู้รับทางอีเมลทุกแห่งจะได้รับแจ้ง ทะเบียนยังมีเลขนี้พร้อมเหตุผล ถ้ามีผู้รับทางไปรษณีย์ โปรดแจ้งเอง",
    ),
    "number_taken": (
        "ยังส่งไม่ได้",
        "เลข {letter_no} บนหนังสือเป็นของฉบับอื่นแล้ว หรือไม่ได้จองไว้ จึงยังไม่ส่งถึงใคร",
        "พิมพ์หนังสือใหม่โดยเว้นเลขว่างไว้ให้โปรแกรมออกให้ หรือใส่เลขที่จองไว้ แล้วนำมาใหม่ทั้งชุด",
    ),
    "not_written": (
        "ยังส่งไม่ได้",
        "ใส่เลขและวันที่ลงบนหนังสือไม่ได้ {detail} จึงยังไม่ได้ออกเลข และยังไม่ส่งถึงใคร",
        "โปรดเปลี่ยนไฟล์แล้วนำมาใหม่ทั้งชุด หรือจองเลขก่อน แล้วพิมพ์เลขและวันที่บนหนังสือเอง",
    ),
    "no_approver": (
        "ยังเสนอไม่ได้",
        "ไม่มีผู้ดำรงตำแหน่ง «{detail}» ใน people.csv จึงยังไม่ได้เสนอใคร",
        "แจ้งธุรการกลางให้เพิ่มผู้ดำรงตำแหน่งหรือผู้รักษาการใน people.csv แล้วตอบอีเมลนี้ว่าให้ส่งได้อีกครั้ง",
    ),
    "gone": (
        "ผู้รับบางแห่งไม่อยู่ในรายชื่อแล้ว",
        "โรงเรียนเหล่านี้ไม่มีใน schools.csv แล้ว จึงไม่ได้ส่งถึง: {detail}",
        "ถ้ายังต้องส่ง แจ้งธุรการกลางให้เพิ่มใน schools.csv แล้วนำหนังสือมาส่งเฉพาะแห่งนั้น",
    ),
    "reserved": (
        "ได้เลขที่จองแล้ว",
        "เลขที่จองให้ท่าน: {letter_no} สำหรับเรื่อง«{purpose}»",
        "พิมพ์เลขนี้บนหนังสือ แล้วนำมาส่งตามปกติ โปรแกรมจะใช้เลขนี้ให้ ถ้าไม่ใช้แล้ว แจ้งธุรการกลางให้ขีดฆ่า",
    ),
}
"""What became of a letter: (in the subject, in a sentence, what follows and how to go on)."""

NOT_WRITTEN: dict[str, str] = {
    "no place": "ไม่พบที่ว่างหลังคำว่า «ที่» (ไฟล์สแกนไม่มีที่ให้ใส่)",
    "no date": "ไม่พบวันที่ และไม่พบที่ว่างสำหรับวันที่",
    "other number": "เลขหน้าช่องว่างบนหนังสือไม่ใช่ของสำนักงานหรือไม่ใช่ชุดนี้ เช่นขาดหรือเกิน «ว»",
    "other month": "เดือนหรือปีที่พิมพ์ไว้ไม่ตรงกับวันนี้",
    "narrow": "ที่ว่างแคบเกินไป",
    "signed": "ไฟล์ลงลายมือชื่อดิจิทัลแล้ว แก้ไขไม่ได้",
    "locked": "ไฟล์มีรหัสผ่าน",
    "broken": "ไฟล์ชำรุด",
    "dots": "ลบจุดไข่ปลาในช่องว่างไม่ได้",
}
"""Why number and date cannot be written on a page, by what the dispatcher calls it."""

WAITS_FOR = "รอ {name} ({place}) พิจารณา ท่านยังไม่ต้องทำอะไร"
WILL_BE_NUMBERED = "โปรแกรมกำลังออกเลขแล้วส่งให้ ท่านยังไม่ต้องทำอะไร"
BEING_SENT = "กำลังส่งถึงผู้รับ {to} เมื่อครบกำหนดจะแจ้งรายชื่อแห่งที่ยังไม่ตอบรับ"
WILL_BE_SENT = "โปรแกรมกำลังส่งถึงผู้รับ ท่านยังไม่ต้องทำอะไร"
NOTE = " เขียนว่า«{note}»"
SOMEBODY = "ผู้พิจารณา"

UNANSWERED = "ยังไม่ตอบรับ {count} แห่ง"
UNANSWERED_LEAD = "โรงเรียนต่อไปนี้ยังไม่ตอบรับหนังสือของท่าน แม้เตือนทางอีเมลแล้ว โปรดติดต่อทางอื่น"
HEARD = "ตอบรับแล้ว {acknowledged} จาก {total} แห่ง (ส่งหนังสือตอบมาแล้ว {answered})"
SHEET = "สถานะของทุกแห่ง: ในโฟลเดอร์«{folder}» ไฟล์ {name}"
SILENT, AGENCIES = "{district} ({count}): {names}", "หน่วยงานภายนอก"
WHY_FAILED = "{name}: {reason}"

POSTAL = "รอส่งทางไปรษณีย์ {count} แห่ง"
POSTAL_LEAD = "หนังสือนี้มีผู้รับที่ไม่มีอีเมล โปรดพิมพ์จ่าหน้าและสมุดส่งหนังสือจากไฟล์ที่แนบมา แล้วส่งทางไปรษณีย์ (EMS)"
POSTAL_HOW = "เมื่อได้เลขไปรษณีย์แล้ว ตอบอีเมลนี้บรรทัดละแห่ง: ชื่อผู้รับ ตามด้วยเลข 13 ตัว เช่น โรงเรียนบ้านตัวอย่าง EA123456785TH"
PARCEL, NO_POSTAL = "{name} ({address})", "ไม่มีที่อยู่ใน schools.csv โปรดเติมเอง"
LABELS_FILE, BOOK_FILE = "จ่าหน้า.pdf", "สมุดส่งหนังสือ.pdf"

FROM_SCHOOL = "โรงเรียนเขียนถึงท่าน"
FROM_SCHOOL_LEAD = "{school} เขียนมาเกี่ยวกับหนังสือของท่าน {heard}"
HEARD_OF = {True: "และตอบรับหนังสือแล้ว", False: "ข้อความนี้ยังไม่นับเป็นการตอบรับ"}
FROM_SCHOOL_HOW = "ถ้าตอบอีเมลนี้ คำตอบจะมาที่สำนักงาน ไม่ถึงโรงเรียน โปรดกดปุ่มหรือเขียนถึง {address}"
YOUR_MAIL = "เกี่ยวกับหนังสือ"
CAME_WITH = "ไฟล์ที่มาด้วย (อยู่ในกล่องจดหมายของสำนักงาน): {names}"

_DONE: dict[str, str] = {
    "changed": "ปรับ {name} เป็น«{value}» แล้ว",
}


def held(text: str) -> str:
    """Somebody's own words in a line of ours, so that no mail program breaks it where they begin like a command."""
    return "\u00a0".join(text.split())


def fault(what: str, detail: str, number: str | None) -> str:
    """A fault that forbids sending, with what to do; `number`: the one printed on the letter."""
    why, cure = FAULTS[what]
    return f"{why.format(detail=detail, number=number or detail).rstrip(': ')} → {cure}"


def warning(what: str, detail: str, date: str) -> str:
    """A fault that only warns; `date`: that of the letter, in words."""
    listed, _, files = detail.partition("/")
    if what == "enclosures" and listed == "0":
        what = "unlisted"
    fields = ", ".join(NAMES.get(name.strip(), name.strip()) for name in detail.split(","))
    return WARNINGS[what].format(detail=detail, listed=listed, files=files, fields=fields, date=date)


def done(step: Mapping[str, Any]) -> str:
    """One thing that was changed of a draft, in a sentence."""
    value = step["value"]
    if value and step["field"] in ("date", "answer_by"):
        value = thai_date(date.fromisoformat(value))
    return _DONE[step["what"]].format(name=NAMES.get(step["field"], step["field"]), value=held(value or words.NONE))
