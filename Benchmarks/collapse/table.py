#!/usr/bin/env python3
"""Prints docs/collapse.md's evidence from what `reel experiments/collapse-calibration` wrote.

    table.py [results/collapse-calibration/measures.csv]

For each measure: the values of models that give everybody the same, of models that do not, and the thresholds between.
"""
import csv
import sys

COLLAPSED = {"constant", "popular", "one-factor", "starved"}
# Which side is bad, and the thresholds of Sources/Evaluation/Collapse/Thresholds.swift.
THRESHOLDS = {
    "personalisation": ("low", 0.2, 0.05),
    "popular-overlap": ("high", 0.75, 0.95),
    "tied-tops": ("high", 0.25, 0.5),
    "effective-rank": ("low", 1.5, 1.3),
    "information-abundance": ("low", 1.1, 1.05),
    "cosine": ("high", 0.98, 0.999),
    "uniformity": ("high", -0.05, -0.005),
    "dead-dimensions": ("high", 0.1, 0.5),
}


def span(rows):
    if not rows:
        return "–"
    low, high = min(rows, key=lambda r: r[0]), max(rows, key=lambda r: r[0])
    name = lambda r: f"{r[0]:.3g} ({r[1]}, {r[2]})"
    return name(low) if low[0] == high[0] else f"{name(low)} … {name(high)}"


def main(path="results/collapse-calibration/measures.csv"):
    rows = list(csv.DictReader(open(path)))
    data = sorted({row["data"] for row in rows})
    print(f"Data sets: {', '.join(data)}.\n")
    for of in ("outputs", "users", "items"):
        print(f"| {of}: measure | give everybody the same | tell people apart | suspect | collapsed |")
        print("|---|---|---|--:|--:|")
        for measure, (side, suspect, collapsed) in THRESHOLDS.items():
            own = [r for r in rows if r["of"] == of and r["measure"] == measure and r["value"]]
            if not own:
                continue
            point = lambda r: (float(r["value"]), r["model"], r["data"])
            bad = span([point(r) for r in own if r["model"] in COLLAPSED])
            good = span([point(r) for r in own if r["model"] not in COLLAPSED])
            sign = "<" if side == "low" else "≥"
            print(f"| {measure} | {bad} | {good} | {sign} {suspect:g} | {sign} {collapsed:g} |")
        print()


main(*sys.argv[1:])
