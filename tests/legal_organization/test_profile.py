"""What an organisation says of itself, and what the law then asks of it."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import factories

from ckanext.opendatalab.common import log
from ckanext.opendatalab.legal import profile_store, template_store
from ckanext.opendatalab.legal.organization import republish
from tests.legal import signing, world
from tests.legal.signing import refused

GIVEN = {
    "type": "commune",
    "siren": "213 105 554",
    "population": "12 345",
    "staff": "120,5",
    "authority": "Le maire",
    "publishes_obligation": "no",
}


def show(user, organization):
    return world.call(user, "opendatalab_profile_show", organization=organization["id"])


def update(user, organization, **values):
    return world.call(user, "opendatalab_profile_update", organization=organization["id"], **values)


@pytest.fixture
def admin(team):
    return world.person(team.organization, capacity="admin")


def test_administrators_change_it_and_members_and_roles_read_it(team, admin):
    organization = team.organization
    elected = world.person(organization, role="elected_official")
    member = world.person(organization, capacity="member")
    for reader in (team.editor, team.officer, team.dpo, elected, member):
        refused(tk.NotAuthorized, update, reader, organization, type="commune")
        assert show(reader, organization)["type"] is None
    for outsider in (None, factories.User(), world.person(world.organization(), capacity="admin")):
        refused(tk.NotAuthorized, show, outsider, organization)
        refused(tk.NotAuthorized, update, outsider, organization, type="commune")
    changed = update(admin, organization, **GIVEN)
    assert (changed["siren"], changed["population"], changed["staff"]) == (
        "213105554",
        12345,
        120.5,
    )
    assert show(elected, organization) == changed


def test_the_duties_follow_from_it_with_their_articles(team, admin):
    unknown = {one["code"]: one["status"] for one in show(admin, team.organization)["duties"]}
    assert unknown["publication"] == "to_clarify"
    assert unknown["directory"] == "applies"
    known = update(admin, team.organization, **GIVEN)
    duties = {one["code"]: one for one in known["duties"]}
    assert duties["publication"]["status"] == "applies"
    assert [one["code"] for one in duties["publication"]["grounds"]] == ["L312-1-1", "D312-1-1-1"]
    assert duties["salaries"]["status"] == "does_not_apply"
    assert known["access_officer"]["applies"] is True
    epci = update(admin, team.organization, type="epci", population="900", staff="60")
    assert {one["code"]: one["status"] for one in epci["duties"]}["publication"] == "to_confirm"


def test_what_is_absent_stays_and_what_is_empty_is_taken_out(team, admin):
    update(admin, team.organization, **GIVEN)
    changed = update(admin, team.organization, population="", siren=None)
    assert (changed["population"], changed["siren"]) == (None, None)
    assert (changed["type"], changed["staff"], changed["authority"]) == (
        "commune",
        120.5,
        "Le maire",
    )


def test_wrong_figures_are_told_one_by_one_and_nothing_is_saved(team, admin):
    before = update(admin, team.organization, **GIVEN)
    error = refused(
        tk.ValidationError,
        update,
        admin,
        team.organization,
        type="kingdom",
        siren="123456789",
        population="-3",
        staff="lots",
        authority="x" * 400,
        publishes_obligation="perhaps",
    )
    assert set(error.error_dict) == set(GIVEN)
    assert show(admin, team.organization) == before


def test_the_person_who_validates_is_named_as_a_legal_officer_is(app, team, admin):
    organization, person = team.organization, factories.User()
    sysadmin = factories.Sysadmin()
    refused(tk.NotAuthorized, update, admin, organization, validator=person["name"])
    refused(tk.NotAuthorized, update, admin, organization, validator=admin["name"])
    named = update(sysadmin, organization, validator=person["name"])
    assert named["validator"] == person["name"]
    assert named["validator_counts"] is False  # there is a legal officer
    # The same again is no change, and neither is leaving it out.
    assert update(admin, organization, validator=person["name"])["validator"] == person["name"]
    refused(tk.NotAuthorized, update, admin, organization, validator="")
    kinds = [one.kind for one in log.read(organization_id=organization["id"])]
    assert kinds.count("validator_named") == 1


@pytest.mark.ckan_config("opendatalab.delegate_legal_roles", True)
def test_where_it_is_delegated_administrators_name_anybody_but_themselves(team, admin):
    organization, person = team.organization, factories.User()
    refused(tk.NotAuthorized, update, admin, organization, validator=admin["name"])
    assert update(admin, organization, validator=person["name"])["validator"] == person["name"]
    assert update(admin, organization, validator="")["validator"] is None
    for wrong in ("nobody-of-this-name", team.dpo["name"]):
        error = refused(tk.ValidationError, update, admin, organization, validator=wrong)
        assert set(error.error_dict) == {"validator"}
    update(factories.Sysadmin(), organization, validator=admin["name"])
    refused(tk.NotAuthorized, update, admin, organization, validator="")


def test_the_duty_of_validated_datasets_is_public_only_once_the_organisation_says_so(team, admin):
    update(admin, team.organization, **GIVEN)
    dataset = signing.answered(team)
    signing.validate(team.officer, dataset)

    def public() -> str | None:
        republish.now(team.organization["id"])  # as the worker does
        return world.call(team.editor, "package_show", id=dataset["id"]).get("legal_obligation")

    assert public() is None
    update(admin, team.organization, publishes_obligation="yes")
    assert public() == "default"
    update(admin, team.organization, staff="10")
    assert public() == "optional"
    update(admin, team.organization, publishes_obligation="no")
    assert public() is None


def test_it_goes_with_its_organisation(team, admin):
    update(admin, team.organization, **GIVEN)
    world.call(
        team.officer,
        "opendatalab_legal_validate_template",
        template="facilities",
        organizations=[team.organization["id"]],
    )
    identifier = team.organization["id"]
    world.call(factories.Sysadmin(), "organization_purge", id=identifier)
    assert profile_store.load(identifier) == profile_store.Organization(identifier)
    assert template_store.of_organization(identifier) == {}


def test_the_page_shows_the_duties_and_keeps_what_was_typed_wrong(pages, team, admin):
    assert pages.get(None, "profile").status_code == 403
    assert pages.get(factories.User(), "profile").status_code == 403
    wrong = pages.post(admin, "profile", **{**GIVEN, "siren": "<b>1</b>"})
    assert wrong.status_code == 400
    assert "&lt;b&gt;1&lt;/b&gt;" in wrong.body
    assert "<b>1</b>" not in wrong.body
    assert pages.post(admin, "profile", **GIVEN).status_code == 200
    page = pages.read(admin, "profile", "/fr")
    assert page.select_one("#field-staff")["value"] == "120,5"
    assert page.select_one("#field-validator").name == "p"  # not hers to change
    reader = pages.read(team.editor, "profile")
    assert not reader.select("form[action$='/profile']")
    assert "Applies" in reader.text
    assert pages.post(team.editor, "profile", **GIVEN).status_code == 403
