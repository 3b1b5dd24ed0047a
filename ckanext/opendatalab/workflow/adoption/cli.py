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

from ckanext.opendatalab.workflow.adoption import adopting
from ckanext.opendatalab.workflow.adoption.adoption_rules import GOVERN, MODES, WARN
from ckanext.opendatalab.workflow.adoption.schema import MOST_DAYS, MOST_EXAMINED, MOST_MONTHS
from ckanext.opendatalab.workflow.engine import editing as ways
from ckanext.opendatalab.workflow.locking import refusal

__all__ = ["adopt"]

WHOLE_PORTAL = "(organisations that decide nothing)"


@click.command(short_help="Have the publications of organisations checked.")
@click.argument("organizations", nargs=-1, metavar="[ORGANIZATION]...")
@click.option("--every", is_flag=True, help="Every organisation that there is now.")
@click.option("--default", is_flag=True, help="What holds for organisations that decide nothing.")
@click.option("--mode", type=click.Choice(MODES), default=WARN, show_default=True)
@click.option(
    "--preset",
    "definition",
    metavar="CODE",
    help="govern: the circuit; `workflow definitions` lists them.",
)
@click.option(
    "--editing", type=click.Choice(ways.MODES), help="govern: how what is public is edited."
)
@click.option(
    "--single-agent/--two-people",
    default=None,
    help="govern: whether one person may write and approve; for the smallest organisations.",
)
@click.option(
    "--objection-days", type=click.IntRange(0, MOST_DAYS), help="govern: days for objections."
)
@click.option(
    "--months",
    type=click.IntRange(1, MOST_MONTHS),
    default=adopting.MONTHS,
    show_default=True,
    help="govern: over how many months what is public is examined again.",
)
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
    **settings: Any,
) -> None:
    """Set how strictly the publications of each ORGANIZATION (name or id) are checked.

    off: as before. warn: what remains to be settled is told and logged. block: a dataset with files
    is not made public before. govern: every dataset follows a circuit (--preset); what is public
    stays so. Start with --dry-run, then warn, then block or govern.

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
    extra: dict[str, Any] = {"limit": MOST_EXAMINED} if dry_run else {"reason": reason or ""}
    if mode == GOVERN:
        extra |= {key: value for key, value in settings.items() if value is not None}
    results: list[dict[str, Any]] = []
    with refusal.speaking(), _progress(targets) as bar:
        for target in bar:
            asked = {**({"organization": target} if target else {}), "mode": mode, **extra}
            results.append({"organization": target, **_call(action, name, asked)})
    if not dry_run:
        _index()
    if for_program:
        click.echo(json.dumps(results, ensure_ascii=False, indent=2))
    else:
        for result in results:
            click.echo(_planned(result) if dry_run else _done(result))
    if any(result.get("error") for result in results):
        sys.exit(1)


def _index() -> None:
    """Have the index show what was taken in, with a bar where somebody looks; ``tick`` may too."""
    waiting = len(adopting.waiting())
    if not waiting:
        return
    if not sys.stderr.isatty():
        adopting.show_waiting()
        return
    with click.progressbar(length=waiting, label="index", file=sys.stderr) as bar:
        adopting.show_waiting(bar.update)


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
    line = f"{name}\t{result['mode']}\t{'changed' if result['changed'] else 'as before'}"
    taken = result["taken"]
    if taken["public"] or taken["private"]:
        line += (
            f"\t{taken['public']} public datasets stay public and {taken['private']} private ones"
            " start"
        )
    if taken["first"]:
        line += f"; examined again from {taken['first']} to {taken['last']}"
    if result["released"]:
        line += f"\t{result['released']} datasets are no longer followed, as visible as they were"
    return line


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
    lines += _governing(result.get("governance"))
    if result.get("let_go"):
        go = result["let_go"]
        lines.append(
            f"\tno longer followed: {go['public']} public and {go['private']} private datasets,"
            " which stay so"
        )
    for dataset in result["datasets"]:
        state = "private" if dataset["private"] else "public"
        lines.append(f"\t{dataset['name']}\t{state}\t{', '.join(dataset['blockers'])}")
    return "\n".join(lines)


def _governing(found: dict[str, Any] | None) -> list[str]:
    if found is None:
        return []
    lines = [
        f"\tcircuit {found['definition']['code']}: {found['public']} public datasets stay public,"
        f" {found['private']} private ones start, {found['harvested']} harvested and"
        f" {found['exempt']} exempt ones are left out, {found['governed']} follow one already"
    ]
    if found["first_reexamination"]:
        lines.append(
            f"\texamined again from {found['first_reexamination']} to {found['last_reexamination']}"
        )
    return lines + [f"\tPROBLEM\t{problem}" for problem in found["problems"]]
