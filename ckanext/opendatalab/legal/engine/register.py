"""The rules and the templates, loaded once.  Nothing of CKAN in here."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path

from ckanext.opendatalab.legal.engine import parse, parse_templates
from ckanext.opendatalab.legal.engine.ruleset import Ruleset
from ckanext.opendatalab.legal.engine.templates import Template

FOLDER = Path(__file__).parent / "data"


@functools.cache
def load() -> Ruleset:
    """Return the rules.

    :raises ValueError: a file is malformed; the message names file, key and what is expected
    """
    return parse.ruleset(FOLDER)


@functools.cache
def templates() -> Mapping[str, Template]:
    """Return the analyses for common datasets.

    :raises ValueError: as :func:`load`
    """
    return parse_templates.templates(FOLDER / "templates.yaml", load())
