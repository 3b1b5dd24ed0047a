"""Mails: one per event and person, after the commit, whatever happens to the mail server."""

from __future__ import annotations

import os
import signal
import smtplib
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from email import message_from_string, policy
from pathlib import Path

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan.lib import jobs
from ckan.tests import factories, helpers

from ckanext.opendatalab.common import outbox
from ckanext.opendatalab.common.model import Mail
from tests import shell
from tests.licence.conftest import unique

REAL_SMTP = smtplib.SMTP


@pytest.fixture(autouse=True)
def empty_outbox(used_portal):
    model.Session.execute(sa.delete(Mail))
    model.Session.commit()


@pytest.fixture
def somebody():
    return factories.User(fullname="Anne Juriste", email=f"{unique('anne')}@valorne.example")


def add(recipient, event="tested", subject="Analyse validée", body="À lire :\nhttps://x.example/"):
    outbox.add(event, recipient, subject, body)


def add_for_good(recipient, **words):
    add(recipient, **words)
    model.Session.commit()


def received(mail_server):
    """Addresses, subject and text of each mail."""
    mails = []
    for _, _, to, text in mail_server.get_smtp_messages():
        message = message_from_string(text, policy=policy.default)
        mails.append((to, message["Subject"], message.get_content().strip()))
    return mails


def rows():
    anew = sa.select(Mail).order_by(Mail.id).execution_options(populate_existing=True)
    return list(model.Session.scalars(anew))


def make_due():
    past = datetime.now(timezone.utc) - timedelta(seconds=1)
    model.Session.execute(
        sa.update(Mail).where(Mail.next_try_at.isnot(None)).values(next_try_at=past)
    )
    model.Session.commit()


# --- what is sent, and to whom -----------------------------------


def test_a_mail_reaches_the_address_that_the_person_has_when_it_leaves(mail_server, somebody):
    add_for_good(somebody["id"])
    person = model.User.get(somebody["id"])
    person.email = "moved@valorne.example"
    model.Session.commit()
    assert outbox.deliver() == outbox.Round(sent=1)
    assert received(mail_server) == [
        (["moved@valorne.example"], "Analyse validée", "À lire :\nhttps://x.example/")
    ]
    (mail,) = rows()
    assert mail.sent_at is not None
    assert mail.next_try_at is None


def test_one_person_gets_one_mail_about_one_event(mail_server, somebody):
    for _ in range(3):
        add_for_good(model.User.get(somebody["id"]))
        add_for_good("dpo@valorne.example")
        outbox.deliver()
    add_for_good(somebody["id"], event="another")
    outbox.deliver()
    assert sorted(to for to, *_ in received(mail_server)) == sorted(
        [["dpo@valorne.example"], [somebody["email"]], [somebody["email"]]]
    )


def test_a_transaction_that_fails_sends_nothing(mail_server, somebody):
    add(somebody["id"])
    assert outbox.deliver() == outbox.Round()  # not committed: nobody else sees it
    model.Session.rollback()
    assert outbox.deliver() == outbox.Round()
    assert received(mail_server) == []


def test_sending_leaves_the_callers_transaction_alone(mail_server, somebody):
    add_for_good(somebody["id"])
    add(somebody["id"], event="undecided")
    outbox.deliver()
    model.Session.rollback()
    assert [mail.event for mail in rows()] == ["tested"]


def test_a_mail_says_that_no_person_wrote_it_and_a_copy_has_the_same_number(mail_server, somebody):
    add_for_good(somebody["id"])
    outbox.deliver()
    model.Session.execute(
        sa.update(Mail).values(sent_at=None, next_try_at=datetime.now(timezone.utc))
    )
    model.Session.commit()
    outbox.deliver()
    first, second = (
        message_from_string(text, policy=policy.default)
        for *_, text in mail_server.get_smtp_messages()
    )
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Message-ID"].endswith("@test.ckan.net>")
    assert first["Auto-Submitted"] == "auto-generated"


def test_hostile_texts_stay_one_subject_and_one_bounded_body(mail_server):
    add_for_good(
        "a@valorne.example",
        subject="Bonjour\r\nBcc: everybody@valorne.example\0" + "x" * 1000,
        body="y" * 100_000,
    )
    outbox.deliver()
    ((to, subject, body),) = received(mail_server)
    assert to == ["a@valorne.example"]
    assert subject.startswith("Bonjour Bcc: everybody@valorne.example")
    assert len(subject) == outbox.LONGEST_SUBJECT
    assert len(body) == outbox.LONGEST_BODY


def test_nobody_is_written_to_whose_account_is_gone_or_has_no_address(mail_server, somebody):
    add_for_good(somebody["id"])
    add_for_good("no-such-account")
    helpers.call_action("user_delete", id=somebody["id"])
    assert outbox.deliver() == outbox.Round(given_up=2)
    assert received(mail_server) == []
    assert all("account" in mail.last_error for mail in rows())


# --- when the mail server does not play along -----------------------------------


def test_a_mail_server_that_is_down_costs_one_attempt_and_is_asked_again_later(
    monkeypatch, somebody, mail_server
):
    add_for_good(somebody["id"])
    add_for_good("dpo@valorne.example")
    with monkeypatch.context() as down:
        down.setattr(smtplib, "SMTP", REAL_SMTP)
        down.setitem(tk.config, "smtp.server", "127.0.0.1:1")
        assert outbox.deliver() == outbox.Round(to_retry=1)
    first, second = rows()
    assert (first.attempts, second.attempts) == (1, 0)
    assert "could not be connected" in first.last_error
    assert first.next_try_at > datetime.now(timezone.utc) + timedelta(minutes=4)
    assert outbox.deliver() == outbox.Round(sent=1)
    make_due()
    assert outbox.deliver() == outbox.Round(sent=1)
    assert len(received(mail_server)) == 2
    assert rows()[0].last_error is None


def test_a_mail_that_the_server_refuses_does_not_hold_up_the_others(mail_server, monkeypatch):
    take = mail_server.sendmail

    def sendmail(sender, recipients, *more):
        if "refused" in recipients[0]:
            raise smtplib.SMTPRecipientsRefused({recipients[0]: (550, b"no such box")})
        take(sender, recipients, *more)

    monkeypatch.setattr(mail_server, "sendmail", sendmail)
    add_for_good("refused@valorne.example")
    add_for_good("taken@valorne.example")
    assert outbox.deliver() == outbox.Round(sent=1, to_retry=1)
    assert "no such box" in rows()[0].last_error


def test_it_waits_longer_each_time_and_gives_up_after_ten_attempts(mail_server, monkeypatch):
    def refuse(*_):
        raise smtplib.SMTPDataError(451, b"later")

    monkeypatch.setattr(mail_server, "sendmail", refuse)
    add_for_good("a@valorne.example")
    waits = []
    for _ in range(9):
        assert outbox.deliver() == outbox.Round(to_retry=1)
        waits.append(rows()[0].next_try_at - datetime.now(timezone.utc))
        assert outbox.deliver() == outbox.Round()  # not before its time
        make_due()
    assert [round(wait.total_seconds() / 60) for wait in waits] == [
        *(5, 10, 20, 40, 80, 160, 320, 640, 1280)
    ]
    assert outbox.deliver() == outbox.Round(given_up=1)
    make_due()
    assert outbox.deliver() == outbox.Round()
    (mail,) = rows()
    assert (mail.attempts, mail.next_try_at, mail.sent_at) == (10, None, None)
    assert "later" in mail.last_error


def test_no_wait_is_longer_than_a_day(monkeypatch):
    monkeypatch.setattr(outbox, "MOST_ATTEMPTS", 1000)
    assert outbox.wait_after(1) == timedelta(minutes=5)
    assert outbox.wait_after(999) == timedelta(hours=24)


def test_without_a_mail_server_in_the_options_nothing_counts_as_sent(mail_server, monkeypatch):
    monkeypatch.setitem(tk.config, "smtp.server", "")
    add_for_good("a@valorne.example")
    outbox.deliver()
    assert received(mail_server) == []
    assert rows()[0].sent_at is None
    assert rows()[0].last_error


# --- several workers, and workers that die -----------------------------------


def test_two_workers_at_once_send_each_mail_once(mail_server):
    for number in range(20):
        add(f"a{number}@valorne.example")
    model.Session.commit()
    start = threading.Barrier(4)
    outcomes = []

    def work():
        start.wait()
        outcomes.append(outbox.deliver())

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(outcome.sent for outcome in outcomes) == 20
    assert len({to[0] for to, *_ in received(mail_server)}) == 20
    assert len(received(mail_server)) == 20


@contextmanager
def silent_mail_server():
    """A mail server that accepts a connection and then says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(60)
        yield server


def test_a_worker_that_is_killed_leaves_its_mail_to_the_next(mail_server, tmp_path: Path):
    add_for_good("a@valorne.example")
    with silent_mail_server() as server:
        port = server.getsockname()[1]
        ini = shell.write_settings(tmp_path / "portal.ini", {"smtp.server": f"127.0.0.1:{port}"})
        ckan = Path(sys.executable).with_name("ckan")
        worker = subprocess.Popen([ckan, "-c", ini, "opendatalab", "outbox", "send"])
        try:
            connection, _ = server.accept()
            assert outbox.deliver() == outbox.Round()  # somebody is at it
        finally:
            os.kill(worker.pid, signal.SIGKILL)
            worker.wait()
        connection.close()
    deadline = datetime.now(timezone.utc) + timedelta(seconds=20)
    while outbox.deliver().sent == 0 and datetime.now(timezone.utc) < deadline:
        pass  # PostgreSQL notices after a moment that the worker is gone
    assert len(received(mail_server)) == 1
    assert outbox.deliver() == outbox.Round()


def test_a_silent_mail_server_is_given_up_after_a_while(monkeypatch):
    monkeypatch.setattr(outbox, "SECONDS_FOR_AN_ANSWER", 0.2)
    before = socket.getdefaulttimeout()
    with silent_mail_server() as server:
        monkeypatch.setitem(tk.config, "smtp.server", f"127.0.0.1:{server.getsockname()[1]}")
        add_for_good("a@valorne.example")
        assert outbox.deliver() == outbox.Round(to_retry=1)
    assert socket.getdefaulttimeout() == before


def test_the_worker_sends_what_was_kicked(mail_server, with_test_worker, somebody):
    jobs.get_queue().empty()
    add_for_good(somebody["id"])
    outbox.kick()
    jobs.Worker().work(burst=True)
    assert len(received(mail_server)) == 1


def test_without_redis_a_kick_breaks_nothing(monkeypatch, caplog):
    monkeypatch.setattr(outbox.tk, "enqueue_job", _no_redis)
    outbox.kick()
    assert "outbox send" in caplog.text


def _no_redis(*_, **__):
    raise outbox.RedisError("nobody there")


# --- what is kept -----------------------------------


@pytest.mark.ckan_config("opendatalab.outbox_days", 30)
def test_mails_are_deleted_when_they_are_old_and_over(mail_server):
    now = datetime.now(timezone.utc)
    for event, sent, next_try, days in (
        ("sent long ago", True, None, 31),
        ("sent lately", True, None, 29),
        ("given up long ago", False, None, 31),
        ("given up lately", False, None, 29),
        ("waiting since long", False, now + timedelta(hours=1), 31),
    ):
        add("a@valorne.example", event=event)
        at = now - timedelta(days=days)
        values = {"created_at": at, "sent_at": at if sent else None, "next_try_at": next_try}
        model.Session.execute(sa.update(Mail).where(Mail.event == event).values(**values))
    model.Session.commit()
    outbox.deliver()
    assert [mail.event for mail in rows()] == [
        "sent lately",
        "given up lately",
        "waiting since long",
    ]


def test_counts_and_lists_never_say_what_a_mail_says(somebody, mail_server):
    add_for_good(somebody["id"], body="confidentiel")
    add_for_good("no-such-account")
    outbox.deliver()
    add_for_good(somebody["id"], event="later", body="confidentiel")
    counts = outbox.counts()
    assert (counts.waiting, counts.given_up) == (1, 1)
    assert counts.late_since is not None
    listed = outbox.unsent()
    assert [mail["recipient"] for mail in listed] == ["no-such-account", somebody["name"]]
    assert "confidentiel" not in str(listed)
    assert outbox.retry_given_up() == 1
    assert outbox.counts().waiting == 2
