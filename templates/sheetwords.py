"""What the sheet beside an outgoing letter says."""

from __future__ import annotations

TITLE = "ติดตามหนังสือ"
SHEET = "ติดตาม"
ENCLOSURE = "สิ่งที่ส่งมาด้วย-{number}"
MAIL, POST = "อีเมล", "ไปรษณีย์"
LETTER = "ที่ {number}  ลงวันที่ {date}"
SUBJECT = "เรื่อง {subject}"
ANSWER_BY = "ตอบภายในวันที่ {date}"
COUNTS = "ทั้งหมด {all} แห่ง: {parts}"

COLUMNS = (
    "ลำดับ",
    "รหัส",
    "โรงเรียน",
    "วิธีส่ง",
    "สถานะ",
    "ส่งเมื่อ",
    "ตอบรับเมื่อ",
    "โดย",
    "เลขรับของโรงเรียน",
    "หนังสือตอบ",
    "เหตุที่ไม่ถึง / เลขพัสดุ",
)

STATES: dict[str, str] = {
    "queued": "รอส่ง",
    "sent": "ส่งแล้ว",
    "bounced": "ส่งไม่ถึง",
    "late": "เลยกำหนดตอบรับ",
    "acknowledged": "ตอบรับแล้ว",
    "answered": "มีหนังสือตอบแล้ว",
    "recalled": "เรียกคืนแล้ว",
}
"""How far a letter has come at a school, by the value of `dispatcher.workbook.State`."""
