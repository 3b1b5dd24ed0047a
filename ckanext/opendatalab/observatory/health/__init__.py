"""``ckan opendatalab check``: says what in this portal's installation is broken or will break.

It changes nothing, sends nothing, and asks no machine but those that CKAN itself uses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import ckan.plugins.toolkit as tk

from ckanext.opendatalab.observatory.health import (
    installation,
    legal,
    quality,
    services,
    workflow,
)
from ckanext.opendatalab.observatory.health.report import Finding

Check = Callable[[], Iterable[Finding]]

# The name is the check's id, in this order in the report.
CHECKS: dict[str, Check] = {
    "packages": installation.packages,
    "plugins": installation.plugins,
    "templates": installation.templates,
    "config": installation.options,
    "schema": installation.schema,
    "dcat": installation.dcat,
    "storage": installation.storage,
    "migrations": services.migrations,
    "index": services.index,
    "worker": services.worker,
    "cron": services.cron,
    "mail": services.mail,
    "outbox": services.outbox,
    "legal": legal.validators,
    "lapsed": legal.lapsed,
    "workflow": workflow.agreement,
    "circuits": workflow.circuits,
    "quality": quality.checks,
    "scores": quality.scores,
}


def examine(checks: dict[str, Check] = CHECKS) -> Iterator[Finding]:
    """Run every check, also after one broke: a broken one is a finding of its own."""
    for name, check in checks.items():
        try:
            yield from check()
        except Exception as error:  # noqa: BLE001 - the other checks must still speak
            yield Finding(
                name,
                "error",
                tk._("The check itself failed: {error}").format(error=repr(error)),
                tk._("Read CKAN's log, then run the command again."),
            )
