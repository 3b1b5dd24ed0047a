"""What templates ask about the fields."""

from __future__ import annotations

from typing import Any

from ckanext.opendatalab.common import language
from ckanext.opendatalab.fields import form_values, page_helpers, vocabulary
from ckanext.opendatalab.fields.form_values import *  # noqa: F403 - what the module's __all__ names
from ckanext.opendatalab.fields.page_helpers import *  # noqa: F403 - what the module's __all__ names

__all__ = ["opendatalab_vocabulary_choices", "opendatalab_vocabulary_label"]
__all__ += form_values.__all__
__all__ += page_helpers.__all__


def opendatalab_vocabulary_choices(field: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the choices of a scheming field that names its vocabulary (``choices_helper``)."""
    return vocabulary.get(field["opendatalab_vocabulary"]).choices()


def opendatalab_vocabulary_label(name: str, value: str) -> str:
    """Return the label of ``value`` in the reader's language; the value itself when unknown."""
    return vocabulary.get(name).label(value, language.reader())
