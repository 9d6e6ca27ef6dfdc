"""Several reads of a field to one: who is believed, and what a hand wrote."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from intake import certainty
from intake.borneout import bones, borne_out
from intake.fields import Draft
from intake.figures import Seen
from intake.hints import Hints
from intake.scanned import Taken, take, with_pens
from intake.second import Look

BOX = (70.0, 90.0, 180.0, 108.0)


def draft(value: str | None) -> dict[str, Draft]:
    one = Draft(value=value, text=value or "", box=BOX)
    return {"letter_no": one, "date": one, "subject": one}


def look(
    line: str, seen: str, odds: float = 1.0, hand: str = "", bold: str = "", ink: str = "", by: float = 1.0
) -> Look:
    """Of `seen`, `hand` is what a pen wrote (odds `by`), `ink` is blue, `bold` has thicker strokes."""

    def holds(part: str, at: int) -> bool:
        return bool(part) and seen.find(part) <= at < seen.find(part) + len(part)

    written = tuple(by * holds(hand, at) for at in range(len(seen)))
    strokes = tuple(0.06 if holds(bold, at) else 0.04 for at in range(len(seen)))
    return Look(
        box=BOX,
        line=line,
        line_odds=0.95,
        seen=Seen(text=seen, places=(0.5,) * len(seen), odds=(odds,) * len(seen), hand=written),
        blue=tuple(0.9 * holds(ink, at) for at in range(len(seen))),
        strokes=strokes,
    )


def bones_of_letters(number: str) -> str:
    """A number's line as the reader of figures writes it."""
    return f"ท{number}".replace(" ", "")


def taken(name: str, values: Sequence[str | None], seen: Look | None) -> Taken:
    return take(name, [draft(value) for value in values], seen, lambda _: 0.95)


def is_sure(name: str, one: Taken) -> bool:
    return certainty.confidence(name, one, Hints()) >= certainty.SURE


def test_where_all_say_the_same_it_is_sure() -> None:
    number = taken("letter_no", ["ศธ ๐๔๐๐๑/ว ๑๔๒"] * 3, look("ที่ ศธ ๐๔๐๐๑/ว ๑๔๒", "ทศธ๐๔๐๐๑/ว๑๔๒"))
    assert number.draft.value == "ศธ ๐๔๐๐๑/ว ๑๔๒"
    assert is_sure("letter_no", number)


def test_page_modes_that_agree_are_not_sure_when_the_reader_of_figures_sees_another_figure() -> None:
    for name, value, seen in (
        ("letter_no", "ศธ ๐๔๐๘๖/๑๔๒", "ทศธ๐๔๐๖๖/๑๔๒"),
        ("date", "2026-07-13", "๑๘กรกฎาคม๒๕๖๙"),
    ):
        assert not is_sure(name, taken(name, [value] * 3, look(value, seen)))


def test_two_readers_that_agree_outvote_a_page_mode() -> None:
    one = taken("letter_no", ["ศธ ๐๔๐๐๑/๑๔๒", "ศธ ๐๔๐๐๑/๑๕๒", None], look("ที่ ศธ ๐๔๐๐๑/๑๔๒", "ทศธ๐๔๐๐๑/๑๔๒"))
    assert one.draft.value == "ศธ ๐๔๐๐๑/๑๔๒"


def test_a_dot_that_one_read_and_the_reader_of_figures_see_was_lost_by_the_others() -> None:
    reads = ["วท ๗๘๔", "วท ๗๘๔", "วท ๗.๘๔"]
    assert taken("letter_no", reads, look("ที่ วท ๗๘๔", "ทวท๗.๘๔")).draft.value == "วท ๗.๘๔"
    assert taken("letter_no", reads, look("ที่ วท ๗๘๔", "ทวท๗๘๔")).draft.value == "วท ๗๘๔"
    speck = look("ที่ ศธ ๐๔๐๐๑/๑๔๒", "ทศธ๐๔๐.๐๑/๑๔๒")  # which no read takes for a dot
    one = taken("letter_no", ["ศธ ๐๔๐๐๑/๑๔๒"] * 3, speck)
    assert (one.draft.value, is_sure("letter_no", one)) == ("ศธ ๐๔๐๐๑/๑๔๒", False)


def test_a_running_number_written_by_hand_is_left_out_and_never_sure() -> None:
    seen = look("ที่ ศธ ๐๔๐๐๑/๓๔๕", "ทศธ๐๔๐๐๑/๓๔๕", hand="๓๔๕")
    number = taken("letter_no", ["ศธ ๐๔๐๐๑/๓๔๕"] * 3, seen)
    assert number.by_hand
    assert number.draft.value == "ศธ ๐๔๐๐๑/"
    assert not is_sure("letter_no", number)


def test_a_day_written_by_hand_gives_no_date() -> None:
    date = taken("date", ["2015-11-11"] * 3, look("๑๑ พฤศจิกายน ๒๕๕๘", "๑๑พฤศจกายน๒๕๕๘", hand="๑๑"))
    assert date.by_hand
    assert date.draft.value is None


def test_a_day_that_looks_written_in_strokes_of_print_is_given_but_not_sure() -> None:
    date = taken("date", ["2015-11-11"] * 3, look("๑๑ พฤศจิกายน ๒๕๕๘", "๑๑พฤศจกายน๒๕๕๘", hand="๑๑", by=0.8))
    assert (date.by_hand, date.draft.value) == (False, "2015-11-11")
    assert not is_sure("date", date)


@pytest.mark.parametrize("bold", ["๓๔๕", "345"])
def test_a_running_number_in_thicker_strokes_than_its_code_is_never_sure(bold: str) -> None:
    number = "ศธ ๐๔๐๐๑/๓๔๕" if "๓" in bold else "ศธ 04001/345"
    seen = look(f"ที่ {number}", bones_of_letters(number), bold=bold)
    assert not is_sure("letter_no", taken("letter_no", [number] * 3, seen))
    assert is_sure("letter_no", taken("letter_no", [number] * 3, look(f"ที่ {number}", bones_of_letters(number))))


@pytest.mark.parametrize(
    ("name", "value", "seen", "penned"),
    [
        ("letter_no", "ศธ ๐๔๐๐๑/๓๔๕", "ทศธ๐๔๐๐๑/๓๔๕", "๕"),
        ("letter_no", "ศธ ๐๔๐๐๑/๓๔๕", "ทศธ๐๔๐๐๑/๓๔๕", "๑"),
        ("letter_no", "๗/๒๕๖๙", "ท๗/๒๕๖๙", "๗"),
        ("date", "2015-11-12", "๑๒พฤศจกายน๒๕๕๘", "๒"),
        ("date", "2015-11-12", "๑๒พฤศจกายน๒๕๕๘", "๘"),
    ],
)
def test_where_a_pen_wrote_one_figure_nothing_is_sure(name: str, value: str, seen: str, penned: str) -> None:
    line = "๑๒ พฤศจิกายน ๒๕๕๘" if name == "date" else f"ที่ {value}"
    for how in ({"hand": penned}, {"ink": penned}):
        assert not is_sure(name, taken(name, [value] * 3, look(line, seen, **how)))
    assert is_sure(name, taken(name, [value] * 3, look(line, seen)))


def test_an_orders_number_is_held_against_its_year() -> None:
    seen = look("ที่ ๗/๒๕๖๙", "ท๗/๒๕๖๙", bold="๗")
    assert not is_sure("letter_no", taken("letter_no", ["๗/๒๕๖๙"] * 3, seen))


def test_a_day_in_thicker_strokes_than_its_year_is_never_sure() -> None:
    seen = look("๑๑ พฤศจิกายน ๒๕๕๘", "๑๑พฤศจกายน๒๕๕๘", bold="๑๑")
    assert not is_sure("date", taken("date", ["2015-11-11"] * 3, seen))
    assert is_sure("date", taken("date", ["2015-11-11"] * 3, look("๑๑ พฤศจิกายน ๒๕๕๘", "๑๑พฤศจกายน๒๕๕๘")))


def test_a_date_beside_a_number_that_a_pen_filled_in_is_never_sure() -> None:
    line = "๑๔ มิถุนายน ๒๕๖๙"
    day = taken("date", ["2026-06-14"] * 3, look(line, "๑๔มถนายน๒๕๖๙"))
    penned = taken("letter_no", [None, None, None], look("ที่ ศธ ๐๔๐๐๑/", "ทศธ๐๔๐๐๑/๒๓", hand="๒๓"))
    printed = taken("letter_no", ["ศธ ๐๔๐๐๑/๒๓"] * 3, look("ที่ ศธ ๐๔๐๐๑/๒๓", "ทศธ๐๔๐๐๑/๒๓"))
    assert is_sure("date", with_pens({"letter_no": printed, "date": day})["date"])
    assert not is_sure("date", with_pens({"letter_no": penned, "date": day})["date"])


def test_a_date_that_the_line_read_alone_denies_and_not_every_read_has_is_not_sure() -> None:
    seen = look("19 มกราคม 2569", "9มกราคม2569")
    assert not is_sure("date", taken("date", ["2026-01-19", "2026-01-09", "2026-01-09"], seen))
    assert is_sure("date", taken("date", ["2026-01-09"] * 3, seen))  # the mark of another line taken for a figure


def test_a_date_behind_words_of_a_deadline_is_never_sure() -> None:
    date = taken("date", ["2026-04-12"] * 3, look("ภายในวันที่ ๑๒ เมษายน ๒๕๖๙", "ภายในวนท๑๒เมษายน๒๕๖๙"))
    assert not is_sure("date", date)


def test_a_number_whose_end_was_to_be_filled_in_is_never_sure() -> None:
    for value, seen in (("ศธ ๐๔๐๐๑/", "ทศธ๐๔๐๐๑/"), ("ศธ ๐๔๐๐๑", "ทศธ๐๔๐๐๑")):
        assert not is_sure("letter_no", taken("letter_no", [value] * 3, look(f"ที่ {value}", seen)))


def test_a_number_cut_short_is_not_borne_out() -> None:
    assert borne_out(bones("ศธ ๐๔๐๐๑/๑๔"), bones("ที่ ศธ ๐๔๐๐๑/๑๔๒"))[0] == 0
    assert borne_out(bones("ศธ ๐๔๐๐๑/๑๔๒"), bones("ที่ ศธ 04001/142 โรงเรียน"))[0] == 1
    assert borne_out(bones("ศธ ๐๔๐๐๑/๑๔๒"), bones("ที่ คธ 04001/142"))[0] == 0.5


def test_a_text_keeps_the_blanks_of_the_lines_read_alone_and_the_letters_of_most_reads() -> None:
    one = taken("subject", ["ขอเชิญประชุม ครั้งที่ 2", "ขอเชิญ ประชุม ครั้งที่2", "ขอเชิญประ ชุมครั้งที่ 2"], None)
    assert one.draft.value == "ขอเชิญประชุม ครั้งที่ 2"
    assert taken("subject", ["ขอเชิญประซุม", "ขอเชิญประชุม", "ขอเชิญประชุม"], None).draft.value == "ขอเชิญประชุม"
    with_latin = taken("subject", ["ใช้ Google Meet ในการประชุม", "ใช้ ในการประชุม", "ใช้ในการประชุม"], None)
    assert with_latin.draft.value == "ใช้ Google Meet ในการประชุม"


def test_nothing_found_is_nothing_sure() -> None:
    assert certainty.confidence("letter_no", taken("letter_no", [None] * 3, None), Hints()) == 0
