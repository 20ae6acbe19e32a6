"""implicit's cosine neighbours on the split of ml1m.py: the peer that `bench neighbours` is held against.

usage: peer.py FOLDER K THREADS RUNS

Reads train.npy and test.npy from FOLDER and prints one JSON line: seconds of a fit and of lists of 10 for everybody, ndcg@10.
implicit counts an item among its own neighbours, so K + 1 are asked for.
"""
import json
import os
import sys
import time

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np
from implicit.nearest_neighbours import CosineRecommender

from ml1m import matrix, ndcg


def main(folder, k, threads, runs):
    train, test = (np.load(os.path.join(folder, name + ".npy")) for name in ("train", "test"))
    shape = tuple(int(max(a, b)) + 1 for a, b in zip(train.max(0), test.max(0)))
    x = matrix(train, shape)
    fits, lists = [], []
    for _ in range(runs):
        model = CosineRecommender(K=k + 1, num_threads=threads)
        start = time.perf_counter()
        model.fit(x, show_progress=False)
        fitted = time.perf_counter()
        best, _ = model.recommend(np.arange(x.shape[0]), x, N=10, filter_already_liked_items=True)
        lists.append(time.perf_counter() - fitted)
        fits.append(fitted - start)
    print(json.dumps({
        "fit": float(np.median(fits)), "recommend": float(np.median(lists)),
        "ndcg@10": ndcg(best, matrix(test, shape)),
    }))


main(sys.argv[1], *map(int, sys.argv[2:5]))
