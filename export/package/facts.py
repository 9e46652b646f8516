"""What a package is made of: released results and the facts that every file names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from indicators.secrecy.release import ReleasedAnalysis, ReleasedCoverage


@dataclass(frozen=True)
class PackageContent:
    """Everything that leaves in one export package.

    Attributes
    ----------
    released : ReleasedAnalysis
    coverages : tuple of ReleasedCoverage
        One per category and level.
    categories : Mapping of str to str
        Category id → name, for the offers.
    day : date
        Date of the package; it stands in every file.
    source : str
        Where the city's data come from.
    remarks : tuple of str
        What else every reader must know.
    """

    released: ReleasedAnalysis
    coverages: tuple[ReleasedCoverage, ...] = ()
    categories: Mapping[str, str] = field(default_factory=dict)
    day: date = date(2000, 1, 1)
    source: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def levels(self) -> tuple[str, ...]:
        """Levels with areas of their own: all but the city as a whole."""
        return tuple(level for level in self.released.levels if level != "city")

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What every reader must know, each once; after the kinds of offers if only some need it."""
        general = (*self.released.notes, *self.remarks)
        kinds: dict[str, list[str]] = {}
        for coverage in self.coverages:
            for note in coverage.notes:
                kinds.setdefault(note, []).append(coverage.category_label)
        every = {coverage.category_label for coverage in self.coverages}
        of_offers = [
            note if set(labels) == every else f"{', '.join(dict.fromkeys(labels))}: {note}"
            for note, labels in kinds.items()
            if note not in general
        ]
        return tuple(dict.fromkeys((*general, *of_offers)))

    @cached_property
    def years(self) -> dict[str, tuple[int, ...]]:
        """Years in which each indicator has a value, newest first; only those that have any."""
        figures = self.released.figures
        known = figures.loc[figures["value"].notna(), ["indicator", "year"]].drop_duplicates()
        found = {
            name: tuple(sorted((int(year) for year in years), reverse=True))
            for name, years in known.groupby("indicator")["year"]
        }
        return {name: found[name] for name in self.released.catalogue if name in found}
