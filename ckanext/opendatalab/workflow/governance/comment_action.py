"""What people write to one another about a dataset, perhaps about one field of its form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import types

from ckanext.opendatalab.common import outbox, standing
from ckanext.opendatalab.common.schema import validated
from ckanext.opendatalab.workflow.governance import (
    changing,
    comments,
    finding,
    form_fields,
    history,
    notify_comment,
    schema,
)
from ckanext.opendatalab.workflow.governance.comments import Written
from ckanext.opendatalab.workflow.locking.refusal import speaking

COMMENTED = "workflow_commented"


@tk.side_effect_free
def opendatalab_workflow_comments(
    context: types.Context, data_dict: dict[str, Any]
) -> list[dict[str, Any]]:
    """List what was written about a dataset: what is not settled first, then the latest first.

    :param id: id or name of the dataset
    :returns: a list of ``id``, ``at``, ``author``, ``author_name``, ``field``, ``field_label``,
        ``field_url`` (for whoever may edit), ``text``, ``settled``, ``settled_at``, ``settled_by``
    :raises ckan.plugins.toolkit.ObjectNotFound: no such dataset, or it follows no workflow
    """
    package = finding.package(data_dict)
    tk.check_access("opendatalab_workflow_comments", context, data_dict)
    finding.instance(package.id)
    with speaking():
        return _shown(package, comments.on(package.id), context.get("user"))


def opendatalab_workflow_comment(
    context: types.Context, data_dict: dict[str, Any]
) -> dict[str, Any]:
    """Write to the others who work on a dataset.  Those who are awaited and its authors get a mail.

    :param id: id or name of the dataset
    :param text: what you write; readers of the portal never see it
    :param field: the field of the form that it is about: its name, ``resources`` for the files,
        ``resource.`` and its name for a field of theirs (optional)
    :returns: the comment, as in ``opendatalab_workflow_comments``
    """
    package = finding.package(data_dict)
    tk.check_access("opendatalab_workflow_comment", context, data_dict)
    asked = validated(data_dict, schema.comment())
    author = finding.person(context)
    with speaking():
        field = asked.get("field")
        _check(package, asked["text"], field)
        with changing.locked(package) as instance:
            written = comments.add(package.id, author, asked["text"], field)
            history.write(package, instance, author, COMMENTED, comment=written.id, field=field)
            notify_comment.commented(package, instance, author)
        outbox.kick()
        return _shown(package, [written], context.get("user"))[0]


def opendatalab_workflow_comment_settle(
    context: types.Context, data_dict: dict[str, Any]
) -> dict[str, Any]:
    """Say that what a comment asks for is done.  Done again, it changes nothing.

    :param id: id or name of the dataset
    :param comment: number of the comment
    :returns: the comment, as in ``opendatalab_workflow_comments``
    :raises ckan.plugins.toolkit.ObjectNotFound: no such comment on this dataset
    """
    package = finding.package(data_dict)
    tk.check_access("opendatalab_workflow_comment_settle", context, data_dict)
    asked = validated(data_dict, schema.settle())
    person = finding.person(context)
    with speaking():
        with changing.locked(package) as instance:
            written = comments.find(package.id, asked["comment"])
            if written is None:
                raise tk.ObjectNotFound(tk._("This comment does not exist."))
            if written.settled_at is None:
                comments.settle(written.id, person)
                history.write(package, instance, person, COMMENTED, settled=written.id)
        after = comments.find(package.id, asked["comment"]) or written
        return _shown(package, [after], context.get("user"))[0]


def _check(package: model.Package, text: str, field: str | None) -> None:
    wrong: dict[str, Any] = {}
    if not text:
        wrong["text"] = [tk._("Write your comment.")]
    if field and all(one.name != field for one in form_fields.of(package.type)):
        wrong["field"] = [tk._("The form has no such field: choose one of the list.")]
    if wrong:
        raise tk.ValidationError(wrong)


def _shown(
    package: model.Package, written: Iterable[Written], user: str | None
) -> list[dict[str, Any]]:
    listed = list(written)
    editor = standing.on_dataset(user, package).editor
    titles = _titles({one for each in listed for one in (each.author_id, each.settled_by) if one})
    labels = {one.name: one.label for one in form_fields.of(package.type)}
    return [
        {
            "id": one.id,
            "at": one.at.isoformat(),
            "author": titles.get(one.author_id or "", one.author_name),
            "author_name": one.author_name,
            "field": one.field or "",
            "field_label": labels.get(one.field, one.field) if one.field else "",
            "field_url": form_fields.url(package, one.field)
            if editor and one.field in labels
            else None,
            "text": one.text,
            "settled": one.settled_at is not None,
            "settled_at": one.settled_at.isoformat() if one.settled_at else None,
            "settled_by": titles.get(one.settled_by or "", ""),
        }
        for one in listed
    ]


def _titles(ids: set[str]) -> dict[str, str]:
    """Return how people are called, by id, in one query."""
    if not ids:
        return {}
    user = model.User
    rows = model.Session.execute(
        sa.select(user.id, user.name, user.fullname).where(user.id.in_(ids))
    )
    return {row.id: row.fullname or row.name for row in rows}
