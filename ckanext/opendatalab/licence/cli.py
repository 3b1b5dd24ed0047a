"""``ckan opendatalab licence …``"""

from __future__ import annotations

from collections.abc import Iterator

import ckan.plugins.toolkit as tk
import click

from ckanext.opendatalab.licence import register

__all__ = ["licence"]

_PAGE = 100


@click.group(help="Licence register and its rules.")
def licence() -> None:
    """Hold the commands about licences."""


@licence.command()
@click.option("--check", "only_check", is_flag=True, help="Only say whether it is stale.")
def export(only_check: bool) -> None:
    """Write licences.json, CKAN's licence list, from licences.yaml."""
    wanted = register.ckan_list()
    if only_check:
        if register.CKAN_LIST.read_text(encoding="utf-8") != wanted:
            raise click.ClickException(
                f"{register.CKAN_LIST} is stale: run `ckan opendatalab licence export`"
            )
        click.echo("licences.json is up to date")
        return
    register.CKAN_LIST.write_text(wanted, encoding="utf-8")
    click.echo(f"{len(register.load().licences)} licences written to {register.CKAN_LIST}")


@licence.command()
@click.argument("datasets", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Every dataset, private ones included.")
def check(datasets: tuple[str, ...], everything: bool) -> None:
    """Print what the rules find in DATASETS (names or ids); fail if anything is an error."""
    if bool(datasets) == everything:
        raise click.UsageError("name datasets, or give --all for every one")
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    errors = 0
    for name in _every_name(user) if everything else datasets:
        try:
            result = tk.get_action("opendatalab_licence_check")({"user": user}, {"id": name})
        except tk.ObjectNotFound:
            if everything:
                continue  # in the index only: it was just deleted, or the index is stale
            raise click.ClickException(f"no dataset is called {name!r}") from None
        for finding in result["findings"]:
            errors += finding["level"] == "error"
            article = finding["article"]["label"] if finding["article"] else ""
            click.echo("\t".join([name, finding["level"], finding["message"], article]).rstrip())
    if errors:
        raise click.exceptions.Exit(1)


def _every_name(user: str) -> Iterator[str]:
    start = 0
    while True:
        query = {"rows": _PAGE, "start": start, "sort": "id asc", "fl": "name"}
        found = tk.get_action("package_search")(
            {"user": user}, {**query, "include_private": True, "include_drafts": True}
        )
        yield from (dataset["name"] for dataset in found["results"])
        start += _PAGE
        if start >= found["count"]:
            return
