"""What a scenario changes for the whole city, as it may be seen: the block of a paper."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ScenarioEffect:
    """Persons of one kind of offer, today and in a scenario; NaN where they are withheld.

    Attributes
    ----------
    what : str
        Category and standard.
    target, today, after, gained, lost : float
        Persons of the target group; those reached today and in the scenario; those who are
        reached more, and no longer.
    """

    what: str
    target: float
    today: float
    after: float
    gained: float
    lost: float


@dataclass(frozen=True)
class ScenarioSummary:
    """A scenario in words and in persons, behind the release gate.

    Attributes
    ----------
    name : str
    changes : tuple of str
        Every change in words.
    effects : tuple of ScenarioEffect
        One per kind of offer that is changed.
    """

    name: str
    changes: tuple[str, ...]
    effects: tuple[ScenarioEffect, ...]
