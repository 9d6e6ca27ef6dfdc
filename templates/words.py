"""The names of fields and of reasons to look, as the clerk reads them in every message, picture and table."""

from __future__ import annotations

from datetime import date

from templates import thai_date

FIELDS: dict[str, str] = {
    "letter_no": "เลขที่",
    "date": "วันที่",
    "subject": "เรื่อง",
    "sender": "จาก",
    "addressee": "ถึง",
    "urgency": "ชั้นความเร็ว",
}

BOOKS: dict[str, str] = {
    "in": "หนังสือรับ",
    "out": "หนังสือส่ง",
    "orders": "คำสั่ง",
    "memos": "บันทึกข้อความ",
    "certificates": "เกียรติบัตร",
    "secret": "หนังสือลับ",
}
"""What an entry is called, by its book."""

OF_DRAFT: dict[str, str] = {**FIELDS, "summary": "สรุป", "answer_by": "ตอบภายใน"}
"""The fields of a letter of ours that may be changed before it is sent."""

REASONS: dict[str, str] = {
    **FIELDS,
    "unnumbered": "ไม่พบเลขที่หนังสือ (อาจยังไม่ออกเลข)",
    "undated": "ไม่พบวันที่ของหนังสือ",
    "future": "ลงวันที่หลังวันที่ได้รับ",
    "old": "ลงวันที่ไว้นานมาก (ปีอาจผิด)",
    "elsewhere": "เรียนถึงหน่วยงานอื่น (อาจส่งผิด)",
    "fewer": "สิ่งที่ส่งมาด้วยอาจมาไม่ครบ (มา {0} ระบุไว้ {1} รายการ)",
    "same": "อาจเป็นฉบับเดียวกับเลขรับ",
    "class": "ชั้นความลับ",
    "copy": "มีสำเนาอีกฉบับที่อ่านได้ไม่แน่ชัด",
    "unread": "มีไฟล์แนบที่เปิดไม่ได้",
}
"""What a person is asked to look at, by field or by the value of `registry.doubts.Doubt`."""

TROUBLES: dict[str, str] = {
    "nothing": "ไม่พบคำตอบ",
    "unclear": "ไม่แน่ใจว่าหมายถึงอะไร: {given}",
    "field": "ไม่ทราบว่าให้แก้ช่องใด: {given}",
    "empty": "ไม่ได้พิมพ์ค่าที่ถูกของช่อง {name}",
    "twice": "ช่อง {name} มีสองค่า จึงไม่ทราบว่าใช้ค่าใด",
    "number": '«{given}» ดูไม่เหมือนเลขที่หนังสือ เช่น ศธ 04001/ว 142 ถ้าใช่จริง ให้ใส่เครื่องหมายคำพูดคร่อม เช่น เลขที่ "{given}"',
    "date": "«{given}» ไม่ใช่วันที่ เขียนเช่น 13 ก.ค. 2558 หรือ 13/7/2558",
    "future": '«{given}» เป็นวันที่ในอนาคตหรือเก่ามาก ถ้าใช่จริง ให้ใส่เครื่องหมายคำพูดคร่อม เช่น วันที่ "{given}"',
    "urgency": "«{given}» ไม่ใช่ชั้นความเร็ว ใช้ ด่วน, ด่วนมาก, ด่วนที่สุด หรือ ไม่มี",
    "text": "ข้อความของช่อง {name} สั้นหรือยาวเกินไป",
    "struck": "เลขรับนี้ถูกขีดฆ่าแล้ว จึงทำต่อไม่ได้",
    "who": "ไม่พบชื่อ «{given}» ในรายชื่อของสำนักงาน เขียนชื่อ ชื่อกลุ่ม หรือตำแหน่ง เช่น มอบ สมหญิง",
    "which": "ไม่แน่ใจว่าหมายถึงใคร: {given} โปรดเขียนชื่อเต็มของคนเดียว",
    "why": 'ส่งคืนต้องบอกเหตุผลในบรรทัดเดียวกัน เช่น "ส่งคืน ไม่ใช่งานของกลุ่ม"',
    "not_held": "หนังสือนี้ไม่ได้อยู่กับท่านแล้ว (อาจมอบต่อหรือส่งคืนไปก่อน) จึงยังไม่ได้ทำอะไร",
    "not_allowed": "หน้าที่ของท่านทำรายการนี้ไม่ได้: {given}",
    "not_up": "เสนอได้เฉพาะผู้บังคับบัญชาตามลำดับ ไม่ใช่ {given}",
    "no_way_back": "ไม่ทราบอีเมลของผู้ส่งหนังสือนี้ (อาจมาเป็นกระดาษ) โปรดส่งคืนด้วยตนเอง",
    "digest": "อีเมลสรุปประจำวันมีหลายเรื่อง จึงไม่ทราบว่าตอบเรื่องใด โปรดตอบที่อีเมลแจ้งของเรื่องนั้น หรือค้นได้ด้วยคำว่า ค้นหา",
    "past": "«{given}» ไม่ใช่วันที่จะมาถึงภายในหนึ่งปี",
    "stands": "ยังส่งไม่ได้ เพราะมีเรื่องที่ต้องแก้ก่อน",
    "reason": "โปรดบอกเหตุผลหรือสิ่งที่ให้แก้ ต่อท้ายในบรรทัดเดียวกัน",
    "older": "ท่านตอบอีเมลฉบับก่อน หลังจากนั้นเรื่องนี้เปลี่ยนไปแล้ว โปรดดูและตอบอีเมลฉบับล่าสุด",
    "proposed": "เรื่องนี้อยู่ระหว่างรอความเห็นชอบ จึงแก้หรือส่งอีกไม่ได้ ถ้าจะแก้ โปรดยกเลิกแล้วส่งเข้ามาใหม่",
    "too_late": "หนังสือนี้ได้รับความเห็นชอบครบและออกเลขแล้ว จึงแก้หรือยกเลิกไม่ได้ ถ้าส่งไปแล้ว ใช้คำว่า เรียกคืน พร้อมเหตุผล",
    "over": "เรื่องนี้ยกเลิก ไม่อนุมัติ หรือเรียกคืนไปแล้ว ถ้าจะส่งอีก โปรดส่งเข้ามาใหม่",
    "not_sent": "หนังสือนี้ยังไม่ได้ส่งถึงโรงเรียน จึงยังเรียกคืนไม่ได้ ถ้ากำลังส่งอยู่ โปรดลองใหม่ในอีกสักครู่",
    "not_asked": "ขณะนี้ไม่ได้รอความเห็นชอบของท่านสำหรับเรื่องนี้ จึงไม่ได้บันทึก",
    "no_such": "ไม่พบหนังสือส่งเลขที่ «{given}» ในทะเบียนส่ง โปรดเขียนเลขที่เต็ม เช่น เรียกคืน ศธ 04001/ว 12 แนบไฟล์ผิด",
    "not_yours": "หนังสือเลขที่ «{given}» ผู้อื่นเป็นผู้ส่ง ผู้ที่เรียกคืนได้คือผู้ส่ง ผู้อำนวยการกลุ่มของผู้ส่ง และธุรการกลาง",
    "no_order": "ไม่พบคำสั่งที่ใช้กับเรื่องนี้: {given}",
    "new_files": "มีไฟล์มาด้วย ({given}) ซึ่งไม่ใช่ไฟล์ของเรื่องนี้ จึงยังไม่ได้ทำ ถ้าจะใช้ ให้ผู้เสนอนำมาใหม่ทั้งชุด ถ้าไม่ใช้ โปรดตอบโดยไม่แนบไฟล์",
    "tracking": "ไม่ทราบผู้รับหรือเลขพัสดุในบรรทัดนี้: {given} เขียนชื่อผู้รับตามด้วยเลข 13 ตัว เช่น โรงเรียนบ้านตัวอย่าง EA123456785TH",
    "classified": "หนังสือลับ ตอบทางอีเมลได้เพียง รับทราบ ส่งคืน หรือ ดำเนินการแล้ว",
    "note_form": 'letter.toml บรรทัด {given}: อ่านไม่ได้ จึงไม่ได้ใช้ทั้งไฟล์ เขียนเช่น summary = "ให้ส่งแบบรายงาน"',
    "note_key": "letter.toml บรรทัด {given}: ไม่รู้จักคำนี้ ใช้ summary, urgency, answer_by, information, from หรือ circular",
    "note_text": 'letter.toml บรรทัด {given}: ค่าต้องเป็นข้อความในเครื่องหมายคำพูด เช่น "ให้ส่งแบบรายงาน"',
    "note_date": 'letter.toml บรรทัด {given}: ไม่ใช่วันที่จะมาถึงภายในหนึ่งปี เขียนเช่น "30 มิ.ย. 2569"',
    "note_urgency": 'letter.toml บรรทัด {given}: ไม่ใช่ชั้นความเร็ว ใช้ "ด่วน", "ด่วนมาก", "ด่วนที่สุด" หรือ "ไม่มี"',
    "note_yes": "letter.toml บรรทัด {given}: ใช้ true (เป็นหนังสือเวียน) หรือ false โดยไม่มีเครื่องหมายคำพูด",
    "note_who": "letter.toml บรรทัด {given}: ไม่พบชื่อนี้ใน people.csv หรือมีหลายคน จึงถามธุรการกลางแทน เขียนชื่อเต็มหรืออีเมล",
    "forged": "อีเมลนี้อ้างว่ามาจาก {given} แต่เครื่องแม่ข่ายของเราพบว่าอาจปลอม จึงถามท่านแทน โปรดถามเจ้าตัวก่อน",
}
"""Why a person's answer was not taken, by the value of `intake.checks.Trouble`."""

ABOVE = "เขียนคำตอบเหนือบรรทัดนี้"
"""The first line of every message that may be answered: what stands below it in an answer was written by us."""

CLERK = "ธุรการกลาง"
"""The clerk of the settings, where the list of people lacks her."""

CAME_AGAIN = "ผู้ส่งส่งหนังสือนี้มาอีกครั้ง หลังจากที่ส่งคืนไปแล้ว"
"""The note with which a letter that was sent back and came again goes to the central clerk."""

HANDWRITTEN = "เขียนด้วยมือ"
NOT_FOUND, NONE = "(ไม่พบ)", "(ไม่มี)"


def trouble(kind: str, field: str, given: str) -> str:
    """One fault in a sentence, with what was written."""
    return TROUBLES[kind].format(name=OF_DRAFT.get(field, ""), given=given[:120])


def reason(review: str) -> str:
    """A reason to look in words: a field's name, or what the register noted ("same: 12/2569", "fewer: 1/3")."""
    kind, _, rest = review.partition(": ")
    text = REASONS.get(kind, kind)
    return text.format(*rest.split("/")) if "{0}" in text else f"{text} {rest}".strip()


def value(field: str, plain: str | None, *, sure: bool = False) -> str:
    """A field's value as people read it (a date is given in ISO 8601); `sure`: where there is none, there is none."""
    if plain is None:
        return NONE if sure else NOT_FOUND
    return thai_date(date.fromisoformat(plain)) if field == "date" else plain


UNPROVED = "(เครื่องแม่ข่ายตรวจไม่ผ่านว่าส่งจากที่นี่)"
"""Behind the sender of a mail that our own server found forged."""
