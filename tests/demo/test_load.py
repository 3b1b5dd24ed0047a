"""Loading and clearing the demonstration on a real portal."""

from __future__ import annotations

import json
from pathlib import Path

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
from ckan.lib import uploader
from ckan.lib.search import query_for
from ckan.tests import factories

from ckanext.opendatalab.demo import load
from ckanext.opendatalab.demo.content import identity
from ckanext.opendatalab.demo.steps import Wish

FEW = ("valorne-arbres", "valorne-videoprotection", "saint-aubrac-associations")
WISH = Wish(password="a-password-for-tests")

pytestmark = [
    pytest.mark.ckan_config("scheming.dataset_schemas", "ckanext.opendatalab:demo/schema.yaml"),
    pytest.mark.usefixtures("portal"),
]


@pytest.fixture
def few():
    return load.read().only(FEW)


def outcomes(events):
    return {(event.kind, event.name): event.outcome for event in events}


def show(name):
    return tk.get_action("package_show")({"ignore_auth": True}, {"id": name})


def search(**query):
    parameters = {"rows": 100, "include_private": True, **query}
    return tk.get_action("package_search")({"ignore_auth": True}, parameters)


def files_of(content):
    """The paths of the demonstration's files that are on the disk."""
    store = uploader.get_resource_uploader({"url": ""})
    paths = []
    for name in content.datasets:
        for number in range(1, 4):
            paths.append(Path(str(store.get_path(identity("resource", f"{name}/{number}/1")))))
    return [path for path in paths if path.exists()]


def test_the_command_loads_the_whole_demonstration_and_clears_it(cli):
    content = load.read()
    loaded = cli.invoke(
        _ckan(), ["opendatalab", "demo", "load", "--json", "--password", WISH.password]
    )
    assert loaded.exit_code == 0, loaded.output
    told = json.loads(loaded.stdout)
    assert told["dataset"] == {"created": len(content.datasets)}
    assert told["organization"] == {"created": 6}
    assert {one["password"] for one in told["accounts"]} == {WISH.password}

    found = search()
    assert found["count"] == len(content.datasets)
    assert search(include_private=False)["count"] == sum(
        not entry.get("private") for entry in content.datasets.values()
    )
    assert len(show("valorne-comptages-circulation")["resources"]) == 60
    assert query_for(model.Package) is not None
    for name in content.datasets:
        stored = show(name)
        assert stored["owner_org"] == identity("group", content.datasets[name]["organization"])
        for resource in stored["resources"]:
            assert resource["url"].startswith("http"), resource

    cleared = cli.invoke(_ckan(), ["opendatalab", "demo", "clear", "--yes"])
    assert cleared.exit_code == 0, cleared.output
    assert search()["count"] == 0
    assert model.Session.query(model.Package).count() == 0
    assert model.Session.query(model.Resource).count() == 0
    assert model.Session.query(model.Group).count() == 0
    assert not model.Session.query(model.User).filter(model.User.name == "chefprojet").count()
    assert files_of(content) == []


def test_a_second_load_changes_nothing(few):
    list(load.load(few, WISH))
    before = {name: show(name) for name in FEW}
    hashes = {user.name: user.password for user in model.Session.query(model.User)}

    assert set(outcomes(load.load(few, WISH)).values()) == {"unchanged"}

    assert {name: show(name) for name in FEW} == before
    assert {user.name: user.password for user in model.Session.query(model.User)} == hashes


def test_a_second_load_mends_what_is_missing_and_keeps_what_people_changed(few):
    list(load.load(few, WISH))
    admin = {"ignore_auth": True}
    tk.get_action("package_patch")(admin, {"id": "valorne-arbres", "title": "Les arbres"})
    tk.get_action("package_delete")(admin, {"id": "valorne-videoprotection"})
    tk.get_action("organization_member_delete")(
        {"user": "admin", "ignore_auth": True}, {"id": "ville-de-valorne", "username": "agent1"}
    )
    files_of(few)[0].unlink()
    count = len(files_of(few))

    mended = outcomes(load.load(few, WISH))

    assert mended[("dataset", "valorne-videoprotection")] == "repaired"
    assert mended[("account", "agent1")] == "repaired"
    assert [outcome for outcome in mended.values()].count("repaired") == 3
    assert len(files_of(few)) == count + 1
    assert show("valorne-arbres")["title"] == "Les arbres"
    assert show("valorne-videoprotection")["private"] is True


def test_everybody_has_the_role_and_the_password_that_the_command_prints(few, app):
    noted = {e.name: e.note for e in load.load(few, Wish()) if e.kind == "account"}
    assert len(set(noted.values())) == len(noted)
    for name, password in noted.items():
        user = model.User.get(name)
        assert user is not None
        assert user.validate_password(password)
    assert model.User.get("admin").sysadmin
    assert not model.User.get("chefprojet").sysadmin
    members = tk.get_action("organization_show")(
        {"ignore_auth": True}, {"id": "ville-de-valorne", "include_users": True}
    )["users"]
    assert {user["name"]: user["capacity"] for user in members} == {
        "elu": "member",
        "dgs": "member",
        "chefprojet": "admin",
        "juriste": "member",
        "dpo": "member",
        "agent1": "editor",
    }


def test_passwords_change_only_when_asked_for(few):
    list(load.load(few, WISH))
    list(load.load(few, Wish(password="another-password")))
    assert model.User.get("elu").validate_password(WISH.password)
    list(load.load(few, Wish(password="another-password", reset_passwords=True)))
    assert model.User.get("elu").validate_password("another-password")


def test_a_file_can_be_downloaded_and_says_its_size(few, app):
    list(load.load(few, WISH))
    resource = show("valorne-arbres")["resources"][0]
    response = app.get(f"/dataset/valorne-arbres/resource/{resource['id']}/download/x.csv")
    assert "Tilleul à petites feuilles" in response.data.decode("cp1252")
    assert len(response.data) == resource["size"]
    assert resource["format"] == "CSV"
    assert resource["mimetype"] == "text/csv"


def test_the_page_of_a_dataset_opens_in_french(few, app):
    list(load.load(few, WISH))
    page = app.get("/fr/dataset/valorne-arbres").get_data(as_text=True)
    assert "Arbres d’alignement" in page or "Arbres d&#39;alignement" in page
    assert "Direction du cadre de vie" in page
    assert app.get("/dataset/valorne-videoprotection", status=404)


def test_a_portal_with_other_datasets_is_refused_unless_forced(few, cli):
    other = factories.Dataset()
    refused = cli.invoke(_ckan(), ["opendatalab", "demo", "load"])
    assert refused.exit_code == 1
    assert "holds 1 datasets that are not the demonstration's" in refused.output
    assert model.User.get("elu") is None

    list(load.load(few, WISH, force=True))
    list(load.clear(few))
    assert show(other["name"])["state"] == "active"
    assert search()["count"] == 1


def test_a_name_in_use_is_never_overwritten_even_if_forced(few):
    factories.User(name="elu")
    with pytest.raises(load.RefusedError, match="user elu"):
        list(load.load(few, WISH, force=True))
    assert search()["count"] == 0


def test_clearing_keeps_an_organization_in_which_somebody_put_a_dataset(few):
    list(load.load(few, WISH))
    kept = factories.Dataset(owner_org=identity("group", "saint-aubrac"))
    events = list(load.clear(few))
    assert outcomes(events)[("organization", "saint-aubrac")] == "kept"
    assert show(kept["name"])["organization"]["name"] == "saint-aubrac"
    assert model.Group.get("ville-de-valorne") is None


def test_clearing_asks_first(few, cli):
    list(load.load(few, WISH))
    assert cli.invoke(_ckan(), ["opendatalab", "demo", "clear"], input="n\n").exit_code == 1
    assert search()["count"] == len(FEW)


def test_a_short_password_is_refused(cli):
    result = cli.invoke(_ckan(), ["opendatalab", "demo", "load", "--password", "court"])
    assert result.exit_code == 2
    assert "at least 8 characters" in result.output


def _ckan():
    from ckan.cli.cli import ckan

    return ckan
