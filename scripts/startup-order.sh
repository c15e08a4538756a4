#!/usr/bin/env bash
# startup-order.sh: writes src/Gantry.Cli/startup.order anew, the order in which the code of gantry is laid out in its file: first what every start runs,
# then what a runtime runs to make a container, then what clients and the daemon run in their everyday. What is used together lies together, so fewer pages
# are mapped and kept. The file need not be complete or new: a function that is not in it comes after the others, a name of none is passed over.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/packages.sh
command -v busybox >/dev/null || need busybox busybox-static
command -v python3 >/dev/null || need python3 python3
install_missing
./build.sh
gantry=$PWD/out/gantry
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

trace() { # trace NAME COMMAND...
  local name=$1
  shift
  python3 scripts/startup-order.py "$work/$name.order" "$gantry" src/Gantry.Cli/bin/Release/net10.0/linux-x64/native/gantry.dbg "$@"
}

mkdir -p "$work"/bundle/rootfs/{bin,proc,dev,sys}
cp "$(command -v busybox)" "$work/bundle/rootfs/bin/busybox"
for name in sh true sleep; do ln -s busybox "$work/bundle/rootfs/bin/$name"; done
(cd "$work/bundle" && "$gantry" runtime spec && sed -i 's/"terminal": true/"terminal": false/; s/"sh"/"true"/' config.json)

trace 1-start "$gantry" runtime --version
trace 2-run "$gantry" runtime --root "$work/state" run --bundle "$work/bundle" startup-order

export DOCKER_HOST=unix://$work/gantry.sock
trace 4-daemon unshare --net "$gantry" daemon --data-root "$work/data" --exec-root "$work/run" --pidfile "$work/pid" -H "$DOCKER_HOST" --cgroup-parent /startup-order &
daemon=$!
until "$gantry" version; do sleep 1; done >/dev/null 2>&1
tar -C "$work/bundle/rootfs" -c . | "$gantry" import - busybox
"$gantry" run --rm busybox true
"$gantry" run -d --name idle busybox sleep 1000
"$gantry" exec idle true
trace 3-client "$gantry" run --rm --network none busybox true
trace 3-list "$gantry" ps
"$gantry" rm --force idle
kill -TERM "$(cat "$work/pid")"
wait "$daemon"
rmdir /sys/fs/cgroup/*/startup-order 2>/dev/null || true

cat "$work"/*.order | awk '!seen[$0]++' >src/Gantry.Cli/startup.order
wc -l src/Gantry.Cli/startup.order
