#!/usr/bin/env python3
"""Kills a sweep with SIGKILL at random moments: after each the store must open, be sound, and hold every trial that it
held before; in the end the sweep must be the one that was never killed.

usage: Tests/sweep-kill.py path/to/reel [moments]        (200 moments take about five minutes)
"""
import json, os, random, signal, sqlite3, subprocess, sys, tempfile, time

reel, moments = os.path.realpath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 200
random.seed(1)
work = tempfile.mkdtemp()
os.chdir(work)
data = "generate firetv users=300 items=200 events=9000 seed=1 to=data/tv; filter dedupe; split leave-last-out"
trials = 4 * moments
sweep = f"s = sweep als factors=[4 8 16] reg=log(1e-4..1) epochs=2..4 trials={trials} by=random search-seed=7"


def run(text, *flags):
    done = subprocess.run([reel, "--quiet", *flags, "-c", text], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{text}\n{done.stdout}{done.stderr}")
    return done.stdout


def finished():
    query = "SELECT number, candidate, value, runs FROM trial WHERE status = 'finished' ORDER BY number"
    answer = json.loads(run(f'sql "{query}" rows=1000000', "--json").strip().splitlines()[-1])
    rows = answer["rows"] if isinstance(answer, dict) else answer
    return {row["number"] if isinstance(row, dict) else row[0]: row for row in rows}


run(data)
known, lost, middle = {}, 0, 0
for moment in range(moments):
    child = subprocess.Popen(
        [reel, "--quiet", "-c", f"{data}; {sweep}"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    time.sleep(random.uniform(0.02, 0.6))
    ended = child.poll() is not None
    child.send_signal(signal.SIGKILL)
    child.wait()
    if not os.path.exists("results/runs.db"):
        continue
    now = finished() if b"trial" in open("results/runs.db", "rb").read() or known else {}
    lost += sum(now.get(number) != row for number, row in known.items())
    sound = sqlite3.connect("results/runs.db").execute("PRAGMA integrity_check").fetchone()[0]
    if sound != "ok":
        sys.exit(f"moment {moment}: {sound}")
    middle += not ended
    known = now
print(f"{moments} kills, {middle} of them while the sweep ran: {len(known)} trials finished, {lost} lost")
if lost or not known:
    sys.exit(1)
run(f"{data}; {sweep}")
whole = finished()
if len(whole) != trials or run('assert (sweep list).rows == 1') is None:
    sys.exit(f"{len(whole)} of {trials} trials in the end")
os.environ["REEL_RUNS"] = "results/other.db"
run(f"{data}; {sweep}")
value = lambda row: (row["candidate"], row["value"]) if isinstance(row, dict) else (row[1], row[2])
other = finished()
wrong = [n for n in other if value(other[n]) != value(whole[n])]
print(f"filled up: {len(whole)} trials, {len(wrong)} other than in a sweep that was never killed")
sys.exit(1 if wrong else 0)
