"""Copies a file that was uploaded here to where it can be checked, whatever keeps it.

An uploader may be anybody's plugin: CKAN's own, whose file is on this machine, one of CKAN 2.12's
storages, or one that has its files elsewhere and lends no path.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ckan.lib.uploader import get_resource_uploader

CHUNK = 1 << 20


class TooLargeError(Exception):
    """The file has more bytes than are checked."""


class UnreadableError(Exception):
    """The file is not where it should be, or nothing here can read it."""


@dataclass(frozen=True)
class Copied:
    """``content``: SHA-256 of the bytes, in hexadecimal."""

    content: str
    size: int


def copy(resource: Mapping[str, Any], to: Path, most_bytes: int) -> Copied:
    """Copy the uploaded file of a resource.

    :raises TooLargeError: it has more than ``most_bytes``; as much of it was copied
    :raises UnreadableError: it cannot be read
    """
    digest, size = hashlib.sha256(), 0
    with to.open("wb") as copied:
        for chunk in _chunks(resource):
            size += len(chunk)
            if size > most_bytes:
                raise TooLargeError
            digest.update(chunk)
            copied.write(chunk)
    return Copied(digest.hexdigest(), size)


def _chunks(resource: Mapping[str, Any]) -> Iterator[bytes]:
    try:
        # A copy: an uploader takes keys out of the dict that it is given.
        upload: Any = get_resource_uploader(dict(resource))
        where = upload.get_path(resource["id"])
        storage = getattr(upload, "storage", None)
        if storage is not None and hasattr(storage, "stream"):
            yield from _of_storage(storage, where)
        elif os.path.isabs(where):
            with open(where, "rb") as stream:
                while chunk := stream.read(CHUNK):
                    yield chunk
        else:
            raise UnreadableError(f"no path on this machine: {where}")
    except (UnreadableError, GeneratorExit):
        raise
    except Exception as error:
        raise UnreadableError(str(error) or type(error).__name__) from error


def _of_storage(storage: Any, location: Any) -> Iterable[bytes]:
    from ckan.lib import files  # not in CKAN 2.11, which has no storages

    return storage.stream(files.FileData(location))
