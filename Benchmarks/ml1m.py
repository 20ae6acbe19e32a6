"""MovieLens 1M as pairs, and the split that the comparisons share."""
import os

import numpy as np
import scipy.sparse


def split(path):
    """A random fifth of each user's ratings (seed 42, at least one) for test; ids counted anew from 0, ascending.

    Returns train and test as int32 [n, 2]: user, item.
    """
    rows = np.array([line.split("::")[:2] for line in open(path, encoding="latin-1")], dtype=np.int64)
    users = np.unique(rows[:, 0], return_inverse=True)[1]
    items = np.unique(rows[:, 1], return_inverse=True)[1]
    order = np.random.RandomState(42).permutation(len(users))
    order = order[np.argsort(users[order], kind="stable")]
    sizes = np.bincount(users)
    place = np.arange(len(users)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    test = np.zeros(len(users), bool)
    test[order] = place < np.maximum(1, np.repeat(sizes, sizes) // 5)
    pairs = np.stack([users, items], 1).astype(np.int32)
    return pairs[~test], pairs[test]


def matrix(pairs, shape):
    """Users by items, a 1 for each pair."""
    return scipy.sparse.csr_matrix((np.ones(len(pairs), np.float32), (pairs[:, 0], pairs[:, 1])), shape=shape)


def saved(ratings, folder):
    """Splits, writes train.npy and test.npy into a folder of SCRATCH, and returns both."""
    os.makedirs(folder, exist_ok=True)
    train, test = split(ratings)
    np.save(f"{folder}/train.npy", train)
    np.save(f"{folder}/test.npy", test)
    return train, test


def ndcg(lists, test, k=10):
    """Mean ndcg@k of lists of items, one for each user, over the users with test pairs."""
    gains = 1 / np.log2(np.arange(2, k + 2))
    values = []
    for row, top in enumerate(lists):
        relevant = test[row].indices
        if len(relevant):
            values.append((np.isin(top, relevant) * gains).sum() / gains[:min(k, len(relevant))].sum())
    return float(np.mean(values))
