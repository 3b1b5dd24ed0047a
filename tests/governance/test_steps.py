"""Steps on the running portal: what they change, and what agrees afterwards."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import pytest

from ckanext.opendatalab.common import gates, log
from tests.governance import world

pytestmark = pytest.mark.usefixtures("no_gates")


@pytest.fixture
def no_gates(used_portal):
    """Only what the workflow asks itself."""
    before = gates.registered()
    gates.use([gates.Gate("open", lambda package: [], lambda package: "")])
    yield
    gates.use(before)


def test_a_dataset_is_published_by_two_people(used_portal):
    commune = world.Commune()
    dataset = commune.dataset()
    shown = world.show(commune.editor, dataset)
    assert shown["state"]["badge"] == "draft"
    if any(not one["met"] and one["guard"] == "form_complete" for one in shown["checklist"]):
        with pytest.raises(tk.ValidationError):
            world.step(commune.editor, dataset, "submit")
        missing = [one for one in shown["checklist"] if one["guard"] == "form_complete"]
        assert missing[0]["messages"]
    sysadmin = world.sysadmin()
    world.step(sysadmin, dataset, "submit", reason="Description reprise plus tard.")
    assert world.stored(dataset["id"]) == (True, "active")
    world.step(sysadmin, dataset, "approve", reason="Urgence du conseil municipal.")
    assert world.stored(dataset["id"]) == (False, "active")
    assert world.indexed(dataset["id"])[0]["governance_state"] == "published"
    world.step(commune.editor, dataset, "withdraw_now")
    assert world.stored(dataset["id"]) == (True, "active")
    assert world.indexed(dataset["id"])[0]["governance_state"] == "withdrawn"
    entries = log.read(package_id=dataset["id"])
    assert [one.data.get("transition") for one in entries] == [
        "withdraw_now",
        "approve",
        "submit",
        None,
    ]
