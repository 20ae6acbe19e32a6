"""scikit-surprise's side of `bench ratings`: fit and prediction on the first of its five folds of ML-100K.

usage: peer.py folds U.DATA FOLDER            writes train.npy and test.npy: user, item, rating, ids counted from 0
       peer.py svd|knn-baseline U.DATA RUNS   prints one JSON line
"""
import json
import os
import sys
import time

import numpy as np
from surprise import SVD, Dataset, KNNBaseline, Reader, accuracy
from surprise.model_selection import KFold

MODELS = {"svd": lambda: SVD(random_state=0), "knn-baseline": lambda: KNNBaseline(verbose=False)}


def fold(path):
    data = Dataset.load_from_file(path, reader=Reader(line_format="user item rating timestamp", sep="\t"))
    return next(KFold(5, random_state=0).split(data))


def folds(path, folder):
    train, test = fold(path)
    raw = [(train.to_raw_uid(u), train.to_raw_iid(i), r) for u, i, r in train.all_ratings()]
    both = np.array(raw + test, dtype=np.float64).astype(np.int32)
    for column in 0, 1:
        both[:, column] = np.unique(both[:, column], return_inverse=True)[1]
    np.save(os.path.join(folder, "train.npy"), both[:len(raw)])
    np.save(os.path.join(folder, "test.npy"), both[len(raw):])


def main(model, path, runs):
    train, test = fold(path)
    taken = {"fit": [], "predict": [], "all": []}
    for _ in range(runs):
        algorithm = MODELS[model]()
        start = time.perf_counter()
        algorithm.fit(train)
        middle = time.perf_counter()
        predictions = algorithm.test(test)
        end = time.perf_counter()
        for step, seconds in ("fit", middle - start), ("predict", end - middle), ("all", end - start):
            taken[step].append(seconds)
    print(json.dumps({
        **{step: float(np.median(seconds)) for step, seconds in taken.items()},
        "rmse": accuracy.rmse(predictions, verbose=False), "mae": accuracy.mae(predictions, verbose=False),
    }))


if sys.argv[1] == "folds":
    folds(*sys.argv[2:])
else:
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
