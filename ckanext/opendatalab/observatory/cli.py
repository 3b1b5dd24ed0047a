"""``ckan opendatalab check``."""

from __future__ import annotations

from importlib.metadata import version

import ckan.plugins.toolkit as tk
import click

from ckanext.opendatalab.observatory import health
from ckanext.opendatalab.observatory.health import report

__all__ = ["check"]


@click.command(short_help="Say what in this portal's installation is broken or will break.")
@click.option("--json", "for_program", is_flag=True, help="Print JSON, for a program.")
@click.pass_context
def check(context: click.Context, for_program: bool) -> None:
    """Say what in this portal's installation is broken or will break, and what to do.

    Changes and sends nothing.  Ends with 1 when something is broken, with 0 otherwise.
    """
    # Sentences need a request to know their language: here, the portal's own.
    with context.meta["flask_app"].test_request_context():
        findings = list(health.examine())
        if for_program:
            versions = {
                name: version(name)
                for name in ("ckan", "ckanext-opendatalab", "ckanext-scheming", "ckanext-dcat")
            }
            click.echo(report.as_json(findings, versions))
        else:
            labels: dict[report.Level, str] = {
                "ok": tk._("fine"),
                "warning": tk._("warning"),
                "error": tk._("ERROR"),
            }
            click.echo(report.as_text(findings, labels))
    context.exit(report.exit_code(findings))
