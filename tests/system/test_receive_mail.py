"""From the mailbox to the register, by the real daemon: what a clerk and a sender see of it."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import re
import shutil
import sqlite3
from datetime import date
from email import message_from_bytes
from email.policy import default
from functools import partial
from pathlib import Path

from tests.support import letters, mails
from tests.support.dovecot import Dovecot
from tests.support.letters import MadeLetter
from tests.support.smtp import SmtpSink
from tests.system.office import ADDRESS, Daemon, Office, letter_mail, wait_for

LETTER = MadeLetter(letter_no="ศธ 04999/1234", date=date(2026, 6, 14))


def test_by_mail_and_again_as_a_scan_is_one_entry_with_two_originals(office: Office, dovecot: Dovecot) -> None:
    office.use_mail(dovecot)
    mailed = letters.pdf(LETTER)
    scanned = letters.scan(mailed)
    dovecot.append(letter_mail(mailed, "1@school.example"))
    office.settle()
    office.drop("สแกน.pdf", scanned)
    office.settle()
    (row,) = office.register()
    files = {file["role"]: file["sha256"] for file in office.json("show", "1")["files"]}
    assert files["letter"] == row["sha256"] == hashlib.sha256(mailed).hexdigest()
    assert files["copy"] == hashlib.sha256(scanned).hexdigest()


def test_a_mailed_letter_is_registered_moved_and_confirmed_once(
    office: Office, dovecot: Dovecot, sink: SmtpSink
) -> None:
    office.use_mail(dovecot, sink)
    post = letter_mail(letters.pdf(LETTER), "1@school.example", b"a table of figures")
    dovecot.append(post)
    office.settle()
    office.settle()
    (row,) = office.register()
    assert (row["number"], row["letter_no"]) == (1, "ศธ 04999/1234")
    assert "office.1@school.example" in row["source"]
    roles = {file["role"]: file for file in office.json("show", "1")["files"]}
    assert set(roles) == {"letter", "enclosure", "mail", "picture"}
    assert Path(roles["mail"]["path"]).read_bytes() == post
    assert (dovecot.mails(), dovecot.mails("Saraban")) == ([], [post])
    (sunk,) = sink.messages
    assert (sunk.sender, sunk.recipients) == (ADDRESS, ("office.1@school.example",))
    answer = message_from_bytes(sunk.content, policy=default)
    assert answer["In-Reply-To"] == "<1@school.example>"
    assert answer["Auto-Submitted"] == "auto-replied"
    assert f"1/{row['year']}" in answer["Subject"]
    assert row["registered_at"][11:16].replace(":", ".") in answer.get_content().replace(":", ".")


def test_mails_without_a_letter_are_listed_and_no_program_is_answered(
    office: Office, dovecot: Dovecot, sink: SmtpSink
) -> None:
    office.use_mail(dovecot, sink)
    whole = letters.pdf(LETTER)
    dovecot.append(mails.mail())
    dovecot.append(mails.mail(mails.TEXT, "Auto-Submitted: auto-replied", "Subject: away"))
    dovecot.append(mails.mail(mails.TEXT, "X-Failed-Recipients: a@b.example", sender="MAILER-DAEMON@mx.example"))
    dovecot.append(letter_mail(whole, "auto@school.example", Auto_Submitted="auto-generated"))
    dovecot.append(letter_mail(letters.locked(whole), "locked@school.example", subject="ขอส่งแบบรายงาน"))
    office.settle()
    assert [row["number"] for row in office.register()] == [1]
    listed = {each["problem"]: each for each in office.problems()}
    assert set(listed) == {"no_letter", "auto_reply", "bounce", "password"}
    assert all(each["origin"] == "mail" and Path(each["original"]).exists() for each in listed.values())
    ((name, note),) = office.noted().items()
    assert name == "ขอส่งแบบรายงาน.eml"
    assert "รหัสผ่าน" in note
    assert sink.messages == []
    assert dovecot.mails() == []


def test_a_subject_in_windows_874_is_read_for_a_paper_that_is_no_letter(office: Office, dovecot: Dovecot) -> None:
    office.use_mail(dovecot)
    subject = "ขอส่งใบเสนอราคา “ครุภัณฑ์” – ด่วน"
    coded = f"=?windows-874?B?{base64.b64encode(subject.encode('cp874')).decode()}?="
    dovecot.append(
        mails.mail(
            mails.part(letters.not_a_letter(), 'application/pdf; name="a.pdf"', "attachment"), f"Subject: {coded}"
        )
    )
    office.settle()
    (row,) = office.register()
    assert (row["subject"], row["kind"], row["needs_review"]) == (subject, "other", True)


def test_nothing_is_let_go_of_before_the_database_has_taken_it(office: Office, dovecot: Dovecot) -> None:
    office.use_mail(dovecot)
    office.settle()
    _change(office, "CREATE TRIGGER shut BEFORE INSERT ON arrivals BEGIN SELECT RAISE(ABORT, 'the book is shut'); END")
    dovecot.append(letter_mail(letters.pdf(LETTER), "1@school.example"))
    office.drop("สแกน.pdf", letters.pdf(MadeLetter(letter_no="ศธ 04999/9")))
    with office.running() as daemon:
        for door in ("folder", "mailbox"):
            wait_for(partial(_said, daemon, rf"{door}: .*the book is shut"), daemon.log)
        assert (len(dovecot.mails()), len(office.dropped())) == (1, 1)
        _change(office, "DROP TRIGGER shut")
        wait_for(lambda: office.count("letters") == 2, daemon.log)
        wait_for(lambda: not dovecot.mails() and not office.dropped(), daemon.log)
    assert [row["number"] for row in office.register()] == [1, 2]


def test_the_same_mail_under_a_new_uid_is_not_taken_again(office: Office, dovecot: Dovecot, sink: SmtpSink) -> None:
    office.use_mail(dovecot, sink)
    post = letter_mail(letters.pdf(LETTER), "1@school.example")
    dovecot.append(post)
    office.settle()
    dovecot.stop()
    home = dovecot.base / "home"
    shutil.rmtree(next(home.iterdir()))
    dovecot.start()
    dovecot.append(post)
    office.settle()
    assert [row["number"] for row in office.register()] == [1]
    assert [each["problem"] for each in office.problems()] == ["same_mail"]
    assert len(sink.messages) == 1


def test_with_the_sending_server_down_letters_are_registered_and_confirmed_later(
    office: Office, dovecot: Dovecot
) -> None:
    with SmtpSink() as gone:
        office.use_mail(dovecot, gone)
    dovecot.append(letter_mail(letters.pdf(LETTER), "1@school.example"))
    office.settle()
    assert [row["number"] for row in office.register()] == [1]
    (waiting,) = office.json("show", "1")["deliveries"]
    assert waiting["state"] == "queued"
    assert waiting["reason"]
    with SmtpSink() as sink:
        office.use_mail(dovecot, sink)
        with office.running() as daemon:
            office.let_hours_pass()
            wait_for(lambda: sink.messages, daemon.log)
    assert [sunk.recipients for sunk in sink.messages] == [("office.1@school.example",)]


def test_without_its_mail_server_the_daemon_goes_on_and_finds_it_when_it_is_back(
    office: Office, dovecot: Dovecot
) -> None:
    office.use_mail(dovecot)
    dovecot.append(letter_mail(letters.pdf(LETTER), "1@school.example"))
    dovecot.stop()
    with office.running() as daemon:
        office.drop("สแกน.pdf", letters.pdf(MadeLetter(letter_no="ศธ 04999/9")))
        wait_for(lambda: office.count("letters") == 1, daemon.log)
        dovecot.start()
        wait_for(lambda: office.count("letters") == 2, daemon.log)
        wait_for(lambda: not dovecot.mails(), daemon.log)
    assert [row["letter_no"] for row in office.register()] == ["ศธ 04999/9", "ศธ 04999/1234"]


def _change(office: Office, statement: str) -> None:
    with contextlib.closing(sqlite3.connect(office.folder / "saraban.db", timeout=60)) as connection:
        connection.execute(statement)


def _said(daemon: Daemon, words: str) -> bool:
    return re.search(words, daemon.log()) is not None
