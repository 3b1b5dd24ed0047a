"""An agent answers the legal questions of a dataset and a legal officer validates them."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from ckan.tests import factories, helpers
from playwright.sync_api import Page, expect

from .axe import violations
from .conftest import PASSWORD, log_in, picture

pytestmark = pytest.mark.browser

OURS = ".opendatalab-legal"
VERDICT = ".opendatalab-legal-verdict"


@dataclass
class File:
    """A dataset whose analysis nobody began, and those who work on it."""

    address: str
    agent: dict
    officer: dict
    dpo: dict
    official: dict
    dataset: dict


@pytest.fixture
def file(used_portal, live: str) -> File:
    agent, officer, dpo, official = (factories.User(password=PASSWORD) for _ in range(4))
    organization = factories.Organization(
        title="Ville de Valorne", users=[{"name": agent["name"], "capacity": "editor"}]
    )
    for user, role in ((officer, "legal_officer"), (dpo, "dpo"), (official, "elected_official")):
        helpers.call_action(
            "opendatalab_role_grant",
            user=user["name"],
            role=role,
            organization=organization["name"],
        )
    dataset = factories.Dataset(
        owner_org=organization["id"], private=True, title="Aires de jeux de Valorne"
    )
    return File(
        f"{live}/fr/dataset/{dataset['name']}/legal", agent, officer, dpo, official, dataset
    )


def answer(page: Page, question: str, *codes: str) -> None:
    for code in codes:
        page.check(f"#answer-{question}-{code}")


def save(page: Page) -> None:
    with page.expect_navigation():
        page.click("button[name=go][value=next]")


def answer_everything(page: Page) -> None:
    """Answer the seven questions of an ordinary dataset with the buttons."""
    answer(page, "content", "none")
    answer(page, "situation", "none")
    save(page)
    for question, code in (("Q01", "yes"), ("Q02", "us"), ("Q03", "yes"), ("Q04", "no")):
        answer(page, question, code)
    save(page)
    answer(page, "Q06", "none")
    save(page)


def test_an_agent_answers_seven_questions_with_the_keyboard_alone(
    page: Page, live: str, file: File
):
    log_in(page, live, file.agent)
    page.goto(file.address)
    picture(page, "legal-empty")
    assert violations(page, OURS) == {}
    wanted = {
        "answer-content-none": "Space",
        "answer-situation-none": "Space",
        "answer-Q01-yes": "Space",
        "answer-Q02-us": "Space",
        "answer-Q03-yes": "Space",
        "answer-Q04-no": "Arrow",
        "answer-Q06-none": "Space",
    }
    for _ in range(3):
        page.focus("#opendatalab-legal-themes a")
        for _ in range(200):
            page.keyboard.press("Tab")
            name, shown = page.evaluate(
                "() => { const e = document.activeElement; const s = getComputedStyle(e);"
                " return [String(e.id || e.value || e.textContent),"
                "  s.outlineStyle !== 'none' || s.boxShadow !== 'none']; }"
            )
            assert shown, f"no visible focus on {name}"
            group = name.rsplit("-", 1)[0]
            for control in [one for one in wanted if one == name or one.startswith(f"{group}-")]:
                radio = page.locator(f"#{control}").get_attribute("type") == "radio"
                if not radio and control == name:
                    page.keyboard.press("Space")
                    wanted.pop(control)
                elif radio:
                    page.keyboard.press("Space")
                    while page.evaluate("() => document.activeElement.id") != control:
                        page.keyboard.press("ArrowDown")
                    wanted.pop(control)
            if page.evaluate("() => document.activeElement.matches('button[name=go]')"):
                break
        with page.expect_navigation():
            page.keyboard.press("Enter")
        if not wanted:
            break
    assert not wanted
    expect(page.locator(VERDICT)).to_have_text("Diffusable")
    expect(page.locator("#opendatalab-legal-work")).to_contain_text(
        "Toutes les questions ont une réponse"
    )
    picture(page, "legal-answered")
    assert violations(page, OURS) == {}


def test_the_proposal_follows_the_answers_while_the_focus_stays(page: Page, live: str, file: File):
    log_in(page, live, file.agent)
    page.goto(file.address)
    answer(page, "content", "none")
    told = page.locator(".opendatalab-legal-saving")
    expect(told).to_contain_text("Enregistré")
    focused = "() => document.activeElement.id"
    assert page.evaluate(focused) == "answer-content-none"
    answer(page, "content", "persons")
    expect(page.locator("#answer-content-none")).not_to_be_checked()
    expect(page.locator("#opendatalab-legal-themes")).to_contain_text("Données personnelles")
    assert page.evaluate(focused) == "answer-content-persons"
    page.goto(f"{file.address}?theme=persons")
    expect(page.locator("#field-Q12")).to_have_count(0)
    answer(page, "Q11", "direct")
    expect(page.locator("#field-Q12")).to_be_visible()
    assert page.evaluate(focused) == "answer-Q11-direct"
    expect(page.locator("#field-Q11 .opendatalab-legal-number")).to_contain_text("sur")
    picture(page, "legal-follow-up")
    assert violations(page, OURS) == {}
    answer(page, "Q11", "no")
    expect(page.locator("#field-Q12")).to_have_count(0)
    page.reload()
    expect(page.locator("#answer-Q11-no")).to_be_checked()


def test_two_people_at_once_lose_nothing(page: Page, chromium, live: str, file: File):
    other = chromium.new_context(locale="fr-FR").new_page()
    for one, user in ((page, file.agent), (other, file.officer)):
        log_in(one, live, user)
        one.goto(file.address)
    answer(other, "content", "persons")
    expect(other.locator(".opendatalab-legal-saving")).to_contain_text("Enregistré")
    other.context.close()
    answer(page, "content", "none")
    expect(page.locator(".opendatalab-legal-saving")).to_contain_text("Une autre personne")
    save(page)
    expect(page.locator(".opendatalab-legal-conflict")).to_contain_text("Après")
    expect(page.locator("#answer-content-none")).to_be_checked()
    picture(page, "legal-conflict")
    assert violations(page, OURS) == {}
    save(page)
    page.goto(f"{file.address}?theme=sorting")
    expect(page.locator("#answer-content-none")).to_be_checked()


def test_everything_works_without_javascript_up_to_the_validation(
    page_without_javascript: Page, live: str, file: File
):
    page = page_without_javascript
    log_in(page, live, file.agent)
    page.goto(file.address)
    answer_everything(page)
    expect(page.locator(VERDICT)).to_have_text("Diffusable")
    expect(page.locator("form[action$=validate]")).to_have_count(0)
    page.context.clear_cookies()

    log_in(page, live, file.officer)
    page.goto(file.address)
    picture(page, "legal-validate")
    page.fill("#field-validate-authority", "La maire")
    page.click("form[action$=validate] button[type=submit]")
    body = page.locator(OURS)
    expect(body).to_contain_text("L'analyse est validée.")
    expect(body).to_contain_text("au nom de : La maire".replace(" :", "\u00a0:"))
    picture(page, "legal-validated")
    page.goto(f"{file.address}/history")
    expect(page.locator("tbody tr").first).to_contain_text(file.officer["fullname"])
    picture(page, "legal-history")
    page.goto(f"{file.address}/print")
    expect(page.locator("main")).to_contain_text("La maire")
    picture(page, "legal-print")


def test_every_state_breaks_no_rule_and_fits_a_small_screen(page: Page, live: str, file: File):
    page.set_viewport_size({"width": 320, "height": 900})
    for role in ("agent", "dpo", "officer"):
        page.context.clear_cookies()
        log_in(page, live, getattr(file, role))
        page.goto(file.address)
        if role == "agent":
            narrow(page, "legal-small-start")
            answer(page, "content", "persons", "protected")
            save(page)
            page.goto(f"{file.address}?theme=persons")
            answer(page, "Q11", "direct")
            save(page)
            answer(page, "Q12", "no")
            answer(page, "Q13", "none")
            save(page)
            answer(page, "Q14", "yes")
            save(page)
            answer(page, "Q14_tests", "none")
            save(page)
            page.goto(f"{file.address}?theme=secrets")
            page.check("#answer-Q07-2d-part")
            narrow(page, "legal-small-extents")
            save(page)
            page.goto(file.address)
        for summary in page.locator(f"{OURS} summary").all():
            if summary.evaluate("s => !s.parentElement.open"):
                summary.click()
        narrow(page, f"legal-small-{role}")
    for path in ("/history", "/print"):
        page.goto(file.address + path)
        narrow(page, f"legal-small{path.replace('/', '-')}")
    page.context.clear_cookies()
    log_in(page, live, file.official)
    page.goto(file.address)
    narrow(page, "legal-small-verdict")


def narrow(page: Page, name: str) -> None:
    """Take pictures, look for rules that are broken and for anything wider than the screen."""
    page.set_viewport_size({"width": 1280, "height": 900})
    picture(page, name.replace("small", "wide"))
    page.set_viewport_size({"width": 320, "height": 900})
    picture(page, name)
    assert violations(page, OURS) == {}, name
    wide = page.evaluate(
        "() => [...document.querySelectorAll('.opendatalab-legal *')]"
        ".filter(e => e.getBoundingClientRect().right > 321"
        " && !e.closest('.visually-hidden, .opendatalab-table'))"
        ".map(e => e.outerHTML.slice(0, 80))"
    )
    assert wide == [], name


def test_a_form_without_the_portals_token_is_refused(page: Page, live: str, file: File):
    log_in(page, live, file.officer)
    for path in ("", "/validate", "/reopen"):
        answer_ = page.request.post(file.address + path, form={"version": "0"})
        assert answer_.status == 400
        assert "CSRF" in answer_.text()
