"""Makes the checks of one file in a process of its own, which may take so much and no more."""

from __future__ import annotations

import ctypes
import gc
import os
import resource
import select
import signal
import socket
import time
from math import ceil
from pathlib import Path
from typing import NoReturn

from ckanext.opendatalab.quality.checks import run, tidy
from ckanext.opendatalab.quality.checks.report import Check, Report

MOST_BYTES = 16_000_000  # of a report
_WRITTEN = 1_000_000  # by the child, to any file
_PARENT_DIED = 1  # PR_SET_PDEATHSIG
_OUT_OF_MEMORY = b"out of memory"
_FAILED = b"failed"


def examine(path: Path, subject: run.Subject, seconds: float, memory_bytes: int) -> Report:
    """Return what :func:`run.examine` returns, or that it took too long or too much memory.

    :param memory_bytes: how much it may take beside what this process has already
    """
    # Loaded here, once, and shared with the children; asked for only where files are checked.
    from ckanext.opendatalab.quality.checks import sheets  # noqa: F401 - loads it

    mine, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        _child(theirs, path, subject, seconds, memory_bytes)
    os.close(theirs)
    status = None
    try:
        answer = _listen(mine, time.monotonic() + seconds)
    finally:
        os.close(mine)
        # It has answered, or may not go on; whatever ends us meanwhile.
        os.kill(child, signal.SIGKILL)
        status = os.waitpid(child, 0)[1]
    if answer is None:
        return _stopped("too_slow", seconds=ceil(seconds))
    megabytes = memory_bytes // 1_000_000
    if answer == _OUT_OF_MEMORY or (not answer and _aborted(status)):
        return _stopped("too_much_memory", megabytes=megabytes)
    if not answer and os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU:
        return _stopped("too_slow", seconds=ceil(seconds))
    try:
        return tidy.unpacked(answer)
    except ValueError:
        return _stopped("stopped")


def _stopped(reason: str, **numbers: int) -> Report:
    return Report(
        (Check("structure", "error", reason=reason, numbers=dict(numbers)),), complete=False
    )


def _aborted(status: int) -> bool:
    """Compiled code ends itself where it gets no memory."""
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGABRT, signal.SIGSEGV)


def _listen(descriptor: int, until: float) -> bytes | None:
    """Return all that the child writes; ``None``: it was not ready in time."""
    parts: list[bytes] = []
    size = 0
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    while size <= MOST_BYTES:
        left = until - time.monotonic()
        if left <= 0 or not poll.poll(ceil(left * 1000)):
            return None
        part = os.read(descriptor, 1 << 16)
        if not part:
            return b"".join(parts)
        parts.append(part)
        size += len(part)
    return _FAILED


# ----------------------------------------------------------------- child


def _child(
    answers: int, path: Path, subject: run.Subject, seconds: float, memory_bytes: int
) -> NoReturn:
    """Check, answer and end; nothing that the parent left open is touched or tidied up."""
    answer = _FAILED
    try:
        gc.freeze()
        _die_with_the_parent()
        _let_go(answers)
        _bound(seconds, memory_bytes)
        answer = tidy.packed(run.examine(path, subject))
    except MemoryError:
        answer = _OUT_OF_MEMORY
    except BaseException:  # noqa: BLE001 - whatever it is, the parent is told and this process ends
        answer = _FAILED
    finally:
        try:
            _write(answers, answer)
        finally:
            os._exit(0)


def _write(descriptor: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(descriptor, view) :]


def _die_with_the_parent() -> None:
    for one in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM, signal.SIGCHLD):
        signal.signal(one, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, 0)
    prctl = getattr(_C, "prctl", None)
    if prctl is not None:
        prctl(_PARENT_DIED, signal.SIGKILL)


_C = ctypes.CDLL(None)


def _let_go(kept: int) -> None:
    """Close every connection and file of the parent, and open no other connection."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    for name in os.listdir("/proc/self/fd"):
        if int(name) > 2 and int(name) != kept:
            try:
                os.close(int(name))
            except OSError:  # the list's own
                continue
    socket.socket = _NoSocket  # type: ignore[misc, assignment]


class _NoSocket:
    def __init__(self, *args: object, **options: object) -> None:
        raise OSError("no network here")


def _bound(seconds: float, memory_bytes: int) -> None:
    with open("/proc/self/statm", encoding="ascii") as stream:
        base = int(stream.read().split()[0]) * resource.getpagesize()
    limits = {
        resource.RLIMIT_AS: base + memory_bytes,
        resource.RLIMIT_CPU: ceil(seconds) + 1,
        resource.RLIMIT_FSIZE: _WRITTEN,
        resource.RLIMIT_CORE: 0,
    }
    for limit, value in limits.items():
        _, most = resource.getrlimit(limit)
        if most != resource.RLIM_INFINITY:
            value = min(value, most)
        resource.setrlimit(limit, (value, value))
