"""A dataset goes from its publisher to the public, and back in an emergency, in a browser."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from ckan.tests import factories, helpers
from playwright.sync_api import Page, expect

from tests.governance import world
from tests.legal.world import ORDINARY

from .axe import violations
from .conftest import PASSWORD, log_in, picture

pytestmark = pytest.mark.browser

OURS = ".opendatalab-governance"


@dataclass
class Path:
    """A dataset whose legal questions are answered, and those who take it to the public."""

    live: str
    publisher: dict
    officer: dict
    lead: dict
    dpo: dict
    official: dict
    dataset: dict

    def address(self, language: str = "fr", page: str = "/governance") -> str:
        return f"{self.live}/{language}/dataset/{self.dataset['name']}{page}"


@pytest.fixture
def path(used_portal, live: str) -> Path:
    people = {
        "publisher": "editor",
        "officer": "legal_officer",
        "lead": "project_lead",
        "dpo": "dpo",
        "official": "elected_official",
    }
    users = {name: factories.User(password=PASSWORD) for name in people}
    organization = factories.Organization(
        title="Ville de Valorne",
        users=[{"name": users["publisher"]["name"], "capacity": "editor"}],
    )
    for name, role in people.items():
        if role != "editor":
            helpers.call_action(
                "opendatalab_role_grant",
                user=users[name]["name"],
                role=role,
                organization=organization["id"],
            )
    commune = world.Commune("standard", organization, {"editor": users["publisher"]})
    dataset = commune.dataset(title="Gymnases de Valorne", **world.COMPLETE)
    world.call(
        users["publisher"],
        "opendatalab_legal_answer",
        id=dataset["id"],
        version=0,
        answers=ORDINARY,
    )
    return Path(live, dataset=dataset, **users)


def reach(page: Page, selector: str) -> None:
    """Press Tab until the focus, which must be visible, is on what ``selector`` names."""
    for _ in range(300):
        page.keyboard.press("Tab")
        there, visible = page.evaluate(
            "selector => { const e = document.activeElement; const s = getComputedStyle(e);"
            " return [e.matches(selector), s.outlineStyle !== 'none' || s.boxShadow !== 'none']; }",
            selector,
        )
        if there:
            assert visible, f"no visible focus on {selector}"
            return
    pytest.fail(f"the keyboard does not reach {selector}")


def press(page: Page, selector: str) -> None:
    """Press a button with the keyboard and wait for the page that it leads to."""
    reach(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def write(page: Page, selector: str, text: str) -> None:
    reach(page, selector)
    page.keyboard.insert_text(text)


def as_(page: Page, path: Path, user: dict, language: str = "fr") -> None:
    page.context.clear_cookies()
    log_in(page, path.live, user)
    page.goto(path.address(language))


def step(code: str) -> str:
    return f"form:has(input[value={code}]) button[type=submit]"


def checked(page: Page, name: str) -> None:
    """Take pictures, look for rules that are broken and for anything wider than the screen."""
    page.evaluate("() => document.querySelectorAll('details').forEach(one => { one.open = true; })")
    picture(page, f"governance-{name}")
    assert page.locator("h1").count() == 1
    assert violations(page, OURS) == {}, name
    page.set_viewport_size({"width": 320, "height": 900})
    picture(page, f"governance-{name}-320")
    assert violations(page, OURS) == {}, name
    wide = page.evaluate(
        "() => [...document.querySelectorAll('.opendatalab-governance *')]"
        ".filter(e => e.getBoundingClientRect().right > 321"
        " && !e.closest('.visually-hidden, .opendatalab-table'))"
        ".map(e => e.outerHTML.slice(0, 80))"
    )
    assert wide == [], name
    page.set_viewport_size({"width": 1280, "height": 900})


def test_a_dataset_is_published_with_the_keyboard_alone(page: Page, path: Path):
    as_(page, path, path.publisher)
    checked(page, "publisher")
    page.goto(path.address())
    write(page, "#field-step-submit-message", "Relu avec le service des sports.")
    press(page, step("submit"))
    expect(page.locator(OURS)).to_contain_text(
        "En revue : analyse juridique".replace(" :", "\u00a0:")
    )

    as_(page, path, path.officer)
    checked(page, "officer")
    page.goto(path.address())
    reach(page, "#field-comment-field")
    page.keyboard.type("Desc")
    write(page, "#field-comment-text", "Ajoutez les horaires d'été.")
    press(page, "form[action$='/comment'] button")
    expect(page.locator(".opendatalab-governance-comment")).to_contain_text("horaires d'été")
    reach(page, "#opendatalab-step-return summary")
    if page.locator("#opendatalab-step-return").get_attribute("open") is None:
        page.keyboard.press("Enter")
    press(page, step("return"))
    expect(page.locator("[role=alert]")).to_be_visible()  # no reason yet
    checked(page, "missing-reason")
    page.goto(path.address())
    reach(page, "#opendatalab-step-return summary")
    if page.locator("#opendatalab-step-return").get_attribute("open") is None:
        page.keyboard.press("Enter")
    write(page, "#field-step-return-reason", "La description est à compléter.")
    press(page, step("return"))
    expect(page.locator(OURS)).to_contain_text("À corriger")

    as_(page, path, path.publisher)
    checked(page, "returned")
    page.goto(path.address())
    press(page, ".opendatalab-governance-comment a")
    assert page.url.endswith("#field-notes")
    page.locator("#field-notes").press("End")
    page.keyboard.insert_text(" Ouverts de 9 h à 20 h en été.")
    page.locator("#field-notes").press("Tab")
    press(page, "form.dataset-form button[name=save], form button.btn-primary[type=submit]")
    page.goto(path.address())
    press(page, "form[action$='/settle'] button")
    press(page, step("resubmit"))

    as_(page, path, path.officer)
    press(page, "#opendatalab-checklist a")
    assert "/legal" in page.url
    with page.expect_navigation():
        page.locator("form[action$=validate] button[type=submit]").press("Enter")
    page.goto(path.address())
    expect(page.locator(OURS)).to_contain_text("En revue : chef de projet".replace(" :", "\u00a0:"))

    as_(page, path, path.lead)
    checked(page, "lead")
    page.goto(path.address())
    press(page, step("approve"))
    expect(page.locator(".opendatalab-governance-facts")).to_contain_text("Publié")
    checked(page, "published")

    page.context.clear_cookies()
    assert page.goto(path.address(page="")).status == 200
    expect(page.locator("h1").last).to_contain_text("Gymnases de Valorne")
    assert "horaires d'été" not in page.content()
    assert page.request.get(path.address()).status in (403, 404)


def test_an_emergency_is_one_click_without_javascript_and_in_english(
    page_without_javascript: Page, page: Page, path: Path
):
    sysadmin = factories.Sysadmin()
    for code in ("submit", "legal_settled", "approve"):
        world.step(sysadmin, path.dataset, code, reason="Pour l'essai.")
    bare = page_without_javascript
    as_(bare, path, path.publisher, "en")
    expect(bare.locator(OURS)).to_contain_text("Published")
    bare.click(step("withdraw_now"))
    expect(bare.locator(OURS)).to_contain_text("Withdrawn")
    assert bare.request.get(path.address(page="")).status == 200  # she still sees it
    as_(page, path, path.publisher, "en")
    checked(page, "withdrawn")
    page.goto(path.address("en"))
    write(page, "#field-explain-reason", "A column held names.")
    press(page, "form[action$='/explain'] button")
    expect(page.locator("#opendatalab-history")).to_contain_text("A column held names.")
    page.context.clear_cookies()
    assert page.request.get(path.address(page="")).status == 404


def test_who_only_reads_sees_where_it_stands(page: Page, path: Path):
    as_(page, path, path.official)
    expect(page.locator(OURS)).to_contain_text("Brouillon")
    assert page.locator(f"{OURS} form").count() == 0
    checked(page, "official")


def test_a_form_without_the_portals_token_is_refused(page: Page, path: Path):
    log_in(page, path.live, path.publisher)
    for operation in ("step", "comment", "settle", "explain", "dates"):
        answer = page.request.post(f"{path.address()}/{operation}", form={"version": "1"})
        assert answer.status == 400
        assert "CSRF" in answer.text()
