"""The register of an organisation's decisions: one line per dataset."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common.schema import validated
from ckanext.opendatalab.legal import access
from ckanext.opendatalab.legal.assessment import Assessment
from ckanext.opendatalab.legal.organization import find, row, schema, standing_store
from ckanext.opendatalab.legal.organization.standing_store import Scope

# To find those in one state, every one is put to today's rules and its files are looked at.
MOST_LOOKED_AT = 2_000
_UNTIL_VALIDATED = ("not_started", "in_progress", "waiting")


@tk.side_effect_free
def opendatalab_legal_register(context: types.Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """List where the legal analyses of an organisation's datasets stand, by title.

    :param organization: id or name of the organisation
    :param state: only those that are ``not_started``, ``in_progress``, ``waiting``, ``lapsed``,
        ``to_complete`` or ``validated``; then at most 2000 are looked at (optional)
    :param limit: at most 200; 50 unless you say otherwise (optional)
    :param offset: how many to leave out (optional)
    :returns: ``organization``, ``count``, ``truncated`` (whether some were not looked at),
        ``rights`` (``work``, ``sign_as``) and ``results``: a list of ``id``, ``name``, ``title``,
        ``published``, ``state``, ``state_label``, ``lapsed``, ``verdict`` (``code``, ``label``,
        ``decided``) or ``None``, ``validation`` (``at``, ``by_name``, ``as_role``,
        ``as_role_label``, ``authority``, ``template``) or ``None``, ``review_on``, ``blockers``
        (how many), ``reconfirmable`` (it lapsed only by new rules); for who works on analyses also
        ``ruleset_version``
    """
    tk.check_access("opendatalab_legal_register", context, data_dict)
    asked = validated(data_dict, schema.register())
    organization = find.organization(asked["organization"])
    rights = access.on_organization(context.get("user"), organization.id)
    works = rights.work or bool(context.get("ignore_auth"))
    limit, offset = asked.get("limit") or schema.ROWS, asked.get("offset") or 0
    scope = Scope(frozenset({organization.id}))
    if asked.get("state"):
        count, page, truncated = _in_state(scope, asked["state"], limit, offset)
    else:
        count, truncated = standing_store.count(scope), False
        page = standing_store.by_title(scope, limit=limit, offset=offset)
    people = row.names(page)
    return {
        "organization": find.short(organization),
        "count": count,
        "truncated": truncated,
        "rights": {"work": works, "sign_as": rights.sign_as},
        "results": [row.of(one, works=works, people=people) for one in page],
    }


def _in_state(
    scope: Scope, state: str, limit: int, offset: int
) -> tuple[int, list[Assessment], bool]:
    """Return how many are in a state, a page of them, and whether some were not looked at."""
    condition = (
        standing_store.NOT_VALIDATED if state in _UNTIL_VALIDATED else standing_store.VALIDATED
    )
    count = looked_at = 0
    page: list[Assessment] = []
    for one in standing_store.every(scope, condition, most=MOST_LOOKED_AT):
        looked_at += 1
        if one.state != state:
            continue
        if offset <= count < offset + limit:
            page.append(one)
        count += 1
    return count, page, looked_at == MOST_LOOKED_AT
