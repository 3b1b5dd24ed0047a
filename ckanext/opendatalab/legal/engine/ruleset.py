"""What the data files of ``ruleset/`` hold, as plain values.  Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Text = Mapping[str, str]
Confidence = Literal["A", "B", "C"]
QuestionKind = Literal["single", "list", "extent", "date", "url", "text"]
EffectKind = Literal[
    "out_of_scope",
    "third_party",
    "refusal",
    "temporary_refusal",
    "analysis",
    "treatment",
    "condition",
    "flag",
]
Access = Literal["", "concerned", "request"]
Environment = Literal["", "balance", "emissions"]
Emissions = Literal["", "weigh", "set_aside"]
OrganisationType = Literal["commune", "epci", "departement", "region", "other"]
Verdict = Literal[
    "open_as_is",
    "open_with_conditions",
    "open_after_processing",
    "analysis_required",
    "not_publishable",
    "third_party_rights",
    "out_of_scope",
]

# From the most open to the least; evaluate() takes the least open one that any answer calls for.
VERDICTS: tuple[Verdict, ...] = (
    "open_as_is",
    "open_with_conditions",
    "open_after_processing",
    "analysis_required",
    "not_publishable",
    "third_party_rights",
    "out_of_scope",
)
OPEN_VERDICTS: tuple[Verdict, ...] = VERDICTS[:3]

NONE = "none"
UNKNOWN = "unknown"
# Answers of a list that go with no other.
EXCLUSIVE = (NONE, UNKNOWN)
EXTENTS = ("part", "whole")


@dataclass(frozen=True)
class Ground:
    """An article, or a point of it; without ``url`` only its name is shown."""

    code: str
    label: Text
    confidence: Confidence
    url: str = ""
    legiarti: str = ""
    in_force: date | None = None
    read_on: date | None = None
    public: Text | None = None


@dataclass(frozen=True)
class Effect:
    """What an answer brings about; ``effects.yaml`` says what each attribute means."""

    code: str
    kind: EffectKind
    text: Text
    grounds: tuple[str, ...] = ()
    access: Access = ""
    date_question: str = ""
    unless: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, "tuple[str, ...]"])
    dpo: bool = False
    request: bool = False
    tests: bool = False


@dataclass(frozen=True)
class Answer:
    code: str
    label: Text
    effects: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()
    hint: Text | None = None
    duty: str = ""
    ends: bool = False
    environment: Environment = ""
    emissions: Emissions = ""


@dataclass(frozen=True)
class Question:
    """One question; ``questions/sorting.yaml`` says what each attribute means."""

    code: str
    theme: str
    kind: QuestionKind
    text: Text
    help: Text
    asked_of: tuple[str, ...]
    answers: Mapping[str, Answer]
    visible_when: tuple[Mapping[str, tuple[str, ...]], ...] = ()
    required: bool = True
    grounds: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    part: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    weighable: bool = False


@dataclass(frozen=True)
class Line:
    """Everything in it must hold for the duty to apply; ``reading``: see ``duties.yaml``."""

    types: tuple[str, ...] = ()
    population: int = 0
    staff: int = 0
    reading: int = 0


@dataclass(frozen=True)
class Duty:
    """What the law asks of some organisations; ``special`` ones impose certain data."""

    code: str
    label: Text
    grounds: tuple[str, ...]
    when: tuple[Line, ...]
    hint: Text | None = None
    special: bool = False


@dataclass(frozen=True)
class Outcome:
    """How a verdict is told in public: its words and the EU access right."""

    code: str
    words: Text
    access_right: str


@dataclass(frozen=True)
class BlockerWording:
    """How a blocker is told to staff; ``ask``: the role that can lift it."""

    text: Text
    ask: str


@dataclass(frozen=True)
class Ruleset:
    """Everything the rules know; ``questions`` are in the order in which they are asked."""

    version: str
    themes: Mapping[str, Text]
    people: Mapping[str, Text]
    questions: Mapping[str, Question]
    effects: Mapping[str, Effect]
    built_in: Mapping[str, Text]
    balance_grounds: tuple[str, ...]
    set_aside_grounds: tuple[str, ...]
    grounds: Mapping[str, Ground]
    duties: Mapping[str, Duty]
    default_duty: str
    request_duty: str
    outcomes: Mapping[str, Outcome]
    open_grounds: tuple[str, ...]
    blockers: Mapping[str, BlockerWording]
    blocker_generic: Text

    def effect_text(self, code: str) -> Text:
        """Return the sentence of an effect, also of one that the engine itself finds."""
        return self.effects[code].text if code in self.effects else self.built_in[code]


@dataclass(frozen=True)
class Profile:
    """What is known of an organisation; staff in full-time equivalents."""

    type: OrganisationType | None = None
    population: int | None = None
    staff: float | None = None
