"""The words for how far a letter of ours is with a recipient, in tables and in the digest."""

from __future__ import annotations

from collections.abc import Mapping

REACHES: dict[str, str] = {
    "queued": "รอส่ง",
    "sent": "ถึงเครื่องแม่ข่ายแล้ว",
    "uncertain": "ไม่แน่ว่าถึงหรือไม่",
    "refused": "ส่งไม่ได้",
    "bounced": "ตีกลับ",
    "withdrawn": "เรียกคืนก่อนส่ง",
    "to_post": "รอส่งไปรษณีย์",
    "posted": "ส่งไปรษณีย์แล้ว",
    "acknowledged": "ตอบรับแล้ว",
    "answered": "ส่งหนังสือตอบแล้ว",
}
"""By the value of `registry.followed.Reach`."""

WAYS = {True: "อีเมล", False: "ไปรษณีย์"}
COLUMNS = ("ผู้รับ", "ทาง", "สถานะ", "เมื่อ", "ผู้ตอบรับ / เลขรับ", "หนังสือตอบ เลขรับที่", "หมายเหตุ")
NOT_YET = "ยังไม่พิจารณา"
LATE = "เลยกำหนดตอบรับ"
LATE_TITLE = "โรงเรียนที่เลยกำหนดตอบรับหนังสือ"
LATE_COLUMNS = ("โรงเรียน", "รหัส", "จำนวนเรื่อง", "เลยกำหนดตั้งแต่")

_COUNTED = (
    "ผู้รับ {total} แห่ง: อีเมล {mail} ไปรษณีย์ {post} · ตอบรับแล้ว {acknowledged} (มีหนังสือตอบ {answered})"
    " · เลยกำหนด {late} · รอส่ง {queued} · ส่งไม่ถึง {failed}"
)


def counted(counts: Mapping[str, int]) -> str:
    """A letter's recipients in one line, by the fields of `registry.followed.Counts`."""
    return _COUNTED.format(**counts)
