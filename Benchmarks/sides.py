"""What the comparisons share: sides that take turns, and the table of what came out.

Run as a script it prints the table of the JSON lines in a file: sides.py RESULTS
"""
import json
import os
import statistics
import subprocess
import sys
import time

ROUNDS = int(os.environ.get("ROUNDS", "5"))
SCRATCH = os.environ.get("SCRATCH", "/tmp")


def run(command):
    """Runs a process to its end; returns standard output, wall time in seconds and peak memory in MB."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{command[0]} failed: {' '.join(command[1:])}")
    return output, time.perf_counter() - start, usage.ru_maxrss / 1024


class Worker:
    """A process that is slow to start (it compiles itself): it is started once and asked, by a line, for each turn."""

    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self):
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        return json.loads(answer) if answer else sys.exit(f"{self.process.args[0]} failed: {self.process.args[1:]}")

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def in_turn(sides):
    """Calls each side ROUNDS times, one after the other round by round; returns what each returned, by its name."""
    taken = {name: [] for name in sides}
    for turn in range(ROUNDS):
        for name, side in sides.items():
            taken[name].append(side())
        print(f"  round {turn + 1} of {ROUNDS}, load {os.getloadavg()[0]:.1f}", file=sys.stderr, flush=True)
    return taken


def steps(reel, statement):
    """Runs a bench command; returns its rows by step."""
    return {row["step"]: row for row in json.loads(run([reel, "--quiet", "--json", "-c", statement])[0].splitlines()[-1])}


def data(path):
    """A file below REEL_DATA; leaves with a word where it is not there."""
    whole = os.path.join(os.environ.get("REEL_DATA") or ".", path)
    if not os.path.isfile(whole):
        print(f"  skipped: REEL_DATA names no folder with {path}", file=sys.stderr)
        sys.exit(0)
    return whole


def disagreement(values, tolerance=1e-4):
    """Where numbers that should be the same differ by more than the tolerance; empty where they do not."""
    names = set().union(*values.values())
    found = [
        f"{metric}: " + ", ".join(f"{side} {value.get(metric)}" for side, value in values.items())
        for metric in sorted(names)
        if max(value.get(metric, 9) for value in values.values())
        - min(value.get(metric, 9) for value in values.values()) > tolerance
    ]
    return "; ".join(found)


def report(benchmark, what, seconds, quality, ratio, asked, met, wrong="", same="the quality to 1e-4"):
    """Prints one benchmark's outcome as a JSON line.

    `seconds` maps sides to lists; `wrong` is what the sides disagree on, `same` what they agree on where it is empty.
    """
    times = {
        side: {"median": statistics.median(taken), "least": min(taken)} for side, taken in seconds.items()
    }
    print(json.dumps({
        "benchmark": benchmark, "what": what, "seconds": times, "quality": quality, "ratio": ratio, "asked": asked,
        "met": met and not wrong, "wrong": wrong, "same": same,
    }))


def table(path):
    lines = [json.loads(line) for line in open(path)]
    if not lines:
        return True
    print("| benchmark | side | median s | least s | quality |")
    print("|---|---|--:|--:|---|")
    for line in lines:
        for side, times in line["seconds"].items():
            cells = [line["benchmark"], side, f"{times['median']:.4f}", f"{times['least']:.4f}", line["quality"][side]]
            print("| " + " | ".join(cells) + " |")
    print()
    for line in lines:
        agree = f"THE SIDES DISAGREE: {line['wrong']}" if line["wrong"] else f"the sides agree on {line['same']}"
        print(f"- {line['benchmark']} ({line['what']}): {line['ratio']}; asked for: {line['asked']}: "
              f"{'reached' if line['met'] else 'MISSED'}; {agree}")
    return all(line["met"] for line in lines)


if __name__ == "__main__":
    sys.exit(0 if table(sys.argv[1]) else 1)
