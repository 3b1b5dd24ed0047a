"""What a save makes of the quality of a dataset."""

from __future__ import annotations

import ckan.model as model
import pytest
from ckan.tests import factories

from ckanext.opendatalab.quality import assess
from tests.quality import world

pytestmark = pytest.mark.usefixtures("used_portal")


def test_a_saved_dataset_has_a_score_in_the_api_in_the_search_and_in_its_history():
    made = world.dataset(factories.Organization(), notes="Des équipements. " * 20)
    shown = world.show(made["id"])
    row = world.row(made["id"])
    assert (shown["quality_score"], shown["quality_status"]) == (row["score"], row["status"])
    assert world.indexed(made["id"])["quality_score"] == row["score"]
    assert not row["to_index"]
    assert row["organization_id"] == made["owner_org"]


def test_a_better_description_is_a_better_score_at_once():
    made = world.dataset(factories.Organization())
    before = world.row(made["id"])["score"]
    world.do("package_patch", id=made["id"], license_id="etalab-2.0", notes="Bien. " * 60)
    assert world.row(made["id"])["score"] > before
    assert world.indexed(made["id"])["quality_score"] > before


def test_files_are_asked_for_only_where_the_organisation_asked_for_anything():
    asked = world.dataset(world.adopted(), world.GOOD_CSV)
    left = world.dataset(factories.Organization(), world.GOOD_CSV)
    assert world.file(asked["resources"][0]).requested_at is not None
    assert asked["quality_status"] == "pending"
    assert world.file(left["resources"][0]).requested_at is None
    assert left["quality_status"] == "not_assessed"


def test_another_description_asks_for_no_new_check():
    made = world.dataset(world.adopted(), world.GOOD_CSV)
    world.check_files(made["id"])
    checked = world.file(made["resources"][0])
    world.do("package_patch", id=made["id"], title="Un autre titre")
    world.do(
        "resource_patch", id=made["resources"][0]["id"], description="Autre chose", name="Autre"
    )
    full = {**world.show(made["id"])["resources"][0], "description": "Encore"}
    world.do("resource_update", **{k: v for k, v in full.items() if k != "last_modified"})
    assert world.file(made["resources"][0]) == checked


@pytest.mark.parametrize("change", [{"format": "XLSX"}, {"url": "https://example.org/b.csv"}])
def test_another_format_or_address_asks_for_a_new_check_and_the_old_result_counts_no_more(change):
    made = world.dataset(world.adopted(), world.GOOD_CSV)
    world.check_files(made["id"])
    assert world.show(made["id"])["quality_status"] != "pending"
    world.do("resource_patch", id=made["resources"][0]["id"], **change)
    assert world.file(made["resources"][0]).requested_at is not None
    assert world.show(made["id"])["quality_status"] == "pending"
    assert assess.of(made["id"]).checks == {}


def test_another_upload_asks_for_a_new_check():
    made = world.dataset(world.adopted(), world.GOOD_CSV)
    world.check_files(made["id"])
    world.replace(made["resources"][0], world.GOOD_CSV + "Stade;Valorne;900\n")
    assert world.file(made["resources"][0]).requested_at is not None


def test_where_nobody_asks_an_older_result_is_said_to_be_old():
    organization = world.adopted()
    made = world.dataset(organization, world.GOOD_CSV)
    world.check_files(made["id"])
    world.adopt(organization["id"], "off")
    world.replace(made["resources"][0], world.RAGGED_CSV)
    assert world.show(made["id"])["quality_status"] == "stale"


def test_a_file_that_goes_takes_what_is_known_of_it_along():
    made = world.dataset(world.adopted(), world.GOOD_CSV, world.RAGGED_CSV)
    world.check_files(made["id"])
    gone = made["resources"][1]["id"]
    world.do("resource_delete", id=gone)
    model.Session.rollback()
    assert set(assess.store.files(made["id"])) == {made["resources"][0]["id"]}
    assert assess.store.history(gone) == []


def test_a_purged_dataset_takes_everything_along():
    made = world.dataset(world.adopted(), world.GOOD_CSV)
    world.check_files(made["id"])
    world.do("package_delete", id=made["id"])
    world.do("dataset_purge", id=made["id"])
    model.Session.rollback()
    assert world.row(made["id"]) is None
    assert assess.store.files(made["id"]) == {}
    assert assess.store.days(made["id"]) == []
    assert assess.store.history(made["resources"][0]["id"]) == []


def test_a_dataset_that_moves_is_counted_where_it_is():
    made = world.dataset(factories.Organization(), world.GOOD_CSV)
    there, elsewhere = world.adopted(), factories.Organization()
    world.do("package_patch", id=made["id"], owner_org=there["id"])
    assert world.row(made["id"])["organization_id"] == there["id"]
    assert world.file(made["resources"][0]).requested_at is not None
    owner = {"id": made["id"], "organization_id": elsewhere["id"]}
    world.do("package_owner_org_update", **owner)
    assert world.row(made["id"])["organization_id"] == elsewhere["id"]


def test_what_breaks_while_a_score_is_computed_refuses_no_save(monkeypatch):
    made = world.dataset(factories.Organization())

    def broken(*_):
        raise KeyError("a rule of somebody's")

    monkeypatch.setattr(assess.criteria, "of", broken)
    world.do("package_patch", id=made["id"], title="Enregistré quand même")
    monkeypatch.undo()
    assert world.show(made["id"])["title"] == "Enregistré quand même"
    assert world.row(made["id"])["criteria"] == ""


def test_a_save_that_is_refused_leaves_no_trace():
    made = world.dataset(world.adopted(), world.GOOD_CSV)
    before = world.row(made["id"]), world.file(made["resources"][0])
    with pytest.raises(Exception, match="name"):
        world.do("package_patch", id=made["id"], name="!", title="Refusé")
    assert (world.row(made["id"]), world.file(made["resources"][0])) == before


def test_one_history_row_a_day_and_only_where_something_changed():
    made = world.dataset(factories.Organization())
    for title in ("Un", "Deux"):
        world.do("package_patch", id=made["id"], title=title)
    model.Session.rollback()
    (day,) = assess.store.days(made["id"])
    assert day["score"] == world.row(made["id"])["score"]
