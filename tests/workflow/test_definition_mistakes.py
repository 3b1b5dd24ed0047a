"""A mistake in a definition is told with file, key and what is expected there."""

# One case, one line, however long: that is what makes the table readable.
# ruff: noqa: E501

from __future__ import annotations

import re
import shutil

import pytest

from ckanext.opendatalab.workflow.engine import parse_definition, register

GUARDS = "[form_complete, has_files, licence, legal, quality, four_eyes]"
APPROVE = f"    to: published\n    by: [project_lead]\n    guards: {GUARDS}"


# fmt: off
@pytest.mark.parametrize(
    ("file", "before", "after", "told"),
    [
        # Values that do not fit.
        ("simple", "version: 1\n", "version: 2\n", "version is 2: expected 1"),
        ("simple", "definition: simple", "definition: other", "definition is 'other': expected simple, as the file"),
        ("simple", "definition_version: 1", "definition_version: 0", "definition_version is 0: expected a whole number from 1"),
        ("simple", "definition_version: 1", "definition_version: true", "definition_version is True: expected a whole number"),
        ("simple", "first: draft", "first: nowhere", "first is 'nowhere': expected one of identified, draft"),
        ("simple", "first: draft", "first: published", "first is 'published': expected a state of kind working"),
        ("simple", "census: identified", "census: not_open", "census is 'not_open': expected a state of kind identified or working"),
        ("simple", "census: identified", "census: identified\ncolour: red", "(the file).colour is 'red': expected no such key"),
        ("simple", "label: {en: ", "label: {de: ", "label.en is None: expected a text"),
        ("simple", "kind: working, badge: draft", "kind: work, badge: draft", "states.draft.kind is 'work': expected one of identified, working"),
        ("simple", "kind: working, badge: draft", "kind: working, badge: published", "states.draft.badge is 'published': expected one of draft, to_correct"),
        ("simple", "badge: draft, next: submit", "badge: draft, next: jump", "states.draft.next is 'jump': expected one of start"),
        ("simple", "badge: draft, next: submit", "badge: draft, after: submit", "states.draft.after is 'submit': expected no such key"),
        ("simple", "badge: draft, next", "badge: draft, objection_days: 5, next", "states.draft.objection_days is 5: expected none but in a review state"),
        ("full", "objection_days: 0", "objection_days: 61", "states.approved.objection_days is 61: expected a whole number from 0 to 60"),
        ("simple", "  draft: {kind", "  Draft: {kind: working, badge: draft, next: submit, label: {en: A, fr: B}}\n  draft: {kind", "states.Draft is 'Draft': expected small letters"),
        ("simple", "  draft: {kind", "  parked: {kind: working, badge: draft, next: submit}\n  draft: {kind", "states.parked.label is None: expected a mapping"),
        ("simple", "  to_correct: {kind", "  draft: {kind", "the key 'draft' is there twice"),
        ("simple", "  resubmit: {from", "  submit: {from", "the key 'submit' is there twice"),
        ("simple", "resubmit: {from: [to_correct]", "resubmit: {from: [nowhere]", "transitions.resubmit.from is 'nowhere'"),
        ("simple", "resubmit: {from: [to_correct]", "resubmit: {from: []", "transitions.resubmit.from is []: expected at least one state"),
        ("simple", "resubmit: {from: [to_correct]", "resubmit: {from: to_correct", "transitions.resubmit.from is 'to_correct': expected a list"),
        ("simple", "resubmit: {from: [to_correct]", "resubmit: {from: [to_correct, to_correct]", "transitions.resubmit.from is ['to_correct', 'to_correct']: expected each of them once"),
        ("simple", "to: in_review", "to: nowhere", "transitions.submit.to is 'nowhere'"),
        ("simple", "by: [editor]", "by: [everybody]", "transitions.start.by is 'everybody': expected one of editor, administrator, legal_officer"),
        ("simple", "guards: [form_complete]", "guards: [weather]", "transitions.submit.guards is 'weather': expected one of form_complete"),
        ("simple", "reason: optional", "reason: maybe", "transitions.submit.reason is 'maybe': expected one of none, optional"),
        ("simple", "due_days: 60", "due_days: 0", "transitions.submit.due_days is 0: expected a whole number from 1 to 365"),
        ("simple", "due_days: 60", "due_days: 366", "transitions.submit.due_days is 366"),
        ("simple", "due_days: 60", "due_days: soon", "transitions.submit.due_days is 'soon'"),
        ("simple", "due_days: 60", "informs: [editor]", "transitions.submit.informs is 'editor': expected one of legal_officer"),
        ("simple", "due_days: 60", "when: later", "transitions.submit.when is 'later': expected no such key"),
        ("simple", "emergency: true", "emergency: 1", "transitions.withdraw_now.emergency is 1: expected true or false"),
        ("simple", "  submit: {from", "  send: {from: [draft], to: draft, by: [editor]}\n  submit: {from", "transitions.send.words is None: expected a mapping"),
        ("full", 'done: {en: "Approved", fr: "Validé"}', 'done: {en: "Approved"}', "transitions.approve.words.done.fr is None"),
        # What would get people stuck.
        ("simple", "badge: draft, next: submit", "badge: draft", "states.draft.next is None: expected the transition that is awaited"),
        ("simple", "badge: draft, next: submit", "badge: draft, next: approve", "states.draft.next is 'approve': expected a transition that leaves this state"),
        ("simple", "badge: draft, next: submit", "badge: draft, next: close", "transitions.close.words.next is None: expected a wording"),
        ("simple", "resubmit: {from: [to_correct], to: in_review", "resubmit: {from: [to_correct], to: to_correct", "transitions.resubmit.reason is 'optional': expected required"),
        ("simple", "return: {from: [in_review, approved], to: to_correct", "return: {from: [in_review, approved], to: draft", "states.to_correct is 'to_correct': expected a way there from draft or identified"),
        ("simple", "  reopen: {from: [not_open, withdrawn]", "  reopen: {from: [identified]", "states.not_open is 'not_open': expected a way from there to a public state"),
        ("simple", "  published: {kind: public, badge: published", "  published: {kind: public, files: false, badge: not_open", "expected one of kind public that may have files"),
        ("simple", "  take_back: {from: [in_review], to: draft, by: [editor]}", "  take_back: {from: [in_review], to: draft, guards: [legal]}\n  again: {from: [draft], to: in_review, guards: [legal], words: {button: {en: A, fr: B}, done: {en: A, fr: B}}}", "states.draft is 'draft': expected no circle"),
        ("simple", "take_back: {from: [in_review], to: draft, by: [editor]}", "take_back: {from: [in_review], to: draft}", "transitions.take_back.by is []: expected somebody, or guards"),
        ("full", ", objection_days: 0", "", "transitions.publish_on_date.guards is 'objection_window': expected objection_days in the state approved"),
        # What would leak.
        ("simple", APPROVE, APPROVE.replace("legal, ", ""), "transitions.approve.guards is ['form_complete', 'has_files', 'licence', 'quality', 'four_eyes']: expected legal among them: published is public"),
        ("simple", "guards: [form_complete, has_files, licence, legal, quality, publication_date]", "guards: [publication_date]", "transitions.publish_on_date.guards is ['publication_date']: expected legal"),
        ("simple", "by: [project_lead], guards: [legal]", "by: [project_lead]", "transitions.reexamine.guards is []: expected legal"),
        ("simple", "guards: [no_files, public_reason, four_eyes]", "guards: [public_reason, four_eyes]", "transitions.publish_record.guards is ['public_reason', 'four_eyes']: expected no_files"),
        ("simple", "guards: [no_files, public_reason, four_eyes]", "guards: [no_files, four_eyes]", "expected public_reason among them: record_only is public"),
        ("simple", "guards: [no_files, public_reason, four_eyes]", "guards: [no_files, public_reason]", "states.record_only is 'record_only': expected four_eyes on every way there"),
        ("simple", APPROVE, APPROVE.replace(", four_eyes", ""), "states.published is 'published': expected four_eyes on every way there"),
        ("simple", APPROVE.replace("published", "approved"), APPROVE.replace("published", "approved").replace(", four_eyes", ""), "states.published is 'published': expected four_eyes on every way there"),
        ("simple", "quality, publication_date]", "quality, four_eyes, publication_date]", "transitions.publish_on_date.guards is 'four_eyes': expected none that depends on who acts"),
        ("simple", "badge: not_open, files: false", "badge: published, files: false", "states.record_only.badge is 'published': expected not_open without files"),
        ("simple", "badge: draft, next", "badge: draft, files: false, next", "states.draft.files is False: expected true"),
        # Withdrawals and returns.
        ("simple", "from: [published, record_only]\n    to: withdrawn", "from: [published]\n    to: withdrawn", "states.record_only is 'public': expected an emergency transition"),
        ("simple", "by: [editor, legal_officer, dpo, project_lead]", "by: [project_lead]", "transitions.withdraw_now.by is ['project_lead']: expected editor among them"),
        ("simple", "reason: afterwards", "reason: afterwards\n    guards: [quality]", "transitions.withdraw_now.guards is ['quality']: expected none"),
        ("simple", "reason: afterwards", "reason: required", "transitions.withdraw_now.reason is 'required': expected afterwards"),
        ("simple", "reason: optional", "reason: afterwards", "transitions.submit.reason is 'afterwards': expected that in an emergency only"),
        ("simple", "from: [published, record_only]\n    to: withdrawn", "from: [published, record_only]\n    to: record_only", "transitions.withdraw_now.to is 'record_only': expected a state that is not public"),
        ("simple", "by: [legal_officer, dpo, project_lead], reason: required", "by: [legal_officer, dpo, project_lead]", "transitions.return.reason is 'none': expected required"),
        ("simple", "by: [legal_officer, project_lead], reason: required}\n  withdraw_now", "by: [legal_officer, project_lead], reason: optional}\n  withdraw_now", "transitions.withdraw.reason is 'optional': expected required"),
        ("simple", "guards: [expiry_date], informs", "guards: [expiry_date], reason: required, informs", "transitions.expire is 'expire': expected neither reason nor date"),
        ("simple", "reexamine: {from: [published], to: published, by: [project_lead], ", "reexamine: {from: [published], to: published, by: [project_lead], date: optional, ", "transitions.reexamine.date is 'optional'"),
        # The wording.
        ("words", 'draft: {en: "Draft", fr: "Brouillon"}', 'draft: {en: "Draft"}', "badges.draft.fr is None"),
        ("words", '  withdrawn: {en: "Withdrawn", fr: "Retiré"}\n\nkinds', "\nkinds", "badges.withdrawn is None"),
        ("words", "  quality: {en", "  beauty: {en", "guards.beauty"),
        ("words", '    button: {en: "Submit for review", fr: "Soumettre à la revue"}\n', "", "transitions.submit.button is None"),
        ("words", "reminders:", "remainders:", "(the file).remainders"),
    ],
)
# fmt: on
def test_a_mistake_is_told_with_file_key_and_what_is_expected(tmp_path, file, before, after, told):
    folder = tmp_path / "definitions"
    shutil.copytree(register.FOLDER, folder)
    path = folder / f"{file}.yaml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(ValueError, match=re.escape(told)) as refused:
        parse_definition.definition(path, parse_definition.words(folder / "words.yaml"))
    assert str(refused.value).startswith(str(folder))
