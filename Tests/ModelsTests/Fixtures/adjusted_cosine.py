"""Adjusted cosine by its definition (Sarwar et al. 2001, §3.1.3 and §3.2.1) in NumPy, for NeighboursTests.

pip install numpy && python adjusted_cosine.py
"""
import numpy as np


def h(u, i):
    return ((u * 31 + i * 17 + u * i * 7 + 1) * 2654435761) % 2**32


U, V, k, min_k, support = 20, 15, 3, 2, 4
there = np.array([[(h(u, i) >> 20) % 100 < 60 for i in range(V)] for u in range(U)])
ratings = np.array([[1 + (h(u, i) >> 8) % 401 / 100 for i in range(V)] for u in range(U)])
pairs = [(u, i) for u in range(U) for i in range(V) if not there[u, i]][::17]
low, high = ratings[there].min(), ratings[there].max()
mean = ratings[there].mean()


def likeness(x, there, least):
    """Of the rows of x, each column's mean taken from it first, over common entries."""
    rest = np.where(there, x - (x * there).sum(0) / there.sum(0), 0)
    alike = np.zeros((len(x), len(x)))
    for a in range(len(x)):
        for b in range(len(x)):
            both = there[a] & there[b]
            if a == b or both.sum() < least:
                continue
            p, q = rest[a, both], rest[b, both]
            norms = np.sqrt((p @ p) * (q @ q))
            alike[a, b] = p @ q / norms if norms > 0 else 0
    return alike


def predictions(x, there, owners, centre):
    """For each (row, column): the k rows most like it that have the column."""
    alike = likeness(x, there, support)
    found = []
    for row, column in owners:
        near = [r for r in range(len(x)) if there[r, column] and alike[row, r] > 0]
        near = sorted(near, key=lambda r: (-alike[row, r], r))[:k]
        own = x[row, there[row]].mean()
        if len(near) < min_k:
            value = own if centre == "mean" else mean
        else:
            s = alike[row, near]
            shift = [x[r, there[r]].mean() if centre == "mean" else 0 for r in near]
            value = (own if centre == "mean" else 0) + s @ (x[near, column] - shift) / s.sum()
        found.append(round(float(np.clip(value, low, high)), 5))
    return found


for centre in ("none", "mean"):
    print(f'Case("user-knn", "adjusted-cosine", "{centre}", {predictions(ratings, there, pairs, centre)}),')
for centre in ("none", "mean"):
    turned = [(i, u) for u, i in pairs]
    print(f'Case("item-knn", "adjusted-cosine", "{centre}", {predictions(ratings.T, there.T, turned, centre)}),')
alike = likeness(ratings.T, there.T, 1)
kept = np.zeros_like(alike)
for i in range(V):
    near = [j for j in range(V) if alike[i, j] > 0]
    for j in sorted(near, key=lambda j: (-alike[i, j], j))[:5]:
        kept[i, j] = alike[i, j]
scores = there.astype(float) @ kept
print("ranking", [round(float(scores[u, i]), 5) for u in (0, 7, 19) for i in (0, 4, 9, 14)])
