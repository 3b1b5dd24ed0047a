"""Analyses prepared beforehand, as an organisation sees them."""

from __future__ import annotations

from dataclasses import replace

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.tests import factories, helpers

from ckanext.opendatalab.legal import template_store
from tests.legal import world
from tests.legal.signing import refused


def listed(user, team):
    shown = world.call(
        user, "opendatalab_legal_template_list", organization=team.organization["id"]
    )
    return {one["code"]: one for one in shown["results"]}, shown


def test_who_works_reads_the_answers_and_others_the_verdicts_only(team):
    lines, shown = listed(team.editor, team)
    assert lines["facilities"]["verdict"]["code"] == "open_as_is"
    assert lines["facilities"]["answers"][0]["text"]
    assert lines["facilities"]["confirm"]
    assert shown["rights"] == {"work": True, "validate": False}
    elected = world.person(team.organization, role="elected_official")
    lines, _ = listed(elected, team)
    assert "answers" not in lines["facilities"]
    refused(tk.NotAuthorized, listed, factories.User(), team)
    refused(tk.NotAuthorized, listed, None, team)


def test_a_legal_officer_validates_one_for_several_organisations(pages, team):
    second = world.organization()
    helpers.call_action(
        "opendatalab_role_grant",
        user=team.officer["name"],
        role="legal_officer",
        organization=second["id"],
    )
    page = pages.read(team.officer, "analyses/facilities")
    boxes = {one["value"]: one.has_attr("checked") for one in page.select("[name=organizations]")}
    assert boxes == {team.organization["id"]: True, second["id"]: False}
    done = pages.post(
        team.officer, "analyses/facilities", organizations=list(boxes), authority="Le maire"
    )
    assert done.status_code == 200
    for organization in (team.organization["id"], second["id"]):
        assert template_store.load(organization, "facilities").authority == "Le maire"
    lines, _ = listed(team.editor, team)
    assert lines["facilities"]["validation"]["authority"] == "Le maire"
    assert lines["facilities"]["lapsed"] is False
    assert lines["menus"]["validation"] is None


def test_one_that_would_come_out_differently_today_no_longer_holds(team):
    world.call(
        team.officer,
        "opendatalab_legal_validate_template",
        template="facilities",
        organizations=[team.organization["id"]],
    )
    signed = template_store.load(team.organization["id"], "facilities")
    older = replace(signed, ruleset_version="2020.1", proposed_grounds=("L300-2",))
    template_store.save(team.organization["id"], "facilities", older)
    model.Session.commit()
    assert listed(team.editor, team)[0]["facilities"]["lapsed"] is True


def test_the_page_of_one_refuses_who_may_not_and_keeps_the_form(pages, team):
    elected = world.person(team.organization, role="elected_official")
    assert pages.get(elected, "analyses").status_code == 200
    assert pages.get(elected, "analyses/facilities").status_code == 403
    assert pages.get(None, "analyses").status_code == 403
    assert pages.get(team.editor, "analyses/no-such").status_code == 404
    assert not pages.read(team.editor, "analyses/facilities").select("[name=organizations]")
    wrong = pages.post(team.officer, "analyses/facilities", authority="Le maire <i>")
    assert wrong.status_code == 400
    assert "Le maire &lt;i&gt;" in wrong.body
    identifier = team.organization["id"]
    no = pages.post(team.editor, "analyses/facilities", organizations=[identifier])
    assert no.status_code == 403
    assert template_store.of_organization(identifier) == {}
