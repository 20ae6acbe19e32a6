"""Full ranking of ML-1M from 64 factors, top 20 and three measures: reel, and implicit's recommend + ranx.

usage: compare.py REEL        RUNS=7 repeats in each process, after one to warm up
"""
import json
import os
import statistics
import sys
from importlib.metadata import version

from sides import SCRATCH, Worker, data, disagreement, in_turn, report, run, steps

RUNS = os.environ.get("RUNS", "7")
MEASURES = ["ndcg@10", "recall@20", "hr@10"]


def main(reel):
    print("ranking", file=sys.stderr)
    # implicit brings threads of its own and asks for this.
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    ratings = data("ml-1m/ratings.dat")
    peer = os.path.join(os.path.dirname(os.path.abspath(__file__)), "peer.py")
    folder = os.path.join(SCRATCH, "ranking")
    os.makedirs(folder, exist_ok=True)
    if not os.path.exists(f"{folder}/test.npy"):
        run([sys.executable, peer, "make", folder, ratings])

    def by_reel():
        row = steps(reel, f'bench ranking from="{folder}" k=20 on=[{" ".join(MEASURES)}] runs={RUNS}')["all"]
        return row | {"quality": {name: row[name] for name in MEASURES}}

    worker = Worker([sys.executable, "-W", "ignore", peer, "time", folder, RUNS])
    peers = f"implicit {version('implicit')} + ranx {version('ranx')}"
    taken = in_turn({"reel": by_reel, peers: worker.ask})
    worker.end()
    seconds = {side: [one["median"] for one in ones] for side, ones in taken.items()}
    quality = {side: ones[-1]["quality"] for side, ones in taken.items()}
    wrong = disagreement(quality)
    ours, theirs = (statistics.median(ones) for ones in seconds.values())
    report(
        "ranking", "6040 × 3706 from 64 factors, top 20, three measures", seconds,
        {side: ", ".join(f"{name} {value[name]:.6f}" for name in MEASURES) for side, value in quality.items()},
        f"{theirs / ours:.2f} times as fast", "3 times the peers, below 80 ms on 2 cores",
        theirs >= 3 * ours and ours < 0.08, wrong)


main(sys.argv[1])
