"""Validating, giving an opinion, attesting, proving and going faster, on the page of a file."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag

from ckanext.opendatalab.legal.engine import register
from tests.legal import world
from tests.legal.page_world import Reader, form_of, sent_by

pytestmark = pytest.mark.usefixtures("used_portal")

# Personal data that are to be anonymised: a treatment with its three tests, a mandatory opinion.
PERSONAL: dict[str, Any] = {
    **world.ORDINARY,
    "content": ["persons"],
    "Q08": "none",
    "Q11": "direct",
    "Q12": "no",
    "Q13": "none",
    "Q14": "yes",
    "Q14_tests": "none",
}


@pytest.fixture
def organization():
    return world.organization(title="Ville de Valorne")


@pytest.fixture
def agent(app, organization):
    return Reader(app, world.person(organization, capacity="editor"))


@pytest.fixture
def officer(app, organization):
    return Reader(app, world.person(organization, role="legal_officer"))


def content(response: Any) -> Tag:
    return BeautifulSoup(response.body, "html.parser").select_one("#content")


def answered(agent: Reader, organization: dict[str, Any], answers: dict[str, Any]) -> dict:
    dataset = world.dataset(organization, title="Aires de jeux")
    world.call(agent.user, "opendatalab_legal_answer", id=dataset["id"], version=0, answers=answers)
    return dataset


def shown(reader: Reader, dataset: dict[str, Any]) -> dict[str, Any]:
    return world.call(reader.user, "opendatalab_legal_show", id=dataset["id"])


def submit(reader: Reader, dataset: dict[str, Any], operation: str, **typed: Any) -> Any:
    """Fill in one of the small forms and send it; ``test_x`` is the field ``test.x``."""
    form = form_of(content(reader.get(dataset)), operation)
    sent = sent_by(form)
    for name, value in typed.items():
        sent[name.replace("test_", "test.")] = value if isinstance(value, list) else [value]
    return reader.post(dataset, f"/{operation}", sent)


def test_the_officer_validates_the_proposal_in_the_name_of_the_authority(
    agent, officer, organization
):
    dataset = answered(agent, organization, world.ORDINARY)
    assert form_of(content(agent.get(dataset)), "validate") is None
    page = content(submit(officer, dataset, "validate", authority="La maire", delegation="A 12"))
    assert "The analysis is validated." in page.text
    assert "in the name of: La maire" in page.text
    assert "Nothing stands against publication on legal grounds." in page.text
    history = content(officer.get(dataset, "/history"))
    assert "Delegation: A 12" in history.select_one("tbody tr").text
    printed = BeautifulSoup(officer.get(dataset, "/print").body, "html.parser").main
    assert "In whose name: La maire" in printed.text
    assert "L312-1" in printed.text


def test_another_verdict_takes_a_reason_and_keeps_what_was_typed(agent, officer, organization):
    dataset = answered(agent, organization, world.ORDINARY)
    refused = submit(
        officer,
        dataset,
        "validate",
        decision="other",
        verdict="not_publishable",
        authority="<b>La maire</b>",
    )
    assert refused.status_code == 400
    form = form_of(content(refused), "validate")
    assert form.select_one("#field-validate-reason")["aria-invalid"] == "true"
    assert form.select_one("#decision-other").has_attr("checked")
    assert form.select_one("option[selected]")["value"] == "not_publishable"
    assert form.select_one("[name=authority]")["value"] == "<b>La maire</b>"
    link = content(refused).select_one("[role=alert] a")["href"]
    assert content(refused).select_one(link)
    assert form.find_parent("details").has_attr("open")
    sent = {**sent_by(form), "reason": ["Le fichier nomme des agents."]}
    accepted = officer.post(dataset, "/validate", sent)
    assert shown(officer, dataset)["validation"]["verdict"] == "not_publishable"
    assert "Le fichier nomme des agents." in content(accepted).text


def test_an_incomplete_analysis_offers_no_proposal_to_validate(officer, organization):
    dataset = world.dataset(organization)
    form = form_of(content(officer.get(dataset)), "validate")
    assert not form.select("#decision-proposal")
    assert form.select_one("#decision-other").has_attr("checked")


def test_a_validation_is_not_signed_over_answers_that_changed_meanwhile(
    agent, officer, organization
):
    dataset = answered(agent, organization, world.ORDINARY)
    sent = sent_by(form_of(content(officer.get(dataset)), "validate"))
    version = shown(agent, dataset)["version"]
    world.call(
        agent.user,
        "opendatalab_legal_answer",
        id=dataset["id"],
        version=version,
        answers={"content": ["unknown"]},
    )
    late = officer.post(dataset, "/validate", {**sent, "delegation": ["A 12"]})
    assert late.status_code == 409
    box = content(late).select_one(".opendatalab-legal-conflict")
    assert "After: I do not know" in box.text
    assert form_of(content(late), "validate").select_one("[name=delegation]")["value"] == "A 12"
    assert shown(officer, dataset)["validation"] is None


def test_the_dpo_gives_an_opinion_and_the_officer_needs_a_reason_to_go_against_it(
    app, agent, officer, organization
):
    dataset = answered(agent, organization, PERSONAL)
    dpo = Reader(app, world.person(organization, role="dpo"))
    assert form_of(content(officer.get(dataset)), "opinion") is None
    assert form_of(content(dpo.get(dataset)), "validate") is None
    given = submit(dpo, dataset, "opinion", opinion="unfavourable", text="Trop <i>précis</i>.")
    assert "Trop <i>précis</i>." in content(given).select_one("blockquote").text
    refused = submit(officer, dataset, "validate")
    assert refused.status_code == 400
    reason = content(refused).select_one("#field-validate-reason_against_dpo")
    assert reason["aria-invalid"] == "true"
    accepted = submit(
        officer, dataset, "validate", reason_against_dpo="Le conseil municipal l'a décidé."
    )
    assert accepted.status_code == 200
    assert shown(officer, dataset)["validation"] is not None


def test_a_treatment_is_attested_with_its_tests_and_errors_stand_in_its_own_form(
    agent, organization
):
    dataset = answered(agent, organization, PERSONAL)
    typed = {"method": "Noms retirés", "done_by": "Archives", "done_on": "2026-02-30"}
    refused = submit(agent, dataset, "attest", **typed)
    assert refused.status_code == 400
    form = form_of(content(refused), "attest")
    assert form.select_one("[name=method]").text == "Noms retirés"
    assert form.select_one("[name=done_on]")["aria-invalid"] == "true"
    link = content(refused).select_one("[role=alert] a")["href"]
    assert content(refused).find(id=link.removeprefix("#"))
    tests = {f"test_{name}": "no" for name in ("singling_out", "linking", "inference")}
    done = submit(agent, dataset, "attest", **{**typed, "done_on": "2026-02-03"}, **tests)
    assert "Attested: done by Archives on" in content(done).text
    (treatment,) = shown(agent, dataset)["treatments"]
    assert treatment["attested"]["tests"] == {
        "singling_out": False,
        "linking": False,
        "inference": False,
    }
    assert "no longer possible" in content(agent.get(dataset, "/history")).text


def test_a_condition_is_proved_by_a_reference(agent, organization):
    dataset = answered(
        agent,
        organization,
        {**{k: v for k, v in PERSONAL.items() if not k.startswith("Q14")}, "Q13": "consent"},
    )
    assert shown(agent, dataset)["conditions"]
    assert submit(agent, dataset, "prove", url="javascript:alert(1)").status_code == 400
    proved = submit(agent, dataset, "prove", reference="Registre 2026-4")
    assert "Reference: Registre 2026-4" in content(proved).text


def test_the_officer_takes_a_validation_back_with_a_reason(agent, officer, organization):
    dataset = answered(agent, organization, world.ORDINARY)
    submit(officer, dataset, "validate")
    refused = submit(officer, dataset, "reopen")
    assert refused.status_code == 400
    assert content(refused).select_one("#field-reopen-reason")["aria-invalid"] == "true"
    submit(officer, dataset, "reopen", reason="Le fichier a changé.")
    assert shown(officer, dataset)["validation"] is None


def test_a_model_analysis_is_used_once_every_statement_is_ticked(agent, organization):
    dataset = world.dataset(organization)
    template = register.templates()["menus"]
    chosen = content(agent.get(dataset, "?template=menus"))
    form = form_of(chosen, "template")
    assert len(form.select("[name=confirmed]")) == len(template.confirm)
    sent = sent_by(form)
    refused = agent.post(dataset, "/template", {**sent, "confirmed": ["0"]})
    assert refused.status_code == 400
    again = form_of(content(refused), "template")
    assert [box["value"] for box in again.select("[name=confirmed][checked]")] == ["0"]
    ticked = [str(index) for index in range(len(template.confirm))]
    used = agent.post(dataset, "/template", {**sent, "confirmed": ticked})
    assert "The answers of the model analysis are taken over." in content(used).text
    assert shown(agent, dataset)["template"] == "menus"


def test_last_years_analysis_is_copied_by_the_address_of_its_page(agent, officer, organization):
    source = answered(agent, organization, world.ORDINARY)
    submit(officer, source, "validate")
    dataset = world.dataset(organization)
    for typed in ("rien-de-tel", ""):
        refused = submit(agent, dataset, "duplicate", source=typed)
        assert refused.status_code == 400
        assert content(refused).select_one("#field-duplicate-source")["value"] == typed
    address = f"http://portail.example/fr/dataset/{source['name']}"
    copied = submit(agent, dataset, "duplicate", source=address, confirmed="yes")
    assert "The validation is taken over too." in content(copied).text
    assert shown(agent, dataset)["state"] == "validated"
