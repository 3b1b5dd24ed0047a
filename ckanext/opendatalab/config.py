"""One typed accessor per option.  Names, defaults and sentences: ``config_declaration.yaml``."""

from __future__ import annotations

from typing import Any, Literal

import ckan.plugins.toolkit as tk

FormPages = Literal["auto", "on", "off"]

DATASET_TYPES = "opendatalab.dataset_types"
FORM_PAGES = "opendatalab.form_pages"
PREVIEW_ROWS = "opendatalab.preview_rows"


def dataset_types() -> list[str]:
    """Dataset types whose schema gets our fields."""
    return list(tk.config[DATASET_TYPES])


def form_pages() -> FormPages:
    """Whether the form is cut into pages: always, never, or where nothing breaks."""
    return tk.config[FORM_PAGES]


def preview_rows() -> int:
    """How many rows of a CSV file the dataset page shows; 0 shows none."""
    return tk.config[PREVIEW_ROWS]


def check(config: Any) -> None:
    """Refuse a value that no declaration can refuse by itself.

    :raises tk.ValidationError: never; a :class:`ValueError` names key, value and what is expected
    """
    if config.get(FORM_PAGES) not in ("auto", "on", "off"):
        raise ValueError(
            f"{FORM_PAGES} is {config.get(FORM_PAGES)!r}: write auto, on or off in the ini file"
        )
