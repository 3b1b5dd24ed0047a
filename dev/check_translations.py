"""Says what is stale in the translations: template, catalogues, compiled files, missing French.

Exits with 1 and one line per finding; with 0 and silence when all is current.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "ckanext" / "opendatalab" / "i18n"
TEMPLATE = FOLDER / "ckanext-opendatalab.pot"
COMPLETE = {"fr"}  # the languages in which nothing may be missing


def load(path: Path) -> Catalog:
    with path.open("rb") as source:
        return read_mo(source) if path.suffix == ".mo" else read_po(source)


def extracted() -> Catalog:
    """What the code says now, by the same command that writes the template."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "now.pot"
        command = [
            sys.executable,
            "setup.py",
            "-q",
            "extract_messages",
            "--output-file",
            str(output),
        ]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
        return load(output)


def plain(text: object) -> object:
    """A plural's texts as one hashable value; Babel gives a list or a tuple by the file's kind."""
    return tuple(text) if isinstance(text, (list, tuple)) else text


def messages(catalog: Catalog) -> dict[tuple[str | None, object], Message]:
    return {(message.context, plain(message.id)): message for message in catalog if message.id}


def is_translated(message: Message) -> bool:
    parts = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    return all(parts) and not message.fuzzy


def catalogue_findings(path: Path, expected: set[object]) -> Iterator[str]:
    language = path.parent.parent.name
    catalogue = messages(load(path))
    if set(catalogue) != expected:
        yield f"{path.relative_to(ROOT)} is not up to date: python setup.py update_catalog"

    translated = {key: plain(m.string) for key, m in catalogue.items() if is_translated(m)}
    if language in COMPLETE:
        for key in sorted(set(catalogue) - set(translated), key=str):
            yield f"{path.relative_to(ROOT)}: not translated: {catalogue[key].id!r}"

    compiled = path.with_suffix(".mo")
    stored = (
        {k: plain(m.string) for k, m in messages(load(compiled)).items()}
        if compiled.exists()
        else {}
    )
    # Babel writes an untranslated plural as the texts of the code.
    plurals = {key: key[1] for key, m in catalogue.items() if isinstance(m.id, (list, tuple))}
    if stored != {**plurals, **translated}:
        yield f"{compiled.relative_to(ROOT)} is not up to date: python setup.py compile_catalog"


def findings() -> Iterator[str]:
    if not TEMPLATE.exists():
        yield f"{TEMPLATE.relative_to(ROOT)} is missing: python setup.py extract_messages"
        return
    expected = set(messages(load(TEMPLATE)))
    if expected != set(messages(extracted())):
        yield f"{TEMPLATE.relative_to(ROOT)} is not up to date: python setup.py extract_messages"
    for path in sorted(FOLDER.glob("*/LC_MESSAGES/*.po")):
        yield from catalogue_findings(path, expected)


if __name__ == "__main__":
    found = list(findings())
    print("\n".join(found))
    sys.exit(bool(found))
