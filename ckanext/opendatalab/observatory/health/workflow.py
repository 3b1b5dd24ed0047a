"""Checks of the governance workflow: does everything agree, are the circuits as they were."""

from __future__ import annotations

from collections.abc import Iterator

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.opendatalab.common import tables
from ckanext.opendatalab.observatory.health.report import Finding
from ckanext.opendatalab.observatory.health.services import command
from ckanext.opendatalab.workflow.adoption import circuit
from ckanext.opendatalab.workflow.governance import definitions, wording
from ckanext.opendatalab.workflow.upkeep import check_store

MOST_ORGANIZATIONS = 200


def agreement() -> Iterator[Finding]:
    """Whether state and visibility of the governed datasets agree; a quick look, by counts."""
    if not tables.ready():
        return  # "migrations" says what to do
    counts = dict(check_store.counts())
    governed, waiting = counts.pop("governed"), counts.pop("index")
    wrong = sum(counts.values())
    if wrong:
        yield Finding(
            "workflow",
            "error",
            tk.ungettext(
                "{count} dataset disagrees with its state",
                "{count} datasets disagree with their states",
                wrong,
            ).format(count=wrong),
            command("opendatalab workflow check --repair"),
        )
    if waiting:
        yield Finding(
            "workflow",
            "warning",
            tk.ungettext(
                "{count} dataset is not shown by the search as it is",
                "{count} datasets are not shown by the search as they are",
                waiting,
            ).format(count=waiting),
            command("opendatalab tick"),
        )
    if not wrong and not waiting:
        yield Finding(
            "workflow",
            "ok",
            tk.ungettext(
                "{count} dataset follows a circuit; state and visibility agree",
                "{count} datasets follow a circuit; state and visibility agree",
                governed,
            ).format(count=governed),
        )


def circuits() -> Iterator[Finding]:
    """Whether the circuits that datasets follow are there, unchanged, with people in them."""
    if not tables.ready():
        return
    told = list(_definitions())
    told += list(_people())
    yield from told
    if not told:
        yield Finding("circuits", "ok", tk._("Circuits are complete and have people"))


def _definitions() -> Iterator[Finding]:
    for sentence in definitions.changed():
        yield Finding(
            "circuits",
            "error",
            tk._("A circuit was changed without a new version: {error}").format(error=sentence),
            tk._("Raise definition_version in its file: datasets on their way keep theirs."),
        )
    for code, version in check_store.definitions_in_use():
        try:
            definitions.of(code, version)
        except (LookupError, ValueError) as error:
            yield Finding(
                "circuits",
                "error",
                tk._("Datasets follow a circuit that cannot be read: {error}").format(error=error),
                tk._("Put its file back into opendatalab.workflow_definitions."),
            )
    offered = definitions.offered()
    for code in sorted({code for _, code in check_store.governing() if code} - set(offered)):
        yield Finding(
            "circuits",
            "error",
            tk._("An organization chose the circuit {code}, whose file is gone").format(code=code),
            tk._("Put its file back into opendatalab.workflow_definitions."),
        )


def _people() -> Iterator[Finding]:
    for organization_id, code in check_store.governing()[:MOST_ORGANIZATIONS]:
        organization = model.Group.get(organization_id) if organization_id else None
        if organization is None or organization.state != model.State.ACTIVE:
            continue
        lacking = circuit.missing(definitions.named(code), organization.id)
        if lacking:
            yield Finding(
                "circuits",
                "warning",
                tk._("In {organization}, datasets would wait in vain for: {list}").format(
                    organization=organization.name,
                    list=", ".join(wording.actor(one) for one in lacking),
                ),
                tk._("Grant these roles on the organization's page, “Roles”."),
            )
