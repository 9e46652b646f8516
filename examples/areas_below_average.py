"""Areas below the city average.

Reads the embedded Dortmund, computes every figure from counts, lets the release gate
withhold what is secret, and lists the Aktionsräume whose share of people with transfer
payments is worse than the city's.
"""

from pathlib import Path

import aktionsraum_planer  # noqa: F401  (finds the rooms)
from indicators.figures import select
from indicators.secrecy.release import release
from intake.city import read_city
from pipeline import analyse

DORTMUND = Path(__file__).parent.parent / "data" / "dortmund"


def main() -> None:
    released = release(analyse(read_city(DORTMUND)))
    figures = select(
        released.figures, level="aktionsraum", year=2024, indicator="transfer_payment_pct"
    )
    below = figures[figures["below_average"]].sort_values("value", ascending=False)
    print(f"city: {below['city_value'].iloc[0]:.2f} %")
    for area in below.itertuples():
        print(f"{area.name:<24}{area.value:6.2f} %  worse with probability {area.probability:.2f}")


if __name__ == "__main__":
    main()
