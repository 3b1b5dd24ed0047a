"""Enforces every gate: no dataset with files reaches the public of an adopted organisation unasked.

The one place where it is decided; what is governed is handed to :mod:`.lock`.  The writes of CKAN
pass through here (:mod:`.write_action`) with what was there before; it is judged on what CKAN
validated and saved, inside its transaction and before it writes a file, so that rights and errors
of the form come first and a refusal leaves nothing behind.  This room has no gate of its own, hence
nothing in ``__all__``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common import gates, log, tables
from ckanext.opendatalab.workflow import store
from ckanext.opendatalab.workflow.adoption import adoption_rules
from ckanext.opendatalab.workflow.adoption.adoption_rules import Mode
from ckanext.opendatalab.workflow.governance import marker
from ckanext.opendatalab.workflow.locking import exposure, files, harvest, lock
from ckanext.opendatalab.workflow.locking.exposure import NOWHERE, Exposure
from ckanext.opendatalab.workflow.locking.refusal import (
    Attempt,
    PublicationRefused,
    Refusal,
    describe,
    speaking,
)
from ckanext.opendatalab.workflow.locking.under_way import Watched, watched
from ckanext.opendatalab.workflow.store import Adopted

__all__ = []

NAME = "workflow"


def saved(package_id: str) -> None:
    """Judge a dataset that CKAN has saved but not committed; whatever changed it since, again.

    :raises PublicationRefused: something stands between the dataset and the public
    """
    found = watched(package_id)
    if found is None:
        return
    model.Session.flush()  # new files have no id before
    package = model.Package.get(package_id)
    if package is not None:
        judge(found, package)


def judge(found: Watched, package: model.Package) -> None:
    """Refuse, tell or let pass what a write made of a dataset, as it is in the session.

    :raises PublicationRefused: something stands between the dataset and the public
    """
    after = _in_session(package)
    if after == found.judged or marker.is_moving(package.id):
        return
    first = found.judged is None
    arriving = found.arriving if first else {}
    found.judged = after
    before = found.before
    if lock.concerns(found, after):
        with speaking():
            lock.judge(found, package, first)
        return
    if after != before:
        after = store.settled_exposure(package.id)
    replaced = before.public and after.public and bool(arriving)
    if not (replaced or exposure.exposes(before, after) or exposure.leaves(before, after)):
        return
    mode, attempt = _what_counts(before, after, found)
    if mode == adoption_rules.OFF or harvest.writes(package.id, found.user):
        return
    with speaking():
        blockers: list[gates.Blocker] = []
        if attempt is None:
            attempt = "columns"
        else:
            blockers += _ask(package, attempt == "file" and after.seen == before.seen)
        if replaced:
            blockers += _other_columns(package, before, arriving)
        if not blockers:
            return
        home = before.organization if before != NOWHERE else after.organization
        refusal = describe(package, attempt, blockers, found.user, home)
        if mode != adoption_rules.WARN:
            raise PublicationRefused([refusal])
        _warn(package, attempt, after, blockers, found.user, refusal)


def check_all(
    packages: Iterable[model.Package], user: str | None, write_log: bool, **change: object
) -> None:
    """Judge a change of several datasets before it is made: all pass or none.

    :param change: what it changes in each exposure (``public``, ``organization``)
    :param write_log: whether to log what passes despite blockers; not where each is judged again
    :raises PublicationRefused: something stands between one of them and the public
    """
    refusals: list[Refusal] = []
    becomes: lock.Becomes = "public" if "public" in change else "left"
    settings: dict[str | None, Adopted] = {}
    for package in packages:
        before = store.settled_exposure(package.id)
        found = Watched(package.id, before, user, settings=settings)
        if lock.governs(found):
            with speaking():
                refused = lock.refusal_of(found, package, becomes)
            if refused:
                refusals.append(refused)
                continue
        after = replace(before, **change)  # pyright: ignore[reportArgumentType] - fields by name
        if not (exposure.exposes(before, after) or exposure.leaves(before, after)):
            continue
        mode, attempt = _what_counts(before, after, found)
        if mode == adoption_rules.OFF or attempt is None or harvest.writes(package.id, user):
            continue
        with speaking():
            blockers = _ask(package)
            if not blockers:
                continue
            refusal = describe(package, attempt, blockers, user, before.organization)
            if mode != adoption_rules.WARN:
                refusals.append(refusal)
            elif write_log:
                _warn(package, attempt, after, blockers, user, refusal)
    refuse(refusals)


def refuse(refusals: Sequence[Refusal]) -> None:
    """Undo everything and raise, if anything was refused."""
    if refusals:
        with speaking():
            error = PublicationRefused(refusals)
        model.Session.rollback()
        raise error


def user_of(context: types.Context) -> str | None:
    """Return the name of who writes, ``None`` for the portal itself."""
    return context.get("user") or None


def _in_session(package: model.Package) -> Exposure:
    resources = [(one.id, one.url_type, one.url) for one in package.resources]
    return exposure.of(bool(package.private), package.state, package.owner_org, resources)


def _what_counts(before: Exposure, after: Exposure, found: Watched) -> tuple[Mode, Attempt | None]:
    """Return the mode for a change and what it attempts; ``None``: it exposes nothing new."""
    places = {after.organization} | ({before.organization} if before != NOWHERE else set())
    settings = found.settings_of(*places)
    modes: dict[str | None, Mode] = {each: one.mode for each, one in settings.items()}
    if exposure.exposes(before, after):
        return adoption_rules.strictest(modes.values()), _attempt(before, after)
    if before.organization == after.organization or before == NOWHERE:
        return modes[after.organization], None
    left = modes[before.organization]
    if adoption_rules.weaker(modes[after.organization], left):
        return left, "move"
    return adoption_rules.OFF, None


def _attempt(before: Exposure, after: Exposure) -> Attempt:
    if before == NOWHERE:
        return "create"
    if before.organization != after.organization:
        return "move"
    if before.public and after.files - before.files:
        return "file"
    return "publish"


def _ask(package: model.Package, arrival: bool = False) -> list[gates.Blocker]:
    if not tables.ready():
        # The gates cannot look anything up: what was adopted stays closed.
        message = tk._("The database of the portal is not up to date: tell its administrators.")
        return [gates.Blocker(NAME, "not_migrated", message)]
    return gates.blockers(package, arrival)


def _other_columns(
    package: model.Package, before: Exposure, arriving: Mapping[str, files.Incoming]
) -> list[gates.Blocker]:
    told = tk._(
        "The columns of the file “{file}” would no longer be those that are online. Make the"
        " dataset private, replace the file, then have the dataset checked again."
    )
    return [
        gates.Blocker(NAME, "columns_changed", told.format(file=resource.name or resource.url))
        for resource in files.with_other_columns(arriving, package, before.files)
    ]


def _warn(
    package: model.Package,
    attempt: Attempt,
    after: Exposure,
    blockers: list[gates.Blocker],
    user: str | None,
    refusal: Refusal,
) -> None:
    """Log what passes despite its blockers, and tell whoever is before a page of the portal."""
    if not after.seen and attempt != "move":
        return  # a draft: when it is finished
    if tables.ready():
        log.write(
            user,
            "published_despite_blockers" if after.seen else "moved_despite_blockers",
            after.organization,
            package.id,
            blockers=list(dict.fromkeys(f"{one.gate}.{one.code}" for one in blockers)),
        )
    if harvest.on_the_web() and tk.current_user.is_authenticated and tk.get_endpoint()[0] != "api":
        told = tk._("Saved, but something remains to be settled for this dataset:")
        tk.h.flash_notice(" ".join([told, *refusal.details]))
