"""What is left of a proposal once somebody decides, the same or otherwise.  Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ckanext.opendatalab.legal.engine import ready
from ckanext.opendatalab.legal.engine.rules import Reason, Result
from ckanext.opendatalab.legal.engine.ruleset import EffectKind, Ruleset, Verdict

# What a verdict that is not the proposal can still rest on.  "As it is" asks for nothing; what is
# refused may be refused for what would have had to be treated, or was still to be looked at.
_KEPT: Mapping[Verdict, tuple[EffectKind, ...]] = {
    "open_as_is": (),
    "open_with_conditions": ("condition",),
    "open_after_processing": ("treatment", "condition"),
    "analysis_required": (),
    "not_publishable": ("refusal", "temporary_refusal", "analysis", "treatment"),
    "third_party_rights": ("third_party",),
    "out_of_scope": ("out_of_scope",),
}


def requirements(result: Result, verdict: Verdict) -> ready.Requirements:
    """Return what ``verdict`` asks for: the proposal's own, as far as they make sense with it.

    The opinion of the DPO stays mandatory, and the date of the review holds, whatever was decided.
    """
    asked = ready.proposed(result)
    if verdict == result.verdict:
        return asked
    kept = _KEPT[verdict]
    return replace(
        asked,
        verdict=verdict,
        treatments=asked.treatments if "treatment" in kept else (),
        conditions=asked.conditions if "condition" in kept else (),
    )


def grounds(ruleset: Ruleset, result: Result, verdict: Verdict) -> tuple[str, ...]:
    """Return the articles that ``verdict`` rests on, each once."""
    found = result.grounds if verdict == result.verdict else _grounds(result, verdict)
    return found or (ruleset.open_grounds if verdict == "open_as_is" else ())


def _grounds(result: Result, verdict: Verdict) -> tuple[str, ...]:
    reasons: list[Reason] = [one for one in result.reasons if one.kind in _KEPT[verdict]]
    return tuple(dict.fromkeys(ground for reason in reasons for ground in reason.grounds))
