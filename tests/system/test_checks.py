"""The check by a person, by the real daemon: asked, answered, corrected, and nothing of it lost."""

from __future__ import annotations

import random
import re
import time
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from pathlib import Path

from tests.support import letters
from tests.support.dovecot import Dovecot
from tests.support.letters import MadeLetter
from tests.support.smtp import SmtpSink
from tests.system.office import ADDRESS, Daemon, Office, wait_for

CLERK = "clerk@office.example"
LETTER = MadeLetter(letter_no="ศธ 04999/1234", date=date(2026, 6, 14), thai_digits=True)


def unnumbered(serial: int) -> bytes:
    """A letter that is read in a moment and never surely: its number is not given yet."""
    return letters.pdf(MadeLetter(letter_no="", subject=f"ขอเชิญประชุม ครั้งที่ {serial}"))


def notes(office: Office) -> list[Path]:
    return sorted(office.check_folder.glob("*.txt"))


def answer(note: Path, words: str, encoding: str = "utf-8-sig") -> None:
    """Open the note, type behind its last line and save, as Notepad does."""
    text = note.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").rstrip()
    note.write_bytes(f"{text} {words}\n".replace("\n", "\r\n").encode(encoding, "replace"))


def shown(office: Office) -> list[str]:
    return sorted(path.name for path in office.taken.rglob("*") if path.is_file())


def mail(
    question: EmailMessage | None, words: str, number: int, *headers: tuple[str, str], sender: str = CLERK
) -> bytes:
    """An answer by a phone's mail program, the question quoted below it."""
    message = EmailMessage(policy=SMTP)
    message["From"] = f"สมหญิง <{sender}>"
    message["To"] = ADDRESS
    message["Subject"] = f"Re: {question['Subject'] if question else 'ตรวจ'}"
    message["Message-ID"] = f"<{number}@phone.example>"
    if question:
        message["In-Reply-To"] = question["Message-ID"]
    for name, value in headers:
        del message[name]
        message[name] = value
    quoted = "".join(f"> {line}\n" for line in (plain(question) if question else "").splitlines())
    message.set_content(
        f"{words}\n\nส่งจาก iPhone ของฉัน\n\nในวันที่ 14 มิ.ย. 2569 <{ADDRESS}> เขียนว่า:\n\n{quoted}", cte="base64"
    )
    return message.as_bytes()


def plain(message: EmailMessage) -> str:
    """What a message says as plain text."""
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def parsed(sink: SmtpSink, at: int) -> EmailMessage:
    message = message_from_bytes(sink.messages[at].content, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def test_a_scan_is_checked_in_the_folder(office: Office) -> None:
    office.drop("สแกน.pdf", letters.scan(letters.pdf(LETTER), dpi=200))
    with office.running() as daemon:
        wait_for(lambda: notes(office), daemon.log)
        (note,) = notes(office)
        assert note.with_suffix(".png").read_bytes().startswith(b"\x89PNG")
        assert note.name.startswith("1 ")
        answer(note, "เลขที่ 1234")
        wait_for(lambda: "ยังไม่ได้แก้อะไร" in note.read_text("utf-8-sig"), daemon.log)
        text = note.read_text("utf-8-sig").replace("แก้: เลขที่ 1234", "แก้: เลขที่ ศธ 04999/4321; วันที่ 14 มิ.ย. 69")
        note.write_bytes(f"{text}\nที่เหลือถูกต้องค่ะ".encode("utf-16"))
        wait_for(lambda: not list(office.check_folder.iterdir()), daemon.log)
    (row,) = office.register()
    assert (row["letter_no"], row["date"], row["needs_review"]) == ("ศธ 04999/4321", "2026-06-14", False)
    (name,) = shown(office)
    assert name.startswith("1_ศธ 04999-4321_")
    kept = office.json("show", "1")
    event = kept["events"][-1]
    assert (event["who"], event["what"], event["after"]["letter_no"]) == ("โฟลเดอร์ ตรวจ", "corrected", "ศธ 04999/4321")
    assert event["before"]["letter_no"] != "ศธ 04999/4321"
    assert {file["role"] for file in kept["files"]} == {"letter", "picture"}
    truths = {one["field"]: one for one in office.json("truth")}
    number = truths["letter_no"]
    assert (number["right"], number["came"], number["page"]) == ("ศธ 04999/4321", "folder", 1)
    assert (number["sha256"], number["original"]) == (row["sha256"], row["original"])
    assert len(number["box"]) == 4
    counted = {(one["field"], one["sender"]): one for one in office.json("accuracy")}
    assert (counted["letter_no", None]["checked"], counted["letter_no", None]["right"]) == (1, 0)
    assert counted["date", None]["checked"] == counted["date", row["sender"]]["checked"] == 1
    assert "ศธ" not in office.saraban("accuracy").stdout


def test_the_clerk_is_mailed_and_her_answer_corrects_and_is_answered(
    office: Office, dovecot: Dovecot, sink: SmtpSink
) -> None:
    office.use_mail(dovecot, sink)
    office.set("office", clerk=CLERK)
    office.drop("จดหมาย.pdf", unnumbered(1))
    with office.running() as daemon:
        wait_for(lambda: sink.messages, daemon.log)
        question = parsed(sink, 0)
        assert (question["To"], "1/" in question["Subject"]) == (CLERK, True)
        assert [part.get_content_type() for part in question.walk() if part.get_content_maintype() == "image"] == [
            "image/png"
        ]
        dovecot.append(mail(question, "แก้ เลขที่ ศธ 04999/ว 142", 1))
        wait_for(lambda: len(sink.messages) == 2, daemon.log)
        wait_for(lambda: not list(office.check_folder.iterdir()), daemon.log)
        reply = parsed(sink, 1)
        assert (reply["In-Reply-To"], reply["To"]) == ("<1@phone.example>", CLERK)
        assert "ศธ 04999/ว 142" in plain(reply)
        dovecot.append(mail(reply, "แก้ วันที่ 31 ก.พ. 2569", 2))
        wait_for(lambda: len(sink.messages) == 3, daemon.log)
        assert "ไม่ใช่วันที่" in plain(parsed(sink, 2))
    (row,) = office.register()
    assert (row["letter_no"], row["date"], row["needs_review"]) == ("ศธ 04999/ว 142", "2026-06-14", False)
    (name,) = shown(office)
    assert name.startswith("1_ศธ 04999-ว 142_")
    assert office.json("show", "1")["events"][-1]["who"] == CLERK
    assert office.problems() == []
    assert len(dovecot.mails("Saraban")) == 2


def test_what_is_not_surely_the_clerks_changes_nothing(office: Office, dovecot: Dovecot, sink: SmtpSink) -> None:
    office.use_mail(dovecot, sink)
    office.set("office", clerk=CLERK)
    office.drop("จดหมาย.pdf", unnumbered(1))
    office.settle()
    question = parsed(sink, 0)
    words = "แก้ เลขที่ ศธ 04999/ว 142"
    forged = re.sub(r"-([a-z2-7]{16})", "-" + "a" * 16, str(question["Message-ID"]))
    subject = re.sub(r"-([a-z2-7]{16})\]", "-" + "a" * 16 + "]", str(question["Subject"]))
    dovecot.append(mail(question, words, 1, ("In-Reply-To", forged), ("Subject", subject)))
    dovecot.append(mail(question, words, 2, sender="other@office.example"))
    dovecot.append(mail(question, words, 3, ("Auto-Submitted", "auto-replied")))
    dovecot.append(mail(None, words, 4))
    before = office.register()
    office.settle()
    assert office.register() == before
    assert [each["problem"] for each in office.problems()] == ["no_letter", "not_accepted", "auto_reply", "no_letter"]
    assert len(sink.messages) == 2, "none of them is answered; the clerk is asked about one"
    assert (parsed(sink, 1)["To"], words in plain(parsed(sink, 1))) == (CLERK, True)


def test_a_question_is_asked_once(office: Office, dovecot: Dovecot, sink: SmtpSink) -> None:
    office.use_mail(dovecot, sink)
    office.set("office", clerk=CLERK)
    for name in ("หนึ่ง.pdf", "อีกครั้ง.pdf"):
        office.drop(name, unnumbered(1))
        office.settle()
    assert len(sink.messages) == 1
    assert len(notes(office)) == 1


def test_the_command_corrects_with_the_same_words(office: Office) -> None:
    office.drop("จดหมาย.pdf", unnumbered(1))
    office.settle()
    refused = office.saraban("correct", "1", "แก้ เลขที่ 142", code=1)
    assert "ดูไม่เหมือนเลขที่หนังสือ" in refused.stderr
    assert office.register()[0]["letter_no"] is None
    assert "ศธ 04999/7" in office.saraban("correct", "๑", "แก้", "เลขที่ ศธ 04999/7").stdout
    office.settle()
    assert (office.register()[0]["letter_no"], list(office.check_folder.iterdir())) == ("ศธ 04999/7", [])
    (name,) = shown(office)
    assert name.startswith("1_ศธ 04999-7_")
    assert "ตรงกับหนังสือ" in office.saraban("correct", "1", "ถูกต้อง").stdout
    assert office.saraban("correct", "9", "ถูกต้อง", code=1).stderr
    assert [event["what"] for event in office.json("show", "1")["events"]][-2:] == ["corrected", "confirmed"]


def test_killed_while_answers_are_taken_nothing_is_lost_or_done_twice(office: Office) -> None:
    count, dice = 8, random.Random(5)
    for serial in range(count):
        office.drop(f"{serial}.pdf", unnumbered(serial))
    office.settle()
    assert len(notes(office)) == count
    for note in notes(office):
        number = note.name.split()[0]
        answer(note, f"เลขที่ ศธ 04999/{number}")
    for _ in range(4):
        _kill_after_one_more(office, dice)
    with office.running() as daemon:
        wait_for(lambda: not list(office.check_folder.iterdir()), daemon.log)
    rows = office.register()
    assert [row["letter_no"] for row in rows] == [f"ศธ 04999/{row['number']}" for row in rows]
    assert not any(row["needs_review"] for row in rows)
    assert office.count("events", "what = 'corrected'") == office.count("truths") == count
    assert [name.split("_")[1] for name in shown(office)] == [f"ศธ 04999-{number}" for number in range(1, count + 1)]


def _kill_after_one_more(office: Office, dice: random.Random) -> None:
    """Kill the daemon a moment after it has carried out another answer."""
    seen = office.count("truths")
    daemon = Daemon(office)
    try:
        wait_for(lambda: office.count("truths") > seen or not notes(office), daemon.log)
        time.sleep(dice.uniform(0, 0.05))
    finally:
        daemon.kill()


def test_the_secret_is_made_once_and_only_the_service_may_read_it(office: Office, tmp_path: Path) -> None:
    office.saraban("init", tmp_path / "another")
    made = tmp_path / "another" / "token.secret"
    assert made.stat().st_mode & 0o777 == 0o600
    secret = office.folder / "token.secret"
    before = secret.read_bytes()
    assert before != made.read_bytes()
    office.settle()
    assert secret.read_bytes() == before
    secret.chmod(0o644)
    assert "token.secret" in office.saraban("check", code=1).stdout
    secret.unlink()  # an office made by an older program
    office.settle()
    assert secret.stat().st_mode & 0o777 == 0o600
