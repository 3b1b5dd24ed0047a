"""The actions: what they answer, and to whom."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import factories, helpers

from tests.licence.conftest import unique

POLICY = "/api/action/opendatalab_licence_policy_{}"
CHECK = "/api/action/opendatalab_licence_check"


def codes(answer) -> list[str]:
    return [finding["code"] for finding in answer["findings"]]


def test_members_read_the_policy_and_administrators_change_it(app, organisation):
    expected = {
        "anonymous": (403, 403),
        "stranger": (403, 403),
        "member": (200, 403),
        "editor": (200, 403),
        "admin": (200, 200),
        "sysadmin": (200, 200),
    }
    for role, (show, update) in expected.items():
        headers = organisation.headers(role)
        asked = {"id": organisation.name}
        shown = app.get(POLICY.format("show"), query_string=asked, headers=headers)
        asked["default_license_id"] = "lov2" if role == "admin" else "odc-odbl"
        changed = app.post(POLICY.format("update"), json=asked, headers=headers)
        assert (role, shown.status_code, changed.status_code) == (role, show, update)
        policy = helpers.call_action("opendatalab_licence_policy_show", id=organisation.id)
        stored = asked["default_license_id"] if update == 200 else None
        assert (role, policy["default_license_id"]) == (role, stored)


def test_whoever_may_edit_a_dataset_may_have_it_checked(app, organisation):
    dataset = factories.Dataset(owner_org=organisation.id, license_id="cc-by", private=True)
    expected = {
        "anonymous": 403,
        "stranger": 403,
        "member": 403,
        "editor": 200,
        "admin": 200,
        "sysadmin": 200,
    }
    for role, status in expected.items():
        asked = {"id": dataset["name"]}
        answer = app.get(CHECK, query_string=asked, headers=organisation.headers(role))
        assert (role, answer.status_code) == (role, status)
        if status == 200:
            assert codes(answer.json["result"]) == ["homologation_missing"]


def test_a_draft_may_be_checked_by_the_members_of_its_organisation(app, organisation):
    expected = {
        "anonymous": (403, 403),
        "stranger": (403, 200),
        "member": (200, 200),
        "editor": (200, 200),
        "sysadmin": (200, 200),
    }
    for role, statuses in expected.items():
        headers = organisation.headers(role)
        given = [
            app.post(CHECK, json={"license_id": "lov2", **owner}, headers=headers).status_code
            for owner in ({"owner_org": organisation.id}, {})
        ]
        assert (role, *given) == (role, *statuses)


def test_a_policy_that_was_never_set_is_the_one_of_an_administration_without_default(organisation):
    policy = helpers.call_action("opendatalab_licence_policy_show", id=organisation.name)
    assert policy == {
        "organization_id": organisation.id,
        "default_license_id": None,
        "administration": True,
    }


def test_what_an_update_does_not_mention_stays(organisation):
    update = "opendatalab_licence_policy_update"
    helpers.call_action(update, id=organisation.id, default_license_id="lov2")
    policy = helpers.call_action(update, id=organisation.id, administration="no")
    assert (policy["default_license_id"], policy["administration"]) == ("lov2", False)
    policy = helpers.call_action(update, id=organisation.id, default_license_id="")
    assert (policy["default_license_id"], policy["administration"]) == (None, False)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("default_license_id", "no-such-licence"),
        ("default_license_id", "<script>"),
        ("default_license_id", ["lov2"]),
        ("default_license_id", "x" * 3000),
        ("administration", "perhaps"),
        ("administration", ""),
    ],
)
def test_a_bad_value_is_refused_by_name_and_nothing_is_written(organisation, field, value):
    before = helpers.call_action("opendatalab_licence_policy_show", id=organisation.id)
    both = {"default_license_id": "lov2", "administration": False, field: value}
    with pytest.raises(tk.ValidationError) as raised:
        helpers.call_action("opendatalab_licence_policy_update", id=organisation.id, **both)
    assert list(raised.value.error_dict) == [field]
    assert helpers.call_action("opendatalab_licence_policy_show", id=organisation.id) == before


@pytest.mark.parametrize("name", ["show", "update"])
@pytest.mark.usefixtures("used_portal")
def test_a_policy_needs_an_organisation_that_exists(name):
    action = f"opendatalab_licence_policy_{name}"
    with pytest.raises(tk.ObjectNotFound):
        helpers.call_action(action, id="no-such-organisation")
    with pytest.raises(tk.ObjectNotFound):
        helpers.call_action(action, id=factories.Group(name=unique("theme"))["id"])
    with pytest.raises(tk.ValidationError):
        helpers.call_action(action)


def test_an_organisation_that_is_no_administration_needs_no_approval(organisation):
    dataset = factories.Dataset(owner_org=organisation.id, license_id="cc-by")
    answer = helpers.call_action("opendatalab_licence_check", id=dataset["id"])
    assert codes(answer) == ["homologation_missing"]
    helpers.call_action(
        "opendatalab_licence_policy_update", id=organisation.id, administration=False
    )
    assert codes(helpers.call_action("opendatalab_licence_check", id=dataset["id"])) == []


def test_a_check_reads_the_fields_of_the_dataset(organisation):
    dataset = factories.Dataset(
        owner_org=organisation.id,
        license_id="odc-odbl",
        hvd_category=["http://data.europa.eu/bna/c_b79e35eb"],
        license_fee="yes",
    )
    answer = helpers.call_action("opendatalab_licence_check", id=dataset["id"])
    assert answer["license_id"] == "odc-odbl"
    assert codes(answer) == ["fee_needs_basis", "high_value_share_alike", "fee_against_licence"]
    regulation = answer["findings"][1]["article"]
    assert regulation["url"] == "http://data.europa.eu/eli/reg_impl/2023/138/oj"
    assert {finding["field"] for finding in answer["findings"]} == {
        "license_fee_basis",
        "license_id",
        "license_fee",
    }


def test_fields_that_are_not_saved_yet_win_over_the_stored_ones(organisation):
    dataset = factories.Dataset(owner_org=organisation.id, license_id="cc-by")
    answer = helpers.call_action("opendatalab_licence_check", id=dataset["id"], license_id="lov2")
    assert answer == {"license_id": "lov2", "findings": []}


@pytest.mark.parametrize("value", ["", None, "notspecified"])
def test_a_dataset_without_licence_is_lawful_and_says_so(organisation, value):
    dataset = factories.Dataset(owner_org=organisation.id, license_id=value)
    (finding,) = helpers.call_action("opendatalab_licence_check", id=dataset["id"])["findings"]
    assert (finding["code"], finding["level"]) == ("no_licence", "info")
    assert finding["article"] == {"label": "CRPA, article L322-1", "url": None}


@pytest.mark.parametrize(
    ("field", "value"),
    [("license_id", ["lov2"]), ("license_fee_basis", "x" * 3000), ("hvd_category", "[1")],
)
@pytest.mark.usefixtures("used_portal")
def test_a_draft_with_a_malformed_field_is_refused_by_name(field, value):
    with pytest.raises(tk.ValidationError) as raised:
        helpers.call_action("opendatalab_licence_check", **{field: value})
    assert list(raised.value.error_dict) == [field]


def test_findings_speak_the_language_of_the_reader(app, organisation):
    answer = app.get(
        "/fr" + CHECK,
        query_string={"license_id": "third-party"},
        headers=organisation.headers("editor"),
    )
    (finding,) = answer.json["result"]["findings"]
    assert finding["message"].startswith("Vous indiquez que la licence est fixée par un tiers.")
