"""Alternating least squares of ratings (Zhou et al. 2008) in NumPy, on the five folds that scikit-surprise cuts from ML-100K.

usage: als.py U.DATA [FACTORS EPOCHS REG BIASED SEED]      prints the mean RMSE and MAE over the folds

Each row is solved for by numpy.linalg.solve in double precision; with BIASED=1 the row's offset is solved for beside its
factors, from ratings less their mean and the other side's offsets. Written for comparison with `train als-wr`; only the first
factors, which are drawn, differ.
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


def main(path, factors=20, epochs=15, reg=0.1, biased=1, seed=0):
    data = np.loadtxt(path)[:, :3]
    for column in 0, 1:
        data[:, column] = np.unique(data[:, column], return_inverse=True)[1]
    users, items = (int(data[:, c].max()) + 1 for c in (0, 1))
    errors = []
    for train, test in folds(len(data)):
        rows = data[train]
        p, q, mean = fit(rows, users, items, factors, epochs, reg, biased, seed)
        u, i = data[test, 0].astype(int), data[test, 1].astype(int)
        if biased:
            found = mean + p[u, -1] + q[i, -1] + (p[u, :-1] * q[i, :-1]).sum(1)
        else:
            found = (p[u] * q[i]).sum(1)
            rated = np.isin(np.arange(items), rows[:, 1])
            means = np.array([rows[rows[:, 0] == k, 2].mean() for k in range(users)])
            found = np.where(rated[i], found, means[u])
        miss = np.clip(found, rows[:, 2].min(), rows[:, 2].max()) - data[test, 2]
        errors.append((np.sqrt((miss ** 2).mean()), np.abs(miss).mean()))
    print("RMSE {:.4f} MAE {:.4f}".format(*np.mean(errors, 0)))


if __name__ == "__main__":
    main(sys.argv[1], *(f(x) for f, x in zip((int, int, float, int, int), sys.argv[2:])))
