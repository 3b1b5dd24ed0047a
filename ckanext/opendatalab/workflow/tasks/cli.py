"""``ckan opendatalab tick``"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext

import click

from ckanext.opendatalab.workflow.tasks import tick as ticking

__all__ = ["tick"]


@click.command(short_help="Do what is due; for cron, every few minutes.")
@click.option("--dry-run", is_flag=True, help="Only say what it would do.")
@click.option("--json", "for_program", is_flag=True, help="Print JSON.")
@click.pass_context
def tick(context: click.Context, dry_run: bool, for_program: bool) -> None:
    """Make the steps whose time has come, remind people, show in the index what it lacks.

    Brings scores up to date and has files checked whose time has come.

    It may be run twice, or twice at once. Mails are sent by "ckan opendatalab outbox send".

    Exit codes: 0 everything done, 1 something failed (the others were done), 2 the command was not
    understood.
    """
    outcome = ticking.run(dry_run, _told_how_far).to_json()
    if for_program:
        click.echo(json.dumps(outcome, ensure_ascii=False, indent=2))
    else:
        for line in outcome["lines"]:
            click.echo("\t".join((line["what"], line["dataset"], line["detail"])))
        would = "would be " if dry_run else ""
        click.echo(
            f"{would}done: {outcome['steps']} steps, {outcome['awaited']} awaited,"
            f" {outcome['reminders']} reminders, {outcome['indexed']} indexed,"
            f" {outcome['digests']} summaries, {outcome['scores']} scores,"
            f" {outcome['checks']} checks; {outcome['failed']} failed",
            err=True,
        )
    context.exit(1 if outcome["failed"] else 0)


def _told_how_far(package_ids: Iterable[str], total: int) -> AbstractContextManager[Iterable[str]]:
    """Show somebody who waits how far it is, apart from what is printed; nothing to a program."""
    if not sys.stderr.isatty():
        return nullcontext(package_ids)
    return click.progressbar(package_ids, length=total, label="Datasets", file=sys.stderr)
