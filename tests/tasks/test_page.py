"""The page of somebody's tasks, as it is read without a script."""

from __future__ import annotations

import re

import pytest
from ckan.tests import factories

from tests.tasks import world
from tests.tasks.world import Commune, ago, put

pytestmark = pytest.mark.usefixtures("used_portal")

PAGE = "/opendatalab/tasks"


def login(user):
    token = factories.APIToken(user=user["name"])["token"]
    return {"Authorization": token}


def get(app, user, query=""):
    return app.get(PAGE + query, headers=login(user), status=200)


def test_a_task_is_shown_with_what_is_awaited_and_since_when(app):
    commune = Commune()
    put(commune.dataset(title="Arbres <b>"), "in_review", due_on=ago(2))
    page = get(app, commune.project_lead)
    text = re.sub(r"\s+", " ", page.body)
    current = f'href="{PAGE}?tab=to_decide" aria-current="page">To decide (1)</a>'
    assert current in text
    assert "Arbres &lt;b&gt;</a>" in text
    assert "Arbres <b>" not in text
    assert "<caption" in text
    assert text.count('scope="col"') == 6
    for said in ("Late", "Open-data project lead", commune.organization["title"]):
        assert said in text
    assert "Tasks (1)" in text
    assert 'name="item"' not in text  # one alone is done on its own page
    assert "Overdue (1)" in text


def test_pages_have_addresses_that_keep_the_filters(app):
    commune = Commune()
    for _ in range(26):
        put(commune.dataset(), "in_review", due_on=ago(1))
    query = f"?tab=overdue&organization={commune.organization['name']}&late=true"
    page = get(app, commune.project_lead, query)
    following = re.search(r'rel="next" href="([^"]+)"', page.body).group(1).replace("&amp;", "&")
    assert following == f"{PAGE}{query}&page=2"
    assert (
        get(app, commune.project_lead, following.removeprefix(PAGE)).body.count('scope="row"') == 1
    )
    assert "nothing on this page" in get(app, commune.project_lead, "?page=9").body


@pytest.mark.parametrize(
    ("tab", "told"),
    [
        ("to_decide", "Nothing waits for you now."),
        ("returned", "No dataset was returned to you"),
        ("waiting", "None of your datasets waits"),
        ("overdue", "Nothing is overdue."),
        ("no-such-tab", "Nothing waits for you now."),
    ],
)
def test_nothing_to_do_is_told_in_words(app, tab, told):
    assert told in get(app, factories.User(), f"?tab={tab}").body


def test_a_filter_that_does_not_exist_is_told_and_left_out(app):
    commune = Commune()
    put(commune.dataset(title="Bancs"), "in_review")
    for query in ("?badge=%3Cscript%3E", "?organization=nowhere-at-all", "?organization=%00"):
        page = get(app, commune.project_lead, query)
        assert "All tasks are shown." in page.body
        assert "Bancs" in page.body
    assert "No task passes these filters." in get(app, commune.project_lead, "?badge=draft").body


def test_one_step_of_several_is_asked_again_then_made(app):
    commune = Commune()
    made = [put(commune.dataset(), "in_review", submitted_by=commune.editor) for _ in range(3)]
    headers = login(commune.editor)
    page = app.get(PAGE + "?tab=waiting", headers=headers)
    items = re.findall(r'name="item" value="([^"]+)"', page.body)
    assert len(items) == 3
    assert 'name="transition" value="take_back"' in page.body
    world.put(made[2], "in_review", version=9)
    form = {"transition": "take_back", "tab": "waiting", "item": items}
    asked = app.post(PAGE, data=form, headers=headers)
    assert "This would be done for 3 datasets" in asked.body
    assert world.version(made[0]) == 1
    done = app.post(PAGE, data={**form, "confirmed": "yes"}, headers=headers)
    assert "Done</h2>" not in done.body
    assert "Done (2)" in done.body
    assert "Not done (1)" in done.body
    assert "changed since you opened it" in done.body
    assert [world.store.load(one["id"]).state.code for one in made].count("draft") == 2


def test_a_form_with_nothing_ticked_or_nonsense_changes_nothing(app):
    headers = login(Commune().editor)
    for form in (
        {},
        {"transition": "take_back"},
        {"item": ["x"]},
        {"transition": "\0", "item": ["x 1"]},
    ):
        page = app.post(PAGE, data=form, headers=headers, follow_redirects=False)
        assert page.status_code == 302
    page = app.post(PAGE, data={"transition": "submit", "item": ["x", "a b c"]}, headers=headers)
    assert page.body.count("Unknown dataset") == 2


def test_an_absence_is_written_shown_and_forgotten(app):
    commune = Commune()
    headers = login(commune.dpo)
    assert "This gives her no right" in app.get(PAGE, headers=headers).body
    form = {"delegate": commune.editor["name"], "from_on": ago(0).isoformat(), "until_on": "x"}
    wrong = app.post(f"{PAGE}/absence", data=form, headers=headers, status=400)
    assert 'id="absence-until_on-error"' in wrong.body
    assert 'aria-invalid="true"' in wrong.body
    assert f'value="{commune.editor["name"]}"' in wrong.body
    form["until_on"] = ago(-3).isoformat()
    app.post(f"{PAGE}/absence", data=form, headers=headers, follow_redirects=False, status=302)
    assert "You are away until" in app.get(PAGE, headers=headers).body
    app.post(f"{PAGE}/absence", data={"operation": "end"}, headers=headers)
    assert "You are away until" not in app.get(PAGE, headers=headers).body


def test_whoever_is_not_logged_in_is_asked_to_and_posts_nothing(app):
    asked = app.get(PAGE + "?tab=waiting", follow_redirects=False)
    assert asked.status_code == 302
    assert "/user/login" in asked.headers["Location"]
    for address in (PAGE, f"{PAGE}/absence"):
        app.post(address, data={"operation": "end"}, status=403)
