"""What the dataset page and lists tell of a validated analysis; ``helpers.py`` hands it over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.opendatalab.common import language
from ckanext.opendatalab.fields import vocabulary
from ckanext.opendatalab.legal import assessment, wording
from ckanext.opendatalab.legal.engine import register

__all__ = [
    "opendatalab_legal_label",
    "opendatalab_legal_public",
    "opendatalab_legal_standing",
]


def opendatalab_legal_label(code: str) -> str:
    """Return a verdict in the reader's language; a code that no rule knows is its own label."""
    outcome = register.load().outcomes.get(code)
    return language.say(outcome.words) if outcome else code


def opendatalab_legal_public(pkg: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what was validated, in words, from the computed fields alone: no query.

    ``label``, ``access_right``, ``obligation`` (empty where the organisation keeps it to itself)
    and ``grounds`` (each ``sentence``, ``label`` and maybe ``url``); ``None`` before a validation.
    """
    verdict = str(pkg.get("legal_eligibility") or "")
    if not verdict:
        return None
    right = str(pkg.get("legal_access_right") or "")
    duty = str(pkg.get("legal_obligation") or "")
    outcome = str(pkg.get("legal_outcome") or verdict)
    known = outcome if outcome in register.load().outcomes else verdict
    return {
        "label": opendatalab_legal_label(known),
        "access_right": right and vocabulary.get("access_right").label(right, language.reader()),
        "obligation": duty and wording.obligation(duty),
        "grounds": _grounds(str(pkg.get("legal_grounds") or "")),
    }


def _grounds(codes: str) -> list[dict[str, str]]:
    """Return the articles that may be public; one that is to be confirmed, or gone, is left out."""
    known = register.load().grounds
    return [
        {
            "sentence": language.say(ground.public),
            "label": language.say(ground.label),
            "url": ground.url,
        }
        for code in codes.split(",")
        if (ground := known.get(code.strip())) and ground.public and ground.confidence != "C"
    ]


def opendatalab_legal_standing(pkg: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return where the analysis of a dataset stands, for the bar of who may edit it.

    ``state`` and its ``label``; ``blockers``: how many things are to be settled;
    ``publishable``: none stands against publication; ``to_confirm``: a public dataset whose
    validation no longer holds.  It reads the file and the columns of the
    dataset: never for a list, nor for visitors.
    """
    package = model.Package.get(pkg["id"])
    if package is None:
        return None
    found = assessment.of(package)
    return {
        "state": found.state,
        "label": wording.state(found.state),
        "blockers": len(found.to_settle),
        "publishable": not found.blockers,
        "to_confirm": found.state == "lapsed" and not package.private,
        "url": tk.h.url_for("opendatalab_legal.file", id=package.name),
    }
