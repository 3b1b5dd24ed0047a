"""Who reads a private dataset by a role: in her organisation, and nowhere else."""

from __future__ import annotations

import pytest

from tests.legal import world
from tests.portal import markers

pytestmark = pytest.mark.usefixtures("used_portal")

# What somebody is to the organisation: whether she reads its private datasets as well.
READS = {
    "role legal_officer": True,
    "role dpo": True,
    "capacity member": True,
    "capacity editor": True,
    "": False,
}


@pytest.fixture
def organizations():
    return world.organization(), world.organization()


@pytest.mark.parametrize("quality", READS)
def test_a_private_dataset_is_read_in_ones_own_organisation_only(app, organizations, quality):
    here, elsewhere = organizations
    kind, _, which = quality.partition(" ")
    person = markers.person(here, **({kind: which} if kind else {}))
    headers = {"Authorization": person["token"]}
    for organization, reads in ((here, READS[quality]), (elsewhere, False)):
        dataset = world.dataset(organization)
        for address in (
            f"/dataset/{dataset['name']}",
            f"/api/3/action/package_show?id={dataset['id']}",
            f"/api/3/action/resource_show?id={dataset['resources'][0]['id']}",
        ):
            status = app.get(address, headers=headers).status_code
            assert (status == 200) is reads, (address, status)
        legal = app.get(f"/dataset/{dataset['name']}/legal", headers=headers)
        assert (legal.status_code == 200) is reads


def test_who_reads_by_a_role_does_not_write(app, organizations):
    dataset = world.dataset(organizations[0])
    officer = markers.person(organizations[0], role="legal_officer")
    response = app.post(
        "/api/3/action/package_patch",
        json={"id": dataset["id"], "title": "Autre"},
        headers={"Authorization": officer["token"]},
    )
    assert response.status_code == 403


def test_a_deleted_dataset_is_gone_for_who_reads_by_a_role(app, organizations):
    dataset = world.dataset(organizations[0])
    officer = markers.person(organizations[0], role="legal_officer")
    headers = {"Authorization": officer["token"]}
    world.call(
        markers.person(organizations[0], capacity="editor"), "package_delete", id=dataset["id"]
    )
    for address in (
        f"/dataset/{dataset['name']}",
        f"/dataset/{dataset['name']}/legal",
        f"/api/3/action/opendatalab_legal_show?id={dataset['id']}",
    ):
        assert app.get(address, headers=headers).status_code in (403, 404), address
