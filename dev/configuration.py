"""Writes docs/configuration.md from the options that config_declaration.yaml declares."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
DECLARATION = ROOT / "ckanext" / "opendatalab" / "config_declaration.yaml"
DOCUMENT = ROOT / "docs" / "configuration.md"

INTRODUCTION = """\
# Options

What to write in the ini file of the portal, under `[app:main]`. Everything has a default that suits
a portal where nothing was set. A wrong value stops the start with one sentence that names it;
`ckan opendatalab check` tells of a misspelt one. (Written by `dev/configuration.py` from
`config_declaration.yaml`.)
"""


def document() -> str:
    """Return the text of docs/configuration.md."""
    parts = [INTRODUCTION]
    for group in yaml.safe_load(DECLARATION.read_text(encoding="utf-8"))["groups"]:
        parts += [_section(option) for option in group["options"]]
    return "\n".join(parts)


def _section(option: dict[str, Any]) -> str:
    lines = [f"## {option['key']}", "", " ".join(option["description"].split()), ""]
    lines.append(f"- Default: `{_written(option.get('default', ''))}`")
    if "example" in option:
        lines.append(f"- Example: `{option['key']} = {option['example']}`")
    return "\n".join(lines) + "\n"


def _written(value: Any) -> str:
    """Return a default the way an ini file has it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return " ".join(map(str, value))
    return str(value)


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
    print(f"written: {DOCUMENT.relative_to(ROOT)}")
