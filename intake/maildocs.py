"""The documents of a mail, wherever in it they are: attached, shown inside, unnamed, zipped, in a
winmail.dat, or in a mail within the mail. What they are is told by their bytes, never by their label.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from intake import sniff, tnef, zipped
from intake.mailparts import Limits, Part, children, read_part
from intake.mailtext import decode, header_text, html_text, safe_name, unflowed
from registry.errors import Unreadable
from registry.model import Problem

_NOT_DOCUMENTS = frozenset(
    (
        *("text/calendar", "application/ics", "text/vcard", "text/x-vcard", "application/applefile"),
        *("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"),
        *(
            "application/pgp-keys",
            "text/rfc822-headers",
            "message/delivery-status",
            "message/feedback-report",
        ),
        *("message/global-delivery-status", "message/disposition-notification"),
    )
)
_NOT_DOCUMENT_NAMES = (".ics", ".vcf", ".p7s", ".sig")
_MAILS = frozenset({"message/rfc822", "message/global"})
_SEALED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"})
_SUFFIXES = {
    sniff.PDF: (".pdf",),
    sniff.TIFF: (".tif", ".tiff"),
    sniff.JPEG: (".jpg", ".jpeg", ".jpe", ".jfif"),
    sniff.PNG: (".png",),
    sniff.GIF: (".gif",),
    sniff.DOCX: (".docx", ".docm", ".dotx"),
    sniff.DOC: (".doc", ".dot"),
}
_MEDIA_TYPE = re.compile(r"[a-z0-9][\w.+-]{0,60}/[a-z0-9][\w.+-]{0,90}", re.ASCII)
_CID = re.compile(r"cid:([^\"'\s<>)]{1,200})", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta[^<>]{0,200}?charset=[\"']?([\w-]{1,40})", re.IGNORECASE)
_NO_NAME = "ไม่มีชื่อ"
_PAGE = (700, 1000)  # pixels: an A4 page scanned or photographed any coarser cannot be read
_PAGE_BYTES = 100_000  # instead, where the pixels are not known
_ICON = 100  # pixels


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Something that came with a mail and could be a letter or an enclosure. `name` is safe for a file.

    `inline`: a picture that only dresses the mail (a logo, an icon). That is one which the mail's HTML shows,
    or which lies in a multipart/related with a Content-ID, and is too small for a page of a letter; and any
    picture of the size of an icon. A photographed letter pasted into the mail is large, so it is not inline;
    neither is a small picture that was attached, such as a QR code.
    """

    name: str
    media_type: str
    content: bytes
    inline: bool


@dataclass(slots=True, kw_only=True)
class Contents:
    """What lies in a mail: documents in their order, attachments that could not be opened, its own texts."""

    documents: tuple[Document, ...] = ()
    refused: list[tuple[str, Problem]] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)


def contents(mail: Part, limits: Limits) -> Contents:
    """Everything in the mail. Raises Unreadable (TOO_LARGE) if there are too many parts or too deep ones."""
    walk = _Walk(limits)
    walk.part(mail, _Place(title=_title(mail), top=True))
    walk.found.documents = tuple(walk.documents())
    return walk.found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where in the mail something is."""

    title: str  # the subject of the mail it is in, for want of a name
    top: bool = False  # not in a mail within the mail
    related: bool = False  # directly in a multipart/related
    depth: int = 0
    zips: int = 0
    nested: int = 0  # bytes of the unpacked mails around it


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """A leaf: what it is called and labelled, and how the HTML may call it."""

    name: str
    label: str
    content: bytes
    cid: str = ""


class _Walk:
    """One go through a mail, with what is left of its limits."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.found = Contents()
        self._parts = limits.parts
        self._entries = limits.entries
        self._bytes = limits.unpacked_bytes
        self._text_bytes = limits.body_bytes
        self._candidates: list[tuple[Document, _Piece, bool]] = []
        self._html: list[str] = []

    def part(self, part: Part, place: _Place) -> None:
        self._parts -= 1
        if self._parts < 0 or place.depth > self.limits.depth or place.nested > self.limits.nested_bytes:
            raise Unreadable(Problem.TOO_LARGE, "too many parts or too deep")
        related = part.media_type == "multipart/related"
        inside = replace(place, depth=place.depth + 1, related=related)
        leaf = True
        for raw in children(part):
            leaf = False
            self.part(read_part(raw, self.limits), inside)
        if leaf:
            self._leaf(part, place)

    def documents(self) -> Iterator[Document]:
        shown = {unquote(cid) for source in self._html for cid in _CID.findall(source)}
        for document, piece, related in self._candidates:
            embedded = bool(piece.cid) and (related or piece.cid in shown)
            yield replace(document, inline=_dresses(document, embedded))

    def _leaf(self, part: Part, place: _Place) -> None:
        content = part.content
        if _is_text(part) and sniff.sniff(content) == sniff.UNKNOWN:
            self._text(part, content[: self._text_bytes], place)
            return
        cid = header_text(part.header("content-id")).strip("<> ")
        piece = _Piece(name=part.filename, label=part.media_type, content=content, cid=cid)
        if content.strip():
            self._piece(piece, place)
        elif part.filename:
            self.found.refused.append((self._name(piece, sniff.UNKNOWN, place), Problem.EMPTY))

    def _text(self, part: Part, content: bytes, place: _Place) -> None:
        is_html = part.media_type == "text/html"
        label = part.type_parameters.get("charset", "")
        if is_html and not label and (meta := _META_CHARSET.search(content[:4096])):
            label = meta[1].decode("ascii", "replace")
        text = decode(content, label)
        if part.type_parameters.get("format", "").lower() == "flowed":
            text = unflowed(text, delsp=part.type_parameters.get("delsp", "").lower() == "yes")
        self._text_bytes -= len(content)
        if is_html:
            self._html.append(text)
        if place.top and is_html:
            self.found.html.append(html_text(text))
        elif place.top and _is_plain(part):
            self.found.plain.append(text)

    def _piece(self, piece: _Piece, place: _Place) -> None:
        """A leaf that is no text of the mail: opened if it holds others, else kept if it is a document."""
        kind = sniff.sniff(piece.content)
        nested = place.nested + len(piece.content)
        inner = replace(place, top=False, related=False, depth=place.depth + 1, nested=nested)
        if kind == sniff.ZIP:
            self._open(piece, replace(inner, zips=place.zips + 1), self._zip(piece, place))
        elif kind == sniff.TNEF:
            self._open(piece, inner, self._tnef(piece))
        elif kind == sniff.UNKNOWN and (piece.label in _MAILS or piece.name.lower().endswith(".eml")):
            mail = read_part(piece.content, self.limits)
            self.part(mail, replace(inner, title=_title(mail)))
        elif kind == sniff.UNKNOWN and piece.label in _SEALED:
            self.found.refused.append((self._name(piece, kind, place), Problem.UNSUPPORTED))
        elif kind != sniff.UNKNOWN or not _is_no_document(piece):
            media_type = _media_type(kind, piece.label)
            name = self._name(piece, media_type, place)
            document = Document(name=name, media_type=media_type, content=piece.content, inline=False)
            self._candidates.append((document, piece, place.related))

    def _open(self, piece: _Piece, inner: _Place, files: Iterator[tuple[str, bytes]]) -> None:
        """Take the files in `piece`; if it cannot be opened (wholly), note that and why."""
        try:
            too_large = inner.nested > self.limits.nested_bytes
            if inner.depth > self.limits.depth or inner.zips > self.limits.zip_depth or too_large:
                raise Unreadable(Problem.TOO_LARGE, "too deep")
            for name, content in files:
                self._piece(_Piece(name=name, label="", content=content), inner)
        except Unreadable as error:
            self._refuse(piece, inner, error.problem)
        except ValueError:
            self._refuse(piece, inner, Problem.BROKEN)

    def _refuse(self, piece: _Piece, place: _Place, problem: Problem) -> None:
        self.found.refused.append((self._name(piece, sniff.UNKNOWN, place), problem))

    def _zip(self, piece: _Piece, place: _Place) -> Iterator[tuple[str, bytes]]:
        files = zipped.unzipped(piece.content, entries=self._entries, unpacked=self._bytes, ratio=self.limits.zip_ratio)
        for name, content in files:
            self._entries -= 1
            self._bytes -= len(content)
            if content.strip():
                yield name, content
            else:
                empty = _Piece(name=name, label="", content=b"")
                self._refuse(empty, place, Problem.EMPTY)

    def _tnef(self, piece: _Piece) -> Iterator[tuple[str, bytes]]:
        for name, content in tnef.attachments(piece.content):
            self._entries -= 1
            if self._entries < 0:
                raise Unreadable(Problem.TOO_LARGE, "too many attachments")
            yield name, content

    def _name(self, piece: _Piece, media_type: str, place: _Place) -> str:
        name = safe_name(piece.name) or safe_name(place.title[:100]) or _NO_NAME
        suffixes = _SUFFIXES.get(media_type, ("",))
        return name if name.lower().endswith(suffixes) else name + suffixes[0]


def _title(mail: Part) -> str:
    return header_text(mail.header("subject"))[:200]


def _is_text(part: Part) -> bool:
    """A text of the mail itself, not a file sent with it; also what a type or multipart gone wrong left."""
    kind, _, rest = part.media_type.partition("/")
    texts = (kind == "text" and part.media_type not in _NOT_DOCUMENTS) or kind == "multipart" or not rest
    return texts and not part.filename and part.disposition != "attachment"


def _is_plain(part: Part) -> bool:
    return not part.media_type.startswith("text/") or part.media_type == "text/plain"


def _is_no_document(piece: _Piece) -> bool:
    return piece.label in _NOT_DOCUMENTS or piece.name.lower().endswith(_NOT_DOCUMENT_NAMES)


def _media_type(kind: str, label: str) -> str:
    if kind != sniff.UNKNOWN:
        return kind
    return label if _MEDIA_TYPE.fullmatch(label) else sniff.UNKNOWN


def _dresses(document: Document, embedded: bool) -> bool:
    if not document.media_type.startswith("image/"):
        return False
    size = sniff.picture_size(document.content)
    if size is None:
        return embedded and len(document.content) < _PAGE_BYTES
    short, long = sorted(size)
    return long < _ICON or (embedded and (short < _PAGE[0] or long < _PAGE[1]))
