"""Whom a task goes to."""

from __future__ import annotations

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan.tests import factories, helpers

from ckanext.opendatalab.common import log
from ckanext.opendatalab.common.model import Mail
from ckanext.opendatalab.workflow.governance import finding, recipients, situation
from ckanext.opendatalab.workflow.tasks import reach
from tests.legal import world as legal
from tests.tasks import world
from tests.tasks.test_absence import away
from tests.tasks.world import Commune, put, tasks

pytestmark = pytest.mark.usefixtures("used_portal")


def assign(by, dataset, user, version=None):
    """The task to somebody, a name or ``""``."""
    context = {"user": by["name"], "ignore_auth": False}
    return helpers.call_action(
        "opendatalab_workflow_assign",
        context=context,
        id=dataset["id"],
        version=world.version(dataset) if version is None else version,
        user=user if isinstance(user, str) else user["name"],
    )


def mails(dataset):
    model.Session.rollback()
    table = Mail.__table__
    rows = model.Session.execute(
        sa.select(table).where(table.c.event.like(f"workflow_assigned:{dataset['id']}:%"))
    )
    return {row.recipient: row for row in rows}


def test_a_task_goes_to_somebody_who_is_told_and_to_nobody_again():
    commune = Commune()
    dataset = put(commune.dataset(title="Arbres de la commune"), "in_review")
    assert commune.project_lead2
    shown = assign(commune.editor, dataset, commune.project_lead)
    assert (shown["assignee"]["name"], shown["version"]) == (commune.project_lead["name"], 2)
    assert shown["warning"] == ""
    assert dataset["name"] in tasks(commune.project_lead)
    assert dataset["name"] not in tasks(commune.project_lead2)
    (mail,) = mails(dataset).values()
    assert mail.recipient == commune.project_lead["id"]
    assert "Arbres de la commune" in mail.subject
    assert mail.body.count("http") == 1
    entry = log.read(package_id=dataset["id"])[0]
    assert (entry.kind, entry.data["assignee"]) == ("workflow_assigned", mail.recipient)
    assert assign(commune.editor, dataset, "")["assignee"] is None
    assert dataset["name"] in tasks(commune.project_lead2)
    assert len(mails(dataset)) == 1


def test_nothing_changes_and_nobody_is_told_where_it_is_so_already_or_hers():
    commune = Commune()
    dataset = put(commune.dataset(), "in_review")
    assert assign(commune.project_lead, dataset, commune.project_lead)["version"] == 2
    assert assign(commune.project_lead, dataset, commune.project_lead)["version"] == 2
    assert mails(dataset) == {}


def test_whoever_stands_in_for_her_is_told_too():
    commune = Commune()
    dataset = put(commune.dataset(), "in_review")
    away(commune.project_lead, commune.dpo)
    assign(commune.editor, dataset, commune.project_lead)
    assert set(mails(dataset)) == {commune.project_lead["id"], commune.dpo["id"]}


def test_one_is_warned_where_that_person_can_do_nothing_about_it():
    commune = Commune()
    dataset = put(commune.dataset(), "in_review")
    assert "has no role that may do" in assign(commune.editor, dataset, commune.member)["warning"]
    put(dataset, "in_review", authors=[commune.project_lead])
    shown = assign(commune.editor, dataset, commune.project_lead)
    assert shown["warning"]
    user = model.User.get(commune.editor2["id"])
    user.email = None
    model.Session.commit()
    draft = commune.dataset()
    assert "no e-mail address" in assign(commune.editor, draft, commune.editor2)["warning"]


def test_a_step_that_nobody_can_make_is_known_as_such():
    commune = Commune()
    dataset = put(commune.dataset(), "in_review")

    def unreachable():
        model.Session.rollback()
        package = model.Package.get(dataset["id"])
        found = situation.of(package, finding.instance(package.id), commune.editor["name"])
        return recipients.unreachable(found), reach.warning(found, None)

    # What is still to settle comes first, and these are reached.
    assert commune.legal_officer
    assert not unreachable()[0]
    helpers.call_action("user_delete", id=commune.editor["id"])
    helpers.call_action("user_delete", id=commune.legal_officer["id"])
    told, warning = unreachable()
    assert told
    assert "Nobody who is awaited can be reached" in warning


def test_only_those_who_work_on_it_assign_it_and_only_to_people_of_the_organization():
    commune, other = Commune(), Commune()
    dataset = put(commune.dataset(), "in_review")
    for someone in (commune.member, commune.elected_official, other.admin, factories.User()):
        with pytest.raises(tk.NotAuthorized):
            assign(someone, dataset, commune.project_lead)
    gone = commune.editor2
    helpers.call_action("user_delete", id=gone["id"])
    for wrong in (other.project_lead, factories.User(), gone, "no-such-user", "\0", "x" * 300):
        with pytest.raises(tk.ValidationError) as error:
            assign(commune.editor, dataset, wrong)
        assert list(error.value.error_dict) == ["user"]


def test_a_stale_page_assigns_nothing():
    commune = Commune()
    dataset = put(commune.dataset(), "in_review")
    assign(commune.editor, dataset, commune.project_lead, version=1)
    with pytest.raises(tk.ValidationError) as error:
        assign(commune.editor, dataset, commune.dpo, version=1)
    assert list(error.value.error_dict) == ["version"]
    organization = legal.organization()
    ungoverned = legal.person(organization, capacity="editor")
    with pytest.raises(tk.ObjectNotFound):
        assign(ungoverned, legal.dataset(organization), "", version=1)
