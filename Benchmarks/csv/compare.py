"""Times `reel -c "load file"` against polars.read_csv on the same file, alternating, each in a fresh process.

reel's time is that of the whole process: start, reading, numbering users and items, hashing everything. polars' time is
that of read_csv alone, without Python's and polars' start and without numbering the ids. Both are thus stated to the
advantage of polars. What reel has read is proved equal by its fingerprint, which is computed here a second time with
NumPy and mmh3 from what polars has read.
"""
import argparse, os, re, statistics, struct, subprocess, sys, time

READ = """
import sys, time, polars
start = time.perf_counter()
frame = polars.read_csv(sys.argv[1])
print(time.perf_counter() - start, len(frame))
"""


def make(path, rows):
    """The file of the project's peer benchmarks: ids after Zipf's law, half-star ratings, times of 2000 to 2023."""
    import numpy, polars

    chance = numpy.random.RandomState(0)
    polars.DataFrame({
        "user": chance.zipf(1.2, rows) % 500_000,
        "item": chance.zipf(1.3, rows) % 100_000,
        "rating": (chance.randint(1, 11, rows) / 2.0).astype("f4"),
        "timestamp": chance.randint(956703932, 1700000000, rows),
    }).write_csv(path)


def run(command):
    """Runs a process; returns its output, wall time in seconds and peak memory in MB."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    output, errors = process.stdout.read(), process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{' '.join(command)} failed: {errors}")
    return output + errors, time.perf_counter() - start, usage.ru_maxrss / 1024


def fingerprint(path):
    """The content hash of Sources/Datasets/Fingerprint.swift: MurmurHash3 x64 128 over tags, counts and bytes."""
    import mmh3, numpy, polars

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


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--reel")
    parser.add_argument("--scratch")
    parser.add_argument("--prepare", help="make this file if need be and print what it holds")
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=7)
    asked = parser.parse_args()
    if asked.prepare:
        if not os.path.exists(asked.prepare):
            make(asked.prepare, asked.rows)
        print(*fingerprint(asked.prepare))
        return
    path = f"{asked.scratch}/ratings-{asked.rows}.csv"
    # In a process of its own: a child's peak memory counts what its parent held when it was started. Reading the file
    # there also brings it into the page cache for both sides.
    output, _, _ = run([sys.executable, __file__, "--prepare", path, "--rows", str(asked.rows)])
    expected, users, items = output.split()
    reel, polars = [], []
    for _ in range(asked.rounds):
        output, seconds, memory = run([sys.executable, "-c", READ, path])
        polars.append((float(output.split()[0]), memory))
        output, seconds, memory = run([asked.reel, "--json", "-c", f'load "{path}"'])
        reel.append((seconds, memory))
        found = re.search(r"\b[0-9a-f]{32}\b", output)
        if not found or found[0] != expected:
            sys.exit(f"reel has read something else: {output[:500]}")
    size = os.path.getsize(path) / 1e6
    print(f"{asked.rows} rows, {size:.0f} MB, {users} users, {items} items, {os.cpu_count()} cores, "
          f"median of {asked.rounds}; contents equal: fingerprint {expected}")
    medians = {}
    for name, runs in (("reel", reel), ("polars", polars)):
        seconds = [run[0] for run in runs]
        medians[name] = statistics.median(seconds)
        print(f"{name:7} {medians[name]:.3f} s (from {min(seconds):.3f} to {max(seconds):.3f}), "
              f"{size / medians[name]:.0f} MB/s, peak {max(run[1] for run in runs):.0f} MB")
    print(f"reel / polars: {medians['reel'] / medians['polars']:.2f} (at most 1.5 is asked for)")


main()
