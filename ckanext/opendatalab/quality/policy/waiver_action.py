"""Grants and ends exceptions: somebody answers for a dataset as it is, until a day."""

from __future__ import annotations

from typing import Any

import ckan.authz as authz
import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common import clock, log, people, roles, standing
from ckanext.opendatalab.quality.policy import describe, schema, store
from ckanext.opendatalab.quality.running import asking


@tk.side_effect_free
def opendatalab_quality_waiver_list(
    context: types.Context, data_dict: dict[str, Any]
) -> list[dict[str, Any]]:
    """List the exceptions that were granted to a dataset, the latest first; at most 50.

    :param id: id or name of the dataset
    :returns: a list of ``id``, ``at``, ``actor``, ``actor_title``, ``role``, ``role_label``,
        ``reason``, ``expires_on`` (its last day), ``ended_at``, ``running`` (whether it counts)
    """
    package = _package(data_dict)
    tk.check_access("opendatalab_quality_waiver_list", context, data_dict)
    running = store.running(package, clock.today())
    return describe.waivers(store.waivers(package.id), running)


def opendatalab_quality_waiver_create(
    context: types.Context, data_dict: dict[str, Any]
) -> dict[str, Any]:
    """Answer for a dataset's quality as it is, so that it may be published until a day.

    It takes the place of an exception that runs.  It counts in the organisation that the dataset
    belongs to now, and ends with its last day.

    :param id: id or name of the dataset
    :param reason: why, 10 to 2000 characters; kept with the name and the role
    :param expires_on: its last day, within a year
    :returns: the exception, as ``opendatalab_quality_waiver_list`` gives it
    """
    package = _package(data_dict)
    tk.check_access("opendatalab_quality_waiver_create", context, data_dict)
    asked = schema.waiver(data_dict)
    actor = people.user(context.get("user"))
    if actor is None:
        raise tk.NotAuthorized(tk._("An exception is granted by a person."))
    role = _role(actor, package)
    store.lock(package.id)
    store.end(package.id)
    waiver_id = store.add(package.id, actor, role, asked["reason"], asked["expires_on"])
    log.write(
        actor,
        store.WAIVED,
        package.owner_org,
        package.id,
        reason=asked["reason"],
        waiver=waiver_id,
        name=package.name,
        role=role,
        expires_on=asked["expires_on"],
    )
    model.Session.commit()
    (made,) = (one for one in store.waivers(package.id) if one.id == waiver_id)
    return describe.waiver(made, True)


def opendatalab_quality_waiver_end(
    context: types.Context, data_dict: dict[str, Any]
) -> dict[str, Any]:
    """End the exception of a dataset before its last day.

    :param id: id or name of the dataset
    :returns: ``changed``: whether one was running
    """
    package = _package(data_dict)
    tk.check_access("opendatalab_quality_waiver_end", context, data_dict)
    actor = people.user(context.get("user"))
    store.lock(package.id)
    running = store.running(package, clock.today())
    if running is not None:
        store.end(package.id)
        log.write(
            actor,
            store.WAIVER_ENDED,
            package.owner_org,
            package.id,
            waiver=running.id,
            name=package.name,
            role=_role(actor, package) if actor else None,
            expires_on=running.expires_on,
        )
    model.Session.commit()
    return {"changed": running is not None}


def _package(data_dict: dict[str, Any]) -> model.Package:
    package = asking.package({"id": data_dict.get("id")})
    if package is None:
        raise tk.ObjectNotFound(tk._("Dataset not found"))
    return package


def _role(actor: model.User, package: model.Package) -> str:
    """Return in which role somebody decides: the one that she was granted, if any."""
    if roles.PROJECT_LEAD in standing.on_dataset(actor.name, package).roles:
        return roles.PROJECT_LEAD
    return describe.SYSADMIN if authz.is_sysadmin(actor.name) else describe.ADMINISTRATOR
