"""The sentences of the import, in the reader's language."""

from __future__ import annotations

import ckan.plugins.toolkit as tk

from ckanext.opendatalab.observatory.inventory.messages import Message


def sentence(message: Message) -> str:
    """Return what ``message`` says, and what to do about it."""
    values = dict(message.values)
    if "number" in values:
        values["place"] = place(int(values["number"]), int(values["line"]))
    return _sentences()[message.code].format(**values)


def place(number: int, line: int) -> str:
    """Return the row's number in a spreadsheet, and its line in a text file if that differs."""
    if number == line:
        return str(number)
    return tk._("{row} (text line {line})").format(row=number, line=line)


def statuses(dry_run: bool, governed: bool = False) -> dict[str, str]:
    """Return the words for what happened, or would happen, to a row.

    :param governed: the organisation's datasets follow a path, at whose start new ones are
    """
    if dry_run:
        return {
            "created": tk._("to identify") if governed else tk._("to create"),
            "updated": tk._("to update"),
            "unchanged": tk._("unchanged"),
            "refused": tk._("refused"),
        }
    return {
        "created": tk._("identified") if governed else tk._("created"),
        "updated": tk._("updated"),
        "unchanged": tk._("unchanged"),
        "refused": tk._("refused"),
    }


def columns_of_report() -> list[str]:
    """Return the headers of the report as a CSV file."""
    return [
        tk._("Row"),
        tk._("Line of the file"),
        tk._("Result"),
        tk._("Title"),
        tk._("Identifier"),
        tk._("Address"),
        tk._("Fields changed"),
        tk._("Column"),
        tk._("Reason or note"),
    ]


def _sentences() -> dict[str, str]:
    return {**_about_the_file(), **_about_a_row(), **_about_a_value()}


def _about_the_file() -> dict[str, str]:
    save_as = " " + tk._("Save the table as XLSX, ODS or CSV.")
    return {
        "is_empty": tk._("The file is empty."),
        "is_too_large": tk._(
            "The file is larger than {limit} MB. Keep one line per dataset, without the data."
        ),
        "is_pdf": tk._("This is a PDF file, not a table.") + save_as,
        "is_old_office": tk._("This is a file of an old office suite (.xls, .doc).") + save_as,
        "is_archive": tk._(
            "This is an archive (ZIP or the like), not a table. Take the table out of it."
        ),
        "is_word_processor": tk._("This is a text document, not a table.") + save_as,
        "is_web_page": tk._("This is a web page or XML, not a table.") + save_as,
        "is_not_text": tk._("This file is neither a spreadsheet nor text.") + save_as,
        "is_damaged_spreadsheet": tk._(
            "The spreadsheet is damaged or protected by a password. Open it and save it again."
        ),
        "is_oversized_spreadsheet": tk._(
            "The spreadsheet is too big once unpacked, or has cells far from the others. Copy the "
            "table alone into a new file."
        ),
        "has_unknown_encoding": tk._(
            "The characters of the file cannot be read. Save it as CSV UTF-8, or as XLSX or ODS."
        ),
        "has_no_header": tk._(
            "No line of headers was recognised among the first ten. Give the columns the names of "
            "the template, of the SCDL catalogue, of the Etalab catalogue or of the fiches."
        ),
        "has_no_rows": tk._("The file has headers and nothing under them."),
        "has_too_many_rows": tk._("The file has more than {limit} rows. Divide it."),
        "has_too_many_rows_for_the_web": tk._(
            "The file has more than {limit} rows, too many for this page. Divide it, or ask your "
            "administrator to run: ckan opendatalab inventory import"
        ),
        "accents_damaged": tk._(
            "Accents look damaged (“Ã©” for “é”): the file was saved in the wrong encoding. "
            "Check the titles."
        ),
        "other_sheets_unread": tk._("Only the sheet “{sheet}” was read, not: {others}."),
        "columns_unknown": tk._("Columns that this format does not have, left out: {columns}."),
        "columns_ignored": tk._("Technical columns, left out: {columns}."),
        "columns_missing": tk._("Columns of this format that the file lacks: {columns}."),
        "columns_kept": tk._(
            "Columns without a field of their own, kept in “How the data are made”: {columns}."
        ),
        "fields_missing": tk._(
            "The form of this portal lacks fields, so their values were left out: {fields}. "
            "Your administrator can add them: ckan opendatalab schema check"
        ),
    }


def _about_a_row() -> dict[str, str]:
    return {
        "quotes_unbalanced": tk._(
            "The quotation marks of lines {first} to {last} do not match: each opened mark must be "
            "closed, and a mark inside a cell doubled."
        ),
        "too_many_cells": tk._(
            "The row has {cells} cells for {columns} columns, from “{value}” on. A cell that holds "
            "the delimiter must stand between quotation marks."
        ),
        "is_example": tk._("This is the example row of the template. Replace it with your own."),
        "title_missing": tk._("The title is missing."),
        "cell_too_long": tk._("{length} characters; at most {limit} are accepted."),
        "identifier_repeated": tk._(
            "The identifier “{value}” is already that of row {place} of this file."
        ),
        "title_repeated": tk._(
            "Row {place} of this file has the same title, and this one no identifier."
        ),
        "identifier_held_twice": tk._(
            "Several datasets of the organisation have this identifier: {names}. Correct them "
            "first."
        ),
        "title_held_twice": tk._(
            "Several datasets of the organisation have this title: {names}. Give the row an "
            "identifier."
        ),
        "is_public": tk._("The dataset {name} is public: change it in the portal."),
        "title_held": tk._("The organisation already has a dataset with this title: {name}."),
        "not_allowed": tk._("You may not change this dataset."),
        "portal_refuses": tk._("The portal refuses this value: {reason}"),
        "not_saved": tk._("The portal could not save this row. Import the file again later."),
        "index_silent": tk._("The search index does not answer. Import the file again later."),
    }


def _about_a_value() -> dict[str, str]:
    kept = " " + tk._("The text is kept in “How the data are made”.")
    return {
        "wording_unknown": tk._("“{value}” is not in the list of the portal.") + kept,
        "licence_unknown": tk._("“{value}” names no licence of the register: choose one.") + kept,
        "date_unknown": tk._("“{value}” is not a certain date: write year-month-day.") + kept,
        "address_unknown": tk._("“{value}” is not a web address.") + kept,
        "email_unknown": tk._("“{value}” is not an e-mail address; it was left out."),
        "company_number_wrong": tk._(
            "“{value}” is not a valid SIRET or SIREN number; it was left out."
        ),
        "period_backwards": tk._("The period ends on {value}, before it begins.") + kept,
        "category_is_keyword": tk._("“{value}” matches no European theme: it became a keyword."),
        "keyword_unfit": tk._("“{value}” is too short or too long for a keyword; it was left out."),
        "person_withheld": tk._(
            "A person's own address is not published: it was left out. Give the address of a "
            "service."
        ),
    }
