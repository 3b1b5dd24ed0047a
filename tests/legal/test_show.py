"""What ``opendatalab_legal_show`` tells, and to whom it tells only the verdict."""

from __future__ import annotations

import json

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import factories, helpers

from tests.legal import world

pytestmark = pytest.mark.usefixtures("used_portal")

SECRETS = ("MARKER-NOTE", "MARKER-PRODUCER", "MARKER-OPINION", "MARKER-METHOD", "MARKER-REASON")
FIRST_NAMES = {
    "content": ["persons"],
    "Q01": "yes",
    "Q02": "private",
    "Q02_producer": "MARKER-PRODUCER",
    "Q03": "yes",
    "Q04": "no",
    "situation": ["none"],
    "Q06": ["none"],
    "Q08": "none",
    "Q11": "indirect",
    "Q12": "no",
    "Q13": "none",
    "Q14": "yes",
    "Q14_tests": ["none"],
    "Q15": "no",
}


@pytest.fixture
def organization():
    return world.organization()


@pytest.fixture
def editor(organization):
    return world.person(organization, capacity="editor")


@pytest.fixture
def sysadmin():
    return factories.Sysadmin()


def show(user, dataset):
    return world.call(user, "opendatalab_legal_show", id=dataset["id"])


def answered(editor, dataset, answers, **data):
    return world.call(
        editor, "opendatalab_legal_answer", id=dataset["id"], version=0, answers=answers, **data
    )


def test_a_dataset_of_which_nobody_answered_anything_says_so(organization, editor):
    shown = show(editor, world.dataset(organization))
    assert (shown["state"], shown["state_label"]) == ("not_started", "Not started")
    assert shown["verdict"] == {
        "code": "analysis_required",
        "label": "Analysis to complete",
        "decided": False,
    }
    assert shown["version"] == 0
    assert shown["validation"] is None
    assert shown["published"] is False
    assert [one["code"] for one in shown["blockers"]] == ["not_validated"]
    assert shown["rights"] == {"work": True, "sign_as": "", "opinion": False}
    sorting = shown["themes"][0]
    assert (sorting["code"], sorting["state"]) == ("sorting", "open")
    assert "not legal advice" in shown["disclaimer"]


def test_each_question_comes_with_what_it_takes_to_answer_it(organization, editor):
    dataset = world.dataset(organization)
    shown = answered(editor, dataset, {"content": ["persons"], "Q01": "yes"}, notes={"Q01": "Oui"})
    questions = {one["code"]: one for theme in shown["themes"] for one in theme["questions"]}
    first = questions["Q01"]
    assert (first["value"], first["answered"], first["note"]) == ("yes", True, "Oui")
    assert first["asked_of"] == ["The service that produces the data", "The legal officer"]
    assert first["grounds"][0]["url"].startswith("https://www.legifrance.gouv.fr/")
    assert first["grounds"][0]["legiarti"].startswith("LEGIARTI")
    assert first["grounds"][0]["to_confirm"] is False
    assert [one["code"] for one in first["answers"]] == ["yes", "no", "unknown"]
    assert questions["Q11"]["personal"] is True
    assert questions["Q08"]["personal"] is False
    assert questions["content"]["value"] == ["persons"]


def test_every_reason_comes_with_the_answer_and_the_law_behind_it(organization, editor):
    shown = answered(editor, world.dataset(organization), FIRST_NAMES)
    assert shown["proposal"]["verdict"] == "open_after_processing"
    reason = next(one for one in shown["reasons"] if one["kind"] == "treatment")
    assert reason["decisive"] is True
    assert reason["kind_label"] == "Treatment to carry out"
    assert reason["question"] == "Q14"
    assert reason["answer_label"] == "Yes"
    assert {"L312-1-2-2", "R322-3"} <= {one["code"] for one in reason["grounds"]}
    assert [one["tests"] for one in shown["treatments"]] == [True]
    assert shown["treatments"][0]["attested"] is None
    assert shown["dpo_mandatory"] is True
    assert shown["obligation"]["label"]


def test_the_columns_of_the_files_help_and_their_values_stay_out(organization, editor):
    dataset = world.dataset(organization, resources=[])
    content = "nom;prenom;courriel\nDurand;Zélie;zelie.durand@example.org\n"
    world.upload(editor, dataset, content, "agents.csv", name="Agents")
    shown = show(editor, dataset)
    (file,) = shown["files"]
    assert file["title"] == "Agents"
    assert file["columns"] == ["nom", "prenom", "courriel"]
    hints = {one["column"]: one["kind"] for one in file["hints"]}
    assert hints["courriel"] == "email"
    assert all(one["label"] for one in file["hints"])
    assert "zelie" not in json.dumps(shown).lower()


def everything_said(organization, editor):
    """Return a dataset whose file is full, and who said what."""
    dataset = world.dataset(organization)
    shown = answered(editor, dataset, FIRST_NAMES, notes={"Q11": "MARKER-NOTE"})
    dpo = world.person(organization, role="dpo")
    officer = world.person(organization, role="legal_officer")
    world.call(
        dpo,
        "opendatalab_legal_give_opinion",
        id=dataset["id"],
        opinion="unfavourable",
        text="MARKER-OPINION",
    )
    world.call(
        editor,
        "opendatalab_legal_attest",
        id=dataset["id"],
        key=shown["treatments"][0]["key"],
        method="MARKER-METHOD",
        done_by="Service",
        done_on="2026-01-01",
        tests={"singling_out": True, "linking": False, "inference": False},
    )
    world.call(
        officer,
        "opendatalab_legal_validate",
        id=dataset["id"],
        version=show(officer, dataset)["version"],
        reason_against_dpo="MARKER-REASON against the opinion",
    )
    return dataset


@pytest.mark.parametrize("role", ["elected_official", "general_director", "member"])
def test_who_only_reads_the_verdict_gets_no_answer_opinion_or_finding(organization, editor, role):
    dataset = everything_said(organization, editor)
    capacity, ours = ("member", "") if role == "member" else ("", role)
    reader = world.person(organization, capacity=capacity, role=ours)
    shown = show(reader, dataset)
    assert set(shown) == {
        "blockers",
        "dataset",
        "disclaimer",
        "lapsed",
        "published",
        "rights",
        "state",
        "state_label",
        "validation",
        "verdict",
    }
    assert shown["verdict"]["code"] == "open_after_processing"
    assert shown["verdict"]["decided"] is True
    assert "notes" not in shown["dataset"]
    # Neither that a test of anonymity failed nor which treatment is meant.
    assert [one["code"] for one in shown["blockers"]] == ["not_settled"]
    assert all(not one["key"] for one in shown["blockers"])
    told = json.dumps(shown)
    assert not [one for one in SECRETS if one in told]
    assert "reidentification" not in told
    assert "anonym" not in told.lower()
    for action in ("opendatalab_legal_history", "opendatalab_legal_answer"):
        with pytest.raises(tk.NotAuthorized):
            world.call(reader, action, id=dataset["id"], version=9)


def test_who_works_on_it_reads_everything(organization, editor):
    dataset = everything_said(organization, editor)
    shown = show(editor, dataset)
    told = json.dumps(shown)
    assert [one for one in SECRETS if one in told] == list(SECRETS)
    assert shown["opinion"]["label"] == "Unfavourable"
    assert shown["opinion"]["outdated"] is False
    assert shown["validation"]["as_role_label"] == "Legal officer"
    assert [one["code"] for one in shown["blockers"]] == ["reidentification_possible"]


def test_the_reader_gets_her_own_language(organization, editor, app):
    dataset = world.dataset(organization)
    token = helpers.call_action("api_token_create", user=editor["name"], name="t")["token"]
    answer = app.get(
        f"/fr/api/action/opendatalab_legal_show?id={dataset['name']}",
        headers={"Authorization": token},
    )
    shown = answer.json["result"]
    assert shown["themes"][0]["title"] == "Premier tri"
    assert shown["verdict"]["label"] == "Analyse à compléter"


@pytest.mark.parametrize("reference", ["no-such-dataset", "nul\0l", 12, ["a"]])
def test_a_dataset_that_is_not_there_is_not_found(organization, editor, reference):
    with pytest.raises(tk.ObjectNotFound):
        world.call(editor, "opendatalab_legal_show", id=reference)


def test_only_sysadmins_read_the_file_of_a_deleted_dataset_and_nobody_changes_it(
    organization, editor, sysadmin
):
    dataset = world.dataset(organization)
    answered(editor, dataset, {"Q01": "yes"})
    world.call(sysadmin, "package_delete", id=dataset["id"])
    assert show(sysadmin, dataset)["answers"] == {"Q01": "yes"}
    for user, action in (
        (editor, "opendatalab_legal_show"),
        (editor, "opendatalab_legal_answer"),
        (sysadmin, "opendatalab_legal_answer"),
        (sysadmin, "opendatalab_legal_use_template"),
        (sysadmin, "opendatalab_legal_duplicate"),
    ):
        with pytest.raises(tk.ObjectNotFound):
            world.call(user, action, id=dataset["id"], version=1)


def test_a_purged_dataset_leaves_nothing_to_one_with_the_same_id(organization, editor, sysadmin):
    dataset = world.dataset(organization)
    answered(editor, dataset, world.ORDINARY)
    helpers.call_action("dataset_purge", id=dataset["id"])
    again = helpers.call_action(
        "package_create",
        context={"user": sysadmin["name"]},
        id=dataset["id"],
        name=dataset["name"],
        owner_org=organization["id"],
    )
    shown = show(editor, again)
    assert (shown["state"], shown["version"], shown["answers"]) == ("not_started", 0, {})
    assert world.call(editor, "opendatalab_legal_history", id=again["id"]) == []


def test_a_purge_that_fails_forgets_nothing(organization, editor, monkeypatch):
    dataset = world.dataset(organization)
    answered(editor, dataset, world.ORDINARY)

    def broken(self):
        raise RuntimeError("the database went away")

    with monkeypatch.context() as patched:
        patched.setattr(model.Package, "purge", broken, raising=False)
        with pytest.raises(RuntimeError):
            helpers.call_action("dataset_purge", id=dataset["id"])
    assert show(editor, dataset)["state"] == "waiting"
