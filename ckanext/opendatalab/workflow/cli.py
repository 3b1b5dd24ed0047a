"""``ckan opendatalab adopt``"""

from __future__ import annotations

import json
import sys
from contextlib import nullcontext
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import click
import sqlalchemy as sa

from ckanext.opendatalab.workflow import refusal
from ckanext.opendatalab.workflow.adoption_rules import MODES, WARN
from ckanext.opendatalab.workflow.schema import MOST_EXAMINED

__all__ = ["adopt"]

WHOLE_PORTAL = "(organisations that decide nothing)"


@click.command(short_help="Have the publications of organisations checked.")
@click.argument("organizations", nargs=-1, metavar="[ORGANIZATION]...")
@click.option("--every", is_flag=True, help="Every organisation that there is now.")
@click.option("--default", is_flag=True, help="What holds for organisations that decide nothing.")
@click.option("--mode", type=click.Choice(MODES), default=WARN, show_default=True)
@click.option("--dry-run", is_flag=True, help="Only say what it would change.")
@click.option("--reason", help="Why; needed to have less checked, and logged.")
@click.option("--json", "for_program", is_flag=True, help="Print JSON.")
@click.option(
    "--user", help="Name of the person who decides; the portal's own account unless given."
)
def adopt(
    organizations: tuple[str, ...],
    every: bool,
    default: bool,
    mode: str,
    dry_run: bool,
    reason: str | None,
    for_program: bool,
    user: str | None,
) -> None:
    """Set how strictly the publications of each ORGANIZATION (name or id) are checked.

    off: as before. warn: what remains to be settled is told and logged. block: a dataset with files
    is not made public before. Start with --dry-run, then warn, then block.

    Exit codes: 0 everything done, 1 something was refused, 2 the command was not understood.
    """
    if every and organizations:
        raise click.UsageError("Give organisations or --every, not both.")
    targets: list[str | None] = [*(_all() if every else organizations)]
    if default:
        targets.append(None)
    if not targets and not every:
        raise click.UsageError("Give an organisation, --every or --default.")
    name = user or tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    action = "opendatalab_adoption_plan" if dry_run else "opendatalab_adoption_update"
    extra = {"limit": MOST_EXAMINED} if dry_run else {"reason": reason or ""}
    results: list[dict[str, Any]] = []
    with refusal.speaking(), _progress(targets) as bar:
        for target in bar:
            asked = {**({"organization": target} if target else {}), "mode": mode, **extra}
            results.append({"organization": target, **_call(action, name, asked)})
    if for_program:
        click.echo(json.dumps(results, ensure_ascii=False, indent=2))
    else:
        for result in results:
            click.echo(_planned(result) if dry_run else _done(result))
    if any(result.get("error") for result in results):
        sys.exit(1)


def _progress(targets: list[str | None]) -> Any:
    """Return the targets to go through, with a bar where somebody looks."""
    if sys.stderr.isatty() and len(targets) > 1:
        return click.progressbar(targets, label="adopt", file=sys.stderr)
    return nullcontext(targets)


def _call(action: str, user: str, asked: dict[str, Any]) -> dict[str, Any]:
    try:
        return tk.get_action(action)({"user": user}, asked)
    except tk.ValidationError as error:
        return {"error": "; ".join(str(part) for part in error.error_summary.values())}
    except tk.ObjectNotFound as error:
        return {"error": str(error)}
    except tk.NotAuthorized as error:
        return {"error": error.message or "not authorized"}


def _all() -> list[str]:
    statement = (
        sa.select(model.Group.name)
        .where(model.Group.is_organization.is_(True), model.Group.state == model.State.ACTIVE)
        .order_by(model.Group.name)
    )
    return list(model.Session.scalars(statement))


def _done(result: dict[str, Any]) -> str:
    name = result["organization"] or WHOLE_PORTAL
    if result.get("error"):
        return f"{name}\trefused\t{result['error']}"
    return f"{name}\t{result['mode']}\t{'changed' if result['changed'] else 'as before'}"


def _planned(result: dict[str, Any]) -> str:
    name = result["organization"] or WHOLE_PORTAL
    if result.get("error"):
        return f"{name}\trefused\t{result['error']}"
    lines = [
        f"{name}\t{result['current']} -> {result['mode']}\t"
        f"{result['public']} public and {result['private']} private datasets with files,"
        f" {result['examined']} examined: {result['public_to_settle']} public (they stay so)"
        f" and {result['private_to_settle']} private ones have something to settle"
    ]
    if result["refused"]:
        lines.append(f"\twould be refused: {result['refused']}")
    for dataset in result["datasets"]:
        state = "private" if dataset["private"] else "public"
        lines.append(f"\t{dataset['name']}\t{state}\t{', '.join(dataset['blockers'])}")
    return "\n".join(lines)
