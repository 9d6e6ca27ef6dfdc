"""Charsets, header words, parameters, file names and HTML as they really come in mail."""

from __future__ import annotations

import base64
import quopri
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.mailaddress import addresses, machine, plain, valid
from intake.mailtext import decode, header_text, html_text, parameters, safe_name, unbase64, unflowed, unpercent

THAI = "ขอเชิญประชุม “ผู้บริหาร” – ครั้งที่ ๑…"  # the marks are in cp874 but not in strict TIS-620
SIMPLE = "หนังสือราชการ ที่ ศธ 04001/ว 123"


def b_word(text: str | bytes, label: str, codec: str = "cp874") -> bytes:
    raw = text if isinstance(text, bytes) else text.encode(codec)
    return b"=?" + label.encode() + b"?B?" + base64.b64encode(raw) + b"?="


def q_word(text: str, label: str, codec: str = "cp874") -> bytes:
    quoted = quopri.encodestring(text.encode(codec), header=True).replace(b"=\n", b"").replace(b"?", b"=3F")
    return b"=?" + label.encode() + b"?Q?" + quoted + b"?="


SUBJECTS = {  # beside those of tests.support.mailkinds
    "plain": (b"Meeting", "Meeting"),
    "empty": (b"", ""),
    "a codec that is no charset": (b_word(SIMPLE, "base64", "utf-8"), SIMPLE),
    "unknown charset, UTF-8 bytes": (b_word(SIMPLE, "x-nobody", "utf-8"), SIMPLE),
    "real Western text": ("Réunion d'été".encode("latin-1"), "Réunion d'été"),
    "Western word": (b_word("Réunion à Genève", "iso-8859-1", "latin-1"), "Réunion à Genève"),
    "Chinese": (b_word("会议通知", "gb2312", "gb2312"), "会议通知"),
    "not a word after all": (b"=?utf-8?X?abc?= =?", "=?utf-8?X?abc?= =?"),
    "a last word cut off": (b_word(SIMPLE, "utf-8", "utf-8")[:-5], SIMPLE[:-1]),
}


@pytest.mark.parametrize(("raw", "meant"), SUBJECTS.values(), ids=SUBJECTS.keys())
def test_a_subject_reads_as_it_was_meant(raw: bytes, meant: str) -> None:
    if meant == "Réunion d'été":  # unlabelled and not Thai by its bytes: letters may differ, nothing is lost
        assert len(header_text(raw)) == len(meant)
    else:
        assert header_text(raw) == meant


NAME = "หนังสือ “ด่วน”.pdf"
PERCENT = "".join(f"%{byte:02X}" for byte in NAME.encode())
NAMES = {  # beside those of tests.support.mailkinds
    "quotes inside": (rb'filename="a \"b\".pdf"', 'a "b".pdf'),
    "RFC 2231, no charset marks": (f"filename*={PERCENT}".encode(), NAME),
    "split, not encoded": (b'filename*0="long "; filename*1="name.pdf"', "long name.pdf"),
    "split, mixed": (f"filename*0*=UTF-8''{PERCENT[:9]}; filename*1=\"100%25.pdf\"".encode(), "ห100%25.pdf"),
    "both, the starred damaged": (b"filename=\"good.pdf\"; filename*=UTF-8''a%FFb.pdf", "good.pdf"),
    "none": (b"size=10", ""),
    "empty": (b'filename=""', ""),
}


@pytest.mark.parametrize(("raw", "meant"), NAMES.values(), ids=NAMES.keys())
def test_a_file_name_reads_as_it_was_meant(raw: bytes, meant: str) -> None:
    value, found = parameters(b"attachment; " + raw)
    assert value == "attachment"
    assert found.get("filename", "") == meant


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("ที่ ศธ 04001/ว 123.pdf", "ที่ ศธ 04001-ว 123.pdf"),
        ("../../etc/หนังสือ.pdf", "etc-หนังสือ.pdf"),
        ("C:\\Users\\สมชาย\\หนังสือ.pdf", "หนังสือ.pdf"),
        ("\\\\server\\share\\a.pdf", "a.pdf"),
        ("a\0b.pdf", "ab.pdf"),
        ("หนังสือ\r\nX: y.pdf", "หนังสือ X_ y.pdf"),
        ("หนังสือ\u202efdp.exe", "หนังสือfdp.exe"),
        ('a<b>:"c"|?*.pdf', "a_b___c____.pdf"),
        ("...", ""),
        ("..", ""),
        (" . ", ""),
        (".hidden.pdf", "hidden.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("trailing. ", "trailing"),
        ("", ""),
    ],
)
def test_a_name_is_made_safe_and_keeps_its_thai(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_long_name_keeps_its_suffix_and_whole_letters() -> None:
    name = safe_name("ก" * 300 + ".pdf")
    assert len(name.encode()) <= 200
    assert name.lstrip("ก") == ".pdf"
    assert len(name) > 60


@pytest.mark.parametrize("name", ["100%.pdf", "a%20b.pdf", "%E0%B8%81%FF.pdf", "50%E0.pdf"])
def test_a_percent_sign_is_not_always_an_encoding(name: str) -> None:
    assert unpercent(name) == name


@given(st.text())
def test_any_name_becomes_one_a_file_system_takes(name: str) -> None:
    safe = safe_name(name)
    assert len(safe.encode()) <= 200
    assert not set(safe) & set('/\\\0<>:"|?*')
    assert safe not in (".", "..")
    assert not any(unicodedata.category(letter) in ("Cc", "Cf", "Cs") for letter in safe)


@pytest.mark.parametrize(
    ("raw", "label"),
    [
        (THAI.encode("cp874"), "tis-620"),
        (THAI.encode("cp874"), "Windows-874"),
        (THAI.encode("cp874"), '"windows-874"'),
        (THAI.encode("cp874"), "utf-8"),
        (THAI.encode("cp874"), "us-ascii"),
        (THAI.encode("cp874"), ""),
        (THAI.encode(), "utf-8"),
        (THAI.encode(), ""),
        (THAI.encode(), "iso-8859-1"),
        (THAI.encode(), "windows-874"),
        (THAI.encode("utf-8-sig"), "utf-8"),
        (THAI.encode("utf-16"), "utf-16"),
    ],
)
def test_a_body_reads_as_it_was_meant(raw: bytes, label: str) -> None:
    assert decode(raw, label) == THAI


def test_one_damaged_letter_does_not_make_a_utf8_text_another_charset() -> None:
    assert decode(b"\xff" + SIMPLE.encode(), "utf-8") == "\ufffd" + SIMPLE


@given(st.binary(), st.text(max_size=30))
def test_decoding_never_fails_and_gives_what_a_database_takes(raw: bytes, label: str) -> None:
    for text in (decode(raw, label), header_text(raw)):
        text.encode("utf-8")
        assert "\0" not in text


@given(st.sampled_from(("utf-7", "utf-16", "utf-32", "iso-2022-jp", "hz", "unicode_escape", "idna")), st.binary())
def test_strange_charsets_do_no_harm(label: str, raw: bytes) -> None:
    decode(raw, label).encode("utf-8")


@given(st.binary())
def test_base64_is_read_whatever_is_in_between(raw: bytes) -> None:
    coded = base64.encodebytes(raw)
    assert unbase64(coded) == raw
    assert unbase64(coded.replace(b"\n", b"\r\n!").rstrip(b"=\r\n!")) == raw


@settings(max_examples=50)
@given(st.binary(max_size=300))
def test_parameters_of_any_bytes_are_read(raw: bytes) -> None:
    for text in parameters(raw)[1].values():
        text.encode("utf-8")


FLOWED = {
    "lines that go on": ("เรียน \nผู้อำนวยการ\nจบ", "เรียน ผู้อำนวยการ\nจบ"),
    "a blank put in front": (" From here\n> he said", "From here\n> he said"),
    "quoted lines that go on": ("> หนึ่ง \n> สอง\nตอบ", "> หนึ่ง สอง\nตอบ"),
    "a quotation ends a paragraph": ("> หนึ่ง \nตอบ", "> หนึ่ง\nตอบ"),
    "a signature": ("จบ\n-- \nสมชาย", "จบ\n--\nสมชาย"),
    "levels of quoting": (">> ลึก\n> ตื้น", ">> ลึก\n> ตื้น"),
}


@pytest.mark.parametrize(("text", "meant"), FLOWED.values(), ids=FLOWED.keys())
def test_a_flowed_text_reads_by_paragraphs(text: str, meant: str) -> None:
    assert unflowed(text, delsp=False) == meant


def test_html_reads_like_the_page_shows() -> None:
    page = (
        "<html><head><title>x</title><STYLE>p {color: red}</STYLE></head><body><!-- no <b>no</b> -->"
        "<p>เรียน&nbsp;ผู้อำนวยการ</p><p>ขอ<b>เชิญ</b><br>ประชุม</p><o:p></o:p><script>alert('<p>')</script>"
        "<table><tr><td>1</td><td>&lt;2&gt;</td></tr></table></body></html>"
    )
    assert html_text(page) == "เรียน ผู้อำนวยการ\nขอเชิญ\nประชุม\n1 <2>"


@pytest.mark.parametrize("piece", ["<", "<a", "<!--", "<style", "<style>", "</", "&#", "<p>", "<a " + "b" * 50])
def test_damaged_html_is_read_in_one_go(piece: str) -> None:
    assert len(html_text(piece * (200_000 // len(piece)))) <= 200_000


ADDRESSES = {
    "bare": (b"a@area.example", [("", "a@area.example")]),
    "named": (b"Somchai <a@area.example>", [("Somchai", "a@area.example")]),
    "quoted with a comma": (b'"Dee, Somchai" <a@area.example>', [("Dee, Somchai", "a@area.example")]),
    "encoded": (b_word("สมชาย", "windows-874") + b" <a@area.example>", [("สมชาย", "a@area.example")]),
    "encoded in quotes": (
        b'"' + b_word("สมชาย", "TIS-620") + b'" <a@area.example>',
        [("สมชาย", "a@area.example")],
    ),
    "encoded with a comma": (b"=?utf-8?Q?a,_b?= <a@area.example>", [("a, b", "a@area.example")]),
    "raw cp874": ("สมชาย ใจดี <a@area.example>".encode("cp874"), [("สมชาย ใจดี", "a@area.example")]),
    "raw UTF-8": ("สมชาย <a@area.example>".encode(), [("สมชาย", "a@area.example")]),
    "name in a comment": (b"a@area.example (Somchai)", [("Somchai", "a@area.example")]),
    "two": (b"a@area.example, B <b@area.example>", [("", "a@area.example"), ("B", "b@area.example")]),
    "an address as a name": (b'"x@bank.example" <a@area.example>', [("x@bank.example", "a@area.example")]),
    "two in one": (b"<a@area.example> <b@area.example>", [("", "")]),
    "a cut one": (b"alice@x.example)bob@y.example", [("alice@x.example)bob@y.example", "")]),
    "nobody": (b"undisclosed-recipients:;", [("undisclosed-recipients:", "")]),
    "a group": (b"Team: a@area.example;", [("", "a@area.example")]),
    "null": (b"<>", [("", "")]),
    "none": (b"", []),
}


@pytest.mark.parametrize(("raw", "meant"), ADDRESSES.values(), ids=ADDRESSES.keys())
def test_addresses_are_read_whole_or_not_at_all(raw: bytes, meant: list[tuple[str, str]]) -> None:
    assert addresses(raw) == meant


@pytest.mark.parametrize(
    "address",
    [
        "no-reply@a.example",
        "noreply+7@a.example",
        "DoNotReply@a.example",
        "MAILER-DAEMON@a.example",
        "bounce-12@a.example",
        "list-request@a.example",
    ],
)
def test_nobody_reads_there(address: str) -> None:
    assert machine(address)


def test_people_are_no_machines() -> None:
    assert not any(machine(f"{name}@a.example") for name in ("saraban", "norepa", "somchai.r", "reply", "bo"))


def test_an_address_is_compared_without_its_token() -> None:
    assert plain("Saraban+k7@Office.Example") == "saraban@office.example"
    assert valid("saraban+k7@office.example")
    assert not valid("saraban@localhost")
    assert not valid("a@b.example\r\nBcc: c@d.example")
