"""``ckan opendatalab role`` and ``ckan opendatalab outbox``."""

from __future__ import annotations

import json

import ckan.model as model
import pytest
import sqlalchemy as sa
from ckan.cli.cli import ckan
from ckan.tests import factories

from ckanext.opendatalab.common import log, outbox, roles
from ckanext.opendatalab.common.model import Mail


@pytest.fixture
def run(cli):
    return lambda *words: cli.invoke(ckan, ["opendatalab", *words])


@pytest.fixture
def somebody(used_portal):
    return factories.User()


def test_a_role_is_granted_listed_and_revoked(run, organisation, somebody):
    words = (somebody["name"], "dpo", "--organization", organisation.name)
    granted = run("role", "grant", *words)
    assert granted.exit_code == 0, granted.output
    assert roles.of(somebody["id"], organisation.id) == {"dpo"}
    assert "already there" in run("role", "grant", *words).output
    listed = run("role", "list", "--organization", organisation.name)
    assert f"{somebody['name']}\tdpo\t{organisation.name}\t20" in listed.output
    (found,) = json.loads(run("role", "list", "--user", somebody["name"], "--json").stdout)
    assert found["role"] == "dpo"
    assert json.loads(run("role", "revoke", *words, "--json").stdout) == {"changed": True}
    assert "no such role" in run("role", "revoke", *words).output
    kinds = [entry.kind for entry in log.read(organization_id=organisation.id)]
    assert kinds == ["role_revoked", "role_granted"]


def test_without_an_organisation_the_role_holds_in_the_whole_portal(run, somebody):
    granted = json.loads(run("role", "grant", somebody["name"], "project_lead", "--json").stdout)
    assert (granted["changed"], granted["organization_id"]) == (True, None)
    assert roles.of(somebody["id"], None) == {"project_lead"}
    assert "(whole portal)" in run("role", "list", "--user", somebody["name"]).output
    assert run("role", "revoke", somebody["name"], "project_lead").exit_code == 0
    assert roles.of(somebody["id"], None) == set()


def test_a_wrong_name_is_told_in_one_sentence(run, organisation, somebody):
    for words, told in (
        (("grant", "no-such-person", "dpo"), "Check its spelling"),
        (("grant", somebody["name"], "king"), "king"),
        (("grant", somebody["name"], "dpo", "--organization", "nope"), "not found"),
        (("list", "--organization", "nope"), "not found"),
    ):
        refused = run("role", *words)
        assert refused.exit_code != 0
        assert told in refused.output
        assert "Traceback" not in refused.output


def test_mails_are_sent_and_listed(run, mail_server, somebody):
    model.Session.execute(sa.delete(Mail))
    outbox.add("tested", somebody["id"], "Bonjour", "confidentiel")
    outbox.add("tested", "no-such-account", "Bonjour", "confidentiel")
    model.Session.commit()
    (first, _) = json.loads(run("outbox", "list", "--json").stdout)
    assert first["recipient"] == somebody["name"]
    assert "1 sent, 0 to retry, 1 given up" in run("outbox", "send").output
    assert len(mail_server.get_smtp_messages()) == 1
    listed = run("outbox", "list").output
    assert "given up\tthe account does not exist any more" in listed
    assert "confidentiel" not in listed
    # An older click puts what is logged on standard output too.
    again = json.loads(run("outbox", "send", "--again", "--json").stdout.splitlines()[-1])
    assert again == {"sent": 0, "to_retry": 0, "given_up": 1}
