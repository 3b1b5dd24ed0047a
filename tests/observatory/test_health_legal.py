"""The doctor on the legal analysis: who validates, which profiles are missing, what lapsed."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import pytest
import sqlalchemy as sa

from ckanext.opendatalab.legal import profile_store
from ckanext.opendatalab.legal.profile_store import Organization
from ckanext.opendatalab.observatory.health import legal
from ckanext.opendatalab.workflow import store
from ckanext.opendatalab.workflow.model import Adoption
from tests.legal import world

pytestmark = pytest.mark.usefixtures("used_portal", "with_request_context")


@pytest.fixture
def town() -> dict[str, Any]:
    """An organisation, the only one whose publications are checked."""
    model.Session.execute(sa.delete(Adoption))
    organization = world.organization()
    store.save(organization["id"], "warn", None)
    model.Session.commit()
    return organization


def told(findings: Any) -> dict[str, str]:
    return {finding.level: f"{finding.sentence} {finding.advice}" for finding in findings}


def profile(organization: dict[str, Any], **values: Any) -> None:
    known = {"type": "commune", "population": 900, "staff": 9.0, **values}
    profile_store.save(Organization(organization["id"], **known))
    model.Session.commit()


def test_where_nobody_may_validate_the_doctor_says_whom_to_name(town):
    profile(town)
    error = told(legal.validators())["error"]
    assert town["name"] in error
    assert f"role grant NAME legal_officer --organization {town['name']}" in error

    person = world.person(town, role="legal_officer")
    assert "error" not in told(legal.validators())

    model.User.get(person["name"]).delete()
    model.Session.commit()
    assert "error" in told(legal.validators())


def test_a_named_person_is_enough_as_long_as_her_account_is_in_use(town):
    person = world.person(town, capacity="editor")
    profile(town, validator_id=person["id"])
    assert list(told(legal.validators())) == ["ok"]
    model.User.get(person["name"]).delete()
    model.Session.commit()
    assert town["name"] in told(legal.validators())["error"]


def test_a_missing_profile_is_told_where_publications_are_checked_and_only_there(town):
    world.person(town, role="legal_officer")
    assert town["name"] in told(legal.validators())["warning"]
    store.save(town["id"], "off", None)
    model.Session.commit()
    assert list(told(legal.validators())) == ["ok"]


def test_a_dataset_that_is_online_with_a_lapsed_validation_is_told_with_the_command(town):
    officer = world.person(town, role="legal_officer")
    dataset = world.dataset(town, private=False)
    world.call(
        officer,
        "opendatalab_legal_answer",
        id=dataset["id"],
        version=0,
        answers=world.ORDINARY,
    )
    world.call(officer, "opendatalab_legal_validate", id=dataset["id"], version=1)
    assert dataset["name"] not in told(legal.lapsed()).get("warning", "")
    world.call(
        officer,
        "opendatalab_legal_answer",
        id=dataset["id"],
        version=2,
        answers={"Q02": "administration"},
    )
    warning = told(legal.lapsed())["warning"]
    assert dataset["name"] in warning
    assert "opendatalab legal lapsed --notify" in warning
