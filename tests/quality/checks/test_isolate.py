"""The checks run in a process of their own, which is bounded and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import time
from contextlib import suppress
from pathlib import Path

import pytest

from ckanext.opendatalab.quality.checks import isolate, run, tidy
from tests.quality.checks.files import check, examined, isolated, put, subject


def children() -> list[str]:
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()


@pytest.fixture
def instead(monkeypatch):
    """Have the child do something else than its checks."""
    return lambda function: monkeypatch.setattr(run, "examine", function)


@pytest.fixture(autouse=True)
def _no_child_is_left():
    before = children()
    yield
    assert children() == before


def told(report):
    found = check(report, "structure")
    return found.outcome, found.reason


def test_the_report_is_the_same_as_without_a_process_of_its_own(tmp_path):
    content = 'a;b;mél\n1;"x" y\n1\né;2;3,5\n\0'.replace("\0", "")
    inside = examined(tmp_path, content)
    assert isolated(tmp_path / "file.csv") == inside
    assert tidy.unpacked(tidy.packed(inside)) == inside


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"failed", b'{"checks": [1], "columns": []}'])
def test_what_is_no_report_is_not_taken_for_one(data):
    with pytest.raises(ValueError, match=r"."):
        tidy.unpacked(data)


def test_it_is_ended_after_its_time(tmp_path, instead):
    instead(lambda path, subject: time.sleep(60))
    began = time.monotonic()
    assert told(isolated(put(tmp_path, "a"), seconds=0.5)) == ("error", "too_slow")
    assert time.monotonic() - began < 5


def test_it_is_ended_when_it_wants_no_end(tmp_path, instead):
    def forever(path, subject):
        for one in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
            signal.signal(one, signal.SIG_IGN)
        while True:
            pass

    instead(forever)
    assert told(isolated(put(tmp_path, "a"), seconds=0.5)) == ("error", "too_slow")


def test_it_gets_no_more_memory_than_allowed(tmp_path, instead):
    instead(lambda path, subject: bytearray(2_000_000_000))
    assert told(isolated(put(tmp_path, "a"))) == ("error", "too_much_memory")


@pytest.mark.parametrize(
    ("ends", "reason"),
    [
        (lambda: os.abort(), "too_much_memory"),
        (lambda: os.kill(os.getpid(), signal.SIGKILL), "stopped"),
        (lambda: os._exit(0), "stopped"),
        (lambda: 1 / 0, "stopped"),
        (lambda: exit(3), "stopped"),
    ],
)
def test_however_it_ends_a_result_says_so(tmp_path, instead, ends, reason):
    instead(lambda path, subject: ends())
    assert told(isolated(put(tmp_path, "a"))) == ("error", reason)


def test_it_has_neither_connections_nor_the_parents_files(tmp_path, instead):
    kept = (tmp_path / "kept").open("w+")
    seen = tmp_path / "seen"

    def look(path, subject):
        lines = []
        for one in Path("/proc/self/fd").iterdir():
            with suppress(OSError):  # the list's own
                lines.append(str(one.readlink()))
        try:
            socket.create_connection(("127.0.0.1", 1))
        except OSError as error:
            lines.append(str(error))
        seen.write_text("\n".join(lines))

    instead(look)
    isolated(put(tmp_path, "a"))
    said = seen.read_text()
    assert "no network here" in said
    assert "kept" not in said
    kept.close()
    with socket.socket():
        pass  # ours still are


def test_it_cannot_fill_the_disk(tmp_path, instead):
    big = tmp_path / "big"
    instead(lambda path, subject: big.write_bytes(b"x" * 50_000_000))
    assert told(isolated(put(tmp_path, "a"))) == ("error", "stopped")
    assert big.stat().st_size <= 1_000_000


def test_an_exception_in_the_parent_leaves_no_child(tmp_path, instead, monkeypatch):
    def interrupted(descriptor, until):
        raise KeyboardInterrupt

    instead(lambda path, subject: time.sleep(60))
    monkeypatch.setattr(isolate, "_listen", interrupted)
    with pytest.raises(KeyboardInterrupt):
        isolate.examine(put(tmp_path, "a"), subject(), 20, 300_000_000)


def test_descriptors_do_not_leak(tmp_path):
    path = put(tmp_path, "a;b\n1;2\n")
    isolated(path)
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(5):
        isolated(path)
    assert len(os.listdir("/proc/self/fd")) == before
