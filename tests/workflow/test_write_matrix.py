"""Nobody publishes or closes a governed dataset outside its steps, on any route."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import pytest
from ckan.tests import helpers

from ckanext.opendatalab.common import log
from ckanext.opendatalab.workflow.governance import store as instances
from tests.workflow import matrix, routes
from tests.workflow.governed_world import PERSONAS, World, adopted, refused, row
from tests.workflow.routes import Attempt


def attempt(world: World, person: str, dataset: dict[str, Any], route: matrix.Route) -> None:
    with refused():
        route(Attempt(world, person, dataset=dataset))
    model.Session.rollback()


def restore(world: World) -> None:
    """Bring the private dataset back to where every attempt starts."""
    package_id = world.private["id"]
    stands = row(package_id)
    if routes.stored(package_id)[:3] != (True, "active", world.id):
        sysadmin = Attempt(world, "sysadmin", dataset=world.private)
        routes.patch(sysadmin, state="active", owner_org=world.id)
        world.collaborator(package_id)
    elif stands.state.code == "in_review":
        matrix.step(Attempt(world, "editor", dataset=world.private), "take_back")


def seen(world: World) -> set[str]:
    """Every dataset that the world sees of the three organisations."""
    query = model.Session.query(model.Package).filter(
        model.Package.owner_org.in_([world.id, world.governed.id]),
        model.Package.private.is_(False),
        model.Package.state.in_(["active", "draft"]),
    )
    return {one.id for one in query}


@pytest.mark.parametrize("name", matrix.PUBLISHING)
def test_nobody_publishes_or_helps_herself_to_a_role(world, name):
    was_seen, roles = seen(world), world.roles()
    package_id = world.private["id"]
    for person in PERSONAS:
        attempt(world, person, world.private, matrix.PUBLISHING[name])
        assert seen(world) == was_seen, person
        assert world.roles() == roles, person
        private, state, organisation, files = routes.stored(package_id)
        assert private is True, person
        assert organisation in (world.id, world.governed.id), person
        assert len(files) == 1, person
        stands = instances.load(package_id)
        assert not stands.public, person
        if state == "active":
            assert routes.indexed(package_id) == ((True, organisation, 1),), person
        restore(world)
    steps = log.read(package_id=package_id, kind="workflow_step")
    assert {one.data["to"] for one in steps} <= {"in_review", "draft"}
    badge = helpers.call_action("package_show", id=package_id)["governance_state"]
    assert badge == row(package_id).state.badge == "draft"


@pytest.mark.parametrize("name", matrix.CLOSING)
def test_nobody_takes_what_is_public_offline_or_elsewhere(world, name):
    package_id = world.public["id"]
    was = routes.stored(package_id), routes.indexed(package_id), row(package_id)
    entries = log.read(package_id=package_id)
    for person in PERSONAS:
        attempt(world, person, world.public, matrix.CLOSING[name])
        assert was == (
            routes.stored(package_id),
            routes.indexed(package_id),
            row(package_id),
        ), person
    assert log.read(package_id=package_id) == entries


@pytest.mark.parametrize("name", matrix.EXAMINED)
def test_nobody_but_who_may_publish_changes_what_was_examined(world, name):
    package_id = world.public["id"]
    was = routes.stored(package_id), routes.indexed(package_id), row(package_id)
    for person in PERSONAS:
        if person == "lead_and_author":
            continue
        attempt(world, person, world.public, matrix.EXAMINED[name])
        assert was == (
            routes.stored(package_id),
            routes.indexed(package_id),
            row(package_id),
        ), person
    other = adopted(world)
    lead = Attempt(world, "lead_and_author", dataset=other)
    matrix.EXAMINED[name](lead)
    (entry,) = log.read(package_id=other["id"], kind="workflow_edited")
    assert entry.actor_name == world.person("lead_and_author")["name"]
    assert row(other["id"]).version == 2
    assert routes.stored(other["id"])[0] is False
