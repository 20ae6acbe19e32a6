#!/usr/bin/env bash
# Runs the benchmarks, all or those named, reel and its peers in turn, and prints one table.
#   Benchmarks/run.sh path/to/reel [csv] [ease] [implicit] [lightfm] [measures] [neighbours] [ranking] [ratings]
# REEL_DATA    folder with ml-1m (default: shared/data beside the repository)
# PEERS        folder for the peers' environment (default: ~/.cache/reelbench-peers)
# SCRATCH      folder for made-up files, kept for the next time (default: reel-bench in the folder for temporary files)
# ROUNDS       how often the sides take turns (default: 5)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
reel=$(realpath "${1:?usage: Benchmarks/run.sh path/to/reel [csv] [ease] [implicit] [lightfm] [measures] [neighbours] [ranking] [ratings]}")
shift
# A pinned core type halves OpenBLAS: neither side gets one.
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
beside=$here/../../shared/data
export REEL_DATA=${REEL_DATA:-$([ -d "$beside" ] && cd "$beside" && pwd || true)}
export SCRATCH=${SCRATCH:-${TMPDIR:-/tmp}/reel-bench}
export PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$here ROUNDS=${ROUNDS:-5}
mkdir -p "$SCRATCH"

peers=${PEERS:-$HOME/.cache/reelbench-peers}
# environment NAME REQUIREMENTS MODULES: the interpreter of an environment that can import these, installed if need be.
environment() {
  local python=$peers/$1/bin/python
  [ -x "$python" ] || "$(command -v python3.11 || command -v python3)" -m venv "$peers/$1"
  if ! "$python" -c "import $3" 2>/dev/null; then
    echo "installing the peers into $peers/$1" >&2
    "$python" -m pip install --quiet --requirement "$2" >&2
  fi
  echo "$python"
}
python=$(environment va "$here/peers.txt" "implicit, mmh3, numpy, polars, ranx, scipy")

results=$(mktemp)
trap 'rm -f "$results"' EXIT
[ $# -gt 0 ] || set -- csv ease implicit lightfm measures neighbours ranking ratings
failed=0
for name; do
  [ -f "$here/$name/compare.py" ] || { echo "there is no benchmark $name: csv, ease, implicit, lightfm, measures, neighbours, ranking, ratings" >&2; exit 2; }
  # Surprise wants an older NumPy than the others.
  [ "$name" != ratings ] || PEER=$(environment vc "$here/ratings/peers.txt" "surprise, numpy")
  export PEER=${PEER:-}
  "$python" "$here/$name/compare.py" "$reel" >>"$results" || failed=1
done
"$python" "$here/sides.py" "$results" || failed=1
exit $failed
