"""What everybody reads of a validated analysis: words on the page, codes in the API, no forgery."""

from __future__ import annotations

import contextlib

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import factories, helpers

from ckanext.opendatalab.common import status
from ckanext.opendatalab.common.reindex import reindex
from ckanext.opendatalab.fields import facets
from ckanext.opendatalab.legal.engine import register
from ckanext.opendatalab.legal.publish import FIELDS
from tests.fields import pages
from tests.legal import world

pytestmark = pytest.mark.usefixtures("used_portal")

RIGHTS = "http://publications.europa.eu/resource/authority/access-right/"
VALIDATED = {
    "legal_eligibility": "open_after_processing",
    "legal_outcome": "open_after_processing",
    # GDPR-9 is to be confirmed: it may not be public even if it was once written here.
    "legal_grounds": "L311-7,GDPR-9,no-such-ground",
    "legal_access_right": RIGHTS + "PUBLIC",
    "legal_statement": "Publishable after treatment.",
    "legal_obligation": "default",
}
OUTCOMES = sorted(set(register.load().outcomes) - {"analysis_required"})


def conclude(package_id, **values):
    status.write(package_id, values)
    model.Session.commit()
    reindex(package_id)


def card(app, dataset, language="", headers=None):
    address = f"/{language}/dataset/{dataset['name']}".replace("//", "/")
    return pages.page(app, address, headers).select_one(".opendatalab-legal-card")


def test_nothing_is_said_before_a_validation(app):
    assert card(app, factories.Dataset()) is None


def test_a_validated_verdict_is_said_with_its_reasons_and_articles(app):
    dataset = factories.Dataset()
    conclude(dataset["id"], **VALIDATED)
    shown = card(app, dataset)
    said = shown.get_text(" ", strip=True)
    assert "Publishable after treatment" in said
    assert "Public: everybody" in said
    assert "hidden or taken out when the rest can be released" in said
    assert "not legal advice" in said
    assert [link["href"] for link in shown.select("a")] == [
        "https://www.legifrance.gouv.fr/codes/article_lc/LEGIARTI000031367719"
    ]


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_is_said_in_french_without_its_code(app, outcome):
    dataset = factories.Dataset()
    right = register.load().outcomes[outcome].access_right
    conclude(
        dataset["id"],
        legal_eligibility=outcome,
        legal_outcome=outcome,
        legal_access_right=right,
        legal_grounds="L311-6-1-privacy",
    )
    said = card(app, dataset, "fr").get_text(" ", strip=True)
    assert register.load().outcomes[outcome].words["fr"] in said
    assert outcome not in said
    assert RIGHTS not in said


def test_no_code_of_the_analysis_is_printed_on_the_page(app):
    dataset = factories.Dataset()
    conclude(dataset["id"], **VALIDATED)
    said = pages.page(app, f"/dataset/{dataset['name']}").find("body").get_text(" ")
    assert "open_after_processing" not in said
    assert "L311-7," not in said
    assert RIGHTS not in said


def test_words_that_the_rules_do_not_know_any_more_break_nothing(app):
    dataset = factories.Dataset()
    conclude(dataset["id"], legal_eligibility="open_as_is", legal_outcome="gone", legal_grounds="X")
    assert "Publishable" in card(app, dataset).get_text()


def test_the_card_costs_no_query(app):
    shown = tk.h.opendatalab_legal_public({"id": "nowhere", **VALIDATED})
    assert shown["label"] == "Publishable after treatment"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_facet_of_verdicts_is_in_the_readers_language(app, language):
    item = {"name": "not_publishable", "display_name": "not_publishable", "count": 1}
    found = {"search_facets": {"vocab_opendatalab_legal_eligibility": {"items": [item]}}}
    environ = {"CKAN_LANG": language}
    with app.flask_app.test_request_context("/about", environ_overrides=environ):
        facets.label(found)
    assert item["display_name"] == register.load().outcomes["not_publishable"].words[language]


@pytest.mark.parametrize("name", FIELDS)
def test_no_client_writes_a_legal_field(name):
    writer = {"user": factories.Sysadmin()["name"]}
    dataset = factories.Dataset(**{name: "forged"})

    def read():
        found = helpers.call_action("package_show", id=dataset["id"])
        plain = helpers.call_action("package_show", id=dataset["id"], use_default_schema=True)
        return found.get(name), plain.get(name), found

    assert read()[:2] == (None, None)
    helpers.call_action("package_patch", writer, id=dataset["id"], title="P", **{name: "forged"})
    assert read()[:2] == (None, None)
    helpers.call_action("package_update", writer, **{**read()[2], "title": "U", name: "forged"})
    assert read()[:2] == (None, None)
    helpers.call_action(
        "package_revise", writer, match={"id": dataset["id"]}, update={"title": "R", name: "forged"}
    )
    assert read()[:2] == (None, None)
    with contextlib.suppress(tk.ValidationError):  # refused: just as well
        extras = [{"key": name, "value": "forged"}]
        helpers.call_action("package_patch", writer, id=dataset["id"], extras=extras)
    assert read()[:2] == (None, None)
    conclude(dataset["id"], **VALIDATED)
    helpers.call_action("package_patch", writer, id=dataset["id"], title="Q", **{name: "forged"})
    assert read()[:2] == (VALIDATED[name], VALIDATED[name])


def test_lists_and_catalogues_take_the_fields_as_they_are(app):
    dataset = factories.Dataset()
    conclude(dataset["id"], **VALIDATED)
    [found] = app.get(f"/api/3/action/package_search?fq=id:{dataset['id']}").json["result"][
        "results"
    ]
    assert {name: found.get(name) for name in FIELDS} == VALIDATED
    for address in (
        "/catalog.ttl",
        f"/dataset/{dataset['id']}.ttl",
        f"/dataset/{dataset['id']}.jsonld",
    ):
        body = app.get(address).body
        assert dataset["id"] in body
        assert "open_after_processing" not in body
        assert "no-such-ground" not in body
    assert "open_after_processing" not in app.get(f"/dataset/?q={dataset['name']}").body


def test_an_editor_sees_where_the_analysis_stands_and_others_do_not(app):
    organization = world.organization()
    editor = factories.UserWithToken()
    helpers.call_action(
        "organization_member_create",
        id=organization["id"],
        username=editor["name"],
        role="editor",
    )
    dataset = world.dataset(organization, private=False)
    address = f"/dataset/{dataset['name']}"
    bar = pages.page(app, address, {"Authorization": editor["token"]}).select_one(
        ".opendatalab-publisher-bar"
    )
    assert "Legal analysis: Not started." in bar.get_text(" ", strip=True)
    assert bar.find("a", href=f"/dataset/{dataset['name']}/legal")
    assert pages.page(app, address).select_one(".opendatalab-publisher-bar") is None
