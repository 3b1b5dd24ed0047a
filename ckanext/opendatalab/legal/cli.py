"""``ckan opendatalab legal …``"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import click

from ckanext.opendatalab.common import outbox, people
from ckanext.opendatalab.legal import lapse
from ckanext.opendatalab.legal.assessment import Assessment
from ckanext.opendatalab.legal.lapse import Lapsed

__all__ = ["legal"]

_for_program = click.option("--json", "for_program", is_flag=True, help="Print JSON.")


@click.group(short_help="Legal analyses of datasets.")
def legal() -> None:
    """Show where legal analyses stand and find the validations that no longer hold."""


@legal.command(short_help="List validations that no longer hold; for cron, daily.")
@click.option("--organization", help="Name or id of an organisation: its datasets only.")
@click.option("--notify", is_flag=True, help="Write to those who validate: one mail a day each.")
@_for_program
@click.pass_context
def lapsed(
    context: click.Context, organization: str | None, notify: bool, for_program: bool
) -> None:
    """List the datasets whose validation no longer holds, those published first, and why.

    Nothing is withdrawn.  A line ends with "batch" where only the rules changed: such validations
    can be confirmed together.
    """
    with _speaking(context):
        organization_id = _organization_id(organization)
        total = lapse.count(organization_id)
        with _told_how_far(lapse.assessed(organization_id), total) as states:
            found = list(lapse.among(states))
        told = 0
        if notify:
            told = lapse.tell(found, organization_id or "")
            model.Session.commit()
            outbox.kick()
    if for_program:
        lines = [_described(one) for one in found]
        click.echo(json.dumps(lines, ensure_ascii=False, indent=2))
        return
    for one in found:
        where = "published" if one.published else "not published"
        words = [one.package.name, where, ", ".join(one.codes)]
        click.echo("\t".join([*words, "batch"] if one.only_rules else words))
    click.echo(f"{len(found)} of {total} validations to look at again", err=True)
    if notify:
        click.echo(f"{told} people are written to, once a day at most", err=True)


@legal.command(short_help="Say where the legal analysis of a dataset stands.")
@click.argument("dataset")
@_for_program
@click.pass_context
def show(context: click.Context, dataset: str, for_program: bool) -> None:
    """Say where the legal analysis of DATASET (name or id) stands and what is still to settle."""
    with _speaking(context):
        user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
        try:
            shown = tk.get_action("opendatalab_legal_show")({"user": user}, {"id": dataset})
        except tk.ObjectNotFound as error:
            raise click.ClickException(f"no dataset is called {dataset!r}") from error
    if for_program:
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2, default=str))
        return
    click.echo(f"{shown['dataset']['name']}\t{shown['state_label']}\t{shown['verdict']['label']}")
    for blocker in shown["blockers"]:
        click.echo(f"- {blocker['message']} ({blocker['ask']})")


@contextmanager
def _speaking(context: click.Context) -> Iterator[None]:
    # Sentences and addresses need a request: here, in the portal's own language.
    with context.meta["flask_app"].test_request_context():
        yield


def _told_how_far(
    states: Iterator[Assessment], total: int
) -> AbstractContextManager[Iterable[Assessment]]:
    """Show somebody who waits how far it is, apart from what is printed; nothing to a program."""
    if not sys.stderr.isatty():
        return nullcontext(states)
    return click.progressbar(states, length=total, label="Legal analyses", file=sys.stderr)


def _organization_id(name: str | None) -> str | None:
    if name is None:
        return None
    found = people.organization(name)
    if found is None:
        raise click.ClickException(f"no organisation is called {name!r}")
    return found.id


def _described(one: Lapsed) -> dict[str, Any]:
    return {
        "id": one.package.id,
        "name": one.package.name,
        "organization_id": one.package.owner_org,
        "published": one.published,
        "why": list(one.codes),
        "batch": one.only_rules,
    }
