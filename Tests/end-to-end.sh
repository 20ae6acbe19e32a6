#!/usr/bin/env bash
# Runs the program as users do: every experiment at its small size, every notebook, flags, pipes and exit codes.
# Each check prints a line; the last line counts them. usage: Tests/end-to-end.sh path/to/reel
set -uo pipefail
reel=$(realpath "$1")
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
export REEL_CACHE="$work/cache" REEL_HISTORY="$work/history"
cp -r "$root/experiments" "$root/notebooks" "$work/"; cd "$work"
passed=0; failed=0; skipped=0

check() { # check "what" expected-exit-code command…
  local what=$1 expected=$2; shift 2
  "$@" >"$work/out" 2>"$work/err" </dev/null; local got=$?
  if [ $got = "$expected" ]; then passed=$((passed + 1)); echo "ok    $what"
  else failed=$((failed + 1)); echo "FAIL  $what: exit $got, not $expected"; tail -20 "$work/out" "$work/err"; fi
}
holds() { # holds "what" command…: a condition on what the last check left behind
  local what=$1; shift
  if "$@" >/dev/null 2>&1; then passed=$((passed + 1)); echo "ok    $what"
  else failed=$((failed + 1)); echo "FAIL  $what"; tail -20 "$work/out" "$work/err"; fi
}
skips() { skipped=$((skipped + $(grep -c '^skipped:' "$work/out"))); grep '^skipped:' "$work/out"; }

for folder in experiments/*/; do
  name=$(basename "$folder"); small=""
  [ -f "$folder/small" ] && small=$(cat "$folder/small")
  # shellcheck disable=SC2086
  check "experiment $name $small" 0 "$reel" "experiments/$name" $small; skips
done
for notebook in notebooks/*.md; do
  name=$(basename "$notebook" .md)
  check "notebook $name" 0 "$reel" "$notebook" --render "pages/$name.html"
  holds "notebook $name as a page holds its pictures" grep -q 'src="data:image/svg+xml;base64,' "pages/$name.html"
done
printf '```reel\nreel> print (1 + 2)\n4\n```\n' >wrong.md
check "a notebook that shows another output exits with 1" 1 "$reel" wrong.md
holds "the difference names its line" grep -q '^wrong.md:3:' err
check "a notebook is updated" 0 "$reel" wrong.md --update
holds "the output that came stands in it" grep -qx 3 wrong.md

check "--version" 0 "$reel" --version
check "-c" 0 "$reel" -c 'print (1 + 2)'
holds "-c prints the value" grep -qx 3 out
check "a failed assert exits with 1" 1 "$reel" -c 'assert 1 > 2'
check "an error exits with 1" 1 "$reel" -c 'train alss'
holds "an error has a caret" grep -q '\^\^\^\^' err
check "a wrong flag exits with 2" 2 "$reel" --no-such-flag
check "--json" 0 "$reel" --json -c 'models | take 1'
holds "--json is one JSON line" sh -c 'python3 -c "import json,sys; assert len(json.loads(open(\"out\").read())) == 1"'
check "standard input" 0 sh -c "echo 'print (2 + 2)' | '$reel'"
holds "standard input is run" grep -qx 4 out
check "a missing script exits with 2" 2 "$reel" no-such-script.reel
check "doctor" 0 "$reel" doctor
check "manual" 0 "$reel" -c 'manual to=manual.md'
holds "the manual in docs is the one that reel writes" diff -q manual.md "$root/docs/manual.md"

echo; echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
