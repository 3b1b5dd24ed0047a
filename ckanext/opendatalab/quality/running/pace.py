"""Asks no server too often, however many workers of the portal do."""

from __future__ import annotations

import logging
import threading
import time

from ckan.lib.redis import connect_to_redis
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

# One request in two seconds to a host: 180 in six minutes, all workers together.
SECONDS = 2.0
MOST_SECONDS_TO_WAIT = 60.0
KEY = "opendatalab:pace:"

_local: dict[str, float] = {}
_lock = threading.Lock()


class BusyError(Exception):
    """Too many others wait for the same host."""


def wait(host: str) -> None:
    """Return when it is our turn to ask a host.

    Without Redis the turns of this process alone are kept.

    :raises BusyError: it would take too long
    """
    until = time.monotonic() + MOST_SECONDS_TO_WAIT
    while (left := _left(host)) > 0:
        if time.monotonic() + left > until:
            raise BusyError(host)
        time.sleep(left)


def _left(host: str) -> float:
    """Take the turn and return 0, or return after how many seconds to try again."""
    if SECONDS <= 0:
        return 0.0
    try:
        redis = connect_to_redis()
        if redis.set(KEY + host, "1", nx=True, px=int(SECONDS * 1000)):
            return 0.0
        return max(0.01, int(redis.pttl(KEY + host)) / 1000)
    except (RedisError, OSError) as error:
        log.warning("Without Redis each worker keeps its own pauses: %s", error)
        return _left_here(host)


def _left_here(host: str) -> float:
    now = time.monotonic()
    with _lock:
        for other in [one for one, free in _local.items() if free <= now]:
            del _local[other]
        if host in _local:
            return _local[host] - now
        _local[host] = now + SECONDS
        return 0.0
