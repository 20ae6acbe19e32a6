"""Predictions of scikit-surprise 1.1.5 for RatingModelsTests.slopesAreSurprises.

pip install 'numpy<2' scikit-surprise==1.1.5 && python surprise_slopes.py

Surprise's SlopeOne reads ratings as whole numbers, so these are.
"""
import tempfile

from surprise import Dataset, Reader, SlopeOne


def h(u, i):
    return ((u * 31 + i * 17 + u * i * 7 + 1) * 2654435761) % 2**32


def present(u, i):
    return (h(u, i) >> 20) % 100 < 60


rows = [(u, i, 1 + (h(u, i) >> 8) % 5) for u in range(20) for i in range(15) if present(u, i)]
pairs = [(u, i) for u in range(20) for i in range(15) if not present(u, i)][::17]
with tempfile.NamedTemporaryFile("w", suffix=".txt") as f:
    f.writelines(f"{u} {i} {r}\n" for u, i, r in rows)
    f.flush()
    reader = Reader(line_format="user item rating", sep=" ", rating_scale=(1, 5))
    train = Dataset.load_from_file(f.name, reader).build_full_trainset()
fitted = SlopeOne().fit(train)
print(pairs)
print([round(fitted.predict(str(u), str(i)).est, 5) for u, i in pairs])
