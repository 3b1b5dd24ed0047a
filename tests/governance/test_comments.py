"""What people write to one another about a dataset, and who hears of it."""

from __future__ import annotations

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa

from ckanext.opendatalab.common import log
from ckanext.opendatalab.common.model import Mail
from tests.governance import world

pytestmark = pytest.mark.usefixtures("open_gates")

SECRET = "Le nom de Mme Martin figure ligne 12"


@pytest.fixture
def commune(used_portal) -> world.Commune:
    return world.Commune()


def comment(user, dataset, **values):
    return world.call(user, "opendatalab_workflow_comment", id=dataset["id"], **values)


def listed(user, dataset):
    return world.call(user, "opendatalab_workflow_comments", id=dataset["id"])


def mails(dataset) -> list[tuple[str, str, str]]:
    table = Mail.__table__
    rows = model.Session.execute(
        sa.select(table.c.recipient, table.c.subject, table.c.body)
        .where(table.c.event.startswith(f"workflow_comment:{dataset['id']}"))
        .order_by(table.c.id)
    )
    return [tuple(row) for row in rows]


def test_a_comment_points_at_a_field_and_its_author_is_told_once(commune):
    dataset = commune.dataset()
    written = comment(commune.legal_officer, dataset, text=SECRET, field="resource.name")
    comment(commune.legal_officer, dataset, text="Et le titre.", field="title")
    assert written["field_label"] == "Name"
    assert written["field_url"] is None  # she may not edit
    seen = listed(commune.editor, dataset)
    assert [one["field"] for one in seen] == ["title", "resource.name"]
    assert seen[0]["field_url"].endswith("#field-title")
    assert "/resource/" in seen[1]["field_url"]
    assert seen[1]["author"] == commune.legal_officer["fullname"]
    told = mails(dataset)
    assert [one[0] for one in told] == [commune.editor["id"]]
    assert SECRET not in str(told)
    assert f"/dataset/{dataset['name']}/governance" in told[0][2]
    assert SECRET not in str(log.read(package_id=dataset["id"]))


def test_who_wrote_it_is_not_told_and_who_only_reads_neither(commune):
    dataset = commune.dataset(**world.COMPLETE)
    commune.general_director  # noqa: B018 - she exists, that is all
    world.step(commune.editor, dataset, "submit")
    comment(commune.editor, dataset, text="Prêt.")
    lead = commune.project_lead
    comment(commune.editor, dataset, text="Vraiment prêt.")
    assert {one[0] for one in mails(dataset)} <= {lead["id"]}


def test_a_settled_comment_comes_last_and_is_settled_once(commune):
    dataset = commune.dataset()
    first = comment(commune.legal_officer, dataset, text="Un.")
    comment(commune.legal_officer, dataset, text="Deux.")
    settled = world.call(
        commune.editor, "opendatalab_workflow_comment_settle", id=dataset["id"], comment=first["id"]
    )
    assert settled["settled"]
    again = world.call(
        commune.editor2,
        "opendatalab_workflow_comment_settle",
        id=dataset["id"],
        comment=first["id"],
    )
    assert again["settled_by"] == commune.editor["fullname"]
    comment(commune.legal_officer, dataset, text="Trois.")
    assert [one["text"] for one in listed(commune.editor, dataset)] == ["Trois.", "Deux.", "Un."]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"text": "   "}, "text"),
        ({}, "text"),
        ({"text": "x" * 2_001}, "text"),
        ({"text": "nul\0"}, "text"),
        ({"text": ["x"]}, "text"),
        ({"text": "x", "field": "no_such_field"}, "field"),
        ({"text": "x", "field": {"a": 1}}, "field"),
    ],
)
def test_what_is_no_comment_is_refused_with_what_to_do(commune, values, field):
    dataset = commune.dataset()
    with pytest.raises(tk.ValidationError) as refused:
        comment(commune.editor, dataset, **values)
    assert list(refused.value.error_dict) == [field]
    assert listed(commune.editor, dataset) == []


def test_who_does_not_work_on_the_dataset_neither_reads_nor_writes(commune):
    dataset = commune.dataset()
    other = world.Commune()
    theirs = comment(other.editor, other.dataset(), text="Chez nous.")
    comment(commune.editor, dataset, text=SECRET)
    for user in (None, world.person(), other.editor, commune.member, commune.elected_official):
        for action in ("comments", "history"):
            with pytest.raises(tk.NotAuthorized):
                world.call(user, f"opendatalab_workflow_{action}", id=dataset["id"])
        with pytest.raises(tk.NotAuthorized):
            comment(user, dataset, text="x")
    with pytest.raises(tk.ObjectNotFound):
        world.call(
            commune.editor,
            "opendatalab_workflow_comment_settle",
            id=dataset["id"],
            comment=theirs["id"],
        )


def test_nothing_of_a_comment_is_in_the_dataset_or_the_index(commune):
    dataset = commune.dataset()
    comment(commune.editor, dataset, text=SECRET)
    assert SECRET not in str(world.call(commune.editor, "package_show", id=dataset["id"]))
    assert SECRET not in str(world.indexed(dataset["id"]))
