"""``ckan opendatalab schema check`` and ``schema export``: for whoever serves the schemas.

A portal that keeps ``scheming_datasets`` adds our presets to ``scheming.presets`` and pastes what
``export`` prints; ``check`` then says what is still missing.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import ckan.plugins.toolkit as tk
import click
import yaml

from ckanext.opendatalab import config
from ckanext.opendatalab.fields import schema
from ckanext.opendatalab.fields.compose import Composition, Decision, compose

__all__ = ["schema_commands"]


@click.group("schema", short_help="The fields of the extension in the portal's dataset schemas.")
def schema_commands() -> None:
    """Check the portal's dataset schemas, or print them with the fields of the extension."""


@schema_commands.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for a program.")
@click.pass_context
def check(context: click.Context, as_json: bool) -> None:
    """List the fields that the schemas lack.  Ends with 1 when a field is missing."""
    missing = {name: _missing(name) for name in config.dataset_types()}
    if as_json:
        found = {name: [asdict(d) for d in decisions] for name, decisions in missing.items()}
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        for name, decisions in missing.items():
            click.echo(f"{name}: {len(decisions)} missing" if decisions else f"{name}: complete")
            for decision in decisions:
                click.echo(f"  {decision.grouping}: {decision.field}  (preset {decision.preset})")
        if any(missing.values()):
            click.echo(
                "\nTo add them, put opendatalab_datasets in the place of scheming_datasets, or"
                "\npaste the lines of: ckan opendatalab schema export --lines"
            )
    context.exit(1 if any(missing.values()) else 0)


@schema_commands.command()
@click.option("--type", "dataset_type", help="A dataset type; else the first one configured.")
@click.option("--lines", is_flag=True, help="Print only the preset lines to paste.")
def export(dataset_type: str | None, lines: bool) -> None:
    """Print a dataset schema with the fields of the extension, as YAML.

    The result may replace the file that scheming.dataset_schemas names, on a portal whose
    scheming.presets has ckanext.opendatalab:fields/presets.yaml.
    """
    chosen = dataset_type or config.dataset_types()[0]
    composition = _composed(chosen)
    if lines:
        _print_lines(composition)
    else:
        click.echo(_as_yaml(composition.schema), nl=False)


def _missing(dataset_type: str) -> list[Decision]:
    return [d for d in _composed(dataset_type).report if d.outcome == "added"]


def _composed(dataset_type: str) -> Composition:
    """Compose the schema that the portal serves now, whichever plugin serves it."""
    try:
        show = tk.get_action("scheming_dataset_schema_show")
        served = show({"ignore_auth": True}, {"type": dataset_type, "expanded": False})
    except KeyError as error:
        raise click.ClickException(
            "No plugin serves dataset schemas: add opendatalab_datasets to ckan.plugins"
        ) from error
    except tk.ObjectNotFound as error:
        known = ", ".join(tk.get_action("scheming_dataset_schema_list")({}, {}))
        raise click.ClickException(
            f"No schema has the dataset type {dataset_type!r}; expected one of: {known}"
        ) from error
    presets = schema.known_presets()
    return compose(served, schema.overlay(), presets, config.form_pages())


def _print_lines(composition: Composition) -> None:
    added = {(d.grouping, d.field): d for d in composition.report if d.outcome == "added"}
    presets = schema.known_presets()
    for grouping in ("dataset_fields", "resource_fields"):
        fields = [
            (field, added.get((grouping, presets.get(field.get("preset"), {}).get("field_name"))))
            for field in composition.schema[grouping]
        ]
        click.echo(f"# {grouping}")
        for field, decision in fields:
            if decision is not None:
                click.echo(f"{_as_yaml([field]).rstrip()}  # {decision.reason}")


def _as_yaml(content: Any) -> str:
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=100)
