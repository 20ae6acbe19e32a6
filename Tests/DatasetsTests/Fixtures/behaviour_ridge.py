"""Skill of ridge regression from channel means on a folder of `generate behaviour`: python3 behaviour_ridge.py FOLDER

Needs numpy, pandas and scikit-learn. The last quarter of the users is tested on.
"""
import json
import sys

import numpy as np
import pandas as pd
from sklearn.linear_model import RidgeCV

folder = sys.argv[1]
rows = pd.read_csv(f"{folder}/behaviour.csv")
traits = pd.read_csv(f"{folder}/traits.csv").set_index("user_id")
means = rows.drop(columns="time").groupby("user_id").mean().loc[traits.index]
x, y = means.to_numpy(), traits.to_numpy()
x = (x - x.mean(0)) / x.std(0)
n = len(x) * 3 // 4
ridge = RidgeCV(np.logspace(-2, 4, 13)).fit(x[:n], y[:n])
error = ((ridge.predict(x[n:]) - y[n:]) ** 2).sum()
constant = ((y[:n].mean(0) - y[n:]) ** 2).sum()
planted = json.load(open(f"{folder}/planted.json"))
print(f"skill {1 - error / constant:.3f}, means can {planted['skill_of_channel_means'][0]:.3f},",
      f"any model {planted['reachable_skill'][0]:.3f}")
