"""What our own server found of a sender, in the forms that servers write it; and that nobody else is believed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.authentic import NO_ID, Authenticity, authenticity

OURS, SENDER = "mx.office.example", "piti@office.example"
PASSED, FAILED, UNKNOWN = Authenticity.PASSED, Authenticity.FAILED, Authenticity.UNKNOWN
PASS = f"{OURS}; dmarc=pass header.from=office.example"
FAIL = f"{OURS}; dmarc=fail header.from=office.example"
MICROSOFT = (
    "spf={0} (sender IP is 192.0.2.1) smtp.mailfrom=office.example; dkim=none (message not signed) header.d=none;"
)
MICROSOFT += "dmarc={0} action=none header.from=office.example;compauth={0} reason=100"


@pytest.mark.parametrize(
    ("headers", "verdict"),
    [
        ([], UNKNOWN),
        ([PASS], PASSED),
        ([FAIL], FAILED),
        ([FAIL, PASS], FAILED),
        ([PASS, FAIL], PASSED),
        ([FAIL.replace(OURS, "evil.example"), PASS], PASSED),
        ([PASS.replace(OURS, "evil.example"), FAIL], FAILED),
        ([PASS.replace(OURS, f"{OURS}.evil.example")], UNKNOWN),
        ([MICROSOFT.format("fail")], UNKNOWN),
        ([f"{OURS} 1; none"], UNKNOWN),
        ([f"{OURS.upper()}; DMARC=FAIL"], FAILED),
        ([f'"{OURS}" (a (nested) comment; dmarc=pass); dmarc / 1 = fail (p=none)'], FAILED),
        ([f"{OURS}; spf=softfail smtp.mailfrom=piti@office.example"], FAILED),
        ([f"{OURS}; spf=fail smtp.mailfrom=x.example; dkim=pass header.d=office.example"], PASSED),
        ([f"{OURS}; dkim=pass header.i=@mail.office.example; dmarc=none"], PASSED),
        ([f"{OURS}; spf=pass smtp.mailfrom=bulk.example; dkim=fail header.d=office.example"], FAILED),
        ([f"{OURS}; spf=pass smtp.mailfrom=evil.example"], UNKNOWN),
        ([f"{OURS}; spf=temperror; dkim=temperror; dmarc=temperror"], UNKNOWN),
        ([f"{OURS}; dkim=pass header.d=example; dmarc=none; spf=fail"], FAILED),
    ],
)
def test_what_our_server_says(headers: list[str], verdict: Authenticity) -> None:
    assert authenticity(headers, OURS, SENDER) is verdict


def test_without_an_id_set_nobody_is_believed() -> None:
    assert authenticity([FAIL, PASS, MICROSOFT.format("fail")], "", SENDER) is UNKNOWN


@pytest.mark.parametrize(("result", "verdict"), [("pass", PASSED), ("fail", FAILED)])
def test_microsoft_writes_no_id(result: str, verdict: Authenticity) -> None:
    assert authenticity([PASS, FAIL, MICROSOFT.format(result), MICROSOFT.format("pass")], NO_ID, SENDER) is verdict


@given(st.lists(st.text(alphabet='abc.;=()"\\/ 1-@', max_size=60), max_size=4))
def test_whatever_stands_there_breaks_nothing(headers: list[str]) -> None:
    assert authenticity(headers, OURS, SENDER) is UNKNOWN
