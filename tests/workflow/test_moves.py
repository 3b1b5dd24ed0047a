"""Datasets that change hands: the stricter organisation has the last word."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import helpers

from ckanext.opendatalab.common import log, tables
from ckanext.opendatalab.workflow import store
from tests.workflow import routes
from tests.workflow.conftest import CLEARED, SECRET, adopt

pytestmark = pytest.mark.usefixtures("gate")


def by_update(attempt, target):
    return routes.update(attempt, owner_org=target.id)


def by_patch(attempt, target):
    return routes.patch(attempt, owner_org=target.name)


def by_owner_org_update(attempt, target):
    return attempt.call("package_owner_org_update", id=attempt.id, organization_id=target.id)


MOVES = (by_update, by_patch, by_owner_org_update)


def dataset_in(organisation, elsewhere, **values):
    """A dataset, and a sysadmin about to move it: nobody else may do so in every way."""
    attempt = routes.Attempt(organisation, "sysadmin", values.pop("version", ""))
    routes.prepare(routes.Route(values, print), attempt)
    return attempt


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("values", [routes.PRIVATE, routes.WITH_FILE], ids=["private", "public"])
def test_nothing_leaves_an_organisation_that_blocks_for_one_that_does_not(
    organisation, elsewhere, move, values
):
    attempt = dataset_in(organisation, elsewhere, **values)
    adopt(organisation, "block")
    adopt(elsewhere, "warn")
    was = routes.stored(attempt.id), routes.indexed(attempt.id)
    with pytest.raises(tk.ValidationError) as refused:
        move(attempt, elsewhere)
    assert SECRET in refused.value.error_dict["private"]
    assert (routes.stored(attempt.id), routes.indexed(attempt.id)) == was
    adopt(elsewhere, "block")
    if values["resources"] and values.get("private"):
        move(attempt, elsewhere)
        assert routes.stored(attempt.id)[2] == elsewhere.id


@pytest.mark.parametrize("move", MOVES)
def test_a_public_dataset_with_files_comes_into_an_organisation_that_blocks_once_settled(
    organisation, elsewhere, move
):
    attempt = dataset_in(organisation, elsewhere, **routes.WITH_FILE)
    adopt(elsewhere, "block")
    with pytest.raises(tk.ValidationError):
        move(attempt, elsewhere)
    routes.patch(attempt, version=CLEARED)
    move(attempt, elsewhere)
    assert routes.stored(attempt.id)[2] == elsewhere.id


@pytest.mark.parametrize("move", MOVES)
def test_a_move_out_of_an_organisation_that_is_warned_is_logged(organisation, elsewhere, move):
    attempt = dataset_in(organisation, elsewhere, **routes.PRIVATE)
    adopt(organisation, "warn")
    move(attempt, elsewhere)
    (entry,) = log.read(package_id=attempt.id)
    assert (entry.kind, entry.organization_id) == ("moved_despite_blockers", elsewhere.id)


def test_moving_and_publishing_at_once_does_not_pass(organisation, elsewhere):
    attempt = dataset_in(organisation, elsewhere, **routes.PRIVATE)
    adopt(organisation, "block")
    with pytest.raises(tk.ValidationError):
        routes.patch(attempt, owner_org=elsewhere.id, private=False)
    assert routes.stored(attempt.id)[:3] == (True, "active", organisation.id)


def test_an_organisation_is_not_purged_while_its_datasets_are_held_back(organisation, elsewhere):
    # Public ones: CKAN 2.12 itself cannot purge an organisation with private datasets.
    first = dataset_in(organisation, elsewhere, **routes.WITH_FILE, version=CLEARED)
    second = dataset_in(organisation, elsewhere, **routes.WITH_FILE)
    adopt(organisation, "block")
    sysadmin = {"user": organisation.person("sysadmin")["name"]}
    with pytest.raises(tk.ValidationError):
        helpers.call_action("organization_purge", dict(sysadmin), id=organisation.id)
    assert {routes.stored(one.id)[2] for one in (first, second)} == {organisation.id}
    routes.patch(second, version=CLEARED)
    helpers.call_action("organization_purge", dict(sysadmin), id=organisation.id)
    assert store.adopted([organisation.id])[organisation.id].own is False
    entries = log.read(organization_id=organisation.id, kind="adoption_changed")
    assert [entry.data["because"] for entry in entries] == ["organization_purged"]


def test_on_a_portal_half_migrated_what_was_adopted_stays_closed(
    organisation, elsewhere, monkeypatch
):
    attempt = dataset_in(organisation, elsewhere, **routes.PRIVATE)
    adopt(organisation, "block")
    monkeypatch.setattr(tables, "ready", lambda: False)
    with pytest.raises(tk.ValidationError) as refused:
        routes.patch(attempt, private=False)
    assert "not up to date" in " ".join(refused.value.error_dict["private"])
    other = dataset_in(elsewhere, organisation, **routes.PRIVATE)
    routes.patch(other, private=False)
