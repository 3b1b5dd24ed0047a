"""Late datasets: who sees them, and who is written to about them, once."""

from __future__ import annotations

import json
from datetime import timedelta

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from ckan.cli.cli import ckan
from ckan.tests import factories, helpers

from ckanext.opendatalab.common import clock, log
from ckanext.opendatalab.common.model import Mail
from ckanext.opendatalab.quality.model import QualityPolicy
from tests.quality import world
from tests.quality.policy_world import call
from tests.quality.test_waiver import with_token

ANNUAL = "http://publications.europa.eu/resource/authority/frequency/ANNUAL"
NEVER = "http://publications.europa.eu/resource/authority/frequency/NEVER"
DONE = "ckanext.opendatalab.late_mails_done"


@pytest.fixture(autouse=True)
def _nobody_mails(used_portal, app):
    """No mails of other tests, and a new day.  Starting the app loads what renders addresses."""
    model.Session.execute(sa.update(QualityPolicy).values(mails_since=None))
    model.Session.commit()
    model.set_system_info(DONE, "")


@pytest.fixture
def organization():
    return world.adopted("warn")


@pytest.fixture
def editor(organization):
    return world.person(organization, capacity="editor")


@pytest.fixture
def lead(organization):
    return world.person(organization, role="project_lead")


def late(organization, author=None, days=800, **values):
    """Return a public dataset that was last updated so many days ago, and is so every year."""
    given = {
        "owner_org": organization["id"],
        "frequency": ANNUAL,
        "modified": (clock.today() - timedelta(days=days)).isoformat(),
        "contact": [{"name": "Contact", "email": "contact@valorne.example"}],
        **values,
    }
    if author:
        given["context"] = {"user": author["name"]}
    return factories.Dataset(**given)


def listed(user, organization, **values):
    return call(user, "opendatalab_quality_late_list", organization=organization["id"], **values)


def switch_on(user, organization):
    seen = call(user, "opendatalab_quality_late_preview", organization=organization["id"])["seen"]
    asked = {"organization": organization["id"], "on": True, "seen": seen}
    return call(user, "opendatalab_quality_late_switch", **asked)


def mail():
    return helpers.call_action("opendatalab_quality_late_mail")["mails"]


def written(dataset):
    model.Session.rollback()
    table = Mail.__table__
    query = sa.select(*table.c).where(table.c.event.startswith(f"late:{dataset['id']}:"))
    return model.Session.execute(query).all()


def test_late_and_due_datasets_are_listed_the_longest_late_first(organization, editor):
    due = late(organization, days=370)
    worst = late(organization, days=900)
    late(organization, days=10)
    late(organization, frequency=NEVER)
    late(organization, private=True)
    found = listed(editor, organization)
    assert [one["id"] for one in found["datasets"]] == [worst["id"], due["id"]]
    assert [one["late"] for one in found["datasets"]] == [True, False]
    assert found["datasets"][0]["days"] == 900 - 366
    assert (found["count"], found["total"]) == (2, 3)
    second = listed(editor, organization, limit=1, offset=1)
    assert [one["id"] for one in second["datasets"]] == [due["id"]]


@pytest.mark.parametrize(
    "values", [{"limit": 501}, {"limit": "x"}, {"offset": -1}, {"organization": ["x"]}]
)
def test_what_is_asked_is_bounded(organization, editor, values):
    with pytest.raises((tk.ValidationError, tk.NotAuthorized, tk.ObjectNotFound)):
        call(
            editor,
            "opendatalab_quality_late_list",
            **{"organization": organization["id"], **values},
        )


def test_the_list_is_for_those_who_work_there(organization):
    for who, allowed in (
        ({"capacity": "editor"}, True),
        ({"role": "data_steward"}, True),
        ({"capacity": "member"}, False),
        ({"role": "elected_official"}, False),
    ):
        user = world.person(organization, **who)
        if allowed:
            assert listed(user, organization)["count"] == 0
        else:
            with pytest.raises(tk.NotAuthorized):
                listed(user, organization)
    with pytest.raises(tk.NotAuthorized):
        listed(None, organization)


def test_nobody_is_written_to_before_somebody_saw_the_list(organization, editor, lead):
    dataset = late(organization, author=editor)
    assert mail() == []
    shown = call(lead, "opendatalab_quality_late_preview", organization=organization["id"])
    assert [one["datasets"][0]["id"] for one in shown["mails"]] == [dataset["id"]]
    asked = {"organization": organization["id"], "on": True}
    for seen in ({}, {"seen": "0" * 16}):
        with pytest.raises(tk.ValidationError):
            call(lead, "opendatalab_quality_late_switch", **asked, **seen)
    assert written(dataset) == []
    assert switch_on(lead, organization)["since"]
    assert written(dataset) == []


def test_whoever_made_it_is_written_to_once_for_each_date(organization, editor, lead):
    dataset = late(organization, author=editor, title="Piscines")
    switch_on(lead, organization)
    assert [one["person"] for one in mail()] == [editor["name"]]
    (one,) = written(dataset)
    assert one.recipient == editor["id"]
    assert one.subject == "Dataset to update: Piscines"
    assert f"/dataset/{dataset['name']}" in one.body
    assert "contact@valorne.example" not in one.body
    # Neither the same day nor on another one, even where the mails were emptied.
    model.Session.execute(Mail.__table__.delete())
    model.Session.commit()
    assert mail() == []
    model.set_system_info(DONE, "")
    assert mail() == []
    # Updated, and late again: another date.
    on = (clock.today() - timedelta(days=700)).isoformat()
    call(editor, "package_patch", id=dataset["id"], modified=on)
    model.set_system_info(DONE, "")
    assert [one["person"] for one in mail()] == [editor["name"]]
    assert len(log.read(package_id=dataset["id"], kind="quality_late_mailed")) == 2


def test_one_person_gets_one_mail_about_several_datasets(organization, editor, lead):
    datasets = [late(organization, author=editor) for _ in range(3)]
    switch_on(lead, organization)
    (one,) = mail()
    assert sorted(one["datasets"]) == sorted(each["name"] for each in datasets)


def test_where_the_author_left_somebody_who_is_there_is_written_to(organization, editor, lead):
    late(organization, author=editor)
    gone = {"id": organization["id"], "username": editor["name"]}
    call(factories.Sysadmin(), "organization_member_delete", **gone)
    switch_on(lead, organization)
    assert [one["person"] for one in mail()] == [lead["name"]]
    steward = world.person(organization, role="data_steward")
    late(organization)
    model.set_system_info(DONE, "")
    assert [one["person"] for one in mail()] == [steward["name"]]


def test_nobody_is_written_to_about_what_comes_from_another_portal(organization, editor, lead):
    late(
        organization,
        author=editor,
        extras=[{"key": "harvest_object_id", "value": "0"}],
    )
    (shown,) = listed(editor, organization)["datasets"]
    assert shown["harvested"]
    switch_on(lead, organization)
    assert mail() == []


def test_an_organisation_that_was_let_go_writes_to_nobody(organization, editor, lead):
    late(organization, author=editor)
    switch_on(lead, organization)
    world.adopt(organization["id"], "off")
    assert mail() == []


def test_what_was_updated_since_the_index_is_not_told(organization, editor, lead):
    dataset = late(organization, author=editor)
    switch_on(lead, organization)
    package = model.Package.get(dataset["id"])
    package.private = True  # and the index knows nothing of it
    model.Session.commit()
    assert mail() == []


def test_the_page_lists_and_switches(app, organization, editor):
    dataset = late(organization, author=editor, title="Piscines <b>")
    address = f"/organization/{organization['name']}/opendatalab/late"
    lead = with_token(organization, capacity="admin")
    reader = with_token(organization, capacity="member")
    assert app.get(address).status_code == 403
    assert app.get(address, headers={"Authorization": reader["token"]}).status_code == 403
    headers = {"Authorization": lead["token"]}
    body = BeautifulSoup(app.get(address, headers=headers).body, "html.parser")
    row = body.select_one("table tbody tr")
    assert row.select_one("th a").text == "Piscines <b>"
    assert "Late" in row.text
    form = body.select_one("section form")
    sent = {one["name"]: one["value"] for one in form.select("input[type=hidden]")}
    done = app.post(address, data=sent, headers=headers, follow_redirects=False)
    assert done.status_code == 302
    assert [one["person"] for one in mail()] == [editor["name"]]
    assert len(written(dataset)) == 1
    after = BeautifulSoup(app.get(address, headers=headers).body, "html.parser")
    assert "At present there is nobody to write to." in after.text
    assert "Send no more mails" in after.text


def test_the_command_lists_and_previews(cli, organization, editor, lead):
    dataset = late(organization, author=editor)
    switch_on(lead, organization)
    arguments = ["opendatalab", "freshness", "list", "--organization", organization["name"]]
    found = cli.invoke(ckan, [*arguments, "--json"])
    assert not found.exit_code, found.output
    assert json.loads(found.stdout)["datasets"][0]["name"] == dataset["name"]
    dry = cli.invoke(ckan, ["opendatalab", "freshness", "mail", "--dry-run"])
    assert dataset["name"] in dry.output
    assert written(dataset) == []
    made = cli.invoke(ckan, ["opendatalab", "tick"])
    assert not made.exit_code, made.output
    assert len(written(dataset)) == 1
