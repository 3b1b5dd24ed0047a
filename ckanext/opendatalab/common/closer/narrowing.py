"""Has CKAN's own queries find less: a condition more, no query more, and its pages stay full.

While one of the context managers here is open, whatever the session selects of that table has to
meet the condition, counts, limits and unions included.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import ckan.model as model
import sqlalchemy as sa
from ckan import types
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, with_loader_criteria

from ckanext.opendatalab import config
from ckanext.opendatalab.common.closer import readable

# The type of an activity about a dataset ends with one of these, whether it still exists or not.
_OF_DATASETS = ("package", "resource view")

_narrowed: ContextVar[Any] = ContextVar("opendatalab_narrowed", default=None)


@contextmanager
def tags(context: types.Context) -> Iterator[None]:
    """Find free tags only where they are on a dataset that the caller may read.

    CKAN joins them with their datasets: there it costs least.  The tags of a vocabulary it does not
    join; they were written by the administrators of the portal and tell of no dataset.
    """
    with _narrowing(context, model.PackageTag, _tagging):
        yield


@contextmanager
def tag(context: types.Context) -> Iterator[None]:
    """Find one tag by its name as :func:`tags` does."""
    with _narrowing(context, model.Tag, _tag):
        yield


@contextmanager
def files(context: types.Context) -> Iterator[None]:
    """Find files of datasets that the caller may read."""
    with _narrowing(context, model.Resource, _file):
        yield


@contextmanager
def members(context: types.Context) -> Iterator[None]:
    """Find the datasets of a group or an organisation that the caller may read."""
    with _narrowing(context, model.Member, _member):
        yield


@contextmanager
def activities(context: types.Context) -> Iterator[None]:
    """Find activities about datasets only where the caller may read the dataset as it is now.

    CKAN asks who could read it then, and of views of a file, nobody.
    """
    from ckanext.activity.model import Activity  # importing it makes its table known

    with _narrowing(context, Activity, _activity):
        yield


@contextmanager
def versions(context: types.Context) -> Iterator[None]:
    """Find the earlier versions of a dataset that the caller could read at the time."""
    from ckanext.activity.model import Activity  # importing it makes its table known

    with _narrowing(context, Activity, _version):
        yield


def _tagging(tagging: Any, labels: list[str]) -> Any:
    return readable.dataset(tagging.package_id, labels)


def _tag(tag: Any, labels: list[str]) -> Any:
    return sa.or_(tag.vocabulary_id.isnot(None), readable.tag(tag.id, labels))


def _file(resource: Any, labels: list[str]) -> Any:
    return readable.dataset(resource.package_id, labels)


def _member(member: Any, labels: list[str]) -> Any:
    return sa.or_(member.table_name != "package", readable.dataset(member.table_id, labels))


def _activity(activity: Any, labels: list[str]) -> Any:
    kind = sa.func.coalesce(activity.activity_type, "")
    return sa.or_(
        readable.dataset(activity.object_id, labels),
        sa.and_(
            *(sa.not_(kind.endswith(ending)) for ending in _OF_DATASETS),
            sa.not_(readable.is_dataset(activity.object_id)),
        ),
    )


def _version(activity: Any, labels: list[str]) -> Any:
    return activity.permission_labels.op("&&")(labels)


@contextmanager
def _narrowing(
    context: types.Context, entity: Any, condition: Callable[[Any, list[str]], Any]
) -> Iterator[None]:
    labels = readable.labels_of(context) if config.closer_than_core() else None
    if labels is None:
        yield
        return
    _listen()
    criteria = with_loader_criteria(
        entity, condition(entity, labels), include_aliases=True, propagate_to_loaders=False
    )
    token = _narrowed.set(criteria)
    try:
        yield
    finally:
        _narrowed.reset(token)


@functools.cache
def _listen() -> None:
    event.listen(model.Session, "do_orm_execute", _narrow)


def _narrow(execution: ORMExecuteState) -> None:
    criteria = _narrowed.get()
    if criteria is not None and execution.is_select and not execution.is_column_load:
        execution.statement = execution.statement.options(criteria)
