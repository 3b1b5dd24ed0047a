"""What the inventory tests share: the real catalogues, and small files."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import ckan.model as model
import openpyxl
import pytest
from ckan.tests import helpers

FOLDER = Path(
    os.environ.get("OPENDATALAB_SAMPLES")
    or Path(__file__).parents[3] / "shared" / "data" / "catalogues"
)
MONTPELLIER = "montpellier-2014-fiches.csv"
ETALAB = "etalab-schema-catalogue-donnees-exemple.csv"
SCDL = "scdl-catalogue-0.1.3.tableschema.json"

HEADER = (
    "Titre",
    "Description",
    "Service producteur",
    "Adresse électronique de contact",
    "Licence",
    "Fréquence de mise à jour",
    "Mots-clés",
)


def sample(name: str) -> bytes:
    """Return a real catalogue; without it, skip aloud, but fail in continuous integration."""
    path = FOLDER / name
    if not path.is_file():
        sentence = f"{path} is missing: set OPENDATALAB_SAMPLES to the folder of the catalogues"
        if os.environ.get("CI"):
            pytest.fail(sentence)
        pytest.skip(sentence)
    return path.read_bytes()


def unique(word: str) -> str:
    """Return a word that no other test uses."""
    return f"{word}-{uuid4().hex[:10]}"


def as_csv(*rows: Sequence[str], delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    """Return rows as CSV."""
    output = io.StringIO()
    csv.writer(output, delimiter=delimiter).writerows(rows)
    return output.getvalue().encode(encoding)


def as_xlsx(*rows: Sequence[Any]) -> bytes:
    """Return rows as XLSX."""
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def as_zip(files: dict[str, bytes]) -> bytes:
    """Return files as a ZIP."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            stored = name == "mimetype"  # as OpenDocument wants it
            archive.writestr(name, content, zipfile.ZIP_STORED if stored else None)
    return output.getvalue()


def import_(organization: Any, content: bytes, user: str, **more: Any) -> dict[str, Any]:
    """Import as ``user``, with the checks of access that a test's call leaves out otherwise."""
    return helpers.call_action(
        "opendatalab_inventory_import",
        {"user": user, "ignore_auth": False},
        organization=organization.id,
        upload=io.BytesIO(content),
        **more,
    )


def show(name: str) -> dict[str, Any]:
    """Return a dataset as its organisation sees it."""
    return helpers.call_action("package_show", id=name)


def names(organization: Any) -> dict[str, str]:
    """Return the datasets of an organisation and when each was changed, from the database."""
    rows = model.Session.query(model.Package.name, model.Package.metadata_modified).filter_by(
        owner_org=organization.id
    )
    found = {name: str(modified) for name, modified in rows}
    model.Session.rollback()
    return found
