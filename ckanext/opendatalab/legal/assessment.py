"""Where a dataset's legal analysis stands: its file, put to today's rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import ckan.model as model

from ckanext.opendatalab.common import clock
from ckanext.opendatalab.legal import columns, profile_store, store
from ckanext.opendatalab.legal.engine import ready, register, rules
from ckanext.opendatalab.legal.engine.rules import Result
from ckanext.opendatalab.legal.file import LegalFile

State = Literal["not_started", "in_progress", "waiting", "lapsed", "to_complete", "validated"]


@dataclass(frozen=True)
class Assessment:
    """``current``: the proposal for the answers as they are; ``signed``: for those validated.

    ``lapses``: why the validation no longer holds; ``blockers``: everything before publication.
    """

    package: model.Package
    file: LegalFile
    profile: profile_store.Organization
    today: date
    columns: ready.Columns
    current: Result
    signed: Result | None
    lapses: tuple[ready.Blocker, ...]
    blockers: tuple[ready.Blocker, ...]

    @property
    def state(self) -> State:
        """Return where it stands in one word; ``to_complete``: validated, with things to do yet."""
        if self.file.validation is None:
            if not self.file.answers:
                return "not_started"
            return "in_progress" if self.current.open_questions else "waiting"
        codes = {blocker.code for blocker in self.blockers}
        # Also of what may not be published: the day has come to look whether it still may not.
        review_on = self.file.validation.review_on
        if self.lapses or (review_on and date.fromisoformat(review_on) <= self.today):
            return "lapsed"
        return "to_complete" if codes - {"not_open"} else "validated"

    @property
    def to_settle(self) -> tuple[ready.Blocker, ...]:
        """Return what waits for somebody: a verdict not to publish does not, while it is heeded."""
        heeded = self.package.private
        return tuple(one for one in self.blockers if not (heeded and one.code == "not_open"))


def of(
    package: model.Package,
    file: LegalFile | None = None,
    profile: profile_store.Organization | None = None,
) -> Assessment:
    """Return where a dataset stands; ``file``, ``profile``: if the caller has them already."""
    found = file if file is not None else store.load(package.id)
    ruleset, today = register.load(), clock.today()
    if profile is None:
        profile = profile_store.load(package.owner_org)
    current = rules.evaluate(ruleset, found.answers, profile.for_rules(), today)
    names = columns.of(package)
    validation = found.validation.for_rules() if found.validation else None
    signed = (
        rules.evaluate(ruleset, found.validation.answers, profile.for_rules(), today)
        if found.validation
        else None
    )
    return Assessment(
        package=package,
        file=found,
        profile=profile,
        today=today,
        columns=names,
        current=current,
        signed=signed,
        lapses=ready.lapses(validation, signed, current, names) if validation and signed else (),
        blockers=ready.gate(
            validation,
            signed,
            current,
            attestations={key: one.for_rules() for key, one in found.attestations.items()},
            evidence={key: one.reference for key, one in found.evidence.items()},
            dpo_opinion=found.opinion.for_rules() if found.opinion else None,
            columns=names,
            today=today,
        ),
    )
