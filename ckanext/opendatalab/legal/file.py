"""The legal file of a dataset: everything that was answered, attested, proved and signed.

What the JSON of the table holds, as ``to_json`` and ``from_json`` of each class here say it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any

from ckanext.opendatalab.legal.engine import ready


@dataclass(frozen=True)
class Attested:
    """A treatment that somebody says was done, and who wrote that down when."""

    done_on: str
    done_by: str
    method: str
    columns: tuple[str, ...] = ()
    tests: Mapping[str, bool] = field(default_factory=dict[str, bool])
    recorded_by: str = ""
    recorded_at: str = ""

    def for_rules(self) -> ready.Attestation:
        return ready.Attestation(
            date.fromisoformat(self.done_on), self.done_by, self.method, self.columns, self.tests
        )


@dataclass(frozen=True)
class Evidence:
    """The reference or file number that proves a condition; never the document itself."""

    reference: str
    url: str = ""
    recorded_by: str = ""
    recorded_at: str = ""


@dataclass(frozen=True)
class Opinion:
    """What the data protection officer thinks; ``fingerprint``: of the answers that she saw."""

    opinion: ready.Opinion
    text: str
    fingerprint: str
    given_by: str = ""
    given_at: str = ""

    def for_rules(self) -> ready.DpoOpinion:
        return ready.DpoOpinion(self.opinion, self.fingerprint)


@dataclass(frozen=True)
class Signed:
    """What was validated, by whom, in whose name, and what the rules then proposed.

    ``grounds``: the articles as they were read (``code``, ``legiarti``, ``in_force``).
    ``as_role``: ``legal_officer``, or ``named_person`` where the organisation has none.
    ``template`` and ``copied_from``: what the validation is inherited from, if it is.
    """

    id: str
    at: str
    by: str
    by_name: str
    as_role: str
    authority: str
    delegation: str
    verdict: ready.Verdict
    reason: str
    reason_against_dpo: str
    proposed_verdict: ready.Verdict
    proposed_grounds: tuple[str, ...]
    grounds: tuple[Mapping[str, str], ...]
    ruleset_version: str
    answers: Mapping[str, Any]
    treatments: tuple[Mapping[str, Any], ...]
    conditions: tuple[str, ...]
    dpo_mandatory: bool
    review_on: str
    columns: Mapping[str, list[str] | None]
    template: str = ""
    copied_from: str = ""

    @property
    def signed_at(self) -> datetime:
        return datetime.fromisoformat(self.at)

    def for_rules(self) -> ready.Validation:
        return ready.Validation(
            requirements=ready.Requirements(
                verdict=self.verdict,
                treatments=tuple(
                    ready.Requirement(one["key"], one["tests"]) for one in self.treatments
                ),
                conditions=tuple(ready.Requirement(key) for key in self.conditions),
                dpo_mandatory=self.dpo_mandatory,
                review_on=date.fromisoformat(self.review_on) if self.review_on else None,
                reason_against_dpo=self.reason_against_dpo,
            ),
            proposed_verdict=self.proposed_verdict,
            proposed_grounds=frozenset(self.proposed_grounds),
            ruleset_version=self.ruleset_version,
            columns={
                file: None if names is None else tuple(names)
                for file, names in self.columns.items()
            },
        )


@dataclass(frozen=True)
class LegalFile:
    """One dataset's file; ``version`` 0 and empty where nobody began.

    ``template`` and ``copied_from``: where the answers come from, if not from this file.
    """

    package_id: str
    version: int = 0
    answers: Mapping[str, Any] = field(default_factory=dict[str, Any])
    notes: Mapping[str, str] = field(default_factory=dict[str, str])
    attestations: Mapping[str, Attested] = field(default_factory=dict[str, Attested])
    evidence: Mapping[str, Evidence] = field(default_factory=dict[str, Evidence])
    opinion: Opinion | None = None
    validation: Signed | None = None
    template: str = ""
    copied_from: str = ""

    def changed(self, **values: Any) -> LegalFile:
        """Return the file with ``values``, one version later."""
        return replace(self, version=self.version + 1, **values)

    def to_json(self) -> dict[str, Any]:
        """Return the values of the table's columns, but for what the rules conclude."""
        return {
            "package_id": self.package_id,
            "version": self.version,
            "answers": dict(self.answers),
            "notes": dict(self.notes),
            "attestations": {key: asdict(one) for key, one in self.attestations.items()},
            "evidence": {key: asdict(one) for key, one in self.evidence.items()},
            "opinion": asdict(self.opinion) if self.opinion else None,
            "validation": asdict(self.validation) if self.validation else None,
            "template": self.template or None,
            "copied_from": self.copied_from or None,
        }

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> LegalFile:
        """Return the file that a row of the table holds."""
        return cls(
            package_id=row["package_id"],
            version=row["version"],
            answers=row["answers"],
            notes=row["notes"],
            attestations={
                key: Attested(**{**one, "columns": tuple(one["columns"])})
                for key, one in row["attestations"].items()
            },
            evidence={key: Evidence(**one) for key, one in row["evidence"].items()},
            opinion=Opinion(**row["opinion"]) if row["opinion"] else None,
            validation=signed_from_json(row["validation"]) if row["validation"] else None,
            template=row["template"] or "",
            copied_from=row["copied_from"] or "",
        )


def signed_from_json(value: Mapping[str, Any]) -> Signed:
    """Return the validation that JSON holds."""
    tuples = ("proposed_grounds", "grounds", "treatments", "conditions")
    return Signed(**{**value, **{name: tuple(value[name]) for name in tuples}})
