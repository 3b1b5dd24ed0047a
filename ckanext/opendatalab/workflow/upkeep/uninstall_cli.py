"""``ckan opendatalab uninstall``: what to know and to do before the plugins leave the ini file."""

from __future__ import annotations

from collections.abc import Iterator

import ckan.model as model
import ckan.plugins.toolkit as tk
import click

from ckanext.opendatalab.common import log, tables
from ckanext.opendatalab.workflow.governance import wording
from ckanext.opendatalab.workflow.locking import refusal
from ckanext.opendatalab.workflow.upkeep import check, uninstall_store

# What would be seen without us.
_OPENS = ("open",)


@click.command(short_help="Say what happens when the extension leaves, and prepare it.")
@click.option("--keep-data", is_flag=True, help="Keep the tables, to come back later.")
@click.option("--yes", is_flag=True, help="Do not ask before closing what would open.")
@click.pass_context
def uninstall(context: click.Context, keep_data: bool, yes: bool) -> None:
    """Check that nothing becomes public when the extension leaves, and say what to do.

    Changes neither the ini file nor our tables.  Ends with 1 while something would become public.
    """
    if not keep_data:
        click.echo(_without_data())
        return
    if not tables.ready():
        raise click.ClickException(f"The database is not up to date. {tables.how_to_migrate()}")
    with refusal.speaking():
        opens = [one for one in check.find() if one.kind in _OPENS]
        for one in opens:
            click.echo(f"WOULD BE PUBLIC\t{one.name}\t{check.wording(one.kind)}")
        activities = uninstall_store.activities()
        for line in _kept():
            click.echo(line)
    if opens:
        click.echo("First run: ckan opendatalab workflow check --repair", err=True)
        context.exit(1)
    if activities:
        click.echo(
            f"{activities} activities keep the whole record of datasets that are not public; CKAN"
            " alone shows them to everybody."
        )
        if not yes and not click.confirm("Leave them to the members of their organisations?"):
            click.echo("Nothing was changed: these activities would become public.", err=True)
            context.exit(1)
        closed = uninstall_store.close_activities()
        log.write(None, "uninstall_prepared", activities=closed)
        model.Session.commit()
        click.echo(f"{closed} activities closed.")
    click.echo(_what_to_do())


def _kept() -> Iterator[str]:
    """Give what stays as it is, and why."""
    yield f"{uninstall_store.public()} governed datasets are public and stay public."
    yield "These stay private, since that is CKAN's own lock and not ours:"
    for badge, number in uninstall_store.by_state():
        yield f"\t{number}\t{wording.badge(badge)}"
    mails = uninstall_store.mails()
    if mails:
        yield f"{mails} mails wait and would not leave: ckan opendatalab outbox send"


def _what_to_do() -> str:
    ours = [one for one in tk.config["ckan.plugins"] if one.startswith("opendatalab")]
    return "\n".join(
        [
            "Nothing becomes public. To uninstall, keeping the tables:",
            f"\t1. Remove from ckan.plugins: {' '.join(ours)}",
            "\t2. Where it had opendatalab_datasets, write scheming_datasets. Our fields stay in",
            "\t   the datasets; whoever saves a dataset with a form that lacks them removes them:",
            "\t   `ckan opendatalab schema export --lines` gives the lines for your own schema.",
            "\t3. Remove the lines with `opendatalab` from cron, restart CKAN and its worker.",
            "\t4. ckan search-index rebuild",
            "What changes then: editors publish private datasets as they like, and CKAN shows the",
            "tags, formats and titles of previews of datasets that are not public again.",
            "To come back: put the plugins back, `ckan db upgrade -p opendatalab`,",
            "`ckan search-index rebuild`, then `ckan opendatalab workflow check`: it tells what",
            "was published meanwhile, and --repair closes it.",
        ]
    )


def _without_data() -> str:
    ini = tk.config.get("__file__") or "ckan.ini"
    return "\n".join(
        [
            "To keep the tables and come back later: ckan opendatalab uninstall --keep-data",
            "To delete everything, the log and the legal analyses included, for ever:",
            "\t1. ckan opendatalab uninstall --keep-data, and do what it says",
            "\t2. Before you remove the plugins: ckan opendatalab log export > log.csv, save",
            "\t   the database",
            f"\t3. ckan -c {ini} db downgrade -p opendatalab",
            "Nothing was changed.",
        ]
    )
