"""The page where an organisation says how strictly it is checked, and the command."""

from __future__ import annotations

import json

import pytest
from bs4 import BeautifulSoup
from ckan.cli.cli import ckan
from ckan.tests import factories

from ckanext.opendatalab.common import log
from ckanext.opendatalab.workflow import store
from tests.workflow import routes
from tests.workflow.conftest import SECRET, adopt

pytestmark = pytest.mark.usefixtures("gate")


def page(organisation) -> str:
    return f"/organization/{organisation.name}/opendatalab/adoption"


def seen(app, organisation, person="admin", query="", language="") -> BeautifulSoup:
    address = language + page(organisation) + query
    body = app.get(address, headers=organisation.headers(person)).body
    return BeautifulSoup(body, "html.parser").select_one("#content")


def post(app, organisation, person="admin", **form):
    headers = organisation.headers(person)
    return app.post(page(organisation), data=form, headers=headers, follow_redirects=False)


def mode_of(organisation):
    return store.adopted([organisation.id])[organisation.id].mode


def to_settle(organisation, **values):
    attempt = routes.Attempt(organisation, "editor")
    routes.prepare(routes.Route({**routes.WITH_FILE, **values}, print), attempt)
    return attempt


def test_members_see_the_page_and_administrators_decide(app, organisation):
    expected = {
        "anonymous": (403, 403),
        "stranger": (403, 403),
        "member": (200, 403),
        "editor": (200, 403),
        "admin": (200, 302),
        "sysadmin": (200, 302),
    }
    for person, statuses in expected.items():
        got = app.get(page(organisation), headers=organisation.headers(person))
        sent = post(app, organisation, person, mode="warn")
        assert (person, got.status_code, sent.status_code) == (person, *statuses)


def test_an_administrator_tries_out_then_decides(app, organisation):
    attempt = to_settle(organisation, title="Budget <b>primitif</b>")
    first = seen(app, organisation)
    assert "Nothing is checked" in first.text
    assert first.select("form[method=post]") == []
    tried = seen(app, organisation, query="?mode=warn")
    table = tried.select_one("table")
    assert table.caption.text
    assert {header["scope"] for header in table.select("th")} == {"col", "row"}
    row = table.select_one("tbody tr")
    assert row.th.get_text(strip=True) == "Budget <b>primitif</b>"
    assert SECRET in row.text
    assert row.a["href"] == f"/dataset/{attempt.dataset['name']}/legal"
    assert mode_of(organisation) == "off"
    form = tried.select_one("form[method=post]")
    assert form.select_one("input[name=_csrf_token]")
    data = {field["name"]: field["value"] for field in form.select("input[type=hidden]")}
    decided = app.post(form["action"], data=data, headers=organisation.headers("admin"))
    assert "From now on: Warn." in decided.body
    assert mode_of(organisation) == "warn"
    (entry,) = log.read(organization_id=organisation.id, kind="adoption_changed")
    assert entry.actor_name == organisation.person("admin")["name"]


def test_what_she_may_not_decide_is_said_before_and_after(app, organisation):
    factories.Dataset()
    tried = seen(app, organisation, query="?mode=block")
    assert "Choose “warn” first" in tried.text
    assert tried.select("form[method=post]") == []
    refused = post(app, organisation, mode="block")
    assert refused.status_code == 400
    content = BeautifulSoup(refused.body, "html.parser").select_one("#content")
    assert content.select_one("[role=alert] a")["href"] == "#field-mode"
    assert "Choose “warn” first" in content.find(id="field-mode-error").text


def test_a_sysadmin_has_less_checked_with_a_reason_that_stays_when_it_is_wrong(app, organisation):
    adopt(organisation, "block")
    refused = post(app, organisation, "sysadmin", mode="warn", reason=" ")
    assert refused.status_code == 400
    content = BeautifulSoup(refused.body, "html.parser").select_one("#content")
    reason = content.select_one("#field-reason")
    assert reason["aria-invalid"] == "true"
    for described in reason["aria-describedby"].split():
        assert content.find(id=described).get_text(strip=True)
    done = post(app, organisation, "sysadmin", mode="warn", reason="The jurist is ill.")
    assert done.status_code == 302
    assert mode_of(organisation) == "warn"


def test_every_control_has_a_label_and_our_other_pages_lead_here(app, organisation):
    content = seen(app, organisation, "sysadmin", "?mode=warn")
    for control in content.select("select, textarea, input:not([type=hidden])"):
        assert content.select_one(f"label[for={control['id']}]").get_text(strip=True)
    assert content.select_one("fieldset legend").get_text(strip=True)
    headers = organisation.headers("admin")
    licence = f"/organization/{organisation.name}/opendatalab/licence"
    assert f'href="{licence}"' in app.get(
        f"/organization/edit/{organisation.name}", headers=headers
    )
    assert f'href="{page(organisation)}"' in app.get(licence, headers=headers)


def test_the_page_speaks_french(app, organisation):
    text = seen(app, organisation, "admin", "?mode=warn", "/fr").text
    assert "Contrôles avant publication" in text
    assert "Show what would change" not in text


def test_an_unknown_mode_or_organisation_is_no_breakdown(app, organisation):
    assert seen(app, organisation, query="?mode=<script>").select("table") == []
    assert post(app, organisation, mode="<script>").status_code == 400
    headers = organisation.headers("sysadmin")
    assert app.get("/organization/nope/opendatalab/adoption", headers=headers).status_code == 404


# --- the command -------------------------------------------------------------------------------


@pytest.fixture
def run(cli, gate):
    return lambda *words: cli.invoke(ckan, ["opendatalab", "adopt", *words])


def test_the_command_tries_out_then_sets_and_says_what_it_did(run, organisation):
    to_settle(organisation)
    tried = run(organisation.name, "--dry-run")
    assert tried.exit_code == 0, tried.output
    assert "off -> warn" in tried.output
    assert "1 public and 0 private" in tried.output
    assert mode_of(organisation) == "off"
    done = run(organisation.name, "--user", organisation.person("admin")["name"])
    assert f"{organisation.name}\twarn\tchanged" in done.output
    (entry,) = log.read(organization_id=organisation.id, kind="adoption_changed")
    assert entry.actor_name == organisation.person("admin")["name"]
    (again,) = json.loads(run(organisation.name, "--json").stdout)
    assert (again["mode"], again["changed"]) == ("warn", False)


def test_the_command_ends_with_1_where_something_is_refused_and_does_the_rest(
    run, organisation, elsewhere
):
    adopt(elsewhere, "warn")
    factories.Dataset()
    result = run(organisation.name, "no-such-one", elsewhere.name, "--mode", "block")
    assert result.exit_code == 1
    assert f"{organisation.name}\trefused\t" in result.output
    assert "no-such-one\trefused\t" in result.output
    assert mode_of(elsewhere) == "block"
    loosened = run(elsewhere.name, "--mode", "off", "--reason", "closed")
    assert loosened.exit_code == 0
    assert mode_of(elsewhere) == "off"


def test_the_command_takes_every_organisation_and_the_default(run, organisation, elsewhere):
    assert run("--every").exit_code == 0
    assert (mode_of(organisation), mode_of(elsewhere)) == ("warn", "warn")
    assert run("--default", "--mode", "warn").exit_code == 0
    assert store.adopted([None])[None].mode == "warn"


@pytest.mark.parametrize("words", [[], ["--every", "one"], ["one", "--mode", "loud"]])
def test_a_command_that_is_not_understood_ends_with_2(run, words):
    assert run(*words).exit_code == 2
