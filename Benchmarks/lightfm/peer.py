"""LightFM on MovieLens 1M: the peer that `train lightfm` is held against.

usage: peer.py LOSS FOLDER THREADS FACTORS EPOCHS SEED

Reads train.npy and test.npy from FOLDER, fits once and prints one JSON line: seconds of the fit, ndcg@10 over all items
that the user has not watched.
"""
import json
import sys
import time

import numpy as np
import scipy.sparse
from lightfm import LightFM


def ndcg(model, x, test, k=10):
    gains = 1 / np.log2(np.arange(2, k + 2))
    user_biases, users = model.get_user_representations()
    item_biases, items = model.get_item_representations()
    values = []
    for start in range(0, x.shape[0], 1024):
        scores = users[start:start + 1024] @ items.T + item_biases
        scores[x[start:start + 1024].nonzero()] = -np.inf
        best = np.argsort(-scores, axis=1, kind="stable")[:, :k]
        for row, top in enumerate(best):
            relevant = test[start + row].indices
            if len(relevant):
                values.append((np.isin(top, relevant) * gains).sum() / gains[:min(k, len(relevant))].sum())
    return float(np.mean(values))


def main(loss, folder, threads, factors, epochs, seed):
    train, test = (np.load(f"{folder}/{name}.npy") for name in ("train", "test"))
    shape = tuple(int(max(a, b)) + 1 for a, b in zip(train.max(0), test.max(0)))
    x, relevant = (
        scipy.sparse.csr_matrix((np.ones(len(pairs), np.float32), (pairs[:, 0], pairs[:, 1])), shape=shape)
        for pairs in (train, test))
    model = LightFM(no_components=factors, loss=loss, learning_rate=0.05, max_sampled=10, random_state=seed)
    examples = x.tocoo()
    start = time.perf_counter()
    model.fit(examples, epochs=epochs, num_threads=threads)
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "ndcg@10": ndcg(model, x, relevant)}))


main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:]))
