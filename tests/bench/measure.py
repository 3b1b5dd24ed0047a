"""Asks both portals the same things in turn, so that a machine that drifts slows both alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.bench.portals import Answer, Portal

WARM_UP = 4

Ask = Callable[[Portal, int], Answer]


@dataclass(frozen=True)
class Measure:
    """One kind of request; ``ask`` makes the ``turn``-th."""

    key: str
    label: str
    target: float
    ask: Ask
    share: float = 1.0  # of the repetitions asked for
    least: int = 30

    def turns(self, repeat: int) -> int:
        return max(self.least, round(repeat * self.share))


@dataclass(frozen=True)
class Quartiles:
    low: float
    median: float
    high: float


@dataclass(frozen=True)
class Outcome:
    """What one measure gave."""

    measure: Measure
    off: Sequence[Answer]
    on: Sequence[Answer]
    each: int = (
        1  # how many datasets one answer is about, where time and statements are told for one
    )

    @property
    def ratio(self) -> Quartiles:
        """How much slower the extension makes a request, over HTTP."""
        return ratios([x.seconds for x in self.off], [x.seconds for x in self.on])

    @property
    def inside_ratio(self) -> Quartiles:
        """The same within the server's process: no socket, no client."""
        return ratios([x.inside for x in self.off], [x.inside for x in self.on])

    @property
    def cpu_ratio(self) -> Quartiles:
        """The same without waiting: for the database, for Solr, for a free processor."""
        return ratios([x.cpu for x in self.off], [x.cpu for x in self.on])


def ratios(off: Sequence[float], on: Sequence[float]) -> Quartiles:
    """Return the quartiles of on / off, each turn compared with its own neighbour in time."""
    low, median, high = statistics.quantiles(
        [with_it / without for without, with_it in zip(off, on, strict=True)], n=4
    )
    return Quartiles(low, median, high)


def in_turn(
    measure: Measure, off: Portal, on: Portal, turns: int, say: Callable[[str], None]
) -> Outcome:
    """Ask off, on, on, off, off, on …: neither always comes first, when the database is cold."""
    answers: dict[Portal, list[Answer]] = {off: [], on: []}
    shown = time.monotonic()
    for turn in range(-WARM_UP, turns):
        order = (off, on) if turn % 2 else (on, off)
        for portal in order:
            answer = measure.ask(portal, turn % turns)
            if turn >= 0:
                answers[portal].append(answer)
        if time.monotonic() - shown > 5:
            shown = time.monotonic()
            say(f"  ... {measure.label}: {max(turn, 0)} of {turns}")
    return Outcome(measure, answers[off], answers[on])


def reindex(
    measure: Measure, off: Portal, on: Portal, ids: Sequence[str], say: Callable[[str], None]
) -> Outcome:
    """Re-index every dataset in both portals, by slices in turn; a slice is a pair of answers."""
    step = max(1, len(ids) // measure.least)
    slices = [ids[start : start + step] for start in range(0, len(ids) - step + 1, step)]
    slices[-1] = ids[(len(slices) - 1) * step :]
    answers: dict[Portal, list[Answer]] = {off: [], on: []}
    for portal in (off, on):
        portal.post("/-bench/reindex", {"ids": ids[:5], "commit": False})
    shown = time.monotonic()
    for number, part in enumerate(slices):
        last = number == len(slices) - 1
        for portal in (off, on) if number % 2 else (on, off):
            data = {"ids": part, "commit": last}
            answers[portal].append(portal.post("/-bench/reindex", data))
        if time.monotonic() - shown > 5:
            shown = time.monotonic()
            say(f"  ... {measure.label}: {(number + 1) * step} of {len(ids)}")
    # The last slice may be longer: its ratio counts, its time does not.
    return Outcome(measure, answers[off], answers[on], step)
