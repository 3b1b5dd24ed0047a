"""Lists the schemas that files can be checked by; adds and removes those of the portal itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common import language, log, people, tables
from ckanext.opendatalab.common.schema import validated
from ckanext.opendatalab.quality.checks import schema_safety
from ckanext.opendatalab.quality.schemas import document, index, schema, store, uses, wording
from ckanext.opendatalab.quality.schemas.found import Found

__all__ = [
    "opendatalab_schema_delete",
    "opendatalab_schema_list",
    "opendatalab_schema_show",
    "opendatalab_schema_upload",
    "organization_purge",
]


@tk.side_effect_free
def opendatalab_schema_list(context: types.Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """List the schemas that a file can be checked by: the portal's own ones, then the official.

    :param organization: id or name of an organisation: of the own schemas only those of that one
        (optional)
    :param limit: at most so many, 1000 unless given
    :returns: ``count`` and ``results``: a list of ``id``, ``value`` (what a file's ``conforms_to``
        holds), ``title``, ``version``, ``kind`` (table, json, other), ``group``, ``group_title``,
        ``address``, ``documentation``, ``validator``, ``own``, ``organization_id``
    """
    tk.check_access("opendatalab_schema_list", context, data_dict)
    asked = validated(data_dict, schema.listing())
    organization = _organization(asked["organization"]) if asked.get("organization") else None
    own = store.own(organization.id if organization else None)
    official = store.of_values(index.load().entries, most=len(index.load().entries))
    every = [facts(one) for one in (*own, *official)]
    return {"count": len(every), "results": every[: asked.get("limit") or schema.MOST_LISTED]}


@tk.side_effect_free
def opendatalab_schema_show(context: types.Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Return one schema.

    :param id: its identifier, ``own/<name>``, or an address of it
    :returns: as in ``opendatalab_schema_list``, with ``content``: the schema, ``None`` where the
        portal does not keep it
    """
    tk.check_access("opendatalab_schema_show", context, data_dict)
    asked = validated(data_dict, schema.one())
    found = _known(asked["id"])
    return {**facts(found), "content": found.content}


def opendatalab_schema_upload(context: types.Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Add a Table Schema of an organisation, or replace it.

    :param organization: id or name of the organisation
    :param name: small letters without accents, digits and hyphens
    :param title: what lists call it; the schema's own title unless given
    :param schema: the schema, as an object or as JSON text; or
    :param upload: a file with it
    :param replace: whether a schema of that name is replaced (optional)
    :returns: as ``opendatalab_schema_list`` does
    """
    if not tables.ready():
        raise tk.ValidationError({"schema": [tables.how_to_migrate()]})
    tk.check_access("opendatalab_schema_upload", context, data_dict)
    asked = validated(data_dict, schema.upload())
    organization = _organization(asked["organization"])
    content = _content(data_dict)
    key = index.OWN + asked["name"]
    before = store.lock(key)
    if before is not None and before.organization_id != organization.id:
        raise _taken(tk._("Another organization uses this name: choose another one."))
    if before is not None and not asked.get("replace"):
        raise _taken(tk._("There is a schema of this name: choose another one, or replace it."))
    if before is None and len(store.own(organization.id)) >= store.MOST_OWN:
        raise _taken(tk._("The organization has too many schemas: delete one first."))
    actor = people.user(context.get("user"))
    found = Found(
        id=key,
        version=document.text_of(content, "version", 50),
        title=asked.get("title") or document.text_of(content, "title") or asked["name"],
        kind="table",
        address="",
    )
    user_id = actor.id if actor else None
    if not store.upload(found, content, organization.id, user_id, new=before is None):
        raise _taken(tk._("There is a schema of this name: choose another one, or replace it."))
    if before is None or before.fingerprint != document.fingerprint(content):
        uses.outdate(key)
    replaced = before is not None
    log.write(actor, "schema_uploaded", organization.id, name=asked["name"], replaced=replaced)
    model.Session.commit()
    return facts(_known(key))


def opendatalab_schema_delete(context: types.Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Remove an own schema that no file declares any more.

    :param id: ``own/<name>``
    :returns: ``id``
    """
    tk.check_access("opendatalab_schema_delete", context, data_dict)
    asked = validated(data_dict, schema.one())
    found = store.lock(store.key_of(asked["id"]))
    if found is None or not found.own:
        raise tk.ObjectNotFound(tk._("There is no such schema."))
    where = uses.of(found.id)
    if where:
        raise tk.ValidationError({"id": [uses.refusal(where, context.get("user"))]})
    store.delete(found.id)
    actor = people.user(context.get("user"))
    name = found.id.removeprefix(index.OWN)
    log.write(actor, "schema_deleted", found.organization_id, name=name)
    model.Session.commit()
    return {"id": found.id}


@tk.chained_action
def organization_purge(
    original_action: types.Action, context: types.Context, data_dict: dict[str, Any]
) -> Any:
    """Purge an organisation and then its own schemas: core commits on the way, so not before."""
    organization = people.organization(data_dict.get("id"))
    result = original_action(context, data_dict)
    if organization is not None:
        store.forget_organization(organization.id)
        model.Session.commit()
    return result


def facts(found: Found) -> dict[str, Any]:
    """Return what anybody may know of a schema."""
    match = index.load().kept_under(found.id)
    group = match.entry.group if match else ""
    return {
        "id": found.id,
        "value": found.value,
        "title": found.title,
        "version": found.version,
        "kind": found.kind,
        "group": group,
        "group_title": language.say(index.load().groups[group]) if group else "",
        "address": found.address,
        "documentation": found.documentation,
        "validator": found.validator,
        "own": found.own,
        "organization_id": found.organization_id,
    }


def _known(identifier: str) -> Found:
    """Return a schema that is official, own or kept; a mere address is none."""
    found = store.get(store.key_of(identifier))
    if found is None or not (found.official or found.own or found.fetched_at):
        raise tk.ObjectNotFound(tk._("There is no such schema."))
    return found


def _taken(sentence: str) -> tk.ValidationError:
    model.Session.rollback()  # lets go of the lock
    return tk.ValidationError({"name": [sentence]})


def _content(data_dict: dict[str, Any]) -> Mapping[str, Any]:
    """Return the Table Schema that somebody sends.

    :raises ckan.plugins.toolkit.ValidationError: it is none that can be used
    """
    file, given = data_dict.get("upload"), data_dict.get("schema")
    if hasattr(file, "read"):
        data = file.read(document.MOST_BYTES + 1)  # pyright: ignore[reportOptionalMemberAccess]
    elif isinstance(given, str) and given.strip():
        data = given.encode("utf-8", "surrogatepass")
    elif isinstance(given, dict):
        data = _bytes(given)
    else:
        raise tk.ValidationError({"schema": [tk._("Choose a file, or paste the schema.")]})
    try:
        content = document.check(document.read(data))
    except document.UnreadableError as error:
        raise tk.ValidationError({"schema": [wording.problem(error)]}) from error
    unsafe = schema_safety.refused(content)
    if unsafe:
        raise tk.ValidationError({"schema": [wording.refused(unsafe)]})
    return content


def _bytes(given: dict[str, Any]) -> bytes:
    try:
        return json.dumps(given).encode()
    except (TypeError, ValueError, RecursionError):
        return b""


def _organization(value: str) -> model.Group:
    found = people.organization(value)
    if found is None:
        raise tk.ObjectNotFound(tk._("Organization not found"))
    return found
