"""What the checks of files say, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from ckanext.opendatalab.common import language


def _words() -> Any:
    try:
        return import_module("ckanext.opendatalab.quality.checks.wording")
    except ImportError:
        return None


def name(check: str) -> str:
    return _words().name(check, language.reader()) if _words() else check


def reason(code: str) -> str:
    return _words().reason(code, language.reader()) if _words() else code


def sentence(code: str, numbers: Mapping[str, Any]) -> str:
    return _words().sentence(code, numbers, language.reader()) if _words() else code
