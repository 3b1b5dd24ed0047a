"""Asking for checks and for what is due."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types
from ckan.logic.schema import validator_args
from ckan.types import Schema, Validator

from ckanext.opendatalab.common import tables
from ckanext.opendatalab.common.schema import name, up_to, validated
from ckanext.opendatalab.quality.running import asking, due, refresh, request

__all__ = ["opendatalab_quality_check", "opendatalab_quality_refresh"]

MOST_AT_ONCE = 10_000
AT_ONCE = 100


@validator_args
def _check(ignore_empty: Validator) -> Schema:
    return {"id": [ignore_empty, name], "resource_id": [ignore_empty, name]}


@validator_args
def _refresh(
    ignore_missing: Validator, ignore_empty: Validator, boolean_validator: Validator
) -> Schema:
    return {
        "limit": [ignore_missing, up_to(MOST_AT_ONCE)],
        "due": [ignore_missing, boolean_validator],
        "dry_run": [ignore_missing, boolean_validator],
    }


def opendatalab_quality_check(context: types.Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Ask for the checks of a dataset's files, or of one file, to be made again.

    For whoever works on the dataset.  The checks are made in the background, soon.

    :param id: id or name of the dataset
    :param resource_id: id of one file; the dataset's id may then be left out
    :returns: ``package_id``; ``asked``: ids of the files whose check is asked for now, ``already``:
        of those whose check was asked for and not made yet
    """
    tk.check_access("opendatalab_quality_check", context, data_dict)
    asked = validated(data_dict, _check())
    package = asking.package(asked)
    resource = model.Resource.get(asked["resource_id"]) if asked.get("resource_id") else None
    if package is None or not tables.ready():
        raise tk.ObjectNotFound(tk._("Dataset not found"))
    if asked.get("resource_id") and (resource is None or resource.package_id != package.id):
        raise tk.ObjectNotFound(tk._("Resource not found"))
    found = request.ask(package.id, resource.id if resource else None)
    return {
        "package_id": package.id,
        "asked": list(found.asked),
        "already": list(found.already),
    }


def opendatalab_quality_refresh(
    context: types.Context, data_dict: dict[str, Any]
) -> dict[str, Any]:
    """Compute the scores that a day or other criteria change, and ask for the checks that are due.

    Only sysadmins; ``ckan opendatalab tick`` does it.  The checks are made in the background;
    ``ckan opendatalab quality refresh --due`` makes them itself.

    :param limit: at most so many of each (optional, 100)
    :param due: false: compute every score anew, due or not (optional)
    :param dry_run: only say what would be done (optional)
    :returns: how many scores were ``scored``, checks ``asked`` for, ``handed_over`` to the
        background, ``given_up``, datasets ``indexed``, how much ``failed``, how many checks are
        ``left``, waiting
    """
    tk.check_access("opendatalab_quality_refresh", context, data_dict)
    asked = validated(data_dict, _refresh())
    limit = asked.get("limit") or AT_ONCE
    if not tables.ready():
        return refresh.Outcome().to_json()
    if asked.get("dry_run"):
        return refresh.planned(limit).to_json()
    if asked.get("due", True):
        return refresh.run(limit).to_json()
    return refresh.rescore(due.every_dataset()).to_json()
