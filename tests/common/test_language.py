"""What data files say is said in the reader's language."""

from __future__ import annotations

import pytest

from ckanext.opendatalab.common import language

SENTENCE = {"en": "Publishable", "fr": "Diffusable"}


@pytest.mark.parametrize(
    ("asked", "said"), [("fr", "Diffusable"), ("fr_CA", "Diffusable"), ("de", "Publishable")]
)
def test_a_text_is_said_in_the_language_asked_for_or_in_english(asked, said):
    assert language.say(SENTENCE, asked) == said


@pytest.mark.ckan_config("ckan.locale_default", "fr")
@pytest.mark.usefixtures("with_plugins")
def test_outside_a_request_the_portal_speaks_its_own_language():
    assert language.say(SENTENCE) == "Diffusable"
