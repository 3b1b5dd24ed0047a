"""What the bench says about its figures.  The figures here are made up: no test measures a time."""

from __future__ import annotations

import pytest

from tests.bench import inbox, report, values
from tests.bench.measure import Measure, Outcome, ratios
from tests.bench.portals import Answer, Portal


def answers(*seconds: float, queries: int = 5) -> list[Answer]:
    return [Answer(each, each / 2, each / 3, queries, 200, b"") for each in seconds]


def never(_portal: Portal, _turn: int) -> Answer:
    raise AssertionError("nothing is asked here")


def test_a_machine_that_slows_down_midway_does_not_change_the_ratio():
    found = ratios([1.0, 1.0, 3.0, 3.0], [1.1, 1.1, 3.3, 3.3])
    assert [found.low, found.median, found.high] == pytest.approx([1.1, 1.1, 1.1])


@pytest.mark.parametrize(("goal", "verdict"), [(1.10, "reached"), (1.05, "**missed**")])
def test_the_table_says_whether_a_goal_is_reached(goal: float, verdict: str):
    measure = Measure("show", "package_show", goal, never)
    text = report.table([Outcome(measure, answers(1.0, 1.0), answers(1.1, 1.1))])
    row = text.splitlines()[-1]
    assert f"| **1.10** (1.10–1.10) | ≤ {goal:.2f} | {verdict} |" in row


def test_statements_that_grow_with_the_results_are_told():
    few, many = (Measure(key, key, 1.1, never) for key in ("search", "search_all"))
    text = report.per_result(
        [
            Outcome(few, answers(1, 1, queries=4), answers(1, 1, queries=5)),
            Outcome(many, answers(1, 1, queries=4), answers(1, 1, queries=985)),
        ],
        datasets=2000,
    )
    assert "From 20 to 1,000 results" in text
    assert "0 more SQL statements without the extension and 980 more with it" in text


def test_the_figures_replace_the_last_ones_and_leave_the_rest_of_the_document(
    tmp_path, monkeypatch: pytest.MonkeyPatch
):
    document = tmp_path / "performance.md"
    document.write_text(f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n", encoding="utf-8")
    monkeypatch.setattr(report, "DOCUMENT", document)
    report.write("new")
    text = document.read_text(encoding="utf-8")
    assert text == f"before\n{report.BEGIN}\nnew\n{report.END}\nafter\n"


def test_the_two_datasets_of_a_pair_differ_in_name_and_address_only():
    one, two = (values.dataset(number, [], lambda field: []) for number in (10, 11))
    assert {key for key in one if one[key] != two[key]} == {"name", "url"}


def test_the_table_of_tasks_compares_many_with_few():
    text = inbox.table([Outcome(inbox.PAGE, answers(1.0, 1.0), answers(1.2, 1.2, queries=6))])
    row = text.splitlines()[-1]
    assert "| **1.20** (1.20–1.20) | ≤ 1.50 | reached | 1,000.0 | 1,200.0 | 5–6 |" in row
