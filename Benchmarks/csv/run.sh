#!/usr/bin/env bash
# Reads a ratings CSV of ten million rows with reel and with polars, alternating, on this machine, in one run.
#   Benchmarks/csv/run.sh path/to/reel [rows] [rounds]
# PEERS names the Python environment, SCRATCH a folder for the file.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
reel=$(realpath "${1:-$here/../../.build/release/reel}")
peers=${PEERS:-$HOME/.cache/reelbench-peers}
scratch=${SCRATCH:-${TMPDIR:-/tmp}/reel-bench-csv}
mkdir -p "$scratch"
[ -x "$peers/bin/python" ] || python3 -m venv "$peers"
"$peers/bin/python" -c "import polars, numpy, mmh3" 2>/dev/null \
    || "$peers/bin/pip" install --quiet polars numpy mmh3
exec env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE "$peers/bin/python" "$here/compare.py" \
    --reel "$reel" --scratch "$scratch" --rows "${2:-10000000}" --rounds "${3:-7}"
