"""The import as web pages."""

from __future__ import annotations

import io

from bs4 import BeautifulSoup
from ckan.lib.redis import connect_to_redis

from ckanext.opendatalab.observatory.inventory import formats, kept, tables, template
from tests.observatory.inventory_cases import HEADER, as_csv, names, show, unique


def page(organisation, rest: str = "") -> str:
    return f"/organization/{organisation.name}/opendatalab/inventory{rest}"


def send(app, organisation, content: bytes, role: str = "editor", mode: str | None = None):
    data = {"upload": (io.BytesIO(content), "inventaire.csv")}
    if mode is not None:
        data["mode"] = mode
    return app.post(
        page(organisation),
        data=data,
        headers=organisation.headers(role),
        follow_redirects=False,
    )


def follow(app, organisation, sent, role: str = "editor"):
    assert sent.status_code == 302
    return app.get(sent.headers["Location"], headers=organisation.headers(role))


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.body, "html.parser")


def main_text(response) -> str:
    return " ".join(soup(response).select_one(".primary, [role=main], main").get_text().split())


# One test each: making an organisation takes longer than asking as six people.
ROLES = {
    "anonymous": False,
    "stranger": False,
    "member": False,
    "editor": True,
    "admin": True,
    "sysadmin": True,
}


def test_only_who_may_create_datasets_there_sees_the_pages_and_sends_a_file(app, organisation):
    expected = 0
    for role, allowed in ROLES.items():
        headers = organisation.headers(role)
        for rest in ("", "/template.csv"):
            status = app.get(page(organisation, rest), headers=headers).status_code
            assert status == (200 if allowed else 403), role
        content = as_csv(HEADER, (unique("Arbres"),))
        sent = send(app, organisation, content, role, "import")
        assert sent.status_code == (302 if allowed else 403), role
        expected += allowed
        assert len(names(organisation)) == expected, role


def test_the_link_is_on_the_page_of_the_organisation_for_them_alone(app, organisation):
    for role, allowed in ROLES.items():
        shown = app.get(f"/organization/{organisation.name}", headers=organisation.headers(role))
        links = {link.get("href", "") for link in soup(shown).select("a")}
        assert (page(organisation) in links) is allowed, role


def test_an_administrator_finds_the_link_among_the_management_pages(app, organisation):
    shown = app.get(
        f"/organization/{organisation.name}/opendatalab/licence",
        headers=organisation.headers("admin"),
    )
    assert page(organisation) in {link.get("href", "") for link in soup(shown).select("a")}


def test_the_form_is_labelled_protected_and_checks_first(app, organisation):
    form_page = soup(app.get(page(organisation), headers=organisation.headers("editor")))
    form = form_page.select_one(f"form[action='{page(organisation)}']")
    assert form["method"] == "post"
    assert form["enctype"] == "multipart/form-data"
    assert form.select_one("input[name=_csrf_token]")
    labels = {label["for"] for label in form.select("label")}
    fields = form.select("input:not([type=hidden])")
    assert {field["id"] for field in fields} == labels
    for field in fields:
        for described in field.get("aria-describedby", "").split():
            assert form_page.find(id=described), described
    assert form.select_one("input[name=mode][checked]")["value"] == "check"
    assert form_page.select_one("table caption")
    assert len(form_page.select("table tbody th[scope=row]")) == 7


def test_a_check_writes_nothing_and_its_confirmation_imports_once(app, organisation):
    title = unique("Arbres")
    sent = send(app, organisation, as_csv(HEADER, (title,), ("", "sans titre")))
    checked = follow(app, organisation, sent)
    assert "Nothing was written." in main_text(checked)
    assert names(organisation) == {}

    confirm = soup(checked).select_one(".primary form, main form, [role=main] form")
    assert confirm.select_one("input[name=_csrf_token]")
    assert confirm.select_one("button").get_text() == "Import 1 row"
    headers = organisation.headers("editor")
    done = app.post(confirm["action"], headers=headers, follow_redirects=False)
    report = follow(app, organisation, done)
    assert "Created: 1, Updated: 0, Unchanged: 0, Refused: 1." in main_text(report)
    assert list(names(organisation)) == [title.lower()]
    assert show(title.lower())["private"] is True

    again = app.post(confirm["action"], headers=headers)
    assert "This file was already imported, or is no longer kept." in again.body
    assert len(names(organisation)) == 1


def test_the_report_is_a_real_table_and_can_be_reloaded_and_downloaded(app, organisation):
    title = unique("=1+1")
    sent = send(app, organisation, as_csv(HEADER, (title,), ("", "x")), mode="import")
    for _ in range(2):
        report = follow(app, organisation, sent)
        table = soup(report).select_one("table")
        assert table.caption.get_text() == "What became of each row"
        assert [head.get_text() for head in table.select("thead th[scope=col]")] == [
            "Row",
            "Result",
            "Dataset",
            "Reasons and notes",
        ]
        assert [row.select_one("th").get_text() for row in table.select("tbody tr")] == ["2", "3"]
        assert "column “Titre”: The title is missing." in " ".join(table.get_text().split())
    assert len(names(organisation)) == 1

    csv = app.get(sent.headers["Location"] + ".csv", headers=organisation.headers("editor"))
    assert csv.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in csv.headers["Content-Disposition"]
    lines = csv.body.splitlines()
    assert lines[1].startswith(f"2;2;created;'{title};")
    assert lines[2] == "3;3;refused;;;;;Titre;The title is missing."


def test_what_a_file_holds_is_escaped_in_the_report(app, organisation):
    rows = (("&lt;script&gt;alert(1)&lt;/script&gt;", "", "", "<img src=x onerror=alert(1)>"),)
    sent = send(app, organisation, as_csv((*HEADER, "<b>Gras</b>"), *rows), mode="check")
    body = follow(app, organisation, sent).body
    assert "<script>alert(1)" not in body
    assert "<img src=x" not in body
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body


def test_a_report_belongs_to_whoever_made_it(app, organisation, neighbour):
    sent = send(app, organisation, as_csv(HEADER, (unique("Arbres"),)))
    address = sent.headers["Location"]
    for who, role, status in (
        (organisation, "editor", 200),
        (organisation, "admin", 404),
        (organisation, "member", 403),
        (neighbour, "editor", 403),
    ):
        assert app.get(address, headers=who.headers(role)).status_code == status
        if status != 200:
            sent = app.post(address, headers=who.headers(role), follow_redirects=False)
            assert sent.status_code == status
    theirs = address.replace(organisation.name, neighbour.name)
    assert app.get(theirs, headers=organisation.headers("editor")).status_code == 403
    assert names(organisation) == {}
    assert names(neighbour) == {}


def test_a_report_that_is_no_longer_kept_says_so(app, organisation):
    gone = app.get(page(organisation, "/report/nothing"), headers=organisation.headers("editor"))
    assert gone.status_code == 404
    assert "This report is no longer kept." in gone.body


def test_a_report_is_kept_for_an_hour(organisation):
    report = {"organization": organisation.name}
    token = kept.keep("somebody", report, b"content")
    (key,) = connect_to_redis().keys(f"*{token}")
    assert 0 < connect_to_redis().ttl(key) <= 3600
    assert kept.find(token, "somebody", organisation.name) == (report, b"content")
    assert kept.forget_file(token, "somebody", organisation.name) == b"content"
    assert kept.forget_file(token, "somebody", organisation.name) is None
    assert kept.find(token, "somebody", organisation.name) == (report, None)
    assert 0 < connect_to_redis().ttl(key) <= 3600


def test_a_bad_file_is_explained_beside_the_field(app, organisation):
    for content, sentence in (
        (b"", "The file is empty."),
        (b"PK\x05\x06" + bytes(18), "This is an archive (ZIP or the like), not a table."),
        (b"<html></html>", "This is a web page or XML, not a table."),
        (b"x" * (5 * 1024 * 1024 + 1), "The file is larger than 5 MB."),
        (
            as_csv(HEADER, *[("", f"x{number}") for number in range(301)]),
            "ask your administrator to run: ckan opendatalab inventory import",
        ),
    ):
        refused = send(app, organisation, content)
        assert refused.status_code == 400
        form = soup(refused)
        field = form.find(id="field-upload")
        assert field["aria-invalid"] == "true"
        assert "field-upload-error" in field["aria-describedby"].split()
        assert sentence in form.find(id="field-upload-error").get_text()
        assert form.select_one("[role=alert] a")["href"] == "#field-upload"
    assert names(organisation) == {}


def test_no_file_or_an_odd_choice_is_explained(app, organisation):
    headers = organisation.headers("editor")
    nothing = app.post(page(organisation), data={"mode": "check"}, headers=headers)
    assert nothing.status_code == 400
    assert "Choose a file." in nothing.body
    odd = send(app, organisation, as_csv(HEADER, ("A",)), mode="destroy")
    assert odd.status_code == 400
    assert "Choose one of the two." in odd.body


def test_the_template_is_downloaded_as_a_file_that_the_import_reads(app, organisation):
    headers = organisation.headers("editor")
    for extension, media_type in template.MEDIA_TYPES.items():
        got = app.get(page(organisation, f"/template.{extension}"), headers=headers)
        assert got.headers["Content-Type"] == media_type
        assert f"inventaire-modele.{extension}" in got.headers["Content-Disposition"]
        assert tables.read(got.data, formats.score, 10).header == HEADER


def test_another_kind_of_template_or_organisation_is_not_found(app, organisation):
    headers = organisation.headers("editor")
    assert app.get(page(organisation, "/template.exe"), headers=headers).status_code == 404
    nowhere = "/organization/nowhere-at-all/opendatalab/inventory"
    assert app.get(nowhere, headers=headers).status_code == 404
