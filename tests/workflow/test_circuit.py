"""The page of an organisation's circuit, its settings, and definitions of the portal's own."""

from __future__ import annotations

import logging

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
from bs4 import BeautifulSoup
from ckan.cli.cli import ckan
from ckan.tests import factories

from ckanext.opendatalab.common import role_store
from ckanext.opendatalab.observatory.health import workflow as health
from ckanext.opendatalab.workflow import store
from ckanext.opendatalab.workflow.engine import register
from ckanext.opendatalab.workflow.governance import definitions
from ckanext.opendatalab.workflow.governance import store as instances
from tests.governance import world
from tests.workflow.conftest import adopt
from tests.workflow.test_adoption_page import post, seen

pytestmark = pytest.mark.usefixtures("gate")


def circuit(app, organisation, person="member", language=""):
    address = f"{language}/organization/{organisation.name}/opendatalab/circuit"
    answer = app.get(address, headers=organisation.headers(person))
    return answer.status_code, BeautifulSoup(answer.body, "html.parser").select_one("#content")


def test_the_circuit_is_a_table_of_steps_with_the_people_of_each_role(app, organisation):
    adopt(organisation, "govern")
    lead = organisation.person("editor")
    role_store.grant(lead["id"], "project_lead", organisation.id, None)
    model.Session.commit()
    _, content = circuit(app, organisation)
    steps = content.select_one("[aria-labelledby=opendatalab-circuit-steps] table")
    lines = [[" ".join(one.text.split()) for one in line.select("td, th")] for line in steps("tr")]
    assert lines[0] == ["From", "Step", "To", "Who", "To settle before"]
    assert lines[1] == ["Towards publication"]
    submit = [
        "Draft", "Submit for review", "In review: project lead", "Editor of the organization",
        "The description is complete",
    ]  # fmt: skip
    assert submit in lines
    assert lines.index(submit) < lines.index(["Returned or taken up again"])
    assert lines.index(["Returned or taken up again"]) < lines.index(["Refused or withdrawn"])
    assert "quality" not in content.text  # nothing measures it here
    people = {
        line.th.text: line.td.get_text(" ", strip=True)
        for line in content.select("[aria-labelledby=opendatalab-circuit-people] tbody tr")
    }
    assert people["Open-data project lead"] == lead["fullname"]
    assert people["Legal officer"] == "Nobody yet"
    warned = content.select_one(".alert-warning").text
    assert "Legal officer" in warned
    assert "project lead" not in warned
    assert content.select_one("table caption").text
    assert content.select("a[href*='journal.csv']") == []
    assert circuit(app, organisation, "admin")[1].select("a[href*='journal.csv']")


def test_only_those_of_the_organisation_see_it(app, organisation):
    adopt(organisation, "govern")
    seen_by = ("anonymous", "stranger", "member", "editor", "admin", "sysadmin")
    found = [circuit(app, organisation, person)[0] for person in seen_by]
    assert found == [403, 403, 200, 200, 200, 200]


def test_without_circuit_the_page_says_so(app, organisation):
    assert "follow no circuit" in circuit(app, organisation)[1].text


def test_an_administrator_sees_the_plan_chooses_the_settings_and_decides(app, organisation):
    factories.Dataset(owner_org=organisation.id)
    tried = seen(app, organisation, query="?mode=govern")
    assert "Public datasets: 1. They stay public." in tried.text
    assert "Nobody has the role “Open-data project lead”" in tried.text
    form = tried.select_one("form[method=post]")
    for control in form.select("textarea, input:not([type=hidden])"):
        assert form.select_one(f"label[for={control['id']}]").get_text(strip=True)
        for described in control.get("aria-describedby", "").split():
            assert form.find(id=described).get_text(strip=True)
    assert {one["value"] for one in form.select("[name=definition]")} >= {"simple", "standard"}
    wrong = {
        "mode": "govern", "settings": "1", "definition": "standard", "editing": "locked",
        "single_agent": "true", "objection_days": "90", "months": "6",
    }  # fmt: skip
    refused = post(app, organisation, **wrong)
    assert refused.status_code == 400
    content = BeautifulSoup(refused.body, "html.parser").select_one("#content")
    days = content.select_one("#field-objection_days")
    assert (days["value"], days["aria-invalid"]) == ("90", "true")
    assert content.select_one("#field-definition-standard").has_attr("checked")
    assert content.select_one("#field-single_agent").has_attr("checked")
    decided = post(app, organisation, **{**wrong, "objection_days": ""})
    assert decided.location.endswith(f"/organization/{organisation.name}/opendatalab/circuit")
    adopted = store.adopted([organisation.id])[organisation.id]
    assert (adopted.definition, adopted.editing, adopted.single_agent) == (
        "standard",
        "locked",
        True,
    )
    _, shown = circuit(app, organisation, "admin")
    assert "One person is enough" in shown.text
    alone = {key: value for key, value in wrong.items() if key != "single_agent"}
    post(app, organisation, **{**alone, "objection_days": "3"})
    adopted = store.adopted([organisation.id])[organisation.id]
    assert (adopted.single_agent, adopted.objection_days) == (False, 3)


def test_the_command_governs(cli, organisation):
    one = factories.Dataset(owner_org=organisation.id)
    words = ["opendatalab", "adopt", organisation.name, "--mode", "govern", "--preset", "full"]
    tried = cli.invoke(ckan, [*words, "--dry-run"])
    assert tried.exit_code == 0, tried.output
    assert "circuit full: 1 public datasets stay public" in tried.output
    assert "PROBLEM\tNobody has the role" in tried.output
    done = cli.invoke(ckan, [*words, "--editing", "locked", "--single-agent", "--months", "2"])
    assert done.exit_code == 0, done.output
    assert "govern\tchanged\t1 public datasets stay public" in done.output
    adopted = store.adopted([organisation.id])[organisation.id]
    assert (adopted.definition, adopted.editing, adopted.single_agent) == ("full", "locked", True)
    words[-1] = "unknown"
    wrong = cli.invoke(ckan, words)
    assert (wrong.exit_code, "refused" in wrong.output) == (1, True)
    model.Session.rollback()
    assert tk.get_action("package_show")({"ignore_auth": True}, {"id": one["id"]})


# --- definitions of the portal's own -----------------------------------------------------------


@pytest.fixture
def own(tmp_path, monkeypatch):
    """Writes a definition of the portal's own, as a copy of "simple" with changes."""
    path = tmp_path / "commune.yaml"

    def write(*changes):
        text = (register.FOLDER / "simple.yaml").read_text(encoding="utf-8")
        for old, new in [("definition: simple", "definition: commune"), *changes]:
            assert old in text
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
        register.definitions.cache_clear()
        monkeypatch.setitem(tk.config, "opendatalab.workflow_definitions", [str(path)])
        return path

    yield write
    monkeypatch.undo()
    register.definitions.cache_clear()
    definitions.forget()


def test_a_file_that_changes_without_a_new_version_counts_as_it_was(own, organisation, caplog):
    own()
    dataset = factories.Dataset(owner_org=organisation.id, private=True)
    adopt(organisation, "govern")
    store.save(organisation.id, "govern", None, definition="commune")
    model.Session.commit()
    world.begin(dataset["id"])
    definitions.look_at_start()
    assert caplog.records == []

    own(("due_days: 60", "due_days: 7"))
    with caplog.at_level(logging.ERROR):
        definitions.look_at_start()
    assert "raise definition_version" in caplog.text
    told = [one.sentence for one in health.circuits() if one.level == "error"]
    assert any("commune: definition_version 1" in one for one in told)
    another = factories.Dataset(owner_org=organisation.id, private=True)
    if instances.load(another["id"]) is None:
        world.begin(another["id"])
    for each in (dataset, another):
        definition = instances.load(each["id"]).definition
        assert definition.transitions["submit"].due_days == 60

    own(("due_days: 60", "due_days: 7"), ("definition_version: 1", "definition_version: 2"))
    assert list(definitions.changed()) == []
    assert instances.load(dataset["id"]).definition.version == 1
    assert definitions.named("commune").transitions["submit"].due_days == 7
