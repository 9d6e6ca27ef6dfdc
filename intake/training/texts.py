"""What a training line says: number lines, dates, labels, agencies and running text, in endless variety.

Nothing here is a sentence of a real letter. Digits get more than their share, ๔ ๖ ๗ ๘ ๙ above all: the stock
model has never seen them.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from intake.thaidate import MONTHS
from intake.training.words import Words

_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_THAI_SHARE = 0.66
_CODES = (
    *("ศธ", "ศธ", "ศธ", "ศธ", "อว", "มท", "สธ", "กค", "นร", "ยธ", "คค", "กษ", "ทส", "พม", "วธ", "ดศ", "พณ", "พน", "อก"),
    *("รง", "กห", "ตช", "สป", "ปช", "ลต", "ศป", "อส", "ตผ", "สว", "วท", "นว", "ชม", "ขก", "นม", "อบ", "กท", "สพ", "พล"),
)
_LETTERS = "กขคงจชซญฐณดตถทธนบปผฝพฟภมยรลวศษสหอฮ"
_LABELS = ("เรื่อง", "เรียน", "อ้างถึง", "สิ่งที่ส่งมาด้วย", "ส่วนราชการ", "วันที่", "ถึง", "กราบเรียน", "ที่", "ด่วนที่สุด", "ด่วนมาก", "ด่วน")
_SHORT = ("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.")
_AGENCIES = (
    *("สำนักงานเขตพื้นที่การศึกษาประถมศึกษา{p} เขต {n}", "สำนักงานเขตพื้นที่การศึกษามัธยมศึกษา{p}", "โรงเรียน{w}"),
    *("วิทยาลัยเทคนิค{w}", "วิทยาลัยอาชีวศึกษา{p}", "มหาวิทยาลัย{w}", "สำนักงานศึกษาธิการจังหวัด{p}", "ศาลากลางจังหวัด{p}"),
    *("กระทรวง{w}", "กรม{w}", "สำนักงานคณะกรรมการ{w}", "เทศบาลตำบล{w}", "องค์การบริหารส่วนตำบล{w}", "ที่ว่าการอำเภอ{w}"),
    *("สำนักงานคณะกรรมการการศึกษาขั้นพื้นฐาน", "สถาบัน{w}", "ศูนย์{w}", "คณะ{w}", "กอง{w}", "กลุ่ม{w}", "สำนัก{w}"),
)
_PLACES = (
    "ถนน{w} อำเภอเมือง{p} {z}",
    "อำเภอ{w} จังหวัด{p} {z}",
    "ถนน{w} กทม. {z}",
    "ตำบล{w} อำเภอ{w} {z}",
    "{n}/{n} หมู่ที่ {n} ต.{w} อ.{w} จ.{p} {z}",
)
_POSITIONS = (
    "ผู้อำนวยการ",
    "เลขาธิการ",
    "ผู้ว่าราชการจังหวัด",
    "อธิบดี",
    "ปลัดกระทรวง",
    "รองผู้อำนวยการ",
    "นายกเทศมนตรี",
    "ครู",
    "ประธาน",
)
_TITLES = ("นาย", "นาง", "นางสาว", "ว่าที่ร้อยตรี ", "ดร.")


class Texts:
    """An endless supply of lines from one seed."""

    def __init__(self, words: Words, seed: int, latin: float = 0.25) -> None:
        """`latin`: how often a running line has Latin in it."""
        self._words, self._dice, self._latin = words, random.Random(seed), latin
        self._kinds: tuple[tuple[float, Callable[[], str]], ...] = (
            (0.20, self.number_line),
            (0.14, self.date_line),
            (0.16, self.labelled),
            (0.05, self.agency),
            (0.05, self.place),
            (0.06, self.reference),
            (0.05, self.figures),
            (0.03, self.name),
            (0.05, self.stamp),
            (0.21, self.running),
        )

    def line(self) -> str:
        """One line of 2 to some 90 characters, in one kind of digits (rarely in both)."""
        roll, text = self._dice.random(), ""
        for share, make in self._kinds:
            if roll < share:
                text = make()
                break
            roll -= share
        text = " ".join((text or self.running()).split())
        return self.digits(text)[: self._dice.randint(60, 95)].strip()

    def digits(self, text: str) -> str:
        """All Arabic digits of `text` in Thai, mostly; one line in fifty mixes both."""
        if self._dice.random() < 0.02:
            return "".join(one.translate(_THAI) if self._dice.random() < 0.5 else one for one in text)
        return text.translate(_THAI) if self._dice.random() < _THAI_SHARE else text

    def number(self) -> str:
        """A letter number without ที่."""
        dice = self._dice
        code = (
            dice.choice(_CODES) if dice.random() < 0.75 else "".join(dice.choices(_LETTERS, k=dice.choice((2, 2, 3))))
        )
        running = str(dice.randint(1, 10 ** dice.randint(1, 5) - 1))
        owner = self._owner()
        roll = dice.random()
        if roll < 0.05:
            return f"{code}{dice.choice(('', '.', ' '))}{owner}{dice.choice(('', '.'))}{running}"
        if roll < 0.11:
            return f"{running}/{dice.randint(2550, 2575)}"
        slash = dice.choice(("/", "/", "/", "/", " /", "/ ", " / "))
        special = dice.choice(("", "", "", "ว ", "ว ", "ว", "พิเศษ "))
        if dice.random() < 0.04:
            running = ""
        code += dice.choice((" ", " ", " ", " ", "", ". ", "."))
        return f"{code}{owner}{slash}{special}{running}".strip()

    def _owner(self) -> str:
        dice = self._dice
        owner = "0" * (dice.random() < 0.75) + "".join(dice.choices("0123456789", k=dice.choice((3, 4, 4, 4, 4, 5))))
        for _ in range(dice.choice((0, 0, 0, 0, 1, 1, 2))):
            owner += f".{dice.randint(1, 10 ** dice.choice((1, 1, 2, 3)) - 1)}"
        return owner + (f"({dice.randint(1, 9)})" if dice.random() < 0.02 else "")

    def date(self) -> str:
        """A date in the Buddhist era."""
        dice = self._dice
        day, month, year = dice.randint(1, 31), dice.randint(0, 11), dice.randint(2540, 2579)
        if dice.random() < 0.08:
            return f"{day} {_SHORT[month]} {dice.choice((year, year % 100))}"
        era = dice.choice(("", "", "", "", "พ.ศ. ", "พ.ศ.", "พุทธศักราช "))
        gap = dice.choice((" ", " ", " ", "  ", " เดือน "))
        return f"{day}{gap}{MONTHS[month]} {era}{year}"

    def number_line(self) -> str:
        dice = self._dice
        text = f"{dice.choice(('ที่ ', 'ที่ ', 'ที่ ', 'ที่', 'ที่  '))}{self.number()}"
        roll = dice.random()
        if roll < 0.12:
            return f"{text} วันที่ {self.date()}"
        if roll < 0.3:
            return f"{text} {self.agency()}"
        if roll < 0.36:
            return f"{dice.choice(('ด่วนที่สุด', 'ด่วนมาก', 'ด่วน'))} {text}"
        return text if roll < 0.9 else text.removeprefix("ที่").strip()

    def date_line(self) -> str:
        lead = self._dice.choice(("", "", "", "", "วันที่ ", "ลงวันที่ ", "ประกาศ ณ วันที่ ", "สั่ง ณ วันที่ ", "ภายในวันที่ "))
        return lead + self.date()

    def labelled(self) -> str:
        dice = self._dice
        label = dice.choice(_LABELS)
        rest = self.phrase(dice.randint(1, 8))
        roll = dice.random()
        if dice.random() < self._latin:
            rest = f"{rest} {self._foreign()} {self.phrase(dice.randint(0, 3))}"
        elif roll < 0.25:
            rest = f"{rest} ครั้งที่ {dice.randint(1, 20)}/{dice.randint(2550, 2575)}"
        elif roll < 0.4:
            rest = f"{rest} ประจำปีงบประมาณ พ.ศ. {dice.randint(2550, 2575)}"
        elif roll < 0.45:
            rest = f"{rest} {self.date()}"
        return label + dice.choice((" ", " ", "  ", "")) + rest

    def agency(self) -> str:
        return self._filled(self._dice.choice(_AGENCIES))

    def place(self) -> str:
        return self._filled(self._dice.choice(_PLACES))

    def reference(self) -> str:
        dice = self._dice
        lead = dice.choice(("อ้างถึง ", "", f"{dice.randint(1, 5)}. ", "ตาม"))
        return f"{lead}หนังสือ{dice.choice((self.agency(), ''))} ที่ {self.number()} ลงวันที่ {self.date()}"

    def figures(self) -> str:
        dice = self._dice
        amount = f"{dice.randint(1, 9_999_999):,}"
        return dice.choice(
            (
                f"จำนวน {dice.randint(1, 99)} {dice.choice(('ฉบับ', 'ชุด', 'แผ่น', 'เล่ม', 'คน', 'โรงเรียน', 'รายการ'))}",
                f"โทร. {self._phone()}",
                f"โทรศัพท์ {self._phone()} โทรสาร {self._phone()}",
                f"จำนวนเงิน {amount} บาท",
                f"{amount}.{dice.randint(0, 99):02} บาท ({self.phrase(3)}บาทถ้วน)",
                f"เวลา {dice.randint(0, 23):02}.{dice.randint(0, 59):02} น.",
                f"ร้อยละ {dice.randint(1, 100)}.{dice.randint(0, 99):02}",
                f"{dice.randint(1, 9)}.{dice.randint(1, 20)} {self.phrase(dice.randint(2, 6))}",
                f"เลขที่ {dice.randint(1, 999)}/{dice.randint(1, 999)}",
                " ".join(str(dice.randint(0, 10 ** dice.randint(1, 6))) for _ in range(dice.randint(1, 5))),
            )
        )

    def name(self) -> str:
        dice = self._dice
        name = f"{dice.choice(_TITLES)}{self.phrase(1)} {self.phrase(dice.randint(1, 2))}"
        return dice.choice((f"({name})", name, dice.choice(_POSITIONS) + self.agency()))

    def stamp(self) -> str:
        dice = self._dice
        return dice.choice(
            (
                f"เลขรับ {dice.randint(1, 20000)}",
                f"เลขที่รับ {dice.randint(1, 20000)} วันที่ {self.date()}",
                f"วันที่ {self.date()} เวลา {dice.randint(8, 17)}.{dice.randint(0, 59):02} น.",
                f"รับที่ {dice.randint(1, 20000)}",
                "บันทึกข้อความ",
                "ประกาศ" + self.agency(),
                "คำสั่ง" + self.agency(),
                "ขอแสดงความนับถือ",
                dice.choice(("ด่วนที่สุด", "ด่วนมาก", "ด่วน", "ลับ", "ลับมาก", "ลับที่สุด", "สำเนาคู่ฉบับ", "(สำเนา)")),
            )
        )

    def running(self) -> str:
        dice = self._dice
        text = self.phrase(dice.randint(3, 14))
        roll = dice.random()
        if dice.random() < self._latin:
            text += f" {self._foreign()} {self.phrase(dice.randint(1, 5))}"
        elif roll < 0.2:
            text += f" {self.date()} {self.phrase(dice.randint(1, 4))}"
        elif roll < 0.35:
            text += f" {dice.choice(('จำนวน', 'ที่', 'ข้อ', 'มาตรา', 'ปี'))} {dice.randint(1, 2579)} {self.phrase(2)}"
        return text

    def phrase(self, count: int) -> str:
        """Thai words run together, a blank now and then, brackets and quotes rarely."""
        dice = self._dice
        text = ""
        for word in self._words.some(dice, count):
            roll = dice.random()
            if roll < 0.02:
                text += f"“{word}”"
            elif roll < 0.05:
                text += f" ({word}) "
            else:
                text += word + ("ฯ " if roll < 0.06 else "ๆ " if roll < 0.07 else "")
            text += " " if dice.random() < 0.18 else ""
        return text.strip()

    def _foreign(self) -> str:
        word = self._words.foreign(self._dice)
        roll = self._dice.random()
        if roll < 0.3:
            return f"({word})"
        return f"“{word}”" if roll < 0.4 else word

    def _phone(self) -> str:
        dice = self._dice
        return dice.choice(
            (
                f"0 {dice.randint(2000, 9999)} {dice.randint(0, 9999):04}",
                f"0-{dice.randint(2000, 9999)}-{dice.randint(0, 9999):04}",
                f"08{dice.randint(0, 9)} {dice.randint(100, 999)} {dice.randint(0, 9999):04} ต่อ {dice.randint(1, 999)}",
                f"0{dice.randint(20000000, 99999999)}",
            )
        )

    def _filled(self, pattern: str) -> str:
        dice = self._dice
        while "{" in pattern:
            for mark, text in (
                ("{p}", dice.choice(self._words.provinces)),
                ("{w}", self.phrase(dice.choice((1, 1, 2)))),
                ("{n}", str(dice.randint(1, 99))),
                ("{z}", f"{dice.randint(10, 96)}{dice.randint(0, 99):02}0"),
            ):
                pattern = pattern.replace(mark, text, 1)
        return pattern
