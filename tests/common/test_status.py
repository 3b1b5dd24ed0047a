"""What everybody reads in the four computed fields, and who may write them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan.tests import factories, helpers

from ckanext.opendatalab.common import status
from ckanext.opendatalab.common.reindex import reindex
from ckanext.opendatalab.quality import assess

pytestmark = pytest.mark.usefixtures("used_portal")

EVERYTHING = {
    "governance_state": "in_review",
    "legal_eligibility": "open",
    "quality_status": "good",
    "quality_score": 0,
}


@pytest.fixture(autouse=True)
def _nothing_concluded_by_a_save(monkeypatch):
    """Here nothing is known of a dataset but what a test concludes: a save scores it elsewhere."""
    monkeypatch.setattr(assess, "saved", lambda package_id: None)


def shown(package_id: str) -> dict[str, Any]:
    return helpers.call_action("package_show", id=package_id)


def shown_by_the_default_schema(package_id: str) -> dict[str, Any]:
    return helpers.call_action("package_show", id=package_id, use_default_schema=True)


def found(package_id: str, **options: Any) -> dict[str, Any]:
    result = helpers.call_action(
        "package_search",
        fq=f"id:{package_id}",
        include_private=True,
        include_drafts=True,
        **options,
    )
    (only,) = result["results"]
    return only


def found_by_the_default_schema(package_id: str) -> dict[str, Any]:
    return found(package_id, use_default_schema=True)


WAYS = [shown, shown_by_the_default_schema, found, found_by_the_default_schema]


def computed(package_id: str) -> dict[str, Any]:
    """The computed fields, which must be the same wherever they are read."""
    seen = {
        read.__name__: {k: v for k, v in read(package_id).items() if k in status.COMPUTED}
        for read in WAYS
    }
    assert all(each == seen["shown"] for each in seen.values()), seen
    return seen["shown"]


def change(action: str, **data: Any) -> None:
    """Run an action as somebody, whom the activity stream wants to name."""
    helpers.call_action(action, {"user": factories.Sysadmin()["name"]}, **data)


def conclude(package_id: str, **values: Any) -> None:
    status.write(package_id, values)
    model.Session.commit()
    reindex(package_id)


@contextlib.contextmanager
def statements() -> Iterator[list[str]]:
    """Every SQL statement sent while the block runs."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    engine = model.Session.get_bind()
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def test_a_public_dataset_says_published_and_nothing_that_is_unknown():
    dataset = factories.Dataset()
    assert computed(dataset["id"]) == {"governance_state": "published"}


def test_a_private_dataset_says_draft():
    dataset = factories.Dataset(private=True, owner_org=factories.Organization()["id"])
    assert computed(dataset["id"]) == {"governance_state": "draft"}


def test_a_dataset_whose_form_was_left_halfway_says_draft():
    dataset = factories.Dataset(state="draft")
    assert computed(dataset["id"]) == {"governance_state": "draft"}


def test_what_was_concluded_is_read_everywhere_even_a_score_of_nought():
    dataset = factories.Dataset()
    conclude(dataset["id"], **EVERYTHING)
    assert computed(dataset["id"]) == EVERYTHING


def test_a_search_can_be_narrowed_by_what_was_concluded():
    dataset = factories.Dataset()
    conclude(dataset["id"], **EVERYTHING)
    for name in ("governance_state", "legal_eligibility", "quality_status"):
        narrowed = f"vocab_opendatalab_{name}:{EVERYTHING[name]} AND id:{dataset['id']}"
        assert helpers.call_action("package_search", fq=narrowed)["count"] == 1, name


def test_a_conclusion_taken_back_is_absent_again():
    dataset = factories.Dataset()
    conclude(dataset["id"], **EVERYTHING)
    conclude(dataset["id"], quality_score=None, governance_state=None)
    assert computed(dataset["id"]) == {
        "governance_state": "published",
        "legal_eligibility": "open",
        "quality_status": "good",
    }


def test_a_conclusion_leaves_the_date_of_the_dataset_alone():
    dataset = factories.Dataset()
    conclude(dataset["id"], **EVERYTHING)
    assert shown(dataset["id"])["metadata_modified"] == dataset["metadata_modified"]
    assert found(dataset["id"])["metadata_modified"] == dataset["metadata_modified"]


def test_only_a_computed_field_can_be_written():
    with pytest.raises(ValueError, match="title"):
        status.write("anything", {"title": "Budget"})


def test_what_a_client_sends_for_a_computed_field_is_ignored():
    claimed = dict.fromkeys(EVERYTHING, "approved") | {"quality_score": 100}
    dataset = factories.Dataset(**claimed)
    assert computed(dataset["id"]) == {"governance_state": "published"}
    change("package_patch", id=dataset["id"], title="Patched", **claimed)
    assert computed(dataset["id"]) == {"governance_state": "published"}
    change("package_update", **{**shown(dataset["id"]), "title": "Updated", **claimed})
    assert computed(dataset["id"]) == {"governance_state": "published"}


def test_a_free_field_with_the_name_of_a_computed_one_convinces_nobody():
    dataset = factories.Dataset()
    with contextlib.suppress(tk.ValidationError):  # refused: just as well
        extras = [{"key": "quality_score", "value": "100"}]
        change("package_patch", id=dataset["id"], extras=extras)
    assert computed(dataset["id"]) == {"governance_state": "published"}


def test_a_dataset_read_and_sent_back_keeps_what_was_concluded():
    dataset = factories.Dataset()
    conclude(dataset["id"], **EVERYTHING)
    change("package_update", **{**shown(dataset["id"]), "title": "Sent back"})
    assert computed(dataset["id"]) == EVERYTHING


def test_showing_a_dataset_costs_one_query_of_ours():
    dataset = factories.Dataset()
    shown(dataset["id"])
    with statements() as sent:
        shown(dataset["id"])
    ours = [statement for statement in sent if "opendatalab" in statement]
    assert len(ours) == 1, ours


def test_a_search_costs_no_query_of_ours_however_many_datasets_it_finds():
    title = factories.Dataset.stub().name
    for _ in range(20):
        factories.Dataset(title=title)

    def asked(rows: int) -> list[str]:
        with statements() as sent:
            result = helpers.call_action("package_search", q=f'title:"{title}"', rows=rows)
        assert len(result["results"]) == rows
        return sent

    asked(1)
    one, twenty = asked(1), asked(20)
    assert not [statement for statement in twenty if "opendatalab" in statement]
    assert len(twenty) == len(one)
