"""``ckan opendatalab schemas …``"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import click

from ckanext.opendatalab.common import tables
from ckanext.opendatalab.quality.schemas import fetching, index, store, wording
from ckanext.opendatalab.quality.schemas.found import Found

__all__ = ["schemas"]

_for_program = click.option("--json", "for_program", is_flag=True, help="Print JSON.")


@click.group(short_help="Schemas that files are checked by.")
def schemas() -> None:
    """List and fetch the schemas that files are checked by."""


@schemas.command(short_help="Fetch the schemas in use again.")
@click.option("--all", "everything", is_flag=True, help="Every official one, in use or not.")
@_for_program
@click.pass_context
def update(context: click.Context, everything: bool, for_program: bool) -> None:
    """Fetch every schema that a file declares; a schema that changed is used from then on.

    Fails if one could not be fetched: what was fetched earlier stays in use.
    """
    if not tables.ready():
        raise click.ClickException(tables.how_to_migrate())
    with _speaking(context):
        wanted = _wanted(everything)
        told: list[dict[str, Any]] = []
        with _progress(wanted) as each:
            for one in each:
                after = fetching.fetch(one)
                told.append(_told(one, after))
    failed = [one for one in told if one["error"]]
    if for_program:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        for one in told:
            what = one["error"] or ("changed" if one["changed"] else "unchanged")
            click.echo("\t".join([one["id"], one["version"], what]))
        click.echo(f"{len(told) - len(failed)} fetched, {len(failed)} failed")
    if failed:
        raise click.exceptions.Exit(1)


@schemas.command("list", short_help="List the schemas and which of them are kept here.")
@_for_program
@click.pass_context
def list_(context: click.Context, for_program: bool) -> None:
    """List the schemas of the index, those of organisations, and others that files declare."""
    with _speaking(context):
        known = store.kept()
        every = index.load().entries
        found = [
            *store.own(),
            *store.of_values(every, most=len(every)),
            *(one for key, one in known.items() if key not in every),
        ]
        told = [
            {
                "id": one.id,
                "version": one.version,
                "kind": one.kind,
                "title": one.title,
                "kept": bool(one.fingerprint),
                "fetched_at": one.fetched_at.isoformat() if one.fetched_at else None,
                "error": wording.why_not_fetched(one.error) if one.error else None,
            }
            for one in found
        ]
    if for_program:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for one in told:
        state = one["error"] or ("kept" if one["kept"] else "")
        click.echo("\t".join([one["id"], one["version"], one["kind"], one["title"], state]))


@contextmanager
def _speaking(context: click.Context) -> Iterator[None]:
    # Sentences need a request to know their language: here, the portal's own.
    with context.meta["flask_app"].test_request_context():
        yield


def _progress(wanted: list[Found]) -> AbstractContextManager[Iterable[Found]]:
    """Return the schemas to go through, with a bar where somebody looks."""
    if not sys.stderr.isatty():
        return nullcontext(wanted)
    return click.progressbar(wanted, label="schemas", file=sys.stderr)


def _wanted(everything: bool) -> list[Found]:
    """Return the tables to fetch: those declared by a file, once each, and all official ones."""
    values = {store.key_of(value): value for value, _ in store.declared()}
    if everything:
        values.update({key: key for key in index.load().entries})
    found = store.of_values(values.values(), most=len(values))
    # What turned out to be no table may have become one, unless the index says what it is.
    return [one for one in found if not one.own and (one.kind == "table" or not one.official)]


def _told(before: Found, after: Found) -> dict[str, Any]:
    return {
        "id": after.id,
        "version": after.version,
        "kind": after.kind,
        "changed": after.fingerprint != before.fingerprint,
        "error": wording.why_not_fetched(after.error) if after.error else None,
    }
