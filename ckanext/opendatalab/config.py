"""One typed accessor per option.  Names, defaults and sentences: ``config_declaration.yaml``."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import ckan.plugins.toolkit as tk
from ckan.common import config_declaration
from ckan.config.declaration import Key
from ckan.exceptions import CkanConfigurationException

log = logging.getLogger(__name__)

FormPages = Literal["auto", "on", "off"]

PREFIX = "opendatalab."
DATASET_TYPES = "opendatalab.dataset_types"
FORM_PAGES = "opendatalab.form_pages"
PREVIEW_ROWS = "opendatalab.preview_rows"
INVENTORY_MAX_BYTES = "opendatalab.inventory_max_bytes"
DELEGATE_LEGAL_ROLES = "opendatalab.delegate_legal_roles"
OUTBOX_DAYS = "opendatalab.outbox_days"
HARVEST_EXEMPT = "opendatalab.harvest_exempt"
CLOSER_THAN_CORE = "opendatalab.closer_than_core"
WORKFLOW_DEFINITIONS = "opendatalab.workflow_definitions"
EXEMPT_ACCOUNTS = "opendatalab.exempt_accounts"
REEXAMINE_MONTHS = "opendatalab.reexamine_months"
REMIND_DAYS_BEFORE = "opendatalab.remind_days_before"
ESCALATE_DAYS_AFTER = "opendatalab.escalate_days_after"
DIGEST_WEEKDAY = "opendatalab.digest_weekday"
LOG_MONTHS = "opendatalab.log_months"
QUALITY_WEIGHTS = "opendatalab.quality_weights"
CHECK_MAX_BYTES = "opendatalab.check_max_bytes"
CHECK_MAX_ROWS = "opendatalab.check_max_rows"
CHECK_SECONDS = "opendatalab.check_seconds"
CHECK_MEMORY_BYTES = "opendatalab.check_memory_bytes"
FETCH_OTHERS = "opendatalab.fetch_others"
FETCH_ALLOWED_HOSTS = "opendatalab.fetch_allowed_hosts"
FETCH_MAX_BYTES = "opendatalab.fetch_max_bytes"
FETCH_SECONDS = "opendatalab.fetch_seconds"

_HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[^\s\[\]:/@?#\\]+)(:[0-9]{1,5})?")
QUALITY_BADGES = "opendatalab.quality_badges"

# Plugins with templates that ours extend.
AFTER_US = (
    "opendatalab_datasets",
    "scheming_datasets",
    "scheming_groups",
    "scheming_organizations",
    "dcat",
    "structured_data",
    "activity",
)


def dataset_types() -> list[str]:
    """Dataset types whose schema gets our fields."""
    return list(tk.config[DATASET_TYPES])


def form_pages() -> FormPages:
    """Whether the form is cut into pages: always, never, or where nothing breaks."""
    return tk.config[FORM_PAGES]


def preview_rows() -> int:
    """How many rows of a CSV file the dataset page shows; 0 shows none."""
    return tk.config[PREVIEW_ROWS]


def inventory_max_bytes() -> int:
    """How large a file of an inventory may be, in bytes."""
    return tk.config[INVENTORY_MAX_BYTES]


def delegate_legal_roles() -> bool:
    """Whether organisation administrators may grant the legal roles in theirs."""
    return tk.config[DELEGATE_LEGAL_ROLES]


def outbox_days() -> int:
    """How many days a mail stays in the outbox after it was sent or given up."""
    return tk.config[OUTBOX_DAYS]


def harvest_exempt() -> bool:
    """Whether what ckanext-harvest writes passes without the gates being asked."""
    return tk.config[HARVEST_EXEMPT]


def closer_than_core() -> bool:
    """Whether what CKAN itself shows of datasets that are not public is closed."""
    return tk.config[CLOSER_THAN_CORE]


def workflow_definitions() -> list[str]:
    """Files with workflow definitions of the portal's own."""
    return list(tk.config[WORKFLOW_DEFINITIONS])


def exempt_accounts() -> frozenset[str]:
    """Names of the accounts of programs whose datasets follow no workflow."""
    return frozenset(tk.config[EXEMPT_ACCOUNTS])


def reexamine_months() -> int:
    """After how many months online a dataset is examined again."""
    return tk.config[REEXAMINE_MONTHS]


def remind_days_before() -> int:
    """How many days before it is due somebody is reminded of a task."""
    return tk.config[REMIND_DAYS_BEFORE]


def escalate_days_after() -> int:
    """How many days after it was due the project lead is told of a task."""
    return tk.config[ESCALATE_DAYS_AFTER]


def digest_weekday() -> int:
    """The day of the weekly summary, 1 for Monday to 7; 0: none is sent."""
    return tk.config[DIGEST_WEEKDAY]


def log_months() -> int:
    """After how many months names in the log give way to roles; 0: never."""
    return tk.config[LOG_MONTHS]


def quality_weights() -> list[str]:
    """Weights of criteria of the score, as they are written: ``frequency:8 licence:0``."""
    return list(tk.config[QUALITY_WEIGHTS])


def check_max_bytes() -> int:
    """How large a file may be whose content is checked, in bytes."""
    return tk.config[CHECK_MAX_BYTES]


def check_max_rows() -> int:
    """How many rows of a file are checked, from the first."""
    return tk.config[CHECK_MAX_ROWS]


def check_seconds() -> int:
    """How long the checks of one file may take, without fetching it."""
    return tk.config[CHECK_SECONDS]


def check_memory_bytes() -> int:
    """How much memory the checks of one file may take, in bytes."""
    return tk.config[CHECK_MEMORY_BYTES]


def fetch_others() -> bool:
    """Whether servers are asked for files that nobody named in ``fetch_allowed_hosts``."""
    return tk.config[FETCH_OTHERS]


def fetch_allowed_hosts() -> list[str]:
    """Servers that are asked for files wherever they are, ``host`` or ``host:port``."""
    return list(tk.config[FETCH_ALLOWED_HOSTS])


def fetch_max_bytes() -> int:
    """How large a file of another server may be, in bytes."""
    return tk.config[FETCH_MAX_BYTES]


def fetch_seconds() -> int:
    """How long another server may take to give a file."""
    return tk.config[FETCH_SECONDS]


def quality_badges() -> bool:
    """Whether lists, facets and dataset pages show how good datasets are."""
    return tk.config[QUALITY_BADGES]


@contextmanager
def told_at_start() -> Iterator[None]:
    """Have CKAN's commands end with the sentence of a :class:`ValueError`, not with a trace.

    :raises CkanConfigurationException: instead of a :class:`ValueError`
    """
    try:
        yield
    except ValueError as error:
        raise CkanConfigurationException(str(error)) from error


def check(config: Any) -> None:
    """Refuse what the portal cannot work with, before anything else stumbles over it.

    :raises CkanConfigurationException: names the ini file, the key, its value and what to write
    """
    source = config.get("__file__") or "ckan.ini"
    _, errors = config_declaration.validate(config)
    for key in sorted(errors):
        if key.startswith(PREFIX):
            described = config_declaration[Key.from_string(key)].description
            raise CkanConfigurationException(
                f"{source}: {key} = {config.get(key)}: {'; '.join(errors[key])}. {described}"
            )
    for host in config.get(FETCH_ALLOWED_HOSTS) or ():
        if not _HOST.fullmatch(host):
            raise CkanConfigurationException(
                f"{source}: {FETCH_ALLOWED_HOSTS} has {host}: expected host or host:port, as in"
                " data.example.org:8080, without http:// and without a path"
            )
    plugins = config.get("ckan.plugins", [])
    if {"opendatalab_datasets", "scheming_datasets"} <= set(plugins):
        raise CkanConfigurationException(
            f"{source}: ckan.plugins has opendatalab_datasets and scheming_datasets: the first does"
            " what the second does, so remove scheming_datasets"
        )
    for later in plugins_to_move(plugins):
        log.error(
            "%s: ckan.plugins has opendatalab after %s, whose templates now win over ours:"
            " put opendatalab first",
            source,
            later,
        )


def plugins_to_move(plugins: list[str]) -> list[str]:
    """Return the plugins that stand before ``opendatalab`` and must stand after it.

    The first plugin listed wins where two have the same template.
    """
    before = plugins[: plugins.index("opendatalab")] if "opendatalab" in plugins else []
    return [name for name in before if name in AFTER_US]


def is_declared(key: str) -> bool:
    """Return whether ``key`` is an option that somebody reads."""
    return key in config_declaration
