"""How the legal room says things that no data file words, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

import ckan.plugins.toolkit as tk

from ckanext.opendatalab.common import roles
from ckanext.opendatalab.legal.engine.answers import AnswerError, Fault


def disclaimer() -> str:
    """Return what every page about an analysis says of itself."""
    return tk._(
        "This page keeps the analysis that the authority makes and validates. It is not legal"
        " advice."
    )


def state(code: str) -> str:
    """Return where an analysis stands (``assessment.State``)."""
    words = {
        "not_started": tk._("Not started"),
        "in_progress": tk._("In progress"),
        "waiting": tk._("Waiting for validation"),
        "lapsed": tk._("Validation to confirm"),
        "to_complete": tk._("Validated, to be completed"),
        "validated": tk._("Validated"),
    }
    return words.get(code, code)


def signed_as(quality: str) -> str:
    """Return in which quality somebody validated."""
    if quality == "named_person":
        return tk._("Person named by the authority – validated without a legal officer")
    return roles.label(quality)


def effect_kind(code: str) -> str:
    """Return what sort of reason this is (``ruleset.EffectKind``)."""
    words = {
        "out_of_scope": tk._("Outside the law on access"),
        "third_party": tk._("Rights of a third party"),
        "refusal": tk._("Against publication"),
        "temporary_refusal": tk._("Against publication for now"),
        "analysis": tk._("To be analysed"),
        "treatment": tk._("Treatment to carry out"),
        "condition": tk._("Condition to meet"),
        "flag": tk._("To note"),
    }
    return words.get(code, code)


def obligation(code: str) -> str:
    """Return the duty to publish (``obligation.Obligation``)."""
    words = {
        "default": tk._("To be published by default"),
        "special_text": tk._("Publication imposed by a special text"),
        "optional": tk._("Publication at the choice of the authority"),
        "on_request": tk._("To be published because somebody asked for it"),
        "to_clarify": tk._("To be clarified"),
    }
    return words.get(code, code)


def opinion(code: str) -> str:
    """Return what a data protection officer thinks (``ready.Opinion``)."""
    words = {
        "favourable": tk._("Favourable"),
        "with_reservations": tk._("Favourable with reservations"),
        "unfavourable": tk._("Unfavourable"),
    }
    return words.get(code, code)


def happened(kind: str) -> str:
    """Return what a line of the history is about."""
    words = {
        "answered": tk._("Answers changed"),
        "template_used": tk._("Model analysis used"),
        "copied": tk._("Analysis of another dataset copied"),
        "validated": tk._("Analysis validated"),
        "reopened": tk._("Analysis reopened"),
        "attested": tk._("Treatment attested"),
        "proved": tk._("Evidence of a condition recorded"),
        "opinion_given": tk._("Opinion of the DPO given"),
        "purged": tk._("Dataset purged"),
    }
    return words.get(kind, kind)


def not_inherited(code: str) -> str:
    """Return why only the answers were taken over (``inherit.Refusal``)."""
    words = {
        "not_validated": tk._("Only the answers are taken over: they are not validated there."),
        "another_organization": tk._(
            "Only the answers are taken over: the other dataset is another organization's."
        ),
        "lapsed": tk._("Only the answers are taken over: their validation no longer holds."),
        "answers_differ": tk._("Only the answers are taken over: they are not those validated."),
        "columns_differ": tk._(
            "Only the answers are taken over: the columns of the files are not those validated"
            " there."
        ),
        "persons": tk._(
            "Only the answers are taken over: a column looks as if it named persons, and this"
            " model analysis is for data that name none. Answer the questions, or have it"
            " validated as it is."
        ),
        "not_confirmed": tk._(
            "Only the answers are taken over: you did not confirm that nothing differs."
        ),
        "decided": tk._(
            "Only the answers are taken over: this dataset has a validation of its own, which is to"
            " be confirmed."
        ),
        "reopened": tk._(
            "Only the answers are taken over: this analysis was reopened and is to be validated."
        ),
    }
    return words.get(code, code)


def extent(code: str) -> str:
    """Return how much of the data an answer is about."""
    words = {
        "part": tk._("for a part of the data"),
        "whole": tk._("for all of the data"),
    }
    return words.get(code, code)


def fault(error: AnswerError) -> str:
    """Return what to do about an answer that its question does not take."""
    expected = ", ".join(error.expected)
    words: Mapping[Fault, str] = {
        "unknown_question": tk._("There is no question called {question}.").format(
            question=short(error.question)
        ),
        "wrong_kind": tk._("This is not an answer to this kind of question ({expected}).").format(
            expected=expected
        ),
        "unknown_answer": tk._("Choose one of the answers of the list: {expected}.").format(
            expected=expected
        ),
        "exclusive": tk._(
            "“None of these” and “I do not know” go with no other answer: untick one or the other."
        ),
        "too_long": tk._("Write at most {number} characters.").format(number=expected),
        "bad_url": tk._("Write a whole address, which begins with https:// or http://."),
        "bad_date": tk._("Write a date that exists, as year-month-day, for example 2027-03-31."),
        "past_date": tk._("Write a date after today ({today}).").format(today=expected),
    }
    return words[error.fault]


def short(text: str, longest: int = 60) -> str:
    """Return a text that somebody sent, fit for an error message."""
    clean = " ".join(text.encode("utf-8", "replace").decode().replace("\0", "").split())
    return clean if len(clean) <= longest else clean[: longest - 1] + "…"
