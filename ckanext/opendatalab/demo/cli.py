"""``ckan opendatalab demo load|clear``."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterable

import click

from ckanext.opendatalab.demo import load as loader
from ckanext.opendatalab.demo.content import Content
from ckanext.opendatalab.demo.portal import RefusedByPortalError
from ckanext.opendatalab.demo.steps import Event, Wish, accounts

__all__ = ["demo"]


@click.group(short_help="The demonstration: a fictional town and its neighbours.")
def demo() -> None:
    """The demonstration: a fictional town, its neighbours, and an account per role."""


@demo.command(short_help="Load the demonstration on an empty portal.")
@click.option("--force", is_flag=True, help="Load it beside datasets that are already there.")
@click.option("--password", help="One password for all accounts, instead of a random one each.")
@click.option("--reset-passwords", is_flag=True, help="Give the existing accounts new passwords.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def load(force: bool, password: str | None, reset_passwords: bool, as_json: bool) -> None:
    """Load the demonstration.  A second time, it only mends what is missing.

    The passwords are printed once and written nowhere.
    """
    if password is not None and len(password) < 8:
        raise click.BadParameter("at least 8 characters", param_hint="--password")
    started = time.monotonic()
    content = loader.read()
    try:
        loader.check(content, force=force)
    except loader.RefusedError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    wish = Wish(password, reset_passwords)
    loading = loader.load(content, wish, force=force)
    try:
        events = _followed(loading, loader.total(content), "Loading")
    except RefusedByPortalError as refusal:
        raise click.ClickException(
            f"{refusal}. What came before is loaded; loading again goes on from there."
        ) from refusal
    seconds = round(time.monotonic() - started, 1)
    if as_json:
        click.echo(json.dumps(_as_json(events, content, seconds), ensure_ascii=False, indent=1))
        return
    _print(events, seconds)
    _print_accounts(events, content)


@demo.command(short_help="Remove what the demonstration made, and nothing else.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def clear(yes: bool, as_json: bool) -> None:
    """Remove the demonstration's datasets, files, organizations and accounts for good."""
    if not yes:
        click.confirm("Remove the whole demonstration for good?", abort=True, err=True)
    started = time.monotonic()
    content = loader.read()
    events = _followed(loader.clear(content), loader.total(content), "Clearing")
    seconds = round(time.monotonic() - started, 1)
    if as_json:
        click.echo(json.dumps(_as_json(events, content, seconds), ensure_ascii=False, indent=1))
        return
    _print(events, seconds)
    for event in events:
        if event.outcome == "kept":
            click.echo(f"  {event.kind} {event.name}: kept, {event.note}")


def _followed(events: Iterable[Event], total: int, label: str) -> list[Event]:
    """Every event, with a progress bar meanwhile, on standard error."""
    with click.progressbar(
        events, length=total, label=label, file=click.get_text_stream("stderr")
    ) as followed:
        return list(followed)


def _print(events: list[Event], seconds: float) -> None:
    counts = Counter((event.kind, event.outcome) for event in events)
    for (kind, outcome), count in counts.items():
        click.echo(f"  {kind:13} {outcome:10} {count:3}")
    if not counts:
        click.echo("  nothing to do")
    click.echo(f"  in {seconds} s")


def _print_accounts(events: list[Event], content: Content) -> None:
    click.echo("\nAccounts of the demonstration:\n")
    for event in events:
        if event.kind == accounts.KIND:
            password = event.note or "(password unchanged)"
            fullname = content.accounts[event.name]["fullname"]
            click.echo(f"  {event.name:15} {password:22} {fullname}")


def _as_json(events: list[Event], content: Content, seconds: float) -> dict[str, object]:
    result: dict[str, object] = {"seconds": seconds}
    for kind in dict.fromkeys(event.kind for event in events):
        outcomes = Counter(event.outcome for event in events if event.kind == kind)
        result[kind] = dict(outcomes)
    result["accounts"] = [
        {
            "name": event.name,
            "fullname": content.accounts[event.name]["fullname"],
            "password": event.note or None,
        }
        for event in events
        if event.kind == accounts.KIND
    ]
    return result
