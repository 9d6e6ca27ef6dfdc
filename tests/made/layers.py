"""Text layers as they break in offices: the page looks right, and its text is something else."""

from __future__ import annotations

import io
import re
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pikepdf

_CHAR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_PART = re.compile(rb"\d+\s+begin(bfchar|bfrange)(.*?)end(?:bfchar|bfrange)", re.DOTALL)


def private_use(sign: str) -> str:
    """Tone marks as glyphs of the private use area, as doPDF and Distiller write them."""
    return chr(ord(sign) - 0x0E48 + 0xF70A) if "\u0e48" <= sign <= "\u0e4c" else sign


def latin_marks(sign: str) -> str:
    """Tone marks as capital letters with accents, as Microsoft Print To PDF writes them."""
    return chr(ord(sign) - 0x0E48 + 0xC9) if "\u0e48" <= sign <= "\u0e4c" else sign


def all_sara_am(sign: str) -> str:
    """Every า as ำ, as Word writes some fonts."""
    return "\u0e33" if sign == "\u0e32" else sign


def shifted(sign: str) -> str:
    """Nothing right, as TCPDF writes some fonts."""
    return chr((ord(sign) - 0x0E01) % 90 + 0x23) if "\u0e01" <= sign <= "\u0e5b" else sign


FAULTS: dict[str, tuple[Callable[[str], str], str]] = {
    "private-use": (private_use, "faulty"),
    "latin-marks": (latin_marks, "faulty"),
    "all-sara-am": (all_sara_am, "faulty"),
    "shifted": (shifted, "broken_tounicode"),
}


def broken(made: bytes, fault: Callable[[str], str]) -> bytes:
    """The PDF with every font's ToUnicode map gone through `fault`."""
    with pikepdf.open(io.BytesIO(made)) as opened:
        for item in opened.objects:
            if isinstance(item, pikepdf.Dictionary) and "/ToUnicode" in item:
                stream = item.ToUnicode
                stream.write(_mapped(stream.read_bytes(), fault))
        out = io.BytesIO()
        opened.save(out)
        return out.getvalue()


def through_postscript(made: bytes) -> bytes:
    """The PDF printed to PostScript and back, as old «print to PDF» drivers do: no Thai is left in its text."""
    with tempfile.TemporaryDirectory(prefix="saraban-made-") as folder:
        pdf, ps, back = (Path(folder) / name for name in ("in.pdf", "mid.ps", "out.pdf"))
        pdf.write_bytes(made)
        for device, source, target in (("ps2write", pdf, ps), ("pdfwrite", ps, back)):
            subprocess.run(
                ["gs", "-q", "-dBATCH", "-dNOPAUSE", "-dSAFER", f"-sDEVICE={device}", f"-sOutputFile={target}", source],
                check=True,
                capture_output=True,
                timeout=120,
            )
        return back.read_bytes()


def _mapped(cmap: bytes, fault: Callable[[str], str]) -> bytes:
    def part(found: re.Match[bytes]) -> bytes:
        if found[1] == b"bfchar":
            pairs = [(code, target) for code, target in _CHAR.findall(found[2])]
        else:
            pairs = [pair for start, end, target in _RANGE.findall(found[2]) for pair in _spread(start, end, target)]
        lines = [b"<%s> <%s>" % (code, _target(target, fault)) for code, target in pairs]
        chunks = [lines[at : at + 100] for at in range(0, len(lines), 100)]
        return b"\n".join(b"%d beginbfchar\n%s\nendbfchar" % (len(chunk), b"\n".join(chunk)) for chunk in chunks)

    return _PART.sub(part, cmap)


def _spread(start: bytes, end: bytes, target: bytes) -> list[tuple[bytes, bytes]]:
    size = len(start)
    return [
        (b"%0*X" % (size, code), b"%s%04X" % (target[:-4], int(target[-4:], 16) + code - int(start, 16)))
        for code in range(int(start, 16), int(end, 16) + 1)
    ]


def _target(target: bytes, fault: Callable[[str], str]) -> bytes:
    text = bytes.fromhex(target.decode()).decode("utf-16-be", "replace")
    return "".join(fault(sign) for sign in text).encode("utf-16-be").hex().upper().encode()
