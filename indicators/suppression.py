"""Which counts must be withheld: an analysis in, the list of secret cells out."""

import numpy as np
import pandas as pd
from pandas import DataFrame

from indicators.analysis import Analysis
from indicators.secret_cells import is_small

WITHHELD_COLUMNS = ["level", "key", "year", "what", "why"]


def withheld_cells(analysis: Analysis) -> DataFrame:
    """Cells that may not be published.

    Parameters
    ----------
    analysis : Analysis

    Returns
    -------
    DataFrame
        `level`, `key`, `year`, `what` (variable), `why`: `primary` for a small count.
    """
    shares = {indicator.value for indicator in analysis.catalogue.values() if indicator.value}
    found = [DataFrame(columns=WITHHELD_COLUMNS)]
    for (level, year), table in analysis.counts.items():
        open_to_all = shares | analysis.released.get(year, frozenset())
        counted = table[[c for c in table.columns if c not in open_to_all]]
        rows, columns = np.nonzero(is_small(counted.to_numpy(dtype=float), analysis.min_cases))
        cells = {"key": counted.index[rows], "what": counted.columns[columns]}
        found.append(DataFrame({"level": level, "year": year, **cells, "why": "primary"}))
    filled = [table for table in found if len(table)]
    return pd.concat(filled, ignore_index=True)[WITHHELD_COLUMNS] if filled else found[0]
