"""Floating catchments (E2SFCA), beside PySAL access.

Run: .venv/bin/python -m benchmarks.catchment
Peers: AKTIONSRAUM_PEERS=/path/to/python of an environment with access.
"""

import tempfile
from pathlib import Path

import numpy as np
from scipy import sparse

from benchmarks._measuring import compared, peer, seconds_in_turn
from indicators.coverage.catchment import catchment_weights, floating_catchment, shares_of_supply

DEMAND, SUPPLY, PAIRS, LIMIT = 30_000, 500, 161_000, 1200.0


def main() -> None:
    """30,000 demand points × 500 offers, 161,000 pairs within the catchment."""
    rng = np.random.default_rng(6)
    place = rng.choice(DEMAND * SUPPLY, PAIRS, replace=False)
    origin, destination = np.divmod(place, SUPPLY)
    cost = rng.uniform(1, LIMIT, PAIRS)
    demand = rng.integers(1, 60, DEMAND).astype(float)
    supply = rng.integers(5, 120, SUPPLY).astype(float)
    matrix = sparse.csr_array((cost, (origin, destination)), shape=(DEMAND, SUPPLY))
    kept = catchment_weights(matrix, max_cost=LIMIT, decay="gaussian")
    seconds = seconds_in_turn(
        {
            "ours": lambda: floating_catchment(
                demand, supply, matrix, max_cost=LIMIT, decay="gaussian"
            ),
            "what if": lambda: shares_of_supply(demand, supply, kept),
        },
        times=9,
    )
    path = Path(tempfile.mkdtemp()) / "catchment.npz"
    np.savez(path, demand=demand, supply=supply, origin=origin, destination=destination,
             cost=cost, limit=LIMIT)  # fmt: skip
    found = peer("_peers_reach.py", "access_e2sfca", path, 5)
    theirs = found["seconds"] if found else None
    what = f"E2SFCA, {DEMAND:,} × {SUPPLY}, {PAIRS:,} pairs"
    compared(what, seconds["ours"], theirs, aim="at least 50 ×", name="access")
    compared(f"{what}, matrix kept", seconds["what if"], theirs, aim="what-if", name="access")
    total = floating_catchment(demand, supply, matrix, max_cost=LIMIT, decay="gaussian") @ demand
    if found and not np.isclose(found["answer"], total, rtol=1e-6):
        print(f"   other answer: {found['answer']:.3f} instead of {total:.3f}")


if __name__ == "__main__":
    main()
