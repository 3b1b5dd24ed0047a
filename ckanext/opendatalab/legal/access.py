"""Who may do what with the legal file of a dataset."""

from __future__ import annotations

from dataclasses import dataclass

import ckan.model as model

from ckanext.opendatalab.common import roles, standing
from ckanext.opendatalab.legal import profile_store

# Who works on the analysis; elected officials and general directors read where it stands, no more.
WORKING = frozenset({roles.LEGAL_OFFICER, roles.DPO, roles.PROJECT_LEAD, roles.DATA_STEWARD})


@dataclass(frozen=True)
class Rights:
    """``verdict``: read verdict and blockers.  ``work``: read and write answers, notes, evidence.

    ``sign_as``: in which quality she may validate ("legal_officer", "named_person"), or "".
    ``opinion``: give the opinion of the data protection officer.
    """

    verdict: bool = False
    work: bool = False
    sign_as: str = ""
    opinion: bool = False


def on_dataset(user: str | None, package: model.Package) -> Rights:
    """Return what a user (a name) may do with a dataset's legal file."""
    return _rights(user, standing.on_dataset(user, package), package.owner_org)


def on_organization(user: str | None, organization_id: str | None) -> Rights:
    """Return what a user (a name) may do with the legal files of an organisation."""
    return _rights(user, standing.on_organization(user, organization_id), organization_id)


def _rights(user: str | None, found: standing.Standing, organization_id: str | None) -> Rights:
    sign_as = _sign_as(user, found, organization_id)
    # Whom an organisation named to validate need not be a member.
    if not found.any and not sign_as:
        return Rights()
    return Rights(
        verdict=True,
        work=found.editor or bool(found.roles & WORKING) or bool(sign_as),
        sign_as=sign_as,
        opinion=roles.DPO in found.roles,
    )


def _sign_as(user: str | None, found: standing.Standing, organization_id: str | None) -> str:
    """Return in which quality somebody validates.  No sysadmin does without having been named.

    Who gives the opinion of the data protection officer does not decide over it.
    """
    if roles.DPO in found.roles:
        return ""
    if roles.LEGAL_OFFICER in found.roles:
        return roles.LEGAL_OFFICER
    profile = profile_store.load(organization_id)
    person = model.User.get(user) if user else None
    if person is None or person.state != model.State.ACTIVE or profile.validator_id != person.id:
        return ""
    return "" if roles.holders(roles.LEGAL_OFFICER, organization_id) else "named_person"
