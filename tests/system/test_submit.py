"""Letters to be sent, dropped and mailed to the real daemon: who wants them sent is asked, and told what is wrong."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from pathlib import Path

import pytest

from tests.support import letters
from tests.support.dovecot import Dovecot
from tests.support.letters import MadeLetter
from tests.support.people import LIST
from tests.support.schools import LIST as SCHOOLS
from tests.support.smtp import SmtpSink
from tests.support.traces import needles, traces, traces_in_folder, traces_in_mail, traces_in_sqlite
from tests.system.office import ADDRESS, Daemon, Office, wait_for

SOMJAI, PITI, REGISTRAR = "somjai@office.example", "piti@office.example", "registrar@office.example"
TODAY = datetime.now(UTC).date()
CIRCULAR = letters.pdf(MadeLetter(letter_no="ศธ 04999/ว", date=TODAY, subject="แจ้งปฏิทินวิชาการ"))


@pytest.fixture
def sending(office: Office, dovecot: Dovecot, sink: SmtpSink) -> Office:
    """An office with its people and schools, a mailbox and a server to send by."""
    office.use_mail(dovecot, sink)
    office.set("office", clerk=SOMJAI, code="ศธ 04999")
    (office.folder / "people.csv").write_text(LIST, "utf-8-sig")
    (office.folder / "schools.csv").write_text(SCHOOLS, "utf-8-sig")
    return office


def drop(office: Office, name: str, content: bytes = CIRCULAR) -> Path:
    path = office.root / "ส่ง" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def left(office: Office) -> list[Path]:
    return [path for path in (office.root / "ส่ง").rglob("*") if path.is_file()]


def asked(sink: SmtpSink, address: str) -> list[str]:
    """What a person was asked about letters to be sent: subject and text of each mail."""
    found = [message_from_bytes(sunk.content, policy=default) for sunk in sink.messages if address in sunk.recipients]
    return [_words(each) for each in found if isinstance(each, EmailMessage) and "<digest-" not in each["Message-ID"]]


def _words(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return f"{message['Subject']}\n{body.get_content()}"


def mail(words: str, content: bytes = CIRCULAR, to: str = "saraban+send@office.example", subject: str = "แจ้ง") -> bytes:
    made = EmailMessage(policy=SMTP)
    made["From"], made["To"], made["Subject"] = f"ปิติ <{PITI}>", to, subject
    made["Message-ID"] = f"<{random.getrandbits(60)}@phone.example>"
    made.set_content(words, cte="base64")
    made.add_attachment(content, maintype="application", subtype="pdf", filename="หนังสือ.pdf")
    return made.as_bytes()


def test_a_dropped_file_is_read_and_the_clerk_is_asked_before_anything_goes(sending: Office, sink: SmtpSink) -> None:
    drop(sending, "ทุกโรงเรียน/ปฏิทิน.pdf")
    sending.settle()
    (words,) = asked(sink, SOMJAI)
    assert "แจ้งปฏิทินวิชาการ" in words
    assert "ปฏิทิน.pdf" in words
    assert "7 แห่ง" in words
    assert "ไม่มีอีเมล 1 แห่ง" in words
    assert left(sending) == []
    assert {recipient for sunk in sink.messages for recipient in sunk.recipients} == {SOMJAI}
    assert sending.register() == []


def test_mails_to_the_tag_and_by_subject(sending: Office, dovecot: Dovecot, sink: SmtpSink) -> None:
    dovecot.append(mail("ถึง: ทุกโรงเรียน ยกเว้น โรงเรียนบ้านนา\nสรุป: ให้ทราบ", to="saraban+ส่ง@office.example"))
    dovecot.append(mail("ถึง: โรงเรียนวัดใหญ่\nตอบภายใน: พรุ่งนี้", to=ADDRESS, subject="ส่ง: แจ้งปฏิทิน"))
    sending.settle()
    tagged, by_subject = sorted(asked(sink, PITI), key=lambda words: "วัดใหญ่" in words)
    assert "6 แห่ง" in tagged
    assert "ให้ทราบ" in tagged
    assert "1 แห่ง" in by_subject
    assert "«พรุ่งนี้» ไม่ใช่วันที่" in by_subject
    assert sending.register() == []
    assert sending.problems() == []


def test_a_folder_copied_slowly_is_one_letter(sending: Office, sink: SmtpSink) -> None:
    names = [f"{number}.pdf" for number in range(1, 6)]

    def copy() -> None:
        for name in names:
            with (folder / name).open("wb") as file:
                for start in range(0, len(CIRCULAR), 4096):
                    file.write(CIRCULAR[start : start + 4096])
                    file.flush()
                    time.sleep(0.05)
            time.sleep(0.3)

    sending.set("folders", settle_seconds=0.2)
    folder = sending.root / "ส่ง" / "ทุกโรงเรียน" / "ปฏิทิน"
    folder.mkdir(parents=True)
    with sending.running() as daemon:
        copying = threading.Thread(target=copy)
        copying.start()
        copying.join()
        wait_for(lambda: asked(sink, SOMJAI), daemon.log)
    assert [name for (name,) in sending.ask("SELECT name FROM outgoing_files ORDER BY id")] == names
    assert (sending.count("outgoing"), left(sending)) == (1, [])


def test_an_empty_folder_and_a_file_for_nobody_come_back_with_a_note(sending: Office) -> None:
    sending.set("folders", settle_seconds=0.01, poll_seconds=0.5)
    drop(sending, "หลง.pdf")
    (sending.root / "ส่ง" / "ทุกโรงเรียน" / "ว่าง").mkdir(parents=True)
    with sending.running() as daemon:
        wait_for(lambda: {"หลง.pdf", "ว่าง"} <= set(sending.noted()), daemon.log)
        wait_for(lambda: all(sending.noted().values()), daemon.log)
    notes = sending.noted()
    assert "ไม่ได้บอกว่าส่งถึงใคร" in notes["หลง.pdf"]
    assert "โฟลเดอร์ว่าง" in notes["ว่าง"]
    assert (sending.problem_folder / "หลง.pdf").read_bytes() == CIRCULAR
    assert {each["problem"] for each in sending.problems()} == {"no_recipients", "no_files"}
    assert sending.count("outgoing") == 0


def test_a_wrong_name_is_told_with_those_it_may_mean(sending: Office, sink: SmtpSink) -> None:
    drop(sending, "โรงเรียนบ้านนนา/a.pdf")
    sending.settle()
    (words,) = asked(sink, SOMJAI)
    assert "ยังส่งไม่ได้" in words
    assert "ไม่พบ «โรงเรียนบ้านนนา»" in words
    assert "โรงเรียนบ้านนา" in words
    assert left(sending) == []


def test_a_number_that_is_anothers_and_one_never_reserved_are_told(sending: Office, sink: SmtpSink) -> None:
    printed = MadeLetter(letter_no="ศธ 04999/1", date=TODAY)
    sending.saraban("reserve", "--book", "out", "แจ้งปฏิทิน")
    drop(sending, "โรงเรียนบ้านนา/a.pdf", letters.pdf(printed))
    drop(sending, "โรงเรียนวัดใหญ่/b.pdf", letters.pdf(MadeLetter(letter_no="ศธ 04999/77", date=TODAY)))
    sending.settle()
    reserved, unknown = sorted(asked(sink, SOMJAI), key=lambda words: "04999/77" in words)
    assert "ยังส่งไม่ได้" not in reserved
    assert "ไม่ได้จองไว้ในทะเบียน" in unknown


def test_the_folders_of_groups_follow_the_list_of_schools(sending: Office) -> None:
    top = sending.root / "ส่ง"
    with sending.running() as daemon:
        wait_for((top / "อำเภอเมืองสมมุติ").is_dir, daemon.log)
        schools = SCHOOLS.replace("อำเภอเมืองสมมุติ", "อำเภอใหม่")
        (sending.folder / "schools.csv").write_text(schools, "utf-8-sig")
        wait_for(lambda: (top / "อำเภอใหม่").is_dir() and not (top / "อำเภอเมืองสมมุติ").exists(), daemon.log)
    assert (top / "ทุกโรงเรียน").is_dir()


def test_killed_again_and_again_every_letter_is_one_draft(sending: Office, sink: SmtpSink) -> None:
    dice, count = random.Random(5), 14
    made = [letters.pdf(letter) for letter in letters.many(count, seed=3)]
    with sending.running():
        pass
    for number, content in enumerate(made):
        for name in ("1.pdf", "2.pdf", "3.pdf"):
            drop(sending, f"ทุกโรงเรียน/เรื่อง {number}/{name}", content + f"% {name}\n".encode())
    for _ in range(5):
        daemon = Daemon(sending)
        daemon.wait_ready()
        time.sleep(dice.uniform(0.2, 2.5))
        daemon.kill()
    sending.settle()
    files = Counter(each for (each,) in sending.ask("SELECT outgoing_id FROM outgoing_files"))
    assert list(files.values()) == [3] * count
    assert sending.count("outgoing") == count
    assert sending.count("deliveries", "purpose = 'draft'") == count
    assert sending.count("arrivals", "state != 'drafted'") == 0
    assert left(sending) == []


def test_nothing_of_a_secret_letter_is_found_anywhere(sending: Office, dovecot: Dovecot, sink: SmtpSink) -> None:
    marker = "กระต่ายป่าสีคราม"
    sending.set("secret", registrar=REGISTRAR)
    secret = letters.pdf(MadeLetter(letter_no="ศธ 04999/", date=TODAY, secrecy="ลับมาก", subject=f"สอบสวน{marker}"))
    drop(sending, f"โรงเรียนบ้านนา/{marker}/1.pdf", secret)
    drop(sending, f"โรงเรียนบ้านนา/{marker}/{marker}.csv", f"{marker},1".encode())
    drop(sending, f"โรงเรียนบ้านนา/{marker}/letter.toml", f'summary = "{marker}"'.encode())
    dovecot.append(mail(f"ถึง: ทุกโรงเรียน\nสรุป: {marker}", secret))
    log = sending.settle()
    wanted = needles([marker], [secret], but=CIRCULAR)
    places = traces_in_folder(sending.folder, wanted) | traces_in_sqlite(sending.folder / "saraban.db", wanted)
    for number, sunk in enumerate(sink.messages):
        places[f"mail {number}"] = traces_in_mail(sunk.content, wanted)
    places["log"] = traces(log.encode(), wanted)
    assert {place: found for place, found in places.items() if found} == {}
    assert (left(sending), sending.register(), sending.problems()) == ([], [], [])
    for address, count in ((SOMJAI, 2), (REGISTRAR, 2), (PITI, 1)):
        told = asked(sink, address)
        assert len(told) == count
        assert all("ชั้นความลับ" in words for words in told)


def test_check_says_that_the_folder_cannot_be_written(sending: Office) -> None:
    (sending.root / "ส่ง").rmdir()
    assert "ส่ง" in sending.saraban("check", code=None).stdout
    assert (sending.root / "ส่ง").is_dir()
    (sending.root / "ส่ง").rmdir()
    (sending.root / "ส่ง").write_text("a file where a folder should be")
    done = sending.saraban("check", code=1)
    assert str(sending.root / "ส่ง") in done.stdout
