"""Datasets that are known of only: where they are governed, they start as identified."""

from __future__ import annotations

from collections.abc import Iterator

from ckanext.opendatalab.demo.content import Content
from ckanext.opendatalab.demo.steps import Event, Wish, datasets
from ckanext.opendatalab.workflow.governance import start


def total(content: Content) -> int:
    return len(_wanted(content))


def load(content: Content, wish: Wish) -> Iterator[Event]:
    with start.census():
        yield from datasets.make(content, _wanted(content))


def clear(content: Content) -> Iterator[Event]:
    """Nothing by itself: the step of the datasets clears them all."""
    yield from ()


def _wanted(content: Content) -> list[str]:
    return [name for name, entry in content.datasets.items() if entry.get("census")]
