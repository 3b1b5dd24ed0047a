"""What is known of before it is described: the import of an inventory, then the first step."""

from __future__ import annotations

import io
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from ckan.cli.cli import ckan
from ckan.tests import factories

from ckanext.opendatalab.common import log
from tests.governance import world
from tests.observatory.inventory_cases import HEADER, as_csv, import_, unique


class Organization:
    """As the inventory's cases name one."""

    def __init__(self, commune: world.Commune) -> None:
        self.id = commune.id


def imported(commune: world.Commune, *rows: Any) -> dict[str, Any]:
    return import_(Organization(commune), as_csv(HEADER, *rows), commune.editor["name"])


def test_an_imported_dataset_is_identified_with_no_more_than_its_title(used_portal):
    commune = world.Commune()
    title = unique("Cadastre")
    report = imported(commune, (title,))
    assert (report["governed"], report["totals"]["created"]) == (True, 1)
    dataset = world.call(commune.editor, "package_show", id=report["rows"][0]["name"])
    assert dataset["private"]
    assert dataset["resources"] == []
    shown = world.show(commune.editor, dataset)
    assert (shown["state"]["code"], shown["state"]["badge_label"]) == ("identified", "Identified")
    assert [one["code"] for one in shown["awaited"]["actors"]] == ["editor"]
    (found,) = world.indexed(dataset["id"])
    assert found["governance_state"] == "identified"
    started = log.read(package_id=dataset["id"])[-1]
    assert (started.kind, started.data["to"]) == ("workflow_started", "identified")

    world.step(commune.editor, dataset, "start")
    assert world.show(commune.editor, dataset)["state"]["code"] == "draft"
    assert world.stored(dataset["id"]) == (True, "active")


def test_title_service_and_contact_are_enough_and_kept(used_portal):
    commune = world.Commune()
    row = (unique("Voirie"), "", "Services techniques", "voirie@example.org")
    report = imported(commune, row)
    dataset = world.call(commune.editor, "package_show", id=report["rows"][0]["name"])
    assert dataset["producing_service"] == "Services techniques"
    assert dataset["contact"][0]["email"] == "voirie@example.org"
    assert world.show(commune.editor, dataset)["state"]["code"] == "identified"


def test_another_import_completes_a_dataset_and_leaves_it_where_it_stands(used_portal):
    commune = world.Commune()
    title = unique("Marchés")
    (row,) = imported(commune, (title,))["rows"]
    dataset = world.call(commune.editor, "package_show", id=row["name"])
    world.step(commune.editor, dataset, "start")
    version = world.show(commune.editor, dataset)["version"]
    (row,) = imported(commune, (title, "Les marchés publics.", "Achats"))["rows"]
    assert row["status"] == "updated"
    shown = world.show(commune.editor, dataset)
    assert shown["state"]["code"] == "draft"
    assert shown["version"] > version
    (row,) = imported(commune, (title, "Les marchés publics.", "Achats"))["rows"]
    assert row["status"] == "unchanged"


def test_a_dataset_made_by_hand_begins_as_a_draft(used_portal):
    commune = world.Commune()
    name = factories.Dataset.stub().name
    given = {"name": name, "title": "À la main", "owner_org": commune.id, "private": True}
    dataset = world.call(commune.editor, "package_create", **given)
    assert world.show(commune.editor, dataset)["state"]["code"] == "draft"


def test_where_nobody_governs_an_import_creates_as_before(used_portal):
    organization = factories.Organization()
    editor = world.person(organization, capacity="editor")
    content = as_csv(HEADER, (unique("Écoles"),))
    commune = type("Free", (), {"id": organization["id"]})
    report = import_(commune, content, editor["name"])
    assert (report["governed"], report["totals"]["created"]) == (False, 1)
    dataset = world.call(editor, "package_show", id=report["rows"][0]["name"])
    assert dataset["governance_state"] == "draft"
    with pytest.raises(tk.ObjectNotFound, match="follows no governance workflow"):
        world.show(editor, dataset)


def test_the_command_says_how_many_were_identified(used_portal, cli, tmp_path):
    commune = world.Commune()
    file = tmp_path / "inventaire.csv"
    file.write_bytes(as_csv(HEADER, (unique("Parcs"),)))
    command = ["opendatalab", "inventory", "import", str(file), "--organization", commune.id]
    tried = cli.invoke(ckan, [*command, "--dry-run"])
    assert "1 to identify" in tried.output, tried.output
    done = cli.invoke(ckan, command)
    assert done.exit_code == 0, done.output
    assert "1 identified, 0 updated, 0 unchanged, 0 refused" in done.output


def test_the_page_of_the_report_says_identified(used_portal, app):
    commune = world.Commune()
    editor = factories.UserWithToken()
    world.call(
        world.sysadmin(),
        "organization_member_create",
        id=commune.id,
        username=editor["name"],
        role="editor",
    )
    page = app.post(
        f"/organization/{commune.organization['name']}/opendatalab/inventory",
        data={
            "upload": (io.BytesIO(as_csv(HEADER, (unique("Ponts"),))), "inventaire.csv"),
            "mode": "import",
        },
        headers={"Authorization": editor["token"]},
        content_type="multipart/form-data",
    )
    assert "Identified: 1" in page.get_data(as_text=True)
