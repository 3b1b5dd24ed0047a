"""What a hint says, in the reader's language."""

from __future__ import annotations

import ckan.plugins.toolkit as tk

from ckanext.opendatalab.common.hints import Kind


def label(kind: Kind) -> str:
    """Return what a column may hold, as a short phrase."""
    labels: dict[Kind, str] = {
        "name": tk._("may hold names of persons"),
        "address": tk._("may hold addresses of persons"),
        "email": tk._("may hold e-mail addresses"),
        "phone": tk._("may hold telephone numbers"),
        "birth_date": tk._("may hold dates of birth"),
        "national_number": tk._("may hold national identity numbers"),
    }
    return labels[kind]
