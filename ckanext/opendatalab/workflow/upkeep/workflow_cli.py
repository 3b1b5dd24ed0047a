"""``ckan opendatalab workflow …``"""

from __future__ import annotations

import json
from typing import Any

import ckan.plugins.toolkit as tk
import click

from ckanext.opendatalab.workflow.adoption import circuit
from ckanext.opendatalab.workflow.engine import diagram
from ckanext.opendatalab.workflow.governance import definitions
from ckanext.opendatalab.workflow.locking import refusal

_for_program = click.option("--json", "for_program", is_flag=True, help="Print JSON.")


@click.group("workflow", short_help="The circuits of datasets: describe, show, check.")
def workflow_group() -> None:
    """Describe the circuits, show where a dataset stands, prove that everything agrees."""


@workflow_group.command("definitions", short_help="Describe the circuits to choose from.")
@click.option("--mermaid", metavar="CODE", help="Print one as a Mermaid diagram instead.")
@_for_program
def definitions_(mermaid: str | None, for_program: bool) -> None:
    """Describe the circuits that organisations choose from, step by step."""
    found = definitions.offered()
    if mermaid and mermaid not in found:
        raise click.UsageError(f"--mermaid: choose one of {', '.join(found)}")
    with refusal.speaking():
        if mermaid:
            language = str(tk.config.get("ckan.locale_default") or "en").split("_")[0]
            click.echo(diagram.mermaid(found[mermaid], language), nl=False)
            return
        described = [
            {**circuit.described(one), "sentences": circuit.sentences(one)}
            for one in found.values()
        ]
    if for_program:
        click.echo(json.dumps(described, ensure_ascii=False, indent=2))
        return
    for one in described:
        click.echo(f"{one['code']} {one['version']}\t{one['label']}\n\t{one['description']}")
        for line in one["sentences"]:
            click.echo(f"\t- {line}")


@workflow_group.command(short_help="Say where a dataset stands.")
@click.argument("dataset")
@_for_program
def show(dataset: str, for_program: bool) -> None:
    """Say where DATASET (name or id) stands, who is awaited, and what remains to be settled."""
    with refusal.speaking():
        found = _call("opendatalab_workflow_show", id=dataset)
    if for_program:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    awaited = found["awaited"]
    lines = [
        ("dataset", found["dataset"]["name"]),
        ("circuit", f"{found['definition']['code']} {found['definition']['version']}"),
        ("state", f"{found['state']['code']} ({found['state']['label']})"),
        ("private", str(found["dataset"]["private"]).lower()),
        ("due", found["due_on"] or "-"),
        ("awaited", awaited["text"] if awaited else "-"),
    ]
    if awaited:
        lines.append(("of", ", ".join(one["label"] for one in awaited["actors"]) or "the portal"))
        lines += [
            ("to settle", message["message"])
            for unmet in awaited["unmet"]
            for message in unmet["messages"]
        ]
    for title, text in lines:
        click.echo(f"{title}\t{text}")


@workflow_group.command(short_help="Prove that state, visibility, log and index agree.")
@click.option("--repair", is_flag=True, help="Repair what can be; nothing becomes public by it.")
@_for_program
@click.pass_context
def check(context: click.Context, repair: bool, for_program: bool) -> None:
    """Compare, for every governed dataset, its state, visibility, status, log and index entry.

    Ends with 1 when something is wrong and not repaired, with 0 otherwise.
    """
    with refusal.speaking():
        found = _call("opendatalab_workflow_check", repair=repair)
    if for_program:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        for one in found["problems"]:
            outcome = "repaired" if one["repaired"] else "WRONG"
            click.echo(f"{outcome}\t{one['kind']}\t{one['name']}\t{one['message']}")
        click.echo(
            f"{found['governed']} governed datasets compared, {found['found']} problems,"
            f" {found['left']} left"
        )
    context.exit(1 if found["left"] else 0)


def _call(action: str, **data: Any) -> Any:
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    try:
        return tk.get_action(action)({"user": user}, data)
    except tk.ValidationError as error:
        told = "; ".join(str(part) for part in error.error_summary.values())
        raise click.ClickException(told) from error
    except tk.ObjectNotFound as error:
        raise click.ClickException(str(error) or "not found") from error
