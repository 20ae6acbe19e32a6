"""Factorisation of implicit feedback on MovieLens 1M, the fit alone: reel and implicit.

usage: compare.py REEL        RUNS=3 fits in each process; the exact solver takes one turn of one fit
"""
import json
import os
import statistics
import sys
from importlib.metadata import version

import ml1m
import sides
from sides import SCRATCH, data, in_turn, report, run, steps

RUNS = int(os.environ.get("RUNS", "3"))
# What is fitted, reel's settings, implicit's factors and way, how many times as fast reel is to be.
WORK = [
    ("ALS, 64 factors, 15 epochs, 3 steps of conjugate gradient", "factors=64", 64, "als", 3),
    ("ALS, 128 factors, the same", "factors=128", 128, "als", 3),
    ("ALS, 64 factors, 15 epochs, exactly", "factors=64 solver=cholesky", 64, "exact", 8),
    ("ALS, 128 factors, the same", "factors=128 solver=cholesky", 128, "exact", 8),
    ("BPR, 64 factors, 20 epochs", "model=bpr factors=64 epochs=20", 64, "bpr", 2),
]


def main(reel):
    print("implicit", file=sys.stderr)
    ratings = data("ml-1m/ratings.dat")
    folder = os.path.join(SCRATCH, "implicit")
    train, test = ml1m.saved(ratings, folder)
    peer = os.path.join(os.path.dirname(os.path.abspath(__file__)), "peer.py")
    files = f'train="{folder}/train.npy" test="{folder}/test.npy"'
    theirs = f"implicit {version('implicit')}"
    rounds = sides.ROUNDS
    for what, settings, factors, way, goal in WORK:
        exact = way == "exact"
        sides.ROUNDS, runs = (1, 1) if exact else (rounds, RUNS)
        taken = in_turn({
            "reel": lambda: steps(reel, f"bench implicit {files} {settings} runs={RUNS}")["fit"],
            theirs: lambda: json.loads(
                run([sys.executable, "-W", "ignore", peer, folder, str(factors), way, str(runs)])[0]),
        })
        seconds = {side: [one["median"] for one in ones] for side, ones in taken.items()}
        quality = {side: ones[-1]["ndcg@10"] for side, ones in taken.items()}
        wrong = ""
        if quality["reel"] < quality[theirs] - 0.004:
            wrong = f"ndcg@10 {quality['reel']:.4f} against {quality[theirs]:.4f}"
        ratio = statistics.median(seconds[theirs]) / statistics.median(seconds["reel"])
        report(
            f"implicit {settings}", f"{what}, {len(train)} pairs", seconds,
            {side: f"ndcg@10 {value:.4f}" for side, value in quality.items()}, f"{ratio:.2f} times as fast",
            f"{goal} times the peer", ratio >= goal, wrong, "that reel's quality is no worse (by more than .004)")


main(sys.argv[1])
