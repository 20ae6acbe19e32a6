"""implicit's ALS and BPR on the split of ml1m.py: the peer that `bench implicit` is held against.

usage: peer.py FOLDER FACTORS als|exact|bpr RUNS

Reads train.npy and test.npy from FOLDER and prints one JSON line: median and least seconds of a fit, ndcg@10 of the last.
"""
import json
import os
import sys
import time

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np
from implicit.als import AlternatingLeastSquares
from implicit.bpr import BayesianPersonalizedRanking

from ml1m import matrix, ndcg


def recommender(way, factors):
    if way == "bpr":
        return BayesianPersonalizedRanking(
            factors=factors, iterations=20, learning_rate=0.05, regularization=0.01, use_gpu=False, random_state=1)
    return AlternatingLeastSquares(
        factors=factors, iterations=15, regularization=0.05, alpha=10, use_gpu=False, use_cg=way == "als",
        random_state=1)


def main(folder, factors, way, runs):
    train, test = (np.load(os.path.join(folder, name + ".npy")) for name in ("train", "test"))
    shape = tuple(int(max(a, b)) + 1 for a, b in zip(train.max(0), test.max(0)))
    x = matrix(train, shape)
    seconds = []
    for _ in range(runs):
        model = recommender(way, factors)
        start = time.perf_counter()
        model.fit(x, show_progress=False)
        seconds.append(time.perf_counter() - start)
    best, _ = model.recommend(np.arange(x.shape[0]), x, N=10, filter_already_liked_items=True)
    print(json.dumps({
        "median": float(np.median(seconds)), "least": min(seconds), "ndcg@10": ndcg(best, matrix(test, shape)),
    }))


main(sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
