"""A validation given once, for a prepared analysis, and taken over by datasets."""

from __future__ import annotations

from dataclasses import replace

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import factories

from ckanext.opendatalab.common import log
from ckanext.opendatalab.legal import inherit, store, template_store
from ckanext.opendatalab.legal.engine import register
from ckanext.opendatalab.legal.file import LegalFile
from tests.legal import signing, world
from tests.legal.signing import refused

pytestmark = pytest.mark.usefixtures("used_portal")


@pytest.fixture
def team():
    return signing.team()


def validate_template(user, *organizations, template="first_names", **values):
    named = [one["name"] for one in organizations]
    return world.call(
        user,
        "opendatalab_legal_validate_template",
        template=template,
        organizations=named,
        **values,
    )


def use(team, dataset, template="first_names"):
    statements = register.templates()[template].confirm
    return signing.call(
        team.editor,
        "use_template",
        dataset,
        version=signing.version(dataset),
        template=template,
        confirmed=list(range(len(statements))),
    )


def refusal(how, *arguments):
    return refused(inherit.NothingToInheritError, how, *arguments).code


def file_of(dataset, template="first_names"):
    return LegalFile(dataset["id"], answers=register.templates()[template].answers)


def test_a_shared_legal_officer_validates_a_template_for_several_organisations():
    shared = world.person(role="legal_officer", everywhere=True)
    one, other = world.organization(), world.organization()
    result = validate_template(shared, one, other, delegation="Convention 2026")
    assert result == {
        "template": "first_names",
        "verdict": "open_after_processing",
        "organizations": [one["id"], other["id"]],
    }
    signed = template_store.load(other["id"], "first_names")
    assert signed.authority == other["title"]
    assert signed.delegation == "Convention 2026"
    assert signed.dpo_mandatory is True
    (logged,) = log.read(organization_id=one["id"], kind="legal_template_validated")
    assert logged.data == {"template": "first_names", "verdict": "open_after_processing"}


def test_it_is_for_all_the_organisations_or_for_none(team):
    elsewhere = world.organization()
    refused(tk.NotAuthorized, validate_template, team.officer, team.organization, elsewhere)
    refused(tk.NotAuthorized, validate_template, team.officer, team.organization, {"name": "nope"})
    assert template_store.load(team.organization["id"], "first_names") is None


def test_only_legal_officers_validate_templates(team):
    for person in (
        team.editor,
        team.dpo,
        world.person(team.organization, role="project_lead"),
        factories.Sysadmin(),
        None,
    ):
        refused(tk.NotAuthorized, validate_template, person, team.organization)


def test_bad_input_is_told(team):
    for values, key in (
        ({"template": "unicorns"}, "template"),
        ({"organizations": []}, "organizations"),
        ({"organizations": {"a": 1}}, "organizations"),
        ({"authority": "x" * 1000}, "authority"),
    ):
        given = {"template": "menus", "organizations": [team.organization["id"]], **values}
        error = refused(
            (tk.ValidationError, tk.NotAuthorized),
            world.call,
            team.officer,
            "opendatalab_legal_validate_template",
            **given,
        )
        assert isinstance(error, tk.NotAuthorized) or key in error.error_dict


def test_a_dataset_inherits_who_validated_when_and_on_which_articles(team):
    validate_template(team.officer, team.organization)
    dataset = world.dataset(team.organization)
    shown = use(team, dataset)
    assert shown["inherited"] is True
    assert shown["validation"]["by_name"] == team.officer["fullname"]
    assert shown["validation"]["template"] == "first_names"
    assert signing.blockers(shown) == ["treatment_unattested", "dpo_opinion_missing"]
    prepared = template_store.load(team.organization["id"], "first_names")
    signed = store.load(dataset["id"]).validation
    assert signed.id != prepared.id
    assert (signed.at, signed.by, signed.grounds) == (prepared.at, prepared.by, prepared.grounds)
    assert list(signed.columns.values()) == [None]


def test_nothing_is_inherited_where_nobody_validated_the_template(team):
    dataset = world.dataset(team.organization)
    shown = use(team, dataset)
    assert (shown["inherited"], shown["state"]) == (False, "waiting")
    package = model.Package.get(dataset["id"])
    assert refusal(inherit.from_template, package, file_of(dataset), "menus") == "not_validated"


def test_nothing_is_inherited_of_a_template_that_the_rules_judge_otherwise_by_now(team):
    validate_template(team.officer, team.organization)
    signed = template_store.load(team.organization["id"], "first_names")
    older = replace(signed, ruleset_version="2020.1", proposed_grounds=("L300-2",))
    template_store.save(team.organization["id"], "first_names", older)
    model.Session.commit()
    dataset = world.dataset(team.organization)
    package = model.Package.get(dataset["id"])
    assert refusal(inherit.from_template, package, file_of(dataset), "first_names") == "lapsed"
    # The same verdict on the same grounds: other rules, and nothing to look at again.
    same = replace(signed, ruleset_version="2020.1")
    template_store.save(team.organization["id"], "first_names", same)
    assert inherit.from_template(package, file_of(dataset), "first_names").verdict == same.verdict


def test_nothing_is_inherited_by_a_dataset_that_answers_otherwise(team):
    validate_template(team.officer, team.organization)
    dataset = world.dataset(team.organization)
    file = replace(file_of(dataset), answers=world.ORDINARY)
    package = model.Package.get(dataset["id"])
    assert refusal(inherit.from_template, package, file, "first_names") == "answers_differ"


def test_last_years_validation_is_inherited_within_the_organisation_while_it_holds(team):
    source = signing.answered(team)
    new = world.dataset(team.organization)
    packages = [model.Package.get(one["id"]) for one in (new, source)]
    file = LegalFile(new["id"], answers=world.ORDINARY)
    assert refusal(inherit.from_dataset, packages[0], file, packages[1]) == "not_validated"
    signing.validate(team.officer, source)
    signed = inherit.from_dataset(packages[0], file, packages[1])
    assert (signed.verdict, signed.copied_from) == ("open_as_is", source["id"])
    elsewhere = model.Package.get(world.dataset(world.organization())["id"])
    assert refusal(inherit.from_dataset, elsewhere, file, packages[1]) == "another_organization"
    signing.answer(team, source, {"Q02": "administration"})
    assert refusal(inherit.from_dataset, packages[0], file, packages[1]) == "lapsed"


def test_a_reason_against_the_dpo_is_not_inherited(team):
    source = signing.answered(team, signing.TREATED)
    signing.call(team.dpo, "give_opinion", source, opinion="unfavourable", text="Trop précis.")
    signing.validate(team.officer, source, reason_against_dpo="Effectifs vérifiés un par un.")
    new = world.dataset(team.organization)
    file = LegalFile(new["id"], answers=signing.TREATED)
    packages = [model.Package.get(one["id"]) for one in (new, source)]
    assert inherit.from_dataset(packages[0], file, packages[1]).reason_against_dpo == ""


@pytest.mark.parametrize(
    ("template", "content", "expected"),
    [
        ("facilities", "nom,prenom,date_naissance\nDurand,Paul,1980-01-01\n", "persons"),
        ("facilities", "nom,adresse,telephone\nÉcole Curie,1 rue Haute,0123456789\n", ""),
        # This one knows of persons: its conditions say what becomes of them.
        ("first_names", "prenom,nombre\nLouise,12\n", ""),
    ],
)
def test_somebody_looks_where_a_file_seems_to_name_persons_and_the_template_knows_of_none(
    team, template, content, expected
):
    validate_template(team.officer, team.organization, template=template)
    dataset = world.dataset(team.organization, resources=[])
    world.upload(team.editor, dataset, content, "lieux.csv")
    shown = use(team, dataset, template)
    assert (shown["inherited"], "named persons" in shown["why_not_inherited"]) == (
        not expected,
        bool(expected),
    )
    assert shown["state"] == "waiting" if expected else shown["validation"]


def test_last_years_validation_is_not_for_a_file_with_other_columns(team):
    source = world.dataset(team.organization, resources=[])
    world.upload(team.editor, source, "lieu,places\nGymnase,3\n", "2025.csv")
    signing.answer(team, source, world.ORDINARY)
    signing.validate(team.officer, source)
    package = model.Package.get(source["id"])
    for header, expected in (("places,lieu", None), ("lieu,gardien", "columns_differ")):
        new = world.dataset(team.organization, resources=[])
        world.upload(team.editor, new, f"{header}\n1,2\n", "2026.csv")
        file, target = file_of(new, "facilities"), model.Package.get(new["id"])
        if expected is None:
            assert inherit.from_dataset(target, file, package).copied_from == source["id"]
        else:
            assert refusal(inherit.from_dataset, target, file, package) == expected
