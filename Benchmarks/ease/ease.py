"""EASE on MovieLens 1M by NumPy and SciPy: the peers that `reel bench ease` is held against.

usage: ease.py RATINGS.dat FOLDER [RUNS]

Writes the split into FOLDER (train.txt and test.txt, one 'user item' a line, dense ids; per user a random 20 %, seed 42,
from users with five items or more) and prints one JSON line per measurement. The fit is that of Steck 2019 in float32:
G = X'X + l2 I, P = G^-1, B = P / -diag(P) with a zero diagonal; all histories are binary. Each side takes the fastest way
it has to G: a dense product here, as it beats scipy.sparse's.
"""
import json
import os
import statistics
import sys
import time

import numpy as np
import scipy
import scipy.linalg
import scipy.sparse

L2 = 250


def split(path):
    pairs = np.array([[int(x) for x in line.split("::")[:2]] for line in open(path, encoding="latin-1")])
    pairs = np.unique(pairs, axis=0)
    users, u = np.unique(pairs[:, 0], return_inverse=True)
    items, i = np.unique(pairs[:, 1], return_inverse=True)
    chance = np.random.RandomState(42)
    test = np.zeros(len(u), bool)
    starts = np.searchsorted(u, np.arange(len(users) + 1))
    for user in range(len(users)):
        n = starts[user + 1] - starts[user]
        if n >= 5:
            test[starts[user] + chance.choice(n, max(1, n // 5), replace=False)] = True
    return len(users), len(items), np.stack([u, i], 1)[~test], np.stack([u, i], 1)[test]


def matrix(pairs, shape):
    return scipy.sparse.csr_matrix((np.ones(len(pairs), np.float32), (pairs[:, 0], pairs[:, 1])), shape=shape)


def gram(x):
    dense = x.toarray()
    g = dense.T @ dense
    g[np.diag_indices(len(g))] += L2
    return g


def weights(p):
    b = p / -np.diag(p)
    np.fill_diagonal(b, 0)
    return b


def by_inverse(x):
    return weights(np.linalg.inv(gram(x)))


def by_cholesky(x):
    c, _ = scipy.linalg.lapack.spotrf(gram(x), lower=True, overwrite_a=True)
    p, _ = scipy.linalg.lapack.spotri(c, lower=True, overwrite_c=True)
    return weights(np.tril(p) + np.tril(p, -1).T)


def ndcg(x, b, test, k=10):
    gains = 1 / np.log2(np.arange(2, k + 2))
    total, users = 0.0, 0
    for start in range(0, x.shape[0], 1024):
        part = x[start : start + 1024]
        scores = part @ b
        scores[part.nonzero()] = -np.inf
        best = np.argsort(-scores, axis=1, kind="stable")[:, :k]
        for row, top in enumerate(best):
            relevant = test[start + row].indices
            if len(relevant):
                hits = np.isin(top, relevant)
                total += (hits * gains).sum() / gains[: min(k, len(relevant))].sum()
                users += 1
    return total / users


def main():
    path, folder, runs = sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 3
    users, items, train, test = split(path)
    for name, pairs in (("train", train), ("test", test)):
        np.savetxt(os.path.join(folder, name + ".txt"), pairs, fmt="%d")
    x, held = matrix(train, (users, items)), matrix(test, (users, items))
    tasks = [("gram", gram), ("fit by inverse", by_inverse), ("fit by Cholesky", by_cholesky)]
    for task, work in tasks:
        seconds = []
        for _ in range(runs):
            start = time.perf_counter()
            result = work(x)
            seconds.append(time.perf_counter() - start)
        line = {
            "library": f"numpy {np.__version__}" + (f" scipy {scipy.__version__}" if "Cholesky" in task else ""),
            "task": task, "items": items, "l2": L2, "seconds": round(statistics.median(seconds), 4),
            "seconds_min": round(min(seconds), 4), "load1": round(os.getloadavg()[0], 2),
        }
        if task != "gram":
            line["ndcg@10"] = round(ndcg(x, result, held), 4)
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
