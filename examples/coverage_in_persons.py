"""Coverage in persons.

Counts how many children under six reach a Kita within the standard's minutes, by
Stadtbezirk, and names the largest gap with its reason.
"""

from pathlib import Path

import aktionsraum_planer  # noqa: F401  (finds the rooms)
from indicators.secrecy.release import release, release_coverage
from intake.city import read_city
from pipeline import Question, analyse, cover

DORTMUND = Path(__file__).parent.parent / "data" / "dortmund"


def main() -> None:
    city = read_city(DORTMUND)
    released = release(analyse(city))
    found = cover(city, "kita", level="stadtbezirk", question=Question(max_minutes=10))
    coverage = release_coverage(found, min_cases=released.min_cases, released=released)
    print(f"{coverage.standard} ({coverage.basis})")
    for area in coverage.areas.sort_values("covered_share").itertuples():
        print(f"{area.name:<16}{area.covered_share:7.1%}  {area.gap_persons:6.0f} without")
    largest = coverage.gaps.sort_values("persons", ascending=False).iloc[0]
    print(f"largest gap: {largest['persons']:.0f} persons, {largest['reason']}")


if __name__ == "__main__":
    main()
