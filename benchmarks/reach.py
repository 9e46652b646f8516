"""Travel times over streets and straight lines, beside pandana, networkx, scipy and shapely.

Run: .venv/bin/python -m benchmarks.reach
Peers: AKTIONSRAUM_PEERS=/path/to/python of an environment with pandana and networkx.
"""

import tempfile
import time
from pathlib import Path

import numpy as np
import shapely
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from benchmarks._measuring import compared, peer, seconds_in_turn
from geo.reach import nearest_metres as nearest_straight_metres
from geo.reach.network import Network, Ways, network_of
from geo.reach.network_reach import nearest_metres, network_reach, pairs_within
from geo.reach.snapping import snap

CATEGORIES = 20


def streets(nodes: int, *, block: float = 100.0, seed: int = 1) -> Network:
    """A town: a shaken grid of blocks of so many metres, one street in six missing."""
    rng = np.random.default_rng(seed)
    side = int(np.sqrt(nodes))
    place = np.arange(side * side).reshape(side, side)
    xy = np.column_stack(np.unravel_index(place.ravel(), place.shape)) * block
    xy = xy + 0.3 * block * rng.uniform(-1, 1, xy.shape)
    pairs = np.vstack(
        [
            np.column_stack([place[:-1].ravel(), place[1:].ravel()]),
            np.column_stack([place[:, :-1].ravel(), place[:, 1:].ravel()]),
        ]
    )
    pairs = pairs[rng.random(len(pairs)) > 1 / 6]
    every = np.ones(len(pairs), dtype=bool)
    start = np.arange(0, 2 * len(pairs) + 1, 2)
    ways = Ways(xy[pairs.ravel()], pairs.ravel().astype(np.int64), start, every, every)
    return network_of(ways, mode="walk")[0]


def offer_nodes(network: Network, count: int, seed: int = 2) -> list[np.ndarray]:
    """Node numbers of the offers of each category."""
    rng = np.random.default_rng(seed)
    return [rng.choice(len(network.xy), count, replace=False) for _ in range(CATEGORIES)]


def nearest_of_all_nodes() -> None:
    """30,000 nodes, 20 categories of 15 offers: from every node to the nearest of all."""
    network = streets(31_000)
    offers = offer_nodes(network, 15)
    everywhere = snap(network, network.xy)
    placed = [snap(network, network.xy[nodes]) for nodes in offers]
    network.graph.sum()

    def ours() -> float:
        return sum(float(nearest_metres(network, everywhere, p)[0].sum()) for p in placed)

    def bare() -> float:
        return sum(
            float(dijkstra(network.graph, indices=nodes, min_only=True).sum()) for nodes in offers
        )

    assert np.isclose(ours(), bare(), rtol=1e-6)
    seconds = seconds_in_turn({"ours": ours, "bare": bare})
    what = f"nearest of {CATEGORIES} categories, {len(network.xy):,} nodes"
    compared(what, seconds["ours"], seconds["bare"], aim="bare scipy at least 0.77 ×", name="scipy")
    for job, aim in (("pandana_nearest", "at least 50 ×"), ("networkx_nearest", "faster")):
        found = peer("_peers_reach.py", job, _saved(network, offers, limit=0), 1)
        theirs = found["seconds"] if found else None
        compared(what, seconds["ours"], theirs, aim=aim, name=job.split("_")[0])
        if found and not np.isclose(found["answer"], ours(), rtol=1e-3):
            print(f"   other answer: {found['answer']:.0f} instead of {ours():.0f}")


def nearest_for_cells() -> None:
    """13,000 cells to the nearest of 20 categories on 100,000 nodes: with snapping, at most 2.5 s."""
    network = streets(102_000)
    rng = np.random.default_rng(3)
    cells = rng.uniform(network.xy.min(axis=0), network.xy.max(axis=0), (13_000, 2))
    offers = [network.xy[nodes] + 20 for nodes in offer_nodes(network, 60)]
    start, busy = time.perf_counter(), time.process_time()
    reach = network_reach(network, kmh=5)
    for places in offers:
        reach(cells, places)
    seconds, busy = time.perf_counter() - start, time.process_time() - busy
    print(f"nearest of {CATEGORIES} categories, 13,000 cells, {len(network.xy):,} nodes"
          f"   ours {seconds:8.4f} s, {busy:.4f} s CPU   (at most 2.5 s, snapping included)")  # fmt: skip


def growth() -> None:
    """One category on 100,000 and 1,000,000 nodes: the exponent of growth, in CPU seconds.

    The stream reads each edge once, with its length and a value at its end.
    """
    found = {}
    for nodes in (100_000, 1_000_000):
        network = streets(nodes)
        everywhere = snap(network, network.xy)
        offers = snap(network, network.xy[offer_nodes(network, 60)[0]])
        network.graph.sum()
        place = network.xy[:, 0].copy()
        runs = {
            "ours": lambda n=network, e=everywhere, o=offers: nearest_metres(n, e, o),
            "stream": lambda n=network, x=place: (n.graph.data + x[n.graph.indices]).sum(),
        }
        found[len(network.xy)] = seconds_in_turn(runs, times=5, clock=time.process_time)
    (small, first), (large, second) = found.items()
    exponent = np.log(second["ours"] / first["ours"]) / np.log(large / small)
    print(f"one category, {small:,} → {large:,} nodes   ours {first['ours']:.3f} → "
          f"{second['ours']:.3f} s   exponent {exponent:.2f} (at most 1.15)   "
          f"{second['ours'] / second['stream']:.0f} × one edge stream (at most 30)")  # fmt: skip


def pairs_in_range() -> None:
    """5,600 nodes of an inner city, 300 offers, 1,200 m: about a million pairs; middle of three rounds."""
    network = streets(5_740, block=28)
    nodes = np.random.default_rng(4).choice(len(network.xy), 300, replace=False)
    everywhere, offers = snap(network, network.xy), snap(network, network.xy[nodes])
    saved = _saved(network, [nodes], limit=1200)
    rounds = []
    for _ in range(3):
        run = {"ours": lambda: pairs_within(network, everywhere, offers, max_metres=1200)}
        found = peer("_peers_reach.py", "pandana_range", saved, 5)
        rounds.append((seconds_in_turn(run)["ours"], found["seconds"] if found else None))
    ours, theirs = sorted(rounds, key=lambda pair: (pair[1] or 1) / pair[0])[1]
    pairs = pairs_within(network, everywhere, offers, max_metres=1200)
    what = f"pairs within 1,200 m, {len(network.xy):,} nodes × 300: {len(pairs.metres):,}"
    compared(what, ours, theirs, aim="at least 5 ×", name="pandana")


def straight_lines() -> None:
    """3,000,000 cells to the nearest of 60,000 offers."""
    rng = np.random.default_rng(5)
    cells, offers = rng.uniform(0, 100_000, (3_000_000, 2)), rng.uniform(0, 100_000, (60_000, 2))

    def bare() -> np.ndarray:
        return cKDTree(offers).query(cells, workers=-1)[0]

    def rtree() -> np.ndarray:
        return shapely.STRtree(shapely.points(offers)).nearest(shapely.points(cells))

    assert np.allclose(nearest_straight_metres(cells, offers)[0], bare())
    runs = {"ours": lambda: nearest_straight_metres(cells, offers), "bare": bare, "rtree": rtree}
    seconds = seconds_in_turn(runs, times=3)
    what = "nearest of 60,000 for 3,000,000 cells, straight"
    compared(what, seconds["ours"], seconds["rtree"], aim="at least 6 ×", name="STRtree")
    compared(what, seconds["ours"], seconds["bare"], aim="at least 0.77 ×", name="cKDTree")


def _saved(network: Network, offers: list[np.ndarray], limit: float) -> Path:
    """The same streets for a peer, as plain arrays."""
    path = Path(tempfile.mkdtemp()) / "streets.npz"
    np.savez(
        path, xy=network.xy, tail=network.tail, head=network.head, metres=network.metres,
        offers=np.array(offers), limit=limit, far=100 * float(np.ptp(network.xy)),
    )  # fmt: skip
    return path


def main() -> None:
    """Run all comparisons."""
    for job in (nearest_of_all_nodes, nearest_for_cells, pairs_in_range, growth, straight_lines):
        job()


if __name__ == "__main__":
    main()
