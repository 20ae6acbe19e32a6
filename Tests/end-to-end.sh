#!/usr/bin/env bash
# Runs the program as users do: every experiment at its small size, every notebook, flags, pipes and exit codes.
# Each check prints a line; the last line counts them. usage: Tests/end-to-end.sh path/to/reel
set -uo pipefail
reel=$(realpath "$1")
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
export REEL_CACHE="$work/cache" REEL_HISTORY="$work/history"
cp -r "$root/experiments" "$root/notebooks" "$work/"; cd "$work"
passed=0; failed=0; skipped=0

check() { # check "what" expected-exit-code command…
  local what=$1 expected=$2; shift 2
  "$@" >"$work/out" 2>"$work/err" </dev/null; local got=$?
  if [ $got = "$expected" ]; then passed=$((passed + 1)); echo "ok    $what"
  else failed=$((failed + 1)); echo "FAIL  $what: exit $got, not $expected"; tail -n 20 "$work/out" "$work/err"; fi
}
holds() { # holds "what" command…: a condition on what the last check left behind
  local what=$1; shift
  if "$@" >/dev/null 2>&1; then passed=$((passed + 1)); echo "ok    $what"
  else failed=$((failed + 1)); echo "FAIL  $what"; tail -n 20 "$work/out" "$work/err"; fi
}
skips() { skipped=$((skipped + $(grep -c '^skipped:' "$work/out"))); grep '^skipped:' "$work/out"; }

for folder in experiments/*/; do
  name=$(basename "$folder"); small=""
  [ -f "$folder/small" ] && small=$(cat "$folder/small")
  # shellcheck disable=SC2086
  check "experiment $name $small" 0 "$reel" "experiments/$name" $small; skips
done
for notebook in notebooks/*.md; do
  name=$(basename "$notebook" .md)
  check "notebook $name" 0 "$reel" "$notebook" --render "pages/$name.html"
  holds "notebook $name as a page holds its pictures" grep -q 'src="data:image/svg+xml;base64,' "pages/$name.html"
done
printf '```reel\nreel> print (1 + 2)\n4\n```\n' >wrong.md
check "a notebook that shows another output exits with 1" 1 "$reel" wrong.md
holds "the difference names its line" grep -q '^wrong.md:3:' err
check "a notebook is updated" 0 "$reel" wrong.md --update
holds "the output that came stands in it" grep -qx 3 wrong.md

# A training that is killed goes on where it was, as if it had never been stopped: the same skill, to the last digit.
viewers='generate behaviour kind=single users=300 dims=4 seed=1 to=data/killed; split held-out-users users=0.2 validation=0.2'
train='n = train mlp-traits epochs=400 patience=0 rate=1e-4 noise=0.1'
check "a long training" 0 "$reel" -c "$viewers; $train; evaluate n on=[skill]; print n.skill"
whole=$(grep -E '^-?0\.[0-9]+$' out | tail -1)
runs=$(ls results/checkpoints 2>/dev/null | wc -l)
"$reel" -c "$viewers; $train" >killed 2>&1 &
victim=$!
for _ in $(seq 600); do [ "$(ls results/checkpoints 2>/dev/null | wc -l)" -gt "$runs" ] && break; sleep 0.1; done
sleep 0.3; kill -9 $victim 2>/dev/null; wait $victim 2>/dev/null
last=$(ls results/checkpoints | sort -n | tail -1)
check "resume after kill -9" 0 "$reel" -c "resume $last; evaluate n on=[skill]; print n.skill"
holds "resumed equals never stopped" grep -qxe "$whole" out

# A sweep that is killed at random moments loses no finished trial (200 moments: Tests/sweep-kill.py path/to/reel).
check "a sweep survives kill -9" 0 python3 "$root/Tests/sweep-kill.py" "$reel" 6

# A sweep as a job array: a stand-in for sbatch runs the script once for each task; one task is started twice.
mkdir -p bin; cat >bin/sbatch <<'STANDIN'
#!/bin/bash
for task in 0 1 2 1; do SLURM_ARRAY_TASK_ID=$task bash "$1" || exit 1; done
echo "Submitted batch job 1"
STANDIN
chmod +x bin/sbatch
array='generate firetv users=80 items=40 events=1500 seed=1 to=data/array; filter dedupe; split leave-last-out'
check "a sweep goes to sbatch" 0 env PATH="$work/bin:$PATH" REEL_RUNS=array/runs.db \
  "$reel" -c "$array; a = sweep ease l2=log(1..1000) trials=7 on=slurm tasks=3"
holds "sbatch's answer is told" grep -q 'Submitted batch job 1' out
check "tasks are collected, once" 0 env REEL_RUNS=array/runs.db \
  "$reel" -c 'a = sweep collect a; a = sweep collect a; assert a.rows == 7; assert count(runs) == 7; assert count(a | where status == "finished") == 7'
check "a collected trial replays" 0 env REEL_RUNS=array/runs.db "$reel" -c 'r = replay 3; assert r[0].answer == "EQUAL"'
check "the same trials as on one machine" 0 env REEL_RUNS=array/runs.db \
  "$reel" -c "$array; b = sweep ease l2=log(1..1000) trials=7; a = sweep show a; assert a[0].l2 == b[0].l2 and a[6].l2 == b[6].l2"

# A search that looks at former trials: tasks that run side by side tell each other, and try what one machine would.
cat >bin/sbatch <<'STANDIN'
#!/bin/bash
for task in 0 1 2; do SLURM_ARRAY_TASK_ID=$task bash "$1" & done
for task in 1 2 3; do wait -n || exit 1; done
echo "Submitted batch job 2"
STANDIN
for by in tpe hyperband; do
  model='ease l2=log(1..1000)'; [ $by = tpe ] || model='bpr factors=[4 8 16] rate=log(0.01..0.2) epochs=9'
  trials=16; [ $by = tpe ] || trials=22
  check "a sweep by $by goes to sbatch" 0 env PATH="$work/bin:$PATH" REEL_RUNS=$by/runs.db REEL_THREADS=1 \
    "$reel" -c "$array; a = sweep $model trials=$trials by=$by on=slurm tasks=3"
  check "its tasks are collected" 0 env REEL_RUNS=$by/runs.db \
    "$reel" -c "a = sweep collect a; assert a.rows == $trials; assert count(runs) == $trials; assert count(a | where status == \"finished\") == $trials"
  holds "no trial was tried twice" test "$(ls $by/sweeps/1/board/*.json | wc -l)" = $trials
  check "they tried what one machine tries" 0 env REEL_RUNS=$by/runs.db REEL_THREADS=1 \
    "$reel" -c "$array; b = sweep $model trials=$trials by=$by $([ $by = tpe ] && echo jobs=3); a = sweep show a; assert a[0].ndcg@10 == b[0].ndcg@10 and a[5].ndcg@10 == b[5].ndcg@10"
done

check "--version" 0 "$reel" --version
check "-c" 0 "$reel" -c 'print (1 + 2)'
holds "-c prints the value" grep -qx 3 out
check "a failed assert exits with 1" 1 "$reel" -c 'assert 1 > 2'
check "an error exits with 1" 1 "$reel" -c 'train alss'
holds "an error has a caret" grep -q '\^\^\^\^' err
check "a wrong flag exits with 2" 2 "$reel" --no-such-flag
check "--json" 0 "$reel" --json -c 'models | take 1'
holds "--json is one JSON line" sh -c 'python3 -c "import json,sys; assert len(json.loads(open(\"out\").read())) == 1"'
check "standard input" 0 sh -c "echo 'print (2 + 2)' | '$reel'"
holds "standard input is run" grep -qx 4 out
check "a missing script exits with 2" 2 "$reel" no-such-script.reel
check "doctor" 0 "$reel" doctor
check "manual" 0 "$reel" -c 'manual to=manual.md'
holds "the manual in docs is the one that reel writes" diff -q manual.md "$root/docs/manual.md"

echo; echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
