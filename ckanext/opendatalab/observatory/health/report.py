"""What the doctor found, and how it is told."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal

Level = Literal["ok", "warning", "error"]
LEVELS: tuple[Level, ...] = ("ok", "warning", "error")


@dataclass(frozen=True)
class Finding:
    """One sentence about one thing, and what to do about it."""

    check: str
    level: Level
    sentence: str
    advice: str = ""


def worst(findings: Iterable[Finding]) -> Level:
    """Return the gravest level; that of no finding at all is ``ok``."""
    return LEVELS[max((LEVELS.index(f.level) for f in findings), default=0)]


def exit_code(findings: Iterable[Finding]) -> int:
    """Return 1 when something is broken; a warning breaks nothing."""
    return 1 if worst(findings) == "error" else 0


def as_json(findings: list[Finding], versions: dict[str, str]) -> str:
    """Return the findings for a program: codes in English, sentences in the portal's language."""
    told = {
        "result": worst(findings),
        "versions": versions,
        "findings": [asdict(finding) for finding in findings],
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def as_text(findings: list[Finding], labels: dict[Level, str]) -> str:
    """Return the findings for a person: the level in words, the advice under the sentence."""
    first = max(len(label) for label in labels.values())
    second = max((len(finding.check) for finding in findings), default=0)
    lines: list[str] = []
    for finding in findings:
        start = f"{labels[finding.level]:<{first}}  {finding.check:<{second}}  "
        lines.append(start + finding.sentence)
        if finding.advice:
            lines.append(" " * (len(start) - 2) + "→ " + finding.advice)
    return "\n".join(lines)
