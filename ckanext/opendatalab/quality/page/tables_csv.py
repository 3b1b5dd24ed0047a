"""The quality of a dataset as a table: what anybody may read, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import ckan.plugins.toolkit as tk


def titles() -> list[str]:
    return [
        tk._("What"),
        tk._("Group or file"),
        tk._("Title"),
        tk._("Result"),
        tk._("Points"),
        tk._("Gain"),
        tk._("Number"),
        tk._("Where"),
        tk._("Explanation"),
    ]


def rows(shown: Mapping[str, Any]) -> Iterator[list[Any]]:
    """Give a line for the status, the score, each criterion, each fault and each day."""
    status, score = shown["status"], shown["score"]
    name = shown["dataset"]["title"] or shown["dataset"]["name"]
    yield [tk._("State"), "", name, status["label"], "", "", "", "", status["explanation"]]
    yield [tk._("Score"), "", name, score["sentence"], score["total"], "", "", "", ""]
    for one in shown["criteria"]:
        yield [
            tk._("Criterion"),
            one["dimension_label"],
            one["label"],
            one["outcome_label"],
            one["weight"],
            one["gain"] or "",
            len(one["resources"]) or "",
            "",
            one["fix"] if one["outcome"] == "fail" else one["why"],
        ]
    for file in shown["files"]:
        yield from _of_file(file)
    for day in shown["history"]:
        yield [
            tk._("History"),
            "",
            day["day"],
            day["status_label"],
            day["score"],
            "",
            day["faults"],
            "",
            "",
        ]


def _of_file(file: Mapping[str, Any]) -> Iterator[list[Any]]:
    what = tk._("Verification of a file")
    if file["result"] == "old":
        what = tk._("Verification of an older content, to be redone")
    for check in file["checks"]:
        outcome = check["outcome_label"]
        if not check["faults"]:
            yield [what, file["name"], check["label"], outcome, "", "", "", "", _said(check)]
        for fault in check["faults"]:
            yield [
                what,
                file["name"],
                check["label"],
                fault["level_label"],
                "",
                "",
                fault["count"],
                " ; ".join(fault["where"]),
                fault["sentence"],
            ]


def _said(check: Mapping[str, Any]) -> str:
    return " ".join(one for one in (check["reason"], *check["limits"]) if one)
