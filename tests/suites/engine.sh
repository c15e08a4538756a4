# engine.sh SUITE SOCKET[,NAMESPACE], sourced: what the suites need of the engine they run against.
#   $work                   a folder that is gone at the end
#   there COMMAND           runs a command where the engine's published ports are
#   stand_in NAME LINE…     builds an image under a name the hub has, from busybox and a Dockerfile's lines; files in $work may be copied into it
#   report RUN              prints what RUN prints, a line a test: passed, failed or skipped, and its name. Some tests look at a container's output at the moment it has
#                           started, which a fast engine loses more often: what fails and is not in SUITE.known is run again by itself, twice at most (RUN TEST…)
suite=$1
export DOCKER_HOST=unix://${2%,*} DOCKER_BUILDKIT=0 DOCKER_CLI_HINTS=false
case $2 in *,*) namespace=${2#*,} ;; *) namespace= ;; esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

there() { if [ -n "$namespace" ]; then nsenter --net="/run/netns/$namespace" "$@"; else "$@"; fi; }

stand_in() {
  local name=$1; shift
  printf '%s\n' 'FROM busybox' "$@" >"$work/Dockerfile"
  docker build -q -t "$name" "$work" >"$work/build.log" 2>&1 || { cat "$work/build.log" >&2; return 1; }
}

known() { sed -E 's/ *#.*//; /^$/d' "tests/suites/$suite.known" | sort; }
failing() { sed -n 's/^failed //p' "$work/results" | sort -u | comm -23 - <(known); }

report() {
  local again
  "$1" | sort -u >"$work/results"
  for _ in 1 2; do
    mapfile -t again < <(failing)
    [ ${#again[@]} -gt 0 ] && [ ${#again[@]} -le 20 ] || break
    "$1" "${again[@]}" | sed -n 's/^passed //p' >"$work/passed"
    awk 'FILENAME == ARGV[1] { passed[$0]; next } { name = substr($0, index($0, " ") + 1) } name in passed { $0 = "passed " name } { print }' "$work/passed" "$work/results" >"$work/merged"
    mv "$work/merged" "$work/results"
  done
  cat "$work/results"
}
