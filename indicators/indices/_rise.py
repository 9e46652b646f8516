"""A monitoring like Hamburg's RISE: Berlin's arithmetic with seven indicators and three years.

The numeric class limits of Hamburg are not published in what was found: the ones of Berlin
stand in, can be changed in `city.toml`, and every output says that they are not official.
"""

from indicators.indices.mss import STATUS_LIMITS, contributions, standardised_sum

__all__ = ["CHANGE_YEARS", "NOTE", "STATUS_LIMITS", "contributions", "standardised_sum"]

#: Years between the two values of a change.
CHANGE_YEARS = 3

NOTE = "Klassengrenzen nicht amtlich bestätigt"
