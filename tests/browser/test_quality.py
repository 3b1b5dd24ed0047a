"""The pages about quality and the score beside the form, in French, as people see them."""

from __future__ import annotations

import ckan.model as model
import pytest
from playwright.sync_api import Page, expect

from ckanext.opendatalab.common import clock
from ckanext.opendatalab.quality import store
from tests.quality import page_world

from .axe import violations
from .conftest import log_in, picture

pytestmark = pytest.mark.browser

REGION = ".opendatalab-quality"
PANEL = ".opendatalab-quality-live"


@pytest.fixture
def dataset(people):
    found = page_world.checked(people.organization, title="Équipements sportifs", frequency="")
    today = clock.today()
    for back, score in ((200, 22), (90, 31), (20, 48)):
        model.Session.execute(
            store.QualityHistory.__table__.insert().values(
                package_id=found["id"],
                day=today.fromordinal(today.toordinal() - back),
                organization_id=found["owner_org"],
                score=score,
                status="to_improve",
                faults=0,
                criteria="x",
            )
        )
    model.Session.commit()
    return found


def looked_at(page: Page, name: str, region: str = REGION) -> None:
    picture(page, f"quality-{name}")
    assert violations(page, region) == {}, name
    found = page.locator(region).first
    assert found.evaluate("region => region.scrollWidth <= region.clientWidth"), name


@pytest.mark.parametrize("width", [1280, 320])
def test_a_visitor_reads_the_page_of_a_dataset_and_of_its_organization(
    page: Page, live: str, dataset, people, width
):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live}/fr/dataset/{dataset['name']}/quality")
    looked_at(page, f"visitor-{width}")
    assert not page.locator(".opendatalab-quality-internal").count()
    page.goto(f"{live}/fr/organization/{people.organization['name']}/opendatalab/quality")
    looked_at(page, f"organization-{width}")
    page.goto(f"{live}/fr/dataset/{dataset['name']}")
    picture(page, f"dataset-{width}")
    page.goto(f"{live}/fr/dataset/?q=id:{dataset['id']}")
    picture(page, f"search-{width}")


def test_the_staff_reads_cells_apart(page: Page, live: str, dataset, people):
    log_in(page, live, people.publisher)
    page.goto(f"{live}/fr/dataset/{dataset['name']}/quality")
    expect(page.locator(".opendatalab-quality-internal")).to_contain_text(page_world.CELL)
    looked_at(page, "staff")


def test_the_score_follows_what_is_typed_and_focus_stays(page: Page, live: str, dataset, people):
    log_in(page, live, people.publisher)
    page.goto(f"{live}/fr/dataset/edit/{dataset['name']}/3")
    panel = page.locator(PANEL)
    before = int(panel.locator("meter").get_attribute("value") or 0)
    looked_at(page, "form", PANEL)
    field = page.locator("#field-frequency")
    in_page = "field => Math.round(field.getBoundingClientRect().top + window.scrollY)"
    top = field.evaluate(in_page)
    field.focus()
    field.select_option(index=3)
    expect(panel.locator("meter")).not_to_have_attribute("value", str(before))
    after = int(panel.locator("meter").get_attribute("value") or 0)
    assert after > before
    assert page.evaluate("document.activeElement.id") == "field-frequency"
    expect(panel.locator("[role=status]")).to_contain_text(str(after))
    assert field.evaluate(in_page) == top
    looked_at(page, "form-typed", PANEL)


def test_a_file_is_never_sent_while_it_is_described(page: Page, live: str, dataset, people):
    log_in(page, live, people.publisher)
    page.goto(f"{live}/fr/dataset/{dataset['name']}/resource/new")
    sent: list[int] = []
    page.on(
        "request",
        lambda request: (
            "/quality/preview" in request.url and sent.append(len(request.post_data_buffer or b""))
        ),
    )
    content = b"nom;commune\n" + b"Gymnase;Valorne\n" * 20_000
    page.set_input_files(
        "input[type=file]", {"name": "a.csv", "mimeType": "text/csv", "buffer": content}
    )
    page.fill("#field-description", "Les gymnases de la commune, avec leurs adresses.")
    expect(page.locator(f"{PANEL} [role=status]")).not_to_be_empty()
    assert sent
    assert max(sent) < 20_000


def test_without_javascript_the_saved_score_is_there(
    page_without_javascript: Page, live: str, dataset, people
):
    page = page_without_javascript
    log_in(page, live, people.publisher)
    page.goto(f"{live}/fr/dataset/edit/{dataset['name']}/3")
    expect(page.locator(f"{PANEL} meter")).to_be_visible()
