"""What a coverage is asked for: one question, from shell and page to the computation."""

from dataclasses import KW_ONLY, dataclass
from datetime import date

from indicators.coverage.scenarios import Scenario


@dataclass(frozen=True)
class Question:
    """What is computed; empty entries take the standard of the category.

    Attributes
    ----------
    category : str
        Kind of offers.
    target_group : str
        Another target group than the standard's.
    mode : str
        `walk`, `bike`, `transit`, `wheelchair` or `straight_line`; "" = the standard's.
    max_minutes, max_metres : float, optional
        Another limit than the standard's; both together: both must hold.
    when : str
        Weekday and hour ("Di 15:00"); "" = at any time.
    on : date, optional
        Day on which offers must be valid; default today.
    without : tuple of str
        Ids of offers that are left out (what if they closed?).
    confirmed_only : bool
        Only offers that were confirmed within a year before `on`.
    step_free_only : bool
        Only offers that are known to be step-free.
    not_full : bool
        Offers with fewer places per 100 persons in reach than the standard asks for do
        not count (2SFCA; only where the standard and the offers name places).
    year : int, optional
        Year of the persons; default the newest that counts the target group.
    scenario : Scenario, optional
        Changes to today's offers.
    """

    category: str = ""
    _: KW_ONLY
    target_group: str = ""
    mode: str = ""
    max_minutes: float | None = None
    max_metres: float | None = None
    when: str = ""
    on: date | None = None
    without: tuple[str, ...] = ()
    confirmed_only: bool = False
    step_free_only: bool = False
    not_full: bool = False
    year: int | None = None
    scenario: Scenario | None = None

    @property
    def day(self) -> date:
        """The day on which offers must be valid."""
        return self.on or date.today()
