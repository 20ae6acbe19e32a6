#!/usr/bin/env bash
# How fit time and memory grow: fits models to made-up data of 1 to 20 million interactions, one process each, and draws both.
#   Benchmarks/growth/run.sh path/to/reel [MODEL ...]        (default: als bpr lightfm item-knn rp3beta pure-svd)
# als takes 15 epochs, bpr 5, lightfm 2, each with 64 factors. Users grow with the interactions, 145 each (6 900 at 1 million,
# 138 000 at 20); items are 27 000 throughout. `seconds` is what the clock says, which a busy machine stretches; `processor` the
# time that all cores spent on the fit.
# MILLIONS     sizes (default: "1 2 5 10 20")
# OUT          folder for growth.csv, processor.svg and memory.svg (default: results/growth)
set -euo pipefail
reel=$(realpath "${1:?usage: Benchmarks/growth/run.sh path/to/reel [MODEL ...]}")
shift
[ $# -gt 0 ] || set -- als bpr lightfm item-knn rp3beta pure-svd
out=${OUT:-results/growth}
mkdir -p "$out"
unset OPENBLAS_CORETYPE
echo model,interactions,seconds,processor,memory-mb,load >"$out/growth.csv"
for model; do
  case $model in als) epochs=15 ;; bpr) epochs=5 ;; *) epochs=2 ;; esac
  for millions in ${MILLIONS:-1 2 5 10 20}; do
    users=$((millions * 6900))
    load=$(cut -d' ' -f1 /proc/loadavg)
    "$reel" --quiet --json -c "bench implicit model=$model epochs=$epochs users=$users items=27000 interactions=${millions}e6 runs=1" |
      python3 -c "
import json, sys
rows = {row['step']: row for row in json.loads(sys.stdin.read().splitlines()[-1])}
fit, spent = rows['fit'], rows['processor']['least']
print(f'$model,$millions,{fit[\"least\"]:.3f},{spent:.3f},{fit[\"memory-mb\"]:.0f},$load')" | tee -a "$out/growth.csv"
  done
done
"$reel" -c "
t = table $out/growth.csv
t | plot kind=line x=interactions y=processor by=model log-x=true log-y=true title=\"Processor seconds of a fit, by millions of interactions\" to=$out/processor.svg
t | plot kind=line x=interactions y=memory-mb by=model log-x=true log-y=true title=\"Most memory in MB, by millions of interactions\" to=$out/memory.svg"
