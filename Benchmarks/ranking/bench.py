#!/usr/bin/env python3
"""Full ranking from factors, the peers' way: implicit's recommend for all users, then ranx's metrics. One JSON line each.

    bench.py make FOLDER    makes FOLDER/{users,items,train,test}.npy from ML-1M ratings ($REEL_DATA/ml-1m/ratings.dat): a random
                            fifth of each user's ratings for test (seed 42), factors by implicit's ALS
    bench.py time FOLDER    times implicit's recommend (top 20, seen filtered) + ranx on those files

run.sh does both and the same with reel in one run. Peers: pip install implicit==0.7.3 ranx==0.3.21 numpy scipy
"""
import json, os, statistics, sys, time

import numpy as np
import scipy.sparse as sp

REPEATS = int(os.environ.get("REPEATS", "7"))
METRICS = ["ndcg@10", "recall@20", "hit_rate@10"]


def csr(pairs, shape):
    return sp.csr_matrix((np.ones(len(pairs), np.float32), (pairs[:, 0], pairs[:, 1])), shape=shape)


def make(folder):
    from implicit.als import AlternatingLeastSquares

    path = os.path.join(os.environ["REEL_DATA"], "ml-1m", "ratings.dat")
    rows = np.array([line.split("::")[:2] for line in open(path, encoding="latin-1")], dtype=np.int64)
    users = np.unique(rows[:, 0], return_inverse=True)[1]
    items = np.unique(rows[:, 1], return_inverse=True)[1]
    rng = np.random.RandomState(42)
    order = rng.permutation(len(users))
    order = order[np.argsort(users[order], kind="stable")]
    sizes = np.bincount(users)
    place = np.arange(len(users)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    test = np.zeros(len(users), bool)
    test[order] = place < np.maximum(1, np.repeat(sizes, sizes) // 5)
    pairs = np.stack([users, items], 1).astype(np.int32)
    shape = (users.max() + 1, items.max() + 1)
    model = AlternatingLeastSquares(64, iterations=15, random_state=42)
    model.fit(csr(pairs[~test], shape), show_progress=False)
    os.makedirs(folder, exist_ok=True)
    for name, array in [
        ("users", np.asarray(model.user_factors, np.float32)),
        ("items", np.asarray(model.item_factors, np.float32)),
        ("train", pairs[~test]),
        ("test", pairs[test]),
    ]:
        np.save(os.path.join(folder, name + ".npy"), array)


def clocked(work):
    times, result = [], None
    for round in range(REPEATS + 1):
        start = time.perf_counter()
        result = work()
        if round:
            times.append(time.perf_counter() - start)
    return min(times), statistics.median(times), result


def peers(folder):
    import ranx
    from importlib.metadata import version
    from implicit.als import AlternatingLeastSquares

    users, items, train, test = (np.load(os.path.join(folder, n + ".npy")) for n in ("users", "items", "train", "test"))
    shape = (len(users), len(items))
    seen = csr(train, shape)
    model = AlternatingLeastSquares(users.shape[1])
    model.user_factors, model.item_factors = users, items
    everybody = np.arange(len(users))
    qrels = ranx.Qrels({str(u): {str(i): 1 for i in row.indices} for u, row in enumerate(csr(test, shape))})

    def work():
        start = time.perf_counter()
        ids, scores = model.recommend(everybody, seen, N=20)
        middle = time.perf_counter()
        run = ranx.Run({str(u): {str(i): s for i, s in zip(ids[u].tolist(), scores[u].tolist())} for u in everybody})
        found = ranx.evaluate(qrels, run, METRICS)
        return middle - start, time.perf_counter() - middle, found

    best, median, (recommend, judge, found) = clocked(work)
    print(json.dumps({
        "side": "implicit + ranx", "versions": [version("implicit"), version("ranx")], "users": len(users),
        "items": len(items), "best_s": round(best, 4), "median_s": round(median, 4),
        "last_recommend_s": round(recommend, 4), "last_ranx_s": round(judge, 4),
        "quality": {k: round(float(v), 6) for k, v in found.items()},
    }))


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in ("make", "time"):
        sys.exit(__doc__)
    (make if sys.argv[1] == "make" else peers)(sys.argv[2])
