"""Loading and clearing the demonstration on a real portal."""

from __future__ import annotations

import json
from pathlib import Path

import ckan.model as model
import pytest
from ckan.cli.cli import ckan
from ckan.lib import uploader
from ckan.tests import factories

from ckanext.opendatalab.demo import load
from ckanext.opendatalab.demo.content import identity
from ckanext.opendatalab.demo.portal import RefusedByPortalError, call
from ckanext.opendatalab.demo.steps import Wish
from tests.demo import governed, legal, quality

FEW = ("valorne-arbres", "valorne-videoprotection", "saint-aubrac-associations")
PEOPLE = ("elu", "chefprojet", "agent1", "admin")
WISH = Wish(password="a-password-for-tests")

pytestmark = pytest.mark.ckan_config(
    "scheming.dataset_schemas", "ckanext.opendatalab:demo/schema.yaml"
)


@pytest.fixture
def few(used_portal):
    """A part of the content, enough for most tests; cleared afterwards."""
    part = load.read().only(FEW, PEOPLE)
    yield part
    list(load.clear(part))


@pytest.fixture
def loaded(few):
    list(load.load(few, WISH, force=True))
    return few


def outcomes(events):
    return {(event.kind, event.name): event.outcome for event in events}


def show(name):
    return call("package_show", id=name)


def count(**query):
    return call("package_search", rows=0, include_private=True, **query)["count"]


def files_of(content):
    """The paths of the demonstration's files that are on the disk."""
    store = uploader.get_resource_uploader({"url": ""})
    paths = [
        Path(str(store.get_path(identity("resource", f"{name}/{number}/1"))))
        for name in content.datasets
        for number in range(1, 4)
    ]
    return [path for path in paths if path.exists()]


def left(content):
    """What is in the database of all that the content makes."""
    found = []
    for class_ in (model.Package, model.Group, model.User, model.Member):
        column = class_.table_id if class_ is model.Member else class_.id
        found += model.Session.query(class_).filter(column.in_(list(content.ids))).all()
    return found


def test_the_command_loads_the_whole_demonstration_and_clears_it(portal, cli):
    content = load.read()
    command = ["opendatalab", "demo", "load", "--json", "--password", WISH.password]
    result = cli.invoke(ckan, command)
    assert result.exit_code == 0, result.output
    # Older versions of Click put standard error, with the progress bar, into the same text.
    told, _ = json.JSONDecoder().raw_decode(result.stdout, result.stdout.index("{\n"))
    assert told["dataset"] == {"created": len(content.datasets)}
    assert told["organization"] == {"created": 6}
    assert {one["password"] for one in told["accounts"]} == {WISH.password}

    assert count() == len(content.datasets)
    assert count(fq="+capacity:public") == governed.check_visibility(content)
    assert len(show("valorne-comptages-circulation")["resources"]) == 60
    for name, entry in content.datasets.items():
        stored = show(identity("package", name))
        assert stored["owner_org"] == identity("group", entry["organization"])
        if name != "valorne-videoprotection":  # a public record, whose words are others
            assert (stored["name"], stored["title"]) == (name, entry["title"])
        assert all(resource["url"].startswith("http") for resource in stored["resources"])
    governed.check_every_state_is_there()
    governed.check_what_awaits_somebody()
    governed.check_the_record_has_its_public_words()
    governed.check_modes(content)
    legal.check_every_verdict_is_shown()
    legal.check_every_state_is_there(content)
    legal.check_what_blocks_is_ready(content)
    legal.check_nobody_is_written_to(content)
    quality.check_every_state_and_band_is_there()
    quality.check_every_kind_of_fault_is_there()
    assert set(outcomes(load.load(content, WISH)).values()) == {"unchanged"}

    cleared = cli.invoke(ckan, ["opendatalab", "demo", "clear", "--yes"])
    assert cleared.exit_code == 0, cleared.output
    assert count() == 0
    assert left(content) == []
    legal.check_nothing_is_left(content)
    governed.check_nothing_is_left(content)
    quality.check_nothing_is_left()
    assert model.Session.query(model.Resource).count() == 0
    assert files_of(content) == []


def test_a_portal_with_other_datasets_is_refused(portal, cli):
    factories.Dataset()
    refused = cli.invoke(ckan, ["opendatalab", "demo", "load"])
    assert refused.exit_code == 1
    assert "holds 1 datasets that are not the demonstration's" in refused.output
    assert left(load.read()) == []


def test_a_forced_load_and_its_clearing_leave_other_datasets_alone(few):
    other = factories.Dataset()
    list(load.load(few, WISH, force=True))
    list(load.clear(few))
    assert show(other["name"])["state"] == "active"
    assert left(few) == []


def test_a_dataset_made_while_trying_the_demonstration_does_not_stop_the_next_load(loaded):
    factories.Dataset()
    assert set(outcomes(load.load(loaded, WISH)).values()) == {"unchanged"}


def test_a_second_load_changes_nothing(loaded):
    before = {name: show(name) for name in FEW}
    hashes = {name: model.User.get(name).password for name in PEOPLE}

    again = load.load(loaded, WISH, force=True)

    assert set(outcomes(again).values()) == {"unchanged"}
    assert {name: show(name) for name in FEW} == before
    assert {name: model.User.get(name).password for name in PEOPLE} == hashes


def test_a_second_load_mends_what_is_missing_and_keeps_what_people_changed(loaded):
    call("package_patch", id="valorne-arbres", title="Les arbres")
    call("package_delete", id="valorne-videoprotection")
    call("organization_member_delete", id="ville-de-valorne", username="agent1")
    before = files_of(loaded)
    before[0].unlink()

    mended = outcomes(load.load(loaded, WISH, force=True))

    assert {name for (_, name), outcome in mended.items() if outcome == "repaired"} == {
        "valorne-arbres",
        "valorne-videoprotection",
        "agent1",
    }
    assert files_of(loaded) == before
    assert show("valorne-arbres")["title"] == "Les arbres"
    assert show("valorne-videoprotection")["private"] is True


def test_everybody_has_the_password_and_the_role_that_are_told(few):
    events = load.load(few, Wish(), force=True)
    noted = {event.name: event.note for event in events if event.kind == "account"}
    assert len(set(noted.values())) == len(PEOPLE)
    for name, password in noted.items():
        assert model.User.get(name).validate_password(password)
    assert [name for name in PEOPLE if model.User.get(name).sysadmin] == ["admin"]
    members = call("organization_show", id="ville-de-valorne", include_users=True)["users"]
    assert {user["name"]: user["capacity"] for user in members} == {
        "elu": "member",
        "chefprojet": "admin",
        "agent1": "editor",
    }


def test_passwords_change_only_when_asked_for(loaded):
    again = load.load(loaded, Wish(password="another-password"), force=True)
    assert {event.note for event in again if event.kind == "account"} == {""}
    again = load.load(loaded, WISH, force=True)
    assert {event.note for event in again if event.kind == "account"} == {WISH.password}
    assert model.User.get("elu").validate_password(WISH.password)
    wish = Wish(password="another-password", reset_passwords=True)
    list(load.load(loaded, wish, force=True))
    assert model.User.get("elu").validate_password("another-password")


def test_the_page_of_a_dataset_shows_what_the_content_says(loaded, app):
    page = app.get("/fr/dataset/valorne-arbres").get_data(as_text=True)
    assert "alignement et des parcs de Valorne" in page
    assert "Direction du cadre de vie" in page
    assert "opendata@valorne.example" in page
    app.get("/dataset/valorne-videoprotection", status=404)

    resource = show("valorne-arbres")["resources"][0]
    response = app.get(f"/dataset/valorne-arbres/resource/{resource['id']}/download/x.csv")
    assert "Tilleul à petites feuilles" in response.data.decode("cp1252")
    assert len(response.data) == resource["size"]
    assert resource["format"] == "CSV"
    assert resource["mimetype"] == "text/csv"


def test_a_name_in_use_is_never_overwritten_even_if_forced(few):
    factories.User(name="elu")
    with pytest.raises(load.RefusedError, match="user elu"):
        list(load.load(few, WISH, force=True))
    assert left(few) == []
    model.Session.delete(model.User.get("elu"))
    model.Session.commit()


def test_what_an_action_refuses_is_told_by_name(few):
    few.datasets["valorne-arbres"]["tags"] = ["feuille d'arbre"]
    with pytest.raises(RefusedByPortalError, match="package_create refused valorne-arbres: .*tag"):
        list(load.load(few, WISH, force=True))


def test_clearing_keeps_an_organization_in_which_somebody_put_a_dataset(loaded):
    kept = factories.Dataset(owner_org=identity("group", "saint-aubrac"))
    cleared = outcomes(load.clear(loaded))
    assert cleared[("organization", "saint-aubrac")] == "kept"
    assert show(kept["name"])["organization"]["name"] == "saint-aubrac"
    assert model.Group.get("ville-de-valorne") is None
    call("dataset_purge", id=kept["id"])


def test_clearing_asks_first(loaded, cli):
    refused = cli.invoke(ckan, ["opendatalab", "demo", "clear"], input="n\n")
    assert refused.exit_code == 1
    assert show("valorne-arbres")["state"] == "active"


def test_a_short_password_is_refused(used_portal, cli):
    result = cli.invoke(ckan, ["opendatalab", "demo", "load", "--password", "court"])
    assert result.exit_code == 2
    assert "at least 8 characters" in result.output
