"""Whether anybody makes the verifications that are asked for."""

from __future__ import annotations

import logging

import rq
from ckan.lib import jobs
from ckan.lib.redis import connect_to_redis
from redis.exceptions import RedisError

from ckanext.opendatalab.quality.running import queue

log = logging.getLogger(__name__)


def serves() -> bool:
    """Return whether a worker serves the queue of the verifications."""
    wanted = jobs.add_queue_name_prefix(queue.NAME)
    try:
        workers = rq.Worker.all(connection=connect_to_redis())
        return any(wanted in one.queue_names() for one in workers)
    except (RedisError, OSError) as error:
        log.warning("Nobody knows whether a worker runs: %s", error)
        return False
