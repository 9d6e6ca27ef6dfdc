"""The attachments inside a winmail.dat: Outlook's own wrapping of a mail ([MS-OXTNEF]).

A TNEF stream is a row of attributes (level, id, length, value, checksum); each attachment starts with its
rendering attribute and keeps its long name among MAPI properties. Only names and contents are read; all else is
looked at in place, for a stream may be as large as a mail.
"""

from __future__ import annotations

from collections.abc import Iterator

from intake.mailtext import decode

_SIGNATURE = 0x223E9F78
_CODEPAGE = 0x00069007  # attOemCodepage
_ATTACHMENT = 0x00069002  # attAttachRenddata: the next one begins
_TITLE = 0x00018010
_CONTENT = 0x0006800F
_PROPERTIES = 0x00069005
_OBJECT = 0x3701  # PidTagAttachDataObject: a mail attached to the mail, again as TNEF
_LONG_NAME = 0x3707
_SHORT_NAME = 0x3704
_FIXED = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0xA: 4, 0xB: 4, 0x14: 8, 0x40: 8, 0x48: 16}  # bytes, padded
_TEXT, _UNICODE, _OBJECT_TYPE = 0x1E, 0x1F, 0x0D
_VARIABLE = (_TEXT, _UNICODE, _OBJECT_TYPE, 0x102)
_LEVELS = (1, 2)  # of the mail, of an attachment
_UTF8 = 65001  # as a code page of Windows
_INTERFACE_ID = 16  # bytes before an attached object
_MANY = 0x1000  # flag of a property with several values
_NOTHING = memoryview(b"")
_LONGEST_NAME = 2000  # bytes


def attachments(stream: bytes) -> Iterator[tuple[str, bytes]]:
    """Name ("" if none) and content of each attachment, in order. ValueError where the stream is damaged."""
    codepage = "cp874"
    current: dict[int, memoryview] = {}
    for attribute, value in _attributes(memoryview(stream)):
        if attribute == _CODEPAGE:
            number = _number(value, 0, 4)
            codepage = "utf-8" if number == _UTF8 else f"cp{number}"
        elif attribute == _ATTACHMENT:
            yield from _attachment(current, codepage)
            current = {}
        else:
            current[attribute] = value
    yield from _attachment(current, codepage)


def _attachment(attributes: dict[int, memoryview], codepage: str) -> Iterator[tuple[str, bytes]]:
    properties = dict(_properties(attributes[_PROPERTIES])) if _PROPERTIES in attributes else {}
    kind, text = properties.get(_LONG_NAME) or properties.get(_SHORT_NAME) or (0, attributes.get(_TITLE, _NOTHING))
    name = decode(bytes(text[:_LONGEST_NAME]), "utf-16-le" if kind == _UNICODE else codepage).strip()
    content = attributes.get(_CONTENT, _NOTHING)
    if _OBJECT in properties:  # the attribute then holds nothing or a stand-in
        kind, value = properties[_OBJECT]
        content = value[_INTERFACE_ID:] if kind == _OBJECT_TYPE else value
    if content:
        yield name, bytes(content)


def _attributes(stream: memoryview) -> Iterator[tuple[int, memoryview]]:
    if _number(stream, 0, 4) != _SIGNATURE:
        raise ValueError("not a TNEF stream")
    at = 6
    while at + 9 <= len(stream) and stream[at] in _LEVELS:  # else: what was padded after the end
        attribute, length = _number(stream, at + 1, 4), _number(stream, at + 5, 4)
        yield attribute, _cut(stream, at + 9, length)
        at += 9 + length + 2


def _properties(value: memoryview) -> Iterator[tuple[int, tuple[int, memoryview]]]:
    """Property id, then its type and (first) value ([MS-OXTNEF] 2.1.3.4)."""
    at = 4
    for _ in range(_number(value, 0, 4)):
        kind, tag = _number(value, at, 2), _number(value, at + 2, 2)
        at += 4
        if tag >= 0x8000:
            at = _after_own_name(value, at)
        many, kind = kind & _MANY, kind & ~_MANY
        count = 1
        if many or kind in _VARIABLE:
            count = _number(value, at, 4)
            at += 4
        for turn in range(count):
            if kind in _VARIABLE:
                length = _number(value, at, 4)
                found, at = _cut(value, at + 4, length), at + 4 + _padded(length)
            elif kind in _FIXED:
                found, at = _cut(value, at, _FIXED[kind]), at + _FIXED[kind]
            else:
                raise ValueError(f"a property of type {kind:#x}")
            if turn == 0:
                yield tag, (kind, found)


def _after_own_name(value: memoryview, at: int) -> int:
    """A property without a fixed id is preceded by its set's GUID and its number or name."""
    if _number(value, at + 16, 4) == 0:
        return at + 24
    return at + 24 + _padded(_number(value, at + 20, 4))


def _padded(length: int) -> int:
    return (length + 3) // 4 * 4


def _number(raw: memoryview, at: int, size: int) -> int:
    return int.from_bytes(_cut(raw, at, size), "little")


def _cut(raw: memoryview, at: int, length: int) -> memoryview:
    if at + length > len(raw):
        raise ValueError("cut off")
    return raw[at : at + length]
