"""``make bench``: prints what the extension costs; ``make bench ARGS=--help`` tells the options."""

from __future__ import annotations

import argparse
import json
import sys
import time

from tests.bench import inbox, plan, portals, quality, report
from tests.bench.measure import Outcome, in_turn, reindex
from tests.bench.portals import Portal

# These are not measured on the two portals in turn.
_WITHOUT_PAIRS = ({inbox.KEY}, {inbox.KEY, quality.KEY})


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="make bench ARGS=…",
        description="Measure the extension against the same portal without it, in turn.",
    )
    keys = [measure.key for measure in plan.measures(1)]
    parser.add_argument(
        "--datasets", type=int, default=2000, help="how many the portal has at least (2000)"
    )
    parser.add_argument("--repeat", type=int, default=60, help="pairs of requests (60)")
    everything = ["reindex", *keys]
    on_its_own = [inbox.KEY, quality.KEY]
    parser.add_argument(
        "--only",
        nargs="+",
        choices=[*everything, *on_its_own],
        metavar="OPERATION",
        help="one or more of: " + ", ".join([*everything, *on_its_own]),
    )
    parser.add_argument("--write", action="store_true", help="also into docs/performance.md")
    parser.add_argument(
        "--profile",
        choices=everything,
        metavar="OPERATION",
        help="instead of measuring: which SQL statements come on top, and where the time goes",
    )
    parser.add_argument(
        "--on",
        default=portals.EXTENSION,
        metavar="PLUGINS",
        help="plugins of the second portal; scheming_datasets measures the machine's own noise, "
        "'tracking scheming_datasets' CKAN's tracking",
    )
    return parser.parse_args()


def say(text: str = "") -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def prepare(filler: Portal, count: int) -> dict[str, object]:
    """Bring database and datasets up to date; return what :mod:`tests.bench.fill` says."""
    say(f"preparing the database and {count:,} datasets (kept for the next time)")
    filler.run("ckan", "-c", str(filler.ini), "db", "upgrade")
    output = filler.run(
        sys.executable, "-m", "tests.bench.fill", str(filler.ini), str(count), capture=True
    )
    return json.loads(output.splitlines()[-1])


def profile(off: Portal, on: Portal, key: str, ids: list[str]) -> None:
    times = 3 if key in ("search_all", "reindex") else 20
    traces = [plan.trace(portal, key, times, ids) for portal in (off, on)]
    without, with_it = (trace["statements"] for trace in traces)
    remaining = list(without)
    say(f"SQL statements: {len(without)} off, {len(with_it)} on. On only:")
    for statement in with_it:
        if statement in remaining:
            remaining.remove(statement)
        else:
            say("  + " + " ".join(statement.split())[:300])
    for statement in remaining:
        say("  - " + " ".join(statement.split())[:300])
    for portal, trace in zip((off, on), traces, strict=True):
        say(f"\n=== {portal.name}: {times} requests under cProfile\n{trace['profile']}")


def main() -> None:
    options = arguments()
    start = time.monotonic()
    if not options.profile and quality.KEY in (options.only or [quality.KEY]):
        say("files: 200,000 rows in turn, by us and by frictionless alone")
        figures(options, quality.table(quality.run(5, say)), quality.BEGIN, quality.END)
    if options.only == [quality.KEY]:
        return
    off, on = portals.pair(options.on)
    filler = on if options.on == portals.EXTENSION else portals.filler(on)
    try:
        prepared = prepare(filler, options.datasets)
        ids: list[str] = prepared["ids"]  # pyright: ignore[reportAssignmentType]
        for portal in (off, on):
            portal.token = str(prepared["token"])
            portal.start()
        for portal in (off, on):
            portal.wait()
        say(f"off answers on port {off.port}, on answers on port {on.port}")
        outcomes = [] if set(options.only or ()) in _WITHOUT_PAIRS else run(off, on, ids, options)
        tasks = [] if options.profile else tasks_of(on, options)
    finally:
        for portal in (off, on):
            portal.stop()
    if tasks:
        figures(options, inbox.table(tasks), inbox.BEGIN, inbox.END)
    if outcomes:
        parts = (
            report.machine(prepared["versions"], len(ids), options.on),  # pyright: ignore[reportArgumentType]
            report.table(outcomes),
            report.per_result(outcomes, len(ids)),
        )
        text = "\n\n".join(part for part in parts if part)
        figures(options, text, report.BEGIN, report.END)
    say(f"\nTook {time.monotonic() - start:.0f} s.")


def figures(options: argparse.Namespace, text: str, begin: str, end: str) -> None:
    """Print figures, and put them into the document where that is asked for."""
    say(f"\n{text}")
    if options.write:
        report.write(text, begin, end)
        say(f"Written to {report.DOCUMENT.relative_to(portals.ROOT)}.")


def tasks_of(on: Portal, options: argparse.Namespace) -> list[Outcome]:
    """Measure the list of tasks, where it is asked for and there is one."""
    if options.on != portals.EXTENSION or inbox.KEY not in (options.only or [inbox.KEY]):
        return []
    say("tasks: 500 and 5,000 of them in turn")
    return inbox.run(on, options.repeat, say)


def run(off: Portal, on: Portal, ids: list[str], options: argparse.Namespace) -> list[Outcome]:
    # First of all: else an index that the last run, or another schema, left behind is measured.
    say(f"re-indexing {len(ids):,} datasets in both")
    reindexed = reindex(plan.REINDEX, off, on, ids, say)
    if options.profile:
        profile(off, on, options.profile, ids)
        return []
    wanted = options.only or ["reindex", *(m.key for m in plan.measures(1))]
    outcomes = []
    for measure in plan.measures(len(ids)):
        if measure.key in wanted:
            turns = measure.turns(options.repeat)
            say(f"{measure.label}: {turns} times each")
            outcomes.append(in_turn(measure, off, on, turns, say))
    if "reindex" in wanted:
        outcomes.append(reindexed)
    return outcomes


if __name__ == "__main__":
    main()
