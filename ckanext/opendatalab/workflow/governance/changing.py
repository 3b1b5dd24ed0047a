"""What every change of where a dataset stands has around it: the lock, the version, one commit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.opendatalab.workflow.governance import finding, situation, store, wording
from ckanext.opendatalab.workflow.governance.instance import Instance
from ckanext.opendatalab.workflow.governance.situation import Situation


@contextmanager
def locked(package: model.Package) -> Iterator[Instance]:
    """Give where a dataset stands, which nobody else changes before the commit at the end.

    :raises ckan.plugins.toolkit.ObjectNotFound: it is gone, or nobody governs it
    """
    package_id = package.id
    try:
        instance = finding.governed(store.lock(package_id))
        model.Session.refresh(package)
        if package.state == model.State.DELETED:
            raise tk.ObjectNotFound(tk._("Dataset not found"))
        yield instance
        model.Session.commit()
    except Exception:
        model.Session.rollback()
        raise


def compare(instance: Instance, seen: Any) -> None:
    """Refuse a change that was asked for on another version than this one.

    :raises ckan.plugins.toolkit.ValidationError: under ``version``
    """
    if seen != instance.version:
        raise tk.ValidationError({"version": [wording.refusal("stale")]})


def save(found: Situation, after: Instance) -> Instance:
    """Save a change of what is known of a dataset, with who is awaited then.  Never commits."""
    after = replace(after, version=found.instance.version + 1)
    awaited = situation.after(found, after).awaited
    after = replace(after, awaits=tuple(awaited.actors) if awaited else ())
    store.save(after)
    return after
