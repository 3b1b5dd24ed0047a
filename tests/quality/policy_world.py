"""Policies, results of checks and people, for the tests of what is asked of quality."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import ckan.model as model
from ckan.tests import helpers

from ckanext.opendatalab.quality import assess, store
from ckanext.opendatalab.quality.checks import report
from ckanext.opendatalab.quality.policy import store as policies
from tests.governance.world import COMPLETE
from tests.quality import world

call = world.call


def decide(organization: dict[str, Any] | None, **values: Any) -> None:
    """Write what an organisation, or the whole portal, asks for."""
    policies.save(organization["id"] if organization else None, None, values)
    model.Session.commit()


def blocking(mode: str = "block", **values: Any) -> dict[str, Any]:
    """Return a new organisation that has everything checked and holds back what is poor."""
    organization = world.adopted(mode)
    decide(organization, **{"mode": "block", "minimum_score": 0, **values})
    return organization


def dataset(organization: dict[str, Any], **values: Any) -> dict[str, Any]:
    """Return a new private dataset with one link, well described."""
    return world.legal.dataset(organization, **{**COMPLETE, **values})


def result(resource: dict[str, Any], outcome: str, *faults: str, check: str = "structure") -> None:
    """Have the content that a file has now checked, with this outcome."""
    found = [
        {"code": one, "level": "fail", "count": 1, "numbers": {}, "places": []} for one in faults
    ]
    made = {"check": check, "outcome": outcome, "reason": "", "numbers": {}, "faults": found}
    key = assess.key_of(resource)
    store.want(
        resource["id"],
        resource["package_id"],
        key,
        requested_at=None,
        checked=key,
        checker=report.CHECKER,
        outcome=outcome,
        report={"checks": [made]},
    )
    model.Session.commit()


def asked(resource: dict[str, Any], since: datetime) -> None:
    """Have a check wait since a moment."""
    store.change(resource["id"], requested_at=since)
    model.Session.commit()


def publish(organization: dict[str, Any], dataset: dict[str, Any]) -> dict[str, Any]:
    """Make a dataset public as an administrator of its organisation."""
    user = world.person(organization, capacity="admin")
    return call(user, "package_patch", id=dataset["id"], private=False)


def is_public(dataset: dict[str, Any]) -> bool:
    model.Session.rollback()
    return not helpers.call_action("package_show", id=dataset["id"])["private"]
