"""The table: on the screen, and in ``docs/performance.md``."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Mapping, Sequence
from datetime import datetime

from tests.bench.measure import Outcome
from tests.bench.portals import ROOT, Answer

DOCUMENT = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"


def table(outcomes: Sequence[Outcome]) -> str:
    """Return the Markdown table of ratios, times and numbers of SQL statements."""
    lines = [
        "| Operation | Ratio on/off: median (quartiles) | Goal | | Off, ms | On, ms "
        "| Ratio inside the server | Ratio of processor time | SQL off | SQL on | Pairs |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for outcome in outcomes:
        ratio, goal, each = outcome.ratio, outcome.measure.target, outcome.each
        verdict = "reached" if round(ratio.median, 2) <= goal else "**missed**"
        lines.append(
            f"| {outcome.measure.label} "
            f"| **{ratio.median:.2f}** ({ratio.low:.2f}–{ratio.high:.2f}) "
            f"| ≤ {goal:.2f} | {verdict} "
            f"| {_milliseconds(outcome.off, each)} | {_milliseconds(outcome.on, each)} "
            f"| {outcome.inside_ratio.median:.2f} | {outcome.cpu_ratio.median:.2f} "
            f"| {_queries(outcome.off, each)} | {_queries(outcome.on, each)} | {len(outcome.on)} |"
        )
    return "\n".join(lines)


def per_result(outcomes: Sequence[Outcome], datasets: int) -> str:
    """Say how many SQL statements one more search result costs."""
    by_key = {outcome.measure.key: outcome for outcome in outcomes}
    if not {"search", "search_all"} <= set(by_key):
        return ""

    def growth(few: Sequence[Answer], many: Sequence[Answer]) -> int:
        return max(x.queries for x in many) - min(x.queries for x in few)

    few, many = by_key["search"], by_key["search_all"]
    return (
        f"From 20 to {min(datasets, 1000):,} results, a search makes "
        f"{growth(few.off, many.off)} more SQL statements without the extension "
        f"and {growth(few.on, many.on)} more with it."
    )


def machine(versions: Mapping[str, str], datasets: int, on_plugins: str) -> str:
    """Say in plain words what the figures were taken on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    software = ", ".join(f"{name} {version}" for name, version in versions.items())
    return (
        f"{datetime.now().astimezone():%-d %B %Y}; {os.cpu_count()} processor cores "
        f"({platform.machine()}), {memory:.0f} GB of memory, {platform.system()}; database, Redis, "
        f"Solr and client on the same machine; {datasets:,} datasets. "
        f"Python {platform.python_version()}, {software}. "
        f"Off: `scheming_datasets`; on: `{on_plugins}`."
    )


def write(text: str, begin: str = BEGIN, end: str = END) -> None:
    """Put figures into the document, in place of the last ones between two marks."""
    document = DOCUMENT.read_text(encoding="utf-8")
    before, _, rest = document.partition(begin)
    _, _, after = rest.partition(end)
    DOCUMENT.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")


def _milliseconds(answers: Sequence[Answer], each: int) -> str:
    return f"{statistics.median(answer.seconds for answer in answers) * 1000 / each:,.1f}"


def _queries(answers: Sequence[Answer], each: int) -> str:
    """The number of statements; where it varies, the smallest and the largest."""
    if each > 1:
        return f"{statistics.median(answer.queries for answer in answers) / each:.1f}"
    numbers = [answer.queries for answer in answers]
    low, high = min(numbers), max(numbers)
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"
