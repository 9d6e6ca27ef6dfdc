"""Letter numbers taken apart, and their letters held against the table of ministries and provinces."""

from __future__ import annotations

import pytest

from intake.agencies import Known, known_prefix, mended, province_in, provinces, standing
from intake.letterno import parts_of, tidied
from intake.spelling import mended as respelt


@pytest.mark.parametrize(
    ("printed", "agency", "owner", "mark", "running", "year"),
    [
        ("ศธ ๐๔๓๐๔/ว ๑๐๔๘", "ศธ", "04304", "ว", "1048", ""),
        ("ศธ ๐๔๐๒๒ /๓๔๓๘", "ศธ", "04022", "", "3438", ""),
        ("ศธ 04022/2179", "ศธ", "04022", "", "2179", ""),
        ("อว ๘๑๑๕.๑ /๐๑๗๔", "อว", "8115.1", "", "0174", ""),
        ("วท 2.1017", "วท", "2", "", "1017", ""),
        ("วท. ๑๕๓๙", "วท", "", "", "1539", ""),
        ("๐๐๐๕/๒๕๖๘", "", "", "", "0005", "2568"),
        ("นว ๕๒๐๐๗.๓/", "นว", "52007.3", "", "", ""),
        ("ศธ 04170./", "ศธ", "04170", "", "", ""),
        ("127/2568", "", "", "", "127", "2568"),
        ("พิเศษ 12/2568", "", "", "พิเศษ", "12", "2568"),
        ("อว 0612.1/พิเศษ 4", "อว", "0612.1", "พิเศษ", "4", ""),
        ("มท (กทจ) 0809.2/ว 12", "มท(กทจ)", "0809.2", "ว", "12", ""),
        ("ตช 0018.(ชร).14/1234", "ตช", "0018.(ชร).14", "", "1234", ""),
        ("สพฐ. ศธ ๐๔๐๐๑/๑๒", "ศธ", "04001", "", "12", ""),
        ("ศธ  ๐๔๒๔๕.๑๙๖ / ว.๔๘๑", "ศธ", "04245.196", "ว", "481", ""),
        ("วท ๒.๐๙๗๖/๒๕๖๕", "วท", "2.0976", "", "2565", ""),
    ],
)
def test_the_parts_of_every_form(printed: str, agency: str, owner: str, mark: str, running: str, year: str) -> None:
    parts = parts_of(printed)
    assert parts
    assert (parts.agency, parts.owner, parts.mark, parts.running, parts.year) == (agency, owner, mark, running, year)
    assert parts.prefix == agency + owner


@pytest.mark.parametrize("text", ["", "ที่ประชุม", "อำเภอเมือง 99/1", "๑๔ มิถุนายน ๒๕๖๙", "Invoice No. 12"])
def test_what_is_no_letter_number_has_no_parts(text: str) -> None:
    assert parts_of(text) is None


def test_a_number_is_folded_to_one_form_however_it_is_printed() -> None:
    forms = ("ศธ ๐๔๐๐๑/ว ๑๔๒", "ศธ04001 / ว142", "ศธ. 04001/ว.142")
    assert {parts.folded for form in forms if (parts := parts_of(form))} == {"ศธ04001/ว142"}


def test_what_ocr_parts_and_marks_is_put_together() -> None:
    assert tidied("ศธ์ ๐ ๔๐๐๑ | ๒ ๓") == "ศธ ๐๔๐๐๑/๒๓"


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("อว ๐๖๔๖.๐๒ ว ๒", "อว ๐๖๔๖.๐๒/ว ๒"),
        ("ศธ ๐๔๒๓๕ ๖๐๖๔", "ศธ ๐๔๒๓๕/๖๐๖๔"),
        ("ศธ ๐๔๒ ๓๕ ๔ ๙", "ศธ ๐๔๒๓๕/๔๙"),
        ("๑๓ ๒๕๖๘", "๑๓/๒๕๖๘"),
        ("ศธ ๐๔ ๒๓๕", "ศธ ๐๔๒๓๕"),  # a blank that OCR made
        ("ศธ ๐๔๒๓ ๕", "ศธ ๐๔๒๓๕"),
        ("อว ๐๖๔๖ .๐๒", "อว ๐๖๔๖.๐๒"),
        ("ศธ ๐๔๓๑๖.๑ ๒๐", "ศธ ๐๔๓๑๖.๑๒๐"),
        ("ศธ ๐๔๒๓๕.๒๑", "ศธ ๐๔๒๓๕.๒๑"),
    ],
)
def test_a_slash_lost_on_bad_paper_is_set_again(read: str, meant: str) -> None:
    assert tidied(read) == meant


def test_known_letters_of_ministries_bodies_and_provinces() -> None:
    assert all(map(known_prefix, ("ศธ", "มท", "อว", "ตช", "ชร", "กค (กวจ)", "ศธ.")))
    assert not known_prefix("ฎฏ")
    assert len(provinces()) == 77
    assert (standing("ศธ"), standing("คธ"), standing("ฮฮฮ")) == (Known.KNOWN, Known.NEAR, Known.UNKNOWN)


@pytest.mark.parametrize(
    ("letters", "owner", "meant"),
    [
        ("ศร", "04001", "ศธ"),  # a known set, but this code is that of another ministry
        ("คธ", "04001.12", "ศธ"),
        ("ศธ", "04001", None),
        ("ศร", "0006", None),
        ("ภภก", "0024", "ภก"),
        ("มฑ", "0012", None),  # may be มท or มห
    ],
)
def test_letters_are_mended_only_where_one_set_can_be_meant(letters: str, owner: str, meant: str | None) -> None:
    assert mended(letters, owner) == meant


@pytest.mark.parametrize(
    ("read", "spelt"),
    [
        ("สำนักงานเชตพึ่นทีการศึกษามัธยมศึกษากาหสินธุ์ เขต ๒", "สำนักงานเขตพื้นที่การศึกษามัธยมศึกษากาฬสินธุ์ เขต ๒"),
        ("สานกงานแรงงานจังหวดพงงา", "สำนักงานแรงงานจังหวัดพังงา"),
        ("นายก อ งค์การบริหารส่วนจังหวัดกระ บี", "นายกองค์การบริหารส่วนจังหวัดกระบี่"),
        ("โรงเรียนบ้านดอนสมมุติ", "โรงเรียนบ้านดอนสมมุติ"),
        ("ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษามัธยมศึกษาสตูล", "ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษามัธยมศึกษาสตูล"),
        ("สำนักงานเขตพื้นที่การศึกษามัธยมศึกษา", "สำนักงานเขตพื้นที่การศึกษามัธยมศึกษา"),
        ("ลงวันที่ ๑๒ ที่ ศธ ๐๔๐๐๑/๙", "ลงวันที่ ๑๒ ที่ ศธ ๐๔๐๐๑/๙"),
        ("คำสังแต่งตังคณะกรรมการ ปึงบประมาณ 2569 ครั้งที 2", "คำสั่งแต่งตั้งคณะกรรมการ ปีงบประมาณ 2569 ครั้งที่ 2"),
        ("โครงที่เสนอ", "โครงที่เสนอ"),
        ("รายชือผู้ชนะ การแพรระบาด", "รายชื่อผู้ชนะ การแพร่ระบาด"),
        ("หนังสือเรียน หนังสือเวียน หนังสือสารบรรณ", "หนังสือเรียน หนังสือเวียน หนังสือสารบรรณ"),
        ("8est Practice ผ่าน Video Conierenke (Al) e-๖idding", "Best Practice ผ่าน Video Conference (AI) e-bidding"),
        ("Dental SMART SCHOOL ACTIVE LEARNING School1 Team๖", "Dental SMART SCHOOL ACTIVE LEARNING School1 Team๖"),
        ("ป.๖ ม.๖B ปี ๒๕๖๐", "ป.๖ ม.๖B ปี ๒๕๖๐"),
        ("Team Card Robots A1 B1", "Team Card Robots A1 B1"),
        ("โครงการ MlS อย่างแข็งขัน", "โครงการ MIS อย่างแข็งขัน"),
        ("ธนาคารหน่วยกิต (Credit Bgnk) ของ Ms Nguyn", "ธนาคารหน่วยกิต (Credit Bank) ของ Ms Nguyn"),
        ("ด้านปัญญาประดิษฐ์ (A) ในชั้นเรียน", "ด้านปัญญาประดิษฐ์ (AI) ในชั้นเรียน"),
        ("สาขาปัญญาประดิษฐ์ (IT) กลุ่ม (A)", "สาขาปัญญาประดิษฐ์ (IT) กลุ่ม (A)"),
        ("ข้อสังการเรื่องสือการสอน", "ข้อสั่งการเรื่องสื่อการสอน"),
        ("www.zoomz.example และ line ที่ Xyzzy", "www.zoomz.example และ line ที่ Xyzzy"),
    ],
)
def test_names_and_common_words_are_put_right_against_their_spelling(read: str, spelt: str) -> None:
    assert respelt(read) == spelt


def test_the_province_in_an_agencys_name() -> None:
    assert province_in("สำนักงานเขตพื้นที่การศึกษาประถมศึกษาเชียงราย เขต 1") == "เชียงราย"
    assert province_in("โรงเรียนบ้านสมมุติ") is None


@pytest.mark.parametrize(
    "right",
    [
        "สวัสดิการข้าราชการ ครั้งที่ ๓",
        "สวัสดิการข้าราชการ รอบ ๑๑ เดือน",
        "คณะกรรมการเขตพื้นที่การศึกษา",
        "รายงานความก้าวหน้าทวิภาคี",
        "คู่มือวิสาหกิจชุมชน เรื่อง ห้องเรียนสะเต็มศึกษา",
        "การนิเทศ ติดตาม และประเมินผลลูกเสือ",
        "ประเพณีท้องถิ่น ณ จังหวัดสระแก้ว",
        "การศึกษาประถมศึกษาลำพูน ทุกเขต",
        "รถรับ-ส่งนักเรียน และการทำฟันฟรี",
    ],
)
def test_what_is_right_stays_as_it_is(right: str) -> None:
    assert respelt(right) == right
