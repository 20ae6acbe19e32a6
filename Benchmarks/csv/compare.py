"""Reads a ratings CSV of ten million rows with `reel -c "load file"` and with polars.read_csv, each in a fresh process.

usage: compare.py REEL        ROWS=10000000

reel's time is that of the whole process: start, reading, numbering users and items, hashing everything. polars' time is
that of read_csv alone, without Python's and polars' start and without numbering the ids. Both are thus stated to the
advantage of polars. What reel has read is proved equal by its fingerprint, which is computed here a second time with
NumPy and mmh3 from what polars has read.
"""
import os
import re
import statistics
import struct
import sys

from sides import SCRATCH, in_turn, report, run

ROWS = int(os.environ.get("ROWS", "10000000"))
READ = """
import sys, time, polars
start = time.perf_counter()
frame = polars.read_csv(sys.argv[1])
print(time.perf_counter() - start)
"""


def make(path):
    """Ids after Zipf's law, half-star ratings, times of 2000 to 2023."""
    import numpy
    import polars

    chance = numpy.random.RandomState(0)
    polars.DataFrame({
        "user": chance.zipf(1.2, ROWS) % 500_000,
        "item": chance.zipf(1.3, ROWS) % 100_000,
        "rating": (chance.randint(1, 11, ROWS) / 2.0).astype("f4"),
        "timestamp": chance.randint(956703932, 1700000000, ROWS),
    }).write_csv(path + ".part")
    os.replace(path + ".part", path)


def fingerprint(path):
    """The content hash of Sources/Datasets/Fingerprint.swift: MurmurHash3 x64 128 over tags, counts and bytes."""
    import mmh3
    import numpy
    import polars

    def digest(data):
        return "".join("%016x" % half for half in mmh3.hash64(data, 0, True, signed=False))

    def numbers(column):
        return struct.pack("<qq", 2 + column.itemsize * 256, len(column)) + column.tobytes()

    def text(value):
        return struct.pack("<qq", 1, len(value)) + value

    def texts(values):
        return struct.pack("<qq", 3, len(values)) + b"".join(map(text, values))

    frame = polars.read_csv(path)
    users, user = numpy.unique(frame["user"].to_numpy(), return_inverse=True)
    items, item = numpy.unique(frame["item"].to_numpy(), return_inverse=True)
    columns = [user.astype("<i4"), item.astype("<i4"), frame["rating"].to_numpy().astype("<f4"),
               frame["timestamp"].to_numpy().astype("<i8")]
    content = texts([digest(numbers(column)).encode() for column in columns])
    content += texts([str(id).encode() for id in users]) + texts([str(id).encode() for id in items])
    content += numbers(columns[0][:0]) * 2 + numbers(columns[2][:0])   # no ties: from, to, weight
    return digest(content), len(users), len(items)


def main(reel):
    path = f"{SCRATCH}/ratings-{ROWS}.csv"
    print(f"csv: {path}", file=sys.stderr)
    # In a process of its own: a child's peak memory counts what its parent held when it was started. Reading the file
    # there also brings it into the page cache for both sides.
    expected, users, items = run([sys.executable, __file__, "--prepare", path])[0].split()
    memory = {"reel": [], "polars": []}

    def by_reel():
        output, seconds, peak = run([reel, "--quiet", "--json", "-c", f'load "{path}"'])
        found = re.search(r"\b[0-9a-f]{32}\b", output)
        if not found or found[0] != expected:
            sys.exit(f"reel has read something else: {output[:500]}")
        memory["reel"].append(peak)
        return seconds

    def by_polars():
        output, _, peak = run([sys.executable, "-c", READ, path])
        memory["polars"].append(peak)
        return float(output)

    seconds = in_turn({"reel": by_reel, "polars": by_polars})
    ratio = statistics.median(seconds["reel"]) / statistics.median(seconds["polars"])
    peaks = {side: max(taken) for side, taken in memory.items()}
    size = os.path.getsize(path) / 1e6
    report(
        "csv", f"{ROWS} rows, {size:.0f} MB, {users} users, {items} items", seconds,
        {side: f"{peak:.0f} MB of memory at most, content {expected[:8]}" for side, peak in peaks.items()},
        f"{ratio:.2f} of polars' time", "at most 1.5, below 1 GB", ratio <= 1.5 and peaks["reel"] < 1000,
        same="every id, rating and time")


if sys.argv[1] == "--prepare":
    if not os.path.exists(sys.argv[2]):
        make(sys.argv[2])
    print(*fingerprint(sys.argv[2]))
else:
    main(sys.argv[1])
