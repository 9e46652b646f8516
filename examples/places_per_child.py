"""Places per child, shared with everybody in reach.

Two-step floating catchment: each Kita's places are shared by the children within ten
minutes, and each block of houses adds up the shares it can reach. The plain number of
places within reach would count every place several times.
"""

import numpy as np

import aktionsraum_planer  # noqa: F401  (finds the rooms)
from indicators.coverage import floating_catchment

#: Minutes on foot from three blocks of houses (rows) to two Kitas (columns).
MINUTES = np.array([[4.0, 12.0], [8.0, 9.0], [15.0, 5.0]])
CHILDREN = np.array([40.0, 60.0, 100.0])
PLACES = np.array([50.0, 80.0])


def main() -> None:
    per_child = floating_catchment(CHILDREN, PLACES, MINUTES, max_cost=10)
    for block, (children, share) in enumerate(zip(CHILDREN, per_child, strict=True), start=1):
        print(f"block {block}: {share:.2f} places for each of {children:.0f} children")
    print(f"shared out: {(per_child * CHILDREN).sum():.0f} of {PLACES.sum():.0f} places")


if __name__ == "__main__":
    main()
