"""Takes over answers: of an analysis prepared beforehand, or of another dataset."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common import language, log, outbox
from ckanext.opendatalab.common import schema as common_schema
from ckanext.opendatalab.legal import (
    assessment,
    change,
    describe,
    inherit,
    notify,
    publish,
    said,
    schema,
    signature,
    store,
    wording,
    writing,
)
from ckanext.opendatalab.legal.engine import register
from ckanext.opendatalab.legal.engine.templates import Template
from ckanext.opendatalab.legal.file import LegalFile, Signed


def opendatalab_legal_use_template(
    context: types.Context, data_dict: dict[str, Any]
) -> dict[str, Any]:
    """Replace the answers of a dataset by those of a prepared analysis that fits it.

    The dataset inherits the validation of the prepared analysis where the organisation has one,
    unless somebody decided about this very dataset.

    :param id: id or name of the dataset
    :param version: the version of the file that you saw
    :param template: code of the prepared analysis
    :param confirmed: the index, from 0, of every statement of it: each is true of this dataset
    :returns: the file, as ``opendatalab_legal_show`` does, with ``inherited`` and, where it is
        not, ``why_not_inherited`` (a sentence)
    """
    package = change.writable(context, data_dict)
    tk.check_access("opendatalab_legal_use_template", context, data_dict)
    asked = common_schema.validated(data_dict, schema.template_used())
    template = register.templates().get(asked["template"])
    if template is None:
        raise tk.ValidationError({"template": [tk._("Choose a model analysis of the list.")]})
    _check_confirmed(template, asked["confirmed"])
    with change.locked(package) as file:
        change.check_version(file, asked["version"])
        new = file.changed(
            answers=said.plain(register.load(), template.answers),
            template=template.code,
            copied_from="",
        )
        return _taken_over(
            context,
            package,
            file,
            new,
            lambda: inherit.from_template(package, new, template.code),
            "template_used",
            template=template.code,
        )


def opendatalab_legal_duplicate(
    context: types.Context, data_dict: dict[str, Any]
) -> dict[str, Any]:
    """Replace the answers and notes of a dataset by those of another, such as last year's.

    The dataset inherits the other's validation if that holds, both are of the same organisation
    and nothing differs, unless somebody decided about this very dataset.

    :param id: id or name of the dataset
    :param version: the version of the file that you saw
    :param source: id or name of the other dataset, on whose analysis you work as well
    :param confirmed: whether nothing differs that would matter; without it only the answers are
        taken over (optional)
    :returns: as ``opendatalab_legal_use_template``
    """
    package = change.writable(context, data_dict)
    tk.check_access("opendatalab_legal_duplicate", context, data_dict)
    asked = common_schema.validated(data_dict, schema.duplicated())
    source = _source(context, package, asked["source"])
    with change.locked(package) as file:
        change.check_version(file, asked["version"])
        found = store.load(source.id)
        if not found.answers:
            raise tk.ValidationError(
                {"source": [tk._("Nobody answered a question about this dataset yet.")]}
            )
        new = file.changed(
            answers=said.plain(register.load(), found.answers),
            notes=dict(found.notes),
            template="",
            copied_from=source.id,
        )

        def signed() -> Signed:
            if not asked.get("confirmed"):
                raise inherit.NothingToInheritError("not_confirmed")
            return inherit.from_dataset(package, new, source)

        return _taken_over(context, package, file, new, signed, "copied", source=source.id)


def _taken_over(
    context: types.Context,
    package: model.Package,
    file: LegalFile,
    new: LegalFile,
    validation: Callable[[], Signed],
    kind: str,
    **origin: str,
) -> dict[str, Any]:
    """Save a file with other answers and the validation that comes with them; commits."""
    before = assessment.of(package, file)
    refusal, signed = "", None
    try:
        _check_undecided(file)
        signed = validation()
        new = replace(new, validation=signed)
    except inherit.NothingToInheritError as error:
        refusal = wording.not_inherited(error.code)
    after = assessment.of(package, new)
    actor = change.actor(context)
    store.save(new, after.current, actor.id if actor else None)
    store.record(
        new,
        actor,
        kind,
        after.current.ruleset_version,
        **origin,
        answers=change.differences(file.answers, new.answers),
        notes=list(change.differences(file.notes, new.notes)),
        validation=signature.for_history(signed) if signed else None,
    )
    if signed:
        log.write(
            actor,
            "legal_validated",
            package.owner_org,
            package.id,
            verdict=signed.verdict,
            as_role=signed.as_role,
            inherited_from=origin,
        )
        publish.write(package, signed)
    else:
        notify.waiting(before, after, actor)
    model.Session.commit()
    outbox.kick()
    if signed:
        writing.show_in_index(package.id)
    shown = describe.shown(after, change.rights(context, package))
    return {**shown, "inherited": signed is not None, "why_not_inherited": refusal}


def _check_undecided(file: LegalFile) -> None:
    """Refuse to put an inherited validation where somebody decided about this very dataset.

    Otherwise whoever edits it could replace a refusal, or undo a reopening, by ticking boxes.

    :raises inherit.NothingToInheritError: somebody did
    """
    signed = file.validation
    if signed is not None and not (signed.template or signed.copied_from):
        raise inherit.NothingToInheritError("decided")
    if signed is None and store.last_of(file.package_id, ("validated", "reopened")) == "reopened":
        raise inherit.NothingToInheritError("reopened")


def _check_confirmed(template: Template, confirmed: list[int]) -> None:
    """Refuse a statement left out, or one that there is not.

    :raises ckan.plugins.toolkit.ValidationError: which ones are to be confirmed
    """
    missing = [
        language.say(statement)
        for index, statement in enumerate(template.confirm)
        if index not in confirmed
    ]
    if missing:
        told = tk._("Confirm each statement, or answer the questions instead: {missing}")
        raise tk.ValidationError({"confirmed": [told.format(missing=" ".join(missing))]})
    if len(confirmed) > len(template.confirm):
        raise tk.ValidationError(
            {"confirmed": [tk._("Give the numbers of the statements, from 0.")]}
        )


def _source(context: types.Context, package: model.Package, reference: str) -> model.Package:
    found = change.find(reference)
    # One sentence for all: nobody learns here which datasets exist.
    if (
        found is None
        or found.state == model.State.DELETED
        or not change.rights(context, found).work
    ):
        raise tk.ValidationError(
            {"source": [tk._("Choose a dataset whose legal analysis you work on.")]}
        )
    if found.id == package.id:
        raise tk.ValidationError({"source": [tk._("Choose another dataset than this one.")]})
    return found
