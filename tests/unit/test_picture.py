"""The picture a person checks a reading by: boxes where the fields are, in their colours, whichever way up the page."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, features

from intake.captions import WIDTH
from intake.hints import Hints
from intake.picture import draw_check
from intake.quoting import is_own_picture
from intake.reading import read_document
from intake.sniff import PDF, PNG
from intake.tags import overlap, place, quarters, turn
from registry.errors import Unreadable
from registry.model import CORRECTABLE, Evidence, Found, Reading
from tests.support import letters
from tests.support.letters import MadeLetter

LETTER = MadeLetter(letter_no="ศธ 04999/1234", date=date(2026, 6, 14), urgency="ด่วนที่สุด", thai_digits=True)
GREEN, ORANGE = (27, 127, 59), (217, 115, 13)
A4 = 595.0, 842.0
_LEGEND = 48  # pixels above the letterhead


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("picture") / "letter.pdf"
    path.write_bytes(letters.pdf(LETTER))
    return path


@pytest.fixture(scope="module")
def read(file: Path) -> Reading:
    reading = read_document(file, PDF, Hints(received=date(2026, 6, 15)))
    return Reading(fields={name: replace(found, sure=True) for name, found in reading.fields.items()})


def doubting(reading: Reading, *names: str, **how: str) -> Reading:
    """The reading with these fields not sure; `how` tells of some how they were read."""
    fields = dict(reading.fields)
    for name in (*names, *how):
        seen = fields[name].evidence
        marked = replace(seen, how=how[name]) if seen and name in how else seen
        fields[name] = replace(fields[name], sure=False, evidence=marked)
    return Reading(fields=fields)


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def framed(picture: Image.Image, reading: Reading, name: str) -> tuple[int, ...]:
    """The colour most seen along the left edge of a field's box."""
    seen = reading[name].evidence
    assert seen is not None
    scale = WIDTH / A4[0]
    left, middle = seen.box[0] * scale - 4, _LEGEND + (seen.box[1] + seen.box[3]) / 2 * scale
    edge = picture.crop((round(left) - 2, round(middle) - 4, round(left) + 3, round(middle) + 4))
    colours = edge.getcolors(1000) or []
    coloured = [(count, colour) for count, colour in colours if max(colour) - min(colour) > 60]  # type: ignore[type-var, arg-type]
    return max(coloured)[1] if coloured else ()  # type: ignore[return-value]


def test_a_sure_field_is_green_and_a_doubtful_one_orange(file: Path, read: Reading) -> None:
    picture = opened(draw_check(file, PDF, doubting(read, "date")))
    assert framed(picture, read, "letter_no") == GREEN
    assert framed(picture, read, "sender") == GREEN
    assert framed(picture, read, "date") == ORANGE


def test_it_is_as_wide_as_a_phone_shows_and_light_enough_to_mail(file: Path, read: Reading) -> None:
    png = draw_check(file, PDF, doubting(read, "letter_no", "date"))
    assert opened(png).width == WIDTH
    assert len(png) < 400_000
    assert is_own_picture(png)


def test_each_doubtful_part_is_shown_large(file: Path, read: Reading) -> None:
    heights = [
        opened(draw_check(file, PDF, doubting(read, *names))).height for names in ((), ("date",), ("date", "letter_no"))
    ]
    assert heights[0] < heights[1] < heights[2]


def test_where_all_is_sure_the_letterhead_is_enough(file: Path, read: Reading) -> None:
    drawn = {name: read[name] for name in CORRECTABLE}
    low = max(found.evidence.box[3] for found in drawn.values() if found.evidence) * WIDTH / A4[0]
    assert opened(draw_check(file, PDF, read)).height < _LEGEND + low + 100
    lost = Reading(fields={**read.fields, "date": Found(value="2026-06-14", sure=True)})
    assert opened(draw_check(file, PDF, lost)).height > _LEGEND + low + 50  # it stands nowhere, so it is written below


def test_what_is_written_by_hand_is_said_to_be(file: Path, read: Reading) -> None:
    assert draw_check(file, PDF, doubting(read, letter_no="handwritten")) != draw_check(
        file, PDF, doubting(read, letter_no="ocr")
    )


def test_a_field_on_another_page_is_shown_too(tmp_path: Path, read: Reading) -> None:
    two = tmp_path / "two.pdf"
    two.write_bytes(letters.joined(letters.pdf(LETTER), letters.pdf(replace(LETTER, kind="order"))))
    there = Evidence(page=2, box=(150, 340, 400, 370), text="สั่ง ณ วันที่", how="text")
    moved = Reading(fields={**read.fields, "date": replace(read["date"], evidence=there)})
    assert opened(draw_check(two, PDF, moved)).height > opened(draw_check(two, PDF, read)).height


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_page_scanned_another_way_up_is_shown_upright(tmp_path: Path, read: Reading, turns: int) -> None:
    """Boxes are on the page as a viewer shows it, which is not how it is read."""
    upright, turned = tmp_path / "upright.png", tmp_path / "turned.png"
    upright.write_bytes(letters.png(letters.pdf(LETTER), dpi=150))
    with Image.open(upright) as page:
        page.rotate(-90 * turns, expand=True).save(turned, dpi=(150, 150))
    fields = {}
    for name, found in doubting(read, "letter_no").fields.items():
        seen = found.evidence
        fields[name] = replace(found, evidence=replace(seen, box=turn(seen.box, 4 - turns, *A4)) if seen else None)
    wanted = np.asarray(opened(draw_check(upright, PNG, doubting(read, "letter_no"))), dtype=float)
    drawn = np.asarray(opened(draw_check(turned, PNG, Reading(fields=fields))), dtype=float)
    rows = min(len(wanted), len(drawn))
    assert abs(len(wanted) - len(drawn)) < 12
    assert np.abs(wanted[:400] - drawn[:400]).mean() < 12, rows


@pytest.mark.parametrize(
    "evidence",
    [
        Evidence(page=1, box=(-50, -50, 9000, 9000), text="", how="ocr"),
        Evidence(page=1, box=(300, 300, 300, 300), text="", how="ocr"),
        Evidence(page=1, box=(500, 800, 100, 100), text="", how="ocr"),
        Evidence(page=9, box=(10, 10, 60, 30), text="", how="ocr"),
        Evidence(page=0, box=(0, 0, 0, 0), text="เรื่องของอีเมล", how="mail"),
    ],
    ids=["beyond the page", "a point", "inside out", "a page that is not there", "from the mail"],
)
def test_a_strange_place_does_not_keep_it_from_being_drawn(file: Path, read: Reading, evidence: Evidence) -> None:
    for sure in (False, True):
        odd = Reading(fields={**read.fields, "subject": Found(value="ก" * 900, sure=sure, evidence=evidence)})
        assert opened(draw_check(file, PDF, odd)).width == WIDTH


def test_a_letter_of_which_nothing_was_read_is_shown(file: Path) -> None:
    assert opened(draw_check(file, PDF, Reading())).height > 300


def test_a_file_that_cannot_be_opened_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7 nothing")
    with pytest.raises(Unreadable):
        draw_check(tmp_path / "a.pdf", PDF, Reading())


def test_thai_is_shaped_by_the_library_that_can() -> None:
    assert features.check("raqm")


BOXES = {  # of a letterhead, in points
    "letter_no": (85.0, 135.0, 227.0, 155.0),
    "sender": (292.0, 134.0, 485.0, 208.0),
    "date": (247.0, 238.0, 377.0, 258.0),
    "subject": (86.0, 259.0, 447.0, 285.0),
    "addressee": (86.0, 286.0, 466.0, 312.0),
}


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_the_way_up_is_told_by_the_order_of_the_fields(turns: int) -> None:
    width, height = A4 if turns % 2 == 0 else A4[::-1]
    shown = {name: turn(box, (4 - turns) % 4, *A4) for name, box in BOXES.items()}
    assert quarters(shown, width, height) == turns


def test_with_nothing_to_tell_by_the_page_stays() -> None:
    assert quarters({}, *A4) == 0
    assert quarters({"subject": BOXES["subject"]}, *A4) == 0


def test_a_tag_goes_where_nothing_is() -> None:
    box, other = (100.0, 100.0, 300.0, 130.0), (100.0, 60.0, 600.0, 95.0)
    _, spot = place(box, [(150.0, 30.0)], (1000.0, 500.0), [box, other], lambda _spot: 0.0)
    assert overlap(spot, box) == overlap(spot, other) == 0
    assert abs(spot[1] - 100) < 80


def test_a_tag_is_shortened_where_the_whole_finds_no_room() -> None:
    box = (10.0, 100.0, 700.0, 130.0)
    walls = [box, (0.0, 0.0, 1000.0, 95.0), (0.0, 135.0, 1000.0, 500.0)]
    chosen, spot = place(box, [(600.0, 28.0), (100.0, 28.0)], (1000.0, 500.0), walls, lambda _spot: 0.0)
    assert chosen == 1
    assert not any(overlap(spot, wall) for wall in walls)
