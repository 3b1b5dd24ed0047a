"""Who may grant which role, without a portal."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from ckanext.opendatalab.common.role_rules import LEGAL_ROLES, ROLES, Change, refusal

BY_ADMINISTRATOR = Change(
    role="project_lead",
    by_sysadmin=False,
    by_administrator=True,
    to_self=False,
    whole_portal=False,
    legal_roles_delegated=False,
)


def test_an_administrator_grants_in_her_organisation():
    assert refusal(BY_ADMINISTRATOR) is None


@pytest.mark.parametrize(
    ("change", "because"),
    [
        ({"by_administrator": False}, "not_administrator"),
        ({"whole_portal": True}, "whole_portal"),
        ({"to_self": True}, "own_role"),
        ({"to_self": True, "role": "dpo", "legal_roles_delegated": True}, "own_role"),
        ({"role": "dpo"}, "legal_role"),
        ({"role": "legal_officer"}, "legal_role"),
    ],
)
def test_what_she_may_not_do_has_a_reason(change, because):
    assert refusal(replace(BY_ADMINISTRATOR, **change)) == because


@pytest.mark.parametrize("role", sorted(LEGAL_ROLES))
def test_the_legal_roles_can_be_delegated(role):
    assert refusal(replace(BY_ADMINISTRATOR, role=role, legal_roles_delegated=True)) is None


def test_a_sysadmin_may_do_everything_and_nobody_else_grants_herself_anything():
    flags = (True, False)
    for role, self_, admin, portal, delegated in itertools.product(ROLES, *[flags] * 4):
        change = Change(role, True, admin, self_, portal, delegated)
        assert refusal(change) is None
        if self_:
            assert refusal(replace(change, by_sysadmin=False)) is not None
