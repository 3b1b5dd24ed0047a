"""Answers the questions of a legal file, some or all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common import clock, outbox
from ckanext.opendatalab.common import schema as common_schema
from ckanext.opendatalab.common.text import clean
from ckanext.opendatalab.legal import (
    assessment,
    change,
    describe,
    notify,
    said,
    schema,
    store,
    wording,
)
from ckanext.opendatalab.legal.engine import answers, register, templates
from ckanext.opendatalab.legal.engine.ruleset import Ruleset
from ckanext.opendatalab.legal.file import LegalFile


def opendatalab_legal_answer(context: types.Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Change answers and notes; what is not given stays as it was.

    An answer to a question that is not asked (any more) is kept and counts for nothing.

    :param id: id or name of the dataset
    :param version: the version of the file that you saw
    :param answers: values by question, ``None`` or empty to take an answer back (optional)
    :param notes: texts by question, at most 4000 characters each, empty to remove one (optional)
    :returns: the file, as ``opendatalab_legal_show`` does
    :raises ckan.plugins.toolkit.ValidationError: everything that is wrong, by question
        (``note_<question>`` for a note; ``answers`` and ``notes`` for questions that there are
        not), and nothing is saved; under ``version`` that somebody
        changed the file in between (see ``change.check_version``)
    """
    package = change.writable(context, data_dict)
    tk.check_access("opendatalab_legal_answer", context, data_dict)
    asked = common_schema.validated(data_dict, schema.answered())
    ruleset, today = register.load(), clock.today()
    with change.locked(package) as file:
        new_answers, new_notes = _checked(ruleset, file, asked, today)
        changed = change.differences(file.answers, new_answers)
        notes = list(change.differences(file.notes, new_notes))
        if not changed and not notes:
            model.Session.rollback()
            assessed = assessment.of(package)
        else:
            change.check_version(file, asked["version"])
            new = file.changed(
                answers=new_answers, notes=new_notes, **_origin(ruleset, file, new_answers)
            )
            assessed = assessment.of(package, new)
            actor = change.actor(context)
            store.save(new, assessed.current, actor.id if actor else None)
            # The history only grows: what may name somebody stays in the file.
            store.record(new, actor, "answered", ruleset.version, answers=changed, notes=notes)
            notify.waiting(assessment.of(package, file), assessed, actor)
            model.Session.commit()
            outbox.kick()
    return describe.shown(assessed, change.rights(context, package))


def _checked(
    ruleset: Ruleset, file: LegalFile, asked: dict[str, Any], today: date
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return answers and notes as they become.

    :raises ckan.plugins.toolkit.ValidationError: everything that is wrong with them
    """
    errors: dict[str, Any] = {}
    values, notes = dict(file.answers), dict(file.notes)
    for code, given in asked.get("answers", {}).items():
        try:
            _put(values, code, _value(ruleset, code, given, file.answers.get(code), today))
        except answers.AnswerError as error:
            # A key that a client made up is no key of ours: CKAN reads some in its own way.
            key = "answers" if error.fault == "unknown_question" else code
            errors.setdefault(key, []).append(wording.fault(error))
        except tk.Invalid as error:
            errors[code] = [error.error]
    for code, given in asked.get("notes", {}).items():
        if code not in ruleset.questions:
            unknown = answers.AnswerError(code, "unknown_question")
            errors.setdefault("notes", []).append(wording.fault(unknown))
            continue
        try:
            _put(notes, code, schema.note(given))
        except tk.Invalid as error:
            errors[f"note_{code}"] = [error.error]
    if errors:
        raise tk.ValidationError(errors)
    return values, notes


def _value(ruleset: Ruleset, code: str, given: object, before: object, today: date) -> Any:
    """Return an answer as it is kept, ``None`` for none."""
    if code not in ruleset.questions:
        raise answers.AnswerError(code, "unknown_question")
    if isinstance(given, str) and not clean(given):
        raise tk.Invalid(common_schema.unreadable())
    question = ruleset.questions[code]
    choices = answers.check(ruleset, code, given)
    if choices != answers.known(question, before):
        choices = answers.check(ruleset, code, given, today)
    # An old date that a form sends back unchanged is not answered anew.
    return said.value(question, choices)


def _put(values: dict[str, Any], code: str, value: Any) -> None:
    if value in (None, ""):
        values.pop(code, None)
    else:
        values[code] = value


def _origin(ruleset: Ruleset, file: LegalFile, new_answers: Mapping[str, Any]) -> dict[str, str]:
    """Forget where answers came from once they say something else."""
    if templates.same_answers(ruleset, file.answers, new_answers):
        return {}
    return {"template": "", "copied_from": ""}
