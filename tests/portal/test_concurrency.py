"""Many at once: one wins, the others are told, and every step is logged once."""

from __future__ import annotations

import threading
from collections import Counter

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa

from ckanext.opendatalab.common import gates, log, reindex
from ckanext.opendatalab.common.model import LogEntry
from ckanext.opendatalab.workflow.governance import store
from tests.governance import world
from tests.tasks.clockwork import Commune, cheap, put, submitted, where
from tests.threads import at_once


@pytest.fixture(autouse=True)
def open_gates(used_portal):
    """Only what the workflow asks itself: no legal analysis."""
    before = gates.registered()
    gates.use([gates.Gate("open", lambda package: [], lambda package: "")])
    yield
    gates.use(before)


@pytest.fixture
def commune(used_portal):
    found = Commune()
    for who in ("editor", "project_lead", "project_lead2"):
        getattr(found, who)
    return found


def step(user, dataset, code, **values):
    given = {"id": dataset["id"], "transition": code, "version": where(dataset).version, **values}
    return user, "opendatalab_workflow_transition", given


def done(dataset):
    """Return the steps in the log, the first one first."""
    found = log.read(package_id=dataset["id"], kind="workflow_step")
    return [one.data["transition"] for one in reversed(found)]


def refusals(outcomes):
    """Return what each that did not win was told."""
    lost = [one for one in outcomes if not isinstance(one, dict)]
    for one in lost:
        assert isinstance(one, tk.ValidationError), one
        assert set(one.error_dict) == {"version"}, one.error_dict
    return lost


def agrees(dataset, state):
    """Check that row, lock, log and index say the same."""
    instance = where(dataset)
    assert instance.state.code == state
    assert instance.to_index is False
    assert world.stored(dataset["id"]) == (not instance.public, "active")
    (shown,) = world.indexed(dataset["id"])
    assert shown["governance_state"] == instance.state.badge
    assert shown["private"] == (not instance.public)
    last = log.read(package_id=dataset["id"], kind="workflow_step")[0]
    assert (last.data["to"], last.data["version"]) == (state, instance.version)


def test_of_twenty_at_once_on_one_dataset_exactly_one_wins(commune):
    dataset = submitted(commune)
    people = [commune.project_lead, commune.project_lead2] * 10
    codes = ["approve", "return"]
    outcomes = at_once(
        *(
            step(person, dataset, codes[place // 2 % 2], reason="Relu.")
            for place, person in enumerate(people)
        )
    )
    (won,) = [one for one in outcomes if isinstance(one, dict)]
    assert len(refusals(outcomes)) == 19
    assert len(done(dataset)) == 2
    agrees(dataset, won["state"]["code"])


def test_two_hundred_on_two_hundred_datasets_are_each_logged_once(commune, monkeypatch):
    # Here it is the log that counts; the index takes most of the time, and the others watch it.
    monkeypatch.setattr(reindex, "reindex", lambda *_: None)
    ids = cheap(commune, 200, "in_review")
    lead = commune.project_lead
    waiting = list(ids)
    outcomes = Counter()
    start = threading.Barrier(5)

    def work():
        start.wait(timeout=30)
        try:
            while True:
                try:
                    package_id = waiting.pop()
                except IndexError:
                    return
                given = {"id": package_id, "transition": "close", "reason": "Sans intérêt."}
                tk.get_action("opendatalab_workflow_transition")(
                    {"user": lead["name"]}, {**given, "version": 1}
                )
                outcomes["done"] += 1
        except Exception as error:  # noqa: BLE001 - whatever it is, the test looks at it
            outcomes[repr(error)] += 1
        finally:
            model.Session.remove()

    workers = [threading.Thread(target=work) for _ in range(5)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=300)
    assert outcomes == {"done": 200}
    table = LogEntry.__table__
    logged = sa.select(table.c.package_id).where(
        table.c.kind == "workflow_step", table.c.organization_id == commune.id
    )
    model.Session.rollback()
    assert Counter(model.Session.scalars(logged)) == Counter(ids)
    states = {one.state.code for one in store.load_many(ids).values()}
    assert states == {"not_open"}


def test_a_double_click_makes_one_step(commune):
    dataset = commune.dataset(**world.COMPLETE)
    outcomes = at_once(*[step(commune.editor, dataset, "submit")] * 2)
    assert len(refusals(outcomes)) == 1
    assert done(dataset) == ["submit"]


def test_of_two_approvers_at_once_one_publishes(commune):
    dataset = submitted(commune)
    outcomes = at_once(
        step(commune.project_lead, dataset, "approve"),
        step(commune.project_lead2, dataset, "approve"),
    )
    assert len(refusals(outcomes)) == 1
    assert done(dataset) == ["submit", "approve"]
    agrees(dataset, "published")


def test_nobody_approves_a_file_that_is_being_replaced(commune):
    dataset = submitted(commune)
    resource = dataset["resources"][0]
    outcomes = at_once(
        step(commune.project_lead, dataset, "approve"),
        (
            commune.editor,
            "resource_patch",
            {"id": resource["id"], "url": "https://example.org/autre.csv"},
        ),
    )
    shown = world.call(world.sysadmin(), "package_show", id=dataset["id"])
    if isinstance(outcomes[0], dict):
        # It came first: the file that it was about is the one that is online, or was changed by
        # the rules for what is public.
        assert where(dataset).state.code == "published"
    else:
        assert set(outcomes[0].error_dict) == {"version"}
        assert shown["resources"][0]["url"] == "https://example.org/autre.csv"
        assert world.stored(dataset["id"]) == (True, "active")


def test_who_withdraws_in_an_emergency_wins_over_who_publishes_at_that_moment(commune):
    for _ in range(3):
        dataset = commune.dataset(**world.COMPLETE)
        put(dataset, "published")
        outcomes = at_once(
            step(commune.editor, dataset, "withdraw_now"),
            (
                commune.project_lead,
                "package_patch",
                {"id": dataset["id"], "notes": "Une autre description."},
            ),
            step(commune.project_lead2, dataset, "reexamine"),
        )
        assert isinstance(outcomes[0], dict), outcomes[0]
        agrees(dataset, "withdrawn")


def test_a_purge_and_a_step_at_once_leave_nothing_behind(commune):
    dataset = submitted(commune)
    outcomes = at_once(
        step(commune.project_lead, dataset, "approve"),
        (world.sysadmin(), "dataset_purge", {"id": dataset["id"]}),
    )
    assert isinstance(outcomes[0], (dict, tk.ObjectNotFound)), outcomes[0]
    assert not isinstance(outcomes[1], Exception), outcomes[1]
    assert model.Package.get(dataset["id"]) is None
    assert where(dataset) is None
    assert world.indexed(dataset["id"]) == []
