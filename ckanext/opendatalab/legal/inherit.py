"""The validation that a dataset takes over: from an analysis prepared beforehand, or from another
dataset.  Nobody signs anew: who validated, when and on which articles stays as it was.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Literal

import ckan.model as model

from ckanext.opendatalab.common import clock
from ckanext.opendatalab.legal import assessment, columns, profile_store, template_store
from ckanext.opendatalab.legal.engine import ready, register, rules, templates, visibility
from ckanext.opendatalab.legal.file import LegalFile, Signed

Refusal = Literal[
    "not_validated",
    "another_organization",
    "lapsed",
    "answers_differ",
    "columns_differ",
    "persons",
    "not_confirmed",
    "decided",
    "reopened",
]


# What tells persons themselves: the address or the phone number of a place is in many open files.
_OF_PERSONS = frozenset({"name", "email", "birth_date", "national_number"})


class NothingToInheritError(Exception):
    """There is no validation to take over; ``code`` says why."""

    def __init__(self, code: Refusal) -> None:
        super().__init__(code)
        self.code: Refusal = code


def from_template(package: model.Package, file: LegalFile, template: str) -> Signed:
    """Return the validation of ``template`` for the datasets of this organisation.

    :param file: the dataset's file, with the answers as they will be saved
    :raises NothingToInheritError: nobody validated it there, its rules come out differently today,
        the answers are not those validated, or a file looks as if it named persons where the
        prepared analysis knows of none: then somebody looks at it
    """
    signed = template_store.load(package.owner_org, template)
    if signed is None:
        raise NothingToInheritError("not_validated")
    if not still_holds(signed, package.owner_org):
        raise NothingToInheritError("lapsed")
    _check_persons(package, signed)
    return _taken_over(package, file, replace(signed, template=template))


def from_dataset(package: model.Package, file: LegalFile, source: model.Package) -> Signed:
    """Return the validation of another dataset of the same organisation.

    :param file: the dataset's file, with the answers as they will be saved
    :raises NothingToInheritError: nobody validated it, its validation lapsed, the answers are not
        those validated; it is another organisation's; or a file has other columns than all those
        that were validated there
    """
    if not package.owner_org or package.owner_org != source.owner_org:
        raise NothingToInheritError("another_organization")
    found = assessment.of(source)
    if found.file.validation is None:
        raise NothingToInheritError("not_validated")
    # What is still to be done for the source (treatments, evidence) is asked of this one as well.
    if found.state == "lapsed":
        raise NothingToInheritError("lapsed")
    _check_columns(package, found.file.validation)
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


def _check_persons(package: model.Package, signed: Signed) -> None:
    asked = visibility.asked(register.load(), signed.answers)
    if any(code in asked for code in visibility.PERSONAL):
        return
    hints = columns.hints_of(package).values()
    if any(one.kind in _OF_PERSONS for of_file in hints for one in of_file):
        raise NothingToInheritError("persons")


def _check_columns(package: model.Package, signed: Signed) -> None:
    validated = {ready.unordered(names) for names in signed.for_rules().columns.values()}
    if any(ready.unordered(names) not in validated for names in columns.of(package).values()):
        raise NothingToInheritError("columns_differ")


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
