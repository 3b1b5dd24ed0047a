"""Harvesters pass; two people at once do not."""

from __future__ import annotations

import threading
import uuid
from copy import deepcopy

import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan.tests import factories, helpers

from tests.licence.conftest import unique
from tests.workflow import routes
from tests.workflow.conftest import adopt

pytestmark = pytest.mark.usefixtures("gate")


@pytest.fixture
def harvester(monkeypatch):
    """What the gate sees of ckanext-harvest: its plugin and the two columns of its table.

    With ckanext-harvest 1.6.3 itself, which the project does not depend on, the outcome was the
    same: its harvester's base class creates and updates, a person over the web does not.
    """
    loaded = p.plugin_loaded
    monkeypatch.setattr(p, "plugin_loaded", lambda name: name == "harvest" or loaded(name))
    model.Session.execute(sa.text("CREATE TABLE harvest_object (id text, package_id text)"))
    model.Session.commit()
    yield lambda package_id: model.Session.execute(
        sa.text("INSERT INTO harvest_object VALUES ('1', :id)"), {"id": package_id}
    )
    model.Session.rollback()
    model.Session.execute(sa.text("DROP TABLE harvest_object"))
    model.Session.commit()


def harvested(organisation, package_id):
    context = {"user": organisation.person("sysadmin")["name"], "ignore_auth": True}
    values = {"id": package_id, "name": unique("moisson"), "owner_org": organisation.id}
    return tk.get_action("package_create")(context, {**values, **deepcopy(routes.WITH_FILE)})


def test_a_harvester_publishes_and_nobody_else_does(app, organisation, harvester, ckan_config):
    adopt(organisation, "block")
    with pytest.raises(tk.ValidationError):
        harvested(organisation, str(uuid.uuid4()))
    package_id = str(uuid.uuid4())
    harvester(package_id)
    harvested(organisation, package_id)
    assert routes.stored(package_id)[0] is False
    answer = app.post(
        "/api/action/resource_create",
        json={"package_id": package_id, **routes.NEW},
        headers=organisation.headers("sysadmin"),
    )
    assert answer.status_code == 409
    ckan_config["opendatalab.harvest_exempt"] = False
    other = str(uuid.uuid4())
    harvester(other)
    with pytest.raises(tk.ValidationError):
        harvested(organisation, other)
    ckan_config["opendatalab.harvest_exempt"] = True


def test_who_publishes_and_who_adds_a_file_at_the_same_time_see_one_another(organisation):
    dataset = factories.Dataset(owner_org=organisation.id, private=True)
    adopt(organisation, "block")
    person = organisation.person("editor")["name"]
    shown = helpers.call_action("package_show", id=dataset["id"])
    ready = threading.Barrier(2)

    def write(**values):
        ready.wait(timeout=20)
        try:
            tk.get_action("package_update")({"user": person}, {**deepcopy(shown), **values})
        except tk.ValidationError:
            pass
        finally:
            model.Session.remove()

    changes = ({"private": False}, {"resources": [dict(routes.LINK)]})
    threads = [threading.Thread(target=write, kwargs=values) for values in changes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    model.Session.rollback()
    private, _, _, files = routes.stored(dataset["id"])
    assert private or not files
