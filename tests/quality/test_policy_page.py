"""The pages where it is decided what is asked of quality, and where it is shown."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import pytest
from bs4 import BeautifulSoup
from ckan.tests import factories

from ckanext.opendatalab.common import gates, log
from ckanext.opendatalab.quality.policy import gate, store
from tests.governance.world import begin
from tests.quality import policy_world, world
from tests.quality.policy_world import call
from tests.quality.test_waiver import with_token

PORTAL = "/ckan-admin/opendatalab/quality-policy"
ADVICE = "Quality: to settle if possible (does not hold the publication back)"


@pytest.fixture(autouse=True)
def _nothing_decided(used_portal, app):
    before = gates.registered()
    gates.use([gate.quality])
    policy_world.decide(None, mode=None, minimum_score=None, mandatory=None, tolerated=None)
    yield
    gates.use(before)
    policy_world.decide(None, mode=None, minimum_score=None, mandatory=None, tolerated=None)


@pytest.fixture
def organization():
    return world.adopted("warn")


def address(organization):
    return f"/organization/{organization['name']}/opendatalab/quality-policy"


def headers(user):
    return {"Authorization": user["token"]} if user else {}


def update(user, organization, **values):
    asked = {"organization": organization["id"]} if organization else {}
    return call(user, "opendatalab_quality_policy_update", **asked, **values)


def test_an_organisation_follows_the_portal_in_what_it_did_not_decide(organization):
    policy_world.decide(None, mode="block", minimum_score=70, mandatory=["theme"])
    admin = world.person(organization, capacity="admin")
    found = update(admin, organization, minimum_score=30, mandatory=[])
    assert (found["mode"], found["minimum_score"], found["mandatory"]) == ("block", 30, [])
    assert found["own"] == ["mandatory", "minimum_score"]
    found = update(admin, organization, minimum_score="", mandatory=None)
    assert (found["minimum_score"], found["mandatory"], found["own"]) == (70, ["theme"], [])


def test_a_change_is_logged_with_what_was_before(organization):
    admin = world.person(organization, capacity="admin")
    assert update(admin, organization, mode="block")["changed"]
    assert not update(admin, organization, mode="block")["changed"]
    (entry,) = log.read(organization_id=organization["id"], kind="quality_policy_changed")
    assert entry.data == {"changed": {"mode": "block"}, "before": {"mode": "warn"}}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("mode", "strict"),
        ("mode", ["block"]),
        ("minimum_score", 101),
        ("minimum_score", "beaucoup"),
        ("minimum_score", True),
        ("minimum_score", 1e999),
        ("minimum_score", [50]),
        ("mandatory", ["no_such_criterion"]),
        ("mandatory", {"theme": 1}),
        ("tolerated", ["personal"]),
        ("tolerated", ["<script>"]),
        ("tolerated", ["structure"] * 101 + [3]),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(organization, field, value):
    admin = world.person(organization, capacity="admin")
    with pytest.raises(tk.ValidationError) as error:
        update(admin, organization, **{"mode": "block", field: value})
    assert list(error.value.error_dict) == [field]
    assert store.of(organization["id"]).own == frozenset()


def test_administrators_and_project_leads_decide_and_members_read(app, organization):
    for who, statuses in (
        (None, (403, 403)),
        ({}, (403, 403)),
        ({"capacity": "member"}, (200, 403)),
        ({"capacity": "editor"}, (200, 403)),
        ({"role": "elected_official"}, (200, 403)),
        ({"role": "project_lead"}, (200, 302)),
        ({"capacity": "admin"}, (200, 302)),
    ):
        user = None if who is None else with_token(organization, **who)
        got = app.get(address(organization), headers=headers(user))
        sent = app.post(
            address(organization),
            data={"mode": "block", "minimum_score": ""},
            headers=headers(user),
            follow_redirects=False,
        )
        assert (who, got.status_code, sent.status_code) == (who, *statuses)


def test_the_form_decides_and_shows_again_what_was_typed(app, organization):
    admin = with_token(organization, capacity="admin")
    sent = {
        "mode": "block",
        "minimum_score": "40",
        "mandatory_own": "true",
        "mandatory": ["theme", "description"],
        "tolerated": "structure",  # without "decide it here", the portal's list counts
    }
    app.post(address(organization), data=sent, headers=headers(admin))
    found = store.of(organization["id"])
    assert (found.mode, found.minimum_score) == ("block", 40)
    assert found.mandatory == {"theme", "description"}
    assert found.tolerated == frozenset()
    wrong = app.post(
        address(organization), data={**sent, "minimum_score": "400"}, headers=headers(admin)
    )
    assert wrong.status_code == 400
    body = BeautifulSoup(wrong.body, "html.parser")
    assert body.select_one("#field-minimum_score")["value"] == "400"
    assert body.select_one("#field-minimum_score")["aria-invalid"] == "true"
    ticked = body.select("input[name=mandatory][checked]")
    assert sorted(one["value"] for one in ticked) == ["description", "theme"]


def test_the_whole_portals_page_is_for_its_administrators(app, organization):
    admin = with_token(organization, capacity="admin")
    sysadmin = factories.SysadminWithToken()
    for user, status in ((None, 403), (admin, 403), (sysadmin, 200)):
        assert app.get(PORTAL, headers=headers(user)).status_code == status
    sent = {"mode": "block", "minimum_score": "60", "tolerated": "link"}
    app.post(PORTAL, data=sent, headers=headers(sysadmin))
    found = store.of(organization["id"])
    assert (found.mode, found.minimum_score, found.tolerated) == ("block", 60, {"link"})
    with pytest.raises(tk.NotAuthorized):
        update(world.person(organization, capacity="admin"), None, mode="off")
    with pytest.raises(tk.ValidationError):
        call(admin, "opendatalab_quality_policy_update", organization=[], mode="off")


def test_the_review_page_advises_whoever_works_on_the_dataset(app, organization):
    dataset = policy_world.dataset(organization)
    editor = with_token(organization, capacity="editor")
    review = f"/dataset/{dataset['name']}/opendatalab/review"
    body = BeautifulSoup(app.get(review, headers=headers(editor)).body, "html.parser")
    section = body.select_one("[aria-labelledby=opendatalab-quality-advice]")
    assert section.h2.text == ADVICE
    assert "Wait: the file “Fichier” is to be checked" in section.text


def test_the_page_of_the_path_says_what_holds_back_and_to_whom(app):
    organization = policy_world.blocking(mode="govern")
    dataset = policy_world.dataset(organization)
    begin(dataset["id"])
    page = f"/dataset/{dataset['name']}/governance"
    seen = {}
    for role in ("project_lead", "elected_official"):
        user = with_token(organization, role=role)
        body = BeautifulSoup(app.get(page, headers=headers(user)).body, "html.parser")
        seen[role] = body.select_one("[aria-labelledby=opendatalab-quality-advice]")
    assert seen["project_lead"].h2.text == "Quality: to settle before publication"
    assert seen["elected_official"] is None


def test_the_condition_of_quality_is_boasted_of_only_where_it_is_asked_for(organization):
    world.adopt(organization["id"], "govern")
    lead = world.person(organization, role="project_lead")
    for mode, shown in (("warn", False), ("block", True)):
        policy_world.decide(organization, mode=mode)
        circuit = call(lead, "opendatalab_circuit_show", organization=organization["id"])
        told = [one for way in circuit["steps"] for step in way["steps"] for one in step["settles"]]
        assert ("The quality of the data is sufficient" in told) is shown
