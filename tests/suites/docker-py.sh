#!/usr/bin/env bash
# docker-py.sh SOURCE A B: docker-py's own integration tests against two engines. Prints the tests that pass with B and not with A; fails when there are any.
# SOURCE is a checkout of docker-py (its releases and packages leave the tests out); A and B are sockets, for example unix:///run/gantry.sock. Both engines
# need the image busybox. Tests of swarms (some of networks too), of plugins from the hub and of ssh are left out.
set -euo pipefail
source=$(realpath "${1:?usage: docker-py.sh SOURCE A B}") a=${2:?usage: docker-py.sh SOURCE A B} b=${3:?usage: docker-py.sh SOURCE A B}
[ -d "$source/tests/integration" ] || { echo "docker-py.sh: $source has no tests/integration: it is no checkout of docker-py" >&2; exit 2; }
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. scripts/packages.sh
need /usr/lib/python3/dist-packages/pytest/__init__.py python3-pytest
need /usr/lib/python3/dist-packages/pytest_timeout.py python3-pytest-timeout
need /usr/lib/python3/dist-packages/requests/__init__.py python3-requests
need /usr/lib/python3/dist-packages/websocket/__init__.py python3-websocket
need /usr/lib/python3/dist-packages/paramiko/__init__.py python3-paramiko
install_missing
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The images the tests ask the hub for, made of busybox: a user and a directory they look for are in Alpine's.
printf '%s\n' 'FROM busybox' 'RUN mkdir -p /var/opt && echo postgres:x:70:70::/:/bin/sh >>/etc/passwd && echo postgres:x:70: >>/etc/group' >"$work/Dockerfile"

passed() { # passed SOCKET NAME: names of the tests that pass
  DOCKER_HOST=$1 DOCKER_BUILDKIT=0 docker build -q -t alpine:3.10 "$work" >/dev/null 2>&1
  for name in alpine:latest hello-world:latest; do DOCKER_HOST=$1 docker tag alpine:3.10 $name; done
  (cd "$source" && DOCKER_HOST=$1 PYTHONPATH=$source /usr/bin/python3 -m pytest -q -rpX --timeout 90 -p no:cacheprovider tests/integration \
    -k 'not swarm and not service and not secret and not config_test and not nodes and not network_with_scope and not network_attachable and not network_ingress and not plugin and not ssh' >"$work/$2.log" 2>&1) || true
  tail -1 "$work/$2.log" >&2
  sed -n -E 's/^(PASSED|XPASS) ([^ ]+).*/\2/p' "$work/$2.log" | sort
}

passed "$a" a >"$work/a"
passed "$b" b >"$work/b"
comm -13 "$work/a" "$work/b" >"$work/missing"
cat "$work/missing"
echo "$(wc -l <"$work/a") pass with A, $(wc -l <"$work/b") with B, $(wc -l <"$work/missing") with B alone"
[ ! -s "$work/missing" ]
