"""``ckan opendatalab …``: the one command group, filled by the rooms."""

from __future__ import annotations

from collections.abc import Iterable

import click


def group(commands: Iterable[click.Command]) -> click.Group:
    """Return the group ``opendatalab`` with ``commands`` in it."""
    root = click.Group(
        "opendatalab", help="Open-data policy: schema, inventory, demonstration, health check."
    )
    for command in commands:
        root.add_command(command)
    return root
