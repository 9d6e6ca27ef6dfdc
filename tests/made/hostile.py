"""PDFs that ask for more than a reader should give: huge, deep, endless, or not what they say they are."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import Image

Named = tuple[str, bytes]
_A4 = (0, 0, 595, 842)


def all_of() -> Iterator[Named]:
    yield from _boxes()
    yield from _trees()
    yield from _streams()
    yield from _images()
    yield from _bare()


def page(content: bytes = b"", box: tuple[object, ...] = _A4, **more: object) -> Pdf:
    """A document of one page."""
    made = pikepdf.new()
    made.add_blank_page(page_size=(595, 842))
    only = made.pages[0]
    only.obj.MediaBox = Array(box)
    only.obj.Contents = Stream(made, content)
    for name, value in more.items():
        only.obj[f"/{name}"] = value
    return made


def saved(made: Pdf, **how: object) -> bytes:
    out = io.BytesIO()
    made.save(out, **how)  # type: ignore[arg-type]
    return out.getvalue()


def picture(data: bytes, width: int, height: int, **more: Any) -> bytes:
    """A page filled by one image with this raw data and these keys."""
    made = page(b"q 595 0 0 842 0 0 cm /I Do Q")
    image = Stream(made, b"")
    keys = {"Type": Name.XObject, "Subtype": Name.Image, "Width": width, "Height": height} | more
    for name, value in keys.items():
        image[f"/{name}"] = value
    filters = more.get("Filter")
    image.write(data, filter=filters, decode_parms=more.get("DecodeParms")) if filters else image.write(data)
    made.pages[0].obj.Resources = Dictionary(XObject=Dictionary(I=made.make_indirect(image)))
    return saved(made)


def _boxes() -> Iterator[Named]:
    boxes: dict[str, tuple[object, ...]] = {
        "huge": (0, 0, 14400, 14400),
        "absurd": (0, 0, 10**9, 10**9),
        "thin": (0, 0, 1, 100000),
        "zero": (0, 0, 0, 0),
        "inverted": (595, 842, 0, 0),
        "negative": (-595, -842, 0, 0),
        "short": (0, 0),
        "names": (Name.A, Name.B, Name.C, Name.D),
        "tiny": (0, 0, 3, 3),
    }
    for name, box in boxes.items():
        yield f"box-{name}", saved(page(b"BT ET", box))
    for turn in (45, -90, 630, 10**9):
        yield f"rotate-{turn}", saved(page(b"0 0 99 99 re f", Rotate=turn))
    for unit in (0, 1000, 10**9):
        yield f"user-unit-{unit}", saved(page(b"0 0 99 99 re f", UserUnit=unit))


def _trees() -> Iterator[Named]:
    yield "tree-deep-300", _deep_tree(300)
    yield "tree-deep-5000", _deep_tree(5000)
    made = page()
    made.Root.Pages.Kids.append(made.Root.Pages)
    yield "tree-cyclic", saved(made)
    made = page()
    made.Root.Pages.Count = 10**9
    yield "tree-count-lies", saved(made)
    made = page()
    made.Root.Pages.Kids = Array([None, 7, Name.Nothing])
    yield "tree-of-nothing", saved(made)
    made = pikepdf.new()
    for _ in range(3000):
        made.add_blank_page(page_size=(595, 842))
    yield "pages-3000", saved(made)
    made = page(b"/F Do")
    form = Stream(made, b"/F Do", Type=Name.XObject, Subtype=Name.Form, BBox=Array(_A4))
    form.Resources = Dictionary(XObject=Dictionary(F=made.make_indirect(form)))
    made.pages[0].obj.Resources = Dictionary(XObject=Dictionary(F=form))
    yield "form-in-itself", saved(made)
    yield "forms-fanned-out", _fanned_out(12, 10)
    made = page()
    first = made.make_indirect(Dictionary(Title="one"))
    first.Next = first
    made.Root.Outlines = Dictionary(First=first, Last=first, Count=1)
    yield "outline-cyclic", saved(made)


def _deep_tree(depth: int) -> bytes:
    """Nodes within nodes, written by hand: libraries refuse to."""
    bodies = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    for number in range(depth):
        bodies.append(b"<< /Type /Pages /Kids [%d 0 R] /Count 1 /Parent %d 0 R >>" % (number + 3, max(number + 1, 2)))
    bodies.append(b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] >>" % (depth + 1))
    return raw(bodies)


def _fanned_out(depth: int, width: int) -> bytes:
    """Forms that each draw the next one many times: ten to the twelfth drawings."""
    made = page(b"/F Do")
    form = Stream(made, b"0 0 1 1 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array(_A4))
    for _ in range(depth):
        above = Stream(made, b"/F Do " * width, Type=Name.XObject, Subtype=Name.Form, BBox=Array(_A4))
        above.Resources = Dictionary(XObject=Dictionary(F=made.make_indirect(form)))
        form = above
    made.pages[0].obj.Resources = Dictionary(XObject=Dictionary(F=made.make_indirect(form)))
    return saved(made)


def _streams() -> Iterator[Named]:
    font = "/Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
    for name, part, times in (
        ("blanks", b" " * 1_000_000, 300),
        ("paths", b"1 1 m 9 9 l S\n" * 10_000, 200),
        ("saves", b"q " * 100_000, 10),
        ("brackets", b"[" * 100_000, 5),
        ("texts", b"BT /F 9 Tf 50 700 Td (Tj Tj Tj Tj Tj Tj) Tj ET\n" * 1000, 60),
    ):
        yield f"stream-{name}", _flate_page(part, times, font)
    bomb = zlib.compress(bytes(200_000_000), 9)
    made = page()
    made.pages[0].obj.Contents = made.make_indirect(Stream(made, b""))
    made.pages[0].obj.Contents.write(zlib.compress(bomb), filter=Array([Name.FlateDecode, Name.FlateDecode]))
    yield "stream-bomb-twice", saved(made)
    made.pages[0].obj.Contents.write(b"\0" * 99, filter=Array([Name.LZWDecode, Name.ASCII85Decode, Name.NoSuchDecode]))
    yield "stream-filters-wrong", saved(made)


def _flate_page(part: bytes, times: int, resources: str) -> bytes:
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(part) for _ in range(times)) + packer.flush()
    head = b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(packed)
    return raw(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << %s >> >>"
            % resources.encode(),
            head + packed + b"\nendstream",
        ]
    )


def _images() -> Iterator[Named]:
    grey: dict[str, object] = {"ColorSpace": Name.DeviceGray, "BitsPerComponent": 8}
    flate: dict[str, object] = grey | {"Filter": Name.FlateDecode}
    yield "image-1x1", picture(b"\0", 1, 1, **grey)
    yield "image-0x0", picture(b"", 0, 0, **grey)
    yield "image-negative", picture(b"\0", -5, 5, **grey)
    yield "image-short-of-data", picture(b"\0" * 10, 2000, 3000, **grey)
    bits = {"BitsPerComponent": 1}
    yield "image-30k-bits", picture(zlib.compress(bytes(30_000 * 3750), 9), 30_000, 30_000, **flate | bits)
    yield "image-30k-grey", picture(zlib.compress(bytes(30_000 * 30_000), 1), 30_000, 30_000, **flate)
    yield "image-30k-claimed", picture(zlib.compress(b"\0"), 30_000, 30_000, **flate | {"ColorSpace": Name.DeviceRGB})
    yield "image-billion-claimed", picture(zlib.compress(b"\0"), 10**9, 10**9, **flate)
    yield "image-16-bit", picture(bytes(2 * 90 * 90), 90, 90, **grey | {"BitsPerComponent": 16})
    yield "image-jpeg-broken", picture(_jpeg()[:-500], 900, 1200, **grey | {"Filter": Name.DCTDecode})
    yield "image-jpeg", picture(_jpeg(), 900, 1200, **grey | {"Filter": Name.DCTDecode})
    yield "image-jpx", picture(_encoded("JPEG2000"), 900, 1200, **grey | {"Filter": Name.JPXDecode})
    yield "image-jpx-broken", picture(_encoded("JPEG2000")[:400], 900, 1200, **grey | {"Filter": Name.JPXDecode})
    group4 = _group4()
    fax = {"Filter": Name.CCITTFaxDecode, "DecodeParms": Dictionary(K=-1, Columns=900, Rows=1200)}
    yield "image-ccitt", picture(group4, 900, 1200, **grey | bits | fax)
    yield "image-ccitt-noise", picture(bytes(range(256)) * 90, 900, 1200, **grey | bits | fax)
    jbig2 = {"Filter": Name.JBIG2Decode}
    yield "image-jbig2", picture(_jbig2(group4, 900, 1200), 900, 1200, **grey | bits | jbig2)
    yield "image-jbig2-broken", picture(_jbig2(group4, 900, 1200)[:60], 900, 1200, **grey | bits | jbig2)
    yield "image-jbig2-huge", picture(_jbig2(group4, 2**31 - 1, 2**31 - 1), 900, 1200, **grey | bits | jbig2)


def _encoded(form: str) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((900, 1200)).save(out, form)
    return out.getvalue()


def _jpeg() -> bytes:
    return _encoded("JPEG")


def _group4() -> bytes:
    """One strip of a checked page in the code of ITU-T T.6."""
    out = io.BytesIO()
    checks = Image.linear_gradient("L").resize((900, 1200)).convert("1")
    checks.save(out, "TIFF", compression="group4", tiffinfo={278: 1200})
    with Image.open(out) as tiff:
        start, length = tiff.tag_v2[273][0], tiff.tag_v2[279][0]  # type: ignore[attr-defined]
    return out.getvalue()[start : start + length]


def _jbig2(group4: bytes, width: int, height: int) -> bytes:
    """A JBIG2 page of one generic region in MMR code, which is that of T.6 (ITU-T T.88, 7.2, 7.4.6 and 7.4.8)."""

    def segment(number: int, kind: int, data: bytes) -> bytes:
        return number.to_bytes(4, "big") + bytes([kind, 0, 1]) + len(data).to_bytes(4, "big") + data

    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    information = segment(0, 48, size + bytes(8) + b"\0" + b"\0\0")
    return information + segment(1, 38, size + bytes(8) + b"\0" + b"\1" + group4)


def _bare() -> Iterator[Named]:
    """Files written without any library, or hardly PDF at all."""
    yield "bare-empty", b""
    yield "bare-header", b"%PDF-1.7\n"
    yield "bare-header-and-end", b"%PDF-1.7\n%%EOF\n"
    yield "bare-noise", b"%PDF-1.4\n" + bytes((number * 7919) % 256 for number in range(50_000))
    yield "bare-nesting", b"%PDF-1.4\n1 0 obj\n" + b"<</A" * 200_000
    yield "bare-arrays", b"%PDF-1.4\n1 0 obj\n" + b"[" * 1_000_000
    yield "bare-numbers", b"%PDF-1.4\n1 0 obj\n" + b"9" * 1_000_000 + b"\nendobj\n"
    loop = b"xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 1 /Root 1 0 R /Prev 9 >>\nstartxref\n9\n%%EOF"
    yield "bare-xref-loop", b"%PDF-1.4\n" + loop
    yield "bare-catalogue-of-itself", raw([b"<< /Type /Catalog /Pages 1 0 R /Kids [1 0 R] /Count 1 >>"])
    yield "bare-references-in-a-ring", raw([b"<< /Type /Catalog /Pages 2 0 R >>", b"3 0 R", b"2 0 R"])
    yield "bare-no-pages", raw([b"<< /Type /Catalog >>"])


def raw(bodies: list[bytes]) -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    made, places = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, len(made))
    return made + b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1) + table + tail
