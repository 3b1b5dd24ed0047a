"""Whatever is typed into the form is text, on the form and on every page that shows it."""

from __future__ import annotations

from io import BytesIO

import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import factories

from tests.fields import pages

pytestmark = pytest.mark.usefixtures("used_portal")

HOSTILE = "<script>alert('x')</script>\"'><b>"


@pytest.fixture
def publisher():
    return pages.publisher()


def test_html_typed_in_any_field_is_only_text_everywhere(app, publisher):
    _, headers, organisation = publisher
    dataset = factories.Dataset(
        owner_org=organisation["id"],
        producing_service=HOSTILE,
        contact=[{"name": HOSTILE, "email": "opendata@valorne.example"}],
        publisher=[{"name": HOSTILE}],
        identifier=HOSTILE,
        license_inherited_from=HOSTILE,
        quality_statement=HOSTILE,
        provenance=HOSTILE,
        spatial_coverage=[{"text": HOSTILE}],
        resources=[
            {"url": "https://x.example/a.csv", "name": HOSTILE, "description": "d", "format": "CSV"}
        ],
    )
    name, resource = dataset["name"], dataset["resources"][0]["id"]
    urls = [f"/dataset/edit/{name}/{number}" for number in (1, 2, 3)]
    urls += [
        f"/dataset/{name}",
        f"/dataset/{name}/opendatalab/review",
        f"/dataset/{name}/resource/{resource}",
    ]
    urls += [f"/dataset/{name}/resource/{resource}/edit", f"/dataset/?q={name}"]
    for url in urls:
        body = app.get(url, headers=headers).body
        assert "<script>alert('x')" not in body, url
        assert "'><b>" not in body, url


def test_a_link_that_runs_a_script_is_refused_or_shown_as_text(app, publisher):
    _, headers, organisation = publisher
    name, _ = pages.start(app, headers, organisation)
    url = f"/dataset/new/{name}/3"
    form = pages.form(pages.page(app, url, headers))
    body = pages.send(
        app, url, form, pages.filled(form, documentation="javascript:alert(1)"), headers, status=200
    ).body
    assert 'href="javascript' not in body
    assert not tk.h.opendatalab_is_web_address("javascript:alert(1)//https://x.example")


def test_a_script_in_an_address_field_of_the_administrator_is_no_link(app, publisher):
    _, headers, organisation = publisher
    for address, linked in (("javascript:alert(1)", False), ("https://x.example/a", True)):
        name = factories.Dataset(owner_org=organisation["id"], url=address)["name"]
        for url in (f"/dataset/{name}", f"/dataset/{name}/opendatalab/review"):
            page = pages.page(app, url, headers)
            assert address in page.text, url
            assert bool(page.find("a", href=address)) is linked, url


@pytest.mark.ckan_config("ckan.max_resource_size", 0)
def test_a_file_that_is_too_large_is_refused_with_the_limit(app, publisher):
    _, headers, organisation = publisher
    name = factories.Dataset(owner_org=organisation["id"])["name"]
    url = f"/dataset/{name}/resource/new"
    form = pages.form(pages.page(app, url, headers), "resource-edit")
    data = pages.filled(form, url_type="upload", save="again")
    data["upload"] = (BytesIO(b"a;b\n" * 100), "a.csv")
    answer = app.post(
        url, data=data, headers=headers, content_type="multipart/form-data", status=200
    )
    assert "The file is larger than 0 MB" in answer.body
