#!/usr/bin/env bash
# How fit time and memory grow: fits models to made-up data of 1 to 20 million interactions, one process each, and draws both.
#   Benchmarks/growth/run.sh path/to/reel [MODEL ...]   (default: als bpr lightfm svd pure-svd rp3beta item-knn)
# als takes 15 epochs, bpr 5, svd and lightfm 2, each with 64 factors. Users grow with the interactions, 145 each (6 900 at 1
# million, 138 000 at 20); items are 27 000 throughout. `seconds` is what the clock says, which a busy machine stretches,
# `processor` what all cores together spent on the fit, `memory-mb` the most that the process held, the data included.
# A row for each fit is written at once; a fit that is there already is not done again, so that a run that was cut goes on.
# MILLIONS     sizes, ascending (default: "1 2 5 10 20")
# LIMIT        seconds that a process may take; larger sizes of a model that took longer are left out (default: 1200)
# OUT          folder for growth.csv, growth.md, processor.svg and memory.svg (default: results/growth)
set -euo pipefail
reel=$(realpath "${1:?usage: Benchmarks/growth/run.sh path/to/reel [MODEL ...]}")
shift
[ $# -gt 0 ] || set -- als bpr lightfm svd pure-svd rp3beta item-knn
out=${OUT:-results/growth}
mkdir -p "$out"
unset OPENBLAS_CORETYPE
table=$out/growth.csv
[ -s "$table" ] || echo model,millions,seconds,processor,memory-mb,load >"$table"
for model; do
  case $model in als) epochs=15 ;; bpr) epochs=5 ;; *) epochs=2 ;; esac
  for millions in ${MILLIONS:-1 2 5 10 20}; do
    grep -q "^$model,$millions," "$table" && continue
    load=$(cut -d' ' -f1 /proc/loadavg)
    data="users=$((millions * 6900)) items=27000 interactions=${millions}e6"
    status=0
    lines=$(timeout "${LIMIT:-1200}" "$reel" --quiet --json -c "bench implicit model=$model epochs=$epochs $data runs=1") ||
      status=$?
    if [ "$status" -ne 0 ]; then
      [ "$status" -eq 124 ] || exit "$status"
      echo "$model: no result at $millions million within ${LIMIT:-1200} s, larger sizes left out" >&2
      break
    fi
    python3 - "$model,$millions" "$load" "$lines" <<'EOF' | tee -a "$table"
import json
import sys

first, load, lines = sys.argv[1:]
rows = {row["step"]: row for row in json.loads(lines.splitlines()[-1])}
fit, spent = rows["fit"], rows["processor"]["least"]
print(f"{first},{fit['least']:.3f},{spent:.3f},{fit['memory-mb']:.0f},{load}")
EOF
  done
done
draw() { # COLUMN TITLE FILE
  echo "t | plot kind=line x=millions y=$1 by=model log-x=true log-y=true title=\"$2\" to=$out/$3.svg"
}
"$reel" -c "
t = table $table
export t $out/growth.md
$(draw processor "Processor seconds of a fit, by millions of interactions" processor)
$(draw memory-mb "Most memory in MB, by millions of interactions" memory)"
