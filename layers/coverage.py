"""Covered shares as a choropleth: a released coverage in, a `Layer` out."""

import numpy as np
from pandas import Series

from indicators.secrecy.release import ReleasedAnalysis, ReleasedCoverage
from layers.choropleth import classified, notes_of_city, value_table
from layers.classes import Scheme
from layers.layer import Layer
from wording import t


def coverage_layer(
    coverage: ReleasedCoverage,
    released: ReleasedAnalysis,
    *,
    scheme: Scheme = "city",
    k: int = 6,
) -> Layer:
    """Covered share of the target group per area, in per cent; flagged below the city's share.

    Parameters
    ----------
    coverage : ReleasedCoverage
    released : ReleasedAnalysis
        Gives the areas and the notes of the city.
    scheme, k
        As in `indicator_layer`.
    """
    level = released.levels[coverage.level]
    rows = coverage.areas.reindex(level.areas.index)
    secret = rows.index.isin(coverage.suppressed.loc[coverage.suppressed["what"] != "gap", "key"])
    reason = Series("", index=rows.index).mask(secret, "suppressed")
    table = value_table(
        level.areas,
        rows["covered_share"] * 100,
        reason=reason,
        flagged=rows["below_average"],
        estimated=Series(coverage.estimated, index=rows.index),
        rated=Series(data=True, index=rows.index),
        unit="%",
        decimals=1,
    )
    shares = rows["city_share"].dropna()
    notes = [level.note, *coverage.notes, *notes_of_city(released)]
    return classified(
        Layer(
            title=t("{category}: erreichte Personen", category=t(coverage.category_label)),
            subtitle=f"{t(level.label)}, {coverage.year or ''}".strip(", "),
            unit="%",
            decimals=1,
            level=level.id,
            level_label=t(level.label),
            year=coverage.year,
            table=table,
            classes=(),
            missing=(),
            city_value=float(shares.iloc[0]) * 100 if len(shares) else np.nan,
            flag_label=t("schlechter versorgt als die Stadt im Ganzen"),
            source=f"{t(coverage.standard)} · {t(coverage.basis)}",
            notes=tuple(dict.fromkeys(t(note) for note in notes if note)),
            areas=level.areas,
        ),
        scheme=scheme,
        k=k,
        worse="lower",
    )
