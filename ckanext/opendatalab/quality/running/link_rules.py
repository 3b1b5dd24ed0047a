"""What an answer says of a link, and when to look again.  Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Literal

from ckanext.opendatalab.quality.checks.report import Check, Fault, Level

# A server may be down for an hour, or a night: only then is a link broken.
FAILURES_UNTIL_BROKEN = 3
LONGEST_ADDRESS = 300

# Healthy or not, the longer a link stays as it is, the less often it is worth a look.
STEPS = (timedelta(hours=12), timedelta(hours=24), timedelta(days=7), timedelta(days=30))
_FAILURES_UNTIL_STEP = (0, 2, 3, 7)

# What the address itself is wrong about, whatever the server does.
WRONG_ADDRESS = frozenset({"address", "scheme", "credentials", "port", "private"})
# What another way of asking changes nothing about.
SAME_AGAIN = frozenset({"unknown_host", "no_connection", "certificate", "too_many_redirects"})
# What is the portal's doing, and no failure of the link.
OURS = {"proxy": "link_proxy", "busy": "link_busy", "closed": "link_closed"}

Cause = Literal[
    "missing", "forbidden", "status", "unknown_host", "no_answer", "certificate", "answer", "circle"
]
_CAUSES: Mapping[str, Cause] = {
    "unknown_host": "unknown_host",
    "no_connection": "no_answer",
    "timeout": "no_answer",
    "dropped": "no_answer",
    "too_slow": "no_answer",
    "certificate": "certificate",
    "too_many_redirects": "circle",
}


def next_check(failures: int, unchanged_times: int) -> timedelta:
    """Return after how long a link is looked at again.

    ``failures``: in a row; ``unchanged_times``: how often in a row the file was what it had been.
    """
    if failures > 0:
        step = sum(failures >= least for least in _FAILURES_UNTIL_STEP) - 1
    else:
        step = min(max(unchanged_times, 0), len(STEPS) - 1)
    return STEPS[step]


def is_settled(code: str) -> bool:
    """Return whether asking in another way than by HEAD would come to the same."""
    return code in WRONG_ADDRESS or code in SAME_AGAIN or code in OURS


def is_good(status: int) -> bool:
    """Return whether an answer says that the file is there.

    416: it is, and is shorter than the piece of it that was asked for.
    """
    return 200 <= status < 300 or status in (304, 416)


def is_busy(status: int) -> bool:
    """Return whether a server says that it is asked too often."""
    return status == 429


def good(moved: str = "", unsecured: bool = False) -> Check:
    """Return the check of a link that leads to its file.

    ``moved``: where a server says for good that the file is now.
    """
    faults: list[Fault] = []
    if moved:
        address = moved if len(moved) <= LONGEST_ADDRESS else moved[: LONGEST_ADDRESS - 1] + "…"
        faults.append(Fault("link_moved", "warning", numbers={"address": address}))
    if unsecured:
        faults.append(Fault("link_unsecured", "warning"))
    return Check("link", "warning" if faults else "pass", tuple(faults))


def wrong(code: str) -> Check:
    """Return the check of an address that must not be asked: at once, whoever gave it can tell."""
    return Check("link", "fail", (Fault(f"link_{code}", "fail"),))


def ours(code: str) -> Check:
    """Return the check that the portal could not make, or does not make."""
    return Check("link", "skipped" if code == "closed" else "error", reason=OURS[code])


def failed(failures: int, code: str = "", status: int = 0) -> Check:
    """Return the check of a link that failed ``failures`` times in a row, this one included.

    Doubtful first, hence a warning; broken from the third time on.
    """
    level: Level = "fail" if failures >= FAILURES_UNTIL_BROKEN else "warning"
    fault = Fault(
        f"link_{_cause(code, status)}", level, numbers={"times": failures, "status": status}
    )
    return Check("link", level, (fault,))


def _cause(code: str, status: int) -> Cause:
    if code:
        return _CAUSES.get(code, "answer")
    if status in (404, 410):
        return "missing"
    return "forbidden" if status in (401, 403, 407, 451) else "status"
