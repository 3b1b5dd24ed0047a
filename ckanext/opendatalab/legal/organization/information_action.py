"""The directory of public information: an entry is proposed, validated, withdrawn, and read."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types
from ckan.lib.plugins import get_permission_labels

from ckanext.opendatalab.common import clock, log
from ckanext.opendatalab.common.schema import validated
from ckanext.opendatalab.legal import change, describe_reasons, writing
from ckanext.opendatalab.legal.organization import find, information_store, schema
from ckanext.opendatalab.legal.organization.information import FIELDS, Entry
from ckanext.opendatalab.legal.organization.information_store import Kept


@tk.side_effect_free
def opendatalab_information_show(
    context: types.Context, data_dict: dict[str, Any]
) -> dict[str, Any]:
    """Return a dataset's entry in the directory of public information, for who works on it.

    :param id: id or name of the dataset
    :returns: ``dataset`` (``id``, ``name``, ``title``), ``organization`` (or ``None``),
        ``proposed`` and ``validated`` (each ``None`` or ``id``, ``title``, ``subject``,
        ``created_on``, ``reuse_conditions``, ``fee``, ``updated_on``, ``update_subject`` and who
        wrote and validated it when), ``listed`` (whether it is public now) and ``rights``
    """
    package = change.package(context, data_dict)
    tk.check_access("opendatalab_information_show", context, data_dict)
    return _shown(context, package, information_store.load(package.id))


def opendatalab_information_propose(
    context: types.Context, data_dict: dict[str, Any]
) -> dict[str, Any]:
    """Propose what the directory says of a dataset; it is public once validated, not before.

    What is public already stays until then.

    :param id: id or name of the dataset
    :param title: what the information is called; public, whatever the dataset is called
    :param subject: what it is about
    :param created_on: when it was first made, year-month-day
    :param reuse_conditions: under which conditions it may be reused
    :param fee: what a reuse costs (optional)
    :param updated_on: day of the last update (optional)
    :param update_subject: what that update changed (optional)
    :returns: as ``opendatalab_information_show``
    """
    package = change.writable(context, data_dict)
    tk.check_access("opendatalab_information_propose", context, data_dict)
    asked = validated(data_dict, schema.information_proposal())
    _check_days(asked.get("created_on"), asked.get("updated_on"))
    if not package.owner_org:
        raise tk.ValidationError(
            {"id": [tk._("This dataset has no organization: there is no directory to be in.")]}
        )
    user = change.actor(context)
    entry = Entry(
        id=str(uuid.uuid4()),
        organization_id=package.owner_org,
        proposed_at=clock.now().isoformat(),
        proposed_by=user.id if user else "",
        **{name: _text(asked.get(name)) for name in FIELDS},
    )
    with writing.transaction():
        kept = information_store.lock(package.id)
        if entry.says_the_same(_valid_here(kept, package)):
            raise tk.ValidationError({"title": [tk._("This is what the directory says already.")]})
        kept = replace(kept, proposed=entry)
        information_store.save(kept)
        log.write(user, "information_proposed", package.owner_org, package.id)
        model.Session.commit()
    return _shown(context, package, kept)


def opendatalab_information_validate(
    context: types.Context, data_dict: dict[str, Any]
) -> dict[str, Any]:
    """Make public what was proposed.

    :param id: id or name of the dataset
    :param proposal: ``id`` of the proposal that was read, so that no other one is validated
        (optional)
    :returns: as ``opendatalab_information_show``
    """
    package = change.writable(context, data_dict)
    tk.check_access("opendatalab_information_validate", context, data_dict)
    asked = validated(data_dict, schema.information_validation())
    user = change.actor(context)
    with writing.transaction():
        kept = information_store.lock(package.id)
        proposed = kept.proposed
        if proposed is None:
            raise tk.ValidationError({"proposal": [tk._("There is nothing to validate.")]})
        if asked.get("proposal") not in (None, proposed.id):
            raise tk.ValidationError(
                {"proposal": [tk._("The proposal changed since you read it. Read it again.")]}
            )
        if proposed.organization_id != package.owner_org:
            raise tk.ValidationError(
                {"proposal": [tk._("The dataset has changed organization. Propose it again.")]}
            )
        entry = replace(
            proposed,
            validated_at=clock.now().isoformat(),
            validated_by=user.id if user else "",
        )
        kept = replace(kept, proposed=None, validated=entry)
        information_store.save(kept)
        log.write(user, "information_validated", package.owner_org, package.id)
        model.Session.commit()
    return _shown(context, package, kept)


def opendatalab_information_withdraw(
    context: types.Context, data_dict: dict[str, Any]
) -> dict[str, Any]:
    """Take a dataset out of the directory, what is proposed and what is public of it.

    :param id: id or name of the dataset
    :returns: as ``opendatalab_information_show``
    """
    package = change.writable(context, data_dict)
    tk.check_access("opendatalab_information_withdraw", context, data_dict)
    validated(data_dict, schema.information())
    with writing.transaction():
        kept = information_store.lock(package.id)
        information_store.forget(package.id)
        if kept.proposed or kept.validated:
            log.write(change.actor(context), "information_withdrawn", package.owner_org, package.id)
        model.Session.commit()
    return _shown(context, package, Kept(package.id))


@tk.side_effect_free
def opendatalab_information_list(
    context: types.Context, data_dict: dict[str, Any]
) -> dict[str, Any]:
    """List an organisation's directory of public information; everybody may read it.

    :param organization: id or name of the organisation
    :param limit: at most 500; 50 unless you say otherwise (optional)
    :param offset: how many to leave out (optional)
    :returns: ``organization``, ``count`` and ``results``: a list, by title, of ``title``,
        ``subject``, ``created_on``, ``reuse_conditions``, ``fee``, ``updated_on``,
        ``update_subject`` and ``url`` (of the dataset, only where everybody may read it)
    """
    tk.check_access("opendatalab_information_list", context, data_dict)
    asked = validated(data_dict, schema.information_list())
    organization = find.organization(asked["organization"])
    entries = information_store.public(
        organization.id, limit=asked.get("limit") or schema.ROWS, offset=asked.get("offset") or 0
    )
    return {
        "organization": find.short(organization),
        "count": information_store.count(organization.id),
        "results": [{**entry.public(), "url": _url(package)} for entry, package in entries],
    }


def _check_days(created: date | None, updated: date | None) -> None:
    errors: dict[str, Any] = {}
    today = clock.today()
    for name, day in (("created_on", created), ("updated_on", updated)):
        if day is not None and day > today:
            errors[name] = [tk._("This day is still to come: write one that has passed.")]
    if created and updated and updated < created and not errors:
        errors["updated_on"] = [tk._("The last update cannot be older than the creation.")]
    if errors:
        raise tk.ValidationError(errors)


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else (value or "")


def _valid_here(kept: Kept, package: model.Package) -> Entry | None:
    """Return the public entry; one that another organisation validated is none here."""
    entry = kept.validated
    return entry if entry and entry.organization_id == package.owner_org else None


def _url(package: model.Package) -> str | None:
    """Return a dataset's address if everybody may read it now."""
    if package.private or "public" not in get_permission_labels().get_dataset_labels(package):
        return None
    return tk.h.url_for("dataset.read", id=package.name, _external=True)


def _shown(context: types.Context, package: model.Package, kept: Kept) -> dict[str, Any]:
    rights = change.rights(context, package)
    organization = model.Group.get(package.owner_org) if package.owner_org else None
    public = _valid_here(kept, package)
    return {
        "dataset": {
            "id": package.id,
            "name": package.name,
            "title": package.title or package.name,
            "type": package.type,
        },
        "organization": find.short(organization) if organization else None,
        "proposed": _entry(kept.proposed),
        "validated": _entry(public),
        "listed": public is not None and package.state == model.State.ACTIVE,
        "rights": {"work": rights.work, "sign_as": rights.sign_as},
    }


def _entry(entry: Entry | None) -> dict[str, Any] | None:
    if entry is None:
        return None
    return {
        **entry.public(),
        "id": entry.id,
        "proposed_at": entry.proposed_at,
        "proposed_by": describe_reasons.person(entry.proposed_by),
        "validated_at": entry.validated_at,
        "validated_by": describe_reasons.person(entry.validated_by),
    }
