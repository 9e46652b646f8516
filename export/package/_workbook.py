"""The workbook of the export package: released results in, XLSX with notes and sources out."""

import io
from datetime import datetime, time
from typing import Any

from pandas import NA, DataFrame

from export.package.facts import PackageContent
from export.tables import write_sheet
from layers.words.selection import coverage_rows, withheld_words
from wording import count
from wording import date as spoken_date
from wording.numbers import MARKS

#: German headings of the coverage tables.
COVERAGE_HEADINGS = {
    "key": "Schlüssel", "name": "Gebiet", "target_persons": "Zielgruppe",
    "covered_persons": "versorgt", "covered_share": "Anteil versorgt",
    "city_share": "Anteil in der Stadt", "gap_persons": "nicht versorgt",
    "nearest_minutes": "Minuten für die Hälfte",
    "below_average": "schlechter versorgt als die Stadt", "standard": "Regel",
    "basis": "Gerechnet auf",
}  # fmt: skip


def workbook_bytes(content: PackageContent) -> bytes:
    """Return the workbook: notes first, then one sheet per level, coverage, gaps, sources.

    Numbers are numbers, keys text, missing cells empty with the reason beside them; no
    cell is a formula.
    """
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        created = datetime.combine(content.day, time())
        book.set_properties({"title": f"Kennzahlen {content.released.name}", "created": created})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        _write_notes(book.add_worksheet("Lies mich"), content, bold)
        for name, table in sheets_of(content):
            write_sheet(book.add_worksheet(name[:31]), table, bold)
    return buffer.getvalue()


def sheets_of(content: PackageContent) -> list[tuple[str, DataFrame]]:
    """Return name and table of every sheet after the notes."""
    released = content.released
    sheets = [
        (_sheet_name(released.levels[level].label), level_table(content, level))
        for level in content.levels
    ]
    for coverage in content.coverages:
        rows = coverage_rows(coverage, released).drop(columns="geometry")
        title = _sheet_name(f"{coverage.category} {coverage.level}")
        sheets.append((title, DataFrame(rows).rename(columns=COVERAGE_HEADINGS)))
    sheets.append(("Kennzahlen", catalogue_table(content)))
    return list(dict(sheets).items())


def level_table(content: PackageContent, level: str) -> DataFrame:
    """Return one row per area: value, flag, and why there is no value, by indicator and year."""
    released = content.released
    figures = released.figures[released.figures["level"] == level]
    areas = released.levels[level].areas
    table = DataFrame({"Schlüssel": areas.index, "Gebiet": areas["name"].to_numpy()})
    for (name, year), rows in figures.groupby(["indicator", "year"], sort=False):
        if year not in content.years.get(name, ()):
            continue
        entry, by_area = released.catalogue[name], rows.set_index("key").reindex(areas.index)
        heading = f"{entry.label} {year} ({entry.unit})" if entry.unit else f"{entry.label} {year}"
        table[heading] = by_area["value"].to_numpy()
        if entry.direction:
            table[f"{entry.label} {year}: ungünstiger als die Stadt"] = [
                _flag(*cell)
                for cell in zip(by_area["below_average"], by_area["reason"], strict=True)
            ]
    return table


def _flag(below_average: object, reason: str) -> str:
    """Return ja, nein, or the mark that says why there is no answer."""
    if reason:
        return MARKS.get(reason, MARKS["missing"])
    if below_average is NA:
        return MARKS["too_small"]
    return "ja" if below_average else "nein"


def catalogue_table(content: PackageContent) -> DataFrame:
    """Return the catalogue of indicators: definition, source, what each does not say."""
    return DataFrame(
        [
            {
                "Kennung": entry.id,
                "Kennzahl": entry.label,
                "Einheit": entry.unit,
                "Definition": entry.definition,
                "Sagt nicht": entry.caveat,
                "Quelle": entry.source,
                "Jahre": ", ".join(str(year) for year in content.years.get(entry.id, ())),
            }
            for entry in content.released.catalogue.values()
        ]
    )


def note_lines(content: PackageContent) -> list[str]:
    """Return what every reader must know, line by line."""
    released = content.released
    lines = [
        f"Kennzahlen und Versorgung, {released.name}",
        f"Stand der Ausgabe: {spoken_date(content.day)}",
        f"Quelle: {content.source}",
        *content.notes,
        "Stadtwert: Summe der Zähler durch Summe der Nenner, nicht Mittel der Anteile.",
        f"Zeichen: {MARKS['suppressed']} geheim, {MARKS['missing']} unbekannt, "
        f"{MARKS['too_small']} nicht bewertet (unter {count(released.min_population)} Menschen), "
        f"{MARKS['not_applicable']} nicht bildbar.",
    ]
    for level in content.levels:
        for sentence in withheld_words(released.suppressed, released, level):
            lines.append(f"{released.levels[level].label}: {sentence}")
    return lines


def _write_notes(sheet: Any, content: PackageContent, bold: Any) -> None:
    for row, line in enumerate(note_lines(content)):
        sheet.write_string(row, 0, line, *([bold] if row == 0 else []))
    sheet.set_column(0, 0, 110)


def _sheet_name(label: str) -> str:
    """Return a name that Excel takes: at most 31 signs, none of those it forbids."""
    return "".join("–" if sign in "[]:*?/\\" else sign for sign in label)[:31].strip("'")
