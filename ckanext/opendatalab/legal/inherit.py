"""The validation that a dataset takes over: from an analysis prepared beforehand, or from another
dataset.  Nobody signs anew: who validated, when and on which articles stays as it was.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Literal

import ckan.model as model

from ckanext.opendatalab.common import clock
from ckanext.opendatalab.legal import (
    assessment,
    columns,
    profile_store,
    ready,
    register,
    rules,
    template_store,
    templates,
)
from ckanext.opendatalab.legal.file import LegalFile, Signed

Refusal = Literal[
    "not_validated",
    "another_organization",
    "lapsed",
    "answers_differ",
    "not_confirmed",
    "decided",
    "reopened",
]


class NothingToInheritError(Exception):
    """There is no validation to take over; ``code`` says why."""

    def __init__(self, code: Refusal) -> None:
        super().__init__(code)
        self.code: Refusal = code


def from_template(package: model.Package, file: LegalFile, template: str) -> Signed:
    """Return the validation of ``template`` for the datasets of this organisation.

    :param file: the dataset's file, with the answers as they will be saved
    :raises NothingToInheritError: nobody validated it there, its rules come out differently today,
        or the answers are not those validated
    """
    signed = template_store.load(package.owner_org, template)
    if signed is None:
        raise NothingToInheritError("not_validated")
    if not still_holds(signed, package.owner_org):
        raise NothingToInheritError("lapsed")
    return _taken_over(package, file, replace(signed, template=template))


def from_dataset(package: model.Package, file: LegalFile, source: model.Package) -> Signed:
    """Return the validation of another dataset of the same organisation.

    :param file: the dataset's file, with the answers as they will be saved
    :raises NothingToInheritError: as :func:`from_template`; or it is another organisation's
    """
    if not package.owner_org or package.owner_org != source.owner_org:
        raise NothingToInheritError("another_organization")
    found = assessment.of(source)
    if found.file.validation is None:
        raise NothingToInheritError("not_validated")
    # What is still to be done for the source (treatments, evidence) is asked of this one as well.
    if found.state == "lapsed":
        raise NothingToInheritError("lapsed")
    return _taken_over(package, file, replace(found.file.validation, copied_from=source.id))


def still_holds(signed: Signed, organization_id: str | None) -> bool:
    """Return whether a template's validation comes out the same under today's rules."""
    today = clock.today()
    validation = signed.for_rules()
    result = rules.evaluate(
        register.load(), signed.answers, profile_store.load(organization_id).for_rules(), today
    )
    review_on = validation.requirements.review_on
    if review_on is not None and review_on <= today:
        return False
    return not ready.lapses(validation, result, result, {})


def _taken_over(package: model.Package, file: LegalFile, signed: Signed) -> Signed:
    if not templates.same_answers(register.load(), file.answers, signed.answers):
        raise NothingToInheritError("answers_differ")
    return replace(
        signed,
        id=str(uuid.uuid4()),
        answers=dict(file.answers),
        columns={
            key: None if names is None else list(names)
            for key, names in columns.of(package).items()
        },
        # It answered the opinion on the other dataset; one on this dataset needs its own.
        reason_against_dpo="",
    )
