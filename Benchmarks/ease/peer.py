"""EASE by NumPy's inverse or SciPy's Cholesky: the peers that `bench ease` is held against.

usage: peer.py inverse|cholesky FOLDER RUNS L2

Reads train.npy and test.npy from FOLDER and prints one JSON line. The fit is that of Steck 2019 in float32:
G = X'X + l2 I, P = G^-1, B = P / -diag(P) with a zero diagonal; all histories are binary. G comes from a dense product,
the fastest way to it here: scipy.sparse's product takes longer.
"""
import json
import os
import sys
import time

import numpy as np
import scipy.linalg

from ml1m import matrix


def gram(x, l2):
    dense = x.toarray()
    g = dense.T @ dense
    g[np.diag_indices(len(g))] += np.float32(l2)
    return g


def weights(p):
    b = p / -np.diag(p)
    np.fill_diagonal(b, 0)
    return b


def inverse(x, l2):
    return weights(np.linalg.inv(gram(x, l2)))


def cholesky(x, l2):
    c, _ = scipy.linalg.lapack.spotrf(gram(x, l2), lower=True, overwrite_a=True)
    p, _ = scipy.linalg.lapack.spotri(c, lower=True, overwrite_c=True)
    return weights(np.tril(p) + np.tril(p, -1).T)


def ndcg(x, b, test, k=10):
    gains = 1 / np.log2(np.arange(2, k + 2))
    values = []
    for start in range(0, x.shape[0], 1024):
        part = x[start:start + 1024]
        scores = part @ b
        scores[part.nonzero()] = -np.inf
        best = np.argsort(-scores, axis=1, kind="stable")[:, :k]
        for row, top in enumerate(best):
            relevant = test[start + row].indices
            if len(relevant):
                values.append((np.isin(top, relevant) * gains).sum() / gains[:min(k, len(relevant))].sum())
    return float(np.mean(values))


def main(way, folder, runs, l2):
    train, test = (np.load(os.path.join(folder, name + ".npy")) for name in ("train", "test"))
    shape = tuple(int(max(a, b)) + 1 for a, b in zip(train.max(0), test.max(0)))
    x = matrix(train, shape)
    fit = {"inverse": inverse, "cholesky": cholesky}[way]
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        b = fit(x, l2)
        seconds.append(time.perf_counter() - start)
    print(json.dumps({
        "median": float(np.median(seconds)), "least": min(seconds), "ndcg@10": ndcg(x, b, matrix(test, shape)),
    }))


main(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4]))
