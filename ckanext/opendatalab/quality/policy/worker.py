"""Whether anybody makes the checks that are asked for."""

from __future__ import annotations

import logging

from ckan.lib import jobs
from redis.exceptions import RedisError
from rq import Worker

from ckanext.opendatalab.quality.running import queue

log = logging.getLogger(__name__)


def works() -> bool:
    """Return whether a worker listens to the queue of checks; without Redis none does."""
    try:
        waited_on = jobs.get_queue(queue.NAME)
        return bool(Worker.all(connection=waited_on.connection, queue=waited_on))
    except (RedisError, OSError) as error:
        log.warning("Whether a worker makes the checks cannot be told: %s", error)
        return False
