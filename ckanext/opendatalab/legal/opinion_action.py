"""Records the opinion of the data protection officer, which decides nothing by itself."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common import clock, outbox
from ckanext.opendatalab.common import schema as common_schema
from ckanext.opendatalab.legal import assessment, change, notify, sign_schema, writing
from ckanext.opendatalab.legal.file import Opinion


def opendatalab_legal_give_opinion(
    context: types.Context, data_dict: dict[str, Any]
) -> dict[str, Any]:
    """Give the opinion of the DPO on the answers as they are; it replaces an earlier one.

    :param id: id or name of the dataset
    :param opinion: ``favourable``, ``with_reservations`` or ``unfavourable``
    :param text: what to say about it; only a favourable opinion does without
    :param version: the version of the file that you saw (optional)
    :returns: the file, as ``opendatalab_legal_show`` does
    """
    package = change.writable(context, data_dict)
    tk.check_access("opendatalab_legal_give_opinion", context, data_dict)
    asked = common_schema.validated(data_dict, sign_schema.give_opinion())
    person = change.actor(context)
    if person is None or not change.rights(context, package).opinion:
        raise tk.NotAuthorized(who_gives_opinions())
    if asked["opinion"] != "favourable" and not asked.get("text"):
        raise tk.ValidationError(
            {"text": [tk._("Say why: only a favourable opinion needs no text.")]}
        )
    with change.locked(package) as file:
        if asked["version"] is not None:
            change.check_version(file, asked["version"])
        if not file.answers:
            raise tk.ValidationError(
                {"opinion": [tk._("Nobody answered a question yet: there is nothing to judge.")]}
            )
        state = assessment.of(package, file)
        opinion = Opinion(
            opinion=asked["opinion"],
            text=asked.get("text", ""),
            fingerprint=state.current.fingerprint,
            given_by=person.name,
            given_at=clock.now().isoformat(),
        )
        new = file.changed(opinion=opinion)
        writing.keep(state, new, person, "opinion_given", opinion=asdict(opinion))
        notify.opinion_given(package, opinion, person)
        model.Session.commit()
    outbox.kick()
    return writing.shown(context, package)


def who_gives_opinions() -> str:
    """Return in one sentence who gives the opinion of the DPO."""
    return tk._("Only the data protection officer (DPO) of the organization gives this opinion.")
