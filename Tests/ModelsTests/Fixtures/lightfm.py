"""Numbers of LightFM 1.17 for Tests/KernelsTests/HybridTests.swift.

    python -m venv v && v/bin/pip install 'cython<3' 'numpy<2' 'setuptools<60' wheel 'scipy<1.14' requests scikit-learn
    v/bin/pip install lightfm==1.17 --no-build-isolation && v/bin/python lightfm.py

Calls LightFM's own loops on worlds in which chance plays no part: all negatives that can be drawn have the same
features. Three passes over the examples in order.
"""
import numpy as np
import scipy.sparse as sp
from lightfm import LightFM
from lightfm._lightfm_fast import CSRMatrix, fit_bpr, fit_logistic, fit_warp, fit_warp_kos

D = 3
KINDS = {"a": {0: 1.0, 1: 0.5}, "b": {2: 1.0, 3: 0.25}, "c": {1: 1.0, 3: 2.0}}
USERS = [{0: 1.0}, {1: 0.5, 2: 1.0}, {0: 0.5, 2: 2.0}]


def rows(descriptions, features):
    matrix = sp.lil_matrix((len(descriptions), features), dtype=np.float32)
    for row, description in enumerate(descriptions):
        for feature, weight in description.items():
            matrix[row, feature] = weight
    return matrix.tocsr()


def start(features, shift):
    return np.array(
        [[((f * 7 + c * 3 + shift) % 11 - 5) / 20 for c in range(D)] for f in range(features)], np.float32)


def run(loss, schedule, kinds, examples):
    items, users = rows([KINDS[kind] for kind in kinds], 4), rows(USERS, 3)
    model = LightFM(no_components=D, loss=loss, learning_schedule=schedule, k=2, n=4, random_state=1)
    model._initialize(D, 4, 3)
    model.item_embeddings, model.user_embeddings = start(4, 0), start(3, 2)
    data = model._get_lightfm_data()
    u, i, y, w = (np.array(x, t) for x, t in zip(zip(*examples), (np.int32, np.int32, np.float32, np.float32)))
    history = sp.coo_matrix((y, (u, i)), shape=(3, len(kinds)), dtype=np.float32).tocsr()
    order = np.arange(len(u), dtype=np.int32)
    features = (CSRMatrix(items), CSRMatrix(users))
    chance = np.random.RandomState(1)
    for _ in range(3):
        if loss == "logistic":
            fit_logistic(*features, u, i, y, w, order, data, 0.05, 0.0, 0.0, 1)
        elif loss == "warp-kos":
            fit_warp_kos(*features, CSRMatrix(history), u, order, data, 0.05, 0.0, 0.0, 2, 4, 1, chance)
        else:
            fit = fit_warp if loss == "warp" else fit_bpr
            fit(*features, CSRMatrix(history), u, i, y, w, order, data, 0.05, 0.0, 0.0, 1, chance)
    print(loss, schedule)
    for name, table in (("items", model.item_embeddings), ("biases", model.item_biases), ("users", model.user_embeddings)):
        print("   ", name, ", ".join(f"{x:.6f}" for x in np.ravel(table)))


pointwise = [(0, 0, 1, 1.0), (1, 1, -1, 0.5), (2, 2, 1, 2.0), (0, 1, 1, 1.0), (1, 0, -1, 1.0), (2, 0, 1, 1.0)]
for schedule in ("adagrad", "adadelta"):
    run("logistic", schedule, ["a", "b", "c"], pointwise)
    run("warp", schedule, ["a"] + ["b"] * 999, [(0, 0, 1, 1.0), (1, 0, 1, 0.5), (2, 0, 1, 1.0)])
    run("bpr", schedule, ["a"] * 3 + ["b"] * 3, [(0, k, 1, 1.0) for k in range(3)] + [(1, 3 + k, 1, 0.5) for k in range(3)])
    run("warp-kos", schedule, ["a", "a"] + ["b"] * 998, [(0, 0, 1, 1.0), (0, 1, 1, 1.0), (1, 0, 1, 1.0), (1, 1, 1, 1.0)])
