"""Bytes of a mail to clean text: charsets, header words (RFC 2047), parameters (RFC 2231), file names, HTML.

Mail of Thai offices is often labelled wrongly, so a label is a hint: Thai labels all mean cp874 (which holds
the quotes, dash and dots that strict TIS-620 turns into control characters), and where the bytes contradict
the label they win. Everything returned is free of NUL, other control characters and lone surrogates: it goes
into a database. All work is linear in the size of the input; who calls cuts header values first.
"""

from __future__ import annotations

import binascii
import codecs
import html
import re
import unicodedata
from urllib.parse import unquote_to_bytes

_THAI = re.compile(r"(x?windows|x?ms|ibm|cp|dos|x)?874|x?tis620(0|25330|25331)?|iso885911(2001)?|isoir166|thai")
_LATIN = frozenset({"ascii", "iso8859-1", "iso8859-15", "cp1252", "latin-1"})
_NOT_FOR_MAIL = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined"})
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_NO_CP874 = bytes(set(range(0x80, 0x100)) - {0x80, 0x85, *range(0x91, 0x98), *range(0xA0, 0xDB), *range(0xDF, 0xFC)})
_LOOKED_AT = 16_384  # bytes that decide the charset of a text
_NOT_BASE64 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"))

_WORD = re.compile(rb"=\?([^?\s]{1,75})\?([bBqQ])\?([^?]*)(?:\?=|\?*\Z)")
_PARAMETER = re.compile(rb';\s*([^\s=;"]{1,80})\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;]*))', re.DOTALL)
_NAME = re.compile(r"([^*]+)(?:\*(\d{1,3}))?(\*)?")
_PERCENT_THAI = re.compile(r"(?:%e0%b[89]%[89ab][0-9a-f])+", re.IGNORECASE)

_TAG = re.compile(r"<!--|<(/?)([A-Za-z!][A-Za-z0-9:-]*+)[^<>]*+>")
_NEW_LINE = frozenset(
    (
        "br",
        "p",
        "div",
        "tr",
        "li",
        "table",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "hr",
    )
)
_UNSHOWN = {
    name: re.compile(rf"</{name}\b", re.IGNORECASE)
    for name in ("style", "script", "head", "title", "s", "strike", "del")  # what is struck out is not said
}

_SIGNATURE = "-- "  # the line above a signature, whose blank is no break

_SEPARATORS = re.compile(r"[/\\]+")
_WINDOWS_PATH = re.compile(r"([A-Za-z]:)?\\")
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def decode(raw: bytes, label: str = "") -> str:
    """`raw` as clean text with "\\n" line ends; never raises. `label`: a charset, "" if none is given."""
    codec = _codec(label)
    if codec not in {"", "cp874", "utf-8", *_LATIN}:
        try:
            return clean(raw.decode(codec, "replace"))
        except (UnicodeError, LookupError):  # LookupError: base64, zip and other codecs that are not for text
            codec = ""
    return clean(raw.decode(_guess(raw[:_LOOKED_AT], codec), "replace"))


def clean(text: str) -> str:
    """Without characters that a database or a terminal would choke on; line ends as "\\n"."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _codec(label: str) -> str:
    """Python's codec for a charset name, "" for an unknown one. RFC 2231, 5: a language may follow "*"."""
    label = label.split("*", 1)[0].strip("\"' \t").lower()[:40]
    if _THAI.fullmatch(re.sub(r"[^a-z0-9]", "", label)):
        return "cp874"
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return ""
    if name in _NOT_FOR_MAIL:
        return ""
    return "utf-8" if name == "utf-8-sig" else name


def _guess(raw: bytes, codec: str) -> str:
    """The codec the bytes speak for, given the one they are labelled with ("" if none)."""
    if raw.isascii():
        return "utf-8"
    text = raw.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    thai = sum("\u0e00" <= letter <= "\u0e7f" for letter in text)
    foreign = sum(letter > "\x7f" for letter in text) - damaged - thai
    if codec == "cp874":
        return "utf-8" if thai > 1 and thai > 10 * damaged and thai >= foreign else "cp874"
    if not damaged or thai + foreign > damaged:
        return "utf-8"
    if _looks_thai(raw):
        return "cp874"
    return "cp1252" if codec in _LATIN else codec or "cp874"


def _looks_thai(raw: bytes) -> bool:
    """Thai in one-byte letters comes in runs of high bytes; Western accents stand alone among ASCII."""
    runs = [len(run) for run in _HIGH_RUN.findall(raw)]
    undefined = len(raw) - len(raw.translate(None, _NO_CP874))
    return 2 * sum(run for run in runs if run > 2) >= sum(runs) and 10 * undefined <= sum(runs)


def unbase64(raw: bytes | memoryview) -> bytes:
    """Base64 as lenient as mail needs: foreign characters skipped, missing padding supplied."""
    try:
        return binascii.a2b_base64(raw)
    except binascii.Error:
        letters = bytes(raw).translate(None, _NOT_BASE64)
        return binascii.a2b_base64(letters[: len(letters) - (len(letters) % 4 == 1)] + b"==")


def header_text(value: bytes) -> str:
    """A header value as one line of text: encoded words, raw 8-bit bytes and plain ASCII in any mixture.

    Neighbouring words of one charset are joined as bytes first: senders cut them inside a character. The last may
    lack its end, where a value was cut.
    """
    pieces: list[tuple[str | None, bytes]] = []
    end = 0
    for word in _WORD.finditer(value):
        between = value[end : word.start()]
        if between.strip() or (between and not pieces):
            pieces.append((None, between))
        label = word[1].decode("ascii", "replace").lower()
        payload = unbase64(word[3]) if word[2] in b"bB" else binascii.a2b_qp(word[3], header=True)
        if pieces and pieces[-1][0] == label:
            payload = pieces.pop()[1] + payload
        pieces.append((label, payload))
        end = word.end()
    pieces.append((None, value[end:]))
    return " ".join("".join(decode(raw, label or "") for label, raw in pieces).split())


def parameters(value: bytes) -> tuple[str, dict[str, str]]:
    """A structured value (Content-Type, Content-Disposition): its main value and its parameters, names lower.

    Where both `name` and `name*` are given, the starred one counts unless it is damaged.
    """
    plain: dict[str, str] = {}
    starred: dict[str, dict[int, tuple[bool, bytes]]] = {}
    for match in _PARAMETER.finditer(value):
        quoted = match[2] is not None
        raw = re.sub(rb'\\(["\\])', rb"\1", match[2]) if quoted else match[3].strip()
        key = _NAME.fullmatch(match[1].decode("latin-1").lower())
        if key is None:
            continue
        if key[2] or key[3]:
            starred.setdefault(key[1], {}).setdefault(int(key[2] or 0), (key[3] is not None, raw))
        else:
            plain.setdefault(key[1], header_text(raw))
    for name, segments in starred.items():
        text = _joined([segments[index] for index in sorted(segments)])
        if "\ufffd" not in text or not plain.get(name):
            plain[name] = text
    return value.split(b";", 1)[0].strip().lower().decode("ascii", "replace"), plain


def _joined(segments: list[tuple[bool, bytes]]) -> str:
    """The text of one RFC 2231 parameter from its segments, (percent-encoded, bytes) each, cut anywhere."""
    charset, (encoded, first) = b"", segments[0]
    if encoded and first.count(b"'") > 1:
        charset, _, first = first.split(b"'", 2)
    segments = [(encoded, first), *segments[1:]]
    raw = b"".join(unquote_to_bytes(part) if percent else part for percent, part in segments)
    if any(percent for percent, _ in segments):
        return " ".join(decode(raw, charset.decode("ascii", "replace")).split())
    return header_text(raw)


def unpercent(name: str) -> str:
    """A file name that a web mailer encoded as in a URL, without saying so; known by the Thai that it then holds."""
    if not _PERCENT_THAI.search(name):
        return name
    try:
        return clean(unquote_to_bytes(name).decode("utf-8"))
    except UnicodeDecodeError:
        return name


def safe_name(name: str, longest: int = 200) -> str:
    """A name that every file system takes, at most `longest` bytes of UTF-8; "" if nothing is left of it.

    A slash is part of a Thai letter number and becomes "-"; the folders of a Windows path are dropped, as are
    ".." steps, direction marks (they disguise the real suffix) and what Windows forbids.
    """
    if _WINDOWS_PATH.match(name):
        name = name.rsplit("\\", 1)[-1]
    name = "-".join(step for step in _SEPARATORS.split(name) if step.strip(". "))
    name = "".join(" " if letter.isspace() else letter for letter in name if _drawn(letter))
    name = re.sub(r'[<>:"|?*]', "_", " ".join(name.split())).strip(". ")
    if _DEVICE.match(name):
        name = "_" + name
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix.encode()) > 16:
        stem, dot, suffix = name, "", ""
    ending = (dot + suffix).encode()
    return stem.encode()[: longest - len(ending)].decode("utf-8", "ignore").rstrip() + ending.decode()


def _drawn(letter: str) -> bool:
    return letter.isspace() or unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Cn"}


def unflowed(text: str, *, delsp: bool) -> str:
    """The paragraphs of a text whose lines were broken for sending (RFC 3676, 4): at a blank, each line's last.

    `delsp`: that blank was put there for the break, as between Thai words. Quoted lines keep a ">" for each level.
    """
    paragraphs: list[list[str]] = []
    depth = -1  # of the line before, where it goes on
    for line in text.split("\n"):
        content = line.lstrip(">")
        marks = len(line) - len(content)
        content = content.removeprefix(" ")
        if marks != depth or content == _SIGNATURE:
            paragraphs.append([">" * marks + " " if marks else ""])
        goes_on = content.endswith(" ") and content != _SIGNATURE
        paragraphs[-1].append(content[:-1] if goes_on and delsp else content)
        depth = marks if goes_on else -1
    return "\n".join("".join(paragraph).rstrip() for paragraph in paragraphs)


def html_text(source: str) -> str:
    """The text that a reader of this HTML sees, a line a block, quoted ones behind ">"; without style and script."""
    pieces: list[str] = []
    at = quoted = 0
    while tag := _TAG.search(source, at):
        pieces.append(source[at : tag.start()])
        at = tag.end()
        name = (tag[2] or "").lower()
        if not name:
            close = source.find("-->", at - 2)
            at = close + 3 if close >= 0 else len(source)
        elif name in _UNSHOWN and not tag[1]:
            end = _UNSHOWN[name].search(source, at)
            at = end.start() if end else len(source)
        elif name in _NEW_LINE:
            if name == "blockquote":
                quoted = max(0, quoted + (-1 if tag[1] else 1))
            pieces.append("\0\1" if quoted else "\0")
        elif name == "td":
            pieces.append(" ")
    pieces.append(source[at:])
    lines = " ".join("".join(pieces).split()).split("\0")
    return clean("\n".join(filter(None, map(_shown_line, lines))))


def _shown_line(line: str) -> str:
    text = " ".join(html.unescape(line.removeprefix("\1")).split())
    return f"> {text}" if text and line.startswith("\1") else text
