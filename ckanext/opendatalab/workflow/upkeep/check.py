"""Proves that state, visibility, status, log and index of every governed dataset agree.

What it repairs, it repairs towards the closed side: nothing becomes public by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import ckan.model as model
import ckan.plugins.toolkit as tk
import pysolr
from ckan.lib import search
from ckan.lib.search.common import SearchError, SearchIndexError

from ckanext.opendatalab.common import clock, reindex, status
from ckanext.opendatalab.workflow import store
from ckanext.opendatalab.workflow.adoption import adopting_store
from ckanext.opendatalab.workflow.engine.definition import Definition, State
from ckanext.opendatalab.workflow.governance import definitions, history, record, start
from ckanext.opendatalab.workflow.governance import store as instances
from ckanext.opendatalab.workflow.governance.instance import Instance
from ckanext.opendatalab.workflow.upkeep import check_rules, check_store
from ckanext.opendatalab.workflow.upkeep.check_rules import BY_HAND, Defined, Kind, Row

REPAIRED = "workflow_repaired"
MOST_LOOKS = 2  # a step that is being made meanwhile looks wrong only once


@dataclass(frozen=True)
class Problem:
    """Something that does not agree."""

    kind: Kind
    package_id: str
    name: str
    repaired: bool = False


def find() -> Iterator[Problem]:
    """Give everything that does not agree.  Changes nothing."""
    shown_wrong: list[Row] = []
    for portion in check_store.rows():
        for row, code in portion:
            for kind in check_rules.faults(row, _defined(row, code)):
                yield Problem(kind, row.package_id, row.name)
        try:
            shown_wrong += _shown_wrong([row for row, _ in portion])
        except (SearchError, pysolr.SolrError):
            yield Problem("index_silent", "", "")
            break
    for row in shown_wrong:
        yield Problem("index", row.package_id, row.name)
    for package_id, name in check_store.without_row():
        yield Problem("no_row", package_id, name)


def repair(problems: Iterable[Problem], actor: model.User | None) -> Iterator[Problem]:
    """Repair what can be, one dataset after the other, and give each problem as it is then.

    Commits after each.
    """
    found: dict[str, list[Problem]] = {}
    for problem in problems:
        found.setdefault(problem.package_id, []).append(problem)
    for package_id, those in found.items():
        kinds: set[Kind] = {one.kind for one in those if one.kind not in BY_HAND}
        done = bool(kinds) and _mend(package_id, kinds, actor)
        for one in those:
            yield replace(one, repaired=done and one.kind in kinds)


def wording(kind: Kind) -> str:
    """Return what a problem is, and what is done about it, in the reader's language."""
    return {
        "open": tk._("It can be seen by everybody, and its state is not public: it is closed."),
        "closed": tk._("It cannot be seen, and its state is public: it counts as withdrawn."),
        "definition": tk._("Its circuit is not kept any more: put the file back."),
        "state": tk._("Its state is none of its circuit: put the file of the circuit back."),
        "no_row": tk._("Its organization follows a circuit, and it does not: it starts."),
        "gone": tk._("It does not exist any more: what was kept of it is deleted."),
        "badge": tk._("What lists say of its state is wrong: it is written again."),
        "status": tk._("What pages say of its state is wrong: it is written again."),
        "log": tk._("The log does not know of its state: an entry is added."),
        "index": tk._("The search shows it as it was: it is indexed again."),
        "index_silent": tk._("The search index does not answer: start it, then check again."),
    }[kind]


def _mend(package_id: str, kinds: set[Kind], actor: model.User | None) -> bool:
    """Repair one dataset; return whether everything was."""
    try:
        if kinds - {"index"}:
            _write(package_id, actor)
            model.Session.commit()
        _show(package_id)
    except (SearchError, SearchIndexError, OSError):
        model.Session.rollback()
        return not kinds & {"index"}
    except Exception:
        model.Session.rollback()
        raise
    instances.indexed(package_id)
    model.Session.commit()
    return True


def _show(package_id: str) -> None:
    package = model.Package.get(package_id)
    if package is None:
        search.clear(package_id)
    else:
        reindex.reindex(package_id)


def _write(package_id: str, actor: model.User | None) -> None:
    """Look again, now that nobody else changes it, and write what agrees."""
    check_store.lock(package_id)
    found = check_store.one(package_id)
    package = model.Package.get(package_id)
    if found is None:
        if package is not None:
            _start(package, actor)
        return
    row, code = found
    if package is None or not row.exists:
        instances.forget(package_id)
        status.forget(package_id)
        return
    kinds = set(check_rules.faults(row, _defined(row, code)))
    if "open" in kinds:
        adopting_store.close([package_id])
        model.Session.expire(package)
    if kinds & BY_HAND:
        return
    instance = instances.load(package_id)
    if instance is None:
        return
    state = instance.state
    if "closed" in kinds:
        state = withdrawn(instance.definition)
        adopting_store.close([package_id])
        model.Session.expire(package)
        record.put_back(package, instance.kept)
    after = _standing(instance, state) if state != instance.state else instance
    instances.save(replace(after, to_index=True))
    status.write(package_id, {"governance_state": state.badge})
    if kinds & {"open", "closed", "log"}:
        history.write(
            package,
            after,
            actor,
            REPAIRED,
            to=state.code,
            found=sorted(kinds),
            **{"from": instance.state.code},
        )


def withdrawn(definition: Definition) -> State:
    """Return where a dataset is put that is not public although it should be."""
    states = definition.states.values()
    closed = [one for one in states if one.kind == "closed"]
    return next(
        (one for one in closed if one.badge == "withdrawn"),
        closed[0] if closed else definition.states[definition.first],
    )


def _standing(instance: Instance, state: State) -> Instance:
    awaited = instance.definition.awaited(state.code)
    return replace(
        instance,
        state=state,
        version=instance.version + 1,
        entered_at=clock.now(),
        assignee_id=None,
        awaits=awaited.by if awaited else (),
        due_on=None,
        publish_at=None,
        expires_at=None,
        reexamine_on=None,
        reminded=(),
        kept={},
    )


def _start(package: model.Package, actor: model.User | None) -> None:
    """Begin what was missed; whatever everybody sees already stays so."""
    adopted = store.adopted([package.owner_org])[package.owner_org]
    public = not package.private and package.state == model.State.ACTIVE
    if not adopted.governed or package.state == model.State.DELETED:
        return
    if not public:
        adopting_store.close([package.id])
        model.Session.expire(package)
    start.begin_all(
        [start.Beginner(package, public, authors=())],
        adopted,
        actor,
        "workflow_adopted" if public else "workflow_started",
        because="repaired",
    )


def _defined(row: Row, code: tuple[str, int]) -> Defined | None:
    try:
        definition = definitions.of(*code)
    except (LookupError, ValueError):
        return None
    state = definition.states.get(row.state)
    return Defined(True, state.kind, state.badge) if state else Defined(False)


def _shown_wrong(rows: list[Row]) -> list[Row]:
    """Return the datasets that the index shows as they are not, looked at more than once."""
    wrong = rows
    for look in range(MOST_LOOKS):
        if look:
            model.Session.rollback()  # to see what was written since
            again = [check_store.one(row.package_id) for row in wrong]
            wrong = [found[0] for found in again if found is not None]
        known = check_store.indexed([row.package_id for row in wrong])
        wrong = [
            row for row in wrong if not check_rules.shown_right(row, known.get(row.package_id))
        ]
        if not wrong:
            break
    return wrong
