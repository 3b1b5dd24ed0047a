"""Reads the forms of the page of a legal file: what each says to its action.  Pure.

A form is a mapping from a control's name to the values sent for it.  Nothing is checked here but
what only a form can get wrong: the action does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from ckanext.opendatalab.legal.engine.ready import TESTS
from ckanext.opendatalab.legal.engine.ruleset import EXTENTS, Ruleset

Sent = Mapping[str, Sequence[str]]

ASKED = "asked"
ANSWER = "answer."
NOTE = "note."


def text(sent: Sent, name: str) -> str:
    """Return what was typed in a field, without the space around it; nothing if it was not sent."""
    return next(iter(sent.get(name, ())), "").strip()


def version(sent: Sent) -> int | str:
    """Return the version that the page showed; as it came if it is no number, for the action."""
    given = text(sent, "version")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else given


def asked(sent: Sent) -> list[str]:
    """Return the questions that the form showed: only their answers may change."""
    return list(dict.fromkeys(sent.get(ASKED, ())))


def answers(sent: Sent, ruleset: Ruleset) -> dict[str, Any]:
    """Return what was answered to each question that the form showed; ``None`` for no answer."""
    return {code: _answer(sent, code, ruleset) for code in asked(sent)}


def notes(sent: Sent) -> dict[str, str]:
    """Return the note to each question that the form showed with a field for one."""
    return {code: text(sent, NOTE + code) for code in asked(sent) if NOTE + code in sent}


def saved(sent: Sent, ruleset: Ruleset) -> dict[str, Any]:
    """Return the arguments of ``opendatalab_legal_answer``."""
    return {"version": version(sent), "answers": answers(sent, ruleset), "notes": notes(sent)}


def template(sent: Sent) -> dict[str, Any]:
    """Return the arguments of ``opendatalab_legal_use_template``."""
    ticked = {one for one in sent.get("confirmed", ()) if one.isascii() and one.isdigit()}
    return {
        "version": version(sent),
        "template": text(sent, "template"),
        # Python reads no number of thousands of digits, and no box has one.
        "confirmed": sorted({int(one) for one in ticked if len(one) < 4}),
    }


def duplicate(sent: Sent) -> dict[str, Any]:
    """Return the arguments of ``opendatalab_legal_duplicate``.

    The other dataset may be given by the address of its page, as people copy it.
    """
    return {
        "version": version(sent),
        "source": _dataset(text(sent, "source")),
        "confirmed": bool(text(sent, "confirmed")),
    }


def validation(sent: Sent) -> dict[str, Any]:
    """Return the arguments of ``opendatalab_legal_validate``; the proposal unless another verdict
    was chosen.
    """
    names = ("reason_against_dpo", "authority", "delegation", "review_on")
    asks: dict[str, Any] = {"version": version(sent), **_filled(sent, names)}
    if text(sent, "decision") == "other":
        asks["verdict"] = text(sent, "verdict")
        asks["reason"] = text(sent, "reason")
    return asks


def attestation(sent: Sent) -> dict[str, Any]:
    """Return the arguments of ``opendatalab_legal_attest``; ``tests`` holds those answered."""
    tests = {name: text(sent, f"test.{name}") for name in TESTS}
    return {
        "key": text(sent, "key"),
        "method": text(sent, "method"),
        "done_by": text(sent, "done_by"),
        "done_on": text(sent, "done_on"),
        "columns": _columns(sent),
        "tests": {name: said == "yes" for name, said in tests.items() if said},
    }


def evidence(sent: Sent) -> dict[str, Any]:
    """Return the arguments of ``opendatalab_legal_prove``."""
    return {
        "key": text(sent, "key"),
        "reference": text(sent, "reference"),
        "url": text(sent, "url"),
    }


def opinion(sent: Sent) -> dict[str, Any]:
    """Return the arguments of ``opendatalab_legal_give_opinion``."""
    return {
        "version": version(sent),
        "opinion": text(sent, "opinion"),
        "text": text(sent, "text"),
    }


def reopening(sent: Sent) -> dict[str, Any]:
    """Return the arguments of ``opendatalab_legal_reopen``."""
    return {"reason": text(sent, "reason")}


def typed(sent: Sent) -> dict[str, Any]:
    """Return a form as it came, to show it again: one value by name, ``columns`` and ``confirmed``
    as lists.
    """
    several = ("columns", "confirmed")
    return {
        name: list(values) if name in several else next(iter(values), "")
        for name, values in sent.items()
    }


def _answer(sent: Sent, code: str, ruleset: Ruleset) -> Any:
    name = ANSWER + code
    question = ruleset.questions.get(code)
    kind = question.kind if question else "text"
    if kind == "list":
        return list(sent.get(name, ())) or None
    if kind == "extent":
        return _extents(sent, name)
    return text(sent, name) or None


def _extents(sent: Sent, name: str) -> Any:
    """Return ``part`` or ``whole`` by code, or the one code that goes with no other.

    Both at once stay together, so that the action says that they exclude each other.
    """
    alone = list(sent.get(name, ()))
    beginning = f"{name}."
    parts = {
        field.removeprefix(beginning): extent
        for field in sent
        if field.startswith(beginning) and (extent := text(sent, field)) and extent != "no"
    }
    if not parts:
        return alone or None
    return {**parts, **dict.fromkeys(alone, EXTENTS[1])}


def _columns(sent: Sent) -> list[str]:
    """Return the columns ticked and those typed, one a line or between commas or semicolons."""
    lines = text(sent, "other_columns").replace(";", "\n").replace(",", "\n").splitlines()
    written = [line.strip() for line in lines if line.strip()]
    return list(dict.fromkeys([*sent.get("columns", ()), *written]))


def _filled(sent: Sent, names: Sequence[str]) -> dict[str, str]:
    return {name: value for name in names if (value := text(sent, name))}


def _dataset(given: str) -> str:
    """Return the name or id of a dataset from that, or from an address ``…/dataset/<name>/…``."""
    if "/" not in given:
        return given
    try:
        parts = [part for part in urlsplit(given).path.split("/") if part]
    except ValueError:
        return given
    if "dataset" in parts[:-1]:
        return parts[parts.index("dataset") + 1]
    return parts[-1] if parts else given
