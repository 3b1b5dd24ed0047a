"""Asks the rooms below what is still to settle, for the conditions of a step."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from sqlalchemy.exc import SQLAlchemyError

from ckanext.opendatalab import config
from ckanext.opendatalab.common import clock, gates, language
from ckanext.opendatalab.common.gates import Blocker
from ckanext.opendatalab.fields import steps
from ckanext.opendatalab.legal import assessment
from ckanext.opendatalab.legal.organization import information_store
from ckanext.opendatalab.licence import facts, register
from ckanext.opendatalab.licence import store as licence_store
from ckanext.opendatalab.workflow.engine import calendar
from ckanext.opendatalab.workflow.engine.definition import GuardCode
from ckanext.opendatalab.workflow.governance import wording
from ckanext.opendatalab.workflow.governance.instance import Instance
from ckanext.opendatalab.workflow.store import Adopted

log = logging.getLogger(__name__)

QUALITY = "quality"
Said = Mapping[GuardCode, tuple[Blocker, ...]]


def ask(
    package: model.Package, instance: Instance, settings: Adopted, codes: Iterable[GuardCode]
) -> Said:
    """Return what stands in the way of each condition; nothing: it is met.

    One that cannot be looked at is left out, which the machine takes as unmet: what needs it waits,
    and a withdrawal, which needs nothing, is made.
    """
    wanted = set(codes)
    found: dict[GuardCode, tuple[Blocker, ...]] = {}
    for look in (_of_dataset, _of_gates, _of_record):
        if wanted.intersection(_ANSWERS[look]):
            try:
                found |= look(package)
            except SQLAlchemyError:
                raise  # nothing more can be asked in this transaction
            except Exception:
                log.exception("What is to settle for dataset %s cannot be told", package.id)
    timed = calendar.guards(instance.state, instance.dates, clock.now(), settings.objection_days)
    for code, reasons in timed.items():
        found[code] = tuple(Blocker(code, one, wording.reason(code, one)) for one in reasons)
    return {code: found[code] for code in found if code in wanted}


def is_asked(code: GuardCode, organization_id: str | None) -> bool:
    """Return whether anything looks at a condition in an organisation.

    One that nothing looks at is met, and not to be boasted of.
    """
    return code != QUALITY or any(
        gate.name == QUALITY and gate.asked_by(organization_id) for gate in gates.registered()
    )


def has_files(package: model.Package) -> bool:
    return any(one.state == model.State.ACTIVE for one in package.resources_all)


def _of_dataset(package: model.Package) -> Said:
    dataset = _dataset(package)
    return {
        "form_complete": tuple(_form(package, dataset)),
        "licence": tuple(_licence(package, dataset)),
    }


def _of_gates(package: model.Package) -> Said:
    # Whatever gates a portal has, none is left out: what is not quality is legal.
    every = gates.blockers(package)
    return {
        "quality": tuple(one for one in every if one.gate == QUALITY),
        "legal": tuple(one for one in every if one.gate != QUALITY),
    }


def _of_record(package: model.Package) -> Said:
    return {"public_reason": tuple(_public_reason(package))}


_ANSWERS: Mapping[Any, tuple[GuardCode, ...]] = {
    _of_dataset: ("form_complete", "licence"),
    _of_gates: ("legal", "quality"),
    _of_record: ("public_reason",),
}


def _dataset(package: model.Package) -> dict[str, Any]:
    show = tk.get_action("package_show")
    return show({"ignore_auth": True, "user": "", "use_cache": False}, {"id": package.id})


def _form(package: model.Package, dataset: Mapping[str, Any]) -> Iterator[Blocker]:
    if package.type not in config.dataset_types():
        return
    page = f"/dataset/{package.name}/opendatalab/review"
    for gap in steps.assess(dataset).of("expected"):
        yield Blocker("form_complete", gap.item.id, language.say(gap.item.message), page)


def _licence(package: model.Package, dataset: dict[str, Any]) -> Iterator[Blocker]:
    administration = (
        licence_store.load(package.owner_org).administration if package.owner_org else True
    )
    page = f"/dataset/{package.name}/opendatalab/review"
    for finding in register.check(facts.of(dataset, administration)):
        if finding.level == "error":
            yield Blocker("licence", finding.code, finding.message(language.reader()), page)


def _public_reason(package: model.Package) -> Iterator[Blocker]:
    """Ask for a validated analysis that says why, and for public words of its own."""
    state = assessment.of(package)
    if state.state != "validated":
        yield Blocker(
            "public_reason",
            "analysis",
            tk._("The legal analysis that gives the reason is not validated."),
            f"/dataset/{package.name}/legal",
        )
    entry = information_store.load(package.id).validated
    if entry is None or entry.organization_id != package.owner_org:
        yield Blocker(
            "public_reason",
            "words",
            tk._("The public title and the public sentence are not validated."),
            f"/dataset/{package.name}/legal/information",
        )
