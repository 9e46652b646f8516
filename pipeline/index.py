"""The steps from released figures to a composite index of the city."""

from pandas import DataFrame

from indicators.indices import DefinitionError, IndexDefinition, IndexResult, composite
from indicators.indices.inputs import index_inputs
from indicators.secrecy.release import ReleasedAnalysis
from intake.choices import index_error, require_choice, require_level
from intake.config import IndexSection
from intake.model import City


def index_of(
    city: City, released: ReleasedAnalysis, index: str, *, level: str = "", year: int | None = None
) -> IndexResult:
    """Compute a composite index of the city from released figures.

    Parameters
    ----------
    city : City
    released : ReleasedAnalysis
        What is suppressed there is missing in the index, so that no score gives it away.
    index : str
        An entry `[[index]]` of the city.
    level : str
        "" = the index's own level, else the finest.
    year : int, optional
        Default: the newest year that has all its indicators.

    Returns
    -------
    IndexResult

    Raises
    ------
    InputError
        If the index cannot be computed as it is defined.
    """
    sections = {section.id: section for section in city.config.index}
    definition = definition_of(sections[require_choice("Index", index, sections)])
    level = require_level(city, level or definition.level)
    year = year if year is not None else newest_year(released.figures, definition)
    figures = released.figures
    inputs = index_inputs(figures, definition, released.catalogue, level=level, year=year)
    try:
        return composite(definition, inputs)
    except DefinitionError as error:
        raise index_error(index, str(error)) from error


def definition_of(section: IndexSection) -> IndexDefinition:
    """Turn an entry of `city.toml` into the definition of an index."""
    return IndexDefinition(**section.model_dump())


def newest_year(figures: DataFrame, definition: IndexDefinition) -> int:
    """Return the newest year that has all indicators of an index, else the newest of any."""
    has = figures[figures["indicator"].isin(definition.indicators)]
    found = has.groupby("year")["indicator"].nunique()
    whole = found.index[found == len(definition.indicators)]
    years = whole if len(whole) else figures["year"]
    return int(max(years, default=0))
