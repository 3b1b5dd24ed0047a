"""Somebody answers for a dataset as it is, until a day: who may, who sees it, when it ends."""

from __future__ import annotations

from datetime import timedelta

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
from bs4 import BeautifulSoup
from ckan.tests import factories, helpers

from ckanext.opendatalab.common import clock, gates, log
from ckanext.opendatalab.quality.model import QualityWaiver
from ckanext.opendatalab.quality.policy import gate
from tests.governance.world import begin
from tests.quality import policy_world, world
from tests.quality.policy_world import call

REASON = "Le fichier complet arrive en janvier, le conseil attend ces données."


@pytest.fixture(autouse=True)
def _only_quality(used_portal, app):
    before = gates.registered()
    gates.use([gate.quality])
    policy_world.decide(None, mode=None, minimum_score=None, mandatory=None, tolerated=None)
    yield
    gates.use(before)


@pytest.fixture
def organization():
    return policy_world.blocking(minimum_score=100)


@pytest.fixture
def dataset(organization):
    return policy_world.dataset(organization)


@pytest.fixture
def lead(organization):
    return world.person(organization, role="project_lead")


def in_days(number):
    return (clock.today() + timedelta(days=number)).isoformat()


def grant(user, dataset, **values):
    given = {"reason": REASON, "expires_on": in_days(30), **values}
    return call(user, "opendatalab_quality_waiver_create", id=dataset["id"], **given)


def page(app, user, dataset, method="get", path="", **form):
    headers = {"Authorization": user["token"]} if user else {}
    address = f"/dataset/{dataset['name']}/quality/waiver{path}"
    extra = {"data": form, "follow_redirects": False} if method == "post" else {}
    return getattr(app, method)(address, headers=headers, **extra)


def with_token(organization, capacity="", role=""):
    user = factories.UserWithToken()
    if capacity:
        helpers.call_action(
            "organization_member_create",
            id=organization["id"],
            username=user["name"],
            role=capacity,
        )
    if role:
        helpers.call_action(
            "opendatalab_role_grant",
            user=user["name"],
            role=role,
            organization=organization["id"],
        )
    return user


def test_an_exception_opens_the_gate_and_is_kept_with_its_role(organization, dataset, lead):
    with pytest.raises(tk.ValidationError):
        policy_world.publish(organization, dataset)
    made = grant(lead, dataset)
    assert (made["role_label"], made["running"]) == ("Open-data project lead", True)
    policy_world.publish(organization, dataset)
    assert policy_world.is_public(dataset)
    (entry,) = log.read(package_id=dataset["id"], kind="quality_waived")
    assert (entry.reason, entry.data["role"]) == (REASON, "project_lead")
    assert entry.data["expires_on"] == in_days(30)


def test_after_its_last_day_the_gate_closes_again(organization, dataset, lead):
    grant(lead, dataset)
    yesterday = clock.today() - timedelta(days=1)
    waivers = QualityWaiver.__table__
    of_this = waivers.c.package_id == dataset["id"]
    model.Session.execute(waivers.update().where(of_this).values(expires_on=yesterday))
    model.Session.commit()
    with pytest.raises(tk.ValidationError):
        policy_world.publish(organization, dataset)


def test_it_may_be_ended_before(organization, dataset, lead):
    grant(lead, dataset)
    ended = call(lead, "opendatalab_quality_waiver_end", id=dataset["id"])
    again = call(lead, "opendatalab_quality_waiver_end", id=dataset["id"])
    assert (ended["changed"], again["changed"]) == (True, False)
    assert len(log.read(package_id=dataset["id"], kind="quality_waiver_ended")) == 1
    with pytest.raises(tk.ValidationError):
        policy_world.publish(organization, dataset)


def test_a_second_one_takes_the_place_of_the_first(dataset, lead):
    grant(lead, dataset)
    second = grant(lead, dataset, expires_on=in_days(3))
    listed = call(lead, "opendatalab_quality_waiver_list", id=dataset["id"])
    assert [one["id"] for one in listed if one["running"]] == [second["id"]]
    assert listed[1]["ended_at"]


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        ({"role": "project_lead"}, True),
        ({"capacity": "admin"}, True),
        ({"capacity": "editor"}, False),
        ({"role": "data_steward"}, False),
        ({"role": "legal_officer"}, False),
        ({"role": "general_director"}, False),
        ({"role": "elected_official"}, False),
    ],
)
def test_project_leads_and_administrators_decide(organization, dataset, who, allowed):
    user = world.person(organization, **who)
    if allowed:
        assert grant(user, dataset)["running"]
    else:
        with pytest.raises(tk.NotAuthorized):
            grant(user, dataset)


def test_a_lead_of_another_organisation_or_nobody_decides_nothing(dataset):
    elsewhere = world.person(world.adopted(), role="project_lead")
    for user in (elsewhere, None):
        with pytest.raises(tk.NotAuthorized):
            grant(user, dataset)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("reason", "court"),
        ("reason", "x" * 2001),
        ("reason", ["une", "liste"]),
        ("reason", "Un zéro dans le texte \0 caché"),
        ("expires_on", ""),
        ("expires_on", "demain"),
        ("expires_on", in_days(366)),
        ("expires_on", in_days(-1)),
        ("expires_on", 20270101),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_kept(dataset, lead, field, value):
    with pytest.raises(tk.ValidationError) as error:
        grant(lead, dataset, **{field: value})
    assert list(error.value.error_dict) == [field]
    assert call(lead, "opendatalab_quality_waiver_list", id=dataset["id"]) == []


def test_it_does_not_follow_the_dataset_to_another_organisation(organization, dataset, lead):
    grant(lead, dataset)
    other = policy_world.blocking(minimum_score=100)
    sysadmin = factories.Sysadmin()
    call(sysadmin, "package_owner_org_update", id=dataset["id"], organization_id=other["id"])
    with pytest.raises(tk.ValidationError):
        policy_world.publish(other, dataset)


def test_the_history_of_a_governed_dataset_tells_it(organization, dataset, lead):
    world.adopt(organization["id"], "govern")
    begin(dataset["id"])
    grant(lead, dataset)
    (line, *_) = call(lead, "opendatalab_workflow_history", id=dataset["id"])
    assert line["label"] == "Exception granted for the quality"
    assert (line["role_label"], line["reason"]) == ("Open-data project lead", REASON)
    assert line["details"][0][0] == "Last day"


def test_the_page_is_for_staff_and_grants_and_ends(app, organization, dataset):
    lead = with_token(organization, role="project_lead")
    editor = with_token(organization, capacity="editor")
    stranger = factories.UserWithToken()
    assert page(app, None, dataset).status_code == 404
    assert page(app, stranger, dataset).status_code == 404
    refused = page(app, lead, dataset, "post", reason="bref", expires_on="")
    assert refused.status_code == 400
    body = BeautifulSoup(refused.body, "html.parser")
    assert body.select_one("#field-reason").text.strip() == "bref"
    assert body.select_one("#field-reason")["aria-invalid"] == "true"
    done = page(app, lead, dataset, "post", reason=REASON, expires_on=in_days(10))
    assert done.status_code == 302
    seen = BeautifulSoup(page(app, editor, dataset).body, "html.parser").select_one("#content").text
    assert REASON in seen
    assert "Open-data project lead" in seen
    assert "Grant an exception" not in seen
    assert page(app, editor, dataset, "post", path="/end").status_code == 403
    assert page(app, lead, dataset, "post", path="/end").status_code == 302
    assert policy_world.is_public(dataset) is False


def test_the_public_sees_nothing_of_it(app, organization, dataset, lead):
    grant(lead, dataset)
    policy_world.publish(organization, dataset)
    read = f"/dataset/{dataset['name']}"
    editor = with_token(organization, capacity="editor")
    staff = app.get(f"{read}/quality", headers={"Authorization": editor["token"]}).body
    assert REASON in staff
    api = helpers.call_action("package_show", id=dataset["id"])
    for told in (app.get(read).body, app.get(f"{read}/quality").body):
        assert REASON not in told
    assert REASON not in str(api)
    assert page(app, None, dataset).status_code == 403


def test_it_goes_with_the_dataset_and_the_log_stays(dataset, lead):
    grant(lead, dataset)
    helpers.call_action("dataset_purge", id=dataset["id"])
    waivers = QualityWaiver.__table__
    rows = model.Session.execute(
        waivers.select().where(waivers.c.package_id == dataset["id"])
    ).all()
    assert rows == []
    assert log.read(package_id=dataset["id"], kind="quality_waived")
