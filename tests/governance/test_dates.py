"""The dates of what is public, and the reason of an emergency, given afterwards."""

from __future__ import annotations

from datetime import timedelta

import ckan.plugins.toolkit as tk
import pytest

from ckanext.opendatalab.common import clock, log
from tests.governance import world
from tests.governance.page_world import Reader, body, sent_by, text_of

pytestmark = pytest.mark.usefixtures("open_gates")


@pytest.fixture
def commune(used_portal) -> world.Commune:
    return world.Commune()


@pytest.fixture
def public(commune) -> dict:
    dataset = commune.dataset(**world.COMPLETE)
    world.step(commune.editor, dataset, "submit")
    world.step(commune.project_lead, dataset, "approve")
    return dataset


def set_dates(user, dataset, **values):
    version = world.store_version(dataset["id"])
    given = {"id": dataset["id"], "version": version, **values}
    return world.call(user, "opendatalab_workflow_dates", **given)


def in_days(number: int) -> str:
    return (clock.today() + timedelta(days=number)).isoformat()


def test_a_project_lead_sets_both_dates_and_takes_the_end_back(commune, public):
    shown = set_dates(
        commune.project_lead,
        public,
        expires_at=f"{in_days(90)}T18:00",
        reexamine_on=in_days(60),
    )
    assert shown["expires_at"].startswith(in_days(90))
    assert shown["reexamine_on"] == shown["due_on"] == in_days(60)
    shown = set_dates(commune.admin, public, expires_at="")
    assert shown["expires_at"] is None
    assert shown["reexamine_on"] == in_days(60)
    before = shown["version"]
    assert set_dates(commune.admin, public)["version"] == before  # nothing changed, nothing said
    kinds = [one.kind for one in log.read(package_id=public["id"])]
    assert kinds.count("workflow_dates") == 2


def test_an_examination_that_is_near_is_awaited_of_the_project_lead(commune, public):
    assert world.show(commune.editor, public)["awaited"] is None
    shown = set_dates(commune.project_lead, public, reexamine_on=in_days(3))
    assert [one["code"] for one in shown["awaited"]["actors"]] == ["project_lead"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"expires_at": "2020-01-01T10:00"}, "expires_at"),
        ({"expires_at": "demain"}, "expires_at"),
        ({"reexamine_on": "2020-01-01"}, "reexamine_on"),
        ({"reexamine_on": "9999-12-31"}, "reexamine_on"),
        ({"version": 1}, "version"),
        ({"version": None}, "version"),
    ],
)
def test_a_date_that_is_none_and_an_old_page_are_refused(commune, public, values, field):
    with pytest.raises(tk.ValidationError) as refused:
        set_dates(commune.project_lead, public, **values)
    assert list(refused.value.error_dict) == [field]


def test_others_and_other_states_have_no_dates(commune, public):
    for user in (commune.editor, commune.legal_officer, commune.general_director, commune.member):
        with pytest.raises(tk.NotAuthorized):
            set_dates(user, public, reexamine_on=in_days(9))
    with pytest.raises(tk.ValidationError):
        set_dates(commune.project_lead, commune.dataset(), reexamine_on=in_days(9))


def test_an_emergency_is_one_click_and_is_explained_afterwards(app, commune, public):
    editor = Reader(app, commune.editor)
    page = editor.page(public)
    section = page.select_one("#opendatalab-step-withdraw_now")
    assert "72 hours" in section.text
    assert editor.send(public, "step", sent_by(section.select_one("form"))).status_code == 302
    assert world.stored(public["id"]) == (True, "active")

    page = editor.page(public)
    form = page.select_one("form[action$='/governance/explain']")
    answer = editor.send(public, "explain", sent_by(form))
    assert answer.status_code == 400
    assert "Say why" in text_of(body(answer), "[role=alert]")
    typed = {**sent_by(form), "reason": "Une colonne nominative."}
    assert editor.send(public, "explain", typed).status_code == 302
    page = editor.page(public)
    assert page.select_one("form[action$='/governance/explain']") is None
    assert "Une colonne nominative." in text_of(page, "#opendatalab-history")
    assert world.show(commune.editor, public)["reason_due_on"] is None
    with pytest.raises(tk.ValidationError):
        world.call(
            commune.editor, "opendatalab_workflow_explain", id=public["id"], reason="Encore."
        )


def test_the_form_of_the_dates_shows_what_is_set_and_keeps_what_was_typed(app, commune, public):
    set_dates(commune.project_lead, public, expires_at=f"{in_days(90)}T18:00")
    lead = Reader(app, commune.project_lead)
    form = lead.page(public).select_one("form[action$='/governance/dates']")
    assert sent_by(form)["expires_at"] == [f"{in_days(90)}T18:00"]
    answer = lead.send(public, "dates", {**sent_by(form), "reexamine_on": "2020-01-01"})
    assert answer.status_code == 400
    field = body(answer).select_one("#field-dates-reexamine_on")
    assert (field["value"], field["aria-invalid"]) == ("2020-01-01", "true")
    assert Reader(app, commune.editor).page(public).select_one("#opendatalab-dates") is None
