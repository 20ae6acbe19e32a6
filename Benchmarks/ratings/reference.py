"""What `train als-wr` and `train item-knn similarity=adjusted-cosine` are held against, in NumPy, on the five folds that
scikit-surprise cuts from ML-100K: mean RMSE and MAE.

usage: reference.py als U.DATA [FACTORS EPOCHS REG BIASED SEED]
       reference.py adjusted-cosine U.DATA [K]

als: alternating least squares of ratings (Zhou et al. 2008), each row solved for by numpy.linalg.solve in double precision; with
BIASED=1 the row's offset is solved for beside its factors, from ratings less their mean and the other side's offsets. Only
the first factors, which are drawn, differ from reel's.

adjusted-cosine: Sarwar et al. 2001, §3.1.3, over the users who rated both items; a prediction is the item's mean and the
mean deviation of the K most similar items of the user with a similarity above 0, weighted by it.
"""
import sys

import numpy as np


def folds(n, k=5):
    """scikit-surprise's KFold(k, random_state=0): a shuffled range, cut into k runs."""
    order = np.arange(n)
    np.random.RandomState(0).shuffle(order)
    start = 0
    for f in range(k):
        end = start + n // k + (f < n % k)
        yield np.concatenate([order[:start], order[end:]]), order[start:end]
        start = end


def half(own, rows, other, reg, biased, mean):
    """Solves for each row beside the other side: rows[r] holds its columns and ratings."""
    for r, (columns, ratings) in enumerate(rows):
        if len(columns) == 0:
            own[r] = 0
            continue
        y = other[columns].copy()
        target = ratings - mean
        if biased:
            target = target - y[:, -1]
            y[:, -1] = 1
        own[r] = np.linalg.solve(y.T @ y + reg * len(columns) * np.eye(y.shape[1]), y.T @ target)


def fit(train, users, items, factors, epochs, reg, biased, seed):
    u, i, r = train[:, 0].astype(int), train[:, 1].astype(int), train[:, 2]
    by_user = [(i[u == k], r[u == k]) for k in range(users)]
    by_item = [(u[i == k], r[i == k]) for k in range(items)]
    mean = r.mean() if biased else 0.0
    q = np.zeros((items, factors + biased))
    q[:, :factors] = np.random.RandomState(seed).normal(0, 0.1, (items, factors))
    if not biased:
        q[:, 0] = [own.mean() if len(own) else r.mean() for _, own in by_item]
    p = np.zeros((users, factors + biased))
    for _ in range(epochs):
        half(p, by_user, q, reg, biased, mean)
        half(q, by_item, p, reg, biased, mean)
    return p, q, mean


def als(train, test, users, items, factors=20, epochs=15, reg=0.1, biased=1, seed=0):
    p, q, mean = fit(train, users, items, factors, epochs, reg, biased, seed)
    u, i = test[:, 0].astype(int), test[:, 1].astype(int)
    if biased:
        return mean + p[u, -1] + q[i, -1] + (p[u, :-1] * q[i, :-1]).sum(1)
    rated = np.isin(np.arange(items), train[:, 1])
    means = np.array([train[train[:, 0] == k, 2].mean() for k in range(users)])
    return np.where(rated[i], (p[u] * q[i]).sum(1), means[u])


def adjusted_cosine(train, test, users, items, k=40):
    r = np.zeros((users, items))
    there = np.zeros((users, items))
    u, i = train[:, 0].astype(int), train[:, 1].astype(int)
    r[u, i], there[u, i] = train[:, 2], 1
    rest = there * (r - (r.sum(1) / there.sum(1))[:, None])
    squares = (rest ** 2).T @ there
    with np.errstate(invalid="ignore", divide="ignore"):
        alike = np.nan_to_num(rest.T @ rest / np.sqrt(squares * squares.T))
        means = np.where(there.sum(0) > 0, r.sum(0) / there.sum(0), train[:, 2].mean())
    np.fill_diagonal(alike, 0)
    found = []
    for u, i in test[:, :2].astype(int):
        had = np.flatnonzero(there[u])
        s = alike[i, had]
        near = np.argsort(-s, kind="stable")[:k]
        near = near[s[near] > 1e-12]
        rests = r[u, had[near]] - means[had[near]]
        found.append(means[i] + (s[near] @ rests / s[near].sum() if len(near) else 0))
    return np.array(found)


def main(model, path, *settings):
    data = np.loadtxt(path)[:, :3]
    for column in 0, 1:
        data[:, column] = np.unique(data[:, column], return_inverse=True)[1]
    users, items = (int(data[:, c].max()) + 1 for c in (0, 1))
    errors = []
    for train, test in folds(len(data)):
        found = {"als": als, "adjusted-cosine": adjusted_cosine}[model](
            data[train], data[test], users, items, *settings)
        low, high = data[train, 2].min(), data[train, 2].max()
        miss = np.clip(found, low, high) - data[test, 2]
        errors.append((np.sqrt((miss ** 2).mean()), np.abs(miss).mean()))
    print("RMSE {:.4f} MAE {:.4f}".format(*np.mean(errors, 0)))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *(f(x) for f, x in zip((int, int, float, int, int), sys.argv[3:])))
