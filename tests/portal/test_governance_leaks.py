"""Nobody finds a governed dataset that she may not read, nor what was written about it inside.

Every state x person x place to look.  Each dataset has words of its own in all its texts, and in
the comments, reasons and messages about it; whatever a place answers is searched for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa

from ckanext.opendatalab.workflow.engine import readers, register
from tests.portal import governed, surfaces, unpublished
from tests.portal.governed import Governed, Planted

OTHERS = [*unpublished.OURS[1:], "activity", "datastore", "text_view", "stats"]
PLUGINS = ["opendatalab", "opendatalab_reviewers", *OTHERS]
PEOPLE = (*governed.OUTSIDERS, *governed.ROLES, "member", *governed.INSIDERS)
# In another order: ours last, or the labels of somebody else's plugin before or after ours.
ORDERS = {
    "reversed": PLUGINS[::-1],
    "another before": ["example_ipermissionlabels", *PLUGINS],
    "another after": [*PLUGINS, "example_ipermissionlabels"],
}
# Whose pages are looked at beside the actions that they ask, and of which datasets.
PAGES_OF = {
    "anonymous": governed.RICH,
    "elsewhere": ("withdrawn at once",),
    "member": ("director_review",),
    "editor": ("director_review",),
}
OUR_PAGES_OF = {**PAGES_OF, **dict.fromkeys(governed.ROLES[::3], ("director_review",))}
# Who is asked for less: what our rooms say, and what CKAN says of one dataset.
IN_SHORT = ("general_director", "legal_officer", "administrator", "sysadmin")
MINE = ("/dashboard/", "/dashboard/datasets")
# Comments stand beside the fields that they are about, for whoever works on the dataset.
FORMS = ("/dataset/edit/{dataset}", "/dataset/{dataset}/resource/{resource}/edit")
# What tells a role which dataset stands where.
WHICH = ("title", "address", "id")
# Where nothing is said of any dataset, to nobody; everywhere else somebody was told something.
SILENT = {
    "/activity/{activity}",
    "/api/3/action/dataset_follower_list?id={dataset}",
    "/api/3/action/group_list?all_fields=true&include_dataset_count=true",
    "/api/3/action/organization_autocomplete?q={organization}",
    "/api/3/action/organization_list?all_fields=true&include_dataset_count=true",
    "/api/3/action/organization_list?all_fields=true&include_extras=true",
    "/api/3/action/package_collaborator_list?id={dataset}",
    "/api/3/action/package_relationships_list?id={dataset}",
    "/api/3/action/resource_search?query=name%3AFichier&limit=50",
    "/api/3/action/status_show",
    "/api/3/action/user_list?all_fields=true",
    "/api/3/action/datastore_search_sql?sql=SELECT%20%2A%20FROM%20%22_table_metadata%22",
    "/dataset/?vocab_opendatalab_governance_state=in_review",
    "/dataset/followers/{dataset}",
    "/organization/",
    "/organization/about/{organization}",
    "/organization/bulk_process/{organization}",
    "/organization/members/{organization}",
    "/robots.txt",
    "/sitemap.xml",
    "/user/",
}
# What looks like one of the words or of the ids.
WORDS = re.compile(r"zq[a-z]+|[0-9a-f]{8}-[0-9a-f-]{27}")
_once: dict[str, Governed] = {}


@pytest.fixture(scope="module")
def datastore():
    return unpublished.datastore_database()


@pytest.fixture
def portal_with(request, ckan_config, monkeypatch, datastore):
    """Gives the app of a portal with these plugins, in this order."""

    def load(plugins):
        for key, value in {
            "ckan.plugins": plugins,
            "ckan.datastore.write_url": datastore,
            "ckan.datastore.read_url": unpublished.read_only(datastore),
            "ckan.datastore.sqlsearch.enabled": True,
            "ckan.feeds.date": "2020-01-01",
        }.items():
            monkeypatch.setitem(ckan_config, key, value)
        request.getfixturevalue("used_portal")
        return request.getfixturevalue("app")

    return load


@pytest.fixture
def made(portal_with) -> Governed:
    """The same world for every test here: nobody changes it."""
    portal_with(PLUGINS)
    return world()


def world() -> Governed:
    if "world" not in _once:
        found = _once["world"] = governed.made()
        versions = sa.text(
            "SELECT id FROM activity WHERE object_id = :id AND activity_type LIKE '%package'"
            " ORDER BY timestamp"
        )
        for one in found.planted:
            every = list(model.Session.execute(versions, {"id": one.ids["id"]}).scalars())
            # The first of those with a file has none yet.
            one.ids |= {"earlier": every[one.kind in governed.RICH], "activity": every[-1]}
    return _once["world"]


def reads(who: str, one: Planted) -> bool | None:
    """Return whether somebody may read a dataset; ``None``: that is CKAN's own affair."""
    if one.kind in ("deleted", "purged"):
        return None if who in ("member", *governed.INSIDERS) else False
    if one.kind == "published" or who in ("member", *governed.INSIDERS):
        return True
    if one.kind == "record_only":  # public, but for what the work on it said
        return None if works(who) else False
    definition = register.presets()[one.path]
    return who == "legal_officer" or who in readers.roles(definition, one.state)


def works(who: str) -> bool:
    """Return whether somebody reads what is written about the datasets inside."""
    return who in (*governed.INSIDERS, "project_lead", "legal_officer")


def looked_at(
    app, made: Governed, who: str, only: Callable[[surfaces.Surface], bool] = lambda surface: True
) -> Iterator[tuple[surfaces.Surface, str, str]]:
    """Give everywhere to look, with each address and what there may be of ours in its answer."""
    names = {
        "organization": made.organization["name"],
        "group": made.group["name"],
        "user": made.people["editor"]["name"],
        "me": made.people.get(who, made.people["editor"])["name"],
        **made.beginnings,
    }
    for surface in filter(only, surfaces.everything(app, wider=True)):
        kinds: tuple[str, ...] = ("director_review",)
        if not surface.address.startswith("/api/"):
            kinds = (OUR_PAGES_OF if surface.ours else PAGES_OF).get(who, ())
            if not surface.by_dataset and not (
                who == "anonymous"
                or (who in ("elsewhere", "member") and surface.ours)
                or (who in ("elsewhere", "editor") and surface.address in MINE)
            ):
                continue
        elif who == "anonymous":
            kinds = governed.RICH
        elif who in IN_SHORT and not (surface.by_dataset or surface.ours):
            continue
        for kind in kinds if surface.by_dataset else ("published",):
            address = surfaces.filled(surface.address, **names, **made.of(kind).ids)
            try:
                response = app.get(address, headers=made.headers[who])
            except (tk.NotAuthorized, tk.ObjectNotFound, tk.ValidationError):
                continue  # which CKAN does not catch on every page of its own
            text = response.data.decode("utf-8", "replace")
            yield surface, address, " ".join(set(WORDS.findall(text)))


def leaks(who: str, made: Governed, surface: surfaces.Surface, address: str, text: str) -> set[str]:
    """Return which words of which datasets somebody should not have been told there."""
    found: set[str] = set()
    for one in made.planted:
        told = dict(one.words) if reads(who, one) is False else {}
        if surface.by_dataset or one.kind == "record_only":  # who names it knows what it is
            told = {name: word for name, word in told.items() if not name.endswith("id")}
        if surface.ours and who in governed.ROLES:
            told = {name: word for name, word in told.items() if name not in WHICH}
        if not (works(who) and (surface.internal in surfaces.OF_WORK or surface.address in FORMS)):
            told = told | one.inside
        found |= {f"{one.kind}: {name}" for name in said(told, address, text)}
    return found


def said(words: dict[str, str], address: str, text: str) -> set[str]:
    """Return the words that an answer has and that the question had not."""
    return {name for name, word in words.items() if word in text and word not in address}


def test_nobody_is_told_what_is_not_for_her_and_each_what_is(made, app):
    found: dict[str, list[str]] = {}
    told: set[str] = set()
    for who in PEOPLE:
        readable = {
            f"{one.kind} {name}": word
            for one in made.planted
            if reads(who, one)
            for name, word in one.words.items()
        }
        for surface, address, text in looked_at(app, made, who):
            wrong = leaks(who, made, surface, address, text)
            if wrong:
                found[f"{who}: {address}"] = sorted(wrong)
            if said(readable, address, text):
                told.add(surface.address)
    assert not found
    every = surfaces.everything(app, wider=True)
    silent = {each.address for each in every if "/opendatalab" not in each.address} - told
    assert silent - {each.address for each in every if each.ours} == SILENT


def test_each_dataset_is_read_by_those_who_have_to_and_by_nobody_else(made):
    wrong = set()
    for who in (*governed.OUTSIDERS, *governed.ROLES, "member"):
        user = made.people[who]["name"] if who in made.people else ""
        for one in made.planted:
            if one.kind == "purged" or (who == "member" and one.kind == "deleted"):
                continue
            expected = reads(who, one) or one.kind == "record_only"
            try:
                tk.check_access("package_show", {"user": user}, {"id": one.ids["id"]})
            except tk.NotAuthorized:
                expected = not expected
            if not expected:
                wrong.add((who, one.kind))
    assert not wrong


def found_by(made: Governed, who: str) -> set[str]:
    """Return the datasets that somebody finds who asks for all she may."""
    user = made.people[who]["name"] if who in made.people else ""
    asked = {
        "rows": 1000,
        "include_private": True,
        "fq": f"organization:{made.organization['name']}",
    }
    search = tk.get_action("package_search")
    results = search({"user": user, "ignore_auth": False}, asked)["results"]
    kinds = {one.ids["id"]: one.kind for one in made.planted}
    return {kinds[each["id"]] for each in results}


def by_role(made: Governed, who: str) -> set[str]:
    """Return the datasets at which a role has something to do."""
    return {
        one.kind
        for one in made.planted
        if one.kind not in ("deleted", "purged")
        and who in readers.roles(register.presets()[one.path], one.state)
    }


def test_a_reviewer_finds_what_she_has_to_decide_about(made):
    public = {"published", "record_only"}
    assert found_by(made, "anonymous") == found_by(made, "elsewhere") == public
    for role in governed.ROLES:
        assert found_by(made, role) == by_role(made, role) | public, role
    assert by_role(made, "elected_official") == {"approved"}
    assert "director_review" in by_role(made, "general_director")


def test_counts_are_those_of_what_is_public(made, app):
    def asked(action: str, who: str, **given: str):
        headers = made.headers[who]
        answer = app.get(f"/api/3/action/{action}", query_string=given, headers=headers)
        return answer.json["result"]

    organization, group = made.organization["name"], made.group["name"]
    for who in (*governed.OUTSIDERS, *governed.ROLES):
        count = len(found_by(made, who))
        every = asked("organization_list", who, all_fields="true", include_dataset_count="true")
        assert {one["name"]: one["package_count"] for one in every}[organization] <= count, who
        every = asked("group_list", who, all_fields="true", include_dataset_count="true")
        assert {one["name"]: one["package_count"] for one in every}[group] < count, who
        assert asked("organization_show", who, id=organization)["package_count"] <= count, who
        user = asked("user_show", who, id=made.people["editor"]["name"])
        assert user["number_created_packages"] == 2, who


@pytest.mark.parametrize("order", ORDERS)
def test_nobody_is_told_more_where_the_plugins_stand_in_another_order(portal_with, order):
    app = portal_with(ORDERS[order])
    made, found, answers = world(), {}, 0
    for who in ("elsewhere", "project_lead"):
        for surface, address, text in looked_at(app, made, who, only=in_short):
            answers += 1
            wrong = leaks(who, made, surface, address, text)
            if wrong:
                found[f"{who}: {address}"] = sorted(wrong)
    assert not found
    assert answers > 20


def in_short(surface: surfaces.Surface) -> bool:
    """The actions of CKAN that tell of all datasets at once, a few of each sort."""
    _, found, action = surface.address.partition("/api/3/action/")
    names = ("package_", "tag_list", "resource_search", "user_activity", "member_list", "user_show")
    return bool(found) and action.startswith(names) and not surface.by_dataset
