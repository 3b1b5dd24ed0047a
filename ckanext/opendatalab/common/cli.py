"""``ckan opendatalab role …`` and ``ckan opendatalab outbox …``"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import click

from ckanext.opendatalab.common import outbox as mails
from ckanext.opendatalab.common.role_rules import ROLES

__all__ = ["outbox", "role"]

_organization = click.option(
    "--organization", help="Name or id of the organisation; the whole portal unless given."
)
_for_program = click.option("--json", "for_program", is_flag=True, help="Print JSON.")
_role = click.argument("role", type=click.Choice(ROLES), metavar="ROLE")


@click.group(short_help="Say who is legal officer, DPO, project lead … of an organisation.")
def role() -> None:
    """Grant, remove and list roles, as the portal's own account; every change is logged.

    ROLE is legal_officer, dpo, project_lead, general_director, elected_official or data_steward.
    """


@role.command(short_help="Give a person a role.")
@click.argument("user")
@_role
@_organization
@_for_program
@click.pass_context
def grant(
    context: click.Context, user: str, role: str, organization: str | None, for_program: bool
) -> None:
    """Give USER (name or id) a role; nothing happens if she has it already."""
    with _speaking(context):
        result = _call("opendatalab_role_grant", user=user, role=role, organization=organization)
    if for_program:
        click.echo(json.dumps(result, ensure_ascii=False, indent=2))
    else:
        click.echo(("" if result["changed"] else "already there: ") + _line(result))


@role.command(short_help="Take a role away from a person.")
@click.argument("user")
@_role
@_organization
@_for_program
@click.pass_context
def revoke(
    context: click.Context, user: str, role: str, organization: str | None, for_program: bool
) -> None:
    """Take a role away from USER (name or id); nothing happens if she has not got it."""
    with _speaking(context):
        result = _call("opendatalab_role_revoke", user=user, role=role, organization=organization)
    if for_program:
        click.echo(json.dumps(result))
    else:
        click.echo("removed" if result["changed"] else "there was no such role")


@role.command("list", short_help="Say who has which role.")
@click.option("--user", help="Name or id of a person: hers only.")
@click.option("--organization", help="Name or id of an organisation: what holds there.")
@_for_program
@click.pass_context
def list_(
    context: click.Context, user: str | None, organization: str | None, for_program: bool
) -> None:
    """List roles: person, role, organisation, since, granted by."""
    with _speaking(context):
        found = _call("opendatalab_role_list", user=user, organization=organization)
    if for_program:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        for each in found:
            click.echo(_line(each))


@click.group(short_help="Mails that the portal has to send.")
def outbox() -> None:
    """Send and list the mails that wait."""


@outbox.command(short_help="Send what is due; for cron, every few minutes.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=mails.MOST_AT_ONCE)
@click.option("--again", is_flag=True, help="Also what was given up, from the start.")
@_for_program
def send(limit: int, again: bool, for_program: bool) -> None:
    """Send the mails that are due.  Two at once send each mail once."""
    if again:
        mails.retry_given_up()
        model.Session.commit()
    outcome = dataclasses.asdict(mails.deliver(limit))
    if for_program:
        click.echo(json.dumps(outcome))
    else:
        click.echo("{sent} sent, {to_retry} to retry, {given_up} given up".format(**outcome))


@outbox.command("list", short_help="List the mails that wait or were given up.")
@_for_program
def unsent(for_program: bool) -> None:
    """List the mails that wait or were given up, with the last error; never what they say."""
    found = mails.unsent()
    if for_program:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2, default=str))
        return
    for mail in found:
        state = (
            f"next try {mail['next_try_at']:%Y-%m-%d %H:%M}" if mail["next_try_at"] else "given up"
        )
        words = [mail["event"], mail["recipient"], f"{mail['attempts']} attempts", state]
        click.echo("\t".join([*words, mail["last_error"] or ""]))


@contextmanager
def _speaking(context: click.Context) -> Iterator[None]:
    # Sentences need a request to know their language: here, the portal's own.
    with context.meta["flask_app"].test_request_context():
        yield


def _call(action: str, **data: Any) -> Any:
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    given = {key: value for key, value in data.items() if value is not None}
    try:
        return tk.get_action(action)({"user": user}, given)
    except tk.ValidationError as error:
        told = "; ".join(str(part) for part in error.error_summary.values())
        raise click.ClickException(told) from error
    except tk.ObjectNotFound as error:
        raise click.ClickException(str(error)) from error


def _line(each: dict[str, Any]) -> str:
    where = each["organization_name"] or each["organization_id"] or "(whole portal)"
    person = each["user_name"] or each["user_id"]
    words = [person, each["role"], where, each["granted_at"][:10], each["granted_by"] or ""]
    return "\t".join(words if each["active"] else [*words, "account not in use"])
