"""What people read about schema files that cannot be used."""

from __future__ import annotations

import ckan.plugins.toolkit as tk

from ckanext.opendatalab.common import http, language
from ckanext.opendatalab.quality.checks import wording as checks
from ckanext.opendatalab.quality.schemas import document


def problem(error: document.UnreadableError) -> str:
    """Return what to do about a file that somebody gave."""
    sentences = {
        "too_large": tk._("This schema is larger than {most} MB: shorten it.").format(
            most=document.MOST_BYTES // 1_000_000
        ),
        "not_json": tk._("This is not a JSON file: check it, then choose it again."),
        "not_text": tk._("Remove the characters that cannot be read, then try again."),
        "not_table": tk._(
            "This is not a Table Schema: it must be a JSON object with a list named “fields”."
        ),
        "fields": tk._("Give the schema from 1 to {most} fields.").format(
            most=document.MOST_FIELDS
        ),
        "field_name": tk._("Every field of the schema needs a name of at most 200 characters."),
        "field_twice": tk._("Two fields of the schema are called “{name}”: rename one.").format(
            name=error.name
        ),
    }
    return sentences[error.problem]


def refused(code: str) -> str:
    """Return what to correct in a schema that would not be safe to use."""
    return checks.reason(code, language.reader())


def why_not_fetched(code: str) -> str:
    """Return why a schema could not be fetched, by the code that was kept."""
    kind, _, detail = code.partition(":")
    if kind == "http":
        return http.say(detail)
    sentences = {
        "status": tk._("The server answered with the error {code}.").format(code=detail),
        "unsafe": tk._("The schema cannot be used safely."),
        "not_json": tk._("It is not a JSON file."),
    }
    return sentences.get(kind, tk._("It is not a Table Schema that can be used."))
