"""LightFM on MovieLens 1M, WARP and BPR: reel's `train lightfm` and the library it is named after, both on all cores.

usage: compare.py REEL        FACTORS=64 EPOCHS=10

The peer needs older tools than the others do and has an environment of its own, `vb` below PEERS, made where it is
missing.
"""
import itertools
import json
import os
import statistics
import subprocess
import sys

import numpy as np

import ml1m
from sides import SCRATCH, data, in_turn, report, run

FACTORS, EPOCHS = os.environ.get("FACTORS", "64"), os.environ.get("EPOCHS", "10")
THREADS = os.environ.get("REEL_THREADS", str(os.cpu_count()))
GOALS = {"warp": 5, "bpr": 4}


def peer_python():
    folder = os.path.join(os.environ.get("PEERS", os.path.expanduser("~/.cache/reelbench-peers")), "vb")
    python = os.path.join(folder, "bin", "python")
    if subprocess.run([python, "-c", "import lightfm"], capture_output=True, check=False).returncode if os.path.exists(
            python) else True:
        print(f"installing LightFM into {folder}", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        pip = [python, "-m", "pip", "install", "--quiet"]
        subprocess.run(pip + ["cython<3", "numpy<2", "setuptools<60", "wheel", "scipy<1.14", "requests",
                              "scikit-learn"], check=True)
        subprocess.run(pip + ["--no-build-isolation", "lightfm==1.17"], check=True)
    return python


def main(reel):
    print("lightfm", file=sys.stderr)
    ratings = data("ml-1m/ratings.dat")
    python = peer_python()
    folder = os.path.join(SCRATCH, "lightfm")
    os.makedirs(folder, exist_ok=True)
    train, test = ml1m.split(ratings)
    for name, pairs in (("train", train), ("test", test)):
        np.save(f"{folder}/{name}.npy", pairs)
        np.savetxt(f"{folder}/{name}.tsv", pairs, fmt="%d", delimiter="\t")
    peer = os.path.join(os.path.dirname(os.path.abspath(__file__)), "peer.py")
    os.environ["REEL_RUNS"] = f"{folder}/runs.db"

    def by_reel(loss, seed):
        script = (
            f'load "{folder}/train.tsv" columns=[user item] test="{folder}/test.tsv"; split fixed; '
            f"m = train lightfm loss={loss} factors={FACTORS} epochs={EPOCHS} seed={seed}; "
            "evaluate m on=[ndcg@10]; m.seconds; m.ndcg@10")
        lines = run([reel, "--quiet", "--json", "-c", script])[0].splitlines()
        seconds, quality = (json.loads(line) for line in lines[-2:])
        return {"seconds": seconds, "ndcg@10": quality["mean"] if isinstance(quality, dict) else quality}

    def by_lightfm(loss, seed):
        return json.loads(run([python, peer, loss, folder, THREADS, FACTORS, EPOCHS, str(seed)])[0])

    for loss, goal in GOALS.items():
        # One seed moves BPR's ndcg@10 by .0024 (standard deviation over seeds) on either side: each round has its own.
        seeds, same = itertools.tee(itertools.count(1))
        taken = in_turn({
            "reel": lambda: by_reel(loss, next(seeds)), "LightFM 1.17": lambda: by_lightfm(loss, next(same))})
        seconds = {side: [one["seconds"] for one in ones] for side, ones in taken.items()}
        quality = {side: statistics.mean(one["ndcg@10"] for one in ones) for side, ones in taken.items()}
        ours, theirs = (statistics.median(ones) for ones in seconds.values())
        behind = quality["LightFM 1.17"] - quality["reel"]
        report(
            f"lightfm {loss}", f"ML-1M, {len(train)} pairs, d={FACTORS}, {EPOCHS} epochs, {THREADS} threads", seconds,
            {side: f"ndcg@10 {value:.4f}" for side, value in quality.items()},
            f"{theirs / ours:.2f} times as fast", f"{goal} times LightFM, quality no worse", theirs >= goal * ours,
            f"ndcg@10 is {behind:.4f} behind" if behind > 0.003 else "", "quality, reel's being no worse by .003")


main(sys.argv[1])
