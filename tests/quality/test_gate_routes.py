"""What holds a publication back because of its quality does so on every way to the public."""

from __future__ import annotations

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest

from ckanext.opendatalab import config
from ckanext.opendatalab.common import clock, gates
from ckanext.opendatalab.quality import criteria
from ckanext.opendatalab.quality.policy import gate
from ckanext.opendatalab.quality.policy import store as policies
from tests.licence.conftest import Organisation
from tests.quality import policy_world, world
from tests.workflow import routes

# A file that arrives in what is public is never refused because of its content.
ARRIVALS = (
    "first file",
    "first file by revise",
    "another file",
    "another file by update",
    "another address",
    "another address by patch",
)
PUBLISHING = [name for name in routes.ROUTES if name not in ARRIVALS]


@pytest.fixture(autouse=True)
def _only_quality(used_portal, app):
    before = gates.registered()
    gates.use([gate.quality])
    yield
    gates.use(before)


@pytest.fixture
def organisation():
    return Organisation()


def attempt(name: str, organisation: Organisation) -> routes.Attempt:
    """Return an attempt at a dataset that was there before anything was asked for."""
    found = routes.Attempt(organisation, routes.ROUTES[name].person)
    routes.prepare(routes.ROUTES[name], found)
    hold_back(organisation)
    return found


def hold_back(organisation: Organisation, mode: str = "block") -> None:
    world.adopt(organisation.id, "block")
    policy_world.decide({"id": organisation.id}, mode=mode, minimum_score=0)


def datasets(organisation: Organisation) -> dict[str, tuple[object, ...]]:
    model.Session.rollback()
    query = model.Session.query(model.Package).filter_by(owner_org=organisation.id)
    return {one.id: routes.stored(one.id) for one in query}


@pytest.mark.parametrize("name", PUBLISHING)
def test_no_way_is_open_while_a_file_is_not_checked(name, organisation):
    made = attempt(name, organisation)
    was = datasets(organisation)
    with pytest.raises(tk.ValidationError) as refused:
        routes.ROUTES[name].attempt(made)
    told = " ".join(refused.value.error_dict["private"])
    assert "is to be checked" in told or "was never checked" in told
    assert datasets(organisation) == was
    hold_back(organisation, "warn")
    routes.ROUTES[name].attempt(made)
    (stored,) = datasets(organisation).values()
    assert stored[0] is False


@pytest.mark.parametrize("name", ARRIVALS)
def test_a_file_always_comes_into_what_is_public(name, organisation):
    made = attempt(name, organisation)
    routes.ROUTES[name].attempt(made)
    (stored,) = datasets(organisation).values()
    assert stored[0] is False
    assert len(stored[3]) >= 1
    routes.patch(made, notes="Une autre phrase.")


@pytest.mark.parametrize("name", ["patch", "bulk"])
def test_an_exception_counts_until_its_last_day_and_not_after(name, organisation, monkeypatch):
    made = attempt(name, organisation)
    lead = organisation.person("admin")
    today = clock.today()
    given = {"id": made.id, "reason": "Le fichier est relu à la main.", "expires_on": str(today)}
    policy_world.call(lead, "opendatalab_quality_waiver_create", **given)
    waivers = policies._waivers  # of a day that has passed: no action grants it
    earlier = clock.today().replace(year=today.year - 1, day=1)
    model.Session.execute(
        waivers.update().where(waivers.c.package_id == made.id).values(expires_on=earlier)
    )
    model.Session.commit()
    with pytest.raises(tk.ValidationError):
        routes.ROUTES[name].attempt(made)
    model.Session.rollback()
    policy_world.call(lead, "opendatalab_quality_waiver_create", **given)
    routes.ROUTES[name].attempt(made)
    assert not routes.stored(made.id)[0]


def test_where_nothing_has_a_weight_no_score_holds_anybody_back(organisation, monkeypatch):
    nothing = [f"{one}:0" for one in criteria.criteria().by_id]
    monkeypatch.setattr(config, "quality_weights", lambda: nothing)
    made = attempt("patch", organisation)
    policy_world.decide({"id": organisation.id}, minimum_score=50)
    policy_world.result(made.show()["resources"][0], "pass")
    routes.ROUTES["patch"].attempt(made)
    assert not routes.stored(made.id)[0]
