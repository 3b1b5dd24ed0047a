"""The page of a dataset's legal file, as the people around it use it."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag

from tests.legal import world
from tests.legal.page_world import Reader, form_of

pytestmark = pytest.mark.usefixtures("used_portal")


@pytest.fixture
def organization():
    return world.organization(title="Ville de Valorne")


@pytest.fixture
def agent(app, organization):
    return Reader(app, world.person(organization, capacity="editor"))


@pytest.fixture
def dataset(organization):
    return world.dataset(organization, title="Aires de jeux")


def content(response: Any) -> Tag:
    return BeautifulSoup(response.body, "html.parser").select_one("#content")


def test_an_agent_answers_seven_questions_through_the_forms_and_reads_the_proposal(agent, dataset):
    shown, screens, questions = agent.get(dataset), 0, 0
    assert "Question 1 of" in content(shown).text
    while True:
        form = form_of(content(shown), "autosave")
        asked = [one["value"] for one in form.select("input[name=asked]")]
        screens, questions = screens + 1, questions + len(asked)
        answers = {code: world.ORDINARY[code] for code in asked}
        shown = agent.answer(dataset, form, answers)
        assert shown.status_code == 200
        if "Every question is answered" in content(shown).text:
            break
        assert screens < 5
    assert questions == 7
    proposal = content(shown).select_one("#opendatalab-legal-proposal")
    assert proposal.select_one(".opendatalab-legal-verdict").text.strip() == "Publishable"
    assert "The legal analysis is not validated." in proposal.text
    states = [one.text.split() for one in content(shown).select(".opendatalab-step-state")]
    assert states == [["✓", "done"]] * screens
    assert "All the answers" in content(shown).text
    assert world.call(agent.user, "opendatalab_legal_show", id=dataset["id"])["answers"] == (
        world.ORDINARY
    )


def test_who_saves_second_sees_who_changed_what_and_loses_nothing(
    app, organization, agent, dataset
):
    colleague = Reader(app, world.person(organization, capacity="editor"))
    form = form_of(content(agent.get(dataset)), "autosave")
    colleague.answer(
        dataset, form_of(content(colleague.get(dataset)), "autosave"), {"content": ["persons"]}
    )
    late = agent.answer(dataset, form, {"content": ["none"]}, notes={"content": "vu <b>hier</b>"})
    assert late.status_code == 409
    box = content(late).select_one(".opendatalab-legal-conflict")
    assert colleague.user["fullname"] in box.text
    assert "After: People: names" in box.text
    kept = form_of(content(late), "autosave")
    assert [one["value"] for one in kept.select("[name='answer.content'][checked]")] == ["none"]
    assert kept.select_one("[name='note.content']").text == "vu <b>hier</b>"
    again = agent.answer(dataset, kept, {"content": ["none"]}, notes={"content": "vu <b>hier</b>"})
    assert again.status_code == 200
    saved = world.call(agent.user, "opendatalab_legal_show", id=dataset["id"])
    assert saved["answers"]["content"] == ["none"]
    assert saved["notes"]["content"] == "vu <b>hier</b>"


def test_errors_stand_beside_their_field_and_what_was_typed_stays(agent, dataset):
    form = form_of(content(agent.get(dataset)), "autosave")
    refused = agent.answer(
        dataset, form, {"content": ["none", "persons"]}, notes={"situation": "e" * 100_000}
    )
    assert refused.status_code == 400
    page = content(refused)
    links = [one["href"] for one in page.select("[role=alert] a")]
    assert sorted(links) == ["#field-content", "#field-note_situation"]
    assert all(page.select_one(link) for link in links)
    question = page.select_one("#field-content")
    assert "field-content-error" in question["aria-describedby"]
    assert len(question.select("[checked]")) == 2
    assert page.select_one("#field-note_situation")["aria-invalid"] == "true"
    nothing = world.call(agent.user, "opendatalab_legal_show", id=dataset["id"])
    assert (nothing["version"], nothing["answers"]) == (0, {})


def test_each_reader_sees_what_is_hers(app, organization, agent, dataset):
    agent.answer(
        dataset,
        form_of(content(agent.get(dataset)), "autosave"),
        {"content": ["persons"]},
        notes={"content": "SECRET-DE-LA-NOTE"},
    )
    working = {"legal_officer", "dpo", "project_lead", "data_steward"}
    for role in (*sorted(working), "general_director", "elected_official", "member"):
        capacity = "member" if role == "member" else ""
        user = world.person(organization, capacity=capacity, role="" if capacity else role)
        reader = Reader(app, user)
        page = content(reader.get(dataset))
        assert (role, bool(page.select("form[data-opendatalab-autosave]"))) == (
            role,
            role in working,
        )
        assert "The legal analysis is not validated." in page.text
        for leak in ("SECRET-DE-LA-NOTE", "Question", "Reasons", "People: names"):
            assert (leak in page.text) is (role in working), (role, leak)
        for path in ("/history", "/print"):
            status = reader.get(dataset, path).status_code
            assert (role, status) == (role, 200 if role in working else 403)


def test_strangers_are_refused_as_on_the_pages_of_the_portal(app, organization, dataset):
    public = world.dataset(organization, private=False)
    for reader in (Reader(app, world.person()), Reader(app, None)):
        for path in ("", "/history", "/print"):
            # A private dataset is not even known to exist.
            assert reader.get(dataset, path).status_code == 404
            assert reader.get(public, path).status_code == 403
            assert reader.get({"name": "rien-de-tel"}, path).status_code == 404
        for path in ("", "/template", "/duplicate", "/validate", "/reopen", "/attest", "/opinion"):
            assert reader.post(dataset, path, {"version": "0"}).status_code == 404
            assert reader.post(public, path, {"version": "0"}).status_code == 403


def test_who_reads_the_verdict_only_changes_nothing(app, organization, dataset):
    reader = Reader(app, world.person(organization, role="elected_official"))
    for path in ("", "/template", "/duplicate", "/validate", "/reopen", "/attest", "/prove"):
        sent = {"version": "0", "asked": "content", "answer.content": "none", "key": "x"}
        assert reader.post(dataset, path, sent).status_code == 403


def test_html_in_what_people_type_is_text(agent, dataset):
    form = form_of(content(agent.get(dataset)), "autosave")
    agent.answer(dataset, form, {}, notes={"content": "</textarea><script>alert(1)</script>"})
    for path in ("", "/print", "/history"):
        shown = agent.get(dataset, path)
        assert "<script>alert(1)" not in shown.body
        assert not content_of_any(shown).find_all("script", string="alert(1)")


def content_of_any(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.body, "html.parser")


def test_the_history_and_the_printed_file_tell_who_answered_what_and_the_articles(agent, dataset):
    form = form_of(content(agent.get(dataset)), "autosave")
    agent.answer(dataset, form, {"content": ["persons"]}, notes={"content": "Vu avec l'état civil"})
    history = content(agent.get(dataset, "/history"))
    row = history.select_one("tbody tr")
    assert agent.user["fullname"] in row.text
    assert "After: People: names" in row.text
    printed = content_of_any(agent.get(dataset, "/print")).select_one("main")
    for words in ("Printed on", "version 2026", "People: names", "Vu avec l'état civil"):
        assert words in printed.text
    assert printed.select(".opendatalab-legal-grounds a[href^='https://']")
