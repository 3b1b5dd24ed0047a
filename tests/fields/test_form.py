"""The form as a publisher meets it, page after page, without scripts."""

from __future__ import annotations

import pytest
from ckan.tests import factories
from ckan.tests.helpers import call_action

from tests.fields import pages

pytestmark = pytest.mark.usefixtures("used_portal")

ANNUAL = "http://publications.europa.eu/resource/authority/frequency/ANNUAL"


@pytest.fixture
def publisher():
    return pages.publisher()


def test_a_publisher_goes_through_every_page_to_the_review(app, publisher):
    _, headers, organisation = publisher
    name, answer = pages.start(
        app,
        headers,
        organisation,
        notes="Les arbres des rues.",
        producing_service="Espaces verts",
        contact__0__name="Équipe open data",
        contact__0__email="opendata@valorne.example",
    )
    assert answer.headers["Location"].endswith(f"/dataset/new/{name}/2")

    url = f"/dataset/new/{name}/2"
    form = pages.form(pages.page(app, url, headers))
    answer = pages.send(app, url, form, pages.filled(form), headers)
    assert answer.headers["Location"].endswith(f"/dataset/new/{name}/3")

    url = f"/dataset/new/{name}/3"
    form = pages.form(pages.page(app, url, headers))
    answer = pages.send(
        app,
        url,
        form,
        pages.filled(form, frequency=ANNUAL, temporal_coverage__0__start="2025-01-01"),
        headers,
    )
    assert answer.headers["Location"].endswith(f"/dataset/{name}/resource/new")

    url = f"/dataset/{name}/resource/new"
    form = pages.form(pages.page(app, url, headers), "resource-edit")
    data = pages.filled(
        form, url="https://data.valorne.example/arbres.csv", name="Arbres", save="go-metadata"
    )
    answer = pages.send(app, url, form, data, headers)
    assert answer.headers["Location"].endswith(f"/dataset/{name}/opendatalab/review")

    saved = call_action("package_show", id=name)
    assert saved["state"] == "active"
    assert saved["producing_service"] == "Espaces verts"
    assert saved["contact"][0]["email"] == "opendata@valorne.example"
    assert saved["frequency"] == ANNUAL
    assert saved["temporal_coverage"][0]["start"] == "2025-01-01"
    assert len(saved["resources"]) == 1


def test_each_page_is_saved_while_nearly_everything_is_missing(app, publisher):
    _, headers, organisation = publisher
    name, _ = pages.start(app, headers, organisation)
    for number in (2, 3):
        url = f"/dataset/new/{name}/{number}"
        form = pages.form(pages.page(app, url, headers))
        pages.send(app, url, form, pages.filled(form), headers)


def test_the_steps_say_in_words_what_is_missing_and_which_one_is_open(app, publisher):
    _, headers, organisation = publisher
    steps = pages.page(app, "/dataset/new", headers).find("nav", class_="opendatalab-steps")
    assert [one.find(["a", "strong"]).text[0] for one in steps.find_all("li")] == list("12345")
    assert steps.find_all("a") == []

    name, _ = pages.start(app, headers, organisation)
    steps = pages.page(app, f"/dataset/new/{name}/2", headers).find(
        "nav", class_="opendatalab-steps"
    )
    current = steps.find_all("li", attrs={"aria-current": "step"})
    assert len(current) == 1
    assert current[0].text.strip().startswith("2. Licence and release")
    assert "5 items missing" in steps.find_all("li")[0].text
    assert steps["aria-label"]


def test_every_field_of_ours_has_a_label_and_its_help_and_examples(app, publisher):
    _, headers, organisation = publisher
    name, _ = pages.start(app, headers, organisation)
    for url in ("/dataset/new", f"/dataset/new/{name}/2", f"/dataset/new/{name}/3"):
        soup = pages.page(app, url, headers)
        controls = soup.select(
            ".opendatalab-field input, .opendatalab-field select, .opendatalab-field textarea"
        )
        assert controls
        for control in controls:
            if control.get("type") != "hidden":
                assert soup.find("label", attrs={"for": control["id"]}), control
        for group in soup.select("fieldset"):
            assert group.find("legend", recursive=False), group
        ids = [one["id"] for one in soup.select(".primary [id]")]
        assert len(ids) == len(set(ids))
    service = pages.page(app, "/dataset/new", headers).find(id="field-producing_service")
    said = pages.described(service, pages.page(app, "/dataset/new", headers))
    assert "The service that creates the data" in said
    assert "Roads and mobility department" in said
    assert "Mr Martin" in said


def test_a_refused_page_keeps_what_was_typed_and_ties_the_error_to_its_field(app, publisher):
    _, headers, organisation = publisher
    name, _ = pages.start(app, headers, organisation)
    url = f"/dataset/new/{name}/3"
    form = pages.form(pages.page(app, url, headers))
    data = pages.filled(
        form,
        modified="le 3 mars",
        quality_statement="Hauteurs estimées.",
        spatial_coverage__0__kind="commune",
        spatial_coverage__0__code="1004",
    )
    body = pages.send(app, url, form, data, headers, status=200)
    soup = pages.BeautifulSoup(body.body, "html.parser")

    typed = soup.find(id="field-modified")
    assert typed["value"] == "le 3 mars"
    assert typed["aria-invalid"] == "true"
    assert "Error:" in pages.described(typed, soup)
    code = soup.find(id="field-spatial_coverage-0-code")
    assert code["value"] == "1004"
    assert "Error:" in pages.described(code, soup)
    assert soup.find(id="field-quality_statement").text.strip() == "Hauteurs estimées."

    summary = soup.find(class_="opendatalab-errors")
    assert summary["role"] == "alert"
    assert summary["tabindex"] == "-1"
    assert "2 corrections to make" in summary.h2.text
    links = [one["href"] for one in summary.find_all("a")]
    assert links == ["#field-modified", "#field-spatial_coverage-0-code"]
    assert all(soup.find(id=link[1:]) for link in links)


def test_a_corrected_page_is_saved_without_losing_the_other_pages(app, publisher):
    _, headers, organisation = publisher
    name, _ = pages.start(app, headers, organisation, producing_service="Espaces verts")
    url = f"/dataset/new/{name}/3"
    form = pages.form(pages.page(app, url, headers))
    refused = pages.send(app, url, form, pages.filled(form, modified="hier"), headers, status=200)
    again = pages.form(pages.BeautifulSoup(refused.body, "html.parser"))
    pages.send(app, url, again, pages.filled(again, modified="2026-03-03"), headers)
    saved = call_action("package_show", id=name)
    assert saved["modified"] == "2026-03-03"
    assert saved["producing_service"] == "Espaces verts"
    assert saved["title"] == "Arbres"


def test_groups_grow_by_one_at_each_save_and_empty_ones_go(app, publisher):
    _, headers, organisation = publisher
    dataset = factories.Dataset(
        owner_org=organisation["id"],
        contact=[
            {"name": "Un", "email": "un@valorne.example"},
            {"name": "Deux", "email": "deux@valorne.example"},
        ],
    )
    url = f"/dataset/edit/{dataset['name']}/1"
    form = pages.form(pages.page(app, url, headers))
    data = pages.filled(form, contact__0__name="", contact__0__email="", contact__2__name="Trois")
    pages.send(app, url, form, data, headers)
    saved = call_action("package_show", id=dataset["name"])
    assert [one["name"] for one in saved["contact"]] == ["Deux", "Trois"]

    form = pages.form(pages.page(app, url, headers))
    empty = {f"contact__{n}__{sub}": "" for n in (0, 1) for sub in ("name", "email")}
    pages.send(app, url, form, pages.filled(form, **empty), headers)
    assert not call_action("package_show", id=dataset["name"]).get("contact")


def test_boxes_can_all_be_unticked(app, publisher):
    _, headers, organisation = publisher
    envi = "http://publications.europa.eu/resource/authority/data-theme/ENVI"
    dataset = factories.Dataset(owner_org=organisation["id"], theme=[envi])
    url = f"/dataset/edit/{dataset['name']}/1"
    form = pages.form(pages.page(app, url, headers))
    assert form.find("input", attrs={"name": "theme", "value": envi}).has_attr("checked")
    pages.send(app, url, form, pages.filled(form, theme=""), headers)
    assert not call_action("package_show", id=dataset["name"]).get("theme")


def test_saving_a_page_untouched_changes_nothing(app, publisher):
    _, headers, organisation = publisher
    dataset = factories.Dataset(
        owner_org=organisation["id"],
        private=True,
        license_id="etalab-2.0",
        theme=["http://publications.europa.eu/resource/authority/data-theme/ENVI"],
        contact=[{"name": "Un", "email": "un@valorne.example"}],
        modified="2025",
        frequency=ANNUAL,
        documentation=["https://valorne.example/a", "https://valorne.example/b"],
        quality_statement="\nUne ligne vide d'abord.",
        spatial_coverage=[{"kind": "commune", "code": "01004", "text": "Ambérieu-en-Bugey"}],
    )
    before = call_action("package_show", id=dataset["id"])
    for number in (1, 2, 3):
        url = f"/dataset/edit/{dataset['name']}/{number}"
        form = pages.form(pages.page(app, url, headers))
        pages.send(app, url, form, pages.filled(form), headers)
    after = call_action("package_show", id=dataset["id"])
    ignored = ("metadata_modified", "quality_statement")
    assert {k: v for k, v in after.items() if k not in ignored and v} == {
        k: v for k, v in before.items() if k not in ignored and v
    }
    assert after["quality_statement"].strip() == before["quality_statement"].strip()


def test_saving_on_edit_leads_to_the_next_step_or_to_the_dataset(app, publisher):
    _, headers, organisation = publisher
    dataset = factories.Dataset(owner_org=organisation["id"])
    url = f"/dataset/edit/{dataset['name']}/1"
    form = pages.form(pages.page(app, url, headers))
    first, second = form.select("button[type=submit]")
    assert first.text == "Save and continue"
    answer = app.post(
        url + first["formaction"], data=pages.filled(form), headers=headers, follow_redirects=False
    )
    assert answer.headers["Location"].endswith(f"/dataset/edit/{dataset['name']}/2")
    assert not second.has_attr("formaction")
    answer = pages.send(app, url, form, pages.filled(form), headers)
    assert answer.headers["Location"].endswith(f"/dataset/{dataset['name']}")


@pytest.mark.ckan_config("opendatalab.form_pages", "off")
def test_without_pages_the_form_is_whole(app, publisher):
    _, headers, organisation = publisher
    form = pages.form(pages.page(app, "/dataset/new", headers))
    for name in ("title", "producing_service", "license_id", "frequency", "quality_statement"):
        assert form.find(attrs={"name": name}), name
    name = pages.new_name()
    data = pages.filled(
        form, title="Arbres", name=name, owner_org=organisation["id"], frequency=ANNUAL
    )
    answer = pages.send(app, "/dataset/new", form, data, headers)
    assert answer.headers["Location"].endswith(f"/dataset/{name}/resource/new")
    assert call_action("package_show", id=name)["frequency"] == ANNUAL


def test_the_resource_form_has_its_steps_and_fields(app, publisher):
    _, headers, organisation = publisher
    dataset = factories.Dataset(owner_org=organisation["id"])
    resource = factories.Resource(
        package_id=dataset["id"], conforms_to=["https://schema.data.gouv.fr/scdl/a"]
    )
    url = f"/dataset/{dataset['name']}/resource/{resource['id']}/edit"
    soup = pages.page(app, url, headers)
    assert soup.find("nav", class_="opendatalab-steps").find("li", attrs={"aria-current": "step"})
    assert soup.find(id="field-conforms_to").text.strip() == "https://schema.data.gouv.fr/scdl/a"
    form = pages.form(soup, "resource-edit")
    pages.send(app, url, form, pages.filled(form, conforms_to="", encoding="utf-8"), headers)
    saved = call_action("resource_show", id=resource["id"])
    assert not saved.get("conforms_to")
    assert saved["encoding"] == "utf-8"
