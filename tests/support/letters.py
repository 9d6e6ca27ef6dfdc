"""Letters of our own making, in the forms of ระเบียบงานสารบรรณ: born-digital, scanned, and what goes wrong.

Typst lays them out (`letter.typ`), in Laksaman (Debian's fonts-tlwg-laksaman-ttf), the free twin of the
font offices write in, or in Sarabun where that is not installed. All names and numbers are invented.
"""

from __future__ import annotations

import functools
import io
import json
import random
import time
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal

import fontpkg_sarabun  # type: ignore[import-untyped]
import numpy as np
import pikepdf
import pypdfium2 as pdfium
import typst
from PIL import Image

from registry.model import Kind
from tests.support.textlayer import by_glyph

Form = Literal["external", "memo", "circular", "order", "announcement", "stamped"]

_TEMPLATE = Path(__file__).with_name("letter.typ")
_SARABUN = Path(fontpkg_sarabun.__file__).parent / "files"
_TLWG = Path("/usr/share/fonts/truetype/tlwg")
_MADE = 1_767_225_600  # the creation time in every PDF, 2026-01-01 UTC: the same letter has the same bytes
_THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_MONTHS = (
    *("มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน"),
    *("กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeLetter:
    """What one letter says. Digits are given in Arabic; `thai_digits` prints all of them in Thai.

    `letter_no` "" prints no number (an announcement has none). A stamped letter has no subject line: there
    the subject stands in the body only. `body` () gives paragraphs made from the subject.
    """

    kind: Form = "external"
    letter_no: str = "ศธ 04999/1234"
    date: date = date(2026, 6, 14)
    subject: str = "ขอเชิญประชุมผู้บริหารสถานศึกษา ครั้งที่ 3/2569"
    sender: str = "สำนักงานเขตพื้นที่การศึกษาประถมศึกษาสมมุติ เขต 1"
    sender_address: str = "ถนนตัวอย่าง อำเภอเมืองสมมุติ 99000"
    addressee: str = "ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษาสมมุติ เขต 2"
    urgency: str = ""
    secrecy: str = ""
    body: tuple[str, ...] = ()
    signer: str = "นายสมมุติ ใจดี"
    position: str = "ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษา"
    unit: str = "กลุ่มอำนวยการ"
    phone: str = "0 2000 0000"
    thai_digits: bool = False
    references: str = ""
    enclosures: str = ""
    dated: str | None = None  # what a draft has in the place of its date

    @property
    def reads_as(self) -> Kind:
        """The kind the register knows it by: a circular is an external letter with a ว in its number."""
        return Kind.EXTERNAL if self.kind == "circular" else Kind(self.kind)

    @property
    def printed_number(self) -> str:
        return self._digits(self.letter_no)

    @property
    def printed_subject(self) -> str:
        return self._digits(self.subject)

    @property
    def printed_date(self) -> str:
        """The date in the Buddhist year; orders and announcements put พ.ศ. before the year."""
        if self.dated is not None:
            return self._digits(self.dated)
        era = "พ.ศ. " if self.kind in ("order", "announcement") else ""
        return self._digits(f"{self.date.day} {_MONTHS[self.date.month - 1]} {era}{self.date.year + 543}")

    def printed(self) -> str:
        """What the template is given, as JSON."""
        body = self.body or (
            f"ด้วย{self.sender} ได้ดำเนินการเกี่ยวกับเรื่อง {self.subject} ตามแผนปฏิบัติการประจำปี"
            " จึงขอแจ้งให้ท่านทราบและพิจารณาดำเนินการในส่วนที่เกี่ยวข้อง",
            "จึงเรียนมาเพื่อโปรดทราบและพิจารณา",
        )
        texts = {
            "number": self.letter_no,
            "date": self.printed_date,
            "subject": self.subject,
            "sender": self.sender,
            "address": self.sender_address,
            "addressee": self.addressee,
            "urgency": self.urgency,
            "secrecy": self.secrecy,
            "signer": self.signer,
            "position": self.position,
            "unit": self.unit,
            "phone": self.phone,
            "references": self.references,
            "enclosures": self.enclosures,
        }
        shown: dict[str, object] = {name: self._digits(text) for name, text in texts.items()}
        return json.dumps(shown | {"form": self.kind, "body": [self._digits(text) for text in body]})

    def _digits(self, text: str) -> str:
        return text.translate(_THAI_DIGITS) if self.thai_digits else text


def pdf(letter: MadeLetter) -> bytes:
    """The letter as a born-digital PDF; the same letter gives the same bytes."""
    return _compiled(letter.printed())


def pdf_by_glyph(letter: MadeLetter) -> bytes:
    """The letter in Sarabun, with the plainer text layer that browsers write: pdfminer can read it too."""
    return _compiled(letter.printed(), sarabun=True)


def many(count: int, seed: int) -> list[MadeLetter]:
    """`count` different letters of one page, no two with the same number; the same for the same seed."""
    dice = random.Random(seed)
    return [_varied(dice, 100 + serial) for serial in range(count)]


def scan(made: bytes, dpi: int = 300, seed: int = 0) -> bytes:
    """A PDF as an office scanner gives it: one grey JPEG a page, a little turned and noisy, no text."""
    first, *rest = [_scanned(page, random.Random(seed + number)) for number, page in enumerate(_pages(made, dpi))]
    out = io.BytesIO()
    when = time.gmtime(_MADE)
    first.save(
        out,
        "PDF",
        save_all=True,
        append_images=rest,
        resolution=dpi,
        quality=75,
        creationDate=when,
        modDate=when,
    )
    return out.getvalue()


def tiff(*made: bytes, dpi: int = 200) -> bytes:
    """All pages of these PDFs in one TIFF, black and white, as a fax machine stores them."""
    first, *rest = [page.convert("1", dither=Image.Dither.NONE) for one in made for page in _pages(one, dpi)]
    out = io.BytesIO()
    first.save(out, "TIFF", save_all=True, append_images=rest, compression="group4", dpi=(dpi, dpi))
    return out.getvalue()


def png(made: bytes, dpi: int = 200) -> bytes:
    """The first page as PNG."""
    return _picture(made, dpi, "PNG")


def jpeg(made: bytes, dpi: int = 200) -> bytes:
    """The first page as JPEG."""
    return _picture(made, dpi, "JPEG")


def joined(*made: bytes) -> bytes:
    """The pages of these PDFs as one PDF."""
    whole = pikepdf.new()
    for one in made:
        with pikepdf.open(io.BytesIO(one)) as part:
            whole.pages.extend(part.pages)
    return _saved(whole)


def sideways(made: bytes) -> bytes:
    """The same page to look at, stored as landscape with /Rotate, as some scanners do."""
    with pikepdf.open(io.BytesIO(made)) as opened:
        page = opened.pages[0]
        width, height = (float(side) for side in page.mediabox[2:])
        page.contents_add(f"q 0 1 -1 0 {height} 0 cm".encode(), prepend=True)
        page.contents_add(b"Q")
        page.mediabox = pikepdf.Array([0, 0, height, width])
        page.rotate(90, relative=False)
        return _saved(opened)


def locked(made: bytes, password: str = "1234") -> bytes:
    """The PDF encrypted (AES-256), so that it opens only with `password`."""
    with pikepdf.open(io.BytesIO(made)) as opened:
        return _saved(opened, encryption=pikepdf.Encryption(user=password, owner=password + "-owner"))


def broken(made: bytes) -> bytes:
    """The first half of the PDF, as a copy that broke off leaves it; the catalogue was in the other."""
    with pikepdf.open(io.BytesIO(made)) as opened:
        whole = _saved(opened, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return whole[: len(whole) // 2]


def not_a_letter() -> bytes:
    """A price list: a good PDF that is no official letter."""
    return _compiled(json.dumps({"form": "invoice"}))


@functools.cache
def _fonts() -> typst.Fonts:
    folders = [str(folder) for folder in (_SARABUN, _TLWG) if folder.is_dir()]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


@functools.cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(font_paths=_fonts())


def _compiled(printed: str, *, sarabun: bool = False) -> bytes:
    sarabun = sarabun or "Laksaman" not in _fonts().families()
    made = _compiler().compile(
        _TEMPLATE.read_bytes(),
        format="pdf",
        sys_inputs={
            "letter": printed,
            "font": "Sarabun" if sarabun else "Laksaman",
            "points": "12.5" if sarabun else "16",  # the two look equally large then
        },
        timestamp=_MADE,
        pdf_tags=False,
    )
    assert isinstance(made, bytes)
    # Typst's own layer doubles the marks that Sarabun raises (ชั้น reads as ชั้ชั้น).
    return by_glyph(made) if sarabun else made


def _varied(dice: random.Random, running: int) -> MadeLetter:
    office, address, code, unit = dice.choice(_OFFICES)
    form: Form = dice.choice(("external", "external", "external", "circular", "memo", "order"))
    number = {"circular": f"{code}/ว {running}", "order": f"{running}/2569"}.get(form, f"{code}/{running}")
    return MadeLetter(
        kind=form,
        letter_no=number,
        date=date(2026, 1, 5) + timedelta(days=dice.randrange(350)),
        subject=dice.choice(_SUBJECTS).format(n=dice.randint(1, 30), y=dice.choice((2568, 2569, 2570))),
        sender=office,
        sender_address=address,
        unit=unit,
        urgency=dice.choice(("", "", "", "ด่วน", "ด่วนมาก", "ด่วนที่สุด")) if form != "order" else "",
        signer=f"{dice.choice(_FIRST)} {dice.choice(_LAST)}",
        position="ผู้อำนวยการ",
        thai_digits=dice.random() < 0.5,
        enclosures=dice.choice(("", "กำหนดการ จำนวน 1 ฉบับ", "แบบรายงาน จำนวน 2 แผ่น")),
    )


_OFFICES = (
    ("โรงเรียนบ้านหนองตัวอย่าง", "อำเภอหนองสมมุติ 99110", "ศธ 04999.021", "งานธุรการ"),
    ("โรงเรียนวัดทุ่งสมมุติ", "อำเภอทุ่งตัวอย่าง 99120", "ศธ 04999.105", "งานบุคคล"),
    ("สำนักงานเขตพื้นที่การศึกษาประถมศึกษาสมมุติ เขต 1", "ถนนตัวอย่าง 99000", "ศธ 04998", "กลุ่มนโยบายและแผน"),
    ("สำนักงานศึกษาธิการจังหวัดสมมุติ", "ศาลากลางจังหวัด 99000", "ศธ 0299", "กลุ่มพัฒนาการศึกษา"),
    ("ที่ว่าการอำเภอเมืองสมมุติ", "ถนนเทศบาล 99000", "สม 0118.3", "ฝ่ายปกครอง"),
    ("องค์การบริหารส่วนตำบลตัวอย่าง", "ตำบลตัวอย่าง 99130", "สม 79901", "กองการศึกษา"),
    ("วิทยาลัยเทคนิคสมมุติ", "ถนนช่างตัวอย่าง 99000", "ศธ 0699.7", "งานบริหารงานทั่วไป"),
)
_SUBJECTS = (
    "ขอเชิญประชุมผู้บริหารสถานศึกษา ครั้งที่ {n}/{y}",
    "ขอความอนุเคราะห์ข้อมูลนักเรียนรายบุคคล ปีการศึกษา {y}",
    "การจัดสรรงบประมาณรายจ่ายประจำปีงบประมาณ พ.ศ. {y} ครั้งที่ {n}",
    "ส่งรายงานผลการดำเนินงานโครงการอาหารกลางวัน ภาคเรียนที่ 1 ปีการศึกษา {y}",
    "ขออนุญาตพานักเรียนไปทัศนศึกษานอกสถานที่ จำนวน {n} คน",
    "การสำรวจความต้องการครูและบุคลากรทางการศึกษา ปีการศึกษา {y} เพื่อใช้ประกอบการวางแผนอัตรากำลัง"
    "ของสถานศึกษาในสังกัดและการขอจัดสรรอัตราครูผู้ช่วยเพิ่มเติม",
    "แจ้งกำหนดการตรวจเยี่ยมสถานศึกษา กลุ่มที่ {n}",
    "ประชาสัมพันธ์การรับสมัครเข้าร่วมอบรมเชิงปฏิบัติการพื้นฐานการใช้คอมพิวเตอร์ รุ่นที่ {n}",
    "ซ้อมความเข้าใจแนวปฏิบัติเกี่ยวกับการซื้อและการจ้าง",
    "แต่งตั้งคณะกรรมการดำเนินงานวันเด็กแห่งชาติ ประจำปี {y}",
)
_FIRST = ("นายสมมุติ", "นางตัวอย่าง", "นางสาวทดลอง", "นายอุปมา", "นางสาวสมชื่อ")
_LAST = ("ใจดี", "รักเรียน", "ตั้งมั่น", "ปิ่นทอง", "น้ำใส", "ศรีตัวอย่าง")


def _pages(made: bytes, dpi: int) -> list[Image.Image]:
    with pdfium.PdfDocument(made) as document:
        return [page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L") for page in document]


def _scanned(page: Image.Image, dice: random.Random) -> Image.Image:
    """Paper a little grey, turned by up to 0.8 degrees, with the noise of a cheap sensor."""
    turned = page.rotate(dice.uniform(-0.8, 0.8), Image.Resampling.BILINEAR, fillcolor=255)
    grey = np.asarray(turned, dtype=np.float32) * np.float32(0.82) + np.float32(36)
    noise = np.random.default_rng(dice.getrandbits(32)).standard_normal(grey.shape, dtype=np.float32)
    return Image.fromarray(np.clip(grey + noise * np.float32(7), 0, 255).astype(np.uint8))


def _picture(made: bytes, dpi: int, form: str) -> bytes:
    out = io.BytesIO()
    _pages(made, dpi)[0].save(out, form, dpi=(dpi, dpi))
    return out.getvalue()


def _saved(document: pikepdf.Pdf, **how: Any) -> bytes:
    out = io.BytesIO()
    document.save(out, **how)
    return out.getvalue()
