"""Records that a treatment was done and what proves a condition."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common import clock
from ckanext.opendatalab.common import schema as common_schema
from ckanext.opendatalab.legal import assessment, change, sign_schema, writing
from ckanext.opendatalab.legal.assessment import Assessment
from ckanext.opendatalab.legal.engine import ready
from ckanext.opendatalab.legal.file import Attested, Evidence

# Of the columns that there are, so many are told to who wrote another.
MOST_TOLD = 30


def opendatalab_legal_attest(context: types.Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Say that a treatment was done; the latest word counts, the history keeps all.

    :param id: id or name of the dataset
    :param key: the treatment, as ``opendatalab_legal_show`` names it
    :param method: what was done and how
    :param done_by: who did it
    :param done_on: when, not in the future
    :param columns: the columns that were treated (optional)
    :param tests: ``singling_out``, ``linking`` and ``inference``: whether each is still possible;
        all three where the treatment asks for them
    :param version: the version of the file that you saw (optional)
    :returns: the file, as ``opendatalab_legal_show`` does
    """
    package = change.writable(context, data_dict)
    tk.check_access("opendatalab_legal_attest", context, data_dict)
    asked = common_schema.validated(data_dict, sign_schema.attest())
    actor = change.actor(context)
    with change.locked(package) as file:
        if asked["version"] is not None:
            change.check_version(file, asked["version"])
        state = assessment.of(package, file)
        treatment = _named(asked["key"], _required(state, "treatments"))
        tests = _tests(asked.get("tests", {}), treatment)
        _check(state, asked["done_on"], asked.get("columns", []), treatment, tests)
        attested = Attested(
            done_on=asked["done_on"].isoformat(),
            done_by=asked["done_by"],
            method=asked["method"],
            columns=tuple(asked.get("columns", [])),
            tests=tests,
            recorded_by=actor.name if actor else "",
            recorded_at=clock.now().isoformat(),
        )
        new = file.changed(attestations={**file.attestations, treatment.key: attested})
        writing.keep(state, new, actor, "attested", key=treatment.key, attestation=asdict(attested))
        model.Session.commit()
    return writing.shown(context, package)


def opendatalab_legal_prove(context: types.Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Record what proves a condition, never the document itself; the latest word counts.

    :param id: id or name of the dataset
    :param key: the condition, as ``opendatalab_legal_show`` names it
    :param reference: a reference or a file number
    :param url: where it is kept; nobody ever opens it from here (optional)
    :param version: the version of the file that you saw (optional)
    :returns: the file, as ``opendatalab_legal_show`` does
    """
    package = change.writable(context, data_dict)
    tk.check_access("opendatalab_legal_prove", context, data_dict)
    asked = common_schema.validated(data_dict, sign_schema.prove())
    actor = change.actor(context)
    with change.locked(package) as file:
        if asked["version"] is not None:
            change.check_version(file, asked["version"])
        state = assessment.of(package, file)
        condition = _named(asked["key"], _required(state, "conditions"))
        evidence = Evidence(
            reference=asked["reference"],
            url=asked.get("url", ""),
            recorded_by=actor.name if actor else "",
            recorded_at=clock.now().isoformat(),
        )
        new = file.changed(evidence={**file.evidence, condition.key: evidence})
        writing.keep(state, new, actor, "proved", key=condition.key, evidence=asdict(evidence))
        model.Session.commit()
    return writing.shown(context, package)


def _required(state: Assessment, kind: str) -> list[ready.Requirement]:
    """Return what the validation asks for, and what the answers as they are now ask for."""
    asked = [ready.proposed(state.current)]
    if state.file.validation is not None:
        asked.insert(0, state.file.validation.for_rules().requirements)
    return [one for requirements in asked for one in getattr(requirements, kind)]


def _named(key: str, among: Iterable[ready.Requirement]) -> ready.Requirement:
    found = [one for one in among if one.key == key]
    if not found:
        raise tk.ValidationError(
            {"key": [tk._("The analysis does not ask for this. Open the legal file again.")]}
        )
    # The stricter of the two, where validation and answers differ.
    return ready.Requirement(key, any(one.tests for one in found))


def _tests(given: dict[str, bool], treatment: ready.Requirement) -> dict[str, bool]:
    return {test: given[test] for test in ready.TESTS if test in given} if treatment.tests else {}


def _check(
    state: Assessment,
    done_on: date,
    columns: list[str],
    treatment: ready.Requirement,
    tests: dict[str, bool],
) -> None:
    errors: dict[str, Any] = {}
    if done_on > state.today:
        errors["done_on"] = [tk._("Give the day on which it was done: it cannot be in the future.")]
    known = _known_columns(state)
    unknown = [name for name in columns if name not in known] if known is not None else []
    if known is not None and unknown:
        errors["columns"] = [
            tk._("No file has these columns: {unknown}. The columns are: {known}.").format(
                unknown=_listed(unknown), known=_listed(sorted(known))
            )
        ]
    if treatment.tests and len(tests) < len(ready.TESTS):
        errors["tests"] = [
            tk._("Answer the three tests of anonymity: singling out, linking and inference.")
        ]
    if errors:
        raise tk.ValidationError(errors)


def _known_columns(state: Assessment) -> set[str] | None:
    """Return the columns of the files, now and when validated: a treatment may have removed one.

    ``None`` where a file cannot be read here, so that a column may be its.
    """
    files = list(state.columns.values())
    if not files or any(names is None for names in files):
        return None
    validated = state.file.validation.columns.values() if state.file.validation else ()
    return {name.strip() for names in (*files, *validated) for name in names or ()}


def _listed(names: list[str]) -> str:
    more = ["…"] if len(names) > MOST_TOLD else []
    return ", ".join([*names[:MOST_TOLD], *more])
