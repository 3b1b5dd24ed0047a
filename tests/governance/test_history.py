"""What happened to a dataset on its way, on the page, by the API and as a file."""

from __future__ import annotations

import csv
import io

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest

from ckanext.opendatalab.common import log
from tests.governance import world
from tests.governance.page_world import Reader, text_of

pytestmark = pytest.mark.usefixtures("open_gates")


@pytest.fixture
def commune(used_portal) -> world.Commune:
    return world.Commune()


def history(user, dataset, **values):
    return world.call(user, "opendatalab_workflow_history", id=dataset["id"], **values)


def test_each_step_says_who_in_which_role_from_where_to_where_and_why(commune):
    dataset = commune.dataset(**world.COMPLETE)
    world.step(commune.editor, dataset, "submit", message="Bonjour")
    world.step(commune.legal_officer, dataset, "return", reason="Titre trop long")
    returned, submitted, started = history(commune.editor, dataset)
    assert returned["label"] == "Returned for correction"
    assert returned["actor"] == commune.legal_officer["name"]
    assert returned["role_label"] == "Legal officer"
    assert (returned["from_label"], returned["to_label"]) == (
        "In review: project lead",
        "To correct",
    )
    assert returned["reason"] == "Titre trop long"
    assert submitted["message"] == "Bonjour"
    assert started["kind"] == "workflow_started"
    assert returned["version"] > submitted["version"] > started["version"]
    assert len(returned["fingerprint"]) == 16


def test_older_lines_are_read_on_by_the_api_and_the_page(app, commune):
    dataset = commune.dataset()
    for number in range(24):
        written = {"id": dataset["id"], "text": f"Remarque {number}"}
        world.call(commune.editor, "opendatalab_workflow_comment", **written)
    latest = history(commune.editor, dataset, limit=10)
    older = history(commune.editor, dataset, before=latest[-1]["id"], limit=1_000)
    assert len(latest) + len(older) == 25
    reader = Reader(app, commune.editor)
    page = reader.page(dataset)
    assert len(page.select("#opendatalab-history tbody tr")) == 20
    link = page.select("#opendatalab-history a")[-1]["href"]
    page = reader.page(dataset, "?" + link.split("?")[1])
    assert len(page.select("#opendatalab-history tbody tr")) == 5
    assert reader.get(dataset, "?before=-1").status_code == 200
    assert reader.get(dataset, "?before=" + "9" * 50).status_code == 200


def test_the_file_holds_everything_and_computes_nothing(app, commune):
    dataset = commune.dataset(**world.COMPLETE)
    world.step(commune.editor, dataset, "submit", reason="=1+1", message="@x; é\nligne")
    answer = Reader(app, commune.editor).get(dataset, "/history.csv")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.body.startswith("\ufeff")
    titles, *rows = csv.reader(io.StringIO(answer.body[1:]), delimiter=";")
    line = dict(zip(titles, rows[0], strict=True))
    assert line["Reason"] == "'=1+1"
    assert line["Message"] == "'@x; é\nligne"
    assert line["What"] == "Submitted for review"
    assert line["Who"] == commune.editor["fullname"]
    assert len(rows) == 2


def test_an_old_entry_that_nothing_knows_any_more_is_told_as_it_was_kept(app, commune):
    dataset = commune.dataset()
    odd = {
        "definition": "gone 7",
        "transition": "vanish",
        "from": "limbo",
        "to": "<b>void</b>",
        "override": True,
        "passed_over": "legal",
        "version": "x",
    }
    log.write(None, "workflow_step", commune.id, dataset["id"], reason="<i>r</i>", **odd)
    log.write(commune.editor["id"], "workflow_unheard_of", commune.id, dataset["id"])
    model.Session.commit()
    page = Reader(app, commune.editor).page(dataset)
    told = text_of(page, "#opendatalab-history")
    assert "vanish" in told
    assert "From “limbo” to “<b>void</b>”" in told
    assert "<i>r</i>" in told
    assert "workflow_unheard_of" in told
    assert "The portal itself" in told


def test_only_those_who_work_on_the_dataset_read_it(commune):
    dataset = commune.dataset()
    for user in (None, commune.member, commune.general_director, world.person()):
        with pytest.raises(tk.NotAuthorized):
            history(user, dataset)
    with pytest.raises(tk.ObjectNotFound):
        world.call(commune.editor, "opendatalab_workflow_history", id="no-such-dataset")
    with pytest.raises(tk.ValidationError):
        history(commune.editor, dataset, limit="many")
