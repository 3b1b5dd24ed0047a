"""Asks the rules about a dataset; shows and changes an organisation's licence policy."""

from __future__ import annotations

import dataclasses
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common import language
from ckanext.opendatalab.licence import facts, offer, register, rules, schema, store

__all__ = [
    "opendatalab_licence_check",
    "opendatalab_licence_policy_show",
    "opendatalab_licence_policy_update",
]


@tk.side_effect_free
def opendatalab_licence_check(context: types.Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Say what the licence rules find in a dataset, or in a draft that is not saved yet.

    :param id: id or name of the dataset (optional)
    :param owner_org: organisation of the draft (optional)
    :param license_id, license_inherited_from, license_homologation_reference, license_fee,
        license_fee_basis, hvd_category: fields of the draft; beside ``id`` they win over the stored
        ones (optional)
    :returns: ``license_id`` and ``findings``: a list, the most serious first, of ``code``,
        ``level`` (error, warning, info), ``message`` in the reader's language, ``field``, and
        ``article`` (``label`` and ``url``) or ``None``
    """
    tk.check_access("opendatalab_licence_check", context, data_dict)
    asked = _validated(data_dict, schema.check())
    dataset: dict[str, Any] = {}
    if asked.get("id"):
        show = tk.get_action("package_show")
        dataset = show(tk.fresh_context(context), {"id": asked.pop("id")})
    dataset = {**dataset, **asked}
    organization = model.Group.get(dataset.get("owner_org") or None)
    administration = store.load(organization.id).administration if organization else True
    found = register.check(facts.of(dataset, administration))
    return {
        "license_id": dataset.get("license_id") or "",
        "findings": [_finding(finding) for finding in found],
    }


def _finding(finding: rules.Finding) -> dict[str, Any]:
    article = finding.notice.article
    return {
        "code": finding.code,
        "level": finding.level,
        "field": finding.notice.field,
        "message": finding.message(language.reader()),
        "article": article and {"label": language.say(article.label), "url": article.url or None},
    }


@tk.side_effect_free
def opendatalab_licence_policy_show(
    context: types.Context, data_dict: dict[str, Any]
) -> dict[str, Any]:
    """Return an organisation's default licence and whether the CRPA's licence list binds it.

    :param id: id or name of the organisation
    :returns: ``organization_id``, ``default_license_id`` (may be ``None``), ``administration``
    """
    organization = _organization(data_dict)
    tk.check_access("opendatalab_licence_policy_show", context, data_dict)
    return dataclasses.asdict(store.load(organization.id))


def opendatalab_licence_policy_update(
    context: types.Context, data_dict: dict[str, Any]
) -> dict[str, Any]:
    """Change an organisation's licence policy; what is absent stays as it was.

    :param id: id or name of the organisation
    :param default_license_id: licence that a new dataset's form proposes; empty for none (optional)
    :param administration: whether the organisation is an administration in the sense of the CRPA,
        thus bound by its list of licences (optional)
    :returns: the policy, as ``opendatalab_licence_policy_show`` does
    """
    organization = _organization(data_dict)
    tk.check_access("opendatalab_licence_policy_update", context, data_dict)
    asked = _validated(data_dict, schema.policy())
    policy = store.load(organization.id)
    if "default_license_id" in asked:
        chosen = asked["default_license_id"] or None
        if chosen not in (None, policy.default_license_id, *offer.ids()):
            raise tk.ValidationError(
                {"default_license_id": [tk._("Choose a licence of the list, or none.")]}
            )
        policy = dataclasses.replace(policy, default_license_id=chosen)
    if "administration" in asked:
        policy = dataclasses.replace(policy, administration=asked["administration"])
    store.save(policy)
    model.Session.commit()
    return dataclasses.asdict(policy)


def _organization(data_dict: dict[str, Any]) -> model.Group:
    identifier = tk.get_or_bust(data_dict, "id")
    organization = model.Group.get(str(identifier))
    if organization is None or not organization.is_organization:
        raise tk.ObjectNotFound(tk._("Organization not found"))
    return organization


def _validated(data_dict: dict[str, Any], wanted: types.Schema) -> dict[str, Any]:
    given = {name: value for name, value in data_dict.items() if name in wanted}
    data, errors = tk.navl_validate(given, wanted)
    if errors:
        raise tk.ValidationError(errors)
    return data
