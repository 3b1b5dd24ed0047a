"""Finds what the pages about one dataset's quality tell, for whoever reads them."""

from __future__ import annotations

from typing import Any

import ckan.authz as authz
import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab import config
from ckanext.opendatalab.common import standing
from ckanext.opendatalab.quality import assess, store
from ckanext.opendatalab.quality.page import describe, predictions, worker


def checked(context: types.Context, id: str) -> model.Package:
    """Return a dataset that has a quality and that whoever asks may read.

    :raises ckan.plugins.toolkit.NotAuthorized: she may not
    :raises ckan.plugins.toolkit.ObjectNotFound: there is none
    """
    tk.check_access("opendatalab_quality_show", context, {"id": id})
    package = model.Package.get(id)
    if package is None or package.type not in config.dataset_types():
        raise tk.ObjectNotFound(tk._("Datasets of this type have no quality page."))
    return package


def public(package: model.Package) -> dict[str, Any]:
    """Return what whoever reads the dataset may read, and nobody more."""
    return describe.public(assess.of(package.id), store.days(package.id))


def for_reader(context: types.Context, package: model.Package) -> dict[str, Any]:
    """Return the same and, for the dataset's staff, ``internal``; for those who administer its
    organisation ``predictions`` too.
    """
    found = assess.of(package.id)
    shown = describe.public(found, store.days(package.id))
    user = None if authz.auth_is_anon_user(context) else context.get("user")
    her = standing.on_dataset(user, package)
    if her.works:
        shown["internal"] = describe.staff(found)
        if any(one["waiting"] for one in shown["files"]):
            shown["internal"]["worker"] = worker.serves()
    if her.administrator:
        shown["predictions"] = predictions.of(found)
    return shown
