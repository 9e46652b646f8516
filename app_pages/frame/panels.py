"""Parts that several pages show: key figures, the panel of one area, tables.

Sentences below a result of *Versorgung*, and the height of a short table.
"""

from collections.abc import Callable, Iterable, Mapping

import streamlit as st
from pandas import DataFrame

from layers.escape import literal
from layers.words.coverage import AreaCoverage
from layers.words.summary import AreaFigures, KeyFigures
from wording import count, number, t
from wording.numbers import MARKS

#: Signs that Markdown, LaTeX or HTML would read.
_MARKDOWN = "\\`*_{}[]()<>#+-.!|~$:"


def show_head(title: str, city: str, lead: str) -> None:
    """Title of a page with the city's name and one sentence on what it answers."""
    st.title(f"{t(title)} · {unmarked(city)}", anchor=False)
    st.html(f"<p class='lead'>{literal(t(lead))}</p>")


def show_hint(text: str) -> None:
    """A quiet line of help, dark enough to be read."""
    st.html(f"<p class='hint'>{literal(text)}</p>")


def unmarked(text: str) -> str:
    """Text from files for a place that reads Markdown: every sign shows as it is."""
    return "".join(f"\\{sign}" if sign in _MARKDOWN else sign for sign in text)


def show_metrics(figures: Mapping[str, str]) -> None:
    """Key figures in a row: German name → value in words."""
    for column, (name, value) in zip(st.columns(len(figures)), figures.items(), strict=True):
        column.metric(t(name), value)


def show_key_figures(figures: KeyFigures) -> None:
    """City value, flagged areas and persons living there, in a row."""
    show_metrics(
        {
            "Stadtwert": figures.city,
            "Gebiete ungünstiger als die Stadt": t(
                "{n} von {all}", n=count(figures.flagged), all=count(figures.rated)
            ),
            "Menschen in diesen Gebieten": figures.persons,
        }
    )


def show_area(figures: AreaFigures, others: DataFrame) -> None:
    """One area beside the city: value, reason in a sentence, all other indicators."""
    st.html(_area_head(figures, figures.note))
    with st.expander(t("Alle Kennzahlen dieses Gebiets")):
        st.html(_figures_table(others))


def show_area_coverage(coverage: AreaCoverage) -> None:
    """One area's coverage beside the city's: share, sentence, persons."""
    rows = "".join(
        f"<tr><td>{literal(name)}</td><td>{literal(value)}</td></tr>"
        for name, value in coverage.details
    )
    table = f"<div class='area'><table><tbody>{rows}</tbody></table></div>" if rows else ""
    st.html(_area_head(coverage) + table)


def _area_head(figures: AreaFigures | AreaCoverage, note: str = "") -> str:
    mark = "<span class='mark' aria-hidden='true'>▲</span> " if figures.flagged else ""
    remark = f"<p class='sure'>{literal(note)}</p>" if note else ""
    return (
        f"<div class='area'><h2>{literal(figures.name)}</h2>"
        f"<p class='big'>{literal(figures.value)} "
        f"<small>{literal(t('Stadt: {value}', value=figures.city))}</small></p>"
        f"<p class='why'>{mark}{literal(figures.sentence)}</p>{remark}</div>"
    )


def _figures_table(others: DataFrame) -> str:
    head = "".join(
        f"<th scope='col'>{literal(t(word))}</th>" for word in ("Kennzahl", "Gebiet", "Stadt")
    )
    rows = "".join(
        f"<tr><td title='{literal(row.sentence)}'>{_mark(row.flagged)}{literal(row.label)}</td>"
        f"<td>{literal(row.value)}</td><td>{literal(row.city)}</td></tr>"
        for row in others.itertuples()
    )
    legend = literal(t("▲ ungünstiger als der Stadtdurchschnitt"))
    return (
        f"<div class='area'><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        f"<p class='sure'>{legend}</p></div>"
    )


def _mark(flagged: bool) -> str:
    return "<span class='mark'>▲</span> " if flagged else ""


def show_table(
    table: DataFrame,
    names: Mapping[str, str],
    *,
    decimals: Mapping[str, int],
    alt: str,
    height: int = 420,
) -> None:
    """A table that reads German and sorts as numbers.

    Parameters
    ----------
    table : DataFrame
    names : Mapping of str to str
        Column → German heading; columns without one are not shown.
    decimals : Mapping of str to int
        Places of the columns that hold numbers.
    alt : str
        What the table shows, for screen readers.
    """
    shown = table[[column for column in names if column in table]]
    formats = {
        column: lambda value, places=places: number(value, places)
        for column, places in decimals.items()
        if column in shown
    }
    st.dataframe(
        shown.style.format(formats, na_rep=MARKS["missing"]),
        column_config={column: t(heading) for column, heading in names.items()},
        hide_index=True,
        height=height,
        alt=alt,
    )


#: Height of a table's row and of its head with the frame, and of the highest table, in pixels.
ROW, HEAD, MOST = 33, 37, 420


def show_sentences(sentences: Iterable[str]) -> None:
    """Sentences one below the other, close together."""
    items = "".join(f"<li>{literal(sentence)}</li>" for sentence in sentences)
    st.html(f"<ul class='notes hint'>{items}</ul>")


def height_of(rows: int) -> int:
    """Height that shows so many rows and no empty one, in pixels; long tables scroll."""
    return min(MOST, HEAD + ROW * rows)


MIME = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "gpkg": "application/geopackage+sqlite3",
    "geojson": "application/geo+json",
    "ics": "text/calendar",
}


FORMATS = {
    "xlsx": "Excel (.xlsx)",
    "csv": "CSV (.csv)",
    "gpkg": "GeoPackage (.gpkg)",
    "geojson": "GeoJSON (.geojson)",
}


def show_files(files: Mapping[str, tuple[str, Callable[[], bytes]]]) -> None:
    """A row of buttons: words on each → name of its file, and what makes its bytes when pressed."""
    for column, (label, (file, make)) in zip(st.columns(len(files)), files.items(), strict=True):
        column.download_button(
            label,
            data=make,
            file_name=file,
            mime=MIME[file.rpartition(".")[2]],
            key=f"speichern_{file}",
            on_click="ignore",
            width="stretch",
        )
