"""``ckan opendatalab quality …``"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import click

from ckanext.opendatalab.common import tables
from ckanext.opendatalab.quality import assess
from ckanext.opendatalab.quality.running import asking, due
from ckanext.opendatalab.quality.running import refresh as refreshing

__all__ = ["quality"]

MOST = 1_000_000
_for_program = click.option("--json", "for_program", is_flag=True, help="Print JSON.")


@click.group(short_help="Scores of datasets and checks of their files.")
def quality() -> None:
    """Compute scores, check files, say how a dataset stands."""


@quality.command(short_help="Do what is due, checks included; for cron where no worker runs.")
@click.option("--due", "only_due", is_flag=True, required=True, help="What is due; to be given.")
@click.option("--limit", type=click.IntRange(1, MOST), default=MOST, help="At most so many checks.")
@_for_program
@click.pass_context
def refresh(context: click.Context, only_due: bool, limit: int, for_program: bool) -> None:
    """Compute the scores that changed with time and check, here, every file that waits for it.

    Two at once check each file once. A file that fails is tried again later, three times.

    Exit codes: 0 everything done, 1 something failed (the others were done), 2 the command was not
    understood.
    """
    _migrated()
    with _speaking(context):
        outcome = refreshing.run_here(limit, _told_how_far)
    _tell(context, outcome, for_program)


@quality.command(short_help="Compute scores anew, after weights or criteria changed.")
@click.argument("datasets", nargs=-1)
@click.option("--all", "every", is_flag=True, help="All datasets of the portal.")
@_for_program
@click.pass_context
def rescore(
    context: click.Context, datasets: tuple[str, ...], every: bool, for_program: bool
) -> None:
    """Compute the scores of DATASETS (names or ids) anew and ask for the checks of what changed.

    Exit codes: 0 everything done, 1 something failed, 2 the command was not understood.
    """
    _migrated()
    if every == bool(datasets):
        raise click.UsageError("name datasets, or give --all")
    ids = due.every_dataset() if every else [_package_id(one) for one in datasets]
    with _speaking(context), _told_how_far(ids, len(ids), "Scores") as package_ids:
        outcome = refreshing.rescore(package_ids)
    _tell(context, outcome, for_program)


@quality.command(short_help="Say how a dataset stands.")
@click.argument("dataset")
@_for_program
@click.pass_context
def show(context: click.Context, dataset: str, for_program: bool) -> None:
    """Say the score and the status of DATASET (name or id), what would improve it, its files."""
    _migrated()
    with _speaking(context):
        told = _told(assess.of(_package_id(dataset)))
    if for_program:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    click.echo(f"{told['name']}\t{told['status']}\t{told['score']}/100")
    for one in told["criteria"]:
        if one["outcome"] == "fail":
            click.echo(f"criterion\t{one['id']}\t+{one['gain']}")
    for one in told["files"]:
        click.echo(f"file\t{one['resource_id']}\t{one['state']}\t{one['outcome'] or '-'}")


def _told(found: assess.Assessment) -> dict[str, Any]:
    turns_on = found.score.turns_on
    return {
        "id": found.dataset["id"],
        "name": found.dataset["name"],
        "status": found.status,
        "score": found.score.total,
        "turns_on": turns_on.isoformat() if turns_on else None,
        "score_then": found.score.total_then,
        "criteria": [
            {"id": one.id, "outcome": one.outcome, "weight": one.weight, "gain": one.gain}
            for one in found.score.results
        ],
        "files": [
            {
                "resource_id": resource_id,
                "state": "asked" if one.asked else "current" if one.current else "not current",
                "outcome": one.outcome,
            }
            for resource_id, one in found.states.items()
        ],
    }


def _tell(context: click.Context, outcome: refreshing.Outcome, for_program: bool) -> None:
    told = outcome.to_json()
    if for_program:
        click.echo(json.dumps(told))
    else:
        click.echo(
            "{scored} scores computed, {checked} files checked, {given_up} given up,"
            " {indexed} datasets indexed, {failed} failed; {left} checks wait".format(**told)
        )
    context.exit(1 if outcome.failed else 0)


def _migrated() -> None:
    if not tables.ready():
        raise click.ClickException(f"not migrated: {tables.how_to_migrate()}")


def _package_id(name: str) -> str:
    found = asking.package({"id": name})
    if found is None:
        raise click.ClickException(f"no dataset is called {name!r}")
    return found.id


@contextmanager
def _speaking(context: click.Context) -> Iterator[None]:
    # Addresses and dates need a request: here, in the portal's own language.
    with context.meta["flask_app"].test_request_context():
        yield


def _told_how_far(
    ids: Iterable[str], total: int, what: str
) -> AbstractContextManager[Iterable[str]]:
    """Show somebody who waits how far it is, apart from what is printed; nothing to a program."""
    if not sys.stderr.isatty():
        return nullcontext(ids)
    return click.progressbar(ids, length=total, label=what, file=sys.stderr)
