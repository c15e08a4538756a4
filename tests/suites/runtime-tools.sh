#!/usr/bin/env bash
# runtime-tools.sh SOURCE A B [TEST...]: the OCI's validation of runtimes with two of them, A ours and B another. Prints what holds with B and not with A; fails
# when there is any. SOURCE is a checkout of runtime-tools; Go (GO, else `go`) builds its programs, once. TESTs are names in its folder `validation`; all otherwise.
# It makes containers, so it is run as root. What a test prints is kept in LOGS, where it is set.
set -euo pipefail
usage="usage: runtime-tools.sh SOURCE A B [TEST...]"
source=$(realpath "${1:?$usage}") a=$(realpath "${2:?$usage}") b=$(realpath "${3:?$usage}")
shift 3
[ -d "$source/validation" ] || { echo "runtime-tools.sh: $source has no validation: it is no checkout of runtime-tools" >&2; exit 2; }
go=${GO:-$(command -v go || true)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$source"
if [ ! -x runtimetest ] || [ ! -x validation/state/state.t ]; then
  [ -n "$go" ] || { echo "runtime-tools.sh: no Go: set GO to the program" >&2; exit 2; }
  mkdir "$work/path"
  printf '#!/bin/sh\nexec env CGO_ENABLED=0 GOTOOLCHAIN=local GOFLAGS=-mod=vendor %s "$@"\n' "$go" >"$work/path/go"
  chmod 755 "$work/path/go"
  PATH=$work/path:$PATH make runtimetest validation-executables >/dev/null
fi
[ $# -gt 0 ] || set -- $(find validation -name '*.t' -printf '%f\n' | sed 's/\.t$//' | sort)

held() { # held RUNTIME NAME TEST...: lines of what holds, each with its test; a line that comes twice is there twice
  # An executable that is a whole engine is the runtime by this name.
  local runtime=$work/$2.bin/runc logs=${LOGS:-$work}/$2.tools name
  mkdir -p "$work/$2.bin" "$logs"
  cp "$1" "$runtime"
  shift 2
  for name in "$@"; do
    RUNTIME=$runtime timeout 120 "validation/$name/$name.t" >"$logs/$name" 2>&1 </dev/null || echo "# exit status $?" >>"$logs/$name"
    sed -n -E "/ # skip/Id; s/^ *ok [0-9]+( - )?/$name: /p" "$logs/$name"
  done | sort
}

held "$a" a "$@" >"$work/a"
held "$b" b "$@" >"$work/b"
comm -13 "$work/a" "$work/b" >"$work/missing"
cat "$work/missing"
echo "$(wc -l <"$work/a") hold with A, $(wc -l <"$work/b") with B, $(wc -l <"$work/missing") with B alone"
[ ! -s "$work/missing" ]
