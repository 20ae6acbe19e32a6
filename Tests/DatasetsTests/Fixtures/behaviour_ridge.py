"""Skill of ridge regression from channel means on a folder of `generate behaviour`: python3 behaviour_ridge.py FOLDER

Needs numpy and scikit-learn. The last quarter of the users is tested on.
"""
import csv
import json
import sys

import numpy as np
from sklearn.linear_model import RidgeCV

folder = sys.argv[1]


def rows(name):
    with open(f"{folder}/{name}") as file:
        return list(csv.reader(file))[1:]


traits = {user: [float(x) for x in cells] for user, *cells in rows("traits.csv")}
series = {user: [] for user in traits}
for user, _, *cells in rows("behaviour.csv"):
    series[user].append([float(x) for x in cells])
x = np.array([np.mean(series[user], axis=0) for user in traits])
y = np.array(list(traits.values()))
x = (x - x.mean(0)) / x.std(0)
n = len(x) * 3 // 4
ridge = RidgeCV(np.logspace(-2, 4, 13)).fit(x[:n], y[:n])
error = ((ridge.predict(x[n:]) - y[n:]) ** 2).sum()
constant = ((y[:n].mean(0) - y[n:]) ** 2).sum()
planted = json.load(open(f"{folder}/planted.json"))
print(
    f"skill {1 - error / constant:.3f}, means can {planted['skill_of_channel_means'][0]:.3f},",
    f"any model {planted['reachable_skill'][0]:.3f}",
)
