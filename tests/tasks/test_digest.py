"""The weekly summary: one mail to each person and week."""

from __future__ import annotations

import ckan.model as model
import pytest
import sqlalchemy as sa

from ckanext.opendatalab.common import clock
from ckanext.opendatalab.common.model import Mail
from ckanext.opendatalab.workflow.model import Workflow
from ckanext.opendatalab.workflow.tasks import digest, tick
from tests.governance import world
from tests.tasks.clockwork import Commune, cheap, in_days, put

pytestmark = pytest.mark.usefixtures("open_gates")


@pytest.fixture(autouse=True)
def nothing_before(used_portal):
    """Neither mails nor tasks of another test."""
    model.Session.execute(sa.delete(Mail))
    model.Session.execute(sa.delete(Workflow))
    model.Session.commit()


@pytest.fixture
def today(monkeypatch):
    """Have the summary be due today."""
    monkeypatch.setattr(digest.config, "digest_weekday", lambda: clock.today().isoweekday())


def sent(user):
    """Return the summaries that somebody got."""
    model.Session.rollback()
    mine = sa.select(Mail).where(Mail.recipient == user["id"], Mail.event.like("workflow_digest:%"))
    return list(model.Session.scalars(mine))


def test_each_person_gets_one_mail_a_week_with_what_is_hers(today):
    commune, other = Commune(), Commune()
    for one in (commune, other):
        one.project_lead  # noqa: B018 - it makes her
    late = commune.dataset(title="Le plus en retard")
    put(late, "in_review", due_on=in_days(-4).date())
    cheap(commune, 30, "in_review")
    cheap(other, 1, "in_review")
    tick.run()
    (mail,) = sent(commune.project_lead)
    assert mail.subject == "31 datasets await you"
    assert "1 is overdue." in mail.body
    lines = [line for line in mail.body.splitlines() if line.startswith("- ")]
    assert len(lines) == digest.MOST_LISTED
    assert lines[0].startswith("- Le plus en retard: Approve and publish")
    assert "And 11 more." in mail.body
    assert mail.body.endswith("http://test.ckan.net/opendatalab/tasks")
    assert mail.body.count("http") == 1
    (short,) = sent(other.project_lead)
    assert short.subject == "1 dataset awaits you"
    assert sent(commune.editor) == []
    cheap(other, 1, "in_review")
    assert tick.run().to_json()["digests"] == 0
    assert len(sent(other.project_lead)) == 1


def test_on_another_day_there_is_none(monkeypatch):
    commune = Commune()
    commune.project_lead  # noqa: B018 - it makes her
    cheap(commune, 1, "in_review")
    for day in (0, clock.today().isoweekday() % 7 + 1):
        monkeypatch.setattr(digest.config, "digest_weekday", lambda day=day: day)
        tick.run()
    assert sent(commune.project_lead) == []


def test_what_somebody_may_not_read_is_not_in_her_summary(today):
    commune = Commune()
    dataset = commune.dataset(title="SECRET")
    stranger = world.person()
    put(dataset, "in_review", assignee_id=stranger["id"])
    tick.run()
    assert sent(stranger) == []
