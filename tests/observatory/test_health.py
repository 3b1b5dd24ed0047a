"""The doctor: what it finds in a healthy portal, in a sick one, and how it ends."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import rq
import sqlalchemy as sa
from ckan.cli.cli import ckan
from ckan.lib import jobs, search
from ckan.tests import factories, helpers

from ckanext.opendatalab.common import outbox
from ckanext.opendatalab.common.model import Mail
from ckanext.opendatalab.observatory import health
from ckanext.opendatalab.observatory.health import installation, report, services
from ckanext.opendatalab.observatory.health.report import Finding
from tests import shell


@pytest.fixture
def speaking(with_request_context: None) -> None:
    """Sentences need a language, which a request has."""


def told(findings: Any) -> dict[str, str]:
    """Sentences and advice of one check, by level."""
    by_level: dict[str, str] = {}
    for finding in findings:
        lines = by_level.get(finding.level, "")
        by_level[finding.level] = f"{lines}{finding.sentence} → {finding.advice}\n"
    return by_level


# --- how it is told -----------------------------------------

FINE = Finding("index", "ok", "3 datasets are indexed")
WARNING = Finding("worker", "warning", "No worker", "ckan jobs worker")
ERROR = Finding("migrations", "error", "No tables", "ckan db upgrade")


@pytest.mark.parametrize(
    ("findings", "level", "code"),
    [
        ([], "ok", 0),
        ([FINE], "ok", 0),
        ([FINE, WARNING], "warning", 0),
        ([ERROR, WARNING, FINE], "error", 1),
    ],
)
def test_only_an_error_ends_with_1(findings: list[Finding], level: str, code: int):
    assert report.worst(findings) == level
    assert report.exit_code(findings) == code


def test_the_text_says_the_level_in_words_and_what_to_do_below():
    text = report.as_text([FINE, WARNING], {"ok": "bon", "warning": "attention", "error": "ERREUR"})
    assert text.splitlines() == [
        "bon        index   3 datasets are indexed",
        "attention  worker  No worker",
        "                 → ckan jobs worker",
    ]


def test_the_json_is_for_programs():
    told = json.loads(report.as_json([WARNING], {"ckan": "2.12.0"}))
    assert told == {
        "result": "warning",
        "versions": {"ckan": "2.12.0"},
        "findings": [
            {
                "check": "worker",
                "level": "warning",
                "sentence": "No worker",
                "advice": "ckan jobs worker",
            }
        ],
    }


# --- a healthy portal -----------------------------------------


@pytest.mark.usefixtures("portal")
def test_a_healthy_portal_has_no_error_and_every_check_speaks(cli: Any):
    helpers.call_action("job_clear")  # no worker serves the tests
    factories.Dataset()
    result = cli.invoke(ckan, ["opendatalab", "check", "--json"])
    told = json.loads(result.stdout)
    assert [f for f in told["findings"] if f["level"] == "error"] == []
    assert result.exit_code == 0
    assert {f["check"] for f in told["findings"]} == set(health.CHECKS)


@pytest.mark.usefixtures("used_portal")
def test_a_french_portal_is_told_in_french(tmp_path: Path):
    ended = shell.ckan(tmp_path, "opendatalab", "check", options={"ckan.locale_default": "fr"})
    assert "Jeux de données indexés" in ended.stdout
    assert "datasets" not in ended.stdout.replace("opendatalab_datasets", "")


# --- a sick one, part by part -----------------------------------------

sick = pytest.mark.usefixtures("used_portal", "speaking")


@sick
def test_a_dataset_that_is_not_indexed_is_an_error_with_the_command_that_mends_it():
    dataset = factories.Dataset()
    search.clear(dataset["id"])
    assert "search-index rebuild" in told(services.index())["error"]


@sick
def test_missing_tables_are_an_error_with_the_command_that_creates_them(cli: Any):
    cli.invoke(ckan, ["db", "downgrade", "-p", "opendatalab"])
    try:
        error = told(services.migrations())["error"]
    finally:
        cli.invoke(ckan, ["db", "upgrade", "-p", "opendatalab"])
    assert "opendatalab_status" in error
    assert "db upgrade -p opendatalab" in error


@sick
def test_a_job_that_has_waited_long_is_an_error_and_a_fresh_one_a_warning(
    monkeypatch: pytest.MonkeyPatch,
):
    jobs.get_queue("slow").empty()
    job = jobs.enqueue(print, queue="slow")
    try:
        warning = told(services.worker())["warning"]
        assert "slow" in warning
        assert "jobs worker slow" in warning
        job.enqueued_at = datetime.now(timezone.utc) - timedelta(hours=1)
        if rq.VERSION.startswith("1."):
            job.enqueued_at = job.enqueued_at.replace(tzinfo=None)
        job.save()
        assert "60 min" in told(services.worker())["error"]
    finally:
        job.delete()


@sick
def test_without_a_worker_it_says_how_to_start_one():
    jobs.get_queue().empty()
    assert "jobs worker" in told(services.worker())["warning"]


@sick
def test_a_worker_at_work_is_seen():
    worker = rq.Worker([jobs.get_queue()], connection=jobs.connect_to_redis())
    worker.register_birth()
    try:
        assert "default" in told(services.worker())["ok"]
    finally:
        worker.register_death()


@pytest.fixture
def listening() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@sick
def test_a_mail_server_of_this_machine_is_asked(listening: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(tk.config, "smtp.server", f"127.0.0.1:{listening}")
    assert f"127.0.0.1:{listening}" in told(services.mail())["ok"]
    monkeypatch.setitem(tk.config, "smtp.server", "127.0.0.1:1")
    assert "smtp.server" in told(services.mail())["warning"]


@sick
def test_another_machines_mail_server_is_left_alone(monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: Any) -> None:
        raise AssertionError("another machine was asked")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setitem(tk.config, "smtp.server", "smtp.valorne.example:587")
    assert "smtp.valorne.example" in told(services.mail())["ok"]


@sick
def test_mail_without_a_sender_is_a_warning(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(tk.config, "smtp.server", "smtp.valorne.example")
    monkeypatch.setitem(tk.config, "smtp.mail_from", "")
    assert "smtp.mail_from" in told(services.mail())["warning"]


@sick
def test_mails_that_wait_too_long_or_were_given_up_are_a_warning():
    model.Session.execute(sa.delete(Mail))
    assert "outbox" in [finding.check for finding in services.outbox()]
    outbox.add("tested", "a@valorne.example", "Bonjour", "")
    outbox.add("tested", "b@valorne.example", "Bonjour", "")
    assert "2 mails wait" in told(services.outbox())["ok"]
    long_ago = datetime.now(timezone.utc) - timedelta(hours=1)
    model.Session.execute(
        sa.update(Mail).where(Mail.recipient == "a@valorne.example").values(next_try_at=long_ago)
    )
    assert "outbox send" in told(services.outbox())["warning"]
    model.Session.execute(sa.update(Mail).values(next_try_at=None))
    assert "2 mails were given up" in told(services.outbox())["warning"]
    model.Session.rollback()


@sick
def test_an_option_that_does_not_exist_is_a_warning(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(tk.config, "opendatalab.form_page", "on")
    assert "opendatalab.form_page " in told(installation.options())["warning"]


@sick
def test_passwords_in_clear_are_a_warning(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(tk.config, "ckan.site_url", "http://data.valorne.example")
    assert "https" in told(installation.options())["warning"]
    monkeypatch.setitem(tk.config, "ckan.site_url", "https://data.valorne.example")
    assert "warning" not in told(installation.options())


@sick
@pytest.mark.parametrize("content", ["", "[]", "<html>"])
def test_a_licence_list_that_cannot_be_read_is_an_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str
):
    (tmp_path / "licences.json").write_text(content, encoding="utf-8")
    address = (tmp_path / "licences.json").as_uri()
    monkeypatch.setitem(tk.config, "licenses_group_url", address)
    assert "licenses_group_url" in told(installation.options())["error"]


@sick
def test_the_order_of_the_plugins_matters(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(tk.config, "ckan.plugins", ["dcat", "opendatalab", "opendatalab_datasets"])
    assert "dcat" in told(installation.plugins())["error"]
    monkeypatch.setitem(tk.config, "ckan.plugins", ["opendatalab", "dcat"])
    assert "opendatalab_datasets" in told(installation.plugins())["error"]


@sick
def test_a_theme_that_replaces_a_template_of_ours_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    folder = Path(str(installation.ckanext.opendatalab.__path__[0]), "templates")
    name = next(folder.rglob("*.html")).relative_to(folder)
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text("{# theirs #}", encoding="utf-8")
    paths = [str(tmp_path), *tk.config["computed_template_paths"]]
    monkeypatch.setitem(tk.config, "computed_template_paths", paths)
    assert str(tmp_path / name) in told(installation.templates())["warning"]
    (tmp_path / name).write_text("{% ckan_extends %}", encoding="utf-8")
    assert list(told(installation.templates())) == ["ok"]


@sick
def test_a_type_without_a_schema_and_fields_that_a_schema_lacks_are_told(
    monkeypatch: pytest.MonkeyPatch,
):
    bare = {"dataset_type": "dataset", "dataset_fields": [], "resource_fields": []}
    monkeypatch.setattr(
        installation.scheming_helpers,
        "scheming_get_dataset_schema",
        lambda type_, expanded=True: bare if type_ == "dataset" else None,
    )
    monkeypatch.setitem(tk.config, "opendatalab.dataset_types", ["dataset", "bus_stop"])
    findings = told(installation.schema())
    assert "bus_stop" in findings["error"]
    assert "theme" in findings["warning"]


@sick
def test_a_profile_that_leaves_fields_out_is_a_warning(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(tk.config, "ckanext.dcat.rdf.profiles", "euro_dcat_ap")
    assert "euro_dcat_ap_3" in told(installation.dcat())["warning"]


@sick
def test_a_folder_that_is_not_there_cannot_store_files(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setitem(tk.config, "ckan.storage_path", str(tmp_path / "absent"))
    assert "absent" in told(installation.storage())["error"]


@sick
def test_a_check_that_breaks_does_not_silence_the_others():
    def broken() -> Iterator[Finding]:
        raise RuntimeError("no such luck")

    findings = list(health.examine({"broken": broken, "fine": lambda: [FINE]}))
    assert [f.level for f in findings] == ["error", "ok"]
    assert "no such luck" in findings[0].sentence


@pytest.mark.usefixtures("used_portal")
def test_without_solr_and_redis_ckan_starts_and_the_doctor_names_both(tmp_path: Path):
    # Without a database CKAN itself does not start.
    nowhere = {
        "CKAN_SOLR_URL": "http://127.0.0.1:1/solr/nothing",
        "CKAN_REDIS_URL": "redis://127.0.0.1:1/0",
        "CKAN_STORAGE_PATH": str(tmp_path),
    }
    ended = shell.ckan(tmp_path, "opendatalab", "check", "--json", environment=nowhere)
    assert ended.returncode == 1, ended.stderr
    broken = {f["check"] for f in json.loads(ended.stdout)["findings"] if f["level"] == "error"}
    assert broken == {"index", "worker"}
