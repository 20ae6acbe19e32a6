"""Item neighbours by cosine on MovieLens 1M, the fit and the lists of 10 for everybody: reel and implicit.

usage: compare.py REEL        RUNS=3 in each process
"""
import json
import os
import statistics
import sys
from importlib.metadata import version

import ml1m
from sides import SCRATCH, data, in_turn, report, run, steps

RUNS, K = int(os.environ.get("RUNS", "3")), 100
GOALS = {"fit": 3, "recommend": 5}


def main(reel):
    print("neighbours", file=sys.stderr)
    ratings = data("ml-1m/ratings.dat")
    folder = os.path.join(SCRATCH, "neighbours")
    train, test = ml1m.saved(ratings, folder)
    peer = os.path.join(os.path.dirname(os.path.abspath(__file__)), "peer.py")
    files = f'train="{folder}/train.npy" test="{folder}/test.npy"'
    threads = os.environ.get("REEL_THREADS") or str(os.cpu_count())

    def by_reel():
        rows = steps(reel, f"bench neighbours {files} k={K} runs={RUNS}")
        return {step: rows[step]["median"] for step in GOALS} | {"ndcg@10": rows["recommend"]["ndcg@10"]}

    def by_peer():
        return json.loads(run([sys.executable, "-W", "ignore", peer, folder, str(K), threads, str(RUNS)])[0])

    theirs = f"implicit {version('implicit')}"
    taken = in_turn({"reel": by_reel, theirs: by_peer})
    quality = {side: ones[-1]["ndcg@10"] for side, ones in taken.items()}
    wrong = "" if quality["reel"] >= quality[theirs] - 0.001 else f"ndcg@10 {quality}"
    for step, goal in GOALS.items():
        seconds = {side: [one[step] for one in ones] for side, ones in taken.items()}
        ratio = statistics.median(seconds[theirs]) / statistics.median(seconds["reel"])
        report(
            f"neighbours {step}", f"item-knn, cosine, k={K}, {len(train)} pairs, {threads} threads", seconds,
            {side: f"ndcg@10 {value:.4f}" for side, value in quality.items()}, f"{ratio:.2f} times as fast",
            f"{goal} times implicit", ratio >= goal, wrong, "that reel's quality is no worse (by more than .001)")


main(sys.argv[1])
