"""The stock of words that training lines are made of."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import pythainlp

_CORPUS = Path(pythainlp.__file__).parent / "corpus"
_THAI_WORD = re.compile("[ก-ฮเ-ไ][ก-๎]*")
_LATIN_WORD = re.compile("[A-Za-z]{2,14}")
_MOST = 40_000  # the commonest words; what is rarer is foreign names and slips

_TERMS = (  # Latin as Thai offices write it, in the middle of Thai
    *("PM 2.5", "e-bidding", "e-Office", "e-mail", "E-Service", "COVID-19", "O-NET", "NT", "RT", "PISA", "ITA", "OIT"),
    *("Google Classroom", "Google Meet", "Google Form", "Zoom", "Zoom Meeting", "Line", "LINE Official", "Facebook"),
    *("Facebook Live", "YouTube", "QR Code", "Active Learning", "Coding", "STEM", "STEAM", "AI", "ICT", "DLTV", "PLC"),
    *("Best Practice", "MOU", "OBEC", "OBEC Awards", "e-GP", "AMSS++", "KPI", "SWOT", "Online", "Onsite", "On-site"),
    *("Thailand 4.0", "Soft Power", "Zero Waste", "Big Data", "Smart School", "TEPE Online", "BigData", "SMSS", "DMC"),
    *("EMIS", "B-OBEC", "GFMIS", "New GFMIS Thai", "MOE", "SAR", "EF", "SDGs", "CEFR", "TOEIC", "ID Plan", "PA", "DPA"),
)

_OFFICIAL = (  # words that letters of offices are full of
    *("ขอเชิญ", "ประชุม", "สัมมนา", "อบรม", "โครงการ", "กิจกรรม", "การศึกษา", "สถานศึกษา", "โรงเรียน", "นักเรียน", "ครู"),
    *("ผู้บริหาร", "ผู้อำนวยการ", "บุคลากร", "ข้าราชการ", "ลูกจ้าง", "การประเมิน", "รายงาน", "ผลการ", "ดำเนินงาน", "ดำเนินการ"),
    *("แจ้ง", "ขอความอนุเคราะห์", "ขอความร่วมมือ", "ส่ง", "จัดส่ง", "ขอ", "อนุมัติ", "อนุญาต", "แต่งตั้ง", "คณะกรรมการ", "คณะทำงาน"),
    *("ประจำปี", "งบประมาณ", "ปีการศึกษา", "ภาคเรียนที่", "ครั้งที่", "เงิน", "เบิกจ่าย", "จัดสรร", "โอน", "พัสดุ", "จัดซื้อจัดจ้าง"),
    *("ประชาสัมพันธ์", "เผยแพร่", "สำรวจ", "ข้อมูล", "ระบบ", "สารสนเทศ", "เทคโนโลยี", "พัฒนา", "คุณภาพ", "มาตรฐาน", "หลักสูตร"),
    *("วิชาการ", "วิจัย", "นวัตกรรม", "แข่งขัน", "คัดเลือก", "สอบ", "รับสมัคร", "บรรจุ", "เลื่อน", "ย้าย", "วิทยฐานะ", "ตำแหน่ง"),
    *("ซักซ้อม", "แนวทาง", "แนวปฏิบัติ", "มาตรการ", "ป้องกัน", "เฝ้าระวัง", "ความปลอดภัย", "สุขภาพ", "อาหารกลางวัน", "อาคาร"),
    *("ก่อสร้าง", "ซ่อมแซม", "ตรวจสอบ", "ติดตาม", "นิเทศ", "เร่งรัด", "เลื่อนกำหนด", "เปลี่ยนแปลง", "แก้ไข", "เพิ่มเติม", "ยกเลิก"),
    *("การ", "ความ", "ของ", "และ", "เพื่อ", "ใน", "ตาม", "เกี่ยวกับ", "สำหรับ", "ระดับ", "จังหวัด", "สังกัด", "ทุก", "สำนักงาน"),
    *("เขตพื้นที่", "ประถมศึกษา", "มัธยมศึกษา", "ขั้นพื้นฐาน", "อาชีวศึกษา", "เครือข่าย", "ศูนย์", "กลุ่ม", "ลูกเสือ", "วันสำคัญ"),
    *("เข้าร่วม", "เป็นวิทยากร", "ศึกษาดูงาน", "ทัศนศึกษา", "เครื่องราชอิสริยาภรณ์", "บำเหน็จ", "บำนาญ", "สวัสดิการ", "วินัย"),
)


@dataclass(frozen=True, slots=True)
class Words:
    """Words with the odds they come up with."""

    thai: tuple[str, ...]
    odds: tuple[float, ...]  # cumulative
    latin: tuple[str, ...]
    provinces: tuple[str, ...]

    def some(self, dice: random.Random, count: int) -> list[str]:
        """Thai words: some of offices, some by how common they are, some all alike, so that rare letters come up."""
        common = dice.choices(self.thai, cum_weights=self.odds, k=count)
        return [
            dice.choice(_OFFICIAL) if roll < 0.35 else word if roll < 0.7 else dice.choice(self.thai)
            for word in common
            for roll in (dice.random(),)
        ]

    def foreign(self, dice: random.Random) -> str:
        """A Latin word, a term, an abbreviation or a code."""
        roll = dice.random()
        if roll < 0.35:
            return dice.choice(_TERMS)
        if roll < 0.5:
            letters = "".join(dice.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ", k=dice.randint(2, 6)))
            return letters + dice.choice(("", "", f"-{dice.randint(1, 99)}", f" {dice.randint(1, 2599)}"))
        word = dice.choice(self.latin)
        shape = dice.random()
        if shape < 0.4:
            word = word.capitalize()
        elif shape < 0.55:
            word = word.upper()
        if dice.random() < 0.3:
            word += " " + dice.choice(self.latin)
        return word


def load_words() -> Words:
    """The lists of the installed pythainlp. Raises FileNotFoundError where it is too old to have them."""
    counted: dict[str, int] = {}
    for row in (_CORPUS / "tnc_freq.txt").read_text("utf-8").splitlines():
        word, _, count = row.partition("\t")
        counted[word.strip()] = int(count or 0)
    thai = {word: count for word, count in counted.items() if _THAI_WORD.fullmatch(word) and len(word) > 1}
    latin = [word for word, count in counted.items() if _LATIN_WORD.fullmatch(word) and count > 2]
    for word in (_CORPUS / "words_th.txt").read_text("utf-8").split():
        if _THAI_WORD.fullmatch(word):
            thai.setdefault(word, 1)
    chosen = sorted(thai, key=lambda word: (-thai[word], word))[:_MOST]
    provinces = (_CORPUS / "thailand_provinces_th.csv").read_text("utf-8").splitlines()
    return Words(
        thai=tuple(chosen),
        odds=tuple(accumulate(float(thai[word]) ** 0.5 for word in chosen)),
        latin=tuple(sorted(latin)),
        provinces=tuple(row.split(",")[0].strip("\ufeff ") for row in provinces if row.strip()),
    )
