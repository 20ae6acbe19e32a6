#!/usr/bin/env bash
# Times Tensors beside PyTorch on the same shapes and threads, in one go, and prints milliseconds and the ratio (higher
# is better for Tensors; the best of ROUNDS medians on both sides). PYTHON names an interpreter with torch; without one,
# only our side is timed. OPENBLAS_CORETYPE is removed for both: it would pin kernels of another machine.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
binary=${BINARY:-$root/.build/release/tensors-benchmark}
[ -x "$binary" ] || (cd "$root" && swift build -c release --product tensors-benchmark && swift build -c release --product TorchBackend)
threads=${REEL_THREADS:-$(nproc)}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
clean="env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE"
for _ in $(seq "${ROUNDS:-2}"); do
    $clean REEL_THREADS="$threads" "$binary" >>"$out/ours"
    if [ -n "${PYTHON:-}" ]; then $clean "$PYTHON" "$here/peer.py" --threads "$threads" >>"$out/theirs"; fi
done
touch "$out/theirs"
python3 - "$out" <<'PY'
import json, sys
def best(name):
    found = {}
    for line in open(f"{sys.argv[1]}/{name}"):
        r = json.loads(line)
        found[r["op"]] = min(found.get(r["op"], 1e9), r["ms_median"])
    return found
ours, theirs = best("ours"), best("theirs")
print(f"{'operation':42}{'Tensors ms':>12}{'PyTorch ms':>12}{'ratio':>8}")
for op, ms in ours.items():
    peer = theirs.get(op)
    print(f"{op:42}{ms:12.3f}" + (f"{peer:12.3f}{peer / ms:8.2f}" if peer else ""))
PY
