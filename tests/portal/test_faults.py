"""What fails around a step: state, lock, log, mails and index agree afterwards, or soon."""

from __future__ import annotations

import os
import signal
import time
from contextlib import contextmanager

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan.lib.search import common as search_common
from ckan.lib.search import index as ckan_index
from ckan.lib.search.common import make_connection

from ckanext.opendatalab.common import gates, log, outbox, tables
from ckanext.opendatalab.common.model import Mail
from ckanext.opendatalab.workflow.governance import step
from ckanext.opendatalab.workflow.tasks import tick
from tests.governance import world
from tests.tasks.clockwork import Commune, mails, put, spoil, submitted, where

NOBODY = "http://127.0.0.1:1/solr/ckan"


@pytest.fixture(autouse=True)
def open_gates(used_portal, request):
    """Only what the workflow asks itself: no legal analysis."""
    if "app" in request.fixturenames:
        request.getfixturevalue("app")  # which loads the plugins anew, with their gates
    before = gates.registered()
    gates.use([gates.Gate("open", lambda package: [], lambda package: "")])
    yield
    gates.use(before)


@pytest.fixture
def commune(used_portal):
    found = Commune()
    for who in ("editor", "project_lead", "dpo"):
        getattr(found, who)
    return found


@pytest.fixture
def solr_down(monkeypatch):
    """Have the index not answer, as long as the block lasts."""

    @contextmanager
    def down():
        with monkeypatch.context() as there:
            there.setitem(tk.config, "solr_url", NOBODY)
            kept = getattr(search_common, "SolrSettings", None)  # only in CKAN 2.11
            if kept is not None:
                there.setattr(kept, "_url", NOBODY)
            yield

    return down


def known(dataset):
    """Return everything that a failed step must leave as it was."""
    instance = where(dataset)
    package = model.Package.get(dataset["id"])
    model.Session.refresh(package)
    return (
        instance,
        package.private,
        package.state,
        package.metadata_modified,
        len(log.read(package_id=dataset["id"])),
        len(mails(dataset)),
        capacity(dataset),
    )


def capacity(dataset):
    """Return whether the index shows a dataset to everybody; nothing: it is not there."""
    fq = [f'site_id:"{tk.config["ckan.site_id"]}"', f"id:{dataset['id']}"]
    docs = make_connection().search("*:*", fq=fq, fl="capacity").docs
    return docs[0]["capacity"] if docs else None


def approve(commune, dataset):
    return world.step(commune.project_lead, dataset, "approve")


def test_with_the_index_down_nothing_is_published_and_nothing_changed(commune, solr_down):
    dataset = submitted(commune)
    before = known(dataset)
    with solr_down(), pytest.raises(tk.ValidationError) as refused:
        approve(commune, dataset)
    assert "try again" in refused.value.error_dict["transition"][0]
    assert where(dataset).to_index  # nobody knows what the index took
    tick.run()
    assert known(dataset) == before
    approve(commune, dataset)
    assert capacity(dataset) == "public"


def test_an_emergency_withdrawal_needs_no_index_which_catches_up(commune, solr_down, app):
    dataset = submitted(commune)
    approve(commune, dataset)
    with solr_down():
        shown = world.step(commune.editor, dataset, "withdraw_now")
        assert shown["state"]["code"] == "withdrawn"
        assert world.stored(dataset["id"]) == (True, "active")
        assert app.get(f"/dataset/{dataset['name']}", status=404)
        failed = tick.run().to_json()
        assert failed["failed"] >= 1
    assert where(dataset).to_index
    assert any("72 hours" in one.body for one in mails(dataset))
    assert capacity(dataset) == "public"
    assert ("indexed", dataset["name"]) in [(one.what, one.dataset) for one in tick.run().lines]
    assert capacity(dataset) == "private"
    assert not where(dataset).to_index


def test_a_step_does_not_wait_for_the_mail_server(commune, monkeypatch):
    model.Session.execute(sa.delete(Mail))
    model.Session.commit()
    monkeypatch.setitem(tk.config, "smtp.server", "127.0.0.1:1")
    dataset = submitted(commune)
    approve(commune, dataset)
    assert outbox.deliver() == outbox.Round(to_retry=1)
    assert world.stored(dataset["id"]) == (False, "active")
    (mail,) = [one for one in mails(dataset) if one.recipient == commune.editor["id"]]
    assert mail.sent_at is None
    assert mail.next_try_at is not None


def test_a_commit_that_fails_leaves_nothing_not_even_in_the_index(commune):
    dataset = submitted(commune)
    before = known(dataset)
    with _refused_at_commit(dataset["id"]), pytest.raises(Exception, match="not now"):
        approve(commune, dataset)
    assert known(dataset)[1:] == before[1:]
    assert where(dataset).state.code == "in_review"
    approve(commune, dataset)
    assert world.stored(dataset["id"]) == (False, "active")


def test_a_form_that_ckan_refuses_is_told_where_the_step_is_made(commune):
    dataset = submitted(commune)
    spoil(dataset)
    before = known(dataset)
    with pytest.raises(tk.ValidationError) as refused:
        approve(commune, dataset)
    told = refused.value.error_dict["transition"]
    assert told[0].startswith("CKAN refuses the dataset as it is.")
    assert len(told) > 1
    assert known(dataset) == before


def test_another_plugin_that_fails_while_indexing_undoes_no_withdrawal(commune, monkeypatch):
    dataset = submitted(commune)
    approve(commune, dataset)

    def fail(*_, **__):
        raise KeyError("another plugin")

    with monkeypatch.context() as broken:
        broken.setattr(ckan_index.PackageSearchIndex, "update_dict", fail)
        world.step(commune.editor, dataset, "withdraw_now")
    assert world.stored(dataset["id"]) == (True, "active")
    tick.run()
    assert capacity(dataset) == "private"


def test_what_follows_by_itself_and_fails_undoes_no_step(commune, monkeypatch):
    dataset = commune.dataset(**world.COMPLETE)

    def fail(_):
        raise RuntimeError("down")

    monkeypatch.setattr(step, "advance", fail)
    world.step(commune.editor, dataset, "submit")
    assert where(dataset).state.code == "in_review"


def test_a_worker_killed_after_the_commit_leaves_the_index_to_tick(commune):
    dataset = submitted(commune)
    approve(commune, dataset)
    killed(step.reindex, "reindex", _at_once, lambda: _withdraw(commune, dataset))
    assert world.stored(dataset["id"]) == (True, "active")
    assert where(dataset).state.code == "withdrawn"
    assert capacity(dataset) == "public"
    tick.run()
    assert capacity(dataset) == "private"


def test_a_worker_killed_before_the_commit_leaves_nothing_public_in_the_index(commune):
    dataset = submitted(commune)
    killed(
        ckan_index.PackageSearchIndex,
        "index_package",
        _afterwards,
        lambda: approve(commune, dataset),
    )
    assert where(dataset).state.code == "in_review"
    assert world.stored(dataset["id"]) == (True, "active")
    assert capacity(dataset) == "public"  # CKAN writes the index first
    assert tick.run(dry_run=True).to_json()["indexed"] >= 1
    tick.run()
    assert capacity(dataset) == "private"
    assert len(log.read(package_id=dataset["id"], kind="workflow_step")) == 1


def test_a_dataset_purged_behind_the_page_is_told_as_gone(commune):
    dataset = submitted(commune)
    version = where(dataset).version
    world.call(world.sysadmin(), "dataset_purge", id=dataset["id"])
    given = {"id": dataset["id"], "transition": "approve", "version": version}
    with pytest.raises(tk.ObjectNotFound):
        world.call(commune.project_lead, "opendatalab_workflow_transition", **given)
    assert step.advance(dataset["id"]) is None
    assert step.index(dataset["id"])
    assert capacity(dataset) is None


def test_a_public_record_is_withdrawn_with_the_index_down_too(commune, solr_down):
    dataset = commune.dataset(resources=[], **world.COMPLETE)
    put(dataset, "record_only")
    with solr_down():
        world.step(commune.editor, dataset, "withdraw_now")
    assert world.stored(dataset["id"]) == (True, "active")


def _withdraw(commune, dataset):
    world.step(commune.editor, dataset, "withdraw_now")


@contextmanager
def _refused_at_commit(package_id):
    """Have PostgreSQL refuse, at the commit and not before, what changes a dataset's row."""
    trigger = f"""
        CREATE FUNCTION opendatalab_test_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'not now'; END $$;
        CREATE CONSTRAINT TRIGGER opendatalab_test AFTER UPDATE ON opendatalab_workflow
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
        WHEN (NEW.package_id = '{package_id}' AND NEW.state <> OLD.state)
        EXECUTE FUNCTION opendatalab_test_refuse()
    """
    model.Session.rollback()
    with tables.engine().begin() as connection:
        connection.execute(sa.text(trigger))
    try:
        yield
    finally:
        model.Session.rollback()
        with tables.engine().begin() as connection:
            connection.execute(sa.text("DROP FUNCTION opendatalab_test_refuse() CASCADE"))


def _at_once(_):
    return lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)


def _afterwards(original):
    def index_and_die(*given, **named):
        original(*given, **named)
        make_connection().commit()
        os.kill(os.getpid(), signal.SIGKILL)

    return index_and_die


def killed(module, name, replaced, work):
    """Do some work in a process of its own, killed where a function is called."""
    model.Session.remove()
    child = os.fork()
    if child == 0:
        try:
            # The connections are the parent's.
            tables.engine().pool = tables.engine().pool.recreate()
            setattr(module, name, replaced(getattr(module, name)))
            work()
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "it ended by itself"
    time.sleep(1)  # until PostgreSQL notices
    model.Session.expire_all()
