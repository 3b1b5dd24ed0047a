"""Arranges what ``opendatalab_legal_show`` gives for the page: one theme at a time.  Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

Shown = Mapping[str, Any]
Progress = Literal["done", "started", "todo"]


def themes(shown: Shown) -> list[dict[str, Any]]:
    """Return the themes that ask something, each with ``progress`` and its questions numbered.

    A question has ``number``, and ``total`` for all that are asked now.
    """
    found = [dict(theme) for theme in shown["themes"] if theme["questions"]]
    total = sum(len(theme["questions"]) for theme in found)
    number = 0
    for theme in found:
        theme["progress"] = _progress(theme)
        theme["questions"] = [dict(question) for question in theme["questions"]]
        for question in theme["questions"]:
            number += 1
            question.update(number=number, total=total)
    return found


def current(found: Sequence[dict[str, Any]], wanted: str) -> dict[str, Any] | None:
    """Return the theme that was asked for, else the first that is not done; ``None``: all are."""
    for theme in found:
        if theme["code"] == wanted:
            return theme
    return next((theme for theme in found if theme["progress"] != "done"), None)


def following(found: Sequence[dict[str, Any]], code: str, answered: Iterable[str] = ()) -> str:
    """Return the theme to go on with after ``code`` was saved; "" when nothing is left to do.

    ``answered``: the questions that the form showed.  The theme stays when it asks new ones; then
    come the unfinished ones after it, then those before it.
    """
    codes = [theme["code"] for theme in found]
    place = codes.index(code) if code in codes else -1
    before = set(answered)
    if place >= 0 and any(
        question["required"] and not question["answered"] and question["code"] not in before
        for question in found[place]["questions"]
    ):
        return code
    unfinished = [theme["code"] for theme in found if theme["progress"] != "done"]
    later = [one for one in unfinished if codes.index(one) > place]
    earlier = [one for one in unfinished if codes.index(one) < place]
    return next(iter(later + earlier), "")


def with_typed(
    theme: dict[str, Any] | None, answers: Mapping[str, Any], notes: Mapping[str, str]
) -> None:
    """Put what was typed over what is saved, for a form that is shown again."""
    for question in theme["questions"] if theme else ():
        if question["code"] in answers:
            question["value"] = answers[question["code"]]
        if question["code"] in notes:
            question["note"] = notes[question["code"]]


def chosen(value: object) -> dict[str, str]:
    """Return the codes of an answer, with their extent where they have one."""
    if isinstance(value, str):
        return {value: ""} if value else {}
    if isinstance(value, Mapping):
        return {str(code): str(extent) for code, extent in value.items()}  # pyright: ignore
    if isinstance(value, Iterable):
        return {str(code): "" for code in value}  # pyright: ignore
    return {}


def reasons(shown: Shown) -> list[Mapping[str, Any]]:
    """Return the reasons that are worth telling: not that a question has no answer yet."""
    left = {question["code"] for question in shown["open_questions"]}
    return [
        reason
        for reason in shown["reasons"]
        if reason["answer_label"] or reason["question"] not in left
    ]


def words(question: Mapping[str, Any], value: object, extents: Mapping[str, str]) -> list[str]:
    """Return an answer as a reader wants it: labels instead of codes; ``extents``: their words."""
    labels = {answer["code"]: str(answer["label"]) for answer in question["answers"]}
    return [
        f"{labels.get(code, code)} ({extents[extent]})"
        if extent in extents
        else labels.get(code, code)
        for code, extent in chosen(value).items()
    ]


def _progress(theme: Mapping[str, Any]) -> Progress:
    if theme["state"] == "done":
        return "done"
    return "started" if any(question["answered"] for question in theme["questions"]) else "todo"
