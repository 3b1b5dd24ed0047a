"""A purged dataset leaves nothing behind."""

from __future__ import annotations

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import factories, helpers

from ckanext.opendatalab.common import status
from ckanext.opendatalab.common.model import Status

pytestmark = pytest.mark.usefixtures("used_portal")


def concluded() -> str:
    dataset = factories.Dataset()
    status.write(dataset["id"], {"quality_score": 99, "governance_state": "approved"})
    model.Session.commit()
    return dataset["id"]


def kept(package_id: str) -> bool:
    return model.Session.get(Status, package_id) is not None


def test_a_purged_dataset_takes_its_status_along():
    package_id = concluded()
    helpers.call_action("dataset_purge", id=package_id)
    assert not kept(package_id)


def test_a_dataset_is_purged_by_its_name_too():
    package_id = concluded()
    name = helpers.call_action("package_show", id=package_id)["name"]
    helpers.call_action("dataset_purge", id=name)
    assert not kept(package_id)


def test_a_dataset_created_again_under_the_same_id_starts_afresh():
    package_id = concluded()
    helpers.call_action("dataset_purge", id=package_id)
    again = factories.Dataset(id=package_id)
    assert again.get("quality_score") != 99
    assert helpers.call_action("package_show", id=package_id)["governance_state"] == "published"


def test_a_deleted_dataset_keeps_its_status_for_the_day_it_is_restored():
    package_id = concluded()
    helpers.call_action("package_delete", {"user": factories.Sysadmin()["name"]}, id=package_id)
    assert kept(package_id)


def test_who_may_not_purge_deletes_nothing():
    package_id = concluded()
    user = factories.User()
    with pytest.raises(tk.NotAuthorized):
        helpers.call_action(
            "dataset_purge", {"user": user["name"], "ignore_auth": False}, id=package_id
        )
    model.Session.commit()
    assert kept(package_id)


def test_a_purge_that_fails_keeps_the_status(monkeypatch: pytest.MonkeyPatch):
    package_id = concluded()

    def fail(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(model.Package, "purge", fail)
    with pytest.raises(OSError, match="disk"):
        helpers.call_action("dataset_purge", id=package_id)
    model.Session.commit()
    assert kept(package_id)


def test_purging_what_does_not_exist_says_so():
    with pytest.raises(tk.ObjectNotFound):
        helpers.call_action("dataset_purge", id="no-such-dataset")
    with pytest.raises(tk.ValidationError):
        helpers.call_action("dataset_purge")
