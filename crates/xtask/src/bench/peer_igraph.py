"""Reach of every party by python-igraph and rustworkx, for comparison with `cargo xtask bench`.

cargo xtask bench --edges target/supply_graph.txt
pip install igraph rustworkx
python crates/xtask/src/bench/peer_igraph.py target/supply_graph.txt

Unguarded only: neither library knows gates. Processor seconds of one thread; reading the file is not counted.
"""

import sys
import time

import igraph

with open(sys.argv[1], encoding="ascii") as lines:
    nodes, parties, first_release = map(int, next(lines).split())
    edges = [tuple(map(int, line.split())) for line in lines]

start = time.process_time()
graph = igraph.Graph(n=nodes, edges=edges, directed=True)
built = time.process_time()
pairs = sum(
    sum(node >= first_release for node in graph.subcomponent(party, mode="out"))
    for party in range(parties)
)
done = time.process_time()
reached = [graph.subcomponent(party, mode="out") for party in range(parties)]
bare = time.process_time() - done
del reached
print(f"igraph {igraph.__version__}: build {built - start:.2f} s, all {parties} parties {bare:.2f} s, "
      f"{pairs} pairs of party and release")

try:
    import rustworkx
except ImportError:
    sys.exit()
graph = rustworkx.PyDiGraph()
graph.add_nodes_from(range(nodes))
graph.add_edges_from_no_data(edges)
sample = range(0, parties, 28)
start = time.process_time()
for party in sample:
    rustworkx.descendants(graph, party)
spent = time.process_time() - start
print(f"rustworkx {rustworkx.__version__}: {len(sample)} parties {spent:.2f} s, "
      f"so about {spent * parties / len(sample):.1f} s for all")
