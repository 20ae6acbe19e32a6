"""Twelve measures per user on one set of lists, 6040 users of ML-1M with 50 of 3706 items each: reel and ranx.

usage: compare.py REEL        RUNS=7 repeats in each process, after one to warm up

Measures that both define alike: hit rate, precision, recall, ndcg with binary gains, reciprocal rank. Average precision is
left out: reel divides map@k by min(k, n), ranx by n.
"""
import os
import statistics
import sys
from importlib.metadata import version

from sides import SCRATCH, Worker, data, disagreement, in_turn, report, run, steps

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from peer import K, MEASURES

RUNS = os.environ.get("RUNS", "7")


def main(reel):
    print("measures", file=sys.stderr)
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    here = os.path.dirname(os.path.abspath(__file__))
    peer = os.path.join(here, "peer.py")
    folder = os.path.join(SCRATCH, "ranking")
    os.makedirs(folder, exist_ok=True)
    if not os.path.exists(f"{folder}/test.npy"):
        run([sys.executable, os.path.join(here, "..", "ranking", "peer.py"), "make", folder, data("ml-1m/ratings.dat")])
    if not os.path.exists(f"{folder}/lists.npy"):
        run([sys.executable, "-W", "ignore", peer, "make", folder])

    def by_reel():
        row = steps(reel, f'bench measures from="{folder}" on=[{" ".join(MEASURES)}] runs={RUNS}')["all"]
        return row | {"quality": {name: row[name] for name in MEASURES}}

    worker = Worker([sys.executable, "-W", "ignore", peer, "time", folder, RUNS])
    name = f"ranx {version('ranx')}"
    taken = in_turn({"reel": by_reel, name: worker.ask})
    worker.end()
    seconds = {side: [one["median"] for one in ones] for side, ones in taken.items()}
    quality = {side: ones[-1]["quality"] for side, ones in taken.items()}
    wrong = disagreement(quality, 1e-6)
    ours, theirs = (statistics.median(ones) for ones in seconds.values())
    shown = ("ndcg@10", "recall@50", "mrr@10")
    report(
        "measures", f"{len(MEASURES)} measures per user, lists of {K} for 6040 users", seconds,
        {side: ", ".join(f"{one} {value[one]:.6f}" for one in shown) for side, value in quality.items()},
        f"{theirs / ours:.1f} times as fast", "4 times ranx", theirs >= 4 * ours, wrong,
        "all twelve values to 1e-6")


main(sys.argv[1])
