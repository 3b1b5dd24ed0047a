"""The data files of the rules: what is in them holds together, and an error in them is told."""

# One case, one line, however long: that is what makes the tables readable.
# ruff: noqa: E501

from __future__ import annotations

import re
import shutil

import pytest

from ckanext.opendatalab.legal.engine import parse, parse_templates, register, rules
from ckanext.opendatalab.legal.engine.ruleset import UNKNOWN
from tests.legal.cases import NOBODY, RULES, TODAY

TEMPLATES = register.templates()


def carried():
    """Give each verdict-carrying effect of each answer, with its grounds."""
    for question in RULES.questions.values():
        for answer in question.answers.values():
            effects = [*answer.effects]
            if answer.code not in ("none", UNKNOWN):
                effects += [*question.part, *question.whole]
            for code in effects:
                effect = RULES.effects[code]
                if effect.kind != "flag":
                    yield question.code, answer.code, code, (*answer.grounds, *effect.grounds)


def test_the_nineteen_questions_are_there():
    assert {f"Q{number:02}" for number in range(1, 20)} <= set(RULES.questions)


@pytest.mark.parametrize("question", RULES.questions.values(), ids=list(RULES.questions))
def test_every_question_is_asked_of_somebody_and_says_why_in_both_languages(question):
    assert question.asked_of
    for language in ("en", "fr"):
        assert question.text[language].endswith("?")
        assert question.help[language]


@pytest.mark.parametrize("question", RULES.questions.values(), ids=list(RULES.questions))
def test_one_may_always_say_that_one_does_not_know(question):
    if question.answers:
        assert UNKNOWN in question.answers


@pytest.mark.parametrize(("question", "answer", "effect", "grounds"), carried())
def test_no_verdict_rests_on_grounds_to_confirm_alone(question, answer, effect, grounds):
    assert any(RULES.grounds[code].confidence != "C" for code in grounds)


def test_a_ground_to_confirm_has_no_public_sentence_and_every_other_has_one():
    for ground in RULES.grounds.values():
        assert (ground.public is None) is (ground.confidence == "C")


def test_a_link_to_legifrance_names_a_version_that_was_read():
    linked = [ground for ground in RULES.grounds.values() if "legifrance" in ground.url]
    assert len(linked) > 50
    for ground in linked:
        assert re.fullmatch(r"LEGIARTI\d{12}", ground.legiarti)
        assert ground.confidence == "A"
        assert ground.in_force <= ground.read_on


def test_the_exclusions_are_those_of_the_version_of_may_2026():
    versions = {g.in_force.isoformat() for c, g in RULES.grounds.items() if c.startswith("L311-5-")}
    assert versions == {"2026-05-28"}
    assert sum(code.startswith("L311-5-1-") for code in RULES.grounds) == 8
    assert sum(code.startswith("L311-5-2-") for code in RULES.grounds) == 8


def test_the_old_article_of_the_local_authorities_code_is_never_cited():
    cited = [*RULES.grounds, *(ground.label["fr"] for ground in RULES.grounds.values())]
    assert not any("L1112-23" in name for name in cited)


def test_every_ground_that_a_rule_names_exists():
    named = {
        *RULES.balance_grounds,
        *RULES.set_aside_grounds,
        *RULES.open_grounds,
        *(code for duty in RULES.duties.values() for code in duty.grounds),
        *(code for effect in RULES.effects.values() for code in effect.grounds),
        *(code for question in RULES.questions.values() for code in question.grounds),
        *(
            code
            for question in RULES.questions.values()
            for answer in question.answers.values()
            for code in answer.grounds
        ),
    }
    assert named <= set(RULES.grounds)


def test_french_spaces_before_double_signs_do_not_break():
    for path in register.FOLDER.rglob("*.yaml"):
        for sentence in re.findall(r'fr: "([^"]*)"', path.read_text(encoding="utf-8")):
            assert not re.search(r" [:;?!»]|« ", sentence), (path.name, sentence)


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=list(TEMPLATES))
def test_a_template_gives_the_verdict_it_announces(template):
    result = rules.evaluate(RULES, template.answers, NOBODY, TODAY)
    assert (result.verdict, result.open_questions) == (template.verdict, ())
    assert template.confirm


def test_the_common_datasets_have_a_template():
    wanted = {
        "facilities",
        "menus",
        "budget",
        "deliberations",
        "address_base",
        "subsidies",
        "first_names",
    }
    assert wanted <= set(TEMPLATES)


# fmt: off
@pytest.mark.parametrize(
    ("file", "before", "after", "told"),
    [
        ("ruleset.yaml", "version: 1\n", "version: 2\n", "ruleset.yaml: version is 2: expected 1"),
        ("ruleset.yaml", 'ruleset_version: "2026.1"', "", "ruleset_version is None: expected a text"),
        ("grounds.yaml", "LEGIARTI000033218936", "LEGIARTI33", "articles.L300-2.legiarti is 'LEGIARTI33': expected LEGIARTI and"),
        ("grounds.yaml", "in_force: 2016-10-09", "in_force: soon", "in_force is 'soon': expected a date"),
        ("grounds.yaml", "confidence: A}", "confidence: D}", "confidence is 'D': expected one of A, B, C"),
        ("grounds.yaml", "GDPR-9: {article: article 9}", "GDPR-9: {article: article 9, public: {en: a, fr: b}}", "grounds.GDPR-9.public"),
        ("grounds.yaml", "GDPR-9: {article: article 9}", "GDPR-9: {article: article 99}", "grounds.GDPR-9.article is 'article 99'"),
        ("effects.yaml", "kind: third_party", "kind: third", "effects.third_party_reserved.kind is 'third'"),
        ("effects.yaml", "grounds: [L325-1]", "grounds: [L1112-23]", "effects.exclusivity.grounds is 'L1112-23'"),
        ("effects.yaml", "grounds: [L324-1, R324-4-1]", "grounds: [GDPR-9]", "a C carries no verdict alone"),
        ("effects.yaml", "date: Q03_date", "date: Q03", "effects.not_finished.date is 'Q03': expected one of Q03_date"),
        ("effects.yaml", 'unless: {Q14: ["yes"]}', 'unless: {Q14: ["maybe"]}', "unless.Q14 is 'maybe'"),
        ("duties.yaml", "types: [commune], population: 3500", "types: [town], population: 3500", "types is 'town'"),
        ("duties.yaml", "staff: 200", "staff: many", "staff is 'many': expected a whole number"),
        ("duties.yaml", "default_duty: publication", "default_duty: publish", "default_duty is 'publish'"),
        ("verdicts.yaml", "  out_of_scope:", "  outside:", "outcomes.outside"),
        ("blockers.yaml", "ask: business", "ask: boss", "ask is 'boss': expected one of business"),
        ("questions/document.yaml", "kind: single", "kind: radio", "document.yaml: questions.Q01.kind is 'radio'"),
        ("questions/document.yaml", "Q03: [\"no\"]", "Q09: [\"no\"]", "questions.Q03_date.visible_when[0] is 'Q09'"),
        ("questions/document.yaml", "Q03: [\"no\"]", "Q03: [never]", "visible_when[0].Q03 is 'never'"),
        ("questions/document.yaml", "asked_of: [business, legal]", "asked_of: [everybody]", "Q01.asked_of is 'everybody'"),
        ("questions/rights.yaml", "effects: [own_rights]", "effects: [mine]", "questions.Q16.answers.yes.effects is 'mine'"),
        ("questions/rights.yaml", "effects: [own_rights]", "effect: [own_rights]", "questions.Q16.answers.yes.effect"),
        ("questions/rights.yaml", "    answers:\n      \"no\": {}\n", "    answers:\n      perhaps: {}\n", "questions.Q16.answers.perhaps.label is None"),
        ("questions/rights.yaml", "  Q16:", "  Q15:", "the key 'Q15' is there twice"),
        ("questions/rights.yaml", "  Q16:", "  Q11:", "questions.Q11 is 'Q11': expected a question once"),
        ("questions/secrets.yaml", "grounds: [L311-5-2-d], emissions: weigh}", "grounds: [L311-5-2-d]}", "answers.2d.emissions"),
        ("questions/secrets.yaml", "    part: [masking]\n", "", "expected effects under part and under whole"),
        ("questions/persons.yaml", "      unknown: {}\n\n  Q12:", "\n  Q12:", "questions.Q11.answers"),
        ("templates.yaml", "Q13_category: \"6\"", "Q13_category: \"12\"", "templates.elected_members.answers.Q13_category is '12'"),
        ("templates.yaml", "Q14: \"yes\"\n", "Q14: \"no\"\n", "templates.first_names.answers"),
        ("templates.yaml", "verdict: open_after_processing", "verdict: open_as_is", "expected open_after_processing, as computed"),
        ("templates.yaml", "      Q14_tests: [none]\n", "", "['Q14_tests']: expected an answer to each"),
    ],
)
# fmt: on
def test_a_mistake_in_a_file_is_told_with_file_key_and_what_is_expected(
    tmp_path, file, before, after, told
):
    folder = tmp_path / "ruleset"
    shutil.copytree(register.FOLDER, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert before in text
    (folder / file).write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(ValueError, match=re.escape(told)) as refused:
        parse_templates.templates(folder / "templates.yaml", parse.ruleset(folder))
    assert str(refused.value).startswith(str(folder))
