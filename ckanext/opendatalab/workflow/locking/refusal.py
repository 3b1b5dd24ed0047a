"""A write that is refused: what is said about it, and to whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.config import middleware
from flask import current_app, has_app_context, has_request_context

from ckanext.opendatalab.common import gates, standing

Attempt = Literal["publish", "create", "file", "move", "columns"]
# Under which name the API and the form tell it: whether it is seen, or how it is governed.
Field = Literal["private", "governance"]


@dataclass(frozen=True)
class Refusal:
    """One dataset: its name (empty while it does not exist), what cannot be done and why.

    ``to_settle``: whether the details are what is missing, or only whom to ask.
    """

    name: str
    title: str
    what: str
    details: tuple[str, ...]
    to_settle: bool
    pages: tuple[str, ...] = ()
    field: Field = "private"

    @property
    def sentences(self) -> list[str]:
        """Everything that is said, where to settle it included."""
        heading = [tk._("To settle first:")] if self.to_settle and self.details else []
        return [self.what, *heading, *self.details, *(_where(page) for page in self.pages)]


class PublicationRefused(tk.ValidationError):
    """What :mod:`.gate` raises: everything that stands between datasets and what they would be."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        self.refusals = tuple(refusals)
        told: dict[str, list[str]] = {}
        for refusal in self.refusals:
            said = refusal.sentences
            if len(self.refusals) > 1:
                said[0] = f"{refusal.title}: {said[0]}"
            told.setdefault(refusal.field, []).extend(said)
        labels = {"private": tk._("Visibility"), "governance": tk._("Governance")}
        # The first sentence alone, as CKAN would have it, says nothing of what to do.
        summary = {labels[field]: " ".join(said) for field, said in told.items()}
        super().__init__(dict(told), summary)


def _where(page: str) -> str:
    if has_request_context():
        address = tk.h.url_for(page, qualified=True)  # in the reader's language
    else:
        address = tk.config["ckan.site_url"].rstrip("/") + page
    return tk._("Where to settle it: {address}").format(address=address)


def describe(
    package: model.Package,
    attempt: Attempt,
    blockers: Sequence[gates.Blocker],
    user: str | None,
    organization: str | None,
) -> Refusal:
    """Return what is said to a user (a name) about a dataset that may not go.

    :param organization: the one whose people may know what is missing: where the dataset is, not
        where somebody would take it.  Everybody else, who may edit it as a collaborator, gets each
        gate's generic sentence.
    """
    name = "" if attempt == "create" else package.name
    title = package.title or package.name
    if not knows(user, organization):
        names = {blocker.gate for blocker in blockers}
        said = [gate.generic(package) for gate in gates.registered() if gate.name in names]
        return Refusal(name, title, _what(attempt), tuple(dict.fromkeys(said)), False)
    messages = tuple(dict.fromkeys(blocker.message for blocker in blockers))
    pages = tuple(dict.fromkeys(blocker.page for blocker in blockers if blocker.page))
    return Refusal(name, title, _what(attempt), messages, True, pages if name else ())


def knows(user: str | None, organization: str | None) -> bool:
    """Return whether a user may read blockers: an editor of the organisation, or at work in it.

    Elected officials and general directors read where a dataset stands, on its own page, which
    leaves out what an opinion or a finding would be known by.
    """
    return standing.on_organization(user, organization).works


def _what(attempt: Attempt) -> str:
    sentences: dict[Attempt, str] = {
        "publish": tk._("This dataset cannot be made public yet."),
        "create": tk._("This dataset cannot be created as public: save it as private first."),
        "file": tk._(
            "This dataset is public and cannot get this file or address yet: make it private first."
        ),
        "move": tk._("This dataset cannot be moved to another organization yet."),
        "columns": tk._("This file cannot be replaced as long as the dataset is public."),
    }
    return sentences[attempt]


@contextmanager
def speaking() -> Iterator[None]:
    """Have a request to know the language from: the portal's own in a command or a job."""
    if has_request_context():
        yield
        return
    context = middleware._internal_test_request_context
    app = current_app if has_app_context() else context and context.app
    if not app:
        yield
        return
    language = {"CKAN_LANG": tk.config["ckan.locale_default"]}
    with app.test_request_context(environ_overrides=language):
        yield
