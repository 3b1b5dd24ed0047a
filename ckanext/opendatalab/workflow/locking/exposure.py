"""What the public sees of a dataset's files, and when a change shows it more.  Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ckanext.opendatalab.common.file_key import file_key


@dataclass(frozen=True)
class Exposure:
    """How far a dataset and its files are open.

    ``public``: nothing holds it back, or only that it is a draft, which core's own form finishes by
    itself.  ``organization``: the one that it belongs to.  ``files``: their keys.  ``draft``:
    whether it is one: then a public dataset is not seen yet.
    """

    public: bool
    organization: str | None
    files: frozenset[str]
    draft: bool = False

    @property
    def seen(self) -> bool:
        """Whether everybody sees it now."""
        return self.public and not self.draft


NOWHERE = Exposure(False, None, frozenset())


def of(
    private: bool,
    state: str | None,
    organization: str | None,
    files: Iterable[tuple[str, str | None, str | None]],
) -> Exposure:
    """Return the exposure of a dataset with these values and files (id, url type, url)."""
    draft = (state or "").startswith("draft")
    return Exposure(
        public=not private and (draft or state == "active"),
        organization=organization or None,
        files=frozenset(file_key(*file) for file in files),
        draft=draft,
    )


def exposes(before: Exposure, after: Exposure) -> bool:
    """Return whether a change shows the public something that it did not see before."""
    if not (after.public and after.files):
        return False
    return (
        not before.public
        or before.organization != after.organization
        or bool(after.files - before.files)
        # A draft from before the gate was there: now it is finished.
        or (after.seen and not before.seen)
    )


def leaves(before: Exposure, after: Exposure) -> bool:
    """Return whether a dataset with files goes from one organisation to another."""
    return bool(before.files and after.files) and before.organization != after.organization
