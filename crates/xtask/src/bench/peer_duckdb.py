"""Groups a table of elements with DuckDB, for comparison with `cargo xtask bench --nation`, which calls it.

pip install duckdb
python crates/xtask/src/bench/peer_duckdb.py FILE

Prints the version and, as the best of three on two threads, the seconds of two questions that a reader of such a
table answers in its one pass: the kinds of rows with how many and the least id of each, and the ids given twice.
"""

import sys
import time

import duckdb

path = sys.argv[1]
columns = "function, operator, place, pool, host, manager, hardware, firmware, platform, application, wave"
source = f"read_csv('{path}', header = true, all_varchar = true)" if path.endswith(".csv") else f"'{path}'"
questions = [
    f"SELECT {columns}, count(*) AS n, min(element) AS least FROM {source} GROUP BY ALL",
    f"SELECT element FROM {source} GROUP BY element HAVING count(*) > 1",
]


def best(question):
    """Answers stay inside, as a table in memory: handing them over would cost more than finding them."""
    times = []
    for _ in range(3):
        with duckdb.connect(config={"threads": 2}) as connection:
            start = time.perf_counter()
            connection.execute(f"CREATE TEMP TABLE answer AS {question}")
            times.append(time.perf_counter() - start)
            rows = connection.execute("SELECT count(*) FROM answer").fetchone()[0]
    return min(times), rows


(kinds, rows), (twice, _) = map(best, questions)
print(duckdb.__version__, kinds, twice, rows)
