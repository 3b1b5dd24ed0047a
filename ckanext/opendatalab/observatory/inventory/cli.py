"""``ckan opendatalab inventory import``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import click
from ckan.lib import search

from ckanext.opendatalab.observatory.inventory import report, wording

__all__ = ["inventory"]

SOME_REFUSED = 1
UNREADABLE = 2


@click.group(short_help="Read an inventory of datasets into the portal.")
def inventory() -> None:
    """Read an inventory of datasets into the portal."""


@inventory.command("import", short_help="Create or update private datasets from a catalogue.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--organization", required=True, help="Name or id of the organisation.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, write nothing.")
@click.option("--json", "for_program", is_flag=True, help="Print JSON, for a program.")
@click.option("--user", help="Who imports; the portal's own account unless given.")
@click.pass_context
def import_(
    context: click.Context,
    file: Path,
    organization: str,
    dry_run: bool,
    for_program: bool,
    user: str | None,
) -> None:
    """Create or update private datasets without files, one per row of FILE.

    FILE is CSV, XLSX or ODS: the template of the web page, an SCDL or Etalab catalogue, or fiches.
    Importing it again changes nothing.  Ends with 1 when rows were refused, with 2 when nothing
    could be read.
    """
    # Sentences need a request to know their language: here, the portal's own.
    with context.meta["flask_app"].test_request_context():
        try:
            told = _import(file, organization, dry_run, user)
        except tk.ValidationError as error:
            told = "; ".join(str(part) for part in error.error_summary.values())
            click.secho(f"{file}: {told}", fg="red", err=True)
            context.exit(UNREADABLE)
        except (tk.ObjectNotFound, tk.NotAuthorized) as error:
            click.secho(str(error) or type(error).__name__, fg="red", err=True)
            context.exit(UNREADABLE)
        if for_program:
            click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        else:
            _tell(told)
    context.exit(SOME_REFUSED if told["totals"]["refused"] else 0)


def _import(file: Path, organization: str, dry_run: bool, user: str | None) -> dict[str, Any]:
    if user is None:
        user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    data = {"organization": organization, "filename": file.name, "dry_run": dry_run}
    # Standard error: the report on standard output stays whole.
    with (
        _one_commit_of_the_index(),
        file.open("rb") as stream,
        click.progressbar(length=1, label=file.name, file=click.get_text_stream("stderr")) as bar,
    ):

        def progress(done: int, rows: int) -> None:
            bar.length = rows
            bar.update(1)

        context: Any = {"user": user, "opendatalab_progress": progress}
        return tk.get_action("opendatalab_inventory_import")(context, {**data, "upload": stream})


@contextmanager
def _one_commit_of_the_index() -> Iterator[None]:
    """Have Solr show the datasets once all are in: to do so after each is half of the time.

    The option is for the whole process, which is why only this command, alone in its own, does it.
    """
    before = tk.config["ckan.search.solr_commit"]
    tk.config["ckan.search.solr_commit"] = False
    try:
        yield
    finally:
        tk.config["ckan.search.solr_commit"] = before
        if before:
            search.commit()


def _tell(told: dict[str, Any]) -> None:
    labels = wording.statuses(told["dry_run"], told["governed"])
    click.echo(f"{told['file']}: {told['format_title']}, {told['read_as']}")
    for remark in told["remarks"]:
        click.echo(f"- {remark}")
    for line in report.as_text(told, labels, tk._("Changed:"), wording.place):
        click.echo(line)
    totals = told["totals"]
    click.echo(", ".join(f"{totals[status]} {labels[status]}" for status in report.STATUSES))
    if told["dry_run"]:
        click.echo(tk._("Nothing was written."))
