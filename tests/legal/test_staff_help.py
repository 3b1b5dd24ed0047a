"""What staff see beside an analysis: hints on columns, and that a validation lapsed."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import helpers

from tests.fields import pages
from tests.legal import signing, world
from tests.portal import markers

pytestmark = pytest.mark.usefixtures("used_portal")


def test_the_legal_file_hints_at_personal_columns_and_repeats_no_value(create_with_upload):
    organization = world.organization()
    editor = world.person(organization, capacity="editor")
    dataset = world.dataset(organization, resources=[])
    site_user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    content = "nom;quartier;mel\nMARTINEAU;Centre;jeanne.martineau@example.org\n"
    create_with_upload(
        content.encode(),
        "inscrits.csv",
        {"user": site_user, "ignore_auth": True},
        package_id=dataset["id"],
        format="CSV",
    )
    shown = world.call(editor, "opendatalab_legal_show", id=dataset["id"])
    [file] = shown["files"]
    assert [(hint["column"], hint["kind"]) for hint in file["hints"]] == [
        ("nom", "name"),
        ("mel", "email"),
    ]
    assert file["hints"][1]["label"] == "may hold e-mail addresses"
    assert "martineau" not in repr(shown).lower()
    member = world.person(organization, capacity="member")
    assert "hints" not in repr(world.call(member, "opendatalab_legal_show", id=dataset["id"]))


def test_a_public_dataset_whose_validation_lapsed_is_flagged_to_editors_only(app):
    team = signing.team()
    dataset = signing.answered(team)
    signing.validate(team.officer, dataset)
    helpers.call_action(
        "package_patch", {"user": team.editor["name"]}, id=dataset["id"], private=False
    )
    editor = markers.person(team.organization, capacity="editor")
    headers = {"Authorization": editor["token"]}
    address = f"/dataset/{dataset['name']}"
    bar = pages.page(app, address, headers).select_one(".opendatalab-publisher-bar")
    assert "Legal analysis: Validated." in bar.get_text(" ", strip=True)
    signing.answer(team, dataset, {"Q04": "unknown"})
    said = pages.page(app, address, headers).get_text(" ", strip=True)
    assert "its validation no longer holds" in said
    assert "1 point to settle before publication." in said
    anonymous = app.get(address).body
    assert "no longer holds" not in anonymous
    assert "Publishable" in anonymous, "it is flagged, not withdrawn"
