"""Full ranking from factors, the peers' way: implicit's recommend for all users, then ranx's measures.

usage: peer.py make FOLDER RATINGS.dat   writes users, items, train and test as .npy: factors of implicit's ALS
       peer.py time FOLDER RUNS          for each line of standard input times recommend (top 20, seen filtered) + ranx
                                         on them and prints one JSON line

The lists go to ranx as dictionaries, its own documented form; what is relevant is given to it before the clock starts.
"""
import json
import os
import statistics
import sys
import time

import numpy as np

import ml1m
from ml1m import matrix

METRICS = {"ndcg@10": "ndcg@10", "recall@20": "recall@20", "hr@10": "hit_rate@10"}
NAMES = ("users", "items", "train", "test")


def make(folder, ratings):
    from implicit.als import AlternatingLeastSquares

    train, test = ml1m.split(ratings)
    shape = (int(train[:, 0].max()) + 1, int(max(train[:, 1].max(), test[:, 1].max())) + 1)
    model = AlternatingLeastSquares(64, iterations=15, random_state=42)
    model.fit(matrix(train, shape), show_progress=False)
    arrays = (np.asarray(model.user_factors, np.float32), np.asarray(model.item_factors, np.float32), train, test)
    for name, array in zip(NAMES, arrays):
        np.save(os.path.join(folder, name + ".npy"), array)


def measure(folder, runs):
    import ranx
    from implicit.als import AlternatingLeastSquares

    users, items, train, test = (np.load(os.path.join(folder, name + ".npy")) for name in NAMES)
    shape = (len(users), len(items))
    seen = matrix(train, shape)
    model = AlternatingLeastSquares(users.shape[1])
    model.user_factors, model.item_factors = users, items
    everybody = np.arange(len(users))
    qrels = ranx.Qrels({str(u): {str(i): 1 for i in row.indices} for u, row in enumerate(matrix(test, shape))})

    def once():
        start = time.perf_counter()
        ids, scores = model.recommend(everybody, seen, N=20)
        middle = time.perf_counter()
        lists = ranx.Run({str(u): {str(i): s for i, s in zip(ids[u].tolist(), scores[u].tolist())} for u in everybody})
        found = ranx.evaluate(qrels, lists, list(METRICS.values()))
        return middle - start, time.perf_counter() - middle, found

    once()
    for _ in sys.stdin:
        taken = [once() for _ in range(runs)]
        whole = [lists + judged for lists, judged, _ in taken]
        print(json.dumps({
            "median": statistics.median(whole), "least": min(whole),
            "recommend": statistics.median(lists for lists, _, _ in taken),
            "ranx": statistics.median(judged for _, judged, _ in taken),
            "quality": {ours: float(taken[-1][2][theirs]) for ours, theirs in METRICS.items()},
        }), flush=True)


if sys.argv[1] == "make":
    make(sys.argv[2], sys.argv[3])
else:
    measure(sys.argv[2], int(sys.argv[3]))
