"""Mails to send: written with what they tell of, sent after its commit, once per event and person.

A mail is sent while its row is locked, and the row says so in the same transaction: whoever sends
at the same time passes over it, and a worker that is killed leaves it waiting.  Only one that is
killed between the mail server's answer and that commit has the mail sent again, under the same
``Message-ID``, by which mail programs know a copy.
"""

from __future__ import annotations

import logging
import smtplib
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import urlsplit

import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan.lib import mailer
from redis.exceptions import RedisError
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Connection

from ckanext.opendatalab import config
from ckanext.opendatalab.common import tables
from ckanext.opendatalab.common.model import Mail

log = logging.getLogger(__name__)

LONGEST_SUBJECT = 200
LONGEST_BODY = 20_000
LONGEST_ERROR = 500
MOST_AT_ONCE = 500
MOST_ATTEMPTS = 10
FIRST_WAIT = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=24)
SECONDS_FOR_AN_ANSWER = 30.0

_table = Mail.__table__
_muted: ContextVar[bool] = ContextVar("opendatalab_outbox_muted", default=False)


class UndeliverableError(Exception):
    """Nobody can get this mail as things stand, whatever the mail server does."""


@dataclass
class Round:
    """What came of one round of sending."""

    sent: int = 0
    to_retry: int = 0
    given_up: int = 0


@dataclass(frozen=True)
class Counts:
    """How many mails wait, how many were given up, and since when the oldest should have left."""

    waiting: int
    given_up: int
    late_since: datetime | None


@contextmanager
def muted() -> Iterator[None]:
    """Have nobody told of what is done inside: a content made up, or what was told elsewhere."""
    token = _muted.set(True)
    try:
        yield
    finally:
        _muted.reset(token)


def add(event: str, recipient: model.User | str, subject: str, body: str) -> None:
    """Put a mail into the caller's transaction: no commit, no mail.  Never commits.

    Then commit, and call :func:`kick`.

    :param event: what it tells of, the same at every attempt to tell it: one person gets one mail
        about one event (``legal_validated:<id of the validation>``)
    :param recipient: a user or her id, whose address is looked up when the mail leaves; or an
        address
    :param subject: one line, in the recipient's language
    :param body: plain text with one link; long ones are cut
    """
    if _muted.get():
        return
    to = recipient.id if isinstance(recipient, model.User) else recipient.strip()
    model.Session.execute(
        insert(_table)
        .values(
            event=event,
            recipient=to,
            subject=" ".join(subject.replace("\0", "").split())[:LONGEST_SUBJECT],
            body=body.replace("\0", "")[:LONGEST_BODY],
        )
        .on_conflict_do_nothing(index_elements=["event", "recipient"])
    )


def kick() -> None:
    """Have the worker send what waits, soon; to call after the commit.

    Without Redis it only says so in CKAN's log: ``ckan opendatalab outbox send`` sends it later.
    """
    if _muted.get():
        return
    try:
        tk.enqueue_job(deliver, title="opendatalab: send mails")
    except (RedisError, OSError) as error:
        log.warning("Mails wait for `ckan opendatalab outbox send`: Redis said %s", error)


def deliver(limit: int = MOST_AT_ONCE) -> Round:
    """Send what is due, the longest due first, at most ``limit``; then delete what is old.

    On connections of its own: the caller's transaction is neither seen nor touched.  The round
    ends early when the mail server does not answer, so that its absence costs one attempt.
    """
    outcome = Round()
    if not tables.ready():
        return outcome
    with _impatient_sockets():
        for _ in range(limit):
            with tables.engine().begin() as connection:
                going_on = _send_next(connection, outcome)
            if not going_on:
                break
    purge()
    return outcome


def _send_next(connection: Connection, outcome: Round) -> bool:
    """Send one mail; return whether it is worth going on with the next."""
    now = _now()
    mail = connection.execute(
        sa.select(*_table.c)
        .where(_table.c.next_try_at <= now)
        .order_by(_table.c.next_try_at, _table.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if mail is None:
        return False
    this = _table.update().where(_table.c.id == mail.id)
    attempts = mail.attempts + 1
    try:
        _send(connection, mail)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with a mail, the others must leave
        wait = wait_after(attempts)
        if wait is None or isinstance(error, UndeliverableError):
            outcome.given_up += 1
            next_try_at = None
        else:
            outcome.to_retry += 1
            next_try_at = now + wait
        last_error = (str(error) or type(error).__name__).replace("\0", "")[:LONGEST_ERROR]
        connection.execute(
            this.values(attempts=attempts, next_try_at=next_try_at, last_error=last_error)
        )
        log.warning("Mail %s (%s) could not be sent: %s", mail.id, mail.event, last_error)
        return _is_about_this_mail(error)
    connection.execute(
        this.values(attempts=attempts, sent_at=_now(), next_try_at=None, last_error=None)
    )
    outcome.sent += 1
    return True


def wait_after(attempts: int) -> timedelta | None:
    """Return how long to wait after so many attempts, ``None`` to give up, after two days."""
    if attempts >= MOST_ATTEMPTS:
        return None
    return min(FIRST_WAIT * 2 ** min(attempts - 1, 20), LONGEST_WAIT)


def _send(connection: Connection, mail: Any) -> None:
    name, address = _recipient(connection, mail.recipient)
    if not tk.config.get("smtp.server") and not _somebody_else_notifies():
        # CKAN 2.12 would say nothing and send nothing.
        raise mailer.MailerException("smtp.server is empty")
    host = urlsplit(tk.config["ckan.site_url"]).hostname or "localhost"
    headers = {
        "Message-ID": f"<opendatalab.{mail.created_at:%Y%m%d%H%M%S}.{mail.id}@{host}>",
        "Auto-Submitted": "auto-generated",  # so that nobody's absence message comes back
    }
    mailer.mail_recipient(name, address, mail.subject, mail.body, headers=headers)


def _somebody_else_notifies() -> bool:
    notifier = getattr(p, "INotifier", None)  # not in CKAN 2.11
    return notifier is not None and any(True for _ in p.PluginImplementations(notifier))


def _recipient(connection: Connection, recipient: str) -> tuple[str, str]:
    if "@" in recipient:
        return "", recipient
    user = model.User
    found = connection.execute(
        sa.select(user.name, user.fullname, user.email, user.state).where(user.id == recipient)
    ).first()
    if found is None or found.state == model.State.DELETED:
        raise UndeliverableError("the account does not exist any more")
    if not found.email:
        raise UndeliverableError("the account has no address")
    return found.fullname or found.name, found.email


def _is_about_this_mail(error: Exception) -> bool:
    """Return whether the next mail may do better: not where the server does not answer."""
    cause = error.__context__ if isinstance(error, mailer.MailerException) else error
    if isinstance(cause, (smtplib.SMTPConnectError, smtplib.SMTPServerDisconnected)):
        return False
    return isinstance(cause, (smtplib.SMTPException, UndeliverableError, ValueError))


@contextmanager
def _impatient_sockets() -> Iterator[None]:
    """Give a mail server that accepts and then is silent up: CKAN's mailer would wait for ever."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(SECONDS_FOR_AN_ANSWER)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)


def retry_given_up() -> int:
    """Have every mail that was given up tried again from the start; return how many.  No commit."""
    again = model.Session.execute(
        _table.update()
        .where(_table.c.sent_at.is_(None), _table.c.next_try_at.is_(None))
        .values(attempts=0, next_try_at=_now())
        .returning(_table.c.id)
    )
    return len(again.all())


def purge() -> None:
    """Delete what was sent, or written and given up, ``opendatalab.outbox_days`` ago; commits."""
    limit = _now() - timedelta(days=config.outbox_days())
    over = sa.or_(
        _table.c.sent_at < limit,
        sa.and_(_table.c.next_try_at.is_(None), _table.c.created_at < limit),
    )
    with tables.engine().begin() as connection:
        connection.execute(_table.delete().where(over))


def counts() -> Counts:
    """Return how many mails wait and how many were given up."""
    waiting = _table.c.next_try_at.isnot(None)
    row = model.Session.execute(
        sa.select(
            sa.func.count().filter(waiting).label("waiting"),
            sa.func.count().filter(sa.not_(waiting), _table.c.sent_at.is_(None)).label("given_up"),
            sa.func.min(_table.c.next_try_at).filter(_table.c.next_try_at <= _now()).label("late"),
        )
    ).one()
    return Counts(row.waiting, row.given_up, row.late)


def unsent(limit: int = MOST_AT_ONCE) -> list[dict[str, Any]]:
    """Return the mails that wait or were given up, oldest first: never what they say."""
    user = model.User
    rows = model.Session.execute(
        sa.select(
            _table.c.id,
            _table.c.event,
            sa.func.coalesce(user.name, _table.c.recipient).label("recipient"),
            _table.c.created_at,
            _table.c.attempts,
            _table.c.next_try_at,
            _table.c.last_error,
        )
        .outerjoin(user, user.id == _table.c.recipient)
        .where(_table.c.sent_at.is_(None))
        .order_by(_table.c.id)
        .limit(limit)
    )
    return [dict(row._mapping) for row in rows]


def _now() -> datetime:
    return datetime.now(timezone.utc)
