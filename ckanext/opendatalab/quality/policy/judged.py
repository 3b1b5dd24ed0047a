"""What is to be said of a dataset as it is in the session: facts for the rules, their answer."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ckan.model as model
from sqlalchemy.exc import SQLAlchemyError

from ckanext.opendatalab import config
from ckanext.opendatalab.common import adoption, clock
from ckanext.opendatalab.quality import assess
from ckanext.opendatalab.quality.policy import rules, store, worker
from ckanext.opendatalab.quality.policy.rules import Failing, File, Finding, Situation

log = logging.getLogger(__name__)

LONGEST_TITLE = 100


@dataclass(frozen=True)
class Judged:
    """The policy that counts for a dataset, who answers for less, and what was found."""

    policy: store.Policy
    waiver: store.Waiver | None
    findings: tuple[Finding, ...]

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """What stands between the dataset and its publication."""
        return rules.blocking(self.findings, self.policy, self.waiver is not None)


def look(package: model.Package, only_blocking: bool = False) -> Judged:
    """Judge a dataset.  What breaks while it is assessed is logged and holds nothing back.

    :param only_blocking: look at nothing where nothing can stand in the way
    """
    policy = store.of(package.owner_org)
    nothing = Judged(policy, None, ())
    if policy.mode == "off" or package.type not in config.dataset_types():
        return nothing
    if only_blocking and policy.mode != "block":
        return nothing
    waiver = store.running(package, clock.today())
    if only_blocking and waiver is not None:
        return Judged(policy, waiver, ())
    try:
        found = assess.of(package.id)
        situation = of(found, adopted=bool(adoption.adopted([package.owner_org])))
    except SQLAlchemyError:
        raise  # nothing more can be asked in this transaction
    except Exception:
        log.exception("The quality of dataset %s cannot be judged", package.id)
        return Judged(policy, waiver, (Finding("outage", blocks=False),))
    asked = any(one.asked and not one.current for one in situation.files)
    works = asked and worker.works()
    return Judged(policy, waiver, rules.findings(situation, policy, clock.now(), works))


def of(found: assess.Assessment, adopted: bool) -> Situation:
    """Return what the rules need of an assessment."""
    results = found.score.results
    # Where no criterion has any weight, nobody could reach a score.
    scored = any(one.weight for one in results if one.outcome in ("pass", "fail"))
    return Situation(
        score=found.score.total if scored else None,
        unmet=frozenset(one.id for one in results if one.outcome == "fail"),
        files=tuple(_file(found, one) for one in found.dataset["resources"]),
        automatic=adopted,
    )


def _file(found: assess.Assessment, resource: Mapping[str, Any]) -> File:
    id_ = resource["id"]
    state, row = found.states[id_], found.files.get(id_)
    report = (row.report if row is not None else None) or {}
    return File(
        id=id_,
        title=_title(resource),
        asked=state.asked,
        since=row.requested_at if row is not None else None,
        current=state.current,
        outcome=state.outcome,
        failing=tuple(
            Failing(
                check["check"],
                tuple(fault["code"] for fault in check["faults"] if fault["level"] == "fail"),
            )
            for check in report.get("checks", ())
            if check["outcome"] == "fail"
        ),
    )


def _title(resource: Mapping[str, Any]) -> str:
    name = str(resource.get("name") or "") or str(resource.get("url") or "").rpartition("/")[2]
    return " ".join(name.split())[:LONGEST_TITLE] or resource["id"]
