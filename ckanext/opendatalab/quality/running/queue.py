"""Hands the checks that are asked for to the background, once what asks for them is committed.

A job that is lost, or that could not be handed over, is handed over again by whoever looks for what
is due: that it is asked for is written in the database.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.lib.redis import connect_to_redis
from redis.exceptions import RedisError
from rq.exceptions import NoSuchJobError
from rq.job import Job
from sqlalchemy import event
from sqlalchemy.orm import Session

from ckanext.opendatalab import config

log = logging.getLogger(__name__)

NAME = "opendatalab"
# Until it is our turn to ask a server, twice, and to write what was found.
SECONDS_TO_WAIT = 240
# Of one transaction: the next ones are handed over by whoever looks for what is due.
MOST_AT_ONCE = 100

_ASKED = "opendatalab_checks_asked"
_UNDER_WAY = frozenset({"queued", "deferred", "scheduled"})


def seconds() -> int:
    """Return how long a job may take, all in all."""
    return config.fetch_seconds() + config.check_seconds() + SECONDS_TO_WAIT


def after_commit(resource_id: str, wanted: str) -> None:
    """Hand the check of a content over when the transaction is committed, never before."""
    session = model.Session
    if not event.contains(session, "after_commit", _committed):
        event.listen(session, "after_commit", _committed)
        event.listen(session, "after_rollback", _rolled_back)
    session.info.setdefault(_ASKED, {})[resource_id] = wanted


def _committed(session: Session) -> None:
    if session.in_nested_transaction():  # a savepoint: CKAN 2.12 makes one for each save
        return
    asked = session.info.pop(_ASKED, None)
    if asked:
        hand_over(asked.items())


def _rolled_back(session: Session) -> None:
    # After a savepoint, what is left over is handed over in vain: its job finds nothing to do.
    if not session.in_nested_transaction():
        session.info.pop(_ASKED, None)


def hand_over(asked: Iterable[tuple[str, str]]) -> int:
    """Give the background these checks (resource, key); return how many it did not have yet.

    Without Redis it only says so in CKAN's log.
    """
    added = 0
    try:
        for resource_id, wanted in list(asked)[:MOST_AT_ONCE]:
            added += _enqueue(resource_id, wanted)
    except (RedisError, OSError) as error:
        log.warning("File checks wait for `ckan opendatalab quality refresh`: %s", error)
    return added


def job_id(resource_id: str, wanted: str) -> str:
    """Return the id of the one job for a content; several portals may share a Redis."""
    name = "\n".join((str(tk.config["ckan.site_id"]), resource_id, wanted))
    return "opendatalab-" + hashlib.sha256(name.encode()).hexdigest()[:32]


def _enqueue(resource_id: str, wanted: str) -> bool:
    from ckanext.opendatalab.quality.running import jobs  # which assesses, hence asks

    id_ = job_id(resource_id, wanted)
    if _waits(id_):
        return False
    tk.enqueue_job(
        jobs.check,
        [resource_id],
        title="opendatalab: check a file",
        queue=NAME,
        rq_kwargs={
            "job_id": id_,
            "timeout": seconds(),
            "result_ttl": 0,
            "failure_ttl": 86_400,
        },
    )
    return True


def _waits(id_: str) -> bool:
    """Return whether the job is there already, and was not taken yet."""
    try:
        job = Job.fetch(id_, connection=connect_to_redis())
    except NoSuchJobError:
        return False
    return str(getattr(job.get_status(), "value", job.get_status())) in _UNDER_WAY
