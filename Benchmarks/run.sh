#!/usr/bin/env bash
# Runs the benchmarks, all or those named: Benchmarks/run.sh path/to/reel [csv ease ranking]
set -euo pipefail
reel=$(realpath "$1"); shift
cd "$(dirname "$0")"
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
export REEL_DATA=${REEL_DATA:-$(cd .. && cd ../shared/data 2>/dev/null && pwd || true)}
for name in "${@:-csv ease ranking}"; do for one in $name; do echo "== $one"; "$one/run.sh" "$reel"; done; done
