"""What a message that did not arrive was for, and what a clerk does about it."""

PURPOSES: dict[str, str] = {
    "confirmation": "ยืนยันการรับหนังสือ",
    "check": "ขอให้ตรวจการอ่านหนังสือ",
    "answer": "ผลการแก้ไขข้อมูลหนังสือ",
    "notice": "แจ้งหนังสือที่มอบให้",
    "reminder": "เตือนให้รับทราบหนังสือ",
    "escalation": "แจ้งว่ามีหนังสือที่ยังไม่รับทราบ",
    "digest": "สรุปงานประจำวัน",
    "reply": "ผลของคำสั่งที่ตอบมาทางอีเมล",
    "returned": "ส่งคืนหนังสือแก่ผู้ส่ง",
    "refused_answer": "แจ้งคำตอบที่ไม่ได้รับเข้าระบบ",
    "undelivered": "แจ้งว่ามีอีเมลที่ส่งไม่ถึง",
    "draft": "ถามว่าให้ส่งหนังสือหรือไม่",
    "approval": "ขอให้พิจารณาหนังสือที่จะส่ง",
    "progress": "ผลของหนังสือที่จะส่ง",
    "outgoing": "หนังสือถึงโรงเรียน",
    "outgoing_reminder": "เตือนโรงเรียนให้ตอบรับ",
    "recall": "แจ้งโรงเรียนว่าเรียกคืนหนังสือ",
    "unanswered": "รายชื่อโรงเรียนที่ยังไม่ตอบรับ",
    "postal": "บัญชีหนังสือที่ส่งทางไปรษณีย์",
    "from_school": "ข้อความจากโรงเรียน",
    "secret_waits": "แจ้งว่ามีเอกสารรอ",
    "secret_asked": "ถามนายทะเบียน",
    "secret_settled": "ผลของคำตอบของนายทะเบียน",
}
"""By the value of `Purpose`."""

COUNT, FAILED = "{count} แห่ง", "{name} ({address}): {reason}"
"""Of a letter to schools: how many it did not reach, and each of them."""

REGISTRARS = "เลขทะเบียน {label}/{year} ของนายทะเบียน"
"""The entry of the secret book it was about."""

CURES: dict[str, str] = {
    "refused": "ตรวจที่อยู่อีเมลนี้กับผู้รับ (ของคนในสำนักงานอยู่ใน people.csv) และแจ้งเรื่องนี้แก่ผู้รับทางอื่น โปรแกรมจะไม่ส่งฉบับนี้อีก",
    "bounced": "อีเมลตีกลับ ตรวจที่อยู่อีเมลนี้กับผู้รับ (ของคนในสำนักงานอยู่ใน people.csv) และแจ้งเรื่องนี้แก่ผู้รับทางอื่น",
    "uncertain": "สอบถามผู้รับว่าได้รับอีเมลฉบับนี้หรือไม่ สายหลุดขณะส่งและไม่มีหลักฐานว่าถึงหรือไม่ โปรแกรมจึงไม่ส่งซ้ำ",
}
"""By the state the delivery ended in."""

OF_SCHOOLS = (
    "ตรวจที่อยู่อีเมลของโรงเรียนใน schools.csv และแจ้งโรงเรียนทางอื่น สถานะของทุกโรงเรียนอยู่ในไฟล์ข้างหนังสือที่ส่งแล้ว"
    " ถ้าของโรงเรียนอื่นไม่ถึงด้วย จะไม่แจ้งซ้ำทีละแห่ง"
)
"""What is done about a letter of ours that did not reach a school."""
