"""EASE on MovieLens 1M, from the training pairs to the weights: reel, NumPy's inverse, SciPy's Cholesky.

usage: compare.py REEL        RUNS=3 fits in each process
"""
import json
import os
import statistics
import sys

import numpy as np

import ml1m
from sides import SCRATCH, data, disagreement, in_turn, report, run, steps

RUNS, L2 = int(os.environ.get("RUNS", "3")), 250


def main(reel):
    print("ease", file=sys.stderr)
    ratings = data("ml-1m/ratings.dat")
    folder = os.path.join(SCRATCH, "ease")
    train, test = ml1m.saved(ratings, folder)
    peer = os.path.join(os.path.dirname(os.path.abspath(__file__)), "peer.py")
    files = f'train="{folder}/train.npy" test="{folder}/test.npy"'

    def by_reel():
        return steps(reel, f"bench ease {files} l2={L2} runs={RUNS}")["fit"]

    def by(way):
        return lambda: json.loads(run([sys.executable, peer, way, folder, str(RUNS), str(L2)])[0])

    taken = in_turn({
        "reel": by_reel, f"numpy {np.__version__} inverse": by("inverse"), "scipy Cholesky": by("cholesky"),
    })
    seconds = {side: [one["median"] for one in ones] for side, ones in taken.items()}
    quality = {side: ones[-1]["ndcg@10"] for side, ones in taken.items()}
    wrong = disagreement({side: {"ndcg@10": value} for side, value in quality.items()})
    ours, inverse, cholesky = (statistics.median(ones) for ones in seconds.values())
    report(
        "ease", f"EASE on ML-1M, {len(train)} pairs, {test[:, 1].max() + 1} items", seconds,
        {side: f"ndcg@10 {value:.6f}" for side, value in quality.items()},
        f"{inverse / ours:.2f} times as fast as the inverse, {cholesky / ours:.2f} times as Cholesky",
        "3 times NumPy's inverse", inverse >= 3 * ours, wrong)


main(sys.argv[1])
