"""The page where a dataset stands, through the real portal."""

from __future__ import annotations

import pytest

from tests.governance import world
from tests.governance.page_world import Reader, body, codes, form_of, sent_by, text_of

pytestmark = pytest.mark.usefixtures("open_gates")

HOSTILE = "<script>alert('x')</script> & {{ 7*7 }}"


@pytest.fixture
def commune(used_portal) -> world.Commune:
    return world.Commune()


def test_a_dataset_goes_from_draft_to_published_by_the_buttons_of_the_page(app, commune):
    dataset = commune.dataset(**world.COMPLETE)
    editor, officer, lead = (
        Reader(app, one) for one in (commune.editor, commune.legal_officer, commune.project_lead)
    )
    page = editor.page(dataset)
    assert len(page.select("h1")) == 1
    assert page.select_one("[aria-current=step]").get_text().startswith("Draft")
    assert "submit" in codes(page)
    editor.step(dataset, page, "submit", message="Relu avec le service des sports.")

    page = officer.page(dataset)
    assert "In review" in text_of(page)
    assert "return" in codes(page)
    assert "approve" not in codes(page)
    assert "Approve and publish: Open-data project lead" in text_of(page, "#opendatalab-steps")
    assert "Relu avec le service des sports." in text_of(page, "#opendatalab-history")
    answer = officer.send(
        dataset, "comment", {"text": "Précisez les horaires d'été.", "field": "notes"}
    )
    assert answer.status_code == 302
    officer.step(dataset, page, "return", reason="La description est à compléter.")

    page = editor.page(dataset)
    assert "To correct" in text_of(page)
    for place in ("arrival", "history"):
        assert "La description est à compléter." in text_of(page, f"#opendatalab-{place}")
    assert "1 comment waits for an answer" in text_of(page, "#opendatalab-arrival")
    link = page.select_one(".opendatalab-governance-comment a")
    assert link.text == "Description"
    assert link["href"].endswith("#field-notes")
    settle = page.select_one("form[action$='/governance/settle']")
    editor.send(dataset, "settle", sent_by(settle))
    page = editor.page(dataset)
    assert page.select_one("form[action$='/governance/settle']") is None
    editor.step(dataset, page, "resubmit")
    assert world.stored(dataset["id"]) == (True, "active")

    lead.step(dataset, lead.page(dataset), "approve")
    assert world.stored(dataset["id"]) == (False, "active")
    page = lead.page(dataset)
    assert "Published" in text_of(page, ".opendatalab-governance-facts")
    assert "Approved and published" in text_of(page, "#opendatalab-history")


def test_each_role_sees_what_is_hers(app, commune):
    dataset = commune.dataset(**world.COMPLETE)
    world.call(commune.editor, "opendatalab_workflow_comment", id=dataset["id"], text="À relire.")
    for who in ("editor", "project_lead", "legal_officer", "dpo"):
        page = Reader(app, getattr(commune, who)).page(dataset)
        assert "À relire." in text_of(page), who
        assert page.select_one("#opendatalab-history"), who
    assert "submit" not in codes(Reader(app, commune.dpo).page(dataset))
    for who in ("member", "general_director", "elected_official"):
        page = Reader(app, getattr(commune, who)).page(dataset)
        told = text_of(page)
        assert "Draft" in told, who
        assert "Editor of the organization" in told, who
        assert not page.select(".opendatalab-governance form"), who
        for part in ("comments", "history", "checklist", "steps"):
            assert page.select_one(f"#opendatalab-{part}") is None, (who, part)
        assert Reader(app, getattr(commune, who)).get(dataset, "/history.csv").status_code == 403


def test_a_general_director_sees_her_own_step_and_nothing_that_was_written(app, used_portal):
    commune = world.Commune("full")
    dataset = commune.dataset(**world.COMPLETE)
    for user, step in (
        (commune.editor, "submit"),
        (commune.project_lead, "endorse"),
    ):
        world.step(user, dataset, step)
    world.call(commune.editor, "opendatalab_workflow_comment", id=dataset["id"], text="À relire.")
    director = Reader(app, commune.general_director)
    page = director.page(dataset)
    assert {"approve", "return"} <= set(codes(page))
    assert "À relire." not in text_of(page)
    director.step(dataset, page, "return", reason="Trop tôt.")
    returned = director.page(dataset)
    assert "To correct" in text_of(returned)
    assert returned.select_one("#opendatalab-arrival") is None


def test_whoever_may_not_know_the_dataset_gets_a_404_and_others_the_missing_role(app, commune):
    dataset = commune.dataset(**world.COMPLETE)
    outsider = world.person()
    for user in (None, outsider):
        reader = Reader(app, user)
        assert reader.get(dataset).status_code == 404
        assert reader.get(dataset, "/history.csv").status_code == 404
        assert reader.send(dataset, "comment", {"text": "x"}).status_code == 404
    world.begin(dataset["id"], commune.editor)
    sysadmin = world.sysadmin()
    for step in ("submit", "approve"):
        world.step(sysadmin, dataset, step, reason="Urgence.")
    answer = Reader(app, outsider).get(dataset)
    assert answer.status_code == 403
    assert "You have no role on this dataset" in answer.body
    answer = Reader(app, commune.editor).send(
        dataset, "step", {"transition": "withdraw", "version": "3", "reason": "Fini."}
    )
    assert answer.status_code == 403
    assert "Legal officer" in answer.body


def test_a_dataset_that_nobody_governs_has_no_such_page(app, used_portal):
    organization = world.legal.organization()
    editor = world.person(organization, capacity="editor")
    dataset = world.legal.dataset(organization)
    answer = Reader(app, editor).get(dataset)
    assert answer.status_code == 404
    assert "This dataset follows no governance workflow." in answer.body
    assert Reader(app, editor).send(dataset, "step", {"transition": "submit"}).status_code == 404
    assert Reader(app, None).get(dataset).status_code == 404


def test_what_changed_meanwhile_is_told_and_what_was_typed_is_kept(app, commune):
    dataset = commune.dataset(**world.COMPLETE)
    world.step(commune.editor, dataset, "submit")
    officer = Reader(app, commune.legal_officer)
    page = officer.page(dataset)
    world.step(commune.editor, dataset, "take_back")
    world.step(commune.editor, dataset, "submit", message="Une colonne en plus.")
    answer = officer.step(dataset, page, "return", reason=HOSTILE)
    assert answer.status_code == 409
    page = body(answer)
    told = text_of(page, "[role=alert]")
    assert "changed since you opened this page" in told
    assert "Taken back to draft" in told
    assert form_of(page, "return").select_one("textarea[name=reason]").text == HOSTILE
    assert page.select_one("script:-soup-contains('alert')") is None
    assert officer.step(dataset, page, "return", reason=HOSTILE).status_code == 302
    told = text_of(Reader(app, commune.editor).page(dataset), "#opendatalab-history")
    assert "<script>alert('x')</script> & {{ 7*7 }}" in told


def test_a_reason_that_has_no_form_any_more_is_not_lost(app, commune):
    dataset = commune.dataset(**world.COMPLETE)
    world.step(commune.editor, dataset, "submit")
    officer = Reader(app, commune.legal_officer)
    page = officer.page(dataset)
    world.step(commune.editor, dataset, "take_back")
    answer = officer.step(dataset, page, "return", reason="Il manque les horaires.")
    assert answer.status_code == 409
    assert "Il manque les horaires." in text_of(body(answer), "[role=alert]")


def test_a_button_pressed_twice_does_its_work_once(app, commune):
    dataset = commune.dataset(**world.COMPLETE)
    editor = Reader(app, commune.editor)
    page = editor.page(dataset)
    for _ in range(2):
        assert editor.step(dataset, page, "submit").status_code == 302
    told = text_of(editor.page(dataset), "#opendatalab-history")
    assert told.count("Submitted for review") == 1


def test_a_missing_reason_is_asked_for_beside_its_field(app, commune):
    dataset = commune.dataset(**world.COMPLETE)
    world.step(commune.editor, dataset, "submit")
    officer = Reader(app, commune.legal_officer)
    answer = officer.step(dataset, officer.page(dataset), "return", reason="  ")
    assert answer.status_code == 400
    page = body(answer)
    link = page.select_one("[role=alert] a")
    field = page.select_one(link["href"])
    assert field["aria-invalid"] == "true"
    assert "Say why" in page.find(id=field["aria-describedby"].split()[-1]).text
    assert form_of(page, "return").select("textarea") == [field]  # one field for words is enough


def test_what_is_to_settle_first_is_told_with_where(app, commune):
    dataset = commune.dataset(notes="Court.")
    page = Reader(app, commune.editor).page(dataset)
    assert "submit" not in codes(page)
    blocked = page.select_one(".opendatalab-governance-blocked")
    assert "Submit for review" in blocked.text
    assert blocked.select_one("a")["href"].endswith("/opendatalab/review")
    assert page.select_one("#opendatalab-checklist th[scope=row]")
    assert "quality" not in text_of(page, "#opendatalab-checklist")  # nothing measures it here


def test_an_administrator_of_the_portal_passes_over_with_a_reason_only(app, commune):
    dataset = commune.dataset(notes="Court.")
    admin = Reader(app, world.sysadmin())
    page = admin.page(dataset)
    assert page.select_one("#opendatalab-override-submit form")
    assert admin.step(dataset, page, "submit").status_code == 400
    assert admin.step(dataset, page, "submit", reason="Repris par la mairie.").status_code == 302
    told = text_of(admin.page(dataset), "#opendatalab-history")
    assert "Passed over the approval path" in told
    assert "The description is complete" in told
