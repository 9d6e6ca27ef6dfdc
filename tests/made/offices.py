"""Invented offices of real ministries and provinces: name, address, number prefix, units and head."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from tests.made.grammar import phrase
from tests.made.provinces import PROVINCES


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """`lines`: what a letter prints at its right, the name first; `others`: names that mean the same sender."""

    name: str
    lines: tuple[str, ...]
    code: str
    units: tuple[str, ...]
    head: str
    phone: str  # area code and first digits
    province: str
    others: tuple[str, ...] = ()
    ministry: str = ""


def office(dice: Random) -> Office:
    """Any office; schools, area offices and colleges more often, as in an education office's mail."""
    makers, weights = zip(*_MAKERS, strict=True)
    made: Office = dice.choices(makers, weights)[0](dice)
    return made


def near(dice: Random, other: Office) -> Office:
    """Another office, for references and addressees."""
    while (made := office(dice)).name == other.name:
        pass
    return made


def _place(dice: Random) -> tuple[str, str, str]:
    _, province, post = dice.choice(PROVINCES)
    district = phrase(dice, "district", {"province": province})
    return province, district, f"{post}{dice.randint(0, 23) * 10:03}"


def _address(dice: Random, province: str, district: str, post: str) -> tuple[str, ...]:
    road = f"ถนน{phrase(dice, 'road', {})}"
    town, place = f"อำเภอ{district}", f"จังหวัด{province}"
    if province == "กรุงเทพมหานคร":
        return (dice.choice((f"{road} เขตดุสิต กทม. {post}", f"{road} กรุงเทพฯ {post}", f"กรุงเทพมหานคร {post}")),)
    short = dice.choice(("{p} {z}", "จ.{p} {z}", "อ.{d} จ.{p} {z}")).format(p=province, d=district, z=post)
    return dice.choice(
        (
            (f"{town} {place} {post}",),
            (f"{road} {short}",),
            (f"{road} {town}", f"{place} {post}"),
            (f"{town}", f"{place} {post}"),
            (f"{dice.randint(1, 300)} หมู่ {dice.randint(1, 14)} {road}", f"{town} {place} {post}"),
            (short,),
        )
    )


def _made(
    dice: Random,
    name: str,
    code: str,
    units: str,
    head: str,
    *,
    place: tuple[str, str, str] | None = None,
    above: str = "",
    ministry: str = "",
) -> Office:
    province, district, post = place or _place(dice)
    address = _address(dice, province, district, post)
    lines = (name, above, *address) if above else (name, *address)
    area = (
        "2"
        if province == "กรุงเทพมหานคร"
        else str(dice.choice((32, 34, 36, 38, 42, 43, 44, 45, 53, 54, 55, 74, 75, 77)))
    )
    return Office(
        name=name,
        lines=lines,
        code=code,
        units=tuple(units.split("|")),
        head=head,
        phone=area,
        province=province,
        others=(f"{name} {above}", f"{name}{above}") if above else (),
        ministry=ministry,
    )


_AREA_UNITS = (
    "กลุ่มอำนวยการ|กลุ่มนโยบายและแผน|กลุ่มบริหารงานบุคคล|กลุ่มบริหารงานการเงินและสินทรัพย์|กลุ่มส่งเสริมการจัดการศึกษา"
    "|กลุ่มนิเทศ ติดตามและประเมินผลการจัดการศึกษา|กลุ่มส่งเสริมการศึกษาทางไกล เทคโนโลยีสารสนเทศและการสื่อสาร|หน่วยตรวจสอบภายใน"
)
_SCHOOL_UNITS = "งานธุรการ|ฝ่ายบริหารวิชาการ|กลุ่มบริหารงานทั่วไป|ฝ่ายบริหารงานบุคคล|งานแผนงานและงบประมาณ|กลุ่มบริหารวิชาการ งานทะเบียน"
_COLLEGE_UNITS = "ฝ่ายบริหารทรัพยากร งานบุคลากร|งานบริหารงานทั่วไป|ฝ่ายวิชาการ งานวัดผลและประเมินผล|ฝ่ายแผนงานและความร่วมมือ|งานพัสดุ"
_CENTRAL_UNITS = (
    "สำนักบริหารกลาง|กองบริหารทรัพยากรบุคคล|สำนักงานเลขานุการกรม|กองคลัง|สำนักนโยบายและแผน|กองตรวจสอบภายใน|ศูนย์เทคโนโลยีสารสนเทศ"
)
_TOWN_UNITS = "สำนักปลัด|กองคลัง|กองช่าง|กองการศึกษา|กองสาธารณสุขและสิ่งแวดล้อม|กองสวัสดิการสังคม|กองยุทธศาสตร์และงบประมาณ"


def _area_office(dice: Random) -> Office:
    place = _place(dice)
    zone = dice.randint(1, 7)
    if dice.random() < 0.75:
        name = f"สำนักงานเขตพื้นที่การศึกษาประถมศึกษา{place[0]} เขต {zone}"
    else:
        name = f"สำนักงานเขตพื้นที่การศึกษามัธยมศึกษา{place[0]}"
    code = f"ศธ 04{dice.randint(15, 337):03}"
    return _made(dice, name, code, _AREA_UNITS, f"ผู้อำนวยการ{name}", place=place, ministry="ศธ")


def _school(dice: Random) -> Office:
    place = _place(dice)
    village = phrase(dice, "village", {})
    name = "โรงเรียน" + dice.choice(
        (
            village,
            f"{village}วิทยา",
            f"วัด{village}",
            f"{village}ราษฎร์บำรุง",
            f"อนุบาล{village}",
            f"{village}วิทยาคม",
            f"ชุมชน{village}",
        )
    )
    code = f"ศธ 04{dice.randint(15, 337):03}.{dice.choice((dice.randint(1, 99), dice.randint(1, 280)))}"
    return _made(dice, name, code, _SCHOOL_UNITS, f"ผู้อำนวยการ{name}", place=place, ministry="ศธ")


def _college(dice: Random) -> Office:
    place = _place(dice)
    where = dice.choice((place[0], phrase(dice, "village", {})))
    name = dice.choice(("วิทยาลัยเทคนิค", "วิทยาลัยการอาชีพ", "วิทยาลัยอาชีวศึกษา", "วิทยาลัยเกษตรและเทคโนโลยี")) + where
    code = f"ศธ 06{dice.randint(20, 99)}.{dice.randint(1, 30)}"
    return _made(dice, name, code, _COLLEGE_UNITS, f"ผู้อำนวยการ{name}", place=place, ministry="ศธ")


def _university(dice: Random) -> Office:
    place = _place(dice)
    faculty = "คณะ" + dice.choice(
        ("ครุศาสตร์", "ศึกษาศาสตร์", "วิทยาศาสตร์และเทคโนโลยี", "วิศวกรรมศาสตร์", "พยาบาลศาสตร์", "วิทยาการจัดการ")
    )
    whole = dice.choice(("มหาวิทยาลัยราชภัฏ", "มหาวิทยาลัยเทคโนโลยีราชมงคล", "มหาวิทยาลัย")) + phrase(dice, "village", {})
    code = dice.choice(
        (
            f"อว {dice.randint(8100, 8600)}.{dice.randint(1, 19)}",
            f"อว 06{dice.randint(10, 60)}.{dice.randint(1, 20):02}",
        )
    )
    units = "สำนักงานคณบดี|งานบริการการศึกษา|งานวิจัยและบริการวิชาการ|กองบริการการศึกษา|กองกลาง"
    if dice.random() < 0.4:
        return _made(dice, whole, code, units, f"อธิการบดี{whole}", place=place, ministry="อว")
    return _made(dice, faculty, code, units, f"คณบดี{faculty}", place=place, above=whole, ministry="อว")


def _department(dice: Random) -> Office:
    name, above, code, head = dice.choice(_DEPARTMENTS)
    number = f"{code}{dice.randint(1, 40):02}" + dice.choice(
        ("", f".{dice.randint(1, 9)}", f".{dice.randint(1, 20):02}")
    )
    place = ("กรุงเทพมหานคร", "ดุสิต", f"10{dice.choice((200, 300, 400, 110, 900))}")
    above = above if dice.random() < 0.5 else ""
    return _made(dice, name, number, _CENTRAL_UNITS, head, place=place, above=above, ministry=code[:2])


def _province(dice: Random) -> Office:
    code, province, post = dice.choice(PROVINCES[1:])
    place = (province, f"เมือง{province}", f"{post}000")
    kind, number, head = dice.choice(_PROVINCIAL)
    name = f"{kind}{province}"
    units = "กลุ่มงานบริหารทั่วไป|ฝ่ายบริหารทั่วไป|กลุ่มงานยุทธศาสตร์และข้อมูล|กลุ่มงานอำนวยการ|กลุ่มส่งเสริมและพัฒนา"
    number = f"{code} {number}" + dice.choice(("", "", f".{dice.randint(1, 5)}", f".00{dice.randint(1, 9)}"))
    if kind == "จังหวัด":
        made = _made(dice, "ศาลากลาง" + name, number, units, f"{head}{province}", place=place, ministry=code)
        return replace(made, others=(name, f"{name} ศาลากลาง{name}"))
    return _made(dice, name, number, units, f"{head}{province}", place=place, ministry=code)


def _district(dice: Random) -> Office:
    code, province, post = dice.choice(PROVINCES[1:])
    district = phrase(dice, "district", {"province": province})
    name = f"ที่ว่าการอำเภอ{district}"
    number = f"{code} {dice.randint(1, 25):02}18" + dice.choice(("", f".{dice.randint(1, 4)}"))
    place = (province, district, f"{post}{dice.randint(1, 23) * 10:03}")
    units = "ฝ่ายทะเบียนและบัตร|กลุ่มงานบริหารงานปกครอง|ฝ่ายความมั่นคง"
    made = _made(dice, name, number, units, f"นายอำเภอ{district}", place=place)
    return replace(made, others=(f"อำเภอ{district}",))


def _municipality(dice: Random) -> Office:
    code, province, post = dice.choice(PROVINCES[1:])
    village = phrase(dice, "village", {})
    kind, head, low, high = dice.choice(_LOCAL)
    where = province if kind in ("องค์การบริหารส่วนจังหวัด", "เทศบาลนคร") else village
    name = f"{kind}{where}"
    shown = name if kind.startswith("องค์การ") else f"สำนักงาน{name}"
    number = f"{code} {dice.randint(low, high)}" + dice.choice(("", "", f".{dice.randint(1, 9)}"))
    place = (province, phrase(dice, "district", {"province": province}), f"{post}{dice.randint(1, 23) * 10:03}")
    made = _made(dice, shown, number, _TOWN_UNITS, f"{head}{where}", place=place)
    return replace(made, others=(name,))


_MAKERS: tuple[tuple[Callable[[Random], Office], int], ...] = (
    (_area_office, 22),
    (_school, 22),
    (_college, 9),
    (_university, 9),
    (_department, 16),
    (_province, 12),
    (_district, 3),
    (_municipality, 9),
)
_LOCAL = (
    ("เทศบาลตำบล", "นายกเทศมนตรีตำบล", 52001, 54999),
    ("เทศบาลนคร", "นายกเทศมนตรีนคร", 52001, 52020),
    ("เทศบาลเมือง", "นายกเทศมนตรีเมือง", 52001, 52099),
    ("องค์การบริหารส่วนตำบล", "นายกองค์การบริหารส่วนตำบล", 71001, 79999),
    ("องค์การบริหารส่วนจังหวัด", "นายกองค์การบริหารส่วนจังหวัด", 51001, 51009),
)
_PROVINCIAL = (
    ("จังหวัด", "0017", "ผู้ว่าราชการจังหวัด"),
    ("สำนักงานสาธารณสุขจังหวัด", "0033", "นายแพทย์สาธารณสุขจังหวัด"),
    ("สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัด", "0023", "ท้องถิ่นจังหวัด"),
    ("สำนักงานเกษตรจังหวัด", "0009", "เกษตรจังหวัด"),
    ("สำนักงานวัฒนธรรมจังหวัด", "0031", "วัฒนธรรมจังหวัด"),
    ("สำนักงานแรงงานจังหวัด", "0027", "แรงงานจังหวัด"),
    ("สำนักงานพัฒนาสังคมและความมั่นคงของมนุษย์จังหวัด", "0005", "พัฒนาสังคมและความมั่นคงของมนุษย์จังหวัด"),
    ("สำนักงานคลังจังหวัด", "0003", "คลังจังหวัด"),
    ("สำนักงานศึกษาธิการจังหวัด", "0024", "ศึกษาธิการจังหวัด"),
    ("สำนักงานพระพุทธศาสนาจังหวัด", "0034", "ผู้อำนวยการสำนักงานพระพุทธศาสนาจังหวัด"),
)
_DEPARTMENTS = (
    ("สำนักงานคณะกรรมการการศึกษาขั้นพื้นฐาน", "กระทรวงศึกษาธิการ", "ศธ 040", "เลขาธิการคณะกรรมการการศึกษาขั้นพื้นฐาน"),
    ("สำนักงานคณะกรรมการการอาชีวศึกษา", "กระทรวงศึกษาธิการ", "ศธ 06", "เลขาธิการคณะกรรมการการอาชีวศึกษา"),
    ("สำนักงานปลัดกระทรวงศึกษาธิการ", "กระทรวงศึกษาธิการ", "ศธ 02", "ปลัดกระทรวงศึกษาธิการ"),
    ("สำนักงาน ก.ค.ศ.", "กระทรวงศึกษาธิการ", "ศธ 02", "เลขาธิการ ก.ค.ศ."),
    ("สำนักงานเลขาธิการสภาการศึกษา", "กระทรวงศึกษาธิการ", "ศธ 03", "เลขาธิการสภาการศึกษา"),
    ("กรมบัญชีกลาง", "กระทรวงการคลัง", "กค 04", "อธิบดีกรมบัญชีกลาง"),
    ("กรมธนารักษ์", "กระทรวงการคลัง", "กค 03", "อธิบดีกรมธนารักษ์"),
    ("กรมสรรพากร", "กระทรวงการคลัง", "กค 07", "อธิบดีกรมสรรพากร"),
    ("กรมส่งเสริมการปกครองท้องถิ่น", "กระทรวงมหาดไทย", "มท 08", "อธิบดีกรมส่งเสริมการปกครองท้องถิ่น"),
    ("กรมการปกครอง", "กระทรวงมหาดไทย", "มท 03", "อธิบดีกรมการปกครอง"),
    ("กรมป้องกันและบรรเทาสาธารณภัย", "กระทรวงมหาดไทย", "มท 06", "อธิบดีกรมป้องกันและบรรเทาสาธารณภัย"),
    ("กรมควบคุมโรค", "กระทรวงสาธารณสุข", "สธ 04", "อธิบดีกรมควบคุมโรค"),
    ("กรมอนามัย", "กระทรวงสาธารณสุข", "สธ 09", "อธิบดีกรมอนามัย"),
    ("กรมสุขภาพจิต", "กระทรวงสาธารณสุข", "สธ 08", "อธิบดีกรมสุขภาพจิต"),
    ("กรมชลประทาน", "กระทรวงเกษตรและสหกรณ์", "กษ 03", "อธิบดีกรมชลประทาน"),
    ("กรมส่งเสริมการเกษตร", "กระทรวงเกษตรและสหกรณ์", "กษ 10", "อธิบดีกรมส่งเสริมการเกษตร"),
    ("กรมทางหลวงชนบท", "กระทรวงคมนาคม", "คค 07", "อธิบดีกรมทางหลวงชนบท"),
    ("กรมการขนส่งทางบก", "กระทรวงคมนาคม", "คค 04", "อธิบดีกรมการขนส่งทางบก"),
    ("กรมป่าไม้", "กระทรวงทรัพยากรธรรมชาติและสิ่งแวดล้อม", "ทส 16", "อธิบดีกรมป่าไม้"),
    ("กรมพัฒนาฝีมือแรงงาน", "กระทรวงแรงงาน", "รง 04", "อธิบดีกรมพัฒนาฝีมือแรงงาน"),
    ("กรมการจัดหางาน", "กระทรวงแรงงาน", "รง 03", "อธิบดีกรมการจัดหางาน"),
    ("กรมคุมประพฤติ", "กระทรวงยุติธรรม", "ยธ 03", "อธิบดีกรมคุมประพฤติ"),
    ("กรมกิจการเด็กและเยาวชน", "กระทรวงการพัฒนาสังคมและความมั่นคงของมนุษย์", "พม 03", "อธิบดีกรมกิจการเด็กและเยาวชน"),
    ("กรมศิลปากร", "กระทรวงวัฒนธรรม", "วธ 04", "อธิบดีกรมศิลปากร"),
    ("กรมพลศึกษา", "กระทรวงการท่องเที่ยวและกีฬา", "กก 03", "อธิบดีกรมพลศึกษา"),
    ("กรมพัฒนาธุรกิจการค้า", "กระทรวงพาณิชย์", "พณ 08", "อธิบดีกรมพัฒนาธุรกิจการค้า"),
    ("กรมโรงงานอุตสาหกรรม", "กระทรวงอุตสาหกรรม", "อก 03", "อธิบดีกรมโรงงานอุตสาหกรรม"),
    ("กรมอุตุนิยมวิทยา", "กระทรวงดิจิทัลเพื่อเศรษฐกิจและสังคม", "ดศ 03", "อธิบดีกรมอุตุนิยมวิทยา"),
    ("กรมพัฒนาพลังงานทดแทนและอนุรักษ์พลังงาน", "กระทรวงพลังงาน", "พน 05", "อธิบดีกรมพัฒนาพลังงานทดแทนและอนุรักษ์พลังงาน"),
    ("กรมการสรรพกำลังกลาโหม", "กระทรวงกลาโหม", "กห 02", "เจ้ากรมการสรรพกำลังกลาโหม"),
    ("สำนักงาน ก.พ.", "สำนักนายกรัฐมนตรี", "นร 10", "เลขาธิการ ก.พ."),
    ("สำนักงบประมาณ", "สำนักนายกรัฐมนตรี", "นร 07", "ผู้อำนวยการสำนักงบประมาณ"),
    ("สำนักเลขาธิการคณะรัฐมนตรี", "ทำเนียบรัฐบาล", "นร 05", "เลขาธิการคณะรัฐมนตรี"),
    ("สำนักงานการตรวจเงินแผ่นดิน", "", "ตผ 00", "ผู้ว่าการตรวจเงินแผ่นดิน"),
    ("สำนักงานคณะกรรมการการเลือกตั้ง", "", "ลต 00", "เลขาธิการคณะกรรมการการเลือกตั้ง"),
    ("สำนักงานตำรวจแห่งชาติ", "", "ตช 00", "ผู้บัญชาการตำรวจแห่งชาติ"),
    ("สำนักงานพระพุทธศาสนาแห่งชาติ", "", "พศ 00", "ผู้อำนวยการสำนักงานพระพุทธศาสนาแห่งชาติ"),
)
