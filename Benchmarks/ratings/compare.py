"""Rating prediction on a fold of MovieLens 100K: SVD's fit, and a kNN baseline's fit and predictions; reel, Surprise.

usage: compare.py REEL        RUNS=3 fits in each process; PEER names the interpreter that has scikit-surprise
"""
import os
import statistics
import subprocess
import sys
import json

from sides import SCRATCH, data, disagreement, in_turn, report, run, steps

RUNS = int(os.environ.get("RUNS", "3"))
# What is timed, what it is, and how far errors may lie apart: factors are drawn anew, neighbours are not.
WORK = {
    "svd": ("fit", "SVD, 100 factors, 20 epochs, fit", 0.005),
    "knn-baseline": ("all", "40 neighbours around a baseline, fit and predictions", 2e-4),
}


def main(reel):
    print("ratings", file=sys.stderr)
    ratings = data("ml-100k/u.data")
    python = os.environ["PEER"]
    folder = os.path.join(SCRATCH, "ratings")
    os.makedirs(folder, exist_ok=True)
    peer = os.path.join(os.path.dirname(os.path.abspath(__file__)), "peer.py")
    subprocess.run([python, peer, "folds", ratings, folder], check=True)
    files = f'train="{folder}/train.npy" test="{folder}/test.npy"'
    for model, (step, what, tolerance) in WORK.items():
        def by_reel():
            rows = steps(reel, f"bench ratings model={model} {files} runs={RUNS}")
            return {"seconds": rows[step]["median"], "rmse": rows["all"]["rmse"], "mae": rows["all"]["mae"]}

        def by_surprise():
            answer = json.loads(run([python, peer, model, ratings, str(RUNS)])[0])
            return {"seconds": answer[step], "rmse": answer["rmse"], "mae": answer["mae"]}

        taken = in_turn({"reel": by_reel, "scikit-surprise 1.1.5": by_surprise})
        seconds = {side: [one["seconds"] for one in ones] for side, ones in taken.items()}
        quality = {side: {name: ones[-1][name] for name in ("rmse", "mae")} for side, ones in taken.items()}
        ours, theirs = (statistics.median(ones) for ones in seconds.values())
        report(
            f"ratings {model}", f"{what}, on a fold of ML-100K", seconds,
            {side: f"RMSE {value['rmse']:.4f}, MAE {value['mae']:.4f}" for side, value in quality.items()},
            f"{theirs / ours:.1f} times as fast", "10 times Surprise", theirs >= 10 * ours,
            disagreement(quality, tolerance), f"the errors to {tolerance:g}")


main(sys.argv[1])
