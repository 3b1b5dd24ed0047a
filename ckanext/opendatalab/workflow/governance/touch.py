"""What a write of a dataset changes of where it stands: version, authors, who is awaited."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.opendatalab.common import clock, log
from ckanext.opendatalab.workflow.engine.editing import Change
from ckanext.opendatalab.workflow.governance import history, situation, step, store
from ckanext.opendatalab.workflow.governance.instance import Instance

EDITED = "workflow_edited"
# While something is decided, only who changes what is examined becomes an author of it.
_MATTERS: frozenset[Change] = frozenset({"licence", "legal", "structure", "same_columns", "rows"})
# A program sends the rows of a table by the hundred: one entry tells of them all.
_ONE_ENTRY = timedelta(hours=1)


def written(
    package: model.Package,
    instance: Instance,
    actor: model.User | None,
    changes: frozenset[Change],
    *,
    logged: bool = False,
    reexamine: bool = False,
    since_validated: Iterable[str] = (),
) -> Instance:
    """Save that somebody wrote a dataset, whose rows the caller has locked.  Never commits.

    :param logged: it changed what is public or approved
    :param reexamine: somebody is to look at it again, from today on
    :param since_validated: what the gates say of files that came after the legal validation
    """
    if not changes:
        return instance
    after = replace(instance, version=instance.version + 1)
    if actor and actor.id not in after.authors and _is_author(after, changes):
        after = replace(after, authors=(*after.authors, actor.id))
    if reexamine and after.public:
        day = min(clock.today(), after.reexamine_on or clock.today())
        after = replace(after, reexamine_on=day)
        after = replace(after, due_on=step.due_on(after, day))
    if reexamine or after.state.kind == "review":
        awaited = situation.of_portal(package, after).awaited
        after = replace(after, awaits=tuple(awaited.actors) if awaited else ())
    store.save(after)
    if logged and not _told(package, actor, changes):
        history.write(
            package,
            after,
            actor,
            EDITED,
            changes=sorted(changes),
            reexamine=reexamine,
            since_validated=sorted(set(since_validated)),
        )
    return after


def person(user: str | None) -> model.User | None:
    """Return who writes, by name; nobody where the portal does, under whatever account."""
    return model.User.get(user) if user and user != tk.config["ckan.site_id"] else None


def _is_author(instance: Instance, changes: frozenset[Change]) -> bool:
    if changes == {"collaborator"}:
        return False
    kind = instance.state.kind
    return kind in ("identified", "working", "closed") or (
        kind == "review" and bool(changes & _MATTERS)
    )


def _told(package: model.Package, actor: model.User | None, changes: frozenset[Change]) -> bool:
    if changes != {"rows"}:
        return False
    last = log.read(package_id=package.id, limit=1)
    return bool(
        last
        and last[0].kind == EDITED
        and last[0].actor_id == (actor.id if actor else None)
        and last[0].data.get("changes") == ["rows"]
        and clock.now() - last[0].at < _ONE_ENTRY
    )
