"""``ckan opendatalab freshness …``"""

from __future__ import annotations

import json
from typing import Any

import ckan.plugins.toolkit as tk
import click

from ckanext.opendatalab.quality.freshness.action import MOST_LISTED

__all__ = ["freshness"]


@click.group(short_help="Datasets whose update is expected or late.")
def freshness() -> None:
    """List late datasets, and have whoever answers for them written to."""


@freshness.command(name="list")
@click.option("--organization", default="", help="Id or name; otherwise the whole portal.")
@click.option("--json", "for_program", is_flag=True, help="Print JSON.")
def list_(organization: str, for_program: bool) -> None:
    """Print the public datasets whose update is expected or late, the longest late first."""
    asked: dict[str, Any] = {"limit": MOST_LISTED}
    if organization:
        asked["organization"] = organization
    try:
        found = tk.get_action("opendatalab_quality_late_list")(_context(), asked)
    except tk.ObjectNotFound:
        raise click.ClickException(f"no organization is called {organization!r}") from None
    if for_program:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for one in found["datasets"]:
        state = "late" if one["late"] else "due"
        click.echo("\t".join([one["name"], state, one["expected"], str(one["days"])]))
    click.echo(f"{found['count']} of {found['total']} datasets with a frequency", err=True)
    if found["examined"] < found["total"]:
        click.echo(f"only the first {found['examined']} were examined", err=True)


@freshness.command()
@click.option("--dry-run", is_flag=True, help="Only say who would be written to.")
def mail(dry_run: bool) -> None:
    """Write to whoever answers for late datasets, where the organization switched the mails on.

    "ckan opendatalab tick" does it once a day.
    """
    asked = {"dry_run": dry_run}
    mails = tk.get_action("opendatalab_quality_late_mail")(_context(), asked)["mails"]
    for one in mails:
        click.echo("\t".join([one["organization"], one["person"], " ".join(one["datasets"])]))
    click.echo(f"{len(mails)} mails {'to write' if dry_run else 'written'}", err=True)


def _context() -> Any:
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    return {"user": user}
