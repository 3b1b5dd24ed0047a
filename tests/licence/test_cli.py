"""``ckan opendatalab licence``."""

from __future__ import annotations

import pytest
from ckan.tests import factories

from ckanext.opendatalab.licence import cli as commands
from ckanext.opendatalab.licence import register


@pytest.fixture
def run(cli):
    return lambda *words: cli.invoke(commands.licence, words)


@pytest.mark.usefixtures("with_plugins")
def test_export_writes_the_list_and_check_tells_when_it_is_stale(run, tmp_path, monkeypatch):
    monkeypatch.setattr(register, "CKAN_LIST", tmp_path / "licences.json")
    register.CKAN_LIST.write_text("[]")
    stale = run("export", "--check")
    assert stale.exit_code == 1
    assert "is stale" in stale.output
    assert run("export").exit_code == 0
    assert register.CKAN_LIST.read_text() == register.ckan_list()
    assert run("export", "--check").exit_code == 0


def test_check_prints_what_is_found_and_fails_on_errors(run, organisation):
    good = factories.Dataset(owner_org=organisation.id, license_id="lov2", private=True)
    bad = factories.Dataset(owner_org=organisation.id, license_id="cc-by", private=True)
    assert run("check", good["name"]).exit_code == 0
    result = run("check", good["name"], bad["name"])
    assert result.exit_code == 1
    assert result.output.startswith(f"{bad['name']}\terror\t")
    everything = run("check", "--all")
    assert f"{bad['name']}\terror\t" in everything.output
    missing = run("check", "no-such-dataset")
    assert missing.exit_code == 1
    assert "no dataset is called 'no-such-dataset'" in missing.output


@pytest.mark.parametrize("words", [["check"], ["check", "--all", "a-dataset"]])
def test_check_asks_for_either_datasets_or_all_of_them(run, words):
    result = run(*words)
    assert result.exit_code == 2
    assert "name datasets, or give --all" in result.output
