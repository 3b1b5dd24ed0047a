"""One step of many datasets: each by itself."""

from __future__ import annotations

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import factories

from ckanext.opendatalab.common import gates, log
from tests.governance.world import stored
from tests.tasks import world
from tests.tasks.world import Commune, put

pytestmark = pytest.mark.usefixtures("no_gates")


@pytest.fixture
def no_gates(used_portal):
    """Only what the workflow asks itself."""
    before = gates.registered()
    gates.use([gates.Gate("open", lambda package: [], lambda package: "")])
    yield
    gates.use(before)


def bulk(user, transition, *datasets, **more):
    items = [{"id": one["id"], "version": world.version(one)} for one in datasets]
    asked = {"items": items, "transition": transition, **more}
    return world.call(user, "opendatalab_workflow_transition_bulk", **asked)["results"]


def state(dataset):
    model.Session.rollback()
    return world.store.load(dataset["id"]).state.code


def test_what_one_dataset_is_refused_does_not_hold_up_the_others():
    commune, other = Commune(), Commune()
    good, also_good = (put(commune.dataset(), "in_review") for _ in range(2))
    draft, foreign = commune.dataset(), put(other.dataset(), "in_review")
    items = [
        {"id": good["id"], "version": 1},
        {"id": draft["name"], "version": world.version(draft)},
        {"id": foreign["id"], "version": 1},
        {"id": "no-such-dataset", "version": 1},
        {"id": also_good["id"], "version": 77},
        {"id": good["id"], "version": 1},
        {"id": ["list"], "version": 1},
        "text",
        {"id": also_good["name"], "version": 1},
    ]
    results = world.call(
        commune.editor,
        "opendatalab_workflow_transition_bulk",
        items=items,
        transition="take_back",
    )["results"]
    assert [one["done"] for one in results] == [True, *[False] * 7, True]
    assert all(one["message"] for one in results)
    assert (state(good), state(also_good)) == ("draft", "draft")
    assert (state(draft), state(foreign)) == ("draft", "in_review")
    assert results[2]["name"] == results[2]["title"] == ""
    steps = [one for one in log.read(package_id=good["id"]) if one.kind == "workflow_step"]
    assert len(steps) == 1


def test_a_publication_needs_the_role_for_it_whatever_a_sysadmin_may_pass_over():
    commune = Commune()
    review = put(commune.dataset(), "in_review")
    for someone in (commune.editor, commune.admin, factories.Sysadmin()):
        refused = bulk(someone, "approve", review, reason="Je suis pressée.")
        assert not refused[0]["done"]
        assert "project lead" in refused[0]["message"]
    put(review, "in_review", authors=[commune.project_lead])
    assert not bulk(commune.project_lead, "approve", review)[0]["done"]
    assert stored(review["id"]) == (True, "active")


def test_steps_that_need_a_look_are_made_one_by_one():
    commune = Commune()
    review = put(commune.dataset(), "in_review")
    assert "Say why" in bulk(commune.project_lead, "return", review)[0]["message"]
    for step in ("approve_later", "no_such_step", "withdraw"):
        assert not bulk(commune.project_lead, step, review)[0]["done"]
    assert state(review) == "in_review"
    result = bulk(commune.project_lead, "return", review, reason="Il manque l'année.")[0]
    assert (result["done"], result["target_label"]) == (True, "To correct")
    assert state(review) == "to_correct"


def test_a_dry_run_says_what_would_happen_and_does_nothing():
    commune = Commune()
    review, draft = put(commune.dataset(), "in_review"), commune.dataset()
    results = bulk(commune.editor, "take_back", review, draft, dry_run=True)
    assert [one["done"] for one in results] == [True, False]
    assert results[0]["target_label"] == "Draft"
    assert state(review) == "in_review"


@pytest.mark.parametrize(
    "asked",
    [
        {"items": []},
        {"items": "all"},
        {"items": None},
        {"items": [{"id": "x", "version": 1}] * 101},
        {"transition": ""},
        {"reason": "x" * 3000},
    ],
)
def test_bad_input_is_told(used_portal, asked):
    given = {"items": [{"id": "x", "version": 1}], "transition": "submit", **asked}
    with pytest.raises(tk.ValidationError) as error:
        world.call(factories.User(), "opendatalab_workflow_transition_bulk", **given)
    assert set(error.value.error_dict) == set(asked)
