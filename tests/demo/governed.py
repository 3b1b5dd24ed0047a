"""What the governed part of the whole demonstration is to show, once it is loaded."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import sqlalchemy as sa

from ckanext.opendatalab.common import clock, log
from ckanext.opendatalab.demo.content import Content, identity
from ckanext.opendatalab.demo.portal import call, call_as
from ckanext.opendatalab.workflow.engine import register
from ckanext.opendatalab.workflow.model import Comment, Workflow

PUBLIC = ("public",)


def shown(name: str, user: str = "chefprojet") -> dict[str, Any]:
    return call_as(user, "opendatalab_workflow_show", id=identity("package", name))


def kind(name: str) -> str | None:
    """Return the kind of the state of a dataset; ``None`` where nobody governs it."""
    query = sa.select(Workflow.kind).where(Workflow.package_id == identity("package", name))
    return model.Session.scalar(query)


def check_visibility(content: Content) -> int:
    """Return how many are public: what is governed where its state is, the rest as it says."""
    public = 0
    for name, entry in content.datasets.items():
        package = model.Package.get(identity("package", name))
        state = kind(name)
        wanted = state == "public" if state else not entry.get("private")
        assert wanted == (not package.private), name
        public += wanted
    return public


def check_every_state_is_there() -> None:
    states = {
        "valorne-eclairage-public": "identified",
        "valorne-effectifs-agents": "draft",
        "valorne-marches-plein-air": "legal_review",
        "valorne-aires-de-jeux": "in_review",
        "valorne-consommations-batiments": "to_correct",
        "valorne-budget-supplementaire": "approved",
        "valorne-arbres": "published",
        "valorne-aides-familles": "not_open",
        "valorne-videoprotection": "record_only",
        "valorne-rapport-activite-precedent": "withdrawn",
        "val-orne-points-apport-volontaire": "director_review",
        "val-orne-frequentation-piscines": "approved",
    }
    assert {name: shown(name)["state"]["code"] for name in states} == states
    badges = set(model.Session.scalars(sa.select(Workflow.badge)))
    assert badges == set(register.words().badges)
    assert shown("saint-aubrac-tarifs-cantine", "agent3")["state"]["code"] == "published"


def check_what_awaits_somebody() -> None:
    assert shown("valorne-marches-plein-air")["overdue"]
    assert shown("valorne-mediatheque-prets")["reason_due_on"]
    assert shown("valorne-budget-supplementaire")["publish_at"] > clock.today().isoformat()
    assert shown("valorne-agenda")["expires_at"]
    window = shown("val-orne-frequentation-piscines", "elu")
    assert any(one["code"] == "object" and one["allowed"] for one in window["options"])
    awaited = shown("val-orne-points-apport-volontaire", "dgs")["awaited"]
    assert [one["code"] for one in awaited["actors"]] == ["general_director"]
    comments = call_as(
        "agent1",
        "opendatalab_workflow_comments",
        id=identity("package", "valorne-consommations-batiments"),
    )
    assert {one["field"] for one in comments} == {"quality_statement", "resources"}
    alone = log.read(package_id=identity("package", "saint-aubrac-tarifs-cantine"))
    assert any(one.data.get("single_agent") for one in alone)


def check_the_record_has_its_public_words() -> None:
    record = call_as(
        "reutilisatrice", "package_show", id=identity("package", "valorne-videoprotection")
    )
    assert record["title"] == "Caméras de vidéoprotection de la voie publique"
    assert record["resources"] == []
    assert record["tags"] == []


def check_modes(content: Content) -> None:
    modes = sorted(
        call("opendatalab_adoption_show", organization=name)["mode"]
        for name in content.organizations
    )
    assert modes == ["block", "govern", "govern", "govern", "off", "warn"]


def check_nothing_is_left(content: Content) -> None:
    """Of all but what only grows, the log."""
    ids = list(content.ids)
    for column in (Workflow.package_id, Comment.package_id):
        assert not model.Session.execute(sa.select(column).where(column.in_(ids))).all(), column
