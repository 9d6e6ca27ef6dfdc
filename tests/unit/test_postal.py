"""The papers of letters by post: every address whole and on its own label, every row of the book with its columns."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from dispatcher.postal import Office, Parcel, dispatch_book, labels
from intake.lines import Line, lines_of
from intake.pdf import Pdf
from intake.thai import fold

OFFICE = Office(name="สำนักงานเขตพื้นที่การศึกษาสมมุติ เขต 1", address="ถนนตัวอย่าง จังหวัดสมมุติ 99000")
ACROSS, DOWN = 105 / 25.4 * 72, 37 / 25.4 * 72  # points: one label


def parcel(number: int, **changed: str) -> Parcel:
    texts = {"to": f"ผู้อำนวยการโรงเรียนบ้านตัวอย่าง {number}", "address": f"ตำบลสมมุติ จังหวัดสมมุติ {99000 + number}"}
    given = {"subject": "ขอเชิญประชุม", "letter_no": "ศธ 04999/ว 12", **texts, **changed}
    return Parcel(label=f"{number}/2569", date=date(2026, 6, 14), **given)


def pages(made: bytes, folder: Path) -> list[tuple[Line, ...]]:
    path = folder / "paper.pdf"
    path.write_bytes(made)
    with Pdf(path) as pdf:
        return [lines_of(pdf.glyphs(number), number) for number in range(1, len(pdf) + 1)]


def text(lines: tuple[Line, ...]) -> str:
    return fold("".join(line.text for line in lines))


def test_sixteen_addresses_fill_a_sheet_each_on_its_own_label(tmp_path: Path) -> None:
    first, second = pages(labels([parcel(number) for number in range(1, 18)], OFFICE), tmp_path)

    for number in range(1, 17):
        row, column = divmod(number - 1, 2)
        named = fold(f"บ้านตัวอย่าง {number}")
        boxes = [span.box for line in first for span in line.spans if fold(span.text).endswith(named)]
        assert len(boxes) == 1
        left, top, right, bottom = boxes[0]
        assert column * ACROSS < left < right < (column + 1) * ACROSS
        assert row * DOWN < top < bottom < (row + 1) * DOWN + 2
    assert fold("บ้านตัวอย่าง 17") in text(second)
    assert text(second).count(fold(OFFICE.name)) == 1


def test_a_long_address_is_set_smaller_and_whole(tmp_path: Path) -> None:
    long = "โรงเรียนชุมชนวัดทุ่งสมมุติวิทยาคม 123/45 หมู่ที่ 12 ซอยตัวอย่าง 12 ถนนตัวอย่างพัฒนา แขวงสมมุติเหนือ เขตสมมุติ กรุงเทพมหานคร 10990"
    to = "ประธานคณะกรรมการสถานศึกษาขั้นพื้นฐานโรงเรียนชุมชนวัดทุ่งสมมุติวิทยาคม (สมมุติอนุสรณ์ราษฎร์บำรุง)"

    (only,) = pages(labels([parcel(1, to=to, address=long, urgency="ด่วนที่สุด")], OFFICE), tmp_path)

    assert fold(to) in text(only)
    assert fold(long) in text(only)
    assert fold("ด่วนที่สุด") in text(only)
    assert max(line.box[3] for line in only) < DOWN


def test_lines_of_an_address_end_between_words_and_the_postcode_stays_with_its_province(tmp_path: Path) -> None:
    address = "99/9 ถนนสายสมมุติ ตำบลตัวอย่างเหนือ อำเภอเมืองสมมุติ กรุงเทพมหานคร 10990"

    (only,) = pages(labels([parcel(1, address=address)], OFFICE), tmp_path)

    words = {word for line in only for word in line.text.split()}
    assert set(address.split()) <= words
    assert any(line.text.endswith("กรุงเทพมหานคร 10990") for line in only)


def test_the_book_has_the_columns_of_its_form_on_every_page_and_no_row_is_torn(tmp_path: Path) -> None:
    sent = [parcel(number, tracking=f"EX{number:09}TH", urgency="ด่วน") for number in range(1, 21)]

    sheets = pages(dispatch_book(sent, OFFICE, date(2026, 6, 15)), tmp_path)

    assert fold("วันที่ 15 มิถุนายน 2569 จำนวน 20 รายการ") in text(sheets[0])
    for sheet in sheets:
        for name in ("จาก", "ถึง", "หน่วยรับ", "ผู้รับ", "วันและเวลา", "เลขพัสดุ/EMS", "หมายเหตุ"):
            assert any(span.text == name for line in sheet for span in line.spans), name
    for one in sent:
        (on,) = [sheet for sheet in sheets if fold(one.tracking) in text(sheet)]
        assert fold(one.to) in text(on)
        assert fold(one.address) in text(on)


def test_the_same_parcels_give_the_same_bytes() -> None:
    sent = [parcel(1), parcel(2)]

    assert labels(sent, OFFICE) == labels(sent, OFFICE)
    assert dispatch_book(sent, OFFICE, date(2026, 6, 15)) == dispatch_book(sent, OFFICE, date(2026, 6, 15))
