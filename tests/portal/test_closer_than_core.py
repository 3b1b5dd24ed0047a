"""What CKAN itself shows of datasets that are not public is closed, and only that."""

from __future__ import annotations

import json
from contextlib import contextmanager

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan.tests import helpers

from tests.legal import world
from tests.portal import unpublished

SETTING = "opendatalab.closer_than_core"
# What the members of the organisation read there.
THEIRS = {"public", "private", "draft", "withdrawn"}
# Where to look, and of which datasets (of these at least) CKAN tells anybody there.
HIDDEN = {"private", "draft", "deleted", "withdrawn"}
LIST = "/api/3/action/datastore_search?resource_id=_table_metadata&limit=32000"
SURFACES: dict[str, set[str]] = {
    "/api/3/action/tag_list": HIDDEN,
    "/api/3/action/tag_list?all_fields=true&query=zqtag": HIDDEN,
    "/api/3/action/tag_search?query=zqtag": HIDDEN,
    "/api/3/action/tag_autocomplete?query=zqtag": HIDDEN,
    "/api/2/util/tag/autocomplete?incomplete=zqtag": HIDDEN,
    "/api/3/action/tag_show?id={tag}": HIDDEN,
    "/api/3/action/format_autocomplete?q={format}": HIDDEN - {"deleted"},
    "/api/2/util/resource/format_autocomplete?incomplete={format}": HIDDEN - {"deleted"},
    "/api/3/action/user_activity_list?id={user}&limit=100": HIDDEN | {"purged"},
    "/user/activity/{user}": {"private", "withdrawn", "purged"},
    "/api/3/action/recently_changed_packages_activity_list?limit=100": {"withdrawn", "purged"},
    "/api/3/action/organization_activity_list?id={organization}&limit=100": {"draft", "deleted"},
    "/organization/activity/{organization}": {"draft", "deleted"},
    "/api/3/action/group_activity_list?id={group}&limit=100": {"deleted"},
    LIST: HIDDEN | {"purged"},
}
# The same for somebody who followed them while they were public.
FOLLOWED = {
    "/api/3/action/dashboard_activity_list?limit=100": {"withdrawn"},
    "/dashboard/": {"withdrawn"},
}
_once: dict[str, unpublished.Unpublished] = {}


@pytest.fixture(scope="module")
def datastore():
    return unpublished.datastore_database()


@pytest.fixture
def made(request, ckan_config, monkeypatch, datastore):
    """The same world for every test here: nobody changes it."""
    monkeypatch.setitem(ckan_config, "ckan.plugins", unpublished.PLUGINS)
    monkeypatch.setitem(ckan_config, "ckan.datastore.write_url", datastore)
    monkeypatch.setitem(ckan_config, "ckan.datastore.read_url", unpublished.read_only(datastore))
    request.getfixturevalue("used_portal")
    if "world" not in _once:
        _once["world"] = unpublished.planted()
    return _once["world"]


@contextmanager
def as_in_core():
    was, tk.config[SETTING] = tk.config[SETTING], False
    try:
        yield
    finally:
        tk.config[SETTING] = was


def told(made, app, address, who):
    """Return the kinds of datasets that somebody is told of at an address."""
    names = {
        "user": made.people["editor"]["name"],
        "organization": made.organization["name"],
        "group": made.group["name"],
    }
    found = set()
    for kind in unpublished.KINDS if "{tag}" in address or "{format}" in address else ("public",):
        full = address.format(**names, **made.words[kind])
        found |= made.told(app.get(full, headers=made.headers[who]).text)
    return found


def test_core_tells_anybody_and_the_setting_closes_it(made, app):
    for address, leaks in SURFACES.items():
        with as_in_core():
            assert told(made, app, address, "anonymous") >= {"public", *leaks}, address
        assert told(made, app, address, "anonymous") == {"public"}, address
        assert told(made, app, address, "follower") == {"public"}, address
        assert told(made, app, address, "member") >= {"public"} | (leaks & THEIRS), address
        assert told(made, app, address, "sysadmin") >= {"public", *leaks}, address


def test_core_tells_a_past_follower_and_the_setting_closes_it(made, app):
    for address, leaks in FOLLOWED.items():
        with as_in_core():
            assert told(made, app, address, "follower") >= {"public", *leaks}, address
        assert told(made, app, address, "follower") == {"public"}, address
        assert told(made, app, address, "member") >= {"public"} | (leaks & THEIRS), address


def test_what_core_holds_of_a_withdrawn_dataset_stays_held(made, app):
    dataset = made.datasets["withdrawn"]["id"]
    activity = activities(dataset)[0]
    for who in ("anonymous", "follower"):
        for address in (
            f"package_activity_list?id={dataset}",
            f"activity_show?id={activity}&include_data=true",
            f"activity_data_show?id={activity}",
            f"activity_diff?id={activity}&object_type=package",
            f"tag_show?id={made.words['withdrawn']['tag']}&include_datasets=true",
        ):
            answer = app.get(f"/api/3/action/{address}", headers=made.headers[who])
            assert answer.status_code in (403, 404), address
            assert made.told(answer.text) == set()


def activities(dataset: str) -> list[str]:
    """Return the ids of the activities of a dataset with a record, the newest first."""
    found = sa.text(
        "SELECT id FROM activity WHERE object_id = :id AND activity_type LIKE '%package'"
        " ORDER BY timestamp DESC"
    )
    return list(model.Session.execute(found, {"id": dataset}).scalars())


def test_a_version_is_compared_with_what_the_caller_could_read_at_the_time(made, app, monkeypatch):
    monkeypatch.setitem(tk.config, "ckan.auth.public_activity_stream_detail", True)
    secret = "zqancientitre"
    dataset = world.dataset(made.organization, title=secret)
    editor = made.people["editor"]
    world.call(editor, "package_patch", id=dataset["id"], title="Nouveau", private=False)
    published = activities(dataset["id"])[0]

    def compared(activity: str, who: str = "anonymous"):
        address = f"/api/3/action/activity_diff?id={activity}&object_type=package"
        return app.get(address, headers=made.headers[who])

    with as_in_core():
        assert secret in compared(published).text
    assert compared(published).status_code == 404
    assert secret in compared(published, "editor").text
    world.call(editor, "package_patch", id=dataset["id"], title="Plus nouveau")
    assert "Plus nouveau" in compared(activities(dataset["id"])[0]).text


def test_the_members_of_a_group_are_the_datasets_that_the_caller_may_read(made, app):
    ids = {kind: dataset["id"] for kind, dataset in made.datasets.items()}

    def listed(who: str, **asked: str) -> set[str]:
        answer = app.get("/api/3/action/member_list", query_string=asked, headers=made.headers[who])
        found = {one[0] for one in answer.json["result"]}
        return {kind for kind, id_ in ids.items() if id_ in found}

    for asked in (
        {"id": made.group["name"], "object_type": "package"},
        {"id": made.organization["name"]},
    ):
        with as_in_core():
            assert listed("anonymous", **asked) >= {"public", "private", "withdrawn"}
        assert listed("anonymous", **asked) == listed("follower", **asked) == {"public"}
        assert listed("member", **asked) >= {"public", "private", "withdrawn"}
    people = ask(made, None, "member_list", id=made.organization["id"], object_type="user")
    assert len(people) >= 2, "nothing but datasets is left out"


def test_a_file_is_shown_as_it_was_to_whom_its_dataset_is(made, app):
    secret = "zqanciennom"
    dataset = world.dataset(
        made.organization, resources=[{"name": secret, "url": "https://example.org/f"}]
    )
    file = {"id": dataset["resources"][0]["id"], "url": "https://example.org/f", "name": "Nouveau"}
    changed = {"id": dataset["id"], "private": False, "resources": [file]}
    world.call(made.people["editor"], "package_patch", **changed)
    earliest = activities(dataset["id"])[-1]
    page = f"/dataset/{dataset['name']}/resources/{file['id']}/history/{earliest}"
    with as_in_core():
        assert secret in app.get(page).text
    for who, shown in {
        "anonymous": False,
        "follower": False,
        "member": False,
        "editor": True,
    }.items():
        answer = app.get(page, headers=made.headers[who])
        assert (answer.status_code == 200) is shown, who
        assert (secret in answer.text) is shown, who


def ask(made, who: str | None, action: str, **data):
    return world.call(made.people[who] if who else None, action, **data)


def test_pages_and_counts_are_those_of_what_is_left(made):
    editor = made.people["editor"]["id"]
    every = [each["id"] for each in ask(made, None, "user_activity_list", id=editor, limit=100)]
    assert len(every) >= 2
    pages = [
        ask(made, None, "user_activity_list", id=editor, limit=1, offset=offset)[0]["id"]
        for offset in range(len(every))
    ]
    assert pages == every
    tag = made.words["public"]["tag"]
    for word in (made.words["private"]["tag"], tag):
        found = ask(made, None, "tag_search", query=word, limit=5)
        assert found["count"] == len(found["results"]) == (word == tag)
    assert ask(made, None, "tag_autocomplete", query=tag, limit=1, offset=0) == [tag]
    assert ask(made, None, "tag_autocomplete", query=tag, limit=1, offset=1) == []


def test_the_list_of_tables_answers_every_question_about_what_is_left(made):
    public, private = made.words["public"], made.words["private"]

    def listed(who=None, **data):
        return ask(made, who, "datastore_search", resource_id="_table_metadata", **data)

    for asked in (
        {"filters": {"name": private["resource"]}},
        {"filters": {"name": [private["resource"]]}},
        {"filters": {"alias_of": private["resource"]}},
        {"filters": json.dumps({"name": private["alias"]})},
        {"filters": {"name": private["alias"]}, "fields": "oid", "records_format": "csv"},
    ):
        hidden = listed(**asked)
        assert (hidden["total"], len(hidden["records"])) == (0, 0), asked
        assert listed("member", **asked)["total"] == 1, asked
    shown = listed(filters={"name": [public["alias"], private["alias"]]}, fields="name,alias_of")
    assert shown["records"] == [{"name": public["alias"], "alias_of": public["resource"]}]
    assert shown["filters"] == {"name": [public["alias"], private["alias"]]}
    total = listed(limit=0)["total"]
    assert len(listed(limit=32000)["records"]) == total
    assert len(listed(limit=1, offset=total - 1)["records"]) == 1
    assert listed(limit=1, offset=total)["records"] == []
    assert "filters" not in listed(limit=1)


def test_the_public_pays_no_query_for_it(made):
    statements: list[str] = []

    def heard(connection, cursor, statement, *_):
        statements.append(statement)

    def counted(action: str, data: dict[str, str]) -> int:
        statements.clear()
        ask(made, None, action, **data)
        return len(statements)

    sa.event.listen(model.meta.engine, "before_cursor_execute", heard)
    try:
        for action, data in (
            ("tag_list", {}),
            ("tag_autocomplete", {"query": "zq"}),
            ("format_autocomplete", {"q": "zq"}),
            ("user_activity_list", {"id": made.people["editor"]["id"]}),
            ("recently_changed_packages_activity_list", {}),
        ):
            with as_in_core():
                counted(action, data)
                before = counted(action, data)
            assert counted(action, data) == before, action
    finally:
        sa.event.remove(model.meta.engine, "before_cursor_execute", heard)


@pytest.mark.parametrize("plugins", [["activity"], []])
def test_a_portal_without_activity_or_datastore_starts(request, ckan_config, monkeypatch, plugins):
    monkeypatch.setitem(ckan_config, "ckan.plugins", [*unpublished.OURS, *plugins])
    request.getfixturevalue("with_plugins")
    assert isinstance(helpers.call_action("tag_list"), list)
    for action in ("datastore_search", "user_activity_list"):
        there = action == "user_activity_list" and "activity" in plugins
        try:
            tk.get_action(action)
        except KeyError:
            assert not there, action
        else:
            assert there, action
