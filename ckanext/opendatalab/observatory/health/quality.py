"""Checks of the quality of datasets: are scores of today, does somebody check the files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import ckan.plugins.toolkit as tk
import rq
from ckan.lib import jobs
from ckan.lib.redis import connect_to_redis, is_redis_available

from ckanext.opendatalab.common import clock, tables
from ckanext.opendatalab.observatory.health.report import Finding
from ckanext.opendatalab.observatory.health.services import command
from ckanext.opendatalab.quality.running import claims, due, queue

LONG_WAIT = timedelta(minutes=30)


def checks() -> Iterator[Finding]:
    """Whether the checks of files that are asked for are made: how many wait, since when."""
    if not tables.ready():
        return  # "migrations" says what to do
    counts = claims.counts()
    if not counts.waiting or counts.since is None:
        yield Finding("quality", "ok", tk._("No file waits to be checked"))
        return
    waits = tk.ungettext(
        "{count} file waits to be checked, since {moment}",
        "{count} files wait to be checked, the first since {moment}",
        counts.waiting,
    ).format(count=counts.waiting, moment=counts.since.strftime("%Y-%m-%d %H:%M UTC"))
    late = clock.now() - counts.since > LONG_WAIT
    if not served():
        yield Finding(
            "quality",
            "error" if late else "warning",
            tk._("{waits}, and no worker takes the queue {name}").format(
                waits=waits, name=queue.NAME
            ),
            tk._("Start {worker}, or have cron start {refresh}").format(
                worker=command(f"jobs worker {queue.NAME}"),
                refresh=command("opendatalab quality refresh --due"),
            ),
        )
    elif late:
        yield Finding("quality", "warning", waits, command("opendatalab tick"))
    else:
        yield Finding("quality", "ok", waits)


def scores() -> Iterator[Finding]:
    """Whether every dataset has a score of today and of the criteria of today."""
    if not tables.ready():
        return
    count = due.count_datasets(clock.today())
    if count:
        yield Finding(
            "scores",
            "warning",
            tk.ungettext(
                "{count} dataset has no score of today",
                "{count} datasets have no score of today",
                count,
            ).format(count=count),
            command("opendatalab quality rescore --all"),
        )
    else:
        yield Finding("scores", "ok", tk._("Every dataset has its score"))


def served() -> bool:
    """Return whether a worker takes the checks from their queue; without Redis none does."""
    if not is_redis_available():
        return False
    name = jobs.add_queue_name_prefix(queue.NAME)
    workers = rq.Worker.all(connection=connect_to_redis())
    return any(name in worker.queue_names() for worker in workers)
