"""Looks whether a link leads to its file, and fetches the file where its content is to be checked.

HEAD first, which costs a server nothing; many answer it wrongly, so what it says against a link is
asked again as a reader would ask.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ckanext.opendatalab import config
from ckanext.opendatalab.common import http
from ckanext.opendatalab.quality.checks.report import Check
from ckanext.opendatalab.quality.running import link_rules, pace

_PIECE = 1024
_SECONDS_FOR_A_LOOK = 30.0

# Or the code that says why there is none.
Answer = http.Fetched | str


@dataclass(frozen=True)
class Probe:
    """What came of a look at a link.

    ``fetched``: the last answer; its ``content`` is empty unless the file was written.
    ``unchanged``: the file is what it was, by its ETag or date; it was not written then.
    ``failures``: how many there are in a row now.  ``problem``: why a file whose link is good was
    not written: "too_large", "too_slow".
    """

    check: Check
    fetched: http.Fetched | None = None
    unchanged: bool = False
    failures: int = 0
    problem: str = ""


def probe(
    url: str,
    etag: str | None = None,
    last_modified: str | None = None,
    to: Path | None = None,
    failures: int = 0,
) -> Probe:
    """Look at a link; never raises for what another server does.

    ``etag`` and ``last_modified``: what the server said of the file that was checked; ``to``: where
    to write the file; ``failures``: how many there were in a row before.
    """
    head = _ask(url, "HEAD")
    if to is None and _is_good(head):
        return _judged(head, failures, _same(head, etag, last_modified))
    if _is_settled(head):
        return _judged(head, failures)
    if to is None:
        got = _ask(url, "GET", {"Range": f"bytes=0-{_PIECE - 1}"})
        return _judged(got, failures, _same(got, etag, last_modified))
    got = _ask(url, "GET", {"If-None-Match": etag, "If-Modified-Since": last_modified}, to)
    # The link is good then: what is wrong is that we do not take so much, or wait so long.
    if got == "too_large":
        return Probe(link_rules.good(), problem="too_large")
    if got == "too_slow" and _is_good(head):
        return Probe(link_rules.good(), problem="too_slow")
    return _judged(got, failures)


def _ask(
    url: str,
    method: Literal["HEAD", "GET"],
    headers: Mapping[str, str | None] | None = None,
    to: Path | None = None,
) -> Answer:
    seconds = float(config.fetch_seconds())
    try:
        return http.fetch(
            url,
            to,
            most_bytes=_PIECE if to is None else None,
            seconds=seconds if to else min(seconds, _SECONDS_FOR_A_LOOK),
            method=method,
            headers=headers,
            before=pace.wait,
        )
    except http.NotFetched as error:
        return error.code
    except pace.BusyError:
        return "busy"


def _is_good(answer: Answer) -> bool:
    return isinstance(answer, http.Fetched) and link_rules.is_good(answer.status)


def _is_settled(answer: Answer) -> bool:
    """Return whether asking in another way would give the same."""
    if isinstance(answer, http.Fetched):
        return link_rules.is_busy(answer.status)
    return link_rules.is_settled(answer)


def _same(answer: Answer, etag: str | None, last_modified: str | None) -> bool:
    """Return whether the server says of the file what it said before."""
    if not isinstance(answer, http.Fetched):
        return False
    now = answer.headers.get("etag")
    if etag and now:
        return etag == now
    return bool(last_modified) and last_modified == answer.headers.get("last-modified")


def _judged(answer: Answer, failures: int, unchanged: bool = False) -> Probe:
    if isinstance(answer, str):
        if answer in link_rules.OURS:
            return Probe(link_rules.ours(answer), failures=failures)
        if answer in link_rules.WRONG_ADDRESS:
            return Probe(link_rules.wrong(answer), failures=failures + 1)
        return Probe(link_rules.failed(failures + 1, answer), failures=failures + 1)
    if link_rules.is_busy(answer.status):
        return Probe(link_rules.ours("busy"), answer, failures=failures)
    if not link_rules.is_good(answer.status):
        check = link_rules.failed(failures + 1, status=answer.status)
        return Probe(check, answer, failures=failures + 1)
    check = link_rules.good(answer.moved, answer.unsecured)
    return Probe(check, answer, unchanged or answer.status == 304)
