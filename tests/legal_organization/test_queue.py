"""What waits for somebody."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.tests import factories, helpers

from tests.legal import signing, world
from tests.legal.signing import refused


def queue(user):
    return world.call(user, "opendatalab_legal_queue")


def names(lines):
    return {line["name"] for line in lines}


def test_analyses_wait_for_who_validates_and_opinions_for_the_dpo(team):
    waiting = signing.answered(team)
    personal = signing.answered(team, signing.TREATED)
    world.dataset(team.organization)  # nobody began
    other = signing.team()
    signing.answered(other)
    officer = queue(team.officer)
    assert names(officer["to_validate"]) == {waiting["name"], personal["name"]}
    assert officer["opinions"] == []
    dpo = queue(team.dpo)
    assert names(dpo["opinions"]) == {personal["name"]}
    assert dpo["to_validate"] == []
    signing.call(team.dpo, "give_opinion", personal, opinion="favourable", text="Rien à redire.")
    assert queue(team.dpo)["opinions"] == []
    signing.answer(team, personal, {"Q06": ["budget"]})
    assert names(queue(team.dpo)["opinions"]) == {personal["name"]}
    signing.validate(team.officer, waiting)
    assert waiting["name"] not in names(queue(team.officer)["to_validate"])


def test_a_validation_that_lapsed_waits_again(team):
    changed, rules = signing.answered(team), signing.answered(team)
    for dataset in (changed, rules):
        signing.validate(team.officer, dataset)
    assert queue(team.officer)["to_validate"] == queue(team.officer)["to_reconfirm"] == []
    signing.answer(team, changed, {"Q06": ["budget"]})
    signing.with_older_rules(rules)
    shown = queue(team.officer)
    assert names(shown["to_validate"]) == {changed["name"]}
    assert names(shown["to_reconfirm"]) == {rules["name"]}


def test_the_person_named_has_a_queue_as_long_as_there_is_no_legal_officer(used_portal):
    organization = world.organization()
    editor, person = world.person(organization, capacity="editor"), factories.User()
    dataset = world.dataset(organization)
    world.call(
        factories.Sysadmin(),
        "opendatalab_profile_update",
        organization=organization["id"],
        validator=person["name"],
    )
    world.call(
        editor, "opendatalab_legal_answer", id=dataset["id"], version=0, answers=world.ORDINARY
    )
    assert names(queue(person)["to_validate"]) == {dataset["name"]}
    world.person(organization, role="legal_officer")
    assert queue(person)["decides"] is False


def test_who_is_both_legal_officer_and_dpo_somewhere_validates_nothing_there(team):
    signing.answered(team)
    helpers.call_action(
        "opendatalab_role_grant",
        user=team.dpo["name"],
        role="legal_officer",
        organization=team.organization["id"],
    )
    assert queue(team.dpo)["to_validate"] == []


def test_others_have_an_empty_queue_and_strangers_to_the_portal_none(pages, team):
    signing.answered(team)
    for person in (team.editor, factories.User(), factories.Sysadmin()):
        assert queue(person)["decides"] is False
        assert "nothing will ever wait" in pages.read(person, "/opendatalab/legal").text
    refused(tk.NotAuthorized, queue, None)
    assert "/user/login" in pages.app.get("/opendatalab/legal", follow_redirects=False).location
    api = pages.app.post("/api/3/action/opendatalab_legal_queue", json={})
    assert api.status_code == 403
    assert "Analyses to validate (1)" in pages.read(team.officer, "/opendatalab/legal").text
    assert "/opendatalab/legal" in str(pages.get(team.officer, "/dashboard/datasets").body)
    assert "/opendatalab/legal" not in str(pages.get(team.editor, "/dashboard/datasets").body)
