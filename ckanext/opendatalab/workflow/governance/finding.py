"""Finds the dataset that a request speaks of, and where it stands."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common.text import clean
from ckanext.opendatalab.workflow.governance import store
from ckanext.opendatalab.workflow.governance.instance import Instance


def package(data_dict: dict[str, Any]) -> model.Package:
    """Return the dataset that ``id`` names.

    :raises ckan.plugins.toolkit.ObjectNotFound: there is none, or it is deleted
    :raises ckan.plugins.toolkit.ValidationError: no ``id`` is given
    """
    found = find(tk.get_or_bust(data_dict, "id"))
    if found is None or found.state == model.State.DELETED:
        raise tk.ObjectNotFound(tk._("Dataset not found"))
    return found


def find(reference: Any) -> model.Package | None:
    """Return the dataset with that id or name, deleted ones included."""
    if not isinstance(reference, str) or not clean(reference) or not reference.strip():
        return None
    return model.Package.get(reference.strip())


def instance(package_id: str) -> Instance:
    """Return where a dataset stands.

    :raises ckan.plugins.toolkit.ObjectNotFound: nobody governs it
    """
    return governed(store.load(package_id))


def governed(found: Instance | None) -> Instance:
    """Return an instance, if there is one.

    :raises ckan.plugins.toolkit.ObjectNotFound: nobody governs the dataset
    """
    if found is None:
        raise tk.ObjectNotFound(tk._("This dataset follows no governance workflow."))
    return found


def person(context: types.Context) -> model.User:
    """Return who acts: a person who is signed in, whatever the context ignores.

    :raises ckan.plugins.toolkit.NotAuthorized: nobody is
    """
    name = context.get("user")
    found = model.User.get(name) if name else None
    if found is None or found.state != model.State.ACTIVE:
        raise tk.NotAuthorized(tk._("Log in to do this."))
    return found
