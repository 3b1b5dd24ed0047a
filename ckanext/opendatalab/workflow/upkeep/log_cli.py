"""``ckan opendatalab log …``"""

from __future__ import annotations

import json
import sys

import ckan.model as model
import ckan.plugins.toolkit as tk
import click

from ckanext.opendatalab import config
from ckanext.opendatalab.common import clock, log, retention, tables
from ckanext.opendatalab.legal import store as legal_store
from ckanext.opendatalab.workflow.engine.calendar import add_months
from ckanext.opendatalab.workflow.upkeep import log_csv


@click.group("log", short_help="The log of who did what: export it, retire its names.")
def log_group() -> None:
    """Export the log, and replace its names by roles once they are old enough."""


@log_group.command(short_help="Write the log as CSV to the standard output.")
@click.option("--organization", help="Name or id of an organisation: its entries only.")
@click.option("--dataset", help="Name or id of a dataset, which may be gone: its entries only.")
@click.option("--since", help="Only what was done on this day or later: 2026-01-31.")
@click.pass_context
def export(
    context: click.Context, organization: str | None, dataset: str | None, since: str | None
) -> None:
    """Write the log as CSV (UTF-8, semicolons), the latest entry first.

    Reasons and messages are as people wrote them: it is for whoever may read the log.
    """
    try:
        start = log_csv.moment(since) if since else None
    except ValueError:
        raise click.UsageError("--since: write a date, for example 2026-01-31.") from None
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    asked = {"organization": organization, "package_id": dataset}
    given = {key: value for key, value in asked.items() if value}
    with context.meta["flask_app"].test_request_context():
        for line in log_csv.lines({"user": user}, given, start):
            sys.stdout.write(line)


@log_group.command(short_help="Replace old names in the log by roles; for cron, once a month.")
@click.option("--months", type=click.IntRange(1, 1_200), help="Instead of opendatalab.log_months.")
@click.option("--dry-run", is_flag=True, help="Only say how many entries it would change.")
@click.option("--json", "for_program", is_flag=True, help="Print JSON.")
def retain(months: int | None, dry_run: bool, for_program: bool) -> None:
    """Replace names and ids of people by their roles, in entries older than a number of months.

    In the log and in the history of legal analyses, in one transaction.  What people wrote
    (reasons, messages, notes) stays as it is.  It cannot be undone.
    """
    kept = months or config.log_months()
    if not tables.ready():
        raise click.ClickException(f"The database is not up to date. {tables.how_to_migrate()}")
    counts = {"months": kept, "log": 0, "legal_history": 0, "dry_run": dry_run}
    if kept:
        before = clock.midnight(add_months(clock.today(), -kept))
        try:
            counts["log"] = log.retire_names(before, dry_run)
            counts["legal_history"] = legal_store.retire_names(before, dry_run)
            if not dry_run and (counts["log"] or counts["legal_history"]):
                log.write(None, retention.RETIRED, **counts)
            model.Session.commit()
        except Exception:
            model.Session.rollback()
            raise
    if for_program:
        click.echo(json.dumps(counts))
    elif not kept:
        click.echo("opendatalab.log_months is 0: names are kept")
    else:
        said = "would lose" if dry_run else "lost"
        click.echo(
            f"older than {kept} months: {counts['log']} entries of the log and"
            f" {counts['legal_history']} of the history of analyses {said} their names"
        )
