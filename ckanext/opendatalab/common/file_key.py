"""What a file of a dataset is known by, wherever it is compared with what it was.  Pure."""

from __future__ import annotations

import hashlib


def file_key(id_: str, url_type: str | None, url: str | None) -> str:
    """Return the id of a file and, for a link, what it points to.

    Another address is another file; another upload is the same file, with its columns compared.
    """
    if url_type == "upload":
        return id_
    return f"{id_}@{hashlib.sha256((url or '').encode()).hexdigest()[:12]}"
