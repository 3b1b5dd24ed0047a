"""Validates, reopens and confirms anew the legal analyses of datasets."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common import log, outbox
from ckanext.opendatalab.common import schema as common_schema
from ckanext.opendatalab.legal import (
    assessment,
    change,
    notify,
    publish,
    sign_schema,
    signature,
    writing,
)
from ckanext.opendatalab.legal.assessment import Assessment
from ckanext.opendatalab.legal.signature import Signer, Wish


def opendatalab_legal_validate(context: types.Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Validate the analysis of a dataset in the name of the authority; its verdict becomes public.

    :param id: id or name of the dataset
    :param version: the version of the file that you saw
    :param verdict: another verdict than the one proposed (optional)
    :param reason: why another verdict, at least 10 characters (optional otherwise)
    :param reason_against_dpo: why publish although the DPO is against it (optional otherwise)
    :param authority: in whose name; as the organisation's profile says, else the organisation
        (optional)
    :param delegation: reference of the delegation of signature (optional)
    :param review_on: when to look again, in the future and not later than the answers say
        (optional)
    :returns: the file, as ``opendatalab_legal_show`` does
    :raises ckan.plugins.toolkit.ValidationError: under ``version`` that somebody changed the file;
        under ``verdict`` that it is not to be validated as it is; or the field that is wrong
    """
    package = change.writable(context, data_dict)
    tk.check_access("opendatalab_legal_validate", context, data_dict)
    asked = common_schema.validated(data_dict, sign_schema.validate())
    person, quality = writing.signer(context, package)
    with change.locked(package) as file:
        change.check_version(file, asked["version"])
        state = assessment.of(package, file)
        authority = signature.in_whose_name(state, asked.get("authority", ""))
        signer = Signer(person, quality, authority, asked.get("delegation", ""))
        wish = Wish(
            verdict=asked["verdict"],
            reason=asked.get("reason", ""),
            reason_against_dpo=asked.get("reason_against_dpo", ""),
            review_on=asked.get("review_on"),
        )
        _sign(state, signer, wish)
        model.Session.commit()
    outbox.kick()
    writing.show_in_index(package.id)
    return writing.shown(context, package)


def opendatalab_legal_reopen(context: types.Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Take a validation back: the answers stay, the verdict is public no more.

    Nothing that is published is withdrawn.

    :param id: id or name of the dataset
    :param reason: why
    :param version: the version of the file that you saw (optional)
    :returns: the file, as ``opendatalab_legal_show`` does
    """
    package = change.writable(context, data_dict)
    tk.check_access("opendatalab_legal_reopen", context, data_dict)
    asked = common_schema.validated(data_dict, sign_schema.reopen())
    actor = change.actor(context)
    with change.locked(package) as file:
        if asked["version"] is not None:
            change.check_version(file, asked["version"])
        if file.validation is None:
            raise tk.ValidationError(
                {
                    "validation": [
                        tk._("This analysis is not validated: there is nothing to reopen.")
                    ]
                }
            )
        state = assessment.of(package, file)
        writing.keep(
            state,
            file.changed(validation=None),
            actor,
            "reopened",
            reason=asked["reason"],
            validation=file.validation.id,
        )
        publish.write(package, None)
        log.write(actor, "legal_reopened", package.owner_org, package.id)
        model.Session.commit()
    writing.show_in_index(package.id)
    return writing.shown(context, package)


def opendatalab_legal_reconfirm(
    context: types.Context, data_dict: dict[str, Any]
) -> list[dict[str, Any]]:
    """Validate again, with the same verdict, what only new rules made lapse.

    Each dataset by itself: one that is refused keeps none of the others from being confirmed.

    :param ids: ids or names of datasets, at most 200
    :param reason: why the verdict stays, for those of which the rules now propose another; what
        was written at the time counts if nothing is given (optional)
    :param delegation: reference of the delegation of signature (optional)
    :returns: a list, in the order of ``ids``, of ``id`` as it was given, ``ok`` and ``error``
        (``None`` or a sentence)
    """
    tk.check_access("opendatalab_legal_reconfirm", context, data_dict)
    asked = common_schema.validated(data_dict, sign_schema.reconfirm())
    results: list[dict[str, Any]] = []
    changed: list[str] = []
    for reference in asked["ids"]:
        error = None
        try:
            changed.append(_reconfirm(context, reference, asked))
        except tk.ValidationError as refused:
            error = " ".join(str(part) for part in refused.error_summary.values())
        except (tk.ObjectNotFound, tk.NotAuthorized):
            model.Session.rollback()
            error = tk._("This dataset does not exist, or you do not validate its analysis.")
        results.append({"id": reference, "ok": error is None, "error": error})
    if changed:
        outbox.kick()
    writing.show_in_index(*changed)
    return results


def _reconfirm(context: types.Context, reference: str, asked: dict[str, Any]) -> str:
    """Confirm one dataset in a transaction of its own; return its id."""
    request = {"id": reference}
    package = change.writable(context, request)
    tk.check_access("opendatalab_legal_validate", context, request)
    person, quality = writing.signer(context, package)
    with change.locked(package) as file:
        state = assessment.of(package, file)
        before = file.validation
        codes = {one.code for one in state.lapses}
        if before is None or codes != {"ruleset_changed"} or _to_review(state):
            raise tk.ValidationError(
                {
                    "id": [
                        tk._(
                            "Only a validation that new rules made lapse is confirmed here:"
                            " open the dataset's legal file."
                        )
                    ]
                }
            )
        delegation = before.delegation if before.by == person.id else ""
        signer = Signer(person, quality, before.authority, asked.get("delegation") or delegation)
        wish = Wish(
            verdict=before.verdict,
            reason=asked.get("reason") or before.reason,
            reason_against_dpo=before.reason_against_dpo,
            review_on=_sooner(state),
        )
        _sign(state, signer, wish)
        model.Session.commit()
    return package.id


def _sign(state: Assessment, signer: Signer, wish: Wish) -> None:
    """Write a validation with all that comes with it.  Never commits."""
    signed = signature.of_dataset(state, signer, wish)
    writing.keep(
        state,
        state.file.changed(validation=signed),
        signer.person,
        "validated",
        validation=signature.for_history(signed),
    )
    log.write(
        signer.person,
        "legal_validated",
        state.package.owner_org,
        state.package.id,
        verdict=signed.verdict,
        as_role=signed.as_role,
    )
    publish.write(state.package, signed)
    notify.validated(state.package, signed)


def _to_review(state: Assessment) -> bool:
    before = state.file.validation
    review_on = before.for_rules().requirements.review_on if before else None
    return review_on is not None and review_on <= state.today


def _sooner(state: Assessment) -> Any:
    """Return the day that was set for the review, unless the answers ask for an earlier one."""
    before = state.file.validation
    set_on = before.for_rules().requirements.review_on if before else None
    proposed = state.current.review_on
    if set_on is None or (proposed is not None and state.today < proposed < set_on):
        return None
    return set_on
