"""An editor without a shell imports an inventory, with and without JavaScript."""

from __future__ import annotations

from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from .axe import OUR_REGIONS, violations
from .conftest import Portal, log_in, picture

pytestmark = pytest.mark.browser

HEADER = (
    "Titre;Description;Service producteur;Adresse électronique de contact;Licence;"
    "Fréquence de mise à jour;Mots-clés"
)


def inventory(title: str) -> dict:
    rows = [
        HEADER,
        f"{title};Les fontaines;Eau;eau@valorne.example;APIE;Annuelle;eau, été",
        ";sans titre",
    ]
    return {"name": "inventaire.csv", "mimeType": "text/csv", "buffer": "\n".join(rows).encode()}


def import_(page: Page, live: str, people: Portal, pictures: bool) -> None:
    title = f"Fontaines {uuid4().hex[:8]}"
    log_in(page, live, people.publisher)
    page.goto(f"{live}/fr/organization/{people.organization['name']}")
    page.click("a[href$='/opendatalab/inventory']")
    expect(page.locator("#field-mode-check")).to_be_checked()
    if pictures:
        picture(page, "inventory-form")
        assert violations(page, OUR_REGIONS) == {}
    page.set_input_files("#field-upload", inventory(title))
    page.locator(".opendatalab-inventory form button[type=submit]").click()
    page.wait_for_load_state()
    expect(page.locator(".opendatalab-inventory tbody tr")).to_have_count(2)
    if pictures:
        picture(page, "inventory-check")
        assert violations(page, OUR_REGIONS) == {}
    page.locator(".opendatalab-inventory form button[type=submit]").click()
    page.wait_for_load_state()
    expect(page.locator(".opendatalab-inventory form")).to_have_count(0)
    if pictures:
        picture(page, "inventory-report")
    page.get_by_role("link", name=title).click()
    page.wait_for_load_state()
    assert f"/dataset/fontaines-{title[-8:]}" in page.url


def test_an_editor_checks_an_inventory_then_imports_it(page: Page, live: str, people: Portal):
    import_(page, live, people, pictures=True)


def test_the_same_works_without_javascript(
    page_without_javascript: Page, live: str, people: Portal
):
    import_(page_without_javascript, live, people, pictures=False)
