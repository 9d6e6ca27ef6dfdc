"""The schools of an office, as plain values."""

from __future__ import annotations

from config.schools import read_schools
from registry.schools import Schools

LIST = """name,code,email,director,district,network,groups,postal
โรงเรียนบ้านนา,99010001,na@school.example,,อำเภอเมืองสมมุติ,กลุ่มเครือข่ายเมือง,ขนาดเล็ก,
โรงเรียนวัดใหญ่,99010002,yai@school.example,,อำเภอเมืองสมมุติ,กลุ่มเครือข่ายเมือง,วิชาการและกีฬา,
โรงเรียนอนุบาลสมมุติ,99010003,anuban@school.example,นายก ข,อำเภอเมืองสมมุติ,กลุ่มเครือข่ายบัว,,
โรงเรียนบ้านหนองแวง (ราษฎร์อุทิศ),99010004,waeng@school.example,,อำเภอใต้,กลุ่มเครือข่ายบัว,ขนาดเล็ก/วิชาการและกีฬา,
โรงเรียนบ้านหนองแสง (อำเภอใต้),99010005,saeng1@school.example,,อำเภอใต้,2,,
โรงเรียนบ้านหนองแสง (อำเภอเหนือ),99010006,saeng2@school.example,,อำเภอเหนือ,2,ขนาดเล็ก,
โรงเรียนชุมชนบ้านเหนือ,99010007,,,อำเภอเหนือ,,,หมู่ 7 อำเภอเหนือ จังหวัดสมมุติ 99120
"""


def schools(*more: str) -> Schools:
    """The list with further rows."""
    return read_schools(LIST + "\n".join(more))
