"""What CKAN's own pages say of a governed dataset, and to whom."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import ckan.model as model
import pytest
import sqlalchemy as sa
from ckan.tests import factories

from ckanext.opendatalab.common import clock
from ckanext.opendatalab.workflow.model import Workflow
from tests.fields import pages
from tests.governance import world

pytestmark = pytest.mark.usefixtures("used_portal")


@pytest.fixture
def commune(used_portal):
    return world.Commune()


def headers(user: dict[str, Any]) -> dict[str, str]:
    token = factories.APIToken(user=user["name"])
    return {"Authorization": token["token"] if isinstance(token, dict) else token}


def read(app: Any, user: dict[str, Any] | None, url: str, status: int = 200) -> Any:
    return pages.page(app, url, headers(user) if user else None, status)


def ribbon(soup: Any) -> str:
    found = soup.select_one(".opendatalab-publisher-bar")
    return " ".join(found.get_text(" ").split()) if found else ""


def set_row(dataset: dict[str, Any], **values: Any) -> None:
    table = Workflow.__table__
    changed = sa.update(table).where(table.c.package_id == dataset["id"]).values(**values)
    model.Session.execute(changed)
    model.Session.commit()


def public(commune: Any, **values: Any) -> dict[str, Any]:
    """A dataset that was public when its organisation was put under governance."""
    world.store.save(commune.id, "off", None)
    model.Session.commit()
    dataset = factories.Dataset(owner_org=commune.id, private=False, **values)
    world.govern(commune.id, definition=commune.definition)
    world.begin(dataset["id"], None, public=True)
    return dataset


def test_an_editor_reads_where_the_dataset_stands_what_is_next_and_who_is_awaited(app, commune):
    dataset = commune.dataset()
    said = ribbon(read(app, commune.editor, f"/dataset/{dataset['name']}"))
    assert "Draft" in said
    assert "Your turn: Complete the description, then submit it." in said
    assert "Awaited: Editor of the organization" in said
    assert "Emergency withdrawal" not in said


def test_a_member_who_may_not_edit_reads_it_too(app, commune):
    dataset = commune.dataset()
    said = ribbon(read(app, commune.member, f"/dataset/{dataset['name']}"))
    assert "Draft Next: Complete the description" in said
    assert "Awaited: Editor of the organization" in said
    assert "Review this dataset" not in said


def test_what_is_late_is_said_in_words(app, commune):
    dataset = commune.dataset()
    set_row(dataset, due_on=clock.today() - timedelta(days=3))
    said = ribbon(read(app, commune.editor, f"/dataset/{dataset['name']}"))
    assert "Overdue by 3 days." in said


def test_an_editor_reaches_the_emergency_withdrawal_of_what_is_public(app, commune):
    dataset = public(commune)
    soup = read(app, commune.editor, f"/dataset/{dataset['name']}")
    assert soup.select_one(".opendatalab-emergency")["href"] == (
        f"/dataset/{dataset['name']}/governance#opendatalab-step-withdraw_now"
    )
    assert "Nothing is awaited. To be examined again on" in ribbon(soup)
    world.step(commune.editor, dataset, "withdraw_now")
    said = ribbon(read(app, commune.editor, f"/dataset/{dataset['name']}"))
    assert "Withdrawn" in said
    assert "Emergency withdrawal: its reason is to be given by" in said


def test_who_is_not_concerned_sees_nothing_of_it(app, commune):
    dataset = public(commune)
    for reader in (None, factories.User()):
        soup = read(app, reader, f"/dataset/{dataset['name']}")
        assert ribbon(soup) == ""
        assert "governance" not in str(soup.select_one("body"))
    read(app, None, f"/dataset/{commune.dataset()['name']}", 404)


def test_anonymous_readers_cause_no_query_of_ours(app, commune):
    dataset = public(commune)
    asked: list[str] = []

    def note(connection, cursor, statement, *rest):
        if "opendatalab_workflow" in statement or "opendatalab_adoption" in statement:
            asked.append(statement)

    sa.event.listen(model.meta.engine, "before_cursor_execute", note)
    try:
        read(app, None, f"/dataset/{dataset['name']}")
        read(app, None, f"/organization/{commune.organization['name']}")
    finally:
        sa.event.remove(model.meta.engine, "before_cursor_execute", note)
    assert asked == []


def test_the_tab_leads_those_who_are_concerned_to_the_path(app, commune):
    dataset = commune.dataset()
    name = dataset["name"]
    for user, page in [(commune.editor, f"/dataset/edit/{name}/1"), (commune.member, "")]:
        soup = read(app, user, page or f"/dataset/{name}")
        tabs = [one.get("href") for one in soup.select(".page-header .nav-tabs a")]
        assert f"/dataset/{name}/governance" in tabs


def test_staff_see_the_badge_in_lists_and_the_public_does_not(app, commune):
    dataset = commune.dataset(title="Registre des arbres")
    url = f"/organization/{commune.organization['name']}"
    item = read(app, commune.editor, url).select_one(".dataset-item")
    assert item.select_one(".opendatalab-badge").get_text(strip=True) == "Draft"
    assert read(app, None, url).select_one(".dataset-item") is None
    mine = read(app, commune.editor, f"/user/{commune.editor['name']}")
    assert dataset["title"] not in str(mine) or mine.select_one(".opendatalab-badge")


def test_lists_of_a_portal_without_governance_stay_as_they_were(app):
    user, _, organization = pages.publisher()
    factories.Dataset(owner_org=organization["id"], private=True)
    soup = read(app, user, f"/organization/{organization['name']}")
    assert soup.select_one(".dataset-item")
    assert soup.select_one(".opendatalab-badge:not(.opendatalab-badge-quality)") is None


def test_where_a_page_of_ours_refuses_it_says_what_one_has_and_whom_to_ask(app, commune):
    dataset = public(commune)
    admin = commune.admin
    url = f"/dataset/{dataset['name']}/opendatalab/review"
    said = read(app, commune.member, url, 403).select_one(".opendatalab-refused")
    text = said.get_text(" ", strip=True)
    assert "Member of the organization" in text
    assert admin["fullname"] in text
    stranger = read(app, factories.User(), url, 403).select_one(".opendatalab-refused")
    assert admin["fullname"] not in stranger.get_text()
    assert read(app, None, url, 403).select_one(".opendatalab-refused") is None
