"""Pages about the legal side of an organisation's data, in French, as people see them."""

from __future__ import annotations

import pytest
from ckan.tests import factories, helpers
from playwright.sync_api import Page, expect

from tests.legal import signing, world

from .axe import violations
from .conftest import PASSWORD, log_in, picture

pytestmark = pytest.mark.browser

PRIMARY = "article.module > div.module-content"
ENTRY = {
    "title": "Registre des concessions funéraires",
    "subject": "Emplacements et durées des concessions, sans les noms.",
    "created_on": "2010-05-04",
    "reuse_conditions": "Licence Ouverte 2.0",
    "updated_on": "2026-01-31",
    "update_subject": "Ajout de l'année 2025",
}


@pytest.fixture
def valorne(used_portal):
    """An organisation whose legal officer has an account to log in with, and datasets."""
    team = signing.team(title="Ville de Valorne")
    officer = factories.User(password=PASSWORD, fullname="Anne Loi")
    admin = factories.User(password=PASSWORD)
    organization = {"organization": team.organization["id"]}
    for role in ("legal_officer", "data_steward"):
        helpers.call_action(
            "opendatalab_role_grant", user=officer["name"], role=role, **organization
        )
    helpers.call_action(
        "organization_member_create",
        id=team.organization["id"],
        username=admin["name"],
        role="admin",
    )
    signing.answered(team, title="Équipements sportifs")
    validated = signing.answered(team, title="Menus des cantines")
    lapsed = signing.answered(team, title="Aires de jeux")
    for dataset in (validated, lapsed):
        signing.validate(officer, dataset, authority="Le maire")
    signing.with_older_rules(lapsed)
    private = world.dataset(team.organization, title="Concessions")
    world.call(team.editor, "opendatalab_information_propose", id=private["id"], **ENTRY)
    return team, officer, admin, private


def address(live: str, team, path: str) -> str:
    return f"{live}/fr/organization/{team.organization['name']}/opendatalab/{path}"


def looked_at(page: Page, name: str) -> None:
    picture(page, f"organization-{name}")
    assert violations(page, PRIMARY) == {}, name
    # Core's own frame is some pixels too wide on a phone.
    region = page.locator(PRIMARY)
    assert region.evaluate("region => region.scrollWidth <= region.clientWidth"), name


def test_an_administrator_fills_in_the_profile(page: Page, live: str, valorne):
    team, _, admin, _ = valorne
    log_in(page, live, admin)
    page.goto(address(live, team, "profile"))
    page.select_option("#field-type", "commune")
    page.fill("#field-siren", "213105555")
    page.fill("#field-population", "12 345")
    page.fill("#field-staff", "120,5")
    save = page.locator(f"{PRIMARY} button[type=submit]")
    save.click()
    expect(page.get_by_role("alert")).to_contain_text("SIREN")
    looked_at(page, "profile-wrong")
    page.fill("#field-siren", "213 105 554")
    save.click()
    expect(page.locator("#field-staff")).to_have_value("120,5")
    looked_at(page, "profile")
    page.set_viewport_size({"width": 360, "height": 800})
    looked_at(page, "profile-narrow")


def test_a_legal_officer_finds_what_waits_and_validates_a_model(page: Page, live: str, valorne):
    team, officer, _, private = valorne
    log_in(page, live, officer)
    page.goto(f"{live}/fr/opendatalab/legal")
    expect(page.locator(PRIMARY)).to_contain_text("Équipements sportifs")
    looked_at(page, "queue")
    page.goto(address(live, team, "legal"))
    expect(page.locator("tbody tr")).to_have_count(4)
    looked_at(page, "register")
    page.goto(address(live, team, "analyses"))
    looked_at(page, "analyses")
    page.get_by_role("link", name="Équipements et lieux publics").click()
    looked_at(page, "analysis")
    page.fill("#field-authority", "Le maire")
    page.locator(f"{PRIMARY} button[type=submit]").click()
    expect(page.locator("table")).to_contain_text("Au nom de")
    page.goto(f"{live}/fr/dataset/{private['name']}/legal/information")
    looked_at(page, "information")
    page.locator("form:has(input[value=validate]) button").click()
    expect(page.locator(".opendatalab-legal-facts")).to_contain_text(ENTRY["title"])


def test_everybody_reads_the_directory_without_a_script(
    page_without_javascript: Page, page: Page, live: str, valorne
):
    team, officer, _, private = valorne
    world.call(officer, "opendatalab_information_validate", id=private["id"])
    plain = page_without_javascript
    plain.goto(address(live, team, "repertoire"))
    expect(plain.locator("table")).to_contain_text(ENTRY["title"])
    expect(plain.locator(PRIMARY)).to_contain_text("n'est pas une décision de refus")
    page.goto(address(live, team, "repertoire"))
    looked_at(page, "directory")
    page.set_viewport_size({"width": 360, "height": 800})
    looked_at(page, "directory-narrow")
