"""What a line of a file's history says besides the answers that changed, in the reader's language.

What no rule knows any more is told as it was kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.opendatalab.common import language
from ckanext.opendatalab.legal import describe_reasons, wording
from ckanext.opendatalab.legal.engine import register
from ckanext.opendatalab.legal.engine.ready import TESTS

Data = Mapping[str, Any]


def details(kind: str, data: Data) -> list[tuple[str, str]]:
    """Return the label and the words of each thing that an entry keeps; nothing that is empty."""
    return [(label, words) for label, words in _told(kind, data) if words]


def test_label(test: str) -> str:
    """Return what one of the three tests of anonymity asks for."""
    return {
        "singling_out": tk._("Singling out (individualisation)"),
        "linking": tk._("Linking (corrélation)"),
        "inference": tk._("Inference (inférence)"),
    }[test]


def test_result(possible: bool) -> str:
    """Return what a test of anonymity found."""
    return tk._("still possible") if possible else tk._("no longer possible")


def _told(kind: str, data: Data) -> Iterator[tuple[str, str]]:
    if kind == "template_used":
        yield tk._("Model analysis"), _template(data.get("template", ""))
    elif kind == "copied":
        yield tk._("Copied from"), _dataset(data.get("source", ""))
    elif kind == "attested":
        yield tk._("Treatment"), describe_reasons.effect(register.load(), data.get("key", ""))
        yield from _attestation(data.get("attestation") or {})
    elif kind == "proved":
        yield tk._("Condition"), describe_reasons.effect(register.load(), data.get("key", ""))
        evidence = data.get("evidence") or {}
        yield tk._("Reference"), evidence.get("reference", "")
        yield tk._("Address"), evidence.get("url", "")
    elif kind == "opinion_given":
        opinion = data.get("opinion") or {}
        yield tk._("Opinion"), wording.opinion(opinion.get("opinion", ""))
        yield tk._("Reasons"), opinion.get("text", "")
    elif kind == "reopened":
        yield tk._("Reason"), data.get("reason", "")
    if kind != "reopened":
        yield from _validation(data.get("validation") or {})


def _validation(signed: Data) -> Iterator[tuple[str, str]]:
    if not signed:
        return
    yield tk._("Validated verdict"), _verdict(signed["verdict"])
    if signed["proposed_verdict"] != signed["verdict"]:
        yield tk._("Proposal"), _verdict(signed["proposed_verdict"])
    yield tk._("Signed by"), f"{signed['by_name']} ({wording.signed_as(signed['as_role'])})"
    yield tk._("In whose name"), signed["authority"]
    yield tk._("Delegation"), signed["delegation"]
    yield tk._("Reason for another verdict than the proposal"), signed["reason"]
    yield tk._("Reason for going against the opinion of the DPO"), signed["reason_against_dpo"]
    yield tk._("To be looked at again on"), _day(signed["review_on"])
    yield tk._("Articles"), "; ".join(_article(one) for one in signed["grounds"])


def _attestation(given: Data) -> Iterator[tuple[str, str]]:
    yield tk._("Method"), given.get("method", "")
    yield tk._("Columns"), ", ".join(given.get("columns", ()))
    yield tk._("Done by"), given.get("done_by", "")
    yield tk._("Done on"), _day(given.get("done_on", ""))
    for test in TESTS:
        if test in given.get("tests", {}):
            yield test_label(test), test_result(given["tests"][test])


def _article(ground: Data) -> str:
    known = register.load().grounds.get(ground["code"])
    name = language.say(known.label) if known else ground["code"]
    version = ", ".join(filter(None, (ground.get("legiarti"), _day(ground.get("in_force") or ""))))
    return f"{name} ({version})" if version else name


def _verdict(code: str) -> str:
    outcome = register.load().outcomes.get(code)
    return language.say(outcome.words) if outcome else code


def _template(code: str) -> str:
    found = register.templates().get(code)
    return language.say(found.title) if found else code


def _dataset(id: str) -> str:
    found = model.Package.get(id) if id else None
    return f"{found.title or found.name} ({found.name})" if found else id


def _day(value: str) -> str:
    return tk.h.opendatalab_date(value) if value else ""
