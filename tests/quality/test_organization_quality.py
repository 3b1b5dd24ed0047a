"""The page about the quality of an organisation's datasets."""

from __future__ import annotations

from datetime import date

import ckan.model as model
import pytest
import sqlalchemy as sa
from ckan.tests import factories

from ckanext.opendatalab.common import clock
from ckanext.opendatalab.quality import store
from ckanext.opendatalab.quality.page import organization as figures
from tests.quality import page_world, world
from tests.quality.page_world import CELL, EMAIL, HOSTILE, Reader, words

pytestmark = pytest.mark.usefixtures("used_portal")


@pytest.fixture
def editor():
    return factories.User()


@pytest.fixture
def organization(editor):
    return factories.Organization(users=[{"name": editor["name"], "capacity": "editor"}])


def shown(organization, user=None):
    return world.call(user, "opendatalab_quality_organization", id=organization["id"])


def test_visitors_see_the_figures_of_public_datasets_only(app, organization, editor):
    public = page_world.checked(organization, title="Arbres publics")
    page_world.checked(organization, title="Budget secret", private=True)
    address = f"/organization/{organization['name']}/opendatalab/quality"
    page = Reader(app).page(address)
    told = words(page.select_one("[role=main]"))
    assert "Arbres publics" in told
    assert "Budget secret" not in str(page)
    assert "over 1 dataset" in told
    for secret in (CELL, EMAIL, HOSTILE):
        assert secret not in str(page)
    assert page.select_one(f"a[href$='/dataset/{public['name']}/quality']")
    told = words(Reader(app, editor).page(address))
    assert "Budget secret" in told
    assert "over 2 datasets" in told
    assert shown(organization)["datasets"] == 1
    assert shown(organization, factories.User())["datasets"] == 1
    assert shown(organization, editor)["datasets"] == 2


def test_counts_worst_and_frequent_faults(organization):
    good = factories.Dataset(owner_org=organization["id"], notes="Les arbres. " * 20)
    page_world.checked(organization, notes="")
    page_world.checked(organization, notes="")
    found = shown(organization)
    counted = {one["code"]: one["count"] for one in found["statuses"]}
    assert counted["non_conforming"] == 2
    assert sum(counted.values()) == found["datasets"] == 3
    scores = [one["score"]["total"] for one in found["worst"]]
    assert len(scores) == 3
    assert scores == sorted(scores)
    lacks = [one["datasets"] for one in found["criteria"]]
    assert lacks[0] == 3
    assert lacks == sorted(lacks, reverse=True)
    assert [(one["code"], one["datasets"]) for one in found["faults"]] == [("row_too_long", 2)]
    world.call(world._site_user(), "package_delete", id=good["id"])
    assert shown(organization)["datasets"] == 2


def test_the_trend_is_the_mean_at_the_end_of_each_month(organization):
    first = page_world.checked(organization)
    today = clock.today()
    months = figures.month_ends(today)
    table = store.QualityHistory.__table__
    for day, score in ((months[2], 20), (months[5], 60)):
        values = {"organization_id": organization["id"], "score": score, "status": "to_improve"}
        model.Session.execute(
            table.insert().values(package_id=first["id"], day=day, faults=0, criteria="x", **values)
        )
    model.Session.commit()
    found = {one["day"]: one["score"]["total"] for one in shown(organization)["trend"]}
    assert months[1].isoformat() not in found
    assert [found[one.isoformat()] for one in months[2:7]] == [20, 20, 20, 60, 60]
    assert found[today.isoformat()] == round(store.load(first["id"])["score"])


def test_the_months_before_end_on_their_last_days():
    assert figures.month_ends(date(2028, 3, 14), 3) == [
        date(2028, 1, 31),
        date(2028, 2, 29),
        date(2028, 3, 14),
    ]


def test_as_many_queries_for_many_datasets_as_for_one(organization):
    def count() -> int:
        asked: list[str] = []

        def note(connection, cursor, statement, *rest):
            asked.append(statement)

        sa.event.listen(model.meta.engine, "before_cursor_execute", note)
        try:
            shown(organization)
        finally:
            sa.event.remove(model.meta.engine, "before_cursor_execute", note)
        return len(asked)

    page_world.checked(organization)
    one = count()
    for _ in range(4):
        page_world.checked(organization)
    assert count() == one


def test_an_organization_without_datasets_says_so(app):
    empty = factories.Organization()
    page = Reader(app).page(f"/organization/{empty['name']}/opendatalab/quality")
    assert "No dataset has a score yet." in words(page)
    Reader(app).get("/organization/there-is-none/opendatalab/quality", 404)
