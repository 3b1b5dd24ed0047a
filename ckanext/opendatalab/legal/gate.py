"""The legal gate: nothing reaches the public without a validated analysis that still holds."""

from __future__ import annotations

import ckan.model as model

from ckanext.opendatalab.common import gates, language
from ckanext.opendatalab.legal import assessment, columns
from ckanext.opendatalab.legal.engine import ready, register

__all__ = ["legal"]

NAME = "legal"
# What only says that a file came, or got other columns, after the analysis was validated.
SINCE_VALIDATED = ("columns_changed", "file_added")


def message(package: model.Package, blocker: ready.Blocker) -> str:
    """Return what a blocker means, in the reader's language; for staff only."""
    ruleset = register.load()
    words = language.say(ruleset.blockers[blocker.code].text)
    if not blocker.key:
        return words
    if blocker.code in SINCE_VALIDATED:
        return f"{words} ({columns.title(package, blocker.key)})"
    effect = blocker.key.split(".")[0]
    if effect not in ruleset.effects and effect not in ruleset.built_in:
        return words  # what was validated then, under rules that no longer know it
    return f"{words} ({language.say(ruleset.effect_text(effect))})"


def _blockers(package: model.Package) -> list[gates.Blocker]:
    page = f"/dataset/{package.name}/legal"
    return [
        gates.Blocker(
            NAME,
            blocker.code,
            message(package, blocker),
            page,
            since_validated=blocker.code in SINCE_VALIDATED,
        )
        for blocker in assessment.of(package).blockers
    ]


def _generic(package: model.Package) -> str:
    return language.say(register.load().blocker_generic)


legal = gates.Gate(NAME, _blockers, _generic)
