#!/usr/bin/env bash
# docker-py.sh SOURCE SOCKET[,NAMESPACE]: docker-py's own integration tests against an engine, in the engine's network namespace where it has one of its own.
# Prints a line a test: passed, failed or skipped, and its name. SOURCE is a checkout of docker-py (its releases and packages leave the tests out). The engine needs
# the image busybox. Tests of swarms (some of networks too), of plugins from the hub and of ssh are left out.
set -euo pipefail
source=$(realpath "${1:?usage: docker-py.sh SOURCE SOCKET[,NAMESPACE]}") engine=${2:?usage: docker-py.sh SOURCE SOCKET[,NAMESPACE]}
[ -d "$source/tests/integration" ] || { echo "docker-py.sh: $source has no tests/integration: it is no checkout of docker-py" >&2; exit 2; }
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. scripts/packages.sh
. tests/suites/engine.sh docker-py "$engine"
need /usr/lib/python3/dist-packages/pytest/__init__.py python3-pytest
need /usr/lib/python3/dist-packages/pytest_timeout.py python3-pytest-timeout
need /usr/lib/python3/dist-packages/requests/__init__.py python3-requests
need /usr/lib/python3/dist-packages/websocket/__init__.py python3-websocket
need /usr/lib/python3/dist-packages/paramiko/__init__.py python3-paramiko
install_missing >&2

# The images the tests ask the hub for, made of busybox: a user and a directory they look for are in Alpine's.
stand_in alpine:3.10 'RUN mkdir -p /var/opt && echo postgres:x:70:70::/:/bin/sh >>/etc/passwd && echo postgres:x:70: >>/etc/group'
for name in alpine:latest hello-world:latest; do docker tag alpine:3.10 $name; done

run() {
  (
    cd "$source"
    HOME=$work PYTHONPATH=$source there /usr/bin/python3 -m pytest -q -rA --timeout 90 -p no:cacheprovider "${@:-tests/integration}" \
      -k 'not swarm and not service and not secret and not config_test and not nodes and not network_with_scope and not network_attachable and not network_ingress and not plugin and not ssh' >"$work/log" 2>&1
  ) || true
  tail -1 "$work/log" >&2
  sed -n -E 's/^(PASSED|XPASS) (tests[^ ]+).*/passed \2/p; s/^(FAILED|ERROR) (tests[^ ]+).*/failed \2/p; s/^XFAIL (tests[^ ]+).*/skipped \1/p; s/^SKIPPED \[[0-9]+\] (tests[^ ]+): .*/skipped \1/p' "$work/log"
}

report run
