"""A letter of five files to 250 schools, by the real daemon into Postfix's smtp-sink, in turns with its smtp-source."""

from __future__ import annotations

import random
import statistics
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.figure import Figure
from tests.bench.meter import Meter
from tests.support.schoolpost import many_schools, post_letter
from tests.support.sinks import PostfixSink, program
from tests.system.office import ADDRESS, Office, wait_for

SCHOOLS, FILES, FILE_BYTES = 250, 5, 300_000
WIRE_BYTES = 2_060_000
SESSIONS = 4
LIMIT_RATIO, LIMIT_CPU, LIMIT_MEMORY = 0.85, 2.0, 150.0
_OUT = "purpose = 'outgoing'"


def bulk(folder: Path, rounds: int = 3) -> Iterator[Figure]:
    """Rates, what a message costs beyond the first, the highest memory."""
    with PostfixSink() as sink:
        turns = [(_by_source(sink), _by_daemon(folder / str(turn), sink)) for turn in range(rounds)]
    for source, (rate, cpu, memory) in turns:
        print(f"smtp-source {source:.0f}/s, saraban {rate:.0f}/s, {cpu:.2f} ms, {memory:.0f} MB")
    ratio = statistics.median(rate / source for source, (rate, _, _) in turns)
    peer = statistics.median(source for source, _ in turns)
    mails = f"{SCHOOLS} mails of {FILES} files"
    yield Figure(f"{mails}: of smtp-source's rate", ratio, "", LIMIT_RATIO, most=False, note=f"{peer:.0f}/s")
    cpu = statistics.median(cpu for _, (_, cpu, _) in turns)
    yield Figure(f"{mails}: CPU each beyond the first", cpu, "ms", LIMIT_CPU)
    yield Figure(f"{mails}: highest memory", max(memory for _, (_, _, memory) in turns), "MB", LIMIT_MEMORY)


def _by_source(sink: PostfixSink) -> float:
    """Messages a second."""
    size = ["-m", str(SCHOOLS), "-l", str(WIRE_BYTES), "-s", str(SESSIONS)]
    command = [program("smtp-source"), "-d", *size, "-f", ADDRESS, "-t", "s1@school.example"]
    start = time.monotonic()
    subprocess.run([*command, f"{sink.host}:{sink.port}"], check=True)
    return SCHOOLS / (time.monotonic() - start)


def _by_daemon(folder: Path, sink: PostfixSink) -> tuple[float, float, float]:
    """Messages a second, CPU milliseconds a message beyond the first, megabytes; first one letter to one school."""
    office = Office(folder)
    office.set("smtp", host=sink.host, port=sink.port, tls="none", sender=ADDRESS, sessions=SESSIONS)
    office.set("daemon", desk=False, folder=False)
    with office.running() as daemon:
        _queue(office, 1)
        wait_for(lambda: _sent(office) == 1, daemon.log)
        time.sleep(1)
        meter = Meter(daemon.process.pid)
        _queue(office, SCHOOLS)
        wait_for(lambda: office.count("deliveries", f"{_OUT} AND claimed_by IS NOT NULL"), daemon.log)
        start = time.monotonic()
        while _sent(office) < 1 + SCHOOLS:
            time.sleep(0.05)
        wall = time.monotonic() - start
        cpu = meter.stop()
    return SCHOOLS / wall, cpu / SCHOOLS * 1000, meter.peak / 1e6


def _queue(office: Office, schools: int) -> None:
    dice = random.Random(schools)
    post_letter(office.folder, many_schools(schools), [dice.randbytes(FILE_BYTES) for _ in range(FILES)])


def _sent(office: Office) -> int:
    return office.count("deliveries", f"{_OUT} AND state = 'accepted'")
