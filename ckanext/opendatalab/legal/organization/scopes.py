"""Where somebody validates, and where she gives the opinion of the data protection officer."""

from __future__ import annotations

import ckan.model as model

from ckanext.opendatalab.common import roles
from ckanext.opendatalab.legal import access, profile_store
from ckanext.opendatalab.legal.organization.standing_store import Scope


def opinion(user: model.User | None) -> Scope:
    """Return where somebody is the data protection officer."""
    held = roles.by_organization(user) if _in_use(user) else {}
    return Scope(
        frozenset(one for one, those in held.items() if one and roles.DPO in those),
        everything=roles.DPO in held.get(None, set()),
    )


def officer(user: model.User | None) -> Scope:
    """Return where somebody validates as a legal officer: not where she gives the opinion."""
    held = roles.by_organization(user) if _in_use(user) else {}
    advised = opinion(user)
    if advised.everything:
        return Scope()
    if roles.LEGAL_OFFICER in held.get(None, set()):
        return Scope(everything=True, but=advised.organizations)
    named = {one for one, those in held.items() if one and roles.LEGAL_OFFICER in those}
    return Scope(frozenset(named - advised.organizations))


def signature(user: model.User | None) -> Scope:
    """Return where somebody validates, as a legal officer or because there is none."""
    found = officer(user)
    if user is None or found.everything:
        return found
    named = {
        one
        for one in profile_store.validated_by(user.id)
        if access.on_organization(user.name, one).sign_as
    }
    return Scope(found.organizations | named)


def organizations(scope: Scope, most: int) -> list[model.Group]:
    """Return the organisations in use of a scope, by title, at most ``most``."""
    found = model.Session.query(model.Group).filter(
        model.Group.is_organization.is_(True), model.Group.state == model.State.ACTIVE
    )
    if scope.everything:
        found = found.filter(model.Group.id.notin_(sorted(scope.but)))
    else:
        found = found.filter(model.Group.id.in_(sorted(scope.organizations)))
    return found.order_by(model.Group.title, model.Group.id).limit(most).all()


def _in_use(user: model.User | None) -> bool:
    return user is not None and user.state == model.State.ACTIVE
