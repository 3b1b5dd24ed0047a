"""Carries out an import row by row, through CKAN's own actions."""

from __future__ import annotations

import copy
import logging
from collections.abc import Callable, Iterator
from typing import Any

import ckan.lib.plugins as lib_plugins
import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types
from ckan.lib.search.common import SearchError
from flask import has_request_context
from sqlalchemy.exc import SQLAlchemyError

from ckanext.opendatalab import config
from ckanext.opendatalab.common import tables as portal_tables
from ckanext.opendatalab.observatory.inventory import (
    formats,
    mapping,
    merging,
    report,
    store,
    tables,
    template,
    texts,
)
from ckanext.opendatalab.observatory.inventory.messages import Message
from ckanext.opendatalab.observatory.inventory.planning import Held, Plan
from ckanext.opendatalab.observatory.inventory.records import Record
from ckanext.opendatalab.observatory.inventory.wording import sentence
from ckanext.opendatalab.observatory.inventory.words import portal_words
from ckanext.opendatalab.workflow import store as adoption
from ckanext.opendatalab.workflow.governance import start

log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
# Core keeps these whatever the schema.
_OF_CORE = frozenset({"title", "notes", "tags", "url", "license_id"})


class _RefusedError(Exception):
    def __init__(self, problems: list[dict[str, str]]) -> None:
        super().__init__(problems)
        self.problems = problems


def too_many_for_the_web(limit: int) -> str:
    """Return what to do with a file that a request has no time for."""
    return sentence(Message("has_too_many_rows_for_the_web", values={"limit": limit}))


class Importer:
    """One import into one organisation, by one user."""

    def __init__(self, context: types.Context, organization: model.Group, dry_run: bool) -> None:
        self.user = str(context.get("user") or "")
        self.dry_run = dry_run
        self.type = config.dataset_types()[0]
        # Plain values: a failed row rolls the session back, and its objects with it.
        self.organization = {
            "id": organization.id,
            "name": organization.name,
            "title": organization.title or organization.name,
        }
        # Nobody is governed on a portal that is not quite migrated.
        self.governed = portal_tables.ready() and _governed(organization.id)
        self.labels = _labels(self.type)
        self.reserved: set[str] = set()

    def run(
        self, content: bytes, max_rows: int, progress: Progress | None = None
    ) -> dict[str, Any]:
        """Import and return the report.

        :raises UnreadableFileError: nothing of the file could be used
        """
        table = tables.read(content, formats.score, max_rows)
        form = formats.of(table.header)
        rows = [row for row in table.rows if not template.is_explanation(form, row.cells)]
        plan = Plan(store.held(self.organization["id"], self.type))
        words = portal_words()
        told: list[dict[str, Any]] = []
        left_out: set[str] = set()
        for done, row in enumerate(rows, start=1):
            record = mapping.record(row, table.header, form, words, self.organization["title"])
            if template.is_example(form, row.cells):
                record.refusals.append(Message("is_example"))
            left_out |= self._leave_out(record)
            told.append(self._one(record, plan))
            if progress is not None:
                progress(done, len(rows))
        remarks = [*table.remarks, *_about_columns(form, table, left_out)]
        return {
            "organization": self.organization["name"],
            "format": form.name,
            "format_title": form.title,
            "read_as": f"{table.kind} ({table.detail})",
            "dry_run": self.dry_run,
            "governed": self.governed,
            "totals": report.totals(told),
            "remarks": [sentence(remark) for remark in remarks],
            "labels": self._labels_of(told),
            "rows": told,
        }

    def _labels_of(self, told: list[dict[str, Any]]) -> dict[str, str]:
        """Return what the form calls the fields that were changed."""
        labels = dict(self.labels or {})
        # The form has keywords as one text.
        labels["tags"] = labels.get("tag_string", "tags")
        changed: set[str] = {name for row in told for name in row["changed"]}
        return {name: labels.get(name) or name for name in sorted(changed)}

    def _leave_out(self, record: Record) -> set[str]:
        """Drop the fields that the portal's form lacks: CKAN would lose them silently."""
        if self.labels is None:
            return set()
        absent = set(record.dataset) - _OF_CORE - set(self.labels)
        for name in absent:
            del record.dataset[name]
        if "identifier" in absent:
            record.identifier = ""
        return absent

    def _one(self, record: Record, plan: Plan) -> dict[str, Any]:
        told: dict[str, Any] = {
            "row": record.number,
            "line": record.line,
            "status": "refused",
            "title": record.title,
            "identifier": record.identifier,
            "name": "",
            "changed": [],
            "problems": [],
            "notes": [],
        }
        found = plan.decide(record)
        if isinstance(found, Message):
            told["problems"] = [_told(problem) for problem in record.refusals or [found]]
        else:
            try:
                told.update(self._create(record) if found is None else self._update(record, found))
            except _RefusedError as refused:
                told["problems"] = refused.problems
        told["notes"] = [_told(note) for note in record.notes]
        return told

    def _create(self, record: Record) -> dict[str, Any]:
        name = store.free_name(texts.slug(record.title), self.reserved)
        self.reserved.add(name)
        dataset = {
            **copy.deepcopy(record.dataset),
            "name": name,
            "type": self.type,
            "owner_org": self.organization["id"],
            "private": True,
        }
        if self.dry_run:
            self._check(dataset, "create", record)
        else:
            # Known of, not described yet: where the organisation is governed, it starts as such.
            with start.census():
                self._call("package_create", dataset, record)
        return {"status": "created", "name": name}

    def _update(self, record: Record, held: Held) -> dict[str, Any]:
        current = self._call("package_show", {"id": held.id}, record)
        changes = merging.changes(current, record.dataset)
        told = {"status": "unchanged", "name": held.name, "changed": sorted(changes)}
        if not changes:
            return told
        if self.dry_run:
            self._check({**current, **copy.deepcopy(changes)}, "update", record)
        else:
            self._call("package_patch", {"id": held.id, **copy.deepcopy(changes)}, record)
        return {**told, "status": "updated"}

    def _context(self) -> types.Context:
        return {"user": self.user}

    def _call(self, action: str, data: dict[str, Any], record: Record) -> Any:
        """Return what a core action gives, after a clean failure if it fails.

        :raises _RefusedError: the portal refuses the row, or cannot save it
        """
        try:
            return tk.get_action(action)(self._context(), data)
        except tk.ValidationError as error:
            model.Session.rollback()
            raise _RefusedError(_of_portal(error.error_dict, record)) from error
        except tk.NotAuthorized as error:
            model.Session.rollback()
            raise _RefusedError([_told(Message("not_allowed"))]) from error
        except (SearchError, SQLAlchemyError) as error:
            model.Session.rollback()
            log.exception("Row %s of an inventory could not be saved", record.number)
            code = "index_silent" if isinstance(error, SearchError) else "not_saved"
            raise _RefusedError([_told(Message(code))]) from error

    def _check(self, dataset: dict[str, Any], verb: str, record: Record) -> None:
        """Ask the portal's own validators, so that a dry run refuses what the import would.

        :raises _RefusedError: the portal refuses the row
        """
        plugin = lib_plugins.lookup_package_plugin(self.type)
        schema = getattr(plugin, f"{verb}_package_schema")()
        # Core's validators look for the model in the context, as its actions put it there.
        context: Any = {**self._context(), "model": model, "session": model.Session}
        if verb == "update":
            context["package"] = model.Package.get(dataset["id"])
        _, errors = lib_plugins.plugin_validate(plugin, context, dataset, schema, f"package_{verb}")
        if errors:
            raise _RefusedError(_of_portal(errors, record))


def _governed(organization_id: str) -> bool:
    return adoption.adopted([organization_id])[organization_id].governed


def _labels(dataset_type: str) -> dict[str, str] | None:
    """Return the labels of the portal's form by field, None where scheming does not make it."""
    try:
        schema = tk.get_action("scheming_dataset_schema_show")({}, {"type": dataset_type})
    except (KeyError, tk.ObjectNotFound):
        return None
    # A background job has no request, hence no reader's language.
    language = tk.h.lang() if has_request_context() else tk.config["ckan.locale_default"]
    return {
        name: str(tk.h.scheming_language_text(field.get("label") or name, language))
        for field in schema["dataset_fields"]
        for name in [field["field_name"]]
    }


def _told(message: Message) -> dict[str, str]:
    return {"column": message.column, "reason": sentence(message)}


def _of_portal(errors: dict[str, Any], record: Record) -> list[dict[str, str]]:
    return [
        _told(
            Message(
                "portal_refuses",
                record.columns.get(name) or name,
                {"reason": texts.clipped(reason, 300)},
            )
        )
        for name, value in errors.items()
        for reason in _reasons(value)
    ]


def _reasons(value: Any) -> Iterator[str]:
    """Give the sentences in the errors of a field, whose groups may have fields of their own."""
    if isinstance(value, dict):
        for part in value.values():
            yield from _reasons(part)
    elif isinstance(value, list):
        for part in value:
            yield from _reasons(part)
    elif value:
        yield str(value)


def _about_columns(
    form: formats.Format, table: tables.Table, fields_missing: set[str]
) -> Iterator[Message]:
    """Give what is to say about whole columns: once, not at every row."""
    places = form.places(table.header)
    filled = [
        place
        for place in range(len(table.header))
        if any(place < len(row.cells) and row.cells[place].strip() for row in table.rows)
    ]

    def named(role: str) -> list[str]:
        return [table.header[n] for n in filled if n in places and places[n].role == role]

    for code, names in (
        ("columns_unknown", [table.header[n] or "?" for n in filled if n not in places]),
        ("columns_ignored", named("ignored")),
        ("columns_kept", named("kept")),
        ("columns_missing", form.missing(table.header)),
    ):
        if names:
            columns = ", ".join(texts.clipped(name, 40) for name in names[:30])
            yield Message(code, values={"columns": columns})
    if fields_missing:
        yield Message("fields_missing", values={"fields": ", ".join(sorted(fields_missing))})
