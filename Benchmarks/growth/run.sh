#!/usr/bin/env bash
# How fit time and memory grow: fits models to made-up data of 1 to 20 million interactions, one process each, and draws both.
#   Benchmarks/growth/run.sh path/to/reel [MODEL ...]        (default: als bpr lightfm item-knn rp3beta pure-svd)
# als takes 15 epochs, bpr 5, lightfm 2, each of 64 factors. Users grow with the interactions, 145 each (6 900 at 1 million, 138 000 at 20); items are 27 000 throughout.
# MILLIONS     sizes (default: "1 2 5 10 20")
# OUT          folder for growth.csv, seconds.svg and memory.svg (default: results/growth)
set -euo pipefail
reel=$(realpath "${1:?usage: Benchmarks/growth/run.sh path/to/reel [MODEL ...]}")
shift
[ $# -gt 0 ] || set -- als bpr lightfm item-knn rp3beta pure-svd
out=${OUT:-results/growth}
mkdir -p "$out"
unset OPENBLAS_CORETYPE
echo model,interactions,seconds,memory-mb,load >"$out/growth.csv"
for model; do
  case $model in als) epochs=15 ;; bpr) epochs=5 ;; *) epochs=2 ;; esac
  for millions in ${MILLIONS:-1 2 5 10 20}; do
    users=$((millions * 6900))
    load=$(cut -d' ' -f1 /proc/loadavg)
    "$reel" --quiet --json -c "bench implicit model=$model epochs=$epochs users=$users items=27000 interactions=${millions}e6 runs=1" |
      python3 -c "
import json, sys
row = json.loads(sys.stdin.read().splitlines()[-1])[-1]
print(f'$model,$millions,{row[\"least\"]:.3f},{row[\"memory-mb\"]:.0f},$load')" | tee -a "$out/growth.csv"
  done
done
"$reel" -c "
t = table $out/growth.csv
t | plot kind=line x=interactions y=seconds by=model log-x=true log-y=true title=\"Seconds to fit, by millions of interactions\" to=$out/seconds.svg
t | plot kind=line x=interactions y=memory-mb by=model log-x=true log-y=true title=\"Most memory in MB, by millions of interactions\" to=$out/memory.svg"
