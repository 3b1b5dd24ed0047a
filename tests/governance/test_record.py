"""The record without files: only what was validated for the public is public of it."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan.lib.search.common import make_connection
from ckan.tests import factories

from ckanext.opendatalab.workflow.governance import marker, store
from tests.governance import world
from tests.legal import signing
from tests.portal import markers

pytestmark = pytest.mark.usefixtures("used_portal")

SECRET = {**signing.ORDINARY, "content": ["security"], "Q07": {"2d": "whole"}, "Q09": "irreducible"}
TITLE = "Plan des réseaux du territoire"
SENTENCE = "Tracé des canalisations et des ouvrages de la commune."


def closed(commune: world.Commune, **values: Any) -> dict[str, Any]:
    """Return a dataset that the legal officer decided not to open."""
    dataset = commune.dataset(resources=[], **values)
    given = {"id": dataset["id"], "version": 0, "answers": SECRET}
    world.call(commune.editor, "opendatalab_legal_answer", **given)
    signing.validate(commune.legal_officer, dataset)
    world.step(commune.legal_officer, dataset, "close", reason="Sécurité des ouvrages.")
    return dataset


def worded(commune: world.Commune, dataset: dict[str, Any], **values: Any) -> None:
    """Have the public words of a dataset proposed and validated."""
    said = {
        "title": TITLE,
        "subject": SENTENCE,
        "created_on": date(2020, 1, 15).isoformat(),
        "reuse_conditions": "Consultation sur demande.",
        **values,
    }
    on = {"id": dataset["id"]}
    world.call(commune.editor, "opendatalab_information_propose", **on, **said)
    world.call(commune.legal_officer, "opendatalab_information_validate", **on)


def published(commune: world.Commune, **values: Any) -> dict[str, Any]:
    dataset = closed(commune, **values)
    worded(commune, dataset)
    world.step(commune.project_lead, dataset, "publish_record")
    return dataset


def planted(group: str) -> tuple[dict[str, str], dict[str, Any]]:
    """Return words found nowhere else, and the fields that hold them."""
    of = (
        "title notes tag url author maintainer version service provenance quality publisher place"
        " identifier documentation extra"
    )
    words = {name: markers.word(name) for name in of.split()}
    words["address"] = markers.word("address")
    fields = {
        "name": words["address"],
        "title": words["title"],
        "notes": words["notes"],
        "tags": [{"name": words["tag"]}],
        "url": f"https://example.org/{words['url']}",
        "author": words["author"],
        "maintainer": words["maintainer"],
        "version": words["version"],
        "producing_service": words["service"],
        "provenance": words["provenance"],
        "quality_statement": words["quality"],
        "publisher": [{"name": words["publisher"]}],
        "spatial_coverage": [{"kind": "other", "text": words["place"]}],
        "identifier": words["identifier"],
        "documentation": [f"https://example.org/{words['documentation']}"],
        "extras": [{"key": "libre", "value": words["extra"]}],
        "groups": [{"name": group}],
        "contact": [{"name": "Accueil de la mairie", "email": "accueil@example.org"}],
    }
    return words, fields


def test_a_record_shows_the_public_words_only_wherever_one_looks(app):
    commune = world.Commune()
    group = factories.Group()
    words, fields = planted(group["name"])
    words["group"] = group["name"]
    dataset = closed(commune, **fields)
    worded(commune, dataset)
    world.call(commune.editor, "package_patch", id=dataset["id"], notes=f"{words['notes']} bis")
    before = world.call(commune.editor, "package_show", id=dataset["id"])
    world.step(commune.project_lead, dataset, "publish_record")

    assert world.stored(dataset["id"]) == (False, "active")
    shown = world.call(None, "package_show", id=dataset["id"])
    assert (shown["title"], shown["notes"]) == (TITLE, SENTENCE)
    assert shown["name"].startswith("plan-des-reseaux-du-territoire")
    assert shown["contact"][0]["name"] == "Accueil de la mairie"
    assert shown["governance_state"] == "not_open"
    stranger = markers.person(commune.organization)
    for headers in ({}, {"Authorization": stranger["token"]}):
        for address in addresses(shown, words, commune, group["name"]):
            text = app.get(address, headers=headers).get_data(as_text=True)
            leaks = [name for name, word in words.items() if word in text]
            if address.startswith(f"/group/{group['name']}"):
                leaks.remove("group")
            assert not leaks, address
    solr = make_connection().search(f"id:{dataset['id']}", rows=5).docs
    assert solr
    assert not [name for name, word in words.items() if word in json.dumps(solr, default=str)]

    world.step(commune.project_lead, dataset, "withdraw_record", reason="À reformuler.")
    assert world.stored(dataset["id"]) == (True, "active")
    after = world.call(commune.editor, "package_show", id=dataset["id"])
    changed = {
        key
        for key in {*before, *after}
        if before.get(key) != after.get(key) and key != "metadata_modified"
    }
    assert not changed
    assert store.load(dataset["id"]).kept == {}
    (found,) = world.indexed(dataset["id"])
    assert found["title"] == words["title"]


def addresses(
    shown: dict[str, Any], words: dict[str, str], commune: world.Commune, group: str
) -> list[str]:
    """Return where an outsider might find the record, or what it was before."""
    name, organization = shown["name"], commune.organization["name"]
    activities = model.Session.execute(
        sa.text("select id from activity where object_id = :id"), {"id": shown["id"]}
    ).scalars()
    return [
        f"/dataset/{name}",
        f"/dataset/activity/{name}",
        *(f"/dataset/activity/{name}?activity_id={one}" for one in activities),
        f"/dataset/{name}.ttl",
        f"/dataset/groups/{name}",
        f"/dataset/?q={name}",
        "/catalog.ttl?q=plan",
        f"/organization/{organization}",
        f"/organization/activity/{organization}",
        f"/group/{group}",
        f"/user/activity/{commune.editor['name']}",
        f"/feeds/organization/{organization}.atom",
        "/feeds/dataset.atom",
        f"/api/3/action/package_show?id={name}",
        f"/api/3/action/package_show?id={name}&use_default_schema=true",
        f"/api/3/action/package_search?fq=id:{shown['id']}",
        f"/api/3/action/package_activity_list?id={name}",
        f"/api/3/action/user_activity_list?id={commune.editor['name']}",
        f"/api/3/action/organization_activity_list?id={organization}",
        "/api/3/action/recently_changed_packages_activity_list",
        f"/api/3/action/group_package_show?id={group}",
        f"/api/3/action/tag_autocomplete?query={words['tag'][:8]}",
        f"/api/3/action/organization_show?id={organization}&include_datasets=true",
        f"/api/3/action/opendatalab_information_list?organization={organization}",
    ]


def test_the_page_of_a_record_says_why_and_how_to_ask_and_has_no_file_section(app):
    commune = world.Commune()
    contact = [{"name": "Accueil de la mairie", "email": "accueil@example.org"}]
    dataset = published(commune, contact=contact)
    name = world.call(None, "package_show", id=dataset["id"])["name"]
    page = app.get(f"/dataset/{name}").get_data(as_text=True)
    assert "Data not published online" in page
    assert SENTENCE in page
    assert "L311-5" in page, "the article behind the reason"
    assert "This record is not a decision to refuse access" in page
    assert "(CADA)" in page
    assert "accueil@example.org" in page
    for absent in ("dataset-resources", "This dataset has no data", "Licence:", "/download/"):
        assert absent not in page
    listed = app.get(f"/dataset/?q={name}").get_data(as_text=True)
    assert TITLE in listed


def test_nobody_publishes_a_record_alone_or_without_public_words(used_portal):
    commune = world.Commune()
    dataset = closed(commune)
    refused = signing.refused(
        tk.ValidationError, world.step, commune.project_lead, dataset, "publish_record"
    )
    assert "The public title and the public sentence are not validated." in str(refused)
    sysadmin = world.sysadmin()
    signing.refused(
        tk.ValidationError, world.step, sysadmin, dataset, "publish_record", reason="Vite."
    )
    assert world.stored(dataset["id"]) == (True, "active"), "not even a sysadmin without words"
    worded(commune, dataset)
    signing.refused(tk.NotAuthorized, world.step, commune.editor, dataset, "publish_record")
    world.step(commune.project_lead, dataset, "publish_record")
    assert world.stored(dataset["id"]) == (False, "active")


def test_the_author_of_the_description_does_not_publish_its_record(used_portal):
    commune = world.Commune()
    dataset = closed(commune)
    worded(commune, dataset)
    both = world.person(commune.organization, capacity="editor", role="project_lead")
    instance = store.load(dataset["id"])
    store.save(type(instance)(**{**vars(instance), "authors": (both["id"],)}))
    model.Session.commit()
    signing.refused(tk.ValidationError, world.step, both, dataset, "publish_record")


def test_new_public_words_appear_when_the_record_is_examined_again(used_portal):
    commune = world.Commune()
    dataset = published(commune)
    worded(commune, dataset, title="Réseaux enterrés", subject="Une autre phrase.")
    assert world.call(None, "package_show", id=dataset["id"])["title"] == TITLE
    world.step(commune.project_lead, dataset, "reexamine_record")
    shown = world.call(None, "package_show", id=dataset["id"])
    assert (shown["title"], shown["notes"]) == ("Réseaux enterrés", "Une autre phrase.")
    assert shown["name"].startswith("reseaux-enterres")
    world.step(commune.editor, dataset, "withdraw_now")
    back = world.call(commune.editor, "package_show", id=dataset["id"])
    assert (back["title"], back["name"]) == (dataset["title"], dataset["name"])


def test_what_was_public_before_is_not_read_again_with_the_record(app):
    commune = world.Commune()
    word = markers.word("was public")
    dataset = commune.dataset(resources=[], title=word, private=True)
    sysadmin = world.sysadmin()
    given = {"id": dataset["id"], "version": 0, "answers": SECRET}
    world.call(commune.editor, "opendatalab_legal_answer", **given)
    signing.validate(commune.legal_officer, dataset)
    with marker.moving(dataset["id"]):
        world.call(sysadmin, "package_patch", id=dataset["id"], private=False)
        world.call(sysadmin, "package_patch", id=dataset["id"], notes="Changé en public.")
        world.call(sysadmin, "package_patch", id=dataset["id"], private=True)
    world.step(commune.legal_officer, dataset, "close", reason="Sécurité des ouvrages.")
    worded(commune, dataset)
    world.step(commune.project_lead, dataset, "publish_record")
    name = world.call(None, "package_show", id=dataset["id"])["name"]
    for address in (
        f"/api/3/action/package_activity_list?id={dataset['id']}",
        f"/api/3/action/user_activity_list?id={sysadmin['name']}",
        "/api/3/action/recently_changed_packages_activity_list",
        f"/dataset/activity/{name}",
    ):
        assert word not in app.get(address).get_data(as_text=True), address


def test_a_record_gets_no_file_and_its_public_words_are_not_changed_alone(used_portal):
    commune = world.Commune()
    dataset = published(commune)
    on = {"package_id": dataset["id"], "url": "https://example.org/plan.csv"}
    told = signing.refused(tk.ValidationError, world.call, commune.editor, "resource_create", **on)
    assert "This public record is meant to have no file." in str(told)
    patch = {"id": dataset["id"], "notes": "Le détail des ouvrages."}
    signing.refused(tk.ValidationError, world.call, commune.editor, "package_patch", **patch)
    shown = world.call(None, "package_show", id=dataset["id"])
    assert (shown["resources"], shown["notes"]) == ([], SENTENCE)
