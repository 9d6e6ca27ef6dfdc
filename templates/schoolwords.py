"""What mails to schools say: a letter of ours with its files, a reminder, a recall.

No line here begins like a command, and none is one: a mail program may send it back above the school's own words.
"""

from __future__ import annotations

DEAR = "เรียน {director}"
TITLES: dict[str, str] = {
    "outgoing": "หนังสือ {number}",
    "outgoing_reminder": "ขอเตือน: หนังสือ {number}",
    "recall": "แจ้งเรียกคืนหนังสือ {number}",
}
"""By the value of `Purpose`."""

UNNUMBERED = "ไม่มีเลขที่"
PART = "อีเมลที่ {part}/{of}"
NAMES = {"letter_no": "เลขที่หนังสือ", "date": "ลงวันที่", "subject": "ชื่อเรื่อง", "sender": "จาก"}
SUMMARY = "สรุป: {summary}"
ANSWER_BY = "โปรดแจ้งว่าได้รับแล้วภายใน {moment}"
FILES, FILES_PART = "ไฟล์ในอีเมลนี้", "ไฟล์ในอีเมลนี้ (อีเมลที่ {part} จาก {of})"
ONE_LETTER = "หนังสือฉบับนี้ส่งเป็น {of} อีเมล เพราะไฟล์มาก แจ้งว่าได้รับครั้งเดียวพอ ตอบจากอีเมลใดก็ได้"
SILENT = "สำนักงานยังไม่ได้รับแจ้งจากท่านว่าได้รับหนังสือนี้แล้ว"
BEFORE = "อีเมลนี้ไม่มีไฟล์แนบ ไฟล์อยู่ในอีเมลที่ส่งถึงท่านเมื่อ {moment} ถ้าไม่พบ ตอบอีเมลนี้เพื่อขอไฟล์อีกครั้ง"
RECALLED = "สำนักงานเรียกคืนหนังสือฉบับนี้แล้ว เหตุผล: {reason}"
RECALLED_CURE = "ขอให้งดดำเนินการตามหนังสือนี้ ถ้าลงทะเบียนรับแล้ว ให้หมายเหตุในทะเบียนว่าถูกเรียกคืน ไม่ต้องส่งไฟล์คืน"
ACKNOWLEDGE = "แจ้งว่าได้รับแล้ว"
ANSWER = "รับทราบ\r\nเลขรับ: "
"""The ready-made answer: the word, and room for their own receipt number."""
WAY = 'เขียน "รับทราบ" จะเติมเลขรับของท่านในบรรทัดถัดไปด้วยก็ได้ เช่น "เลขรับ: 123"'
OWN_LETTER = "ถ้ามีหนังสือตอบ แนบไฟล์ PDF มากับคำตอบอีเมลนี้ได้เลย"
