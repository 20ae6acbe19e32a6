#!/usr/bin/env bash
# Times a step of the training loop beside PyTorch's, on the same network and threads, in one go, and prints milliseconds
# and the ratio (higher is better for the loop; the least of 5 medians on both sides). PYTHON names an interpreter with
# torch; without one, only our side is timed. OPENBLAS_CORETYPE is removed for both: it would pin kernels of another machine.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
binary=${BINARY:-$root/.build/release/training-benchmark}
[ -x "$binary" ] || (cd "$root" && swift build -c release --product training-benchmark && swift build -c release --product TorchBackend)
threads=${REEL_THREADS:-$(nproc)}
clean="env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE"
ours=$($clean REEL_THREADS="$threads" "$binary")
theirs=${PYTHON:+$($clean "$PYTHON" "$here/peer.py" --threads "$threads")}
python3 - "$ours" "$theirs" <<'PY'
import json, sys
ours, theirs = (json.loads(text) if text else None for text in sys.argv[1:3])
print(f"{'operation':42}{'loop ms':>12}{'PyTorch ms':>12}{'ratio':>8}")
peer = f"{theirs['ms_median']:12.3f}{theirs['ms_median'] / ours['ms_median']:8.2f}" if theirs else ""
print(f"{ours['op']:42}{ours['ms_median']:12.3f}{peer}")
PY
