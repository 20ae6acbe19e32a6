#!/usr/bin/env python3
"""Kills a sweep with SIGKILL at random moments: after each the store must open, be sound, and hold every trial that it
held before; in the end the sweep must be the one that was never killed.

usage: Tests/sweep-kill.py path/to/reel [moments]        (200 moments take about five minutes)
"""
import json, os, random, signal, subprocess, sys, tempfile, time

reel, moments = os.path.realpath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 200
random.seed(1)
work = tempfile.mkdtemp()
os.chdir(work)
make = "generate firetv users=300 items=200 events=9000 seed=1 to=data/tv"
data = "load data/tv; filter dedupe; split leave-last-out"
trials = max(80, 4 * moments)
sweep = f"s = sweep als factors=[4 8 16] reg=log(1e-4..1) epochs=2..4 trials={trials} by=random search-seed=7"


def run(text, *flags):
    done = subprocess.run([reel, "--quiet", *flags, "-c", text], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{text}\n{done.stdout}{done.stderr}")
    return done.stdout


def finished():
    query = "SELECT number, candidate, value, runs FROM trial WHERE status = 'finished' AND sweep = 1 ORDER BY number"
    answer = json.loads(run(f'sql "{query}" rows=1000000', "--json").strip().splitlines()[-1])
    rows = answer["rows"] if isinstance(answer, dict) else answer
    return {row["number"] if isinstance(row, dict) else row[0]: row for row in rows}


run(make)
known, lost, middle, within = {}, 0, 0, 0
for moment in range(moments):
    child = subprocess.Popen(
        [reel, "--quiet", "-c", f"{data}; {sweep}"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    time.sleep(random.uniform(0.02, 1))
    ended = child.poll() is not None
    child.send_signal(signal.SIGKILL)
    child.wait()
    if not os.path.exists("results/runs.db"):
        continue
    now = finished()
    lost += sum(now.get(number) != row for number, row in known.items())
    check = "import sqlite3; print(sqlite3.connect('results/runs.db').execute('PRAGMA integrity_check').fetchone()[0])"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True)
    sound = done.stdout.strip() or done.stderr
    if sound != "ok":
        sys.exit(f"moment {moment}: {sound}")
    middle += not ended
    within += "lost" in run("t = sweep show 1; print t.status", "--json")
    known = now
    # The statement would begin another sweep.
    if len(known) == trials:
        break
print(f"{moment + 1} kills, {middle} of them while reel ran, {within} within a trial: {len(known)} trials finished, {lost} lost")
if lost or not known:
    sys.exit(1)
if len(known) < trials:
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
