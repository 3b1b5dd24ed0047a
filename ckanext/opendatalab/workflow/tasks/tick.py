"""Does what is due: the portal's own steps, reminders, the weekly summary, what the index lacks.

For cron, every few minutes.  Whatever is done once is written with what it was done about, so that
it may be run twice, or twice at once.  One transaction for each dataset: one that fails is logged,
and the others go on.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import ckan.model as model
import ckan.plugins.toolkit as tk
import pysolr
from ckan.lib.search.common import SearchError

from ckanext.opendatalab.common import clock, outbox, tables
from ckanext.opendatalab.workflow.engine import calendar, machine
from ckanext.opendatalab.workflow.governance import situation, step, store
from ckanext.opendatalab.workflow.governance.instance import Instance
from ckanext.opendatalab.workflow.locking.refusal import speaking
from ckanext.opendatalab.workflow.tasks import digest, due, reminders
from ckanext.opendatalab.workflow.upkeep import check_store

log = logging.getLogger(__name__)

What = Literal[
    "step", "awaited", "reminder", "indexed", "digest", "scored", "asked", "given_up", "failed"
]
MOST_LINES = 1_000
DIGEST = "(weekly summary)"
INDEX = "(search index)"
QUALITY = "(quality)"
MOST_SCORES = 100  # what is left over is done the next time, so that nothing else waits
LATE = "(late datasets)"

Watch = Callable[[Iterable[str], int], "AbstractContextManager[Iterable[str]]"]


@dataclass(frozen=True)
class Line:
    """One thing done, or to do: of which dataset (its address), and what exactly.

    ``count``: how many, where they are not told one by one.
    """

    what: What
    dataset: str
    detail: str
    count: int = 1


@dataclass
class Outcome:
    """What came of one run.  Of very many lines, only the first are kept; all are counted."""

    dry_run: bool
    counts: Counter[What] = field(default_factory=Counter["What"])
    lines: list[Line] = field(default_factory=list["Line"])

    def add(self, line: Line) -> None:
        self.counts[line.what] += line.count
        if len(self.lines) < MOST_LINES:
            self.lines.append(line)

    def to_json(self) -> dict[str, Any]:
        """Return it for a program."""
        names: tuple[tuple[str, What], ...] = (
            ("steps", "step"),
            ("awaited", "awaited"),
            ("reminders", "reminder"),
            ("indexed", "indexed"),
            ("digests", "digest"),
            ("scores", "scored"),
            ("checks", "asked"),
            ("checks_given_up", "given_up"),
            ("failed", "failed"),
        )
        return {
            "dry_run": self.dry_run,
            **{name: self.counts[what] for name, what in names},
            "lines": [
                {"what": one.what, "dataset": one.dataset, "detail": one.detail}
                for one in self.lines
            ],
        }


def run(dry_run: bool = False, watch: Watch | None = None) -> Outcome:
    """Do everything that is due now.  Commits.

    :param dry_run: only say what would be done; nothing is written
    :param watch: shows somebody how far it is, given the datasets and how many there are
    """
    outcome = Outcome(dry_run)
    if not tables.ready():
        outcome.add(Line("failed", "(database)", f"not migrated: {tables.how_to_migrate()}"))
        return outcome
    today, rhythm = clock.today(), situation.rhythm()
    with speaking():
        total = due.count(today, rhythm)
        with (watch or _unwatched)(due.ids(today, rhythm), total) as package_ids:
            for package_id in package_ids:
                _attempt(outcome, package_id, lambda one=package_id: _dataset(one, dry_run))
        _attempt(outcome, INDEX, lambda: _leaks(dry_run))
        _attempt(outcome, DIGEST, lambda: _digest(today, dry_run))
        _attempt(outcome, QUALITY, lambda: _quality(dry_run))
        _attempt(outcome, LATE, lambda: _late(dry_run))
        # So that nothing of what was read stays locked or old.
        model.Session.rollback()
    if not dry_run:
        outbox.kick()
    return outcome


def _attempt(outcome: Outcome, name: str, work: Callable[[], Iterator[Line]]) -> None:
    """Do one thing; where it fails, what it has committed stays and the rest is left."""
    try:
        for line in work():
            outcome.add(line)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one dataset, the others go on
        model.Session.rollback()
        log.exception("tick: %s failed", name)
        outcome.add(Line("failed", name, _said(error)))


def _dataset(package_id: str, dry_run: bool) -> Iterator[Line]:
    """Do what is due on one dataset, and give what was done."""
    model.Session.expire_all()  # what an earlier batch read may have changed
    before = store.load(package_id)
    package = model.Package.get(package_id)
    if before is None or package is None or package.state == model.State.DELETED:
        return
    name = package.name
    if _may_move(package, before):
        yield from _planned(package, before) if dry_run else _moved(package_id, name, before)
    if dry_run:
        found = reminders.due(before)
    else:
        found = reminders.send(package_id)
        model.Session.commit()
    for one in found:
        yield Line("reminder", name, one.key)
    if before.to_index:
        yield from _shown(package_id, name, dry_run)


def _may_move(package: model.Package, instance: Instance) -> bool:
    """Return whether it is worth asking everybody what is still to settle."""
    if instance.public and not instance.awaits and situation.is_due(instance):
        return True
    days = situation.settings_of(package).objection_days
    held_back = calendar.guards(instance.state, instance.dates, clock.now(), days)
    return any(
        one.automatic and not any(held_back.get(code) for code in one.guards)
        for one in instance.definition.leaving(instance.state.code)
    )


def _planned(package: model.Package, instance: Instance) -> Iterator[Line]:
    found = situation.of_portal(package, instance)
    decision = machine.advance(instance.definition, found.facts)
    if decision is not None:
        yield Line("step", package.name, f"{decision.source} -> {decision.target}")
    elif found.awaited is not None and found.awaited.actors != instance.awaits:
        yield Line("awaited", package.name, ", ".join(found.awaited.actors))


def _moved(package_id: str, name: str, before: Instance) -> Iterator[Line]:
    after = step.advance(package_id)
    if after is None:
        return
    if after.version != before.version:
        yield Line("step", name, f"{before.state.code} -> {after.state.code}")
    elif after.awaits != before.awaits:
        yield Line("awaited", name, ", ".join(after.awaits))


def _shown(package_id: str, name: str, dry_run: bool) -> Iterator[Line]:
    now = store.load(package_id)
    if now is None or not now.to_index:
        return  # a step that was just made did it
    done = dry_run or step.index(package_id)
    yield Line("indexed" if done else "failed", name, "the index was behind" if done else INDEX)


def _leaks(dry_run: bool) -> Iterator[Line]:
    """Index again what the index shows to everybody although it is not public.

    Somebody was killed between the index, which CKAN writes first, and the commit.
    """
    for batch in due.hidden():
        try:
            known = check_store.indexed(batch)
        except (SearchError, pysolr.SolrError) as error:
            raise RuntimeError("the search index does not answer") from error
        for package_id, (capacity, _) in known.items():
            if capacity == "public":
                if not dry_run:
                    store.outdated(package_id)
                    model.Session.commit()
                yield from _shown_again(package_id, dry_run)


def _shown_again(package_id: str, dry_run: bool) -> Iterator[Line]:
    package = model.Package.get(package_id)
    name = package.name if package else package_id
    done = dry_run or step.index(package_id)
    yield Line("indexed" if done else "failed", name, "was public in the index")


def _digest(today: date, dry_run: bool) -> Iterator[Line]:
    if not digest.is_due(today):
        return
    if dry_run:
        found = digest.piles(today)
    else:
        found = digest.send(today)
        model.Session.commit()
    for pile in found:
        yield Line("digest", DIGEST, pile.person.name)


def _late(dry_run: bool) -> Iterator[Line]:
    asked = {"dry_run": dry_run}
    told = tk.get_action("opendatalab_quality_late_mail")({"ignore_auth": True}, asked)
    for mail in told["mails"]:
        yield Line("reminder", LATE, mail["person"])


def _quality(dry_run: bool) -> Iterator[Line]:
    """Have scores brought up to date and checks asked for; the checks are others' work."""
    asked = {"limit": MOST_SCORES, "due": True, "dry_run": dry_run}
    done = tk.get_action("opendatalab_quality_refresh")({"ignore_auth": True}, asked)
    told: tuple[tuple[What, str, str], ...] = (
        ("scored", "scored", "scores computed"),
        ("asked", "asked", "checks of files whose time has come"),
        ("given_up", "given_up", "checks of files given up"),
        ("failed", "failed", "scores that could not be computed"),
    )
    for what, key, words in told:
        if done[key]:
            yield Line(what, QUALITY, f"{done[key]} {words}", done[key])


def _unwatched(package_ids: Iterable[str], total: int) -> Any:
    return nullcontext(package_ids)


def _said(error: Exception) -> str:
    if isinstance(error, tk.ValidationError):
        return " ".join(str(part) for part in error.error_summary.values())
    return f"{type(error).__name__}: {str(error).splitlines()[0][:200] if str(error) else ''}"
