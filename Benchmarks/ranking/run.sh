#!/bin/sh
# Full ranking of ML-1M from 64 factors: reel against implicit + ranx, same files, same run.
#   REEL_DATA=<data> PYTHON=<a venv's python> Benchmarks/ranking/run.sh [folder for the .npy files]
# PYTHON needs implicit==0.7.3 ranx==0.3.21 numpy scipy. Wants a quiet machine.
set -eu
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE # a pinned core type would handicap both sides
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3}
reel=${REEL:-$here/../../.build/release/reel}
folder=${1:-$here/../../.build/ranking}
export OPENBLAS_NUM_THREADS=1 # implicit brings its own threads and asks for this
[ -f "$folder/test.npy" ] || "$python" "$here/bench.py" make "$folder"
"$python" "$here/bench.py" time "$folder"
"$reel" --quiet -c "bench ranking from=\"$folder\""
