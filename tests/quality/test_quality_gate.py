"""What stands between a dataset and its publication because of its quality, and what does not."""

from __future__ import annotations

from datetime import timedelta

import ckan.plugins.toolkit as tk
import pytest

from ckanext.opendatalab.common import clock, gates
from ckanext.opendatalab.quality.policy import gate, worker
from tests.governance.world import begin
from tests.quality import policy_world, world
from tests.quality.policy_world import call

HTML = "<!DOCTYPE html><html><body><h1>Erreur 404</h1></body></html>"


@pytest.fixture(autouse=True)
def _only_quality(used_portal, app):
    """Only this gate; nothing decided for the whole portal.  Starting the app names the gates."""
    before = gates.registered()
    gates.use([gate.quality])
    policy_world.decide(None, mode=None, minimum_score=None, mandatory=None, tolerated=None)
    yield
    gates.use(before)


def refused(organization, dataset) -> str:
    with pytest.raises(tk.ValidationError) as error:
        policy_world.publish(organization, dataset)
    assert not policy_world.is_public(dataset)
    return " ".join(error.value.error_dict["private"])


def test_nobody_is_held_back_who_did_not_ask_for_it():
    organization = world.adopted("block")
    dataset = world.legal.dataset(organization)
    policy_world.publish(organization, dataset)
    assert policy_world.is_public(dataset)


def test_a_poor_description_is_held_back_until_it_is_better():
    organization = policy_world.blocking(minimum_score=60)
    dataset = world.legal.dataset(organization, notes="")
    policy_world.result(dataset["resources"][0], "pass")
    told = refused(organization, dataset)
    assert "points out of 100 and at least 60 are asked for" in told
    assert f"/dataset/{dataset['name']}/quality" in told
    policy_world.decide(organization, minimum_score=1)
    policy_world.publish(organization, dataset)
    assert policy_world.is_public(dataset)


def test_a_mandatory_criterion_is_named_with_what_to_do():
    organization = policy_world.blocking(mandatory=["theme"])
    dataset = policy_world.dataset(organization, theme=[])
    policy_world.result(dataset["resources"][0], "pass")
    assert "Asked for here: Theme. Choose at least one theme." in refused(organization, dataset)


def test_a_pending_check_holds_back_and_says_since_when():
    organization = policy_world.blocking()
    dataset = policy_world.dataset(organization)
    told = refused(organization, dataset)
    assert "Wait: the file “Fichier” is to be checked, asked for on" in told


def test_a_check_that_nobody_makes_holds_nobody_back(monkeypatch):
    organization = policy_world.blocking()
    dataset = policy_world.dataset(organization)
    policy_world.asked(dataset["resources"][0], clock.now() - timedelta(hours=2))
    monkeypatch.setattr(worker, "works", lambda: True)  # no worker can run beside a test
    refused(organization, dataset)
    monkeypatch.undo()
    policy_world.publish(organization, dataset)
    assert policy_world.is_public(dataset)


def test_a_file_that_fails_holds_back_unless_that_is_tolerated():
    organization = policy_world.blocking()
    dataset = policy_world.dataset(organization)
    policy_world.result(dataset["resources"][0], "fail", "ragged_row")
    assert "The file “Fichier” does not pass this check" in refused(organization, dataset)
    policy_world.decide(organization, tolerated=["ragged_row"])
    policy_world.publish(organization, dataset)
    assert policy_world.is_public(dataset)


def test_what_the_portal_could_not_check_holds_nobody_back():
    organization = policy_world.blocking()
    dataset = policy_world.dataset(organization)
    policy_world.result(dataset["resources"][0], "error")
    policy_world.publish(organization, dataset)
    assert policy_world.is_public(dataset)


def test_another_address_is_another_content_whose_old_result_does_not_count():
    organization = policy_world.blocking()
    dataset = policy_world.dataset(organization)
    resource = dataset["resources"][0]
    policy_world.result(resource, "pass")
    user = world.person(organization, capacity="editor")
    call(user, "resource_patch", id=resource["id"], url="https://example.org/autre.csv")
    assert "Wait" in refused(organization, dataset)


@pytest.mark.parametrize("mode", ["block", "govern"])
def test_a_bad_file_is_kept_in_a_public_dataset_which_can_still_be_edited(mode):
    organization = policy_world.blocking(mode="off")
    dataset = policy_world.dataset(organization, private=False)
    policy_world.result(dataset["resources"][0], "pass")
    world.adopt(organization["id"], mode)
    if mode == "govern":
        begin(dataset["id"], public=True)
    user = world.person(organization, capacity="admin", role="project_lead")
    added = world.legal.upload(user, dataset, HTML, "equipements.csv", name="Équipements")
    policy_world.result(added, "fail", "html", check="format")
    assert policy_world.is_public(dataset)
    call(user, "package_patch", id=dataset["id"], notes="Une autre description, plus longue.")
    shown = world.show(dataset["id"])
    assert [one["name"] for one in shown["resources"]] == ["Fichier", "Équipements"]
    assert shown["notes"].startswith("Une autre")
    assert not shown["private"]


def test_once_it_was_closed_the_bad_file_has_to_be_settled():
    organization = policy_world.blocking(mode="off")
    dataset = policy_world.dataset(organization, private=False)
    world.adopt(organization["id"], "block")
    policy_world.result(dataset["resources"][0], "fail", "html", check="format")
    user = world.person(organization, capacity="admin")
    call(user, "package_patch", id=dataset["id"], private=True)
    refused(organization, dataset)


def test_an_assessment_that_breaks_traps_nobody(monkeypatch):
    from ckanext.opendatalab.quality import assess

    organization = policy_world.blocking(minimum_score=100)
    dataset = policy_world.dataset(organization)

    def broken(*args):
        raise RuntimeError("a criterion of another extension")

    monkeypatch.setattr(assess, "of", broken)
    policy_world.publish(organization, dataset)
    assert policy_world.is_public(dataset)


def test_those_who_work_on_a_dataset_are_advised_and_nobody_else():
    organization = world.adopted("warn")
    dataset = policy_world.dataset(organization)
    for who, allowed in (
        ({"capacity": "editor"}, True),
        ({"role": "project_lead"}, True),
        ({"role": "legal_officer"}, True),
        ({"capacity": "member"}, False),
        ({"role": "elected_official"}, False),
        ({"role": "general_director"}, False),
    ):
        user = world.person(organization, **who)
        if not allowed:
            with pytest.raises(tk.NotAuthorized):
                call(user, "opendatalab_quality_findings", id=dataset["id"])
            continue
        found = call(user, "opendatalab_quality_findings", id=dataset["id"])
        assert found["mode"] == "warn"
        assert [one["code"] for one in found["findings"]] == ["pending"]
        assert not any(one["blocks"] for one in found["findings"])
    with pytest.raises(tk.NotAuthorized):
        call(None, "opendatalab_quality_findings", id=dataset["id"])
