# engine.sh SOCKET[,NAMESPACE], sourced: what the suites need of the engine they run against.
#   $work                   a folder that is gone at the end
#   there COMMAND           runs a command where the engine's published ports are
#   stand_in NAME LINE…     builds an image under a name the hub has, from busybox and a Dockerfile's lines; files in $work may be copied into it
export DOCKER_HOST=unix://${1%,*} DOCKER_BUILDKIT=0 DOCKER_CLI_HINTS=false
DOCKER_HOST=${DOCKER_HOST/unix:\/\/unix:/unix:}
case $1 in *,*) namespace=${1#*,} ;; *) namespace= ;; esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

there() { if [ -n "$namespace" ]; then nsenter --net="/run/netns/$namespace" "$@"; else "$@"; fi; }

stand_in() {
  local name=$1; shift
  printf '%s\n' 'FROM busybox' "$@" >"$work/Dockerfile"
  docker build -q -t "$name" "$work" >"$work/build.log" 2>&1 || { cat "$work/build.log" >&2; return 1; }
}
