"""Jobs of the reach and catchment benchmarks done by pandana, networkx and PySAL access.

Run by `benchmarks._measuring.peer` in the peers' own environment; imports nothing of ours.
"""

import contextlib
import io
import json
import statistics
import sys
import time

try:
    import networkx
    import numpy as np
    import pandas as pd
except ImportError:
    sys.exit(3)


def timed(run, times):
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        answer = run()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds), answer


def pandana_network(data):
    import pandana

    xy, metres = data["xy"], data["metres"]
    return pandana.Network(
        pd.Series(xy[:, 0]), pd.Series(xy[:, 1]), pd.Series(data["tail"]), pd.Series(data["head"]),
        pd.DataFrame({"metres": metres}), twoway=True,
    )  # fmt: skip


def pandana_nearest(data, times):
    network = pandana_network(data)
    far = float(data["far"])
    for number, nodes in enumerate(data["offers"]):
        xy = data["xy"][nodes]
        network.set_pois(f"c{number}", far, 1, pd.Series(xy[:, 0]), pd.Series(xy[:, 1]))

    def run():
        return sum(
            float(network.nearest_pois(far, f"c{number}", num_pois=1)[1].sum())
            for number in range(len(data["offers"]))
        )

    return timed(run, times)


def networkx_nearest(data, times):
    graph = networkx.Graph()
    for a, b, metres in zip(
        data["tail"].tolist(), data["head"].tolist(), data["metres"].tolist(), strict=True
    ):
        if not graph.has_edge(a, b) or graph[a][b]["weight"] > metres:
            graph.add_edge(a, b, weight=metres)

    def run():
        return sum(
            sum(networkx.multi_source_dijkstra_path_length(graph, set(nodes.tolist())).values())
            for nodes in data["offers"]
        )

    return timed(run, times)


def pandana_range(data, times):
    network = pandana_network(data)
    nodes = data["offers"][0]

    def run():
        found = network.nodes_in_range(nodes.tolist(), float(data["limit"]))
        return float(found.iloc[:, -1].sum()) + len(found) * 0.0

    return timed(run, times)


def access_e2sfca(data, times):
    from access import Access

    demand = pd.DataFrame({"id": np.arange(len(data["demand"])), "persons": data["demand"]})
    supply = pd.DataFrame({"id": np.arange(len(data["supply"])), "places": data["supply"]})
    cost = pd.DataFrame(
        {"origin": data["origin"], "dest": data["destination"], "cost": data["cost"]}
    )

    def gaussian(costs):
        return np.exp(np.log(0.01) * (costs / float(data["limit"])) ** 2)

    with contextlib.redirect_stdout(io.StringIO()):
        table = Access(
            demand_df=demand, demand_index="id", demand_value="persons",
            supply_df=supply, supply_index="id", supply_value="places",
            cost_df=cost, cost_origin="origin", cost_dest="dest", cost_name="cost",
        )  # fmt: skip

        def run():
            found = table.two_stage_fca(
                name="e2", cost="cost", max_cost=float(data["limit"]), weight_fn=gaussian
            )
            return float((found["e2_places"].fillna(0) * demand["persons"]).sum())

        return timed(run, times)


JOBS = {
    "pandana_nearest": pandana_nearest,
    "networkx_nearest": networkx_nearest,
    "pandana_range": pandana_range,
    "access_e2sfca": access_e2sfca,
}


def main():
    job, path, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
    data = dict(np.load(path))
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            seconds, answer = JOBS[job](data, times)
    except ImportError:
        sys.exit(3)
    print(json.dumps({"seconds": seconds, "answer": answer}))


if __name__ == "__main__":
    main()
