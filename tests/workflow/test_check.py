"""``workflow check``: what does not agree is found, and repaired towards the closed side."""

from __future__ import annotations

import json

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan.cli.cli import ckan
from ckan.lib.search import clear
from ckan.tests import helpers

from ckanext.opendatalab.common import gates, log, reindex, status
from ckanext.opendatalab.observatory.health import workflow as health
from ckanext.opendatalab.workflow.governance import store as instances
from ckanext.opendatalab.workflow.model import Adoption, Workflow
from ckanext.opendatalab.workflow.upkeep import check_rules
from ckanext.opendatalab.workflow.upkeep.check_rules import Defined, Row
from tests.governance import world

# --- the rules ---------------------------------------------------------------------------------

PUBLIC = Defined(True, "public", "published")
DRAFT = Defined(True, "working", "draft")


def row(**values):
    known = {
        "package_id": "1", "name": "one", "state": "draft", "kind": "working", "badge": "draft",
        "exists": True, "private": True, "core": "active", "status": "draft", "logged": "draft",
    }  # fmt: skip
    return Row(**{**known, **values})


ONLINE = {
    "state": "published", "kind": "public", "badge": "published", "private": False,
    "status": "published", "logged": "published",
}  # fmt: skip


@pytest.mark.parametrize(
    ("values", "defined", "expected"),
    [
        ({}, DRAFT, []),
        (ONLINE, PUBLIC, []),
        ({"core": "draft"}, DRAFT, []),
        ({"core": "deleted", "private": False}, DRAFT, ["open"]),
        ({"private": False}, DRAFT, ["open"]),
        ({**ONLINE, "private": True}, PUBLIC, ["closed"]),
        ({**ONLINE, "core": "draft"}, PUBLIC, ["closed"]),
        ({**ONLINE, "core": "deleted"}, PUBLIC, ["closed"]),
        ({"exists": False, "private": False}, DRAFT, ["gone"]),
        ({"private": False}, None, ["open", "definition"]),
        ({"private": False}, Defined(False), ["open", "state"]),
        ({"kind": "public"}, DRAFT, ["badge"]),
        ({"status": None}, DRAFT, ["status"]),
        ({"logged": None}, DRAFT, ["log"]),
    ],
)
def test_what_does_not_agree_is_named(values, defined, expected):
    assert list(check_rules.faults(row(**values), defined)) == expected


@pytest.mark.parametrize(
    ("values", "indexed", "right"),
    [
        ({}, ("private", "draft"), True),
        ({}, ("public", "draft"), False),
        ({}, ("private", "published"), False),
        ({}, None, False),
        ({"core": "deleted"}, None, True),
        ({"core": "deleted"}, ("private", "draft"), True),
        ({"core": "deleted"}, ("public", "draft"), False),
        ({"exists": False}, None, True),
    ],
)
def test_the_index_is_compared(values, indexed, right):
    assert check_rules.shown_right(row(**values), indexed) is right


# --- the portal --------------------------------------------------------------------------------


@pytest.fixture
def commune(used_portal):
    """The only governed organisation, with a dataset; nothing else asks anything."""
    before = gates.registered()
    gates.use([gates.Gate("open", lambda package: [], lambda package: "")])
    for table in (Adoption, Workflow):
        model.Session.execute(sa.delete(table))
    model.Session.commit()
    yield world.Commune()
    gates.use(before)
    model.Session.rollback()
    model.Session.execute(sa.delete(Workflow))
    model.Session.commit()


@pytest.fixture
def dataset(commune):
    found = commune.dataset()
    settled(found)
    return found


def settled(dataset):
    reindex.reindex(dataset["id"])
    instances.indexed(dataset["id"])
    model.Session.commit()


def look(repair=False):
    model.Session.rollback()
    context = {"user": world.sysadmin()["name"], "ignore_auth": False}
    return helpers.call_action("opendatalab_workflow_check", context, repair=repair)


def kinds(found):
    return [one["kind"] for one in found["problems"]]


def package(dataset, **values):
    table = model.Package.__table__
    model.Session.execute(table.update().where(table.c.id == dataset["id"]).values(**values))
    model.Session.commit()


def rewrite(dataset, **values):
    table = Workflow.__table__
    model.Session.execute(
        table.update().where(table.c.package_id == dataset["id"]).values(**values)
    )
    model.Session.commit()


def publish(dataset):
    someone = world.sysadmin()
    for step in ("submit", "approve"):
        world.step(someone, dataset, step, reason="Pour l'essai.")


def test_a_portal_where_everything_agrees_has_nothing_to_repair(commune, dataset):
    publish(commune.dataset())
    found = look()
    assert (found["problems"], found["left"], found["governed"]) == ([], 0, 2)
    assert [one.level for one in health.agreement()] == ["ok"]


def test_only_the_portals_administrators_check(commune):
    context = {"user": commune.admin["name"], "ignore_auth": False}
    with pytest.raises(tk.NotAuthorized):
        helpers.call_action("opendatalab_workflow_check", context)


def test_what_is_seen_although_its_state_is_not_public_is_closed(dataset):
    package(dataset, private=False)
    assert "open" in kinds(look())
    assert [one.level for one in health.agreement()] == ["error"]
    assert world.stored(dataset["id"])[0] is False  # nobody asked for a repair
    assert look(repair=True)["left"] == 0
    assert world.stored(dataset["id"])[0] is True
    entry = log.read(package_id=dataset["id"])[0]
    assert (entry.kind, entry.data["found"]) == ("workflow_repaired", ["open"])
    assert look()["problems"] == []


def test_what_is_hidden_although_its_state_is_public_counts_as_withdrawn(dataset):
    publish(dataset)
    package(dataset, private=True)
    assert "closed" in kinds(look())
    assert look(repair=True)["left"] == 0
    assert world.stored(dataset["id"])[0] is True
    assert instances.load(dataset["id"]).state.code == "withdrawn"
    assert log.read(package_id=dataset["id"])[0].data["to"] == "withdrawn"
    assert look()["problems"] == []
    assert world.indexed(dataset["id"])[0]["governance_state"] == "withdrawn"


def test_status_lists_log_and_index_are_written_again(dataset):
    status.write(dataset["id"], {"governance_state": "published"})
    rewrite(dataset, badge="published", kind="public", state="to_correct")
    clear(dataset["id"])
    found = look()
    assert {"badge", "status", "log", "index"} == set(kinds(found))
    assert look(repair=True)["left"] == 0
    assert look()["problems"] == []
    assert status.known(dataset["id"])["governance_state"] == "to_correct"


def test_what_was_missed_starts_and_what_is_gone_is_forgotten(commune, dataset):
    instances.forget(dataset["id"])
    model.Session.execute(
        Workflow.__table__.insert().values(
            package_id="gone", definition="simple", definition_version=1, state="draft",
            kind="working", badge="draft", version=1, entered_at=sa.func.now(), awaits=[],
            authors=[], reminded=[], kept={}, to_index=False,
        )
    )  # fmt: skip
    model.Session.commit()
    assert set(kinds(look())) == {"no_row", "gone"}
    assert look(repair=True)["left"] == 0
    assert instances.load(dataset["id"]).state.code == "draft"
    assert look()["problems"] == []


def test_a_lost_definition_is_told_not_guessed_and_the_dataset_closed(dataset):
    package(dataset, private=False)
    rewrite(dataset, definition="lost")
    found = look(repair=True)
    told = {one["kind"]: one["repaired"] for one in found["problems"]}
    assert told["definition"] is False
    assert told["open"] is True
    assert world.stored(dataset["id"])[0] is True
    assert any("lost" in one.sentence for one in health.circuits() if one.level == "error")
    rewrite(dataset, definition="simple", state="nowhere")
    assert "state" in kinds(look())


def test_the_command_ends_with_1_until_everything_is_repaired(cli, dataset):
    package(dataset, private=False)
    words = ["opendatalab", "workflow", "check"]
    wrong = cli.invoke(ckan, words)
    assert (wrong.exit_code, "WRONG\topen" in wrong.output) == (1, True), wrong.output
    repaired = cli.invoke(ckan, [*words, "--repair"])
    assert (repaired.exit_code, "repaired\topen" in repaired.output) == (0, True)
    fine = cli.invoke(ckan, [*words, "--json"])
    assert (fine.exit_code, json.loads(fine.stdout)["left"]) == (0, 0)


def test_the_command_says_where_a_dataset_stands_and_what_the_circuits_are(cli, dataset):
    shown = cli.invoke(ckan, ["opendatalab", "workflow", "show", dataset["name"]])
    assert shown.exit_code == 0, shown.output
    assert "state\tdraft (Draft)" in shown.output
    listed = cli.invoke(ckan, ["opendatalab", "workflow", "definitions"])
    assert "simple 1\tSimple: the project lead approves" in listed.output
    assert "Draft → Submit for review" in listed.output
    drawn = cli.invoke(ckan, ["opendatalab", "workflow", "definitions", "--mermaid", "full"])
    assert drawn.output.startswith("stateDiagram-v2")
    wrong = cli.invoke(ckan, ["opendatalab", "workflow", "definitions", "--mermaid", "none"])
    assert wrong.exit_code == 2
