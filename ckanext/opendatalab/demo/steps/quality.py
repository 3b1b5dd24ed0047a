"""The checks of the files, made at once: nobody has to wait for a worker to see what they say.

Two datasets of an organisation that was not adopted, where nothing is checked by itself, stay where
a change leaves them: one waits for a check, another was changed after its own.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import ckan.model as model
from werkzeug.datastructures import FileStorage

from ckanext.opendatalab.common import clock
from ckanext.opendatalab.demo import describe
from ckanext.opendatalab.demo.content import Content, identity
from ckanext.opendatalab.demo.portal import call
from ckanext.opendatalab.demo.steps import Event, Wish
from ckanext.opendatalab.quality import assess, store
from ckanext.opendatalab.quality.running import jobs, refresh

KIND = "files checked"
MOST = 10_000
# In the datasets of the content: "quality: stale" or "quality: pending".
KEY = "quality"


def total(content: Content) -> int:
    return len(content.datasets)


def load(content: Content, wish: Wish) -> Iterator[Event]:
    """Once every organisation is adopted: files are opened nowhere else."""
    refresh.run(MOST)
    left = _left(content)
    for name in content.datasets:
        if name not in left:
            made = sum(map(jobs.check, _asked(identity("package", name))))
            yield Event(KIND, name, "created" if made else "unchanged")
    for name, state in left.items():
        id_ = identity("package", name)
        if any(one.checked or one.requested_at for one in store.files(id_).values()):
            yield Event(KIND, name, "unchanged")
            continue
        _ask(id_)
        if state == "stale":
            for resource in describe.resources(content, name):
                jobs.check(resource.metadata["id"])
                again = FileStorage(io.BytesIO(describe.make(content, name, resource)))
                again.filename = resource.filename
                call("resource_patch", id=resource.metadata["id"], upload=again)
        yield Event(KIND, name, "created")


def clear(content: Content) -> Iterator[Event]:
    """Nothing by itself: results go with their files."""
    yield from ()


def _asked(package_id: str) -> list[str]:
    return [key for key, one in store.files(package_id).items() if one.requested_at]


def _left(content: Content) -> dict[str, str]:
    return {name: entry[KEY] for name, entry in content.datasets.items() if KEY in entry}


def _ask(package_id: str) -> None:
    """Ask for the checks as staff does, and leave them to whoever looks for what waits."""
    assess.again(package_id)
    for resource_id in store.files(package_id):
        store.change(resource_id, requested_at=clock.now())
    assess.again(package_id)
    model.Session.commit()
    jobs.show([package_id])
