"""The datasets, with their files."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from ckan.lib import uploader
from werkzeug.datastructures import FileStorage

from ckanext.opendatalab.demo import describe, store
from ckanext.opendatalab.demo.content import Content, identity
from ckanext.opendatalab.demo.portal import call
from ckanext.opendatalab.demo.steps import Event, Wish

KIND = "dataset"


def total(content: Content) -> int:
    return len(_wanted(content))


def load(content: Content, wish: Wish) -> Iterator[Event]:
    """All but those that are known of only."""
    yield from make(content, _wanted(content))


def make(content: Content, names: Collection[str]) -> Iterator[Event]:
    """A dataset that is there keeps what people changed in it; only lost files are made again."""
    states = store.states("package", [identity("package", name) for name in names])
    for name in names:
        id_ = identity("package", name)
        if id_ not in states:
            _save("package_create", content, name)
            yield Event(KIND, name, "created")
        elif states[id_] != "active":
            _save("package_update", content, name)
            yield Event(KIND, name, "repaired")
        else:
            yield Event(KIND, name, "repaired" if _restore_files(content, name) else "unchanged")


def clear(content: Content) -> Iterator[Event]:
    ids = {identity("package", name): name for name in content.datasets}
    for id_ in store.states("package", list(ids)):
        for resource in store.uploads(id_):
            _upload({"url": "", "clear_upload": True}).upload(resource)
        call("dataset_purge", id=id_)
        yield Event(KIND, ids[id_], "removed")


def _wanted(content: Content) -> list[str]:
    return [name for name, entry in content.datasets.items() if not entry.get("census")]


def _save(action: str, content: Content, name: str) -> None:
    """One action for the dataset and all its files: one transaction, one passage through the index.

    Core takes files in ``resource_create`` and ``package_update``; this does what they do, with ids
    known beforehand, because sixty ``resource_create`` would index the dataset sixty times.
    """
    uploads: list[tuple[str, uploader.PResourceUploader]] = []
    resources: list[dict[str, Any]] = []
    for resource in describe.resources(content, name):
        metadata = resource.metadata
        if resource.filename:
            upload = _upload(_with_file(content, name, resource, metadata))
            metadata["mimetype"] = getattr(upload, "mimetype", None)
            metadata["size"] = getattr(upload, "filesize", None)
            uploads.append((metadata["id"], upload))
        resources.append(metadata)
    data = describe.package(content, name)
    call(action, **data, state="active", resources=resources)
    for id_, upload in uploads:
        upload.upload(id_, uploader.get_max_resource_size())


def _with_file(
    content: Content, name: str, resource: describe.Resource, metadata: dict[str, Any]
) -> dict[str, Any]:
    stream = io.BytesIO(describe.make(content, name, resource))
    metadata["upload"] = FileStorage(stream, filename=resource.filename)
    return metadata


def _upload(resource: dict[str, Any]) -> uploader.PResourceUploader:
    return uploader.get_resource_uploader(resource)


def _restore_files(content: Content, name: str) -> bool:
    uploaded = set(store.uploads(identity("package", name)))
    restored = False
    for resource in describe.resources(content, name):
        id_ = resource.metadata["id"]
        if resource.filename and id_ in uploaded and _lost(id_):
            upload = _upload(_with_file(content, name, resource, {"url": ""}))
            upload.upload(id_, uploader.get_max_resource_size())
            restored = True
    return restored


def _lost(resource_id: str) -> bool:
    """Whether the file is gone; a storage that is not a folder (a bucket) is trusted."""
    path = Path(str(_upload({"url": ""}).get_path(resource_id)))
    return path.is_absolute() and not path.exists()
