"""Twelve measures of lists that are already made, the peer's way: ranx.

usage: peer.py make FOLDER          writes lists.npy [users, 50] from the factors that ranking's peer made there
       peer.py time FOLDER RUNS     for each line of standard input times ranx.evaluate and prints one JSON line

ranx is given its own objects, relevant items and lists already sorted and typed, before the clock starts: what is timed is the measuring
alone, the value of every user and the means. Building its object of lists is timed once, beside.
"""
import json
import os
import statistics
import sys
import time

import numpy as np

from ml1m import matrix

K = 50
MEASURES = [f"{name}@{k}" for name in ("hr", "precision", "recall", "ndcg", "mrr") for k in (10, K)] + ["recall@20", "ndcg@20"]


def in_ranx(name):
    return name.replace("hr@", "hit_rate@")


def load(folder, *names):
    return [np.load(os.path.join(folder, name + ".npy")) for name in names]


def make(folder):
    from implicit.als import AlternatingLeastSquares

    users, items, train = load(folder, "users", "items", "train")
    model = AlternatingLeastSquares(users.shape[1])
    model.user_factors, model.item_factors = users, items
    lists, _ = model.recommend(np.arange(len(users)), matrix(train, (len(users), len(items))), N=K)
    np.save(os.path.join(folder, "lists.npy"), lists.astype(np.int32))


def measure(folder, runs):
    import ranx

    lists, test, users, items = load(folder, "lists", "test", "users", "items")
    relevant = matrix(test, (len(users), len(items)))
    qrels = ranx.Qrels({str(u): {str(i): 1 for i in row.indices} for u, row in enumerate(relevant)})
    # Scores fall with the place, so that ranx has no ties to break.
    made = {str(u): {str(i): float(K - place) for place, i in enumerate(row)} for u, row in enumerate(lists.tolist())}
    asked = [in_ranx(name) for name in MEASURES]
    start = time.perf_counter()
    run = ranx.Run(made)
    building = time.perf_counter() - start

    def once():
        start = time.perf_counter()
        found = ranx.evaluate(qrels, run, asked)
        return time.perf_counter() - start, found

    once()
    for _ in sys.stdin:
        taken = [once() for _ in range(runs)]
        seconds = [one for one, _ in taken]
        print(json.dumps({
            "median": statistics.median(seconds), "least": min(seconds), "building": building,
            "quality": {name: float(taken[-1][1][in_ranx(name)]) for name in MEASURES},
        }), flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(sys.argv[2])
    else:
        measure(sys.argv[2], int(sys.argv[3]))
