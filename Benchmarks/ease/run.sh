#!/usr/bin/env bash
# EASE on MovieLens 1M, Gram matrix and solve: reel against NumPy's inverse and SciPy's Cholesky, same split, same run.
# usage: REEL_DATA=<folder with ml-1m> Benchmarks/ease/run.sh [reel]     PYTHON=python3 with numpy and scipy, RUNS=5
set -eu
here=$(cd "$(dirname "$0")" && pwd)
reel=${1:-$here/../../.build/release/reel}
python=${PYTHON:-python3}
runs=${RUNS:-5}
if [ ! -f "${REEL_DATA:-}/ml-1m/ratings.dat" ]; then
  echo "skipped: REEL_DATA names no folder with ml-1m/ratings.dat" >&2
  exit 0
fi
if ! "$python" -c 'import numpy, scipy' 2>/dev/null; then
  echo "skipped: $python has no numpy and scipy; name one that has: PYTHON=..." >&2
  exit 0
fi
# A pinned core type halves OpenBLAS: neither side gets one.
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$python" "$here/ease.py" "$REEL_DATA/ml-1m/ratings.dat" "$folder" "$runs"
"$reel" --json -c "bench ease train=$folder/train.txt test=$folder/test.txt l2=250 runs=$runs"
