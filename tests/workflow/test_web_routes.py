"""The pages of CKAN that publish: a refusal is explained there and never breaks one."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import pytest
from bs4 import BeautifulSoup
from ckan.tests import factories

from tests.fields import pages
from tests.workflow import routes
from tests.workflow.conftest import CLEARED, SECRET, adopt

pytestmark = pytest.mark.usefixtures("gate")

IS_2_12 = tk.check_ckan_version(min_version="2.12")


def made(organisation, values, version="", mode="block"):
    attempt = routes.Attempt(organisation, "editor", version)
    routes.prepare(routes.Route(values, print), attempt)
    adopt(organisation, mode)
    return attempt


def text(answer) -> str:
    return BeautifulSoup(answer.body, "html.parser").get_text(" ", strip=True)


def submit(app, attempt, follow=False, **changes):
    headers = attempt.organisation.headers("editor")
    url = f"/dataset/edit/{attempt.dataset['name']}"
    form = pages.form(pages.page(app, url, headers))
    data = pages.filled(form, **changes)
    return app.post(form.get("action") or url, data=data, headers=headers, follow_redirects=follow)


def test_the_form_says_what_is_missing_and_keeps_what_was_typed(app, organisation):
    attempt = made(organisation, routes.PRIVATE)
    refused = submit(app, attempt, private="False", title="Another title")
    assert refused.status_code == 200
    soup = BeautifulSoup(refused.body, "html.parser")
    summary = soup.select_one(".opendatalab-errors").get_text(" ", strip=True)
    assert "Visibility" in summary
    assert SECRET in summary
    assert soup.select_one("[name=title]")["value"] == "Another title"
    assert routes.stored(attempt.id)[0] is True
    routes.patch(attempt, version=CLEARED)
    assert submit(app, attempt, private="False").status_code == 302
    assert routes.stored(attempt.id)[0] is False


def test_whoever_publishes_despite_a_warning_is_told_on_the_next_page(app, organisation):
    attempt = made(organisation, routes.PRIVATE, mode="warn")
    told = text(submit(app, attempt, follow=True, private="False"))
    assert routes.stored(attempt.id)[0] is False
    assert "Saved, but something remains to be settled" in told
    assert SECRET in told


def bulk(app, organisation, *attempts):
    return app.post(
        f"/organization/bulk_process/{organisation.name}",
        data={"bulk_action.public": "public", **{f"dataset_{one.id}": "on" for one in attempts}},
        headers=organisation.headers("admin"),
        follow_redirects=False,
    )


def test_the_bulk_page_publishes_all_or_none_and_says_why(app, organisation):
    settled = made(organisation, routes.PRIVATE, CLEARED)
    blocked = made(organisation, routes.PRIVATE)
    refused = bulk(app, organisation, settled, blocked)
    assert refused.status_code == 409
    assert "Nothing was changed" in text(refused)
    assert SECRET in text(refused)
    assert f'href="/dataset/{blocked.dataset["name"]}/legal"' in refused.body
    assert f'href="/dataset/{blocked.dataset["name"]}"' in refused.body
    assert settled.dataset["name"] not in refused.body
    assert [routes.stored(one.id)[0] for one in (settled, blocked)] == [True, True]
    assert bulk(app, organisation, settled).status_code == 302
    assert routes.stored(settled.id)[0] is False


def test_the_page_of_a_refusal_speaks_french(app, organisation):
    attempt = made(organisation, routes.PRIVATE)
    refused = app.post(
        f"/fr/organization/bulk_process/{organisation.name}",
        data={"bulk_action.public": "public", f"dataset_{attempt.id}": "on"},
        headers=organisation.headers("admin"),
        follow_redirects=False,
    )
    assert "Ce jeu de données ne peut pas encore être rendu public." in text(refused)
    assert "To settle first" not in text(refused)


def test_the_steps_of_a_new_dataset_stop_at_its_first_file_unless_it_is_private(app, organisation):
    adopt(organisation, "block")
    for private, status in ((False, 200), (True, 302)):
        dataset = factories.Dataset(owner_org=organisation.id, private=private, state="draft")
        answer = app.post(
            f"/dataset/{dataset['name']}/resource/new",
            data={"id": "", "url": routes.LINK["url"], "name": "Budget", "save": "go-metadata"},
            headers=organisation.headers("editor"),
            follow_redirects=False,
        )
        assert (private, answer.status_code) == (private, status)
        is_private, state, _, files = routes.stored(dataset["id"])
        assert (is_private, len(files)) == (private, 1 if private else 0)
        assert state == ("active" if private else "draft")
        if not private:
            assert "make it private first" in text(answer)


@pytest.mark.parametrize(
    ("save", "with_edit"),
    [
        ("go-metadata", False),
        ("go-metadata", True),
        *([("go-metadata-publish", True)] if IS_2_12 else []),
    ],
)
def test_finishing_an_old_draft_that_is_not_private_is_refused_without_a_breakdown(
    app, organisation, save, with_edit
):
    attempt = made(organisation, {**routes.WITH_FILE, "state": "draft"})
    data = {"id": "", "url": "", "save": save}
    if with_edit:
        resource = attempt.show()["resources"][0]
        data |= {"id": resource["id"], "url": resource["url"], "name": "Budget"}
    answer = app.post(
        f"/dataset/{attempt.dataset['name']}/resource/new",
        data=data,
        headers=organisation.headers("editor"),
        follow_redirects=False,
    )
    assert answer.status_code in (200, 409)
    assert "cannot be made public yet" in text(answer)
    assert routes.stored(attempt.id)[1] == "draft"


def test_over_the_api_the_answer_is_a_validation_error(app, organisation):
    attempt = made(organisation, routes.PRIVATE)
    answer = app.post(
        "/api/action/package_patch",
        json={"id": attempt.id, "private": False},
        headers=organisation.headers("editor"),
    )
    assert answer.status_code == 409
    assert answer.json["error"]["__type"] == "Validation Error"
    assert SECRET in answer.json["error"]["private"]
