"""A team, its datasets and the steps to a signature, for the tests of what is signed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import ckan.model as model
import pytest

from ckanext.opendatalab.legal import assessment, store
from tests.legal import cases, world

User = dict[str, Any]
Dataset = dict[str, Any]

ORDINARY = world.ORDINARY
# Personal data to anonymise, under a licence that somebody else chose.
TREATED_AND_PROVED = {
    **ORDINARY,
    **cases.PERSONS,
    "content": ["persons", "third_party"],
    "Q15": "open_licence",
}
TREATED = {**ORDINARY, **cases.PERSONS}
TREATMENT = "anonymisation.Q14.yes"
CONDITION = "inherited_licence.Q15.open_licence"
NO_TEST_FAILS = {"singling_out": False, "linking": False, "inference": False}


@dataclass(frozen=True)
class Team:
    """Those who work on the datasets of one organisation."""

    organization: dict[str, Any]
    editor: User
    officer: User
    dpo: User


def team(**values: Any) -> Team:
    organization = world.organization(**values)
    return Team(
        organization,
        world.person(organization, capacity="editor"),
        world.person(organization, role="legal_officer"),
        world.person(organization, role="dpo"),
    )


def answered(team: Team, answers: dict[str, Any] = ORDINARY, **values: Any) -> Dataset:
    """Return a new dataset of which every question is answered."""
    dataset = world.dataset(team.organization, **values)
    answer(team, dataset, answers)
    return dataset


def answer(team: Team, dataset: Dataset, answers: dict[str, Any]) -> dict[str, Any]:
    return world.call(
        team.editor,
        "opendatalab_legal_answer",
        id=dataset["id"],
        version=version(dataset),
        answers=answers,
    )


def validate(user: User, dataset: Dataset, **values: Any) -> dict[str, Any]:
    given = {"version": version(dataset), **values}
    return world.call(user, "opendatalab_legal_validate", id=dataset["id"], **given)


def call(user: User, what: str, dataset: Dataset, **values: Any) -> dict[str, Any]:
    return world.call(user, f"opendatalab_legal_{what}", id=dataset["id"], **values)


def attest(user: User, dataset: Dataset, **values: Any) -> dict[str, Any]:
    given = {
        "key": TREATMENT,
        "method": "Prénoms de moins de cinq naissances regroupés",
        "done_by": "Service état civil",
        "done_on": "2026-01-15",
        "tests": NO_TEST_FAILS,
        **values,
    }
    return call(user, "attest", dataset, **given)


def version(dataset: Dataset) -> int:
    model.Session.rollback()  # read what was committed
    return store.load(dataset["id"]).version


def blockers(shown: dict[str, Any]) -> list[str]:
    return [one["code"] for one in shown["blockers"]]


def refused(error: type[Exception], action: Any, *arguments: Any, **values: Any) -> Any:
    """Return the error with which ``action`` refuses."""
    with pytest.raises(error) as found:
        action(*arguments, **values)
    return found.value


def with_older_rules(dataset: Dataset, **changes: Any) -> None:
    """Make the validation look as if it was signed under rules that came out otherwise."""
    file = store.lock(dataset["id"])
    assert file.validation is not None
    before = replace(
        file.validation, ruleset_version="2020.1", proposed_grounds=("L300-2",), **changes
    )
    state = assessment.of(model.Package.get(dataset["id"]), file)
    store.save(file.changed(validation=before), state.current, None)
    model.Session.commit()
