"""Proven sites: maximal covering beside spopt with CBC on the same instance, and the p-median.

Run: .venv/bin/python -m benchmarks.siting
The peer needs a Python of its own with spopt and PuLP; name it in AKTIONSRAUM_PEERS.

What is compared is the way from the same cost matrix to a proven optimum. Most of the peer's
time is the building of its model, so this says little about the solvers CBC and HiGHS.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import shortest_path

from geo.siting import maximal_coverage, p_median

ROOT = Path(__file__).resolve().parent.parent
REAL = Path(os.environ.get("AKTIONSRAUM_REAL_DATA", ROOT.parent / "shared" / "real"))
PEERS = os.environ.get("AKTIONSRAUM_PEERS", "/opt/siting-peers/bin/python")
POINTS, SITES, COUNT, METRES = 2000, 200, 10, 1000.0
SEEDS = (1, 2, 3)
RUNS = 5

PEER = """
import sys, time, json
import numpy as np, pulp
from spopt.locate import MCLP
data = np.load(sys.argv[1])
cost, demand = data["cost"], data["demand"]
start = time.perf_counter()
model = MCLP.from_cost_matrix(cost, demand, float(data["metres"]), p_facilities=int(data["count"]))
model = model.solve(pulp.PULP_CBC_CMD(msg=False, gapRel=0.0))
seconds = time.perf_counter() - start
is_open = [int(v.value() > 0.5) for v in model.fac_vars]
reached = (cost[:, np.flatnonzero(is_open)] <= data["metres"]).any(axis=1)
print(json.dumps({"seconds": seconds, "objective": float(demand[reached].sum()),
                  "status": pulp.LpStatus[model.problem.status]}))
"""


def instance(seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    people, places = rng.uniform(0, 10_000, (POINTS, 2)), rng.uniform(0, 10_000, (SITES, 2))
    cost = np.hypot(*(people[:, None] - places[None]).transpose(2, 0, 1))
    return cost, rng.integers(1, 100, POINTS).astype(float)


def peer_answer(cost: np.ndarray, demand: np.ndarray) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "instance.npz"
        np.savez(path, cost=cost, demand=demand, metres=METRES, count=COUNT)
        done = subprocess.run([PEERS, "-c", PEER, str(path)], capture_output=True, text=True, check=True)  # fmt: skip
    return json.loads(done.stdout.strip().splitlines()[-1])


def covering() -> None:
    print(f"Maximal covering, {POINTS} points × {SITES} sites, {COUNT} to open, {METRES:.0f} m")
    ratios = []
    for seed in SEEDS:
        cost, demand = instance(seed)
        ours = [maximal_coverage(cost, demand, max_cost=METRES, count=COUNT) for _ in range(RUNS)]
        peer = peer_answer(cost, demand)
        assert ours[0].proven, "not proven"
        assert ours[0].objective == peer["objective"], (ours[0].objective, peer)
        seconds = statistics.median(answer.seconds for answer in ours)
        ratios.append(peer["seconds"] / seconds)
        print(f"  seed {seed}: ours {seconds:.3f} s, spopt + CBC {peer['seconds']:.2f} s "
              f"({peer['status']}), {ratios[-1]:.0f} ×, both {peer['objective']:.0f} persons")  # fmt: skip
    print(f"  geometric mean {statistics.geometric_mean(ratios):.0f} ×, least {min(ratios):.0f} ×")
    print(
        "  (the way from the same cost matrix to a proven answer; most of spopt's is model building)"
    )


def pmed_costs(path: Path) -> tuple[np.ndarray, int]:
    """Distances and p of an OR-Library file; a later line for the same edge overrides."""
    figures = np.array(path.read_text().split(), dtype=int)
    nodes, _, count = figures[:3]
    edges = {frozenset(edge[:2]): edge[2] for edge in figures[3:].reshape(-1, 3).tolist()}
    ends = np.array([sorted(pair) for pair in edges]) - 1
    graph = sparse.csr_array((list(edges.values()), (ends[:, 0], ends[:, 1])), shape=(nodes, nodes))
    return shortest_path(graph, directed=False), int(count)


def medians() -> None:
    folder = REAL / "references"
    if not folder.exists():
        print("p-median: the OR-Library's files are not here")
        return
    lines = [line.split() for line in (folder / "pmedopt.txt").read_text().splitlines()]
    optimum = {words[0]: float(words[1]) for words in lines if len(words) == 2}
    print("p-median, OR-Library: nodes, p, value, published, bound, seconds")
    for path in sorted(folder.glob("pmed[0-9]*.txt"), key=lambda path: int(path.stem[4:])):
        cost, count = pmed_costs(path)
        found = p_median(cost, np.ones(len(cost)), count=count)
        print(f"  {path.stem:7} {len(cost):4} {count:4} {found.objective:7.0f} "
              f"{optimum[path.stem]:7.0f} {found.bound:7.0f} {found.seconds:6.2f}")  # fmt: skip
        assert found.objective == found.bound == optimum[path.stem]


def main() -> int:
    if Path(PEERS).exists():
        covering()
    else:
        print("spopt is not installed: name a Python that has it in AKTIONSRAUM_PEERS")
    medians()
    return 0


if __name__ == "__main__":
    sys.exit(main())
