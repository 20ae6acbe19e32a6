#!/usr/bin/env python3
"""Prints the collapse measures of models whose state is known: what Sources/Evaluation/Collapse/Thresholds.swift rests on.

    REEL_DATA=<data> calibrate.py        (ML-100K and FilmTrust, 256 users, unfiltered lists of 10, score rows centred)

An implementation of its own in NumPy, so that it also checks the Swift one. Needs numpy, scipy, implicit==0.7.3.
"""
import os

import numpy as np
import scipy.sparse as sp
from scipy.sparse.linalg import svds

K, SAMPLE = 10, 256


def load(path):
    pairs = np.loadtxt(os.path.join(os.environ["REEL_DATA"], path))[:, :2].astype(int)
    users = np.unique(pairs[:, 0], return_inverse=True)[1]
    items = np.unique(pairs[:, 1], return_inverse=True)[1]
    return sp.csr_matrix((np.ones(len(users), np.float32), (users, items)))


def measures(scores, popularity):
    n, m = scores.shape
    lists = [set(row) for row in np.argsort(-scores, axis=1, kind="stable")[:, :K]]
    popular = set(np.argsort(-popularity, kind="stable")[:K])
    overlap = lambda a, b: len(a & b) / len(a | b)
    counts = np.sort(np.bincount([i for row in lists for i in row], minlength=m))
    gini = ((2 * np.arange(1, m + 1) - m - 1) * counts).sum() / (m * counts.sum())
    centred = scores.astype(float) - scores.mean(1, keepdims=True, dtype=float)
    sigma = np.linalg.svd(centred, compute_uv=False)
    share = sigma[sigma > 0] / sigma.sum()
    unit = centred / np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-30)
    cosine = (unit @ unit.T)[np.triu_indices(n, 1)]
    return {
        "personalisation": 1 - np.mean([overlap(lists[a], lists[b]) for a in range(n) for b in range(a)]),
        "popular-overlap": np.mean([overlap(row, popular) for row in lists]),
        "tied-tops": np.mean([(row == row.max()).sum() > 1 for row in scores]),
        "reach": (counts > 0).sum() / K,
        "gini/max": gini / (1 - K / m),
        "effective-rank": np.exp(-(share * np.log(share)).sum()),
        "abundance": sigma.sum() / sigma[0],
        "cosine": cosine.mean(),
        "uniformity": np.log(np.exp(-2 * (2 - 2 * cosine)).mean()),
    }


def models(matrix, sample, rng):
    from implicit.als import AlternatingLeastSquares as ALS
    from implicit.bpr import BayesianPersonalizedRanking as BPR

    popularity, m = np.asarray(matrix.sum(0)).ravel(), matrix.shape[1]
    rows, gram = matrix[sample].toarray(), (matrix.T @ matrix).toarray().astype(float)
    for l2 in (500.0, 5000.0, 1e6):
        inverse = np.linalg.inv(gram + l2 * np.eye(m))
        weights = inverse / -np.diag(inverse)
        np.fill_diagonal(weights, 0)
        yield f"ease l2={l2:g}", rows @ weights
    norms = np.sqrt(np.diag(gram))
    cosines = gram / np.outer(norms, norms)
    np.fill_diagonal(cosines, 0)
    nearest = np.where(cosines >= np.sort(cosines, axis=1)[:, -50][:, None], cosines, 0)
    yield "item-knn k=50", rows @ nearest.T
    for width in (1, 2, 4, 16, 64):
        u, s, v = svds(matrix.astype(float), k=width)
        yield f"svd {width}", (u * s)[sample] @ v
    for name, model in [("als 64", ALS(64, random_state=0))] + [
        (f"bpr 64, {epochs} epochs", BPR(64, iterations=epochs, random_state=0)) for epochs in (1, 5, 100)
    ]:
        model.fit(matrix, show_progress=False)
        yield name, np.asarray(model.user_factors)[sample] @ np.asarray(model.item_factors).T
    yield "popular", np.tile(popularity, (len(sample), 1))
    for noise in (0.1, 0.5):
        yield f"log popular + noise {noise}", np.log1p(popularity) + noise * rng.standard_normal((len(sample), m))
    yield "random", rng.random((len(sample), m))


for path in ("ml-100k/u.data", "filmtrust/ratings.txt"):
    rng = np.random.default_rng(0)
    matrix = load(path)
    sample = np.sort(rng.choice(matrix.shape[0], SAMPLE, replace=False))
    popularity = np.asarray(matrix.sum(0)).ravel()
    for name, scores in models(matrix, sample, rng):
        found = measures(scores, popularity)
        print(f"{path:24}{name:24}" + "  ".join(f"{k} {v:.4f}" for k, v in found.items()), flush=True)
