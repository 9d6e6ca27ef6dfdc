"""Whether our own server found a mail's sender forged: the header Authentication-Results (RFC 8601). Pure.

Anyone can write such a header into a mail, so only that of our own server counts, known by the authserv-id the office
has set, and of several only the topmost: servers put theirs above what came. Microsoft 365 writes none; for it the
office sets `NO_ID`. Where no id is set, or our server says nothing, nothing is known, which is not a failure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

NO_ID = "-"
"""Set as authserv-id for servers that write their results without one (Microsoft 365)."""


class Authenticity(StrEnum):
    """What our server found of the address a mail says it is from."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"


_COMMENT = re.compile(r"\((?:[^()\\]|\\.)*\)")
_RESULT = re.compile(r"\s*([A-Za-z][A-Za-z0-9-]*)\s*(?:/\s*\d+\s*)?=\s*([A-Za-z]+)(.*)", re.DOTALL)
_PROPERTY = re.compile(r"([a-z]+\.[a-z0-9_-]+)\s*=\s*(?:\"([^\"]*)\"|([^\s;]+))", re.IGNORECASE)
_ID = re.compile(r"\s*\"?([^\s;=\"]+)\"?(?:\s+\d+)?\s*")
_BAD = ("fail", "softfail", "hardfail", "policy")

Result = tuple[str, str, dict[str, str]]
"""Method, result and properties ("smtp.mailfrom", "header.d", …) in lower case."""


def authenticity(headers: Sequence[str], authserv_id: str, sender: str) -> Authenticity:
    """What the topmost header of the server `authserv_id` says of `sender`, the address in From.

    `headers`: the values of all Authentication-Results, as they stand from the top. DMARC decides where it was
    looked at; else SPF or DKIM for the sender's own domain, and a failure of either where neither holds.
    """
    if not authserv_id:
        return Authenticity.UNKNOWN
    wanted = "" if authserv_id == NO_ID else authserv_id.casefold()
    for header in headers:
        written_by, results = _parsed(header)
        if written_by == wanted:
            return _judged(results, sender.casefold().rpartition("@")[2])
    return Authenticity.UNKNOWN


def _judged(results: Sequence[Result], domain: str) -> Authenticity:
    found: dict[str, set[str]] = {}
    for method, result, _ in results:
        found.setdefault(method, set()).add(result)
    if "fail" in found.get("dmarc", ()) or "fail" in found.get("compauth", ()):
        return Authenticity.FAILED
    if any(method == "dmarc" and not _is_of(properties, domain) for method, _, properties in results):
        return Authenticity.FAILED
    if "pass" in found.get("dmarc", ()) or any(_vouches(each, domain) for each in results):
        return Authenticity.PASSED
    if any(found.get(method, set()) & set(_BAD) for method in ("spf", "dkim")):
        return Authenticity.FAILED
    return Authenticity.UNKNOWN


def _is_of(properties: Mapping[str, str], domain: str) -> bool:
    """Whether DMARC looked at the From that we read, where it says at which."""
    return _akin(properties.get("header.from", domain).rpartition("@")[2], domain)


def _akin(one: str, other: str) -> bool:
    """Whether two domains are the same, or one lies below the other."""
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def _vouches(result: Result, domain: str) -> bool:
    """Whether SPF or DKIM holds for the domain of From itself, or one above or below it."""
    method, outcome, properties = result
    if outcome != "pass" or method not in ("spf", "dkim"):
        return False
    names = ("smtp.mailfrom",) if method == "spf" else ("header.d", "header.i")
    seen = [properties[name].rpartition("@")[2] for name in names if name in properties]
    return any(_akin(each, domain) for each in seen if "." in each)


def _parsed(header: str) -> tuple[str, list[Result]]:
    """The authserv-id ("" where there is none) and the results of one header."""
    before, text = "", header
    while text != before:  # comments may stand in comments
        before, text = text, _COMMENT.sub(" ", text)
    first, *rest = text.split(";")
    named = _ID.fullmatch(first)
    parts = rest if named else [first, *rest]
    results = [_result(match) for part in parts if (match := _RESULT.match(part))]
    return (named[1].casefold() if named else ""), results


def _result(match: re.Match[str]) -> Result:
    properties = {each[1].lower(): (each[2] or each[3] or "").lower() for each in _PROPERTY.finditer(match[3])}
    return match[1].lower(), match[2].lower(), properties
