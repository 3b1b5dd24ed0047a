"""Checks of the services that CKAN uses: database, search index, background worker, mail."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import rq
import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from ckan.lib import jobs, search
from ckan.lib.redis import connect_to_redis, is_redis_available
from ckan.lib.search.common import make_connection
from sqlalchemy.exc import SQLAlchemyError

import ckanext.opendatalab
from ckanext.opendatalab.common import outbox as mails
from ckanext.opendatalab.common import tables
from ckanext.opendatalab.observatory.health.installation import LOCAL_HOSTS
from ckanext.opendatalab.observatory.health.report import Finding

LONG_WAIT = timedelta(minutes=10)
SECONDS_TO_CONNECT = 2.0


def command(words: str) -> str:
    """Return a ckan command for this portal's own ini file."""
    return f"ckan -c {tk.config.get('__file__') or 'ckan.ini'} {words}"


def migrations() -> Iterator[Finding]:
    """Whether the database has our tables, as this version of the code wants them."""
    folder = Path(str(ckanext.opendatalab.__path__[0]), "migration", "opendatalab")
    heads = set(ScriptDirectory(str(folder)).get_heads())
    try:
        with tables.engine().connect() as connection:
            context = MigrationContext.configure(
                connection, opts={"version_table": f"{tables.PREFIX}alembic_version"}
            )
            present = set(context.get_current_heads())
        absent = tables.missing()
    except SQLAlchemyError as error:
        yield Finding(
            "migrations",
            "error",
            tk._("The database does not answer: {error}").format(error=first_line(error)),
            tk._("Check sqlalchemy.url and that PostgreSQL runs."),
        )
        return
    if absent or present != heads:
        yield Finding(
            "migrations",
            "error",
            tk._("The database is at {present} and this version needs {heads}").format(
                present=", ".join(sorted(present)) or tk._("nothing"),
                heads=", ".join(sorted(heads)),
            )
            + (tk._("; it lacks {list}").format(list=", ".join(absent)) if absent else ""),
            command("db upgrade -p opendatalab"),
        )
    else:
        yield Finding(
            "migrations",
            "ok",
            tk._("The database is at {heads}").format(heads=", ".join(sorted(heads))),
        )


def index() -> Iterator[Finding]:
    """Whether Solr answers, with CKAN's schema and as many datasets as the database."""
    try:
        reachable = search.check_solr_schema_version()
    except search.SearchError as error:
        yield Finding(
            "index",
            "error",
            tk._("Solr's schema does not fit this CKAN: {error}").format(error=first_line(error)),
            tk._("Give the core the schema of your CKAN version, then rebuild the index."),
        )
        return
    if not reachable:
        yield Finding(
            "index",
            "error",
            tk._("Solr does not answer at {address}").format(address=_without_password()),
            tk._("Check solr_url and that Solr runs: without it no dataset can be saved or found."),
        )
        return
    indexed = (
        make_connection()
        .search(
            q="*:*",
            fq=f'+site_id:"{tk.config["ckan.site_id"]}" +entity_type:package +state:active',
            rows=0,
        )
        .hits
    )
    active = model.Session.scalar(
        sa.select(sa.func.count()).where(model.Package.state == model.State.ACTIVE)
    )
    if indexed == active:
        yield Finding("index", "ok", tk._("{count} datasets are indexed").format(count=indexed))
    else:
        yield Finding(
            "index",
            "error",
            tk._("{indexed} datasets are indexed and the database has {active}").format(
                indexed=indexed, active=active
            ),
            command("search-index rebuild"),
        )


def worker() -> Iterator[Finding]:
    """Whether somebody does the background jobs, and how long they have been waiting."""
    if not is_redis_available():
        yield Finding(
            "worker",
            "error",
            tk._("Redis does not answer"),
            tk._("Check ckan.redis.url and that Redis runs."),
        )
        return
    prefix = jobs.add_queue_name_prefix("")
    served = {
        name[len(prefix) :]
        for worker in rq.Worker.all(connection=connect_to_redis())
        for name in worker.queue_names()
        if name.startswith(prefix)
    }
    waiting = {jobs.remove_queue_name_prefix(q.name): q for q in jobs.get_all_queues() if q.count}
    for name, queue in sorted(waiting.items()):
        since = oldest(queue)
        late = since is not None and since > LONG_WAIT
        if late or name not in served:
            yield Finding(
                "worker",
                "error" if late else "warning",
                tk.ungettext(
                    "{count} job waits in the queue {name}, for {minutes} minutes",
                    "{count} jobs wait in the queue {name}, the oldest for {minutes} minutes",
                    queue.count,
                ).format(
                    count=queue.count,
                    name=name,
                    minutes=int(since.total_seconds() // 60) if since else 0,
                ),
                command(f"jobs worker {name}"),
            )
    if jobs.DEFAULT_QUEUE_NAME in served:
        yield Finding(
            "worker",
            "ok",
            tk._("Background jobs are done; queues: {list}").format(list=", ".join(sorted(served))),
        )
    elif jobs.DEFAULT_QUEUE_NAME not in waiting:
        yield Finding(
            "worker",
            "warning",
            tk._("No worker does the background jobs of this portal"),
            command("jobs worker"),
        )


def oldest(queue: Any) -> timedelta | None:
    """Return how long the first job has been waiting; nothing when it was just taken."""
    first = queue.get_jobs(0, 1)
    if not first or first[0] is None or first[0].enqueued_at is None:
        return None
    since = first[0].enqueued_at
    if since.tzinfo is None:  # rq 1 writes UTC without saying so
        since = since.replace(tzinfo=timezone.utc)
    return datetime.now(timezone.utc) - since


def cron() -> Iterator[Finding]:
    """What the clock must start.  Whether it does shows in the mails that are late: ``outbox``."""
    yield Finding(
        "cron",
        "ok",
        tk._("Cron starts every five minutes: {mails}; every night: {validations}").format(
            mails=command("opendatalab outbox send"),
            validations=command("opendatalab legal lapsed --notify"),
        ),
    )


def mail() -> Iterator[Finding]:
    """Whether mail can leave.  Nothing is sent, and only this machine is asked."""
    server = str(tk.config.get("smtp.server") or "localhost")
    host, _, port = server.partition(":")
    if not tk.config.get("smtp.mail_from"):
        yield Finding(
            "mail",
            "warning",
            tk._("smtp.mail_from is empty: mail may be refused as having no sender"),
            tk._("Write there an address of your own domain."),
        )
    if host not in LOCAL_HOSTS:
        yield Finding(
            "mail",
            "ok",
            tk._("Mail goes through {server}, which was not asked").format(server=server),
        )
        return
    try:
        socket.create_connection((host, int(port or 25)), SECONDS_TO_CONNECT).close()
    except (OSError, ValueError) as error:
        yield Finding(
            "mail",
            "warning",
            tk._("No mail server answers at {server}: {error}").format(
                server=server, error=first_line(error)
            ),
            tk._("Set smtp.server, or start the mail server of this machine."),
        )
    else:
        yield Finding("mail", "ok", tk._("A mail server answers at {server}").format(server=server))


def outbox() -> Iterator[Finding]:
    """Whether the mails of the portal leave: how many wait, how many were given up."""
    if not tables.ready():
        return  # "migrations" says what to do
    counts = mails.counts()
    late = counts.late_since is not None and (
        datetime.now(timezone.utc) - counts.late_since > LONG_WAIT
    )
    waiting = tk.ungettext("{count} mail waits", "{count} mails wait", counts.waiting).format(
        count=counts.waiting
    )
    if late:
        yield Finding("outbox", "warning", waiting, command("opendatalab outbox send"))
    if counts.given_up:
        yield Finding(
            "outbox",
            "warning",
            tk.ungettext(
                "{count} mail was given up", "{count} mails were given up", counts.given_up
            ).format(count=counts.given_up),
            command("opendatalab outbox list"),
        )
    if not late and not counts.given_up:
        yield Finding("outbox", "ok", waiting)


def first_line(error: Exception) -> str:
    """Return the line of an error that says what happened."""
    return (str(error) or type(error).__name__).strip().splitlines()[0]


def _without_password() -> str:
    address = str(tk.config["solr_url"])
    scheme, separator, rest = address.partition("://")
    return scheme + separator + rest.rpartition("@")[2]
