"""What the legal part of the whole demonstration is to show, once it is loaded."""

from __future__ import annotations

import ckan.model as model
import sqlalchemy as sa

from ckanext.opendatalab.common import gates
from ckanext.opendatalab.common.model import Mail, Role, Status
from ckanext.opendatalab.demo.content import Content, identity
from ckanext.opendatalab.demo.portal import call, call_as
from ckanext.opendatalab.legal.engine.ruleset import VERDICTS
from ckanext.opendatalab.legal.model import (
    LegalFileRow,
    LegalTemplate,
    OrganizationProfile,
    PublicInformation,
)
from ckanext.opendatalab.workflow.model import Adoption


def shown(name: str, user: str = "juriste"):
    return call_as(user, "opendatalab_legal_show", id=name)


def check_every_verdict_is_shown() -> None:
    """Validated ones in the search results, as everybody reads them; one is never validated."""
    found = call("package_search", rows=200, include_private=True)["results"]
    codes = {one["legal_eligibility"] for one in found if one.get("legal_eligibility")}
    assert codes == set(VERDICTS) - {"analysis_required"}
    assert "not_publishable_concerned" in {one.get("legal_outcome") for one in found}
    assert "not_publishable_for_now" in {one.get("legal_outcome") for one in found}
    assert shown("valorne-mediatheque-prets")["verdict"]["code"] == "analysis_required"


def check_every_state_is_there(content: Content) -> None:
    states = {
        "valorne-elections-municipales": "not_started",
        "valorne-plan-local-urbanisme": "in_progress",
        "valorne-agenda": "waiting",
        "valorne-budget-participatif": "lapsed",
        "valorne-effectifs-agents": "to_complete",
        "valorne-arbres": "validated",
    }
    assert {name: shown(name)["state"] for name in states} == states
    assert shown("valorne-arbres")["validation"]["template"] == "trees"
    copied = shown("valorne-rapport-activite")
    assert copied["copied_from"] == identity("package", "valorne-rapport-activite-precedent")
    assert copied["state"] == "validated"
    overruled = shown("valorne-etat-civil-mensuel")
    assert overruled["opinion"]["opinion"] == "unfavourable"
    assert overruled["validation"]["reason_against_dpo"]
    assert overruled["blockers"] == []
    small = shown("saint-aubrac-budget", "agent3")["validation"]
    assert small["as_role"] == "named_person"
    harvested = LegalFileRow.__table__
    ids = [identity("package", name) for name in content.datasets if "sentiers" in name]
    assert not model.Session.execute(
        sa.select(harvested.c.package_id).where(harvested.c.package_id.in_(ids))
    ).all()


def check_what_blocks_is_ready(content: Content) -> None:
    """Where publications are blocked, what is public may be so."""
    looked_at = 0
    for name, entry in content.datasets.items():
        blocked = entry["organization"] == "syndicat-des-eaux" and entry.get("resources")
        if blocked and not entry.get("private"):
            assert gates.blockers(model.Package.get(name)) == [], name
            looked_at += 1
    assert looked_at
    unattested = gates.blockers(model.Package.get("val-orne-locaux-economiques"))
    assert [one.code for one in unattested] == ["treatment_unattested"]


def check_nobody_is_written_to(content: Content) -> None:
    people = [identity("user", name) for name in content.accounts]
    assert not model.Session.scalars(sa.select(Mail.id).where(Mail.recipient.in_(people))).all()


def check_nothing_is_left(content: Content) -> None:
    """Of all but what only grows: the history and the log."""
    ids = list(content.ids)
    for column in (
        LegalFileRow.package_id,
        PublicInformation.package_id,
        Status.package_id,
        LegalTemplate.organization_id,
        OrganizationProfile.organization_id,
        Adoption.organization_id,
        Role.organization_id,
        Role.user_id,
    ):
        assert not model.Session.execute(sa.select(column).where(column.in_(ids))).all(), column
