"""Weights of EASE in NumPy for EASETests.numPyFindsTheSame: python3 ease.py"""
import numpy as np


def h(u, i):
    return ((u * 31 + i * 17 + u * i * 7 + 1) * 2654435761) % 2**32


X = np.array([[(h(u, i) >> 20) % 100 < 60 for i in range(15)] for u in range(20)], float)
G = X.T @ X + 2 * np.eye(15)
P = np.linalg.inv(G)
B = P / -np.diag(P)
np.fill_diagonal(B, 0)
for i, j in [(0, 1), (1, 0), (2, 9), (14, 3), (7, 13), (11, 12)]:
    print(f"({i}, {j}, {B[i, j]:.6f}),")
