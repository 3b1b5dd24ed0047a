"""The plugin that lets reviewers find datasets: it only adds readers, and fails closed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
from ckan.lib.plugins import DefaultPermissionLabels, get_permission_labels

from ckanext.opendatalab.common import labels, reindex
from ckanext.opendatalab.workflow import store as adoption
from ckanext.opendatalab.workflow.governance import store
from tests.governance import world
from tests.legal import world as legal
from tests.portal import unpublished

OURS = [*unpublished.OURS, "activity"]
OTHER = "example_ipermissionlabels"

Load = Callable[..., Any]


@pytest.fixture
def portal_with(request, ckan_config, monkeypatch) -> Load:
    """Gives the app of a portal with these plugins, in this order."""

    def load(*plugins: str) -> Any:
        monkeypatch.setitem(ckan_config, "ckan.plugins", list(plugins))
        request.getfixturevalue("used_portal")
        return request.getfixturevalue("app")

    return load


def reviewed(commune: world.Commune, **values: Any) -> dict[str, Any]:
    """Return a dataset that waits for the project lead."""
    dataset = commune.dataset(**values)
    world.step(world.sysadmin(), dataset, "submit", reason="Description reprise plus tard.")
    return dataset


def finds(user: dict[str, Any] | None, dataset: dict[str, Any]) -> bool:
    asked = {"fq": f"id:{dataset['id']}", "include_private": True, "include_drafts": True}
    return legal.call(user, "package_search", **asked)["count"] == 1


def reads(user: dict[str, Any] | None, dataset: dict[str, Any]) -> bool:
    try:
        legal.call(user, "package_show", id=dataset["id"])
    except tk.NotAuthorized:
        return False
    return True


def tags_of(user: dict[str, Any] | None, query: str) -> list[str]:
    return legal.call(user, "tag_list", query=query)


@pytest.mark.parametrize(
    ("plugins", "found"),
    [
        ([*OURS], False),
        (["opendatalab_reviewers", *OURS], True),
        ([*OURS[::-1], "opendatalab_reviewers"], True),
        ([*OURS, "opendatalab_reviewers", OTHER], True),
        ([OTHER, *OURS, "opendatalab_reviewers"], False),
    ],
    ids=["without it", "first", "last", "before another", "after another"],
)
def test_she_reads_what_she_has_to_decide_about_and_finds_it_with_the_plugin(
    portal_with, caplog, plugins, found
):
    with caplog.at_level(logging.ERROR):
        portal_with(*plugins)
    told = [line for line in caplog.messages if "permission labels" in line]
    assert bool(told) is (plugins[0] == OTHER)
    assert all(f"before {labels.PLUGIN}" in line and OTHER in line for line in told)
    commune, elsewhere = world.Commune(), world.Commune()
    tag = f"mot{commune.organization['name']}"
    dataset = reviewed(commune, tags=[{"name": tag}])
    lead = commune.project_lead
    assert reads(lead, dataset)
    assert finds(lead, dataset) is found
    assert (tags_of(lead, tag) == [tag]) is found
    for stranger in (None, elsewhere.project_lead, commune.elected_official):
        assert not reads(stranger, dataset)
        assert not finds(stranger, dataset)
        assert tags_of(stranger, tag) == []
    assert finds(commune.member, dataset)


def test_she_finds_it_no_longer_once_nothing_there_is_hers(portal_with):
    portal_with("opendatalab_reviewers", *OURS)
    commune = world.Commune("full")
    dataset, sysadmin, director = commune.dataset(), world.sysadmin(), commune.general_director
    why = {"reason": "Description reprise plus tard."}
    assert not reads(director, dataset)
    for step in ("submit", "legal_settled", "endorse"):
        world.step(sysadmin, dataset, step, **why)
    assert reads(director, dataset)
    assert finds(director, dataset)
    assert not finds(commune.elected_official, dataset)
    world.step(sysadmin, dataset, "take_back", **why)
    assert not reads(director, dataset)
    assert not finds(director, dataset)


def test_a_role_for_the_whole_portal_counts_in_each_organisation(portal_with):
    portal_with("opendatalab_reviewers", *OURS)
    dataset = reviewed(world.Commune())
    lead = legal.person(role="project_lead", everywhere=True)
    assert reads(lead, dataset)
    assert finds(lead, dataset)


def test_whom_it_is_assigned_to_reads_it_if_she_has_a_role_there(portal_with):
    portal_with("opendatalab_reviewers", *OURS)
    commune = world.Commune()
    dataset = reviewed(commune)
    for person, reading in ((commune.data_steward, True), (legal.person(), False)):
        assert not reads(person, dataset)
        instance = store.load(dataset["id"])
        assert instance is not None
        assign(instance, person)
        assert reads(person, dataset) is reading


def assign(instance: Any, person: dict[str, Any]) -> None:
    store.save(replace(instance, assignee_id=person["id"]))
    model.Session.commit()


def test_nobody_has_to_read_what_is_deleted_or_not_governed(portal_with):
    portal_with("opendatalab_reviewers", *OURS)
    commune = world.Commune()
    dataset, lead = reviewed(commune), commune.project_lead
    adoption.save(commune.id, "warn", None)
    model.Session.commit()
    reindex.reindex(dataset["id"])
    assert not reads(lead, dataset)
    assert not finds(lead, dataset)
    world.govern(commune.id)
    reindex.reindex(dataset["id"])
    assert finds(lead, dataset)
    legal.call(world.sysadmin(), "package_delete", id=dataset["id"])
    assert not reads(lead, dataset)
    assert not finds(lead, dataset)


def test_it_takes_no_reader_away_and_gives_the_public_none(portal_with):
    portal_with("opendatalab_reviewers", *OURS)
    commune = world.Commune()
    core, ours = DefaultPermissionLabels(), get_permission_labels()
    for dataset in (reviewed(commune), legal.dataset(commune.organization, private=True)):
        package = model.Package.get(dataset["id"])
        assert set(ours.get_dataset_labels(package)) >= set(core.get_dataset_labels(package))
    for user in (commune.project_lead, commune.member):
        person = model.User.get(user["name"])
        found = ours.get_user_dataset_labels(person)
        assert set(found) >= set(core.get_user_dataset_labels(person))
    assert ours.get_user_dataset_labels(None) == ["public"]
    public = legal.dataset(legal.organization(), private=False)
    assert ours.get_dataset_labels(model.Package.get(public["id"])) == ["public"]
