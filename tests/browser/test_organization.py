"""An administrator of an organisation sets its licence policy and names who is responsible."""

from __future__ import annotations

import pytest
from ckan.tests import factories
from playwright.sync_api import Page, expect

from .axe import violations
from .conftest import PASSWORD, log_in, picture

pytestmark = pytest.mark.browser

# The account bar and the footer are core's.
PRIMARY = ".primary .module-content"


@pytest.fixture
def administered(used_portal):
    """An organisation, its administrator and a colleague who has an account."""
    administrator = factories.User(password=PASSWORD)
    organization = factories.Organization(
        users=[{"name": administrator["name"], "capacity": "admin"}]
    )
    return organization, administrator, factories.User()


def test_the_roles_page_grants_refuses_and_breaks_no_rule(page: Page, live: str, administered):
    organization, administrator, colleague = administered
    log_in(page, live, administrator)
    page.goto(f"{live}/fr/organization/{organization['name']}/opendatalab/roles")
    for name in (colleague["name"], "personne-de-ce-nom"):
        page.fill("#field-user", name)
        page.select_option("#field-role", "project_lead")
        page.get_by_role("button", name="Attribuer le rôle").click()
    picture(page, "roles")
    expect(page.locator("table")).to_contain_text("Chef ou cheffe de projet open data")
    expect(page.get_by_role("alert")).to_contain_text("Aucun compte actif")
    assert violations(page, PRIMARY) == {}


def test_the_licence_page_sets_a_default_and_breaks_no_rule(page: Page, live: str, administered):
    organization, administrator, _ = administered
    log_in(page, live, administrator)
    page.goto(f"{live}/fr/organization/{organization['name']}/opendatalab/licence")
    page.select_option("#field-default_license_id", "lov2")
    picture(page, "licence-policy")
    assert violations(page, PRIMARY) == {}
    page.locator(f"{PRIMARY} button[type=submit]").click()
    expect(page.locator("#field-default_license_id")).to_have_value("lov2")
