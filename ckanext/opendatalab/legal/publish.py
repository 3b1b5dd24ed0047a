"""Writes what a validated analysis tells the public, and takes it away when it is reopened."""

from __future__ import annotations

import ckan.model as model

from ckanext.opendatalab.common import clock, language, status
from ckanext.opendatalab.legal import profile_store, store
from ckanext.opendatalab.legal.engine import register, rules
from ckanext.opendatalab.legal.engine.public import Public, public
from ckanext.opendatalab.legal.engine.rules import Result
from ckanext.opendatalab.legal.engine.ruleset import OPEN_VERDICTS
from ckanext.opendatalab.legal.file import Signed

FIELDS = (
    "legal_eligibility",
    "legal_outcome",
    "legal_grounds",
    "legal_access_right",
    "legal_statement",
    "legal_obligation",
)
# Duties of which nobody is sure are nobody's to announce.
_UNSURE = "to_clarify"


def write(package: model.Package, signed: Signed | None) -> None:
    """Set the public fields of a dataset to what was validated; all unknown without a validation.

    In the caller's transaction; search results show it once ``common.reindex`` ran after it.
    """
    status.write(package.id, dict.fromkeys(FIELDS) if signed is None else _fields(package, signed))


def rewrite(package: model.Package) -> bool:
    """Say again what is public, the organisation's profile having changed; return whether there is
    a validation at all.
    """
    signed = store.load(package.id).validation
    if signed is not None:
        write(package, signed)
    return signed is not None


def _fields(package: model.Package, signed: Signed) -> dict[str, str | None]:
    ruleset = register.load()
    profile = profile_store.load(package.owner_org)
    # As on the day of the signature: what has become of it since is for a new validation to say.
    day = clock.day_of(signed.signed_at)
    result = rules.evaluate(ruleset, signed.answers, profile.for_rules(), day)
    as_proposed = signed.verdict == signed.proposed_verdict == result.verdict
    told = public(
        ruleset,
        signed.verdict,
        [ground["code"] for ground in signed.grounds],
        result.reasons if as_proposed else (),
    )
    if told is None:
        return dict.fromkeys(FIELDS)
    return {
        "legal_eligibility": told.verdict,
        "legal_outcome": told.outcome.code,
        "legal_grounds": ",".join(told.grounds) or None,
        "legal_access_right": told.outcome.access_right or None,
        "legal_statement": statement(told),
        "legal_obligation": _obligation(signed, result) if profile.publishes_obligation else None,
    }


def statement(told: Public) -> str:
    """Return a verdict and its grounds in sentences, in the portal's language."""
    spoken = language.of_portal()
    sentences = dict.fromkeys(language.say(sentence, spoken) for sentence in told.sentences)
    return " ".join([f"{language.say(told.outcome.words, spoken)}.", *sentences])


def _obligation(signed: Signed, result: Result) -> str | None:
    owed = result.obligation
    if owed is None or owed.to_confirm or owed.code == _UNSURE:
        return None
    return owed.code if signed.verdict in OPEN_VERDICTS else None
