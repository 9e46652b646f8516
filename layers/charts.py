"""Charts as Vega-Lite specifications: rows in, what the browser draws out."""

from pandas import DataFrame

from wording import language, t

INK, CITY, PATH, WORSE, BETTER, QUIET = (
    "#0b4f6c", "#20303c", "#8a3d6b", "#b5480f", "#3a7ca5", "#c3ccd2",
)  # fmt: skip

_GERMAN = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", "\u00a0€"]}
_CONFIG = {
    "font": "Source Sans, Segoe UI, Roboto, Arial, sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": 13, "titleFontSize": 13, "gridColor": "#e3e9ec",
        "labelColor": "#3f4d57", "titleColor": "#3f4d57", "domainColor": "#b5c0c7",
    },
    "legend": {"labelFontSize": 13, "title": None, "orient": "top", "labelLimit": 320},
}  # fmt: skip


def _base(rows: DataFrame) -> dict[str, object]:
    locale = {"number": _GERMAN} if language() == "de" else {}
    return {
        "data": {"values": rows.astype(object).where(rows.notna(), None).to_dict("records")},
        "config": {**_CONFIG, "locale": locale},
        "width": "container",
        "height": 320,
    }


def line_chart(
    rows: DataFrame, *, unit: str, area: str, city: str, target: str
) -> dict[str, object]:
    """Lines of an area, the city and the way to a target, with intervals.

    Parameters
    ----------
    rows : DataFrame
        As `development.line_rows` gives them.
    unit : str
        Title of the value axis.
    area, city, target : str
        Names of the lines; each has its own dash besides its colour.
    """
    names = [name for name in (area, city, target) if name and name in set(rows["series"])]
    looks = {area: (INK, [1, 0]), city: (CITY, [6, 3]), target: (PATH, [2, 3])}
    years = sorted({int(year) for year in rows["year"]})
    encoding = {
        "x": {"field": "year", "type": "quantitative", "title": None,
              "axis": {"format": "d", "values": years}, "scale": {"zero": False, "nice": False, "padding": 24}},
        "y": {"field": "value", "type": "quantitative", "title": unit, "scale": {"zero": False}},
        "color": {"field": "series", "type": "nominal",
                  "scale": {"domain": names, "range": [looks[n][0] for n in names]}},
        "strokeDash": {"field": "series", "type": "nominal",
                       "scale": {"domain": names, "range": [looks[n][1] for n in names]}},
        "tooltip": [
            {"field": "series", "title": t("Linie")},
            {"field": "year", "title": t("Jahr"), "format": "d"},
            {"field": "text", "title": t("Wert")},
        ],
    }  # fmt: skip
    whiskers = {
        "transform": [{"filter": "isValid(datum.low)"}],
        "mark": {"type": "rule", "strokeWidth": 1.5, "opacity": 0.6},
        "encoding": {
            "x": encoding["x"],
            "y": {"field": "low", "type": "quantitative", "title": unit},
            "y2": {"field": "high"},
            "color": encoding["color"],
        },
    }
    lines = {"mark": {"type": "line", "point": {"size": 60}}, "encoding": encoding}
    return {**_base(rows), "layer": [whiskers, lines]}


def slope_chart(rows: DataFrame, *, unit: str) -> dict[str, object]:
    """One line per area between two years; changes beyond chance stand out.

    Parameters
    ----------
    rows : DataFrame
        As `development.slope_rows` gives them.
    unit : str
    """
    words = {
        "same": t("kann Zufall sein"),
        "better": t("günstiger geworden"),
        "worse": t("ungünstiger geworden"),
        "selected": t("gewähltes Gebiet"),
    }
    present = [kind for kind in words if kind in set(rows["kind"])]
    looks = {
        "same": (QUIET, [1, 0], 1),
        "better": (BETTER, [6, 3], 1.5),
        "worse": (WORSE, [1, 0], 1.5),
        "selected": (INK, [1, 0], 4),
    }

    def scale(which: int) -> dict[str, object]:
        return {"domain": [words[k] for k in present], "range": [looks[k][which] for k in present]}

    named = rows.assign(kind=rows["kind"].map(words), order=rows["kind"].map(list(words).index))
    field = {"field": "kind", "type": "nominal"}
    return {
        **_base(named),
        "mark": {"type": "line"},
        "encoding": {
            "x": {"field": "year", "type": "ordinal", "title": None,
                  "axis": {"labelAngle": 0, "grid": False}, "scale": {"padding": 0.1}},
            "y": {"field": "value", "type": "quantitative", "title": unit,
                  "scale": {"zero": False}},
            "detail": {"field": "key", "type": "nominal"},
            "color": {**field, "scale": scale(0)},
            "strokeDash": {**field, "scale": scale(1)},
            "strokeWidth": {**field, "scale": scale(2), "legend": None},
            "order": {"field": "year"},
            "tooltip": [
                {"field": "name", "title": t("Gebiet")},
                {"field": "year", "title": t("Jahr")},
                {"field": "text", "title": t("Wert")},
            ],
        },
    }  # fmt: skip
