"""An office's people, as plain values."""

from __future__ import annotations

from datetime import date

from config.people import read_people
from registry.people import People

LIST = """name,unit,role,email,acting_for,acting_from,acting_to,away_from,away_to
นางสาวสมใจ ใจดี,กลุ่มอำนวยการ,central_clerk,somjai@office.example
นายมานะ ขยันยิ่ง,กลุ่มนโยบายและแผน,head,mana@office.example
นางมานี มีทรัพย์,กลุ่มนโยบายและแผน,unit_clerk,manee@office.example
ว่าที่ร้อยตรีปิติ ยินดี,กลุ่มนโยบายและแผน,officer,piti@office.example
นางชูใจ เลิศล้ำ,กลุ่มบริหารงานบุคคล,head,choojai@office.example
นายวีระ ประเสริฐ,กลุ่มบริหารงานบุคคล,officer,weera@office.example
ดร.เพชร แข็งแรง,,deputy,petch@office.example
นายดวง แก้วดี,,director,duang@office.example
"""


def people(*more: str) -> People:
    """The list with further rows."""
    return read_people(LIST + "\n".join(more))


def away(name: str, first: date, last: date) -> str:
    """A row that says someone of the list is away."""
    row = next(line for line in LIST.splitlines() if name in line)
    return f"{row},,,,{first},{last}"


def acts(name: str, whom: str, first: str = "", last: str = "") -> str:
    """A row that says someone of the list acts for another."""
    row = next(line for line in LIST.splitlines() if name in line)
    return f"{row},{whom},{first},{last}"
