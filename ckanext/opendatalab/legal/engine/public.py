"""What a validated verdict tells the public.  Pure.

Only this may leave the legal file: never an answer, a note, an opinion or an obligation.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ckanext.opendatalab.legal.engine.rules import Reason
from ckanext.opendatalab.legal.engine.ruleset import Outcome, Ruleset, Text, Verdict


@dataclass(frozen=True)
class Public:
    """The verdict with its words, the EU access right and the sentences of its grounds."""

    verdict: Verdict
    outcome: Outcome
    grounds: tuple[str, ...]
    sentences: tuple[Text, ...]


def public(
    ruleset: Ruleset, verdict: Verdict, grounds: Iterable[str], reasons: Iterable[Reason] = ()
) -> Public | None:
    """Return what is public of a *validated* verdict; ``None`` for one that settles nothing.

    ``grounds``: those that were validated; one to confirm (C), or unknown, stays out.  ``reasons``:
    those of the proposal, if the verdict is the proposal.
    """
    if verdict == "analysis_required":
        return None
    codes = dict.fromkeys(grounds) or dict.fromkeys(ruleset.open_grounds if _plain(verdict) else ())
    shown = [
        ground
        for code in codes
        if (ground := ruleset.grounds.get(code)) and ground.confidence != "C" and ground.public
    ]
    return Public(
        verdict=verdict,
        outcome=outcome(ruleset, verdict, reasons),
        grounds=tuple(ground.code for ground in shown),
        sentences=tuple(ground.public for ground in shown if ground.public),
    )


def outcome(ruleset: Ruleset, verdict: Verdict, reasons: Iterable[Reason] = ()) -> Outcome:
    """Return how a verdict is told, given why it was reached."""
    return ruleset.outcomes[_refused(reasons) if verdict == "not_publishable" else verdict]


def _plain(verdict: Verdict) -> bool:
    return verdict == "open_as_is"


def _refused(reasons: Iterable[Reason]) -> str:
    decisive = [reason for reason in reasons if reason.decisive]
    if decisive and all(reason.kind == "temporary_refusal" for reason in decisive):
        return "not_publishable_for_now"
    paths = {reason.access for reason in decisive if reason.kind == "refusal"}
    if paths == {"concerned"}:
        return "not_publishable_concerned"
    if paths and "" not in paths:
        return "not_publishable_request"
    return "not_publishable"
