"""From the button that asks for the checks to what they found, with real files."""

from __future__ import annotations

import pytest
from ckan.tests import factories

from tests.quality import world
from tests.quality.page_world import Reader, words

pytestmark = pytest.mark.usefixtures("used_portal")

PEOPLE = "nom;courriel;commune\nJeanne Dupont;jeanne.dupont@exemple.fr;Valorne\n" + "".join(
    f"Agent {number};agent.{number}@exemple.fr;Valorne;{number}\n" for number in range(30)
)


def test_the_staff_asks_and_everybody_reads_what_was_found_but_no_hint(app):
    editor = factories.User()
    organization = factories.Organization(users=[{"name": editor["name"], "capacity": "editor"}])
    dataset = world.dataset(organization, PEOPLE, private=False)
    address = f"/dataset/{dataset['name']}/quality"
    staff, visitor = Reader(app, editor), Reader(app)
    assert "Not verified yet." in words(visitor.quality(dataset))
    button = staff.quality(dataset).select_one(f"form[action='{address}/check']")
    assert button.select_one("button[type=submit]")
    app.post(f"{address}/check", status=403)
    app.post(f"{address}/check", headers=staff.headers)
    assert "Waits for its verification since" in words(visitor.quality(dataset))

    assert world.check_files(dataset["id"]) == 1
    told = words(visitor.quality(dataset).select_one(".opendatalab-quality-file"))
    assert "Rows have more cells than there are columns" in told
    for path in ("", ".csv", ".json"):
        body = visitor.get(f"{address}{path}").get_data(as_text=True)
        assert "exemple.fr" not in body, path
        assert "personal" not in body.lower().replace("personal-menu", ""), path
    apart = staff.quality(dataset).select_one("section.opendatalab-quality-internal")
    assert "Hints at personal data" in words(apart)
    assert "exemple.fr" not in words(apart)  # values of such a column are kept nowhere
