"""The page about the quality of a dataset, as visitors and as its staff see it."""

from __future__ import annotations

import json

import ckan.model as model
import pytest
from ckan.tests import factories

from ckanext.opendatalab.quality import store
from tests.quality import page_world, world
from tests.quality.page_world import CELL, EMAIL, HOSTILE, Reader, words

pytestmark = pytest.mark.usefixtures("used_portal")


@pytest.fixture
def editor():
    return factories.User()


@pytest.fixture
def organization(editor):
    return factories.Organization(users=[{"name": editor["name"], "capacity": "editor"}])


@pytest.fixture
def dataset(organization):
    return page_world.checked(organization, title="Arbres", frequency="")


def test_a_visitor_reads_score_status_and_what_would_be_better(app, dataset):
    page = Reader(app).quality(dataset)
    assert len(page.select("h1")) == 1
    meter = page.select_one("meter")
    score = int(meter["value"])
    sentence = page.find(id=meter["aria-labelledby"]).text
    assert sentence.startswith(f"{score} out of 100: ")
    assert "Non-conforming" in words(page.select_one(".opendatalab-quality-facts"))
    first = page.select_one(".opendatalab-quality-fixes li")
    assert "points more" in words(first)
    criteria = page.find("caption", id="opendatalab-quality-criteria-caption").find_parent("table")
    row = next(one for one in criteria.select("tr") if "Update frequency" in one.text)
    assert "To do" in words(row)
    assert not page.select(".opendatalab-quality form")
    assert not page.select(".opendatalab-quality a[href*='/dataset/edit/']")


def test_in_french_no_number_stands_alone_and_words_are_french(app, dataset):
    page = Reader(app).quality(dataset, "/fr")
    assert page.select_one("html")["lang"].startswith("fr")
    assert "Fréquence de mise à jour" in words(page.select_one(".opendatalab-quality"))


def test_faults_show_lines_and_columns_and_no_cell_to_visitors(app, dataset):
    visitor = Reader(app)
    page = visitor.quality(dataset)
    told = words(page.select_one(".opendatalab-quality-file"))
    assert "line 3, column 2" in told
    assert "To be corrected" in told
    assert HOSTILE in told  # as text
    assert not [one for one in page.select("script") if "alert" in one.text]
    for path in ("", ".csv", ".json"):
        body = visitor.get(f"/dataset/{dataset['name']}/quality{path}").get_data(as_text=True)
        for secret in (CELL, EMAIL, "courriel", "personal"):
            assert secret not in body, (path, secret)
    shown = world.call(None, "opendatalab_quality_show", id=dataset["id"])
    assert "internal" not in shown
    assert EMAIL not in json.dumps(shown)


def test_the_staff_also_sees_cells_and_hints_apart(app, dataset, editor):
    page = Reader(app, editor).quality(dataset)
    apart = page.select_one("section.opendatalab-quality-internal")
    assert "For the team of this dataset only" in words(apart)
    assert CELL in words(apart)
    assert "column 4 (courriel)" in words(apart)
    apart.extract()
    rest = words(page)
    for secret in (CELL, EMAIL, "courriel"):
        assert secret not in rest
    assert page.select(".opendatalab-quality a[href*='/dataset/edit/']")


def test_a_stranger_and_a_reading_member_see_what_visitors_see(app, dataset, organization):
    member = factories.User()
    world.do(
        "organization_member_create", id=organization["id"], username=member["name"], role="member"
    )
    for user in (factories.User(), member):
        assert CELL not in str(Reader(app, user).quality(dataset))
        assert "internal" not in world.call(user, "opendatalab_quality_show", id=dataset["id"])


def test_files_for_download_carry_no_formula(app, dataset):
    answer = Reader(app).get(f"/dataset/{dataset['name']}/quality.csv")
    assert answer.headers["Content-Type"].startswith("text/csv")
    lines = answer.get_data(as_text=True).splitlines()
    assert any("column 2" in one for one in lines)
    assert not [cell for one in lines for cell in one.split(";") if cell[:1] in "=+@" and cell]


def test_the_program_s_file_is_the_public_part(app, dataset, editor):
    address = f"/dataset/{dataset['name']}/quality.json"
    for reader in (Reader(app), Reader(app, editor)):
        shown = reader.get(address).json
        assert set(shown) >= {"score", "status", "criteria", "files", "history"}
        assert not {"internal", "predictions"} & set(shown)


def test_a_private_dataset_has_no_page_for_others(app, organization, editor):
    private = page_world.checked(organization, private=True)
    for path in ("", ".csv", ".json"):
        address = f"/dataset/{private['name']}/quality{path}"
        Reader(app).get(address, 404)
        Reader(app, factories.User()).get(address, 404)
        Reader(app, editor).get(address, 200)
    with pytest.raises(Exception, match="(?i)not authorized|access"):
        world.call(factories.User(), "opendatalab_quality_show", id=private["id"])
    Reader(app).get("/dataset/there-is-none/quality", 404)


def test_results_of_an_older_content_are_marked_and_do_not_count(app, dataset):
    resource = dataset["resources"][0]
    page_world.write(resource, checked="of-an-older-content")
    page = Reader(app).quality(dataset)
    told = words(page.select_one(".opendatalab-quality-file"))
    assert "To be redone" in told
    assert "It does not count" in told
    assert "To be verified again" in words(page.select_one(".opendatalab-quality-facts"))


def test_a_file_that_waits_says_since_when_and_whether_anybody_works(app, dataset, editor):
    page_world.ask(dataset["resources"][0])
    page = Reader(app).quality(dataset)
    assert "Waits for its verification since" in words(page)
    assert "No background worker" not in words(page)
    assert "No background worker" in words(Reader(app, editor).quality(dataset))


def test_the_history_is_a_line_and_the_same_rows_in_a_table(app, dataset):
    today = store.days(dataset["id"])[-1]["day"]
    for back, score in ((30, 20), (10, 40)):
        values = {"organization_id": dataset["owner_org"], "score": score, "faults": 0}
        values |= {"status": "to_improve", "criteria": "x"}
        day = today.fromordinal(today.toordinal() - back)
        model.Session.execute(
            store.QualityHistory.__table__.insert().values(
                package_id=dataset["id"], day=day, **values
            )
        )
    model.Session.commit()
    page = Reader(app).quality(dataset)
    chart = page.select_one("svg[role=img]")
    assert len(chart.select("circle")) == 3
    caption = page.find("caption", id="opendatalab-quality-history-caption")
    rows = caption.find_parent("table").select("tbody tr")
    assert len(rows) == 3
    assert "20 out of 100: poor" in words(rows[-1])


def test_predictions_of_other_portals_are_for_administrators(app, dataset, editor, organization):
    admin = factories.User()
    world.do(
        "organization_member_create", id=organization["id"], username=admin["name"], role="admin"
    )
    assert not Reader(app, editor).quality(dataset).select("details.opendatalab-quality-internal")
    told = Reader(app, admin).quality(dataset).select_one("details.opendatalab-quality-internal")
    assert "out of 405" in words(told)
    assert "data.gouv.fr" in words(told)


def test_the_dataset_page_and_lists_say_it_in_words(app, dataset):
    page = Reader(app).page(f"/dataset/{dataset['name']}")
    card = page.find(id="opendatalab-summary").find_parent("section")
    assert "Non-conforming" in words(card)
    assert "out of 100" in words(card)
    assert page.select_one(f"a[href$='/dataset/{dataset['name']}/quality']")
    world.do("package_patch", id=dataset["id"], title="Arbres de Valorne")
    found = Reader(app).page(f"/dataset/?q=id:{dataset['id']}")
    item = found.select_one(".dataset-item")
    assert "Quality: Non-conforming" in words(item)
    assert "Non-conforming" in words(found.select_one(".filters"))


@pytest.mark.ckan_config("opendatalab.quality_badges", False)
def test_a_portal_may_keep_the_badges_to_itself(app, dataset):
    page = Reader(app).page(f"/dataset/{dataset['name']}")
    assert "Non-conforming" not in words(page)
    found = Reader(app).page(f"/dataset/?q=id:{dataset['id']}")
    assert "Non-conforming" not in words(found)
    Reader(app).quality(dataset)
