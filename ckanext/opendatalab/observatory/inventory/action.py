"""Imports an inventory into an organisation."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab import config
from ckanext.opendatalab.observatory.inventory import importing
from ckanext.opendatalab.observatory.inventory.messages import UnreadableFileError
from ckanext.opendatalab.observatory.inventory.wording import sentence

__all__ = ["opendatalab_inventory_import"]

WEB_ROWS = 300
WEB_BYTES = 5 * 1024 * 1024
ROWS = 20_000
MEGABYTE = 1024 * 1024


def opendatalab_inventory_import(
    context: types.Context, data_dict: dict[str, Any]
) -> dict[str, Any]:
    """Create or update private datasets without files, one per row of an inventory.

    A row is saved by itself: one that is refused stops no other.  A public dataset, and whatever
    belongs to another organisation, is never changed.  Importing the same file again changes
    nothing.

    :param organization: id or name of the organisation
    :param upload: the file: CSV, XLSX or ODS
    :param filename: its name, if ``upload`` does not know it (optional)
    :param dry_run: say what would happen, write nothing (optional, false)
    :returns: ``organization``, ``file``, ``format``, ``read_as``, ``dry_run``, ``governed``
        (whether its datasets follow a path: new ones then start as identified), ``totals``,
        ``remarks``, ``labels`` (of the fields changed) and ``rows``: each with ``row``, ``line``,
        ``status`` (created, updated, unchanged, refused), ``title``, ``identifier``, ``name``,
        ``changed``, ``problems`` and ``notes`` (``column``, ``reason``)
    :raises ValidationError: nothing of the file could be used; key ``upload`` says why
    """
    organization = model.Group.get(str(tk.get_or_bust(data_dict, "organization")))
    if organization is None or not organization.is_organization or organization.state != "active":
        raise tk.ObjectNotFound(tk._("Organization not found"))
    tk.check_access("opendatalab_inventory_import", context, data_dict)
    upload = data_dict.get("upload")
    if not hasattr(upload, "read"):
        raise tk.ValidationError({"upload": [tk._("Choose a file.")]})
    try:
        dry_run = tk.asbool(data_dict.get("dry_run") or False)
    except ValueError as error:
        raise tk.ValidationError({"dry_run": [tk._("Write true or false.")]}) from error

    # Only our own command sets this: a request must end while somebody waits for it.
    unhurried = context.get("opendatalab_progress")
    max_bytes = config.inventory_max_bytes()
    try:
        content = _content(upload, max_bytes if unhurried else min(max_bytes, WEB_BYTES))
        importer = importing.Importer(context, organization, dry_run)
        report = importer.run(content, ROWS if unhurried else WEB_ROWS, unhurried)
    except UnreadableFileError as error:
        message = sentence(error.message)
        if error.message.code == "has_too_many_rows" and not unhurried:
            message = importing.too_many_for_the_web(WEB_ROWS)
        raise tk.ValidationError({"upload": [message]}) from error
    name = data_dict.get("filename") or getattr(upload, "filename", "") or ""
    return {"file": str(name)[:200], **report}


def _content(upload: Any, max_bytes: int) -> bytes:
    content = upload.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise UnreadableFileError("is_too_large", limit=max_bytes // MEGABYTE)
    return content
