"""Numbers of ItemModelsTests, over the world of surprise_knn.py (users 20, items 15, who rated what).

usage: items.py    needs numpy, scipy and scikit-learn
"""
import numpy as np
from sklearn.linear_model import ElasticNet

X = np.zeros((20, 15), np.float64)
for user in range(20):
    for item in range(15):
        hash = (user * 31 + item * 17 + user * item * 7 + 1) * 2654435761 % (1 << 32)
        X[user, item] = (hash >> 20) % 100 < 60


def show(name, scores):
    """Scores of users 0, 7 and 19 for items 0, 4, 9 and 14."""
    print(name, [float(f"{scores[u, i]:.6g}") for u in (0, 7, 19) for i in (0, 4, 9, 14)])


def top(W, k, axis):
    """Keeps the k largest of each row (axis 1) or column (axis 0), of equals the earlier one."""
    kept = np.zeros_like(W)
    for n in range(W.shape[1 - axis]):
        row = W[n] if axis else W[:, n]
        best = np.argsort(-row, kind="stable")[:k]
        if axis: kept[n, best] = row[best]
        else: kept[best, n] = row[best]
    return kept


u, s, vt = np.linalg.svd(X)
show("pure-svd factors=4", X @ vt[:4].T @ vt[:4])

alpha, beta, k = 0.9, 0.4, 5
degree = X.sum(0)
W = (X / degree).T ** alpha @ (X / X.sum(1, keepdims=True)) ** alpha / degree ** beta
np.fill_diagonal(W, 0)
W = top(W, k, 1)
W = top(W / W.sum(1, keepdims=True), k, 0)
show("rp3beta k=5 alpha=.9 beta=.4", X @ W)


def cosine(A, shrink):
    length = np.sqrt((A ** 2).sum(0))
    S = A.T @ A / (np.outer(length, length) + shrink)
    np.fill_diagonal(S, 0)
    return S


rarity = np.maximum(0, np.log(15 / (1 + X.sum(1, keepdims=True))))
B = X * 2.2 / (1.2 * (0.25 + 0.75 * degree / degree.mean()) + X) * rarity
show("item-knn bm25 k=5 shrink=2 nearest=scored", X @ top(cosine(B, 2), 5, 0))
T = np.sqrt(X) * rarity
show("item-knn tf-idf k=5 nearest=had", X @ top(cosine(T, 0), 5, 1))
both = X.T @ X
J = both / (degree[:, None] + degree - both) * both / (both + 3)
np.fill_diagonal(J, 0)
show("item-knn jaccard k=5 shrink=3", X @ top(J, 5, 1))

# l1 = .6, l2 = 2 over 20 users: alpha = (l1 + l2) / 20, l1_ratio = l1 / (l1 + l2).
for positive in (True, False):
    W = np.zeros((15, 15))
    for j in range(15):
        others = [i for i in range(15) if i != j]
        net = ElasticNet(alpha=2.6 / 20, l1_ratio=0.6 / 2.6, fit_intercept=False, positive=positive, tol=1e-12, max_iter=100000)
        W[others, j] = net.fit(X[:, others], X[:, j]).coef_
    show(f"slim l1=.6 l2=2 positive={positive}", X @ W)
