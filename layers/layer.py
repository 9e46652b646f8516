"""What a map shows, once, for screen and paper: table, classes, colours, legend and source."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from geopandas import GeoDataFrame, GeoSeries
from pandas import DataFrame

from layers.colours import paler

#: Columns of `Layer.table`, index `key`.
TABLE_COLUMNS = (
    "name", "value", "text", "class", "flagged", "estimated", "reason", "reason_text", "colour",
    "pattern",
)  # fmt: skip


@dataclass(frozen=True)
class LegendClass:
    """One line of the legend.

    Attributes
    ----------
    label : str
        "über 8,2 bis 14,9 %" or the words for a missing value.
    colour : str
        Fill as #rrggbb.
    lower, upper : float
        Bounds in the layer's unit; the upper one belongs to the class. NaN for missing.
    count : int
        Areas (or points) of this class.
    pattern : str
        "" for a value; `missing`, `suppressed`, `too_small` or `not_applicable` otherwise.
    """

    label: str
    colour: str
    lower: float
    upper: float
    count: int
    pattern: str = ""


@dataclass(frozen=True)
class Layer:
    """A choropleth: one value per area of a level, classed and coloured.

    Attributes
    ----------
    title, subtitle : str
        What is shown ("SGB-II-Quote") and of what and when ("Sozialräume, 2024").
    unit : str
    decimals : int
    level, level_label : str
    year : int or None
    table : DataFrame
        `TABLE_COLUMNS`; `class` is the number of the legend class, −1 without a value;
        `pattern` "" or the reason; `colour` #rrggbb.
    classes : tuple of LegendClass
        Classes of values, best situation first.
    missing : tuple of LegendClass
        One per reason that occurs; drawn in white with a pattern, never like a value.
    city_value : float
        NaN where the city has none.
    flag_label : str
        Words for a flagged area.
    source : str
    notes : tuple of str
        What every reader must know ("Grenzen angenähert, nicht amtlich").
    areas : GeoDataFrame
        The level's areas in the city's metric CRS; index `key`.
    """

    title: str
    subtitle: str
    unit: str
    decimals: int
    level: str
    level_label: str
    year: int | None
    table: DataFrame
    classes: tuple[LegendClass, ...]
    missing: tuple[LegendClass, ...]
    city_value: float
    flag_label: str
    source: str
    notes: tuple[str, ...]
    areas: GeoDataFrame

    @property
    def flagged_count(self) -> int:
        """Number of flagged areas."""
        return int(self.table["flagged"].sum())


def paled(layer: Layer) -> Layer:
    """The same layer in paler colours, as a ground on which places stand out."""
    table = layer.table.assign(colour=layer.table["colour"].map(paler))
    classes = tuple(replace(entry, colour=paler(entry.colour)) for entry in layer.classes)
    return replace(layer, table=table, classes=classes)


@dataclass(frozen=True)
class PointLayer:
    """Places on a map: offers by category, or gaps sized by persons.

    Attributes
    ----------
    title : str
    table : DataFrame
        Index `id`; `name`, `kind`, `colour`; `letter` (one or two signs) tells the kinds
        apart without colour; `radius` in pixels; `text` is what the tooltip says.
    points : GeoDataFrame
        Same index; points in the city's metric CRS.
    classes : tuple of LegendClass
        One per kind.
    letters : Mapping of str to str
        Label of a legend class → its letter.
    source : str
    notes : tuple of str
    """

    title: str
    table: DataFrame
    points: GeoDataFrame
    classes: tuple[LegendClass, ...]
    letters: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class OutlineLayer:
    """Ground with a dashed border, nothing filled: what lies below stays to be seen.

    Attributes
    ----------
    label : str
        What the border means, for legend and tooltip.
    colour : str
        #rrggbb.
    shape : GeoSeries
        One (multi)polygon in the city's metric CRS.
    notes : tuple of str
    """

    label: str
    colour: str
    shape: GeoSeries
    notes: tuple[str, ...] = ()
