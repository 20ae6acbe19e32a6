"""Predictions of scikit-surprise 1.1.5 for NeighboursTests and BaselinesTests.biasIsSurprises.

pip install 'numpy<2' scikit-surprise==1.1.5 && python surprise_knn.py
"""
import tempfile

from surprise import BaselineOnly, Dataset, KNNBaseline, KNNBasic, KNNWithMeans, Reader


def h(u, i):
    return ((u * 31 + i * 17 + u * i * 7 + 1) * 2654435761) % 2**32


def present(u, i):
    return (h(u, i) >> 20) % 100 < 60


rows = [(u, i, 1 + (h(u, i) >> 8) % 401 / 100) for u in range(20) for i in range(15) if present(u, i)]
pairs = [(u, i) for u in range(20) for i in range(15) if not present(u, i)][::17]
scale = min(r[2] for r in rows), max(r[2] for r in rows)
with tempfile.NamedTemporaryFile("w", suffix=".txt") as f:
    f.writelines(f"{u} {i} {r}\n" for u, i, r in rows)
    f.flush()
    reader = Reader(line_format="user item rating", sep=" ", rating_scale=scale)
    train = Dataset.load_from_file(f.name, reader).build_full_trainset()
als = {"method": "als", "n_epochs": 10, "reg_u": 15, "reg_i": 10}


def estimates(algorithm):
    return [round(algorithm.predict(str(u), str(i)).est, 5) for u, i in pairs]


for axis in ("user", "item"):
    for similarity in ("cosine", "msd", "pearson"):
        for centre, kind in (("none", KNNBasic), ("mean", KNNWithMeans), ("baseline", KNNBaseline)):
            options = {"bsl_options": als} if centre == "baseline" else {}
            sims = {"name": similarity, "user_based": axis == "user", "min_support": 4}
            fitted = kind(k=3, min_k=2, sim_options=sims, verbose=False, **options).fit(train)
            print(f'Case("{axis}-knn", "{similarity}", "{centre}", {estimates(fitted)}),')
print(estimates(BaselineOnly(bsl_options=als, verbose=False).fit(train)))
