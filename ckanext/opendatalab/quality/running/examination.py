"""Gets the bytes of a file and has them checked; no database is asked, and nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ckanext.opendatalab import config
from ckanext.opendatalab.common import clock
from ckanext.opendatalab.quality import content_key
from ckanext.opendatalab.quality.checks import isolate, report
from ckanext.opendatalab.quality.checks.report import Check, Report
from ckanext.opendatalab.quality.checks.run import Subject
from ckanext.opendatalab.quality.running import content, link, link_rules, result, rhythm
from ckanext.opendatalab.quality.running.result import Result
from ckanext.opendatalab.quality.schemas.found import RETRY_AFTER, Found, told
from ckanext.opendatalab.quality.store import FileState


@dataclass(frozen=True)
class Task:
    """``wanted``: the key of the resource's content; ``schema``: the one that it declares."""

    resource: Mapping[str, Any]
    wanted: str
    schema: Found | None


def examine(state: FileState, task: Task, path: Path) -> Result:
    """Return what the checks of a resource find.

    :param state: what was known of it, which stands where the bytes are the same
    :param path: where to put the file; whoever asks takes it away
    :raises Exception: whatever the checker did not foresee
    """
    if task.resource.get("url_type") == "upload":
        return _upload(state, task, path)
    if str(task.resource.get("url") or "").lower().startswith(("http://", "https://")):
        return _link(state, task, path)
    return result.of_report(Report((Check("format", "skipped", reason="file_none"),)))


def _upload(state: FileState, task: Task, path: Path) -> Result:
    try:
        copied = content.copy(task.resource, path, config.check_max_bytes())
    except content.TooLargeError:
        return result.of_report(Report((_left("file_too_large", config.check_max_bytes()),)))
    if _stands(state, task.wanted) and state.content == copied.content:
        return _unchanged(state)
    found = _checked(task, path)
    # The schema is tried again, the file having no fault of its own.
    again_in = RETRY_AFTER if task.schema and task.schema.error else None
    return result.of_report(replace(found, content=copied.content), again_in=again_in)


def _link(state: FileState, task: Task, path: Path) -> Result:
    # What was said of other bytes, or by another checker, must not spare the file its checks.
    known = state if _stands(state, task.wanted) else None
    probe = link.probe(
        str(task.resource["url"]),
        known.etag if known else None,
        known.last_modified if known else None,
        path,
        state.link_failures,
    )
    if probe.unchanged and known:
        return _still(known, probe.check)
    values: dict[str, Any] = {
        "link_failures": probe.failures,
        "again_in": link_rules.next_check(probe.failures, 0),
    }
    if probe.problem:
        return result.of_report(
            Report((probe.check, _left(f"file_{probe.problem}", config.fetch_max_bytes()))),
            **values,
        )
    if probe.fetched is None or not probe.fetched.content:
        return _unreached(state, task.wanted, probe.check, values)
    for name, header in (("etag", "etag"), ("last_modified", "last-modified")):
        values[name] = probe.fetched.headers.get(header)
    if known and known.content == probe.fetched.content:
        again_in = _still(known, probe.check).again_in
        return replace(_still(known, probe.check), **{**values, "again_in": again_in})
    found = _checked(task, path)
    checks = (probe.check, *found.checks)
    return result.of_report(replace(found, checks=checks, content=probe.fetched.content), **values)


def _checked(task: Task, path: Path) -> Report:
    resource, schema = task.resource, task.schema
    subject = Subject(
        format=str(resource.get("format") or ""),
        name=urlsplit(str(resource.get("url") or "")).path.rpartition("/")[2],
        schema=schema.content if schema else None,
        schema_id=schema.id if schema else "",
        schema_kind=("table" if schema.kind == "table" else "other") if schema else "",
        most_rows=config.check_max_rows(),
        today=clock.today(),
    )
    made = isolate.examine(path, subject, config.check_seconds(), config.check_memory_bytes())
    return told(made, schema)


def _stands(state: FileState, wanted: str) -> bool:
    """Return whether the kept report answers the same question, was complete and is of today."""
    return (
        state.report is not None
        and state.content is not None
        and state.cells is not None  # they went with the content before, which was the same
        and state.outcome not in (None, "error")
        and state.checker == report.CHECKER
        and content_key.same_question(state.checked, wanted)
    )


def _unchanged(state: FileState) -> Result:
    return Result(
        public=state.report or {"checks": []},
        content=state.content,
        etag=state.etag,
        last_modified=state.last_modified,
        unchanged=True,
    )


def _still(state: FileState, checked: Check) -> Result:
    """Return the kept report with what the link says today."""
    since = clock.now() - state.finished_at if state.finished_at else None
    times = rhythm.times_unchanged(since) if since is not None else 0
    return replace(
        _unchanged(state),
        public=_with_link(state.report or {}, checked),
        again_in=link_rules.next_check(0, times),
    )


def _unreached(state: FileState, wanted: str, checked: Check, values: Mapping[str, Any]) -> Result:
    """Return what is known of a file that cannot be fetched, and that it cannot be."""
    if state.checked != wanted or state.checker != report.CHECKER or not state.report:
        return result.of_report(Report((checked,)), **values)
    kept = replace(_unchanged(state), **values)
    if checked.outcome == "error":  # which says nothing of the link
        return kept
    return replace(kept, public=_with_link(state.report, checked))


def _with_link(public: Mapping[str, Any], checked: Check) -> dict[str, Any]:
    (said,) = report.to_public(Report((checked,)))["checks"]
    others = [one for one in public.get("checks", ()) if one["check"] != "link"]
    return {**public, "checks": [said, *others]}


def _left(reason: str, most_bytes: int) -> Check:
    """Return the check that was left out: the file is too large for us, or comes too slowly."""
    numbers: dict[str, str | int] = {"megabytes": most_bytes // 1_000_000}
    return Check("format", "skipped", reason=reason, numbers=numbers)
