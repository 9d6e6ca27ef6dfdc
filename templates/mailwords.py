"""What mails about letters say: what is asked, how to answer, what became of an answer.

No line here begins like a command, and none is one: a mail program may send it back above the person's own words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LEADS: dict[str, str] = {
    "act": "เรื่องนี้เป็นของท่าน โปรดตอบรับแล้วดำเนินการ",
    "untaken": "ยังไม่มีกฎข้อใดรับหนังสือนี้ ท่านเป็นผู้เลือกว่าจะให้ใครรับผิดชอบ",
    "know": "ส่งมาเพื่อให้ท่านทราบ",
    "propose": "โปรดพิจารณา มีผู้เสนอเรื่องนี้มาถึงท่าน",
    "check": "ลงทะเบียนแล้ว แต่มีสิ่งที่ขอให้ท่านดู โปรดเทียบกับหนังสือ",
    "reminder": "ขอเตือน: เรายังไม่ได้รับคำตอบจากท่านเกี่ยวกับหนังสือนี้",
    "escalation": "แจ้งผู้บังคับบัญชา: {name} ยังไม่ตอบรับหนังสือนี้ ซึ่งส่งให้เมื่อ {given}",
    "secret": "มีหนังสือที่มีชั้นความลับรอท่านอยู่ อีเมลนี้บอกได้เพียงเท่านี้ โปรดติดต่อนายทะเบียนเพื่อขอดูตัวหนังสือ",
}
"""What a mail about a letter asks for, by the task or by what the mail is for."""

SUBJECTS: dict[str, str] = {
    "act": "",
    "know": "เพื่อทราบ",
    "propose": "เพื่อพิจารณา",
    "check": "ตรวจ",
    "reminder": "เตือน",
    "escalation": "ยังไม่ตอบรับ",
}
"""What stands before the number in a mail's subject."""

CAPTIONS: dict[str, str] = {
    "acknowledge": "แจ้งว่ารับทราบแล้ว",
    "assign": "แจ้งมอบ {name}",
    "assign_other": "แจ้งมอบ …",
    "propose": "แจ้งเสนอ {name}",
    "return": "แจ้งส่งคืน พร้อมเหตุผล …",
    "close": "แจ้งว่าดำเนินการแล้ว",
    "comment": "เขียนความเห็น …",
    "right": "ตอบว่าถูกต้องทุกช่อง",
    "correct": "แจ้งค่าที่ถูกของ {name}",
}
"""What stands on a button, by what it does."""

BODIES: dict[str, str] = {
    "acknowledge": "รับทราบ",
    "assign": "มอบ {name}",
    "assign_other": "มอบ ",
    "propose": "เสนอ {name}",
    "return": "ส่งคืน ",
    "close": "ดำเนินการแล้ว",
    "comment": "ความเห็น ",
    "right": "ถูกต้อง",
    "correct": "แก้ {name} {start}",
}
"""The ready-made answer behind a button."""

WAYS: dict[str, str] = {
    "acknowledge": 'เขียน "รับทราบ" ถ้าเห็นหนังสือนี้แล้ว',
    "assign": 'เขียน "มอบ" ตามด้วยชื่อคนหรือชื่อกลุ่ม และข้อความถึงเขา',
    "propose": 'เขียน "เสนอ" ตามด้วยชื่อผู้ที่จะเสนอ',
    "return": 'เขียน "ส่งคืน" ตามด้วยเหตุผล ถ้าไม่ใช่เรื่องของท่าน',
    "close": 'เขียน "ดำเนินการแล้ว" ถ้าเสร็จแล้ว จะบอกเลขหนังสือที่ตอบไปด้วยก็ได้',
    "inform": 'เขียน "เพื่อทราบ" ตามด้วยชื่อ ถ้าจะให้ผู้อื่นทราบด้วย',
    "comment": 'เขียน "ความเห็น" ตามด้วยข้อความที่จะเก็บไว้กับหนังสือ',
    "right": 'เขียน "ถูกต้อง" ถ้าทุกช่องตรงกับหนังสือ',
    "correct": 'เขียน "แก้" ตามด้วยชื่อช่องและค่าที่ถูก ถ้าช่องใดไม่ถูก',
}
"""How the same is written by hand, a line each."""

_DONE: dict[str, str] = {
    "acknowledged": "บันทึกแล้วว่าท่านทราบเรื่องนี้",
    "assigned": "ส่งเรื่องให้ {names} แล้ว",
    "informed": "แจ้งให้ {names} ทราบแล้ว",
    "proposed": "นำเรื่องนี้เสนอ {names} แล้ว",
    "returned": "เรื่องนี้กลับไปที่ {to} แล้ว",
    "closed": "เรื่องนี้ปิดแล้ว",
    "comment": "เก็บความเห็นของท่านไว้กับหนังสือแล้ว",
    "remark": "เก็บข้อความของท่านไว้กับหนังสือแล้ว",
    "confirmed": "บันทึกแล้วว่าตรงกับหนังสือ",
    "sent_up": "เรื่องนี้รอพิจารณาตามลำดับ: {names}",
    "at_once": "เรื่องนี้ไม่ต้องผ่านผู้ใด โปรแกรมกำลังออกเลขแล้วส่งให้",
    "approved": "จดไว้แล้วว่าท่านเห็นชอบ",
    "sent_back": "เรื่องนี้กลับไปที่ผู้เสนอแล้ว",
    "refused": "จดไว้แล้วว่าท่านไม่อนุมัติ เรื่องนี้จบโดยไม่ส่ง",
    "cancelled": "เรื่องนี้จบโดยไม่ส่ง",
    "recalled": "หนังสือถูกเรียกคืนแล้ว โรงเรียนที่ได้รับไปแล้วจะได้รับแจ้ง",
    "tracked": "จดเลขไปรษณีย์แล้ว: {names}",
    "school_heard": "จดคำตอบของ {names} ไว้แล้ว",
}
_SENDER = "ผู้ส่งหนังสือ (ทางอีเมล พร้อมเหตุผล)"

REFUSED: dict[str, str] = {
    "forged": "เครื่องแม่ข่ายอีเมลของเราตรวจแล้วไม่ผ่านว่าส่งมาจากผู้นั้นจริง (อาจเป็นอีเมลปลอม)",
    "another": "ส่งมาจากอีเมลอื่น ไม่ใช่อีเมลของผู้ที่ได้รับหนังสือ (อาจเป็นการส่งต่อ)",
    "gone": "ผู้นั้นไม่มีชื่ออยู่ใน people.csv แล้ว",
}
"""Why an answer was not accepted by itself."""

GIVEN = {"rule": "ส่งให้ตามกฎ «{name}»", "suggestion": "ส่งให้ตามคำแนะนำจากหนังสือที่ผ่านมา", "person": "ส่งให้โดย {name}"}
NOTE, NOTE_TO = "ข้อความถึงท่าน: {note}", "ข้อความถึง {name}: {note}"
BY = "โปรดตอบรับภายใน {moment}"
WAS_DUE = "ครบกำหนดตอบรับเมื่อ {moment}"
SUGGESTED = "จากหนังสือที่ผ่านมา ผู้ที่น่าจะรับเรื่องนี้: {names}"
ATTACHED = "หนังสือแนบมากับอีเมลนี้"
BEFORE = "หนังสือแนบอยู่ในอีเมลแจ้งครั้งก่อน"
LIES = "ต้นฉบับ: ไฟล์ที่ชื่อขึ้นต้นด้วย {label}_ ในโฟลเดอร์ {folder}"
TOO_LARGE = "ไม่ได้แนบเพราะไฟล์ใหญ่ ({mb:.0f} MB): {name}"
WROTE = "เขียนว่า«{text}»"  # with no blank between, or a line may begin with what is quoted
NO_VOUCHING = "ยังไม่ได้ทำตามคำตอบนี้ ความเห็นชอบรับรองแทนกันไม่ได้ ถ้าเป็นของ{person}จริง โปรดให้ตอบอีกครั้งจากอีเมลของตน"
NO_ORDER = "ไม่พบคำสั่งในข้อความ จึงไม่ได้ทำอย่างอื่น"
AGAIN = "ถ้าจะสั่งการ โปรดตอบใหม่ในบรรทัดแรก"
NO_WORDS = "(ไม่มีข้อความ)"
FOUND = "พบ {total} ฉบับ ที่มีคำว่า «{words}»"
SHOWN = " แสดง {count} ฉบับล่าสุด"
NOT_FOUND = "ไม่พบหนังสือที่มีคำว่า «{words}»"
MORNING = "งานสารบรรณประจำวัน"
COUNTED, COUNTED_LATE, NOTHING_WAITS = "รอท่าน {waiting} เรื่อง", " เลยกำหนด {late}", "ไม่มีเรื่องรอท่าน"
PARTS: dict[str, str] = {
    "late": "เลยกำหนดตอบรับ",
    "waiting": "รอท่านอยู่",
    "sending": "หนังสือที่จะส่ง รอคำตอบของท่าน",
    "office_late": "ทั้งสำนักงาน: เลยกำหนดตอบรับ",
    "office_unrouted": "ยังไม่มีผู้รับผิดชอบ",
    "office_unsure": "อ่านได้ไม่แน่ใจ รอตรวจ",
    "office_undelivered": "อีเมลฉบับที่ส่งไม่สำเร็จตั้งแต่สรุปครั้งก่อน",
    "office_unreached": "หนังสือที่ส่งไม่ถึงโรงเรียนตั้งแต่สรุปครั้งก่อน",
    "office_silent": "โรงเรียนที่เลยกำหนดตอบรับ มากที่สุดก่อน",
    "office_unused": "เลขที่จองไว้ยังไม่ได้ใช้",
    "office_dead": "อีเมลที่ส่งไม่ถึง",
    "office_lists": "รายการที่ต้องแก้ (ระหว่างนี้ใช้ของเดิม)",
}
"""The heads of a digest."""
IS_LATE, IS_KNOWN = "ครบกำหนดตอบรับเมื่อ {moment}", "ตอบรับแล้ว เรื่องยังไม่ปิด"
SENDING: dict[str, str] = {
    "draft": "รอท่านตอบว่าให้ส่งหรือไม่ ตั้งแต่ {since}",
    "approval": "{name} รอท่านพิจารณาในฐานะ{place} ตั้งแต่ {since}",
    "unused": "เลขที่จองไว้ตั้งแต่ {since} ยังไม่มีหนังสือ",
}
"""What a letter of ours waits for."""
UNREACHED = "ไม่ถึง {count} แห่ง: {names}"
SILENT, MORE_SILENT = "{letters} เรื่อง เลยกำหนดตั้งแต่ {since}", "และอีก {count} โรงเรียน"
UNSURE = "ที่ต้องดู: {what}"
DEAD = "ส่งไม่ถึงตั้งแต่ {moment}"
LIST = "people.csv / rules.toml / schools.csv"
CLASSIFIED = "(มีชั้นความลับ)"
FOOT = "อีเมลนี้สรุปให้ทราบ ถ้าจะตอบเรื่องใด โปรดตอบที่อีเมลแจ้งของเรื่องนั้น"


def done(step: Mapping[str, Any]) -> str:
    """One thing that was done, in a sentence."""
    values = {"names": ", ".join(step.get("names") or ()), "to": step.get("to") or _SENDER}
    text = _DONE[step["what"]].format(**values)
    if step.get("by"):
        text += f" (ตอบด้วยหนังสือ {step['by']})"
    kept = step.get("note") or step.get("reason") or (step.get("text") if step["what"] == "comment" else None)
    return f"{text} {WROTE.format(text=kept)}" if kept else text
