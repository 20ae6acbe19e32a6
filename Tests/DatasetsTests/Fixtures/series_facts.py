"""Counts of PhysioNet 2012 set a and of two UEA problems: REEL_DATA=FOLDER python3 series_facts.py"""
import os
import tarfile

folder = os.environ["REEL_DATA"]
statics = ("Age", "Gender", "Height", "ICUType", "Weight")
rows = empty = cells = 0
rates = []
archive = tarfile.open(f"{folder}/physionet-2012/set-a.tar.gz")
for member in archive:
    if not member.isfile():
        continue
    described, measured = set(), {}
    for line in archive.extractfile(member).read().decode().split("\n")[1:]:
        if not line.strip():
            continue
        time, name, value = line.strip().split(",")
        if name == "RecordID":
            continue
        if time == "00:00" and name in statics and name not in described:
            described.add(name)
        elif float(value) != -1:
            measured[time, name] = float(value)
    moments = len({time for time, _ in measured})
    rows, empty, cells = rows + max(1, moments), empty + (moments == 0), cells + len(measured)
    rates += [value for (_, name), value in measured.items() if name == "HR"]
print(f"rows {rows}, patients without {empty}, cells {cells}, HR {len(rates)} mean {sum(rates) / len(rates):.9f}")

for name in ("JapaneseVowels", "BasicMotions"):
    lengths, total, count = [], 0.0, {}
    for part in ("TRAIN", "TEST"):
        is_data = False
        for line in open(f"{folder}/uea/{name}/{name}_{part}.ts"):
            if is_data and line.strip():
                *dims, label = line.strip().split(":")
                lengths.append(len(dims[0].split(",")))
                total += sum(float(x) for dim in dims for x in dim.split(","))
                count[part] = count.get(part, 0) + 1
            is_data = is_data or line.strip().lower() == "@data"
    print(name, count, min(lengths), max(lengths), sum(lengths), round(total, 4))
