"""PDFs as other producers write them, and as no producer should: 300 of them for the reader to survive."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from random import Random

import pikepdf
import pypdfium2 as pdfium
from pikepdf import Encryption, ObjectStreamMode, Permissions

from tests.made import damaged, hostile
from tests.support import letters

Named = tuple[str, bytes]
COUNT = 300
_DAMAGED = ("typst", "scan", "linearised", "object-streams", "uncompressed", "locked-against-copying-R6")


def pdfs(seed: int = 3) -> Iterator[Named]:
    """COUNT files with their names; the same for the same seed, and the same tools at hand."""
    dice = Random(seed)
    sound = dict(_sound(seed))
    broken = (one for name in _DAMAGED for one in damaged.all_of(name, sound[name], dice))
    return islice(chain(sound.items(), hostile.all_of(), broken, _flipped(list(sound.values()), dice)), COUNT)


def _sound(seed: int) -> Iterator[Named]:
    """One letter by several producers, and in the dresses that a PDF can wear."""
    letter, other = letters.many(2, seed)
    typst = letters.pdf(letter)
    yield "typst", typst
    yield "typst-by-glyph", letters.pdf_by_glyph(other)
    yield "scan", letters.scan(typst, dpi=200)
    yield "not-a-letter", letters.not_a_letter()
    yield "joined", letters.joined(typst, letters.pdf(other))
    with pikepdf.open(io.BytesIO(typst)) as opened:
        yield "linearised", hostile.saved(opened, linearize=True)
        yield "object-streams", hostile.saved(opened, object_stream_mode=ObjectStreamMode.generate)
        yield (
            "uncompressed",
            hostile.saved(opened, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.all),
        )
        for revision in (2, 3, 4, 6):
            lock = Encryption(
                user="",
                owner="owner",
                R=revision,
                aes=revision > 3,
                metadata=revision > 3,
                allow=Permissions(extract=False),
            )
            yield f"locked-against-copying-R{revision}", hostile.saved(opened, encryption=lock)
            lock = Encryption(user="secret", owner="owner", R=revision, aes=revision > 3, metadata=revision > 3)
            yield f"locked-R{revision}", hostile.saved(opened, encryption=lock)
    with pdfium.PdfDocument(typst) as opened_again:
        out = io.BytesIO()
        opened_again.save(out)
        yield "pdfium", out.getvalue()
    yield from _by_tools(typst)


def _by_tools(typst: bytes) -> Iterator[Named]:
    """What the programs at hand make of the letter."""
    with tempfile.TemporaryDirectory(prefix="saraban-made-") as folder:
        source, page, text = (Path(folder) / name for name in ("in.pdf", "in.html", "in.txt"))
        source.write_bytes(typst)
        page.write_text('<meta charset="utf-8"><h1>คำสั่งโรงเรียน</h1><p>เรื่อง แต่งตั้งกรรมการ', encoding="utf-8")
        text.write_text("บันทึกข้อความ\nส่วนราชการ งานธุรการ\nเรื่อง ทดสอบ\n", encoding="utf-8")
        ghost = ("gs", "-q", "-dBATCH", "-dNOPAUSE", "-dSAFER")
        browser = ("chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/chromium")
        commands: dict[str, tuple[object, ...]] = {
            "ghostscript-1.4": (*ghost, "-sDEVICE=pdfwrite", "-dCompatibilityLevel=1.4", "-sOutputFile={out}", source),
            "ghostscript-a": (*ghost, "-sDEVICE=pdfwrite", "-dPDFA=2", "-sOutputFile={out}", source),
            "ghostscript-pictures": (*ghost, "-sDEVICE=pdfimage8", "-r150", "-sOutputFile={out}", source),
            "ghostscript-ocr-less": (*ghost, "-sDEVICE=pdfimage24", "-r100", "-sOutputFile={out}", source),
            "cairo": ("pdftocairo", "-pdf", source, "{out}"),
            "chromium": (*browser, "--print-to-pdf={out}", page.as_uri()),
            "libreoffice": (
                "soffice",
                f"-env:UserInstallation=file://{folder}/lo",
                "--headless",
                "--convert-to",
                "pdf",
                "--outdir",
                folder,
                text,
            ),
        }
        for name, command in commands.items():
            out = Path(folder) / ("in.pdf" if name == "libreoffice" else f"{name}.pdf")
            if shutil.which(str(command[0])):
                arguments = [str(part).replace("{out}", str(out)) for part in command]
                subprocess.run(arguments, check=False, capture_output=True, timeout=120)
                if out.exists():
                    yield name, out.read_bytes()


def _flipped(sound: list[bytes], dice: Random) -> Iterator[Named]:
    """Without end: sound files with some bits turned over, or cut."""
    number = 0
    while True:
        content = dice.choice(sound)
        changed = damaged.flipped(content, round(10 ** dice.uniform(0, 3)), dice)
        if dice.random() < 0.3:
            changed = changed[: dice.randrange(len(changed))]
        number += 1
        yield f"flipped-{number:03}", changed
