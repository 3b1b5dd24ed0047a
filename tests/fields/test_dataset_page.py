"""The public page of a dataset: card, contact, freshness, and the first rows of a file."""

from __future__ import annotations

import io
import os
import zipfile
from datetime import date, timedelta

import ckan.plugins.toolkit as tk
import pytest
from ckan.lib.uploader import get_resource_uploader
from ckan.tests import factories

from tests.fields import pages

pytestmark = pytest.mark.usefixtures("used_portal")

MONTHLY = "http://publications.europa.eu/resource/authority/frequency/MONTHLY"


@pytest.fixture
def publisher():
    return pages.publisher()


def with_file(create_with_upload, content, file_name="arbres.csv", organisation=None, **resource):
    """A dataset with one uploaded file of ``content``."""
    owner = {"owner_org": organisation["id"]} if organisation else {}
    dataset = factories.Dataset(**owner)
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    values = {"package_id": dataset["id"], "format": "CSV", **resource}
    held = create_with_upload(content, file_name, {"user": user, "ignore_auth": True}, **values)
    return dataset, held


def rows(soup):
    return [
        [cell.text for cell in row.find_all(["th", "td"])]
        for row in soup.select(".opendatalab-preview tr")
    ]


def test_the_first_rows_are_a_real_table_with_caption_and_headers(app, create_with_upload):
    content = "code;libellé\n01004;Forêt\n2A004;Église\n".encode("cp1252")
    dataset, _ = with_file(create_with_upload, content, name="Arbres 2025")
    soup = pages.page(app, f"/dataset/{dataset['name']}")
    assert rows(soup) == [["code", "libellé"], ["01004", "Forêt"], ["2A004", "Église"]]
    table = soup.select_one(".opendatalab-preview table")
    assert table.caption.text == "First 2 rows of the file Arbres 2025"
    assert [cell["scope"] for cell in table.find_all("th")] == ["col", "col"]


@pytest.mark.ckan_config("opendatalab.preview_rows", "2")
def test_the_number_of_rows_is_the_administrator_s(app, create_with_upload):
    dataset, _ = with_file(create_with_upload, b"a,b\n1,2\n3,4\n5,6\n")
    soup = pages.page(app, f"/dataset/{dataset['name']}")
    assert rows(soup) == [["a", "b"], ["1", "2"], ["3", "4"]]
    assert "only the beginning" in soup.text


@pytest.mark.ckan_config("opendatalab.preview_rows", "0")
def test_no_rows_means_no_preview(app, create_with_upload):
    dataset, _ = with_file(create_with_upload, b"a,b\n1,2\n")
    assert rows(pages.page(app, f"/dataset/{dataset['name']}")) == []


def test_cells_are_text_whatever_they_hold(app, create_with_upload):
    dataset, _ = with_file(create_with_upload, b"a;b\n<script>alert(1)</script>;=HYPERLINK(1)\n")
    body = app.get(f"/dataset/{dataset['name']}").body
    assert "<script>alert(1)" not in body
    assert "&lt;script&gt;alert(1)" in body


def test_a_zip_named_csv_gives_no_table_and_a_sentence_to_editors_only(
    app, create_with_upload, publisher
):
    _, headers, organisation = publisher
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("a.csv", "a;b")
    dataset, _ = with_file(create_with_upload, archive.getvalue(), organisation=organisation)
    url = f"/dataset/{dataset['name']}"
    assert rows(pages.page(app, url)) == []
    assert "No preview" not in app.get(url).body
    assert "its content is not a table" in app.get(url, headers=headers).body


def test_a_file_that_is_no_table_does_not_hide_the_next_one(app, create_with_upload):
    dataset, _ = with_file(create_with_upload, b"<html><body>Erreur</body></html>")
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    create_with_upload(
        b"a;b\n1;2\n",
        "bon.csv",
        {"user": user, "ignore_auth": True},
        package_id=dataset["id"],
        format="CSV",
    )
    soup = pages.page(app, f"/dataset/{dataset['name']}")
    assert rows(soup) == [["a", "b"], ["1", "2"]]


def test_only_the_beginning_of_a_huge_file_is_read(app, create_with_upload, monkeypatch):
    dataset, held = with_file(create_with_upload, b"a;b\n1;2\n" * 20_000)
    path = get_resource_uploader(dict(held)).get_path(held["id"])
    if os.path.isabs(path):
        # A sparse file: 100 MB to whoever reads it whole, nothing on the disk.
        os.truncate(path, 100 * 1024 * 1024)
    assert len(rows(pages.page(app, f"/dataset/{dataset['name']}"))) == 11


def test_a_file_gone_from_the_disk_breaks_nothing(app, create_with_upload):
    dataset, held = with_file(create_with_upload, b"a;b\n1;2\n")
    path = get_resource_uploader(dict(held)).get_path(held["id"])
    if os.path.isabs(path):
        os.remove(path)
        assert rows(pages.page(app, f"/dataset/{dataset['name']}")) == []


def test_a_link_is_not_followed(app):
    dataset = factories.Dataset(
        resources=[{"url": "http://127.0.0.1:9/arbres.csv", "format": "CSV", "name": "Arbres"}]
    )
    assert rows(pages.page(app, f"/dataset/{dataset['name']}")) == []


def test_a_reader_learns_whom_to_ask_and_what_is_covered(app):
    dataset = factories.Dataset(
        contact=[{"name": "Équipe open data", "email": "opendata@valorne.example"}],
        producing_service="Espaces verts",
        coverage_level="commune",
        spatial_coverage=[{"kind": "commune", "code": "01004", "text": "Ambérieu-en-Bugey"}],
        quality_statement="Hauteurs estimées.",
    )
    card = pages.page(app, f"/dataset/{dataset['name']}").find(
        "section", attrs={"aria-labelledby": "opendatalab-summary"}
    )
    said = card.get_text(" ", strip=True)
    assert card.find("a", href="mailto:opendata@valorne.example").text == "Équipe open data"
    assert "Produced by: Espaces verts" in said
    assert "Ambérieu-en-Bugey" in said
    assert "Hauteurs estimées." in said


def test_freshness_is_a_sentence_with_its_dates(app):
    updated = date.today() - timedelta(days=3)  # noqa: DTZ011 - the portal's own day
    expected = updated + timedelta(days=31)
    dataset = factories.Dataset(modified=updated.isoformat(), frequency=MONTHLY)
    said = pages.page(app, f"/dataset/{dataset['name']}").get_text(" ", strip=True)
    assert "Up to date Last update on" in said
    assert f"{updated:%B} {updated.day}, {updated.year}" in said
    assert f"{expected:%B} {expected.day}, {expected.year}" in said


def test_late_data_are_called_late_in_words(app):
    dataset = factories.Dataset(modified="2020-01-01", frequency=MONTHLY)
    said = pages.page(app, f"/dataset/{dataset['name']}").get_text(" ", strip=True)
    assert "Late Last update on January 1, 2020" in said


def test_dates_are_french_on_the_french_page(app):
    dataset = factories.Dataset(modified="2020-01-01", frequency=MONTHLY)
    said = pages.page(app, f"/fr/dataset/{dataset['name']}").get_text(" ", strip=True)
    assert "1er janvier 2020" in said
    assert "Mensuelle" in said


def test_an_old_dataset_gets_no_empty_rows_of_ours(app):
    dataset = factories.Dataset(version="1.0")
    labels = [
        one.text.strip()
        for one in pages.page(app, f"/dataset/{dataset['name']}").select(".additional-info th")
    ]
    assert "Version" in labels
    assert "Themes" not in labels
    assert "Period covered" not in labels


def test_a_file_s_page_shows_our_fields_by_their_labels_and_once(app):
    dataset = factories.Dataset()
    resource = factories.Resource(
        package_id=dataset["id"], resource_type="documentation", coverage_start="2025-01-01"
    )
    soup = pages.page(app, f"/dataset/{dataset['name']}/resource/{resource['id']}")
    found = {
        row.th.text.strip(): row.td.get_text(" ", strip=True)
        for row in soup.select("table tr")
        if row.td
    }
    assert found["Role of this file"] == "Documentation"
    assert found["First day covered by the file"] == "January 1, 2025"
    assert "Resource type" not in found
    assert "Coverage start" not in found
