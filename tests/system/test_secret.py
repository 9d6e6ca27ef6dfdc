"""Nothing of a secret letter but its outer facts is found anywhere, whichever way it came; and the registrar's word."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from pathlib import Path

import pytest

from tests.support import letters
from tests.support.dovecot import Dovecot
from tests.support.letters import MadeLetter
from tests.support.people import LIST
from tests.support.postgres import Postgres
from tests.support.smtp import SmtpSink
from tests.support.traces import (
    needles,
    traces,
    traces_in_folder,
    traces_in_mail,
    traces_in_postgres,
    traces_in_sqlite,
)
from tests.system.office import ADDRESS, Office, wait_for

MARKER, LATIN, CONTROL = "กระต่ายป่าสีคราม", "xenolith", "หมูป่าสีเขียว"
SOMJAI, REGISTRAR, VICE = "somjai@office.example", "registrar@office.example", "petch@office.example"
BASE = MadeLetter(
    date=date(2026, 6, 14),
    subject=f"สอบสวนเรื่อง{MARKER} {LATIN}",
    body=(f"ด้วย{MARKER} {LATIN} ได้ร้องเรียนมา", f"จึงเรียนมาเพื่อโปรดทราบ {MARKER}"),
)
UNSENT = "due_at IS NOT NULL AND purpose NOT IN ('reminder', 'escalation')"
SAID = f"โปรดดู {MARKER} {LATIN}"


@dataclass
class Watched:
    """An office in which secret letters have come by every door, and what may not be found of them."""

    office: Office
    dovecot: Dovecot
    sink: SmtpSink
    database: str
    wanted: list[bytes]
    log: str = ""

    def found(self) -> dict[str, list[bytes]]:
        """Where any of it stands: mails, log, database by its columns and by its bytes, every folder and file name."""
        places = traces_in_folder(self.office.folder, self.wanted)
        for number, sunk in enumerate(self.sink.messages):
            places[f"mail {number}"] = traces_in_mail(sunk.content, self.wanted)
        if self.database:
            places |= traces_in_postgres(self.database, self.wanted)
        else:
            places |= traces_in_sqlite(self.office.folder / "saraban.db", self.wanted)
        places["log"] = traces(self.log.encode(), self.wanted)
        return {place: there for place, there in places.items() if there}

    def subjects(self, recipient: str) -> list[str]:
        mails = [each for each in self.sink.messages if recipient in each.recipients]
        return [message_from_bytes(each.content, policy=default)["Subject"] for each in mails]


@pytest.fixture
def office(tmp_path: Path, dovecot: Dovecot, sink: SmtpSink, request: pytest.FixtureRequest) -> Office:
    database = getattr(request, "param", "")
    if database:
        postgres: Postgres = request.getfixturevalue("postgres")
        database = postgres.url("secret")
    made = Office(tmp_path / "office", database)
    made.use_mail(dovecot, sink)
    (made.folder / "people.csv").write_text(LIST, "utf-8-sig")
    made.set("office", clerk=SOMJAI)
    made.set("secret", registrar=REGISTRAR, top_secret=VICE)
    return made


def numbered(number: int, **fields: str) -> bytes:
    return letters.pdf(replace(BASE, letter_no=f"ศธ 04999/{number}", **fields))  # type: ignore[arg-type]


def mail(content: bytes, number: int, *, subject: str = SAID, name: str = "letter.pdf", enclosure: str = "") -> bytes:
    post = EmailMessage(policy=SMTP)
    post["From"], post["To"], post["Subject"] = f"office.{number}@school.example", ADDRESS, subject
    post["Message-ID"] = f"<{number}@school.example>"
    post.set_content(SAID, cte="base64")
    post.add_attachment(content, maintype="application", subtype="pdf", filename=name)
    if enclosure:
        post.add_attachment(f"{MARKER},1\n".encode(), maintype="text", subtype="csv", filename=enclosure)
    return post.as_bytes()


SECRET = [
    # number, what is printed on it, where it is dropped ("": mailed), the class it must have, whether that is sure
    (1, {"secrecy": "ลับ"}, f"{MARKER} {LATIN}.pdf", "ลับ", True),
    (2, {"secrecy": "ลับที่สุด", "kind": "memo"}, f"กลุ่ม {MARKER}/{LATIN}.pdf", "ลับที่สุด", True),
    (3, {}, f"ลับ/ลับมาก/{MARKER}.pdf", "ลับมาก", True),
    (4, {}, f"ลับ/{MARKER}/ในแฟ้ม {LATIN}.pdf", "ลับ", True),
    (5, {"enclosures": f"เอกสารลับมาก {MARKER}"}, f"{LATIN}.pdf", "ลับมาก", False),
    (6, {}, f"หนังสือลับ {MARKER}.pdf", "ลับ", False),
    (7, {"secrecy": "ลับมาก"}, "", "ลับมาก", True),
]


@pytest.fixture
def watched(office: Office, dovecot: Dovecot, sink: SmtpSink) -> Watched:
    contents = [numbered(number, **printed) for number, printed, _, _, _ in SECRET]
    for (number, _, name, _, _), content in zip(SECRET, contents, strict=True):
        if name:
            office.drop(name, content)
        else:
            dovecot.append(mail(content, number, name=f"{MARKER}.pdf", enclosure=f"{LATIN}.csv"))
    plain = numbered(8)
    dovecot.append(mail(plain, 8, subject=f"(ลับ) {SAID}"))
    shut = letters.locked(numbered(9))
    dovecot.append(mail(shut, 9, name=f"ลับ {MARKER}.pdf"))
    office.drop(f"ลับ/{MARKER}.zip", b"PK\x05\x06" + bytes(18) + MARKER.encode())
    office.drop(f"ลับที่สุด {MARKER}.pdf", letters.broken(numbered(11)))
    control = letters.pdf(replace(BASE, letter_no="ศธ 04999/99", subject=f"ขอเชิญชม{CONTROL}", body=(CONTROL,)))
    office.drop(f"{CONTROL}.pdf", control)
    with office.running() as daemon:
        # Not `--until-idle`: the database is searched as it lies while the daemon has it open.
        wait_for(lambda: office.count("letters") == 12, daemon.log)
        wait_for(lambda: office.count("arrivals", "due_at IS NOT NULL") == 0, daemon.log)
        wait_for(lambda: office.count("deliveries", UNSENT) == 0, daemon.log)
        office.drop(f"{LATIN} อีกครั้ง.pdf", contents[0])  # the same letter once more
        wait_for(lambda: office.count("arrivals") == 13, daemon.log)
        wait_for(lambda: office.count("arrivals", "due_at IS NOT NULL") == 0, daemon.log)
        wanted = needles([MARKER, LATIN], [*contents, plain, shut], but=control)
        seen = Watched(office, dovecot, sink, office.database, wanted, daemon.log())
        assert seen.found() == {}
    seen.log = daemon.log()
    return seen


@pytest.mark.parametrize("office", ["", "postgresql"], indirect=True, ids=["sqlite", "postgresql"])
def test_nothing_but_the_outer_facts_is_found_of_a_secret_letter(watched: Watched) -> None:
    office = watched.office
    assert watched.found() == {}
    said = [
        office.saraban("register", *more, *find).stdout
        for more in ((), ("--book", "secret"), ("--json",), ("--book", "secret", "--json"))
        for find in ((), ("--find", MARKER))
    ]
    rows = {row["letter_no"]: row for row in office.register("--book", "secret")}
    said += [office.saraban("show", str(row["number"]), "--book", "secret").stdout for row in rows.values()]
    said += [office.saraban(*words).stdout for words in (("problems",), ("truth", "--json"), ("accuracy",))]
    assert [each for each in said if traces(each.encode(), watched.wanted)] == []
    assert office.register("--find", MARKER) == office.register("--book", "secret", "--find", MARKER) == []
    for number, _, _, secrecy, sure in SECRET:
        row = rows[f"ศธ 04999/{number}"]
        assert (row["secrecy"], row["date"], row["sender"]) == (secrecy, "2026-06-14", BASE.sender), number
        assert ("class" not in row["review"]) is sure, number
        assert (row["subject"], row["addressee"]) == (None, None)
    assert len(rows) == 9  # and those whose number nobody could read
    assert len(office.register("--book", "secret")) == 11
    assert not office.dropped()


@pytest.mark.parametrize("office", ["", "postgresql"], indirect=True, ids=["sqlite", "postgresql"])
def test_the_search_would_find_it(watched: Watched) -> None:
    """An ordinary letter beside them is found by the same search in all of those places."""
    wanted = needles([CONTROL])
    found = replace(watched, wanted=wanted, log=watched.log + watched.office.saraban("register").stdout).found()
    assert {"letters", "events", "arrivals"} <= found.keys()
    assert any("รับแล้ว" in place for place in found)
    assert any(place.startswith("mail") for place in found)
    if not watched.database:
        assert any(place.endswith("saraban.db") or place.endswith("saraban.db-wal") for place in found)


def test_only_who_is_named_for_a_class_is_told_and_the_folders_show_the_number_alone(watched: Watched) -> None:
    office = watched.office
    secret = {row["number"]: row for row in office.register("--book", "secret")}
    unsure = [number for number, row in secret.items() if "class" in row["review"]]
    asked = [subject for subject in watched.subjects(REGISTRAR) if subject.startswith("โปรดตอบ")]
    assert len(asked) == len(unsure)
    assert len(watched.subjects(REGISTRAR)) == len(secret)
    tops = [number for number, row in secret.items() if row["secrecy"] == "ลับที่สุด" and number not in unsure]
    assert [int(re.findall(r"(\d+)/", each)[0]) for each in watched.subjects(VICE) if "digest" not in each] == tops
    assert not any("ลับ" in subject for subject in watched.subjects(SOMJAI))
    assert not [each for each in watched.sink.messages if any("school.example" in one for one in each.recipients)]
    shown = {path.name for path in office.taken.rglob("*.txt")}
    assert shown == {f"ทะเบียนลับ-{number}.txt" for number in secret}
    assert len([path for path in office.taken.rglob("*") if path.is_file() and path.suffix != ".txt"]) == 1
    assert not [path for path in office.check_folder.iterdir() if CONTROL not in path.name]
    assert (office.inbox / "ลับ" / "ลับมาก").is_dir()


def test_of_several_letters_in_a_mail_the_secret_one_is_entered(office: Office, dovecot: Dovecot) -> None:
    ordinary = letters.pdf(MadeLetter(letter_no="ศธ 04999/77", subject=CONTROL))
    both = message_from_bytes(mail(ordinary, 1, name="ก.pdf"), policy=default)
    both.add_attachment(numbered(2, secrecy="ลับ"), maintype="application", subtype="pdf", filename="ข.pdf")
    dovecot.append(both.as_bytes())
    office.settle()
    assert [row["letter_no"] for row in office.register("--book", "secret")] == ["ศธ 04999/2"]
    assert office.register() == []


def test_originals_lie_sealed_and_open_for_the_registrar_alone(watched: Watched, tmp_path: Path) -> None:
    office = watched.office
    rows = {row["letter_no"]: row for row in office.register("--book", "secret")}
    kept = {path.name for path in (office.folder / "originals").rglob("*") if path.is_file()}
    (ordinary,) = office.register()
    assert ordinary["sha256"] in kept
    assert not [name for name in kept if office.count("files", f"sha256 = '{name}'") == 0]
    assert (office.folder / "sealing.key").stat().st_mode & 0o777 == 0o600
    mailed = rows["ศธ 04999/7"]
    office.saraban("open", str(mailed["number"]), tmp_path / "opened")
    opened = sorted((tmp_path / "opened").iterdir())
    assert [path.name for path in opened] == [
        f"1-letter-{MARKER}.pdf", f"2-enclosure-{LATIN}.csv", opened[2].name
    ]  # fmt: skip
    assert opened[0].read_bytes() == numbered(7, secrecy="ลับมาก")
    assert MARKER in message_from_bytes(opened[2].read_bytes(), policy=default)["Subject"]
    assert {path.stat().st_mode & 0o777 for path in opened} == {0o600}
    again = office.saraban("open", str(mailed["number"]), tmp_path / "opened", code=1)
    assert "is there already" in again.stderr
    assert "opened" in [
        event["what"] for event in office.json("show", str(mailed["number"]), "--book", "secret")["events"]
    ]
    key = office.folder / "sealing.key"
    assert f"{key} opens the secret letters: keep a copy" in office.saraban("check", code=None).stdout
    key.chmod(0o644)
    assert f"chmod 600 {key}" in office.saraban("check", code=1).stdout
    key.unlink()
    assert "Put it back" in office.saraban("run", "--until-idle", code=1).stderr
    assert not key.exists()


def test_what_the_registrar_finds_not_to_be_secret_is_entered_in_the_ordinary_book(
    watched: Watched, dovecot: Dovecot, sink: SmtpSink
) -> None:
    office = watched.office
    rows = {row["letter_no"]: row for row in office.register("--book", "secret")}
    body, named, mailed = (rows[f"ศธ 04999/{number}"]["number"] for number in (5, 6, 8))
    for number, answer, sender in (
        (body, "ไม่ลับ", SOMJAI),
        (named, "ลับมาก ครับ", REGISTRAR),
        (mailed, "ไม่ลับ", REGISTRAR),
    ):
        dovecot.append(_answer(sink, number, answer, sender))
    office.settle()
    secret = {row["number"]: row for row in office.register("--book", "secret")}
    assert (secret[body]["state"], secret[body]["review"]) == ("registered", ["class"])  # another's word is none
    assert (secret[named]["secrecy"], secret[named]["needs_review"]) == ("ลับมาก", False)
    assert secret[mailed]["state"] == "struck"
    assert "ไม่ลับ" in secret[mailed]["remark"]
    entered = {row["letter_no"]: row for row in office.register()}
    assert entered["ศธ 04999/8"]["subject"] == BASE.subject
    assert entered["ศธ 04999/8"]["secrecy"] is None
    assert Path(entered["ศธ 04999/8"]["original"]).read_bytes() == numbered(8)
    (confirmed,) = [each for each in sink.messages if "office.8@school.example" in each.recipients]
    assert f"{entered['ศธ 04999/8']['number']}/" in message_from_bytes(confirmed.content, policy=default)["Subject"]
    assert "ศธ 04999/5" not in entered

    office.saraban("classify", str(body), "ไม่ลับ")
    office.settle()
    entered = {row["letter_no"]: row for row in office.register()}
    assert entered["ศธ 04999/5"]["source"] == f"{LATIN}.pdf"
    assert [path for path in office.taken.rglob("*.pdf") if LATIN in path.name and "04999-5" in path.name]
    assert "ไม่เข้าใจ" in office.saraban("classify", str(named), "อาจจะ", code=1).stderr


def test_no_subject_can_be_written_into_the_secret_book_and_none_inserted_in_the_other(
    office: Office, tmp_path: Path
) -> None:
    office.drop("ก.pdf", letters.pdf(MadeLetter(letter_no="ศธ 04999/1", secrecy="ลับ")))
    office.drop("ข.pdf", letters.pdf(MadeLetter(letter_no="ศธ 04999/2")))
    office.settle()
    refused = office.saraban("correct", "--book", "secret", "1", f"แก้ เรื่อง {MARKER}", code=1)
    assert "ทะเบียนลับ" in refused.stderr
    office.saraban("correct", "--book", "secret", "1", "แก้ เลขที่ ศธ 04999/7")
    (row,) = office.register("--book", "secret")
    assert (row["letter_no"], row["subject"]) == ("ศธ 04999/7", None)
    late = tmp_path / "late.pdf"
    late.write_bytes(letters.pdf(MadeLetter(letter_no="ศธ 04999/3", secrecy="ลับ")))
    assert "ลับ" in office.saraban("insert", "1", late, code=1).stderr
    assert [row["number"] for row in office.register()] == [1]


def test_a_folder_that_is_shut_keeps_the_note_waiting_and_not_the_original_in_clear(office: Office) -> None:
    office.taken.rmdir()
    office.taken.write_text("in the way")
    office.drop(f"{MARKER}.pdf", numbered(1, secrecy="ลับ"))
    with office.running() as daemon:
        wait_for(lambda: "waits" in daemon.log(), daemon.log)
    assert [row["letter_no"] for row in office.register("--book", "secret")] == ["ศธ 04999/1"]
    assert not [path for path in (office.folder / "originals").rglob("*") if path.is_file()]
    assert MARKER not in daemon.log()
    office.taken.unlink()
    office.taken.mkdir()
    office.let_hours_pass()
    office.settle()
    assert [path.name for path in office.taken.rglob("*.txt")] == ["ทะเบียนลับ-1.txt"]
    assert len(office.register("--book", "secret")) == 1


@pytest.mark.parametrize("printed", [{"secrecy": "ลับมาก"}, {"enclosures": f"เอกสารลับ {MARKER}"}])
def test_a_secret_letter_that_comes_with_an_answer(
    office: Office, dovecot: Dovecot, sink: SmtpSink, printed: dict[str, str]
) -> None:
    control = letters.pdf(MadeLetter(letter_no="ศธ 04999/99", subject=CONTROL))
    office.drop(f"{CONTROL}.pdf", control)
    office.settle()
    (notice,) = [message_from_bytes(each.content, policy=default) for each in sink.messages]
    content = numbered(1, **printed)
    answer = message_from_bytes(mail(content, 1, subject=f"Re: {notice['Subject']}", name=f"{MARKER}.pdf"))
    del answer["From"]
    answer["From"], answer["In-Reply-To"] = SOMJAI, notice["Message-ID"]
    dovecot.append(answer.as_bytes())
    log = office.settle()
    seen = Watched(office, dovecot, sink, "", needles([MARKER, LATIN], [content], but=control), log)
    assert seen.found() == {}
    (row,) = office.register("--book", "secret")
    assert row["letter_no"] == "ศธ 04999/1"
    assert len(seen.subjects(REGISTRAR)) == 1
    assert len(seen.subjects(SOMJAI)) == 1, "what was ordered with it was not carried out"


def _answer(sink: SmtpSink, number: int, text: str, sender: str) -> bytes:
    """An answer to the question about an entry, whoever writes it."""
    for each in sink.messages:
        asked = message_from_bytes(each.content, policy=default)
        if asked["Subject"].startswith(f"โปรดตอบ เลขทะเบียน {number}/"):
            post = EmailMessage(policy=SMTP)
            post["From"], post["To"], post["Subject"] = sender, ADDRESS, f"Re: {asked['Subject']}"
            post["Message-ID"], post["In-Reply-To"] = f"<answer-{number}@phone.example>", asked["Message-ID"]
            quoted = "\n".join(f"> {line}" for line in asked.get_content().splitlines())
            post.set_content(f"{text}\n\n{quoted}", cte="base64")
            return post.as_bytes()
    raise AssertionError(f"nobody was asked about {number}")
