#!/usr/bin/env bash
# Trains neural CDEs on 128 spirals beside torchcde, in one go on the same threads, and prints seconds, accuracies and the
# ratio (higher is better for the bench). PYTHON names an interpreter with torch and torchcde; without one only our side is
# timed. EPOCHS (30) and REEL_THREADS are for both. OPENBLAS_CORETYPE is removed for both.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
binary=${BINARY:-$root/.build/release/cde-benchmark}
[ -x "$binary" ] || (cd "$root" && swift build -c release --product cde-benchmark && swift build -c release --product TorchBackend)
threads=${REEL_THREADS:-$(nproc)}
epochs=${EPOCHS:-30}
clean="env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE"
ours=$($clean REEL_THREADS="$threads" "$binary" spirals "$epochs")
theirs=${PYTHON:+$($clean "$PYTHON" "$here/peer.py" --threads "$threads" --epochs "$epochs")}
python3 - "$ours" "$theirs" <<'PY'
import json, sys
ours, theirs = ({r["solver"]: r for r in map(json.loads, text.splitlines())} for text in sys.argv[1:3])
print(f"{'solver':36}{'ours s':>10}{'accuracy':>10}{'torchcde s':>12}{'accuracy':>10}{'ratio':>8}")
for name, r in ours.items():
    peer = theirs.get(name)
    tail = f"{peer['seconds']:12.2f}{peer['test_accuracy']:10.3f}{peer['seconds'] / r['seconds']:8.1f}" if peer else ""
    print(f"{name:36}{r['seconds']:10.3f}{r['test_accuracy']:10.3f}{tail}")
PY
