"""Whether somebody's list of tasks gets slower with their number: 5,000 against 500.

The same portal, the same person; what is compared is how many datasets there are and wait for
her.  They are rows only, written into the database by hand and deleted in the end: no search shows
them.  The number changes after every few requests, so that a machine that drifts slows both alike.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from tests.bench.measure import WARM_UP, Measure, Outcome
from tests.bench.portals import Answer, Portal

KEY = "inbox"
BEGIN, END = "<!-- tasks: begin -->", "<!-- tasks: end -->"
FEW, MANY = 500, 5_000
AT_ONCE = 10
GOAL = 1.5

PAGE = Measure(
    "inbox_page",
    "page “My tasks”",
    GOAL,
    lambda portal, turn: portal.get(f"/opendatalab/tasks?page={turn % 3 + 1}", signed_in=True),
)
ACTION = Measure(
    "inbox_action",
    "`opendatalab_task_list`, 25 tasks",
    GOAL,
    lambda portal, turn: portal.post(
        "/api/3/action/opendatalab_task_list", {"offset": turn % 3 * 25}
    ),
)

_EMPTY = (
    "DELETE FROM opendatalab_workflow WHERE package_id LIKE 'inbox-%'",
    "DELETE FROM package WHERE id LIKE 'inbox-%'",
)
_FILL = (
    """
    INSERT INTO package (id, name, title, notes, owner_org, private, state, type,
                         metadata_created, metadata_modified)
    SELECT 'inbox-' || n, 'inbox-' || n, 'Jeu de données ' || md5(n::text),
           repeat('Un jeu de données de la collectivité, et ce qui est à en savoir. ', 8),
           (:organizations)[1 + n % :places], true, 'active', 'dataset', now(), now()
    FROM generate_series(1, :count) AS n
    """,
    # Two thirds wait for her as project lead, some of them were given to her; of the others she is
    # the author, and waits herself.
    """
    INSERT INTO opendatalab_workflow (package_id, definition, definition_version, state, kind,
                                      badge, version, entered_at, due_on, assignee_id, awaits,
                                      submitted_by, authors, reminded, kept, to_index)
    SELECT 'inbox-' || n, 'simple', 1,
           CASE WHEN n % 3 = 0 THEN 'draft' ELSE 'in_review' END,
           CASE WHEN n % 3 = 0 THEN 'working' ELSE 'review' END,
           CASE WHEN n % 3 = 0 THEN 'draft' ELSE 'in_review' END,
           1, now() - n * interval '1 hour', current_date + (n % 60) - 15,
           CASE WHEN n % 10 = 1 THEN :me END,
           CASE WHEN n % 3 = 0 THEN '{editor}'::text[] ELSE '{project_lead}'::text[] END,
           :editor, CASE WHEN n % 3 = 0 THEN ARRAY[:me, :editor] ELSE ARRAY[:editor] END,
           '{}', '{}', false
    FROM generate_series(1, :count) AS n
    """,
)


@dataclass(frozen=True)
class World:
    """The person, another one who writes, and the organisations that both have to do with."""

    me: str
    editor: str
    organizations: list[str]
    token: str


def run(portal: Portal, repeat: int, say: Callable[[str], None]) -> list[Outcome]:
    """Return the figures: of each Outcome "off" has few tasks and "on" has many."""
    output = portal.run(
        sys.executable, "-m", "tests.bench.inbox_people", str(portal.ini), capture=True
    )
    world = World(**json.loads(output.splitlines()[-1]))
    before, portal.token = portal.token, world.token
    answers: dict[tuple[str, int], list[Answer]] = {}
    rounds = max(3, round(repeat / AT_ONCE))
    try:
        with _database() as engine:
            for number in range(rounds):
                say(f"  ... tasks: round {number + 1} of {rounds}")
                for count in (FEW, MANY) if number % 2 else (MANY, FEW):
                    _put(engine, world, count)
                    for measure in (PAGE, ACTION):
                        found = answers.setdefault((measure.key, count), [])
                        found += _ask(portal, measure)
    finally:
        portal.token = before
    return [
        Outcome(measure, answers[measure.key, FEW], answers[measure.key, MANY])
        for measure in (PAGE, ACTION)
    ]


def table(outcomes: list[Outcome]) -> str:
    """Return the Markdown table."""
    lines = [
        f"| Tasks | Ratio {MANY:,}/{FEW:,} tasks: median (quartiles) | Goal | "
        f"| {FEW:,}, ms | {MANY:,}, ms | SQL |",
        "|---|---|---|---|---|---|---|",
    ]
    for one in outcomes:
        ratio, goal = one.ratio, one.measure.target
        verdict = "reached" if round(ratio.median, 2) <= goal else "**missed**"
        statements = sorted({each.queries for each in (*one.off, *one.on)})
        lines.append(
            f"| {one.measure.label} "
            f"| **{ratio.median:.2f}** ({ratio.low:.2f}–{ratio.high:.2f}) "
            f"| ≤ {goal:.2f} | {verdict} | {_middle(one.off)} | {_middle(one.on)} "
            f"| {'–'.join(str(each) for each in dict.fromkeys((statements[0], statements[-1])))} |"
        )
    return "\n".join(lines)


def _middle(answers: Any) -> str:
    seconds = sorted(one.seconds for one in answers)
    return f"{seconds[len(seconds) // 2] * 1000:,.1f}"


def _ask(portal: Portal, measure: Measure) -> list[Answer]:
    answers = [measure.ask(portal, turn) for turn in range(-WARM_UP, AT_ONCE)]
    return answers[WARM_UP:]


@contextmanager
def _database() -> Iterator[Engine]:
    engine = sa.create_engine(os.environ["CKAN_SQLALCHEMY_URL"])
    try:
        yield engine
    finally:
        with engine.begin() as connection:
            for statement in _EMPTY:
                connection.execute(sa.text(statement))
        engine.dispose()


def _put(engine: Engine, world: World, count: int) -> None:
    """Have so many datasets wait, and nothing left over from before that slows anything."""
    values = {
        "count": count,
        "places": len(world.organizations),
        "organizations": world.organizations,
        "me": world.me,
        "editor": world.editor,
    }
    with engine.begin() as connection:
        for statement in (*_EMPTY, *_FILL):
            given = {key: values[key] for key in values if f":{key}" in statement}
            connection.execute(sa.text(statement), given)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("VACUUM ANALYZE opendatalab_workflow"))
        connection.execute(sa.text("VACUUM ANALYZE package"))
