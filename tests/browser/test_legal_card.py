"""A visitor reads what a validated analysis concludes, on a wide screen and on a telephone."""

from __future__ import annotations

import ckan.model as model
import pytest
from ckan.tests import factories
from playwright.sync_api import Page, expect

from ckanext.opendatalab.common import status
from ckanext.opendatalab.common.reindex import reindex
from ckanext.opendatalab.legal.engine import register

from .axe import violations
from .conftest import picture

pytestmark = pytest.mark.browser

CARD = ".opendatalab-legal-card"
GROUNDS = {
    "open_as_is": "L312-1",
    "open_after_processing": "L312-1-2-1,L311-7",
    "not_publishable_concerned": "L311-6-1-privacy,L311-6-1-medical",
}


def concluded(outcome: str) -> str:
    """Return the name of a public dataset with that outcome."""
    found = register.load().outcomes[outcome]
    dataset = factories.Dataset(
        owner_org=factories.Organization(title="Ville de Valorne")["id"],
        title="Prénoms donnés dans l'année",
    )
    verdict = "not_publishable" if outcome.startswith("not_publishable") else outcome
    values = {
        "legal_eligibility": verdict,
        "legal_outcome": outcome,
        "legal_access_right": found.access_right,
        "legal_grounds": GROUNDS.get(outcome, "L311-7"),
    }
    status.write(dataset["id"], values)
    model.Session.commit()
    reindex(dataset["id"])
    return dataset["name"]


@pytest.mark.usefixtures("used_portal")
@pytest.mark.parametrize(
    "outcome", ["open_as_is", "open_after_processing", "not_publishable_concerned"]
)
def test_the_verdict_is_read_in_french_on_every_screen(page: Page, live: str, outcome: str):
    page.goto(f"{live}/fr/dataset/{concluded(outcome)}")
    expect(page.locator(CARD)).to_contain_text(register.load().outcomes[outcome].words["fr"])
    picture(page, f"legal-card-{outcome}")
    assert violations(page, CARD) == {}
    page.set_viewport_size({"width": 320, "height": 640})
    picture(page, f"legal-card-{outcome}-320")
    box = page.locator(CARD).bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 320
    inside = page.locator(CARD).evaluate("card => card.scrollWidth <= card.clientWidth")
    assert inside, "nothing sticks out of the card"
