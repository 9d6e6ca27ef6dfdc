"""The table of every setting: name, default, meaning in Thai and English, and what is wrong with a value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from config.faults import (
    address,
    addresses,
    approval,
    approvals,
    between,
    choice,
    day,
    days,
    hours,
    line_of_text,
    name,
    url,
    zone,
)
from registry.approval import USUAL

SHARED = ("inbox", "taken", "problems", "checks", "send", "sent")
"""The settings of [folders] that name the folders a clerk works with."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One key: its section and name, default, a comment in Thai and in English, and what is wrong with a value."""

    section: str
    name: str
    default: Any
    thai: str
    english: str
    fault: Callable[[Any], str | None] = lambda _value: None


_MINUTES = between(0.01, 10_000)
_TLS = choice("tls", "starttls", "none")
_PORT = between(1, 65535)
_START = between(1, 10_000_000)

SETTINGS = (
    Setting(
        "office", "name", "สำนักงานตัวอย่าง", "ชื่อสำนักงาน", "name of the office, as it stands in its mails", line_of_text
    ),
    Setting(
        "office",
        "other_names",
        "",
        "ชื่ออื่นที่หนังสือเรียนถึงสำนักงาน คั่นด้วย ;",
        "other names letters address the office by, with ; between",
        line_of_text,
    ),
    Setting("office", "postal", "", "ที่อยู่ของสำนักงานบนจ่าหน้าซอง", "the office's postal address, on labels", line_of_text),
    Setting("office", "code", "ศธ 00000", "รหัสหนังสือของสำนักงาน", "the office's own letter-number prefix"),
    Setting("office", "timezone", "Asia/Bangkok", "เขตเวลา", "time zone in which days and years turn", zone),
    Setting(
        "office",
        "clerk",
        "",
        "อีเมลธุรการที่ตรวจการอ่าน ว่าง = ไม่ส่ง",
        "who is mailed what is not sure; empty: nobody",
        address,
    ),
    Setting(
        "office",
        "hours",
        "08:30-12:00, 13:00-16:30",
        "เวลาทำการ",
        "office hours, in which times to acknowledge are counted",
        hours,
    ),
    Setting(
        "office",
        "holidays",
        "",
        "วันหยุดของสำนักงานเอง นอกจากวันหยุดราชการ",
        "the office's own days of rest, with commas between",
        days,
    ),
    Setting(
        "acknowledge",
        "most_urgent_minutes",
        30.0,
        "ด่วนที่สุด ต้องรับทราบภายในกี่นาทีทำการ",
        "office minutes to acknowledge ด่วนที่สุด",
        _MINUTES,
    ),
    Setting("acknowledge", "very_urgent_minutes", 120.0, "ด่วนมาก", "the same for ด่วนมาก", _MINUTES),
    Setting("acknowledge", "urgent_minutes", 210.0, "ด่วน (ครึ่งวัน)", "the same for ด่วน: half a day", _MINUTES),
    Setting("acknowledge", "other_days", 3, "หนังสืออื่น กี่วันทำการ", "working days for all others", between(1, 90)),
    Setting("database", "url", "", "ว่าง = SQLite ในโฟลเดอร์นี้", "empty: SQLite beside this file", url),
    Setting("folders", "root", "หนังสือ", "โฟลเดอร์ที่แชร์ให้ธุรการ", "the shared folder, absolute or beside this file"),
    Setting("folders", "inbox", "รับ", "วางไฟล์สแกนที่นี่", "scans are dropped here", name),
    Setting("folders", "taken", "รับแล้ว", "หนังสือที่ลงทะเบียนแล้ว", "registered letters come back here", name),
    Setting("folders", "problems", "มีปัญหา", "ไฟล์ที่รับไม่ได้ พร้อมเหตุผล", "what could not be taken, with reasons", name),
    Setting("folders", "checks", "ตรวจ", "หนังสือที่อ่านได้ไม่แน่ใจ", "what was not read surely, for a look", name),
    Setting("folders", "send", "ส่ง", "หนังสือที่จะส่งถึงโรงเรียน", "letters to schools are dropped here", name),
    Setting(
        "folders",
        "sent",
        "ส่งแล้ว",
        "สำเนาหนังสือที่ส่ง พร้อมผลการตอบรับ",
        "copies of what was sent, with who has acknowledged",
        name,
    ),
    Setting(
        "folders",
        "settle_seconds",
        1.0,
        "รอให้ไฟล์นิ่งกี่วินาที",
        "seconds a file must rest before it is taken",
        between(0, 600),
    ),
    Setting(
        "folders",
        "poll_seconds",
        30.0,
        "ตรวจโฟลเดอร์ทุกกี่วินาที",
        "seconds between looks at the folder",
        between(0.1, 3600),
    ),
    Setting("folders", "max_mb", 200, "ขนาดไฟล์สูงสุด (MB)", "largest file taken, in MB", between(1, 2000)),
    Setting("imap", "host", "", "ว่าง = ไม่รับอีเมล", "IMAP server; empty: no mail is taken"),
    Setting("imap", "port", 993, "พอร์ต", "port", _PORT),
    Setting("imap", "tls", "tls", "tls, starttls หรือ none", "tls, starttls or none", _TLS),
    Setting("imap", "user", "", "ชื่อผู้ใช้", "user name"),
    Setting("imap", "password_file", "", "ไฟล์ที่เก็บรหัสผ่าน", "file that holds the password, and nothing else"),
    Setting("imap", "folder", "INBOX", "กล่องจดหมายที่เฝ้า", "mailbox that is watched"),
    Setting("imap", "done_folder", "Saraban", "ย้ายอีเมลที่รับแล้วไปที่", "mailbox that taken mails are moved to"),
    Setting(
        "imap",
        "authserv_id",
        "",
        "ชื่อเครื่องแม่ข่ายอีเมลใน Authentication-Results ใช้ตรวจอีเมลปลอม (Microsoft 365 ใส่ -)",
        "our mail server's name in Authentication-Results, by which forged mail is known; - for Microsoft 365",
    ),
    Setting("imap", "since", "", "รับเฉพาะอีเมลตั้งแต่วันที่", "leave mails before this date alone", day),
    Setting("imap", "max_mb", 50, "ขนาดอีเมลสูงสุด (MB)", "largest mail fetched, in MB", between(1, 64)),
    Setting("imap", "poll_seconds", 60.0, "ตรวจอีเมลทุกกี่วินาที", "seconds between looks", between(0.1, 3600)),
    Setting("smtp", "host", "", "ว่าง = ไม่ส่งอีเมล", "SMTP server; empty: no mail is sent"),
    Setting("smtp", "port", 587, "พอร์ต", "port", _PORT),
    Setting("smtp", "tls", "starttls", "tls, starttls หรือ none", "tls, starttls or none", _TLS),
    Setting("smtp", "user", "", "ว่าง = ไม่ต้องเข้าสู่ระบบ", "user name; empty: no login"),
    Setting("smtp", "password_file", "", "ไฟล์ที่เก็บรหัสผ่าน", "file that holds the password, and nothing else"),
    Setting("smtp", "sender", "", "อีเมลของสำนักงาน", "the office's address; empty: the IMAP user if it is one", address),
    Setting(
        "smtp",
        "attach_mb",
        10,
        "แนบไฟล์ได้ไม่เกินกี่ MB ต่ออีเมล ที่เหลือบอกว่าอยู่ที่ใด",
        "most MB of files with one mail; of the rest it says where they lie",
        between(0, 100),
    ),
    Setting(
        "smtp",
        "sessions",
        4,
        "ส่งถึงโรงเรียนพร้อมกันกี่สาย",
        "connections that mails to schools go over at the same time",
        between(1, 20),
    ),
    Setting(
        "smtp",
        "messages_a_minute",
        0,
        "ส่งถึงโรงเรียนไม่เกินนาทีละกี่ฉบับ 0 = ไม่จำกัด",
        "most mails to schools a minute; 0: as fast as the server takes them",
        between(0, 10000),
    ),
    Setting(
        "smtp",
        "files_a_mail",
        5,
        "แนบได้ไม่เกินกี่ไฟล์ต่ออีเมลถึงโรงเรียน ที่เหลือส่งเป็นฉบับถัดไป",
        "most files with one mail to a school; more go with further mails of the same letter",
        between(1, 50),
    ),
    Setting(
        "smtp",
        "most_mb",
        20,
        "อีเมลถึงโรงเรียนใหญ่ได้ไม่เกินกี่ MB",
        "largest mail to a school, in MB as it goes over the wire; never more than the server takes",
        between(1, 500),
    ),
    Setting(
        "smtp",
        "confirmations_a_day",
        20,
        "ตอบรับไม่เกินวันละกี่ฉบับต่อผู้ส่ง",
        "most confirmations a day to one address",
        between(0, 1000),
    ),
    Setting(
        "smtp",
        "journal",
        "",
        "อีเมลที่เก็บสำเนาทุกฉบับที่ส่ง ว่าง = ไม่เก็บ",
        "address that gets a copy of all we send; empty: none",
        address,
    ),
    Setting(
        "smtp",
        "journal_user",
        "",
        "ชื่อผู้ใช้ IMAP ของกล่องสำเนา ว่าง = ของ [imap]",
        "IMAP user that reads the copies; empty: that of [imap]",
    ),
    Setting(
        "smtp",
        "journal_password_file",
        "",
        "ไฟล์รหัสผ่านของผู้ใช้นั้น",
        "file that holds that user's password",
    ),
    Setting(
        "smtp",
        "journal_folder",
        "INBOX",
        "โฟลเดอร์ที่สำเนาอยู่",
        "mailbox the copies lie in",
        lambda value: None if value and value.isascii() and value.isprintable() else "use a name in plain ASCII",
    ),
    Setting(
        "smtp",
        "journal_grace_minutes",
        10.0,
        "ไม่พบสำเนานานเท่าใดจึงส่งใหม่ (นาที)",
        "minutes after which a copy that is not there is not coming, and the mail goes again",
        between(0.01, 1440),
    ),
    Setting(
        "route",
        "suggest",
        True,
        "แนะนำผู้รับผิดชอบแก่ธุรการกลาง จากหนังสือที่ผ่านมา",
        "suggest an owner to the central clerk, learned from past letters",
    ),
    Setting(
        "route",
        "apply_suggestions",
        False,
        "มอบตามคำแนะนำให้เอง เมื่อมั่นใจพอ",
        "give a letter no rule took to whom is suggested, if that is sure enough",
    ),
    Setting(
        "route",
        "apply_confidence",
        0.9,
        "มั่นใจอย่างน้อยเท่าใด (0.9 = ถูก 9 ใน 10)",
        "how sure that must be (0.9: right 9 times of 10)",
        between(0.5, 1),
    ),
    Setting(
        "send",
        "approval",
        ", ".join(USUAL),
        "ผู้เห็นชอบก่อนออกเลข ตามลำดับ คั่นด้วย , ว่าง = ไม่ต้องมี",
        "who approves a letter before it has its number, in order, with commas between; empty: nobody",
        approval,
    ),
    Setting(
        "send",
        "approval_of_units",
        "",
        "กลุ่มที่มีลำดับของตนเอง เช่น กลุ่มบริหารงานบุคคล: ผอ.กลุ่ม, ผอ.เขต คั่นด้วย ;",
        "units with a line of their own, as UNIT: PLACE, PLACE, with ; between",
        approvals,
    ),
    Setting(
        "send",
        "answer_days",
        3,
        "ให้โรงเรียนตอบรับภายในกี่วันทำการ",
        "working days a school has to acknowledge, where the letter names no day",
        between(1, 90),
    ),
    Setting(
        "secret",
        "registrar",
        "",
        "อีเมลนายทะเบียนข้อมูลข่าวสารลับ ว่าง = ไม่ส่ง",
        "the registrar of secret letters, told of each and asked where the class is not sure; empty: nobody",
        address,
    ),
    Setting(
        "secret",
        "confidential",
        "",
        "อีเมลผู้ที่ทราบได้ว่ามีหนังสือ ลับ คั่นด้วย ,",
        "who else is told that a letter of class ลับ waits, with commas between",
        addresses,
    ),
    Setting("secret", "secret", "", "อีเมลผู้ที่ทราบได้ว่ามีหนังสือ ลับมาก", "the same for ลับมาก", addresses),
    Setting("secret", "top_secret", "", "อีเมลผู้ที่ทราบได้ว่ามีหนังสือ ลับที่สุด", "the same for ลับที่สุด", addresses),
    Setting(
        "registers",
        "start_year",
        0,
        "ปี พ.ศ. ที่เริ่มใช้โปรแกรม",
        "Buddhist year the start numbers are for",
        between(0, 3000),
    ),
    Setting("registers", "start_in", 1, "เลขทะเบียนรับแรกของปีนั้น", "first receipt number in that year", _START),
    Setting("registers", "start_out", 1, "เลขทะเบียนส่งแรก", "first sending number", _START),
    Setting("registers", "start_circulars", 1, "เลข ว แรก", "first number of circulars", _START),
    Setting("registers", "start_orders", 1, "เลขคำสั่งแรก", "first number of orders", _START),
    Setting("registers", "start_memos", 1, "เลขบันทึกข้อความแรก", "first number of memos", _START),
    Setting("registers", "start_certificates", 1, "เลขเกียรติบัตรแรก", "first number of certificates", _START),
    Setting("registers", "start_secret", 1, "เลขทะเบียนลับแรก", "first number of the secret book", _START),
    Setting(
        "registers",
        "circulars",
        "own",
        "own = ว นับแยก, shared = นับรวม",
        "own: circulars count apart; shared: with the rest",
        choice("own", "shared"),
    ),
    Setting("daemon", "name", "", "ว่าง = ชื่อเครื่อง", "name of this machine's daemon; empty: the host's name"),
    Setting("daemon", "readers", 2, "อ่านพร้อมกันกี่ฉบับ", "letters read at the same time", between(1, 64)),
    Setting("daemon", "folder", True, "เครื่องนี้เฝ้าโฟลเดอร์", "this machine watches the folder"),
    Setting("daemon", "mailbox", True, "เครื่องนี้เฝ้าอีเมล", "this machine watches the mailbox"),
    Setting("daemon", "desk", True, "เครื่องนี้อ่านและลงทะเบียน", "this machine reads and registers"),
    Setting("daemon", "outbox", True, "เครื่องนี้ส่งอีเมล", "this machine sends"),
)
